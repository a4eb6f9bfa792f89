"""Small files, good and hostile, made in memory."""

import zipfile
import zlib
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO

from docx import Document
from pypdf import PdfReader, PdfWriter


def pdf(*lines: str, compress: bool = False) -> bytes:
    """A PDF with one page for each line."""
    pages = [f"BT /F1 12 Tf 20 100 Td ({line}) Tj ET".encode() for line in lines]
    return pdf_of_streams(
        *(zlib.compress(page) if compress else page for page in pages),
        compressed=compress,
    )


def pdf_of_streams(*streams: bytes, compressed: bool) -> bytes:
    """A PDF whose pages have these content streams."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    filtered = b" /Filter /FlateDecode" if compressed else b""
    for n, stream in enumerate(streams):
        page = (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Resources "
            f"<< /Font << /F1 3 0 R >> >> /Contents {5 + 2 * n} 0 R >>"
        )
        objects.append(page.encode())
        objects.append(
            b"<< /Length %d%s >>\nstream\n%s\nendstream"
            % (len(stream), filtered, stream)
        )
    out = BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def encrypted_pdf(line: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(line))))
    writer.encrypt("secret", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def strangely_encrypted_pdf() -> bytes:
    """Encrypted in a way that nobody knows."""
    return encrypted_pdf("locked").replace(b"/Filter /Standard", b"/Filter /Strandad")


def pdf_bomb() -> bytes:
    """A page whose content stream unpacks from 300 kB to 300 MB."""
    packer = zlib.compressobj(9)
    zeros = bytes(1 << 20)
    packed = b"".join(packer.compress(zeros) for _ in range(300)) + packer.flush()
    return pdf_of_streams(packed, compressed=True)


def docx(*paragraphs: str, table: tuple[str, ...] = ()) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        for cell, text in zip(
            document.add_table(rows=1, cols=len(table)).rows[0].cells,
            table,
            strict=True,
        ):
            cell.text = text
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def broken_docx() -> bytes:
    """A DOCX whose document is no XML."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(docx("Passports"))) as archive,
        zipfile.ZipFile(out, "w") as broken,
    ):
        for name in archive.namelist():
            part = archive.read(name)
            is_text = name == "word/document.xml"
            broken.writestr(
                name, part.replace(b"<w:body>", b"<w:>") if is_text else part
            )
    return out.getvalue()


def zip_bomb() -> bytes:
    """A DOCX by name whose document unpacks to 101 MiB."""
    out = BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as member,
    ):
        for _ in range(101):
            member.write(bytes(1 << 20))
    return out.getvalue()


def eml(*, plain: str | None, html: str | None = None) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Wages"
    message["From"] = "secret.sender@example.org"
    if plain is not None:
        message.set_content(plain)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return bytes(message)


def forwarded(mail: bytes) -> bytes:
    """A mail with another one as its attachment."""
    message = EmailMessage()
    message["Subject"] = "Fwd"
    message["From"] = "secret.forwarder@example.org"
    message.set_content("See below.")
    message.add_attachment(message_from_bytes(mail, policy=policy.default))
    return bytes(message)


def carrying(*sent: tuple[bytes, str]) -> bytes:
    """A mail with files of these types."""
    message = EmailMessage()
    message["Subject"] = "Papers"
    message.set_content("See the files.")
    for number, (content, media_type) in enumerate(sent):
        maintype, _, subtype = media_type.partition("/")
        message.add_attachment(
            content, maintype=maintype, subtype=subtype, filename=f"secret {number}"
        )
    return bytes(message)
