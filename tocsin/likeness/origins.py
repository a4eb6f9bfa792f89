"""Where a piece of evidence comes from, as far as that can be told without reading."""

from urllib.parse import urlsplit

from schemas.submission import Evidence

# One text pasted twice is one source; copies differ at the end, so the start tells.
_TEXT_CHARS = 2_000


def origin(item: Evidence) -> str | None:
    """The key of an evidence item's origin: its site, its file or its text.

    None for an item that holds neither.
    """
    if item.url:
        return f"site {_host(item.url).removeprefix('www.')}"
    if item.file:
        return f"file {item.file.sha256}"
    return text_origin(item.text) if item.text else None


def text_origin(text: str) -> str:
    """The key of a text; spaces and case do not count."""
    return "text " + " ".join(text.lower().split())[:_TEXT_CHARS]


def _host(url: str) -> str:
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname or url
    except ValueError:  # brackets that hold no address
        return url
