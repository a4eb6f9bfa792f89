"""The text of e-mails: subject, date and the body. Addresses are left out.

Who wrote to whom can identify the reporter; the file itself keeps it, sealed.
"""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import islice

from tocsin.text.extraction import markup

MESSAGES_MAX = 50
"""Mails in one file: a long correspondence, each forwarded with the next."""


def parts(content: bytes) -> Iterator[str]:
    """Subject, date and the plain body, or the HTML one where there is no other.

    Then those of the mails in it, such as are forwarded as attachments.
    """
    whole = message_from_bytes(content, policy=policy.default)
    for message in islice(_messages(whole), MESSAGES_MAX):
        yield from _told(message)


def _messages(whole: EmailMessage) -> Iterator[EmailMessage]:
    yield whole
    for part in whole.walk():
        inner = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(inner, list):
            yield from (each for each in inner if isinstance(each, EmailMessage))


def _told(message: EmailMessage) -> Iterator[str]:
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
