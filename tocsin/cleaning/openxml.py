"""DOCX and XLSX (ISO/IEC 29500) without metadata.

Left out are the properties with their thumbnail, data of other programs (customXml) and
settings of printers. Who changed or noted something is emptied and when is left out, as
are the marks of editing sessions (rsid), the folder that the file lay in, and addresses
that would be asked when it is opened. Texts, notes and changes themselves stay.
"""

from posixpath import dirname, join, normpath

from lxml import etree

from tocsin.cleaning.xml import drop, local, parsed, written
from tocsin.text.extraction.problem import Unreadable

_LEFT_OUT = ("docProps/", "customXml/", "xl/printerSettings/", "[trash]/")
_OTHER_FILES = "/embeddings/"
_TYPES = "[Content_Types].xml"
_EMPTIED = frozenset({"author", "initials", "userName"})
_EMPTIED_OF_PEOPLE = _EMPTIED | {"displayName", "userId", "providerId"}
_PEOPLE = frozenset({"person", "presenceInfo"})
_TIMES = frozenset({"date", "dateUtc", "dT"})
_DROPPED = frozenset({"rsid", "rsids", "absPath", "fileSharing", "attachedTemplate"})
_RELATIONS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)


def stripped(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts of a copy.

    Raises:
        Unreadable: damaged, or holds_other_files: whole documents lie within it.
    """
    if any(_OTHER_FILES in name for name in parts):
        raise Unreadable("holds_other_files")
    gone = {name for name in parts if name.startswith(_LEFT_OUT)}
    kept = {}
    for name, part in parts.items():
        if name in gone:
            continue
        if name == _TYPES:
            kept[name] = _types(part, gone)
        elif name.endswith(".rels"):
            kept[name] = _relations(part, name, gone)
        elif name.endswith((".xml", ".vml")):
            kept[name] = _content(part)
        else:
            kept[name] = part
    return kept


def _types(part: bytes, gone: set[str]) -> bytes:
    root = parsed(part)
    for one in list(root):
        if one.get("PartName", "").lstrip("/") in gone:
            drop(one)
    return written(root)


def _relations(part: bytes, name: str, gone: set[str]) -> bytes:
    """Without those to parts that are left out, or to what opening it would ask."""
    root = parsed(part)
    folder = dirname(dirname(name))
    for one in list(root):
        target, kind = one.get("Target", ""), one.get("Type", "")
        is_outside = one.get("TargetMode") == "External"
        if not is_outside and normpath(join(folder, target)).lstrip("/") in gone:
            drop(one)
        elif is_outside and not kind.endswith("/hyperlink"):
            one.set("Target", "left-out")
    return written(root)


def _content(part: bytes) -> bytes:
    root = parsed(part)
    for one in list(root.iter()):
        kind = local(one.tag)
        if kind in _DROPPED:
            drop(one)
            continue
        if kind == "author" and local(getattr(one.getparent(), "tag", "")) == "authors":
            one.text = ""
        if kind == "pageSetup":
            # It names a part with the settings of a printer.
            for space in _RELATIONS:
                one.attrib.pop(f"{space}id", None)
        _attributes(one)
    return written(root)


def _attributes(one: etree._Element) -> None:
    emptied = _EMPTIED_OF_PEOPLE if local(one.tag) in _PEOPLE else _EMPTIED
    for name in list(one.attrib):
        short = local(name)
        if short in emptied:
            one.set(name, "")
        elif short.startswith("rsid") or (short in _TIMES and _is_of_a_change(one)):
            del one.attrib[name]


def _is_of_a_change(one: etree._Element) -> bool:
    """Whether it tells of a change or a note, which have an author or a person."""
    return any(local(name) in {"author", "personId"} for name in one.attrib)
