"""What all pages share: assets, languages, and where a form comes from."""

from pathlib import Path

import pytest
from starlette.requests import Request

from tocsin.web import Problem
from tocsin.web.pages import Assets, preferred, require_same_origin
from tocsin.web.pages.building import build

HOST = "form.example"


def request(**headers: str) -> Request:
    sent = {"host": HOST, **{k.replace("_", "-"): v for k, v in headers.items()}}
    raw = [(name.encode(), value.encode()) for name, value in sent.items()]
    return Request({"type": "http", "method": "POST", "headers": raw})


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"origin": f"http://{HOST}"},
        {},
    ],
)
def test_our_own_forms_and_no_browser_pass(headers: dict[str, str]) -> None:
    require_same_origin(request(**headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "cross-site", "origin": f"http://{HOST}"},
        {"origin": "http://elsewhere.example"},
        {"origin": "null"},
    ],
)
def test_forms_of_other_sites_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Problem, match="forbidden"):
        require_same_origin(request(**headers))


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("", "en"),
        ("fr-CA,en;q=0.5", "fr"),
        ("de,ar;q=0.4,es;q=0.8", "es"),
        ("zh-TW", "zh-hans"),
        ("de,ja", "en"),
        ("es;q=x, fr;q=0.1", "fr"),
    ],
)
def test_the_language_that_is_asked_for_first_is_shown(asked: str, code: str) -> None:
    assert preferred(asked).code == code


def _packages(folder: Path) -> Path:
    dist = folder / "@uswds/uswds/dist"
    files = {
        dist / "js/uswds.min.js": "1",
        dist / "js/uswds-init.min.js": "2",
        dist / "img/sprite.svg": "<svg/>",
        dist / "img/search.svg": "<svg></svg>",
        dist / "fonts/sourcesanspro-bold-webfont.woff2": "font",
        dist / "css/uswds.min.css": (
            "@font-face{src:url(../fonts/sourcesanspro-bold-webfont.woff2)}"
            "@font-face{src:url(../fonts/other.woff2)}"
            "a{background:url(../img/search.svg)}\n/*# sourceMappingURL=x.map */"
        ),
        folder / "htmx.org/dist/htmx.min.js": "3\n//# sourceMappingURL=x.map",
        folder / "@uswds/uswds/LICENSE.md": "CC0",
        folder / "htmx.org/LICENSE": "0BSD",
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def test_only_what_is_used_is_copied_and_named_by_its_content(tmp_path: Path) -> None:
    built = tmp_path / "built"
    names = build(_packages(tmp_path / "packages"), built)
    assert "other.woff2" not in names
    styles = (built / names["uswds.min.css"]).read_text("utf-8")
    bold = names["sourcesanspro-bold-webfont.woff2"]
    assert styles == (
        f"@font-face{{src:url({bold})}}a{{background:url({names['search.svg']})}}"
    )
    assert (built / names["htmx.min.js"]).read_text("utf-8") == "3"
    assert names["sprite.svg"] == "sprite.d4dc566691.svg"


def test_pages_without_built_assets_still_have_our_own(tmp_path: Path) -> None:
    assets = Assets.load(built=tmp_path)
    assert assets.address("uswds.min.css") is None
    address = assets.address("tocsin.css")
    assert address is not None
    assert address.startswith("/assets/tocsin.")
