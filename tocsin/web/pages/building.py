"""Copies what the pages use of npm's packages: python -m tocsin.web.pages.building.

Every file gets a name with the start of its SHA-256, so that browsers may keep it for
ever. `make assets` runs this after `npm ci` in the folder assets/.
"""

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from tocsin.web.pages.assets import BUILT, MANIFEST

PACKAGES = Path("assets/node_modules")
USWDS = "@uswds/uswds/dist"
PLAIN = (
    f"{USWDS}/js/uswds.min.js",
    f"{USWDS}/js/uswds-init.min.js",
    f"{USWDS}/img/sprite.svg",
    "htmx.org/dist/htmx.min.js",
)
STYLES = f"{USWDS}/css/uswds.min.css"
FONTS = ("sourcesanspro-regular-webfont", "sourcesanspro-bold-webfont")
"""The only two faces that are kept: 40 KB, where all of them are 400."""

HASH_CHARS = 10
"""40 bits: two versions of one file never share a name."""

_FACE = re.compile(r"@font-face\{[^}]*\}")
_REFERENCE = re.compile(r"url\(\.\./([\w./-]+)\)")
_MAP = re.compile(r"\n?/[*/]# sourceMappingURL=[^\n]*")


def build(packages: Path, target: Path) -> dict[str, str]:
    """Fill `target` anew.

    Args:
        packages: the node_modules folder.
        target: the folder of the result; what is in it is removed first.

    Returns:
        Plain name -> name with hash, as written to the manifest.

    Raises:
        FileNotFoundError: a package is missing.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    names: dict[str, str] = {}

    def keep(name: str, content: bytes) -> str:
        path = Path(name)
        digest = hashlib.sha256(content).hexdigest()[:HASH_CHARS]
        names[path.name] = f"{path.stem}.{digest}{path.suffix}"
        (target / names[path.name]).write_bytes(content)
        return names[path.name]

    for file in PLAIN:
        text = (packages / file).read_text("utf-8")
        keep(file, _MAP.sub("", text).encode())
    styles = (packages / STYLES).read_text("utf-8")
    keep(STYLES, _styles(styles, packages / USWDS, keep).encode())
    for licence in ("@uswds/uswds/LICENSE.md", "htmx.org/LICENSE"):
        name = licence.rsplit("/", 2)[-2]
        shutil.copyfile(packages / licence, target / f"{name}.LICENSE.txt")
    text = json.dumps(names, indent=1, sort_keys=True)
    (target / MANIFEST).write_text(text, "utf-8")
    return names


def _styles(styles: str, folder: Path, keep: Callable[[str, bytes], str]) -> str:
    """The style sheet with the faces we use, its references by hashed names."""

    def face(match: re.Match[str]) -> str:
        return match[0] if any(font in match[0] for font in FONTS) else ""

    def reference(match: re.Match[str]) -> str:
        return f"url({keep(match[1], (folder / match[1]).read_bytes())})"

    return _REFERENCE.sub(reference, _FACE.sub(face, _MAP.sub("", styles)))


if __name__ == "__main__":
    built = build(PACKAGES, BUILT)
    sys.stdout.write(f"{len(built)} assets in {BUILT.name}\n")
