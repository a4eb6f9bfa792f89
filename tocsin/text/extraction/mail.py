"""The text of e-mails: subject, date and the body. Addresses are left out.

Who wrote to whom can identify the reporter; the file itself keeps it, sealed.
"""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from tocsin.text.extraction import markup


def parts(content: bytes) -> Iterator[str]:
    """Subject, date and the plain body, or the HTML one where there is no other."""
    message = message_from_bytes(content, policy=policy.default)
    for header in ("subject", "date"):
        if value := message.get(header):
            yield str(value)
    body = message.get_body(preferencelist=("plain", "html"))
    if isinstance(body, EmailMessage):
        yield from _body(body)


def _body(body: EmailMessage) -> Iterator[str]:
    raw = body.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return
    charset = body.get_content_charset() or "utf-8"
    try:
        text = raw.decode(charset, errors="replace")
    except LookupError:
        text = raw.decode("cp1252", errors="replace")
    if body.get_content_subtype() == "html":
        yield from markup.parts(text.encode())
    else:
        yield text
