"""The text of HTML pages."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from tocsin.text.extraction import plain

_SILENT = ("script", "style", "template", "noscript", "head > *:not(title)")
_BLANK_LINES = re.compile(r"\n\s*\n\s*")


def parts(content: bytes) -> Iterator[str]:
    """What a reader of the page would see, a line for each block."""
    for text in plain.parts(content):
        page = LexborHTMLParser(text)
        for selector in _SILENT:
            for node in page.css(selector):
                node.decompose()
        if page.root is not None:
            shown = page.root.text(separator="\n", strip=True)
            yield _BLANK_LINES.sub("\n\n", shown)
