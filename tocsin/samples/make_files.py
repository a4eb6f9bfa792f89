"""Writes the PDF and DOCX samples from the plain texts beside them.

    python -m tocsin.samples.make_files

Run it after a change in `texts/` and commit what it writes. In a text, `# ` starts a
heading, `| a | b |` is a row of a table, and a blank line ends a paragraph.
"""

import io
import re
import textwrap
import zipfile
from pathlib import Path

import docx
from docx.document import Document

HERE = Path(__file__).parent

PDF_NAMES = (
    "zarquell-interviews",
    "quorlan-transfer-notice",
    "altaverica-entrevistas",
    "belvarenne-contrats",
)
DOCX_NAMES = (
    "zarquell-payslip",
    "agrivane-rapport",
    "valtorena-contrato",
    "jiujiang-zhaogong",
)

LINE_CHARS = 88
PAGE_LINES = 48
PAGE_WIDTH_POINTS, PAGE_HEIGHT_POINTS = 595, 842
MARGIN_POINTS, LEADING_POINTS, FONT_POINTS = 56, 15, 10

FONT = (
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
)

# Parts of the library's template that no reader of text needs; they are half its size.
DOCX_LEFT_OUT = {"docProps/thumbnail.jpeg", "word/stylesWithEffects.xml"}
ZIP_TIME = (2026, 1, 1, 0, 0, 0)  # one fixed date, so that a second run changes nothing


def _pages(text: str) -> list[list[str]]:
    lines = [
        part
        for line in text.splitlines()
        for part in textwrap.wrap(line.removeprefix("# "), LINE_CHARS) or [""]
    ]
    return [lines[at : at + PAGE_LINES] for at in range(0, len(lines), PAGE_LINES)]


def _content(lines: list[str]) -> bytes:
    top = PAGE_HEIGHT_POINTS - MARGIN_POINTS
    shown = "\n".join(
        "(" + re.sub(r"([\\()])", r"\\\1", line) + ") Tj T*" for line in lines
    )
    start = f"BT /F1 {FONT_POINTS} Tf {LEADING_POINTS} TL {MARGIN_POINTS} {top} Td\n"
    return (start + shown + "\nET").encode("cp1252")


def pdf_of(text: str) -> bytes:
    """A PDF 1.4 of a text in Helvetica, in the letters of Windows-1252.

    Raises:
        UnicodeEncodeError: the text has a letter outside Windows-1252.
    """
    pages = [_content(lines) for lines in _pages(text)]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    box = f"/MediaBox [0 0 {PAGE_WIDTH_POINTS} {PAGE_HEIGHT_POINTS}]"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        FONT,
    ]
    for number, content in enumerate(pages):
        stream = f"{5 + 2 * number} 0 R"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R {box} /Contents {stream}"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)
        )
    return _pdf_file(objects)


def _pdf_file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    size, table_at = len(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % size
    out += b"startxref\n%d\n%%%%EOF\n" % table_at
    return bytes(out)


def docx_of(text: str) -> bytes:
    """A DOCX of a text, with its tables."""
    document = docx.Document()
    for block in text.strip().split("\n\n"):
        if block.startswith("|"):
            _add_table(document, block)
        elif block.startswith("# "):
            document.add_heading(block.removeprefix("# "), level=1)
        else:
            document.add_paragraph(block)
    buffer = io.BytesIO()
    document.save(buffer)
    return _slim(buffer)


def _add_table(document: Document, block: str) -> None:
    rows = [
        [cell.strip() for cell in row.strip("|").split("|")]
        for row in block.splitlines()
    ]
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words


def _slim(buffer: io.BytesIO) -> bytes:
    """The same document without `DOCX_LEFT_OUT` and without the time of writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(buffer) as fat, zipfile.ZipFile(out, "w") as slim:
        for name in fat.namelist():
            if name in DOCX_LEFT_OUT:
                continue
            data = fat.read(name)
            if name.endswith(".rels"):
                data = re.sub(
                    rb"<Relationship [^>]*(thumbnail|stylesWithEffects)[^>]*/>",
                    b"",
                    data,
                )
            if name == "[Content_Types].xml":
                data = re.sub(rb"<Override [^>]*stylesWithEffects[^>]*/>", b"", data)
            slim.writestr(
                zipfile.ZipInfo(name, ZIP_TIME), data, zipfile.ZIP_DEFLATED, 9
            )
    return out.getvalue()


def make_files(folder: Path) -> None:
    """Write every PDF and DOCX sample into `folder`."""
    for name in PDF_NAMES:
        text = (HERE / "texts" / f"{name}.txt").read_text("utf-8")
        (folder / f"{name}.pdf").write_bytes(pdf_of(text))
    for name in DOCX_NAMES:
        text = (HERE / "texts" / f"{name}.txt").read_text("utf-8")
        (folder / f"{name}.docx").write_bytes(docx_of(text))


if __name__ == "__main__":
    make_files(HERE / "files")
