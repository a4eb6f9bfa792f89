"""XML of documents, parsed so that it reaches nothing outside itself."""

from lxml import etree

from tocsin.text.extraction.problem import Unreadable


def parsed(part: bytes) -> etree._Element:
    """The root of a part, without comments and instructions.

    Raises:
        Unreadable: damaged: it is no XML, or has a document type, which no document of
            these kinds has, and which could unfold without end.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as exc:
        raise Unreadable("damaged") from exc
    if root.getroottree().docinfo.doctype:
        raise Unreadable("damaged")
    return root


def written(root: etree._Element) -> bytes:
    """The part again."""
    made: bytes = etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return made


def local(name: object) -> str:
    """A name without its namespace; nothing for what is no element."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def drop(one: etree._Element) -> None:
    """Take an element out, with the blanks that follow it."""
    parent = one.getparent()
    if parent is not None:
        parent.remove(one)
