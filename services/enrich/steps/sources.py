"""How many sources of a case stand by themselves."""

from urllib.parse import urlsplit

from schemas.submission import Allegation, Evidence

# One text pasted twice is one source; copies differ at the end, so the start tells.
_TEXT_CHARS = 2_000


def independent_sources(allegation: Allegation) -> int:
    """The report itself and each piece of evidence from another origin.

    Pages of one site, one file sent twice and one text sent twice count once.
    """
    origins = {_origin(item) for item in allegation.evidence}
    origins.discard(None)
    origins.discard(_text_key(allegation.narrative))
    return 1 + len(origins)


def _origin(item: Evidence) -> str | None:
    if item.url:
        host = urlsplit(item.url if "//" in item.url else f"//{item.url}").hostname
        return f"site {(host or item.url).removeprefix('www.')}"
    if item.file:
        return f"file {item.file.sha256}"
    return _text_key(item.text) if item.text else None


def _text_key(text: str) -> str:
    return "text " + " ".join(text.lower().split())[:_TEXT_CHARS]
