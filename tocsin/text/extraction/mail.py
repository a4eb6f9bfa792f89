"""The text of e-mails: subject, date and the body, and the files sent with them.

Addresses are left out, and names of files: who wrote to whom can identify the reporter;
the file itself keeps them, sealed.
"""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import islice

from tocsin.text.extraction import markup
from tocsin.text.extraction.file import FileToRead

MESSAGES_MAX = 50
"""Mails in one file: a long correspondence, each forwarded with the next."""


def parts(content: bytes) -> Iterator[str | FileToRead]:
    """Subject, date and the plain body, or the HTML one where there is no other.

    Then those of the mails in it, such as are forwarded as attachments, and then the
    files of all of them.
    """
    whole = message_from_bytes(content, policy=policy.default)
    for message in islice(_messages(whole), MESSAGES_MAX):
        yield from _told(message)
    for part in whole.walk():
        sent = part.get_payload(decode=True) if _is_file(part) else None
        if isinstance(sent, bytes):
            yield FileToRead(sent, part.get_content_type())


def _is_file(part: EmailMessage) -> bool:
    return part.is_attachment() or part.get_filename() is not None


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
