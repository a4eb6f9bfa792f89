"""ODT (ISO/IEC 26300) without metadata.

Left out are the properties, the thumbnail, the settings with their printer, and the
state of the program. Who noted or changed something is emptied, and when.
"""

from tocsin.cleaning.xml import drop, local, parsed, written
from tocsin.text.extraction.problem import Unreadable

_MANIFEST = "META-INF/manifest.xml"
_FILES = ("meta.xml", "settings.xml")
_FOLDERS = ("Thumbnails/", "Configurations2/", "META-INF/documentsignatures")
_DC = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_EMPTIED = frozenset(
    {f"{_DC}creator", f"{_DC}date", f"{_META}creator-initials", f"{_META}date-string"}
    | {f"{_TEXT}{name}" for name in ("author-name", "author-initials", "creator")}
    | {f"{_TEXT}{name}" for name in ("initial-creator", "printed-by", "file-name")}
)
"""Of notes and changes; of the text, the fields that the program fills in."""


def stripped(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts of a copy.

    Raises:
        Unreadable: damaged or encrypted.
    """
    gone = {name for name in parts if _is_left_out(name)}
    kept = {}
    for name, part in parts.items():
        if name in gone:
            continue
        if name == _MANIFEST:
            kept[name] = _manifest(part, gone)
        else:
            kept[name] = _content(part) if name.endswith(".xml") else part
    return kept


def _is_left_out(name: str) -> bool:
    return name.rpartition("/")[2] in _FILES or name.startswith(_FOLDERS)


def _manifest(part: bytes, gone: set[str]) -> bytes:
    root = parsed(part)
    for one in list(root):
        if any(local(child.tag) == "encryption-data" for child in one):
            raise Unreadable("encrypted")
        path = next((v for k, v in one.attrib.items() if local(k) == "full-path"), "")
        if path in gone or path.startswith(_FOLDERS):
            drop(one)
    return written(root)


def _content(part: bytes) -> bytes:
    root = parsed(part)
    for one in list(root.iter()):
        if one.tag in _EMPTIED:
            one.text = ""
        for name in list(one.attrib):
            if local(name) == "rsid":
                del one.attrib[name]
    return written(root)
