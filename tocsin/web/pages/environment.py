"""Renders pages: one Jinja2 environment for each language of a service."""

from collections.abc import Mapping
from functools import partial
from gettext import NullTranslations
from pathlib import Path

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from tocsin.web.pages.assets import Assets
from tocsin.web.pages.languages import LANGUAGES, Language

COMMON = Path(__file__).parent / "templates"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # Nothing of a report or a case stays in the memory of a shared browser.
    "Cache-Control": "no-store",
}


class Pages:
    """The pages of one service.

    Args:
        folder: its templates; those of tocsin/web/pages/templates stand behind them.
        assets: what `asset('name')` in a template looks up.
        catalogs: translations by language code; a language without is English.
        shared: what all of its templates get, by name.
    """

    def __init__(
        self,
        folder: Path,
        assets: Assets,
        catalogs: Mapping[str, NullTranslations] | None = None,
        *,
        shared: Mapping[str, object] | None = None,
    ) -> None:
        """Make the environments; a template is compiled when it is first used."""
        self.assets = assets
        self._catalogs = catalogs or {}
        self._shared = shared or {}
        self._environments = {
            code: self._environment(folder, language)
            for code, language in LANGUAGES.items()
        }

    def text(self, template: str, language: Language, **values: object) -> str:
        """A page as HTML. A name that a template does not get is an error."""
        found = self._environments[language.code].get_template(template)
        return found.render(**values)

    def answer(
        self,
        template: str,
        language: Language,
        *,
        status: int = 200,
        **values: object,
    ) -> HTMLResponse:
        """A page as an answer, with its security headers."""
        html = self.text(template, language, **values)
        headers = {**HEADERS, "Content-Language": language.code}
        return HTMLResponse(html, status_code=status, headers=headers)

    def _environment(self, folder: Path, language: Language) -> Environment:
        environment = Environment(
            loader=FileSystemLoader([folder, COMMON]),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        catalog = self._catalogs.get(language.code, NullTranslations())
        # The i18n extension adds this method; Jinja2's types do not know it.
        environment.install_gettext_translations(  # type: ignore[attr-defined]
            catalog, newstyle=True
        )
        environment.filters["day"] = partial(
            format_date, format="long", locale=language.locale
        )
        environment.globals |= {
            "asset": self.assets.address,
            "language": language,
            "languages": LANGUAGES.values(),
            **self._shared,
        }
        return environment
