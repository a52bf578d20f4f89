"""Small office files, written part by part, so that a test shows all that matters in them."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from tests.parsers.report_page import Rows

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{WORD}" xmlns:r="{OFFICE}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def packed(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def types(**parts: str) -> str:
    """The part that names the kinds of all others; keys are words, values part names."""
    mime = "application/vnd.openxmlformats-officedocument"
    kinds = {
        "document": f"{mime}.wordprocessingml.document.main+xml",
        "styles": f"{mime}.spreadsheetml.styles+xml",
        "strings": f"{mime}.spreadsheetml.sharedStrings+xml",
        "workbook": f"{mime}.spreadsheetml.sheet.main+xml",
        "sheet": f"{mime}.spreadsheetml.worksheet+xml",
    }
    listed = "".join(
        f'<Override PartName="/{name}" ContentType="{kinds[key.rstrip("0123456789")]}"/>'
        for key, name in parts.items()
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def related(**targets: str) -> str:
    """A part of relationships: id = "kind:target"."""
    items = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{value.partition(":")[0]}"'
        f' Target="{value.partition(":")[2]}"/>'
        for key, value in targets.items()
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}'
        "</Relationships>"
    )


def stored(body: bytes) -> bytes:
    """The archive with its members not compressed, so that no ratio gives it away."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()}, zipfile.ZIP_STORED)


# Word


def docx(body: str, parts: dict[str, str | bytes] | None = None, **targets: str) -> bytes:
    """A DOCX file with this body; `targets` are relationships of the document (id = "kind:target")."""
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": types(document="word/document.xml"),
        "_rels/.rels": related(rId1="officeDocument:word/document.xml"),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": related(**targets),
    }
    return packed(made | (parts or {}))


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    inside = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def cell(content: str, properties: str = "") -> str:
    inside = content if content.startswith("<") else paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    inside = "".join(each if each.startswith(("<w:tc", "<w:sdt")) else cell(each) for each in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def table(*rows: str, columns: int = 0) -> str:
    """A table; `columns` of equal width, for programs that lay it out."""
    widths = '<w:gridCol w:w="2000"/>' * columns
    grid = f'<w:tblPr><w:tblW w:w="{2000 * columns}" w:type="dxa"/></w:tblPr><w:tblGrid>{widths}</w:tblGrid>'
    return f"<w:tbl>{grid if columns else ''}{''.join(rows)}</w:tbl>"


def width(columns: int) -> str:
    """The width of a cell over some columns of `table`, and how many they are."""
    return f'<w:tcW w:w="{2000 * columns}" w:type="dxa"/>' + (span(columns) if columns > 1 else "")


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


BEGIN = '<w:vMerge w:val="restart"/>'
ON = "<w:vMerge/>"


# Excel


def xlsx(
    sheets: dict[str, str], strings: str = "", formats: str = "", states: dict[str, str] | None = None
) -> bytes:
    """An XLSX file: sheets by name (the XML within `worksheet`), shared strings, and styles."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"'
        + (f' state="{states[name]}"' if states and name in states else "")
        + "/>"
        for at, name in enumerate(sheets, 1)
    )
    targets = {f"rId{at}": f"worksheet:worksheets/sheet{at}.xml" for at in range(1, len(sheets) + 1)}
    parts = {f"sheet{at}": f"xl/worksheets/sheet{at}.xml" for at in range(1, len(sheets) + 1)}
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": types(
            workbook="xl/workbook.xml", strings="xl/sharedStrings.xml", styles="xl/styles.xml", **parts
        ),
        "_rels/.rels": related(rId1="officeDocument:xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": related(
            **targets, rId90="sharedStrings:sharedStrings.xml", rId91="styles:styles.xml"
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{SHEET}">{formats}</styleSheet>',
    }
    for at, content in enumerate(sheets.values(), 1):
        made[f"xl/worksheets/sheet{at}.xml"] = f'<worksheet xmlns="{SHEET}">{content}</worksheet>'
    return packed(made)


def data(*rows: str) -> str:
    return f"<sheetData>{''.join(rows)}</sheetData>"


def line(number: int, *cells: str, about: str = "") -> str:
    """A row of a sheet; a cell is XML, or "B3=text" for an inline text, or "B3:12" for a number."""
    made = []
    for each in cells:
        if each.startswith("<"):
            made.append(each)
        elif "=" in each:
            reference, text = each.split("=", 1)
            made.append(f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>')
        else:
            reference, figure = each.split(":", 1)
            made.append(f'<c r="{reference}"><v>{figure}</v></c>')
    return f'<row r="{number}" {about}>{"".join(made)}</row>'


# Damage


def mutants(body: bytes, count: int, seed: int) -> Iterator[bytes]:
    """Damaged copies, the same for the same seed: bits turned, bytes set, pieces cut, doubled or lost."""
    chance = random.Random(seed)  # noqa: S311
    for _ in range(count):
        damaged = bytearray(body)
        for _ in range(chance.choice((1, 1, 2, 4, 16))):
            at = chance.randrange(len(damaged)) if damaged else 0
            length = chance.choice((1, 2, 8, 64, 512))
            match chance.randrange(6):
                case 0 | 1:
                    damaged[at : at + 1] = bytes([damaged[at] ^ 1 << chance.randrange(8)]) if damaged else b""
                case 2:
                    damaged[at : at + length] = bytes([chance.choice((0, 255, 127, 128))]) * length
                case 3:
                    del damaged[at : at + length]
                case 4:
                    damaged[at:at] = damaged[max(0, at - length) : at]
                case 5:
                    del damaged[at : None if chance.random() < 0.2 else at + 1]
        yield bytes(damaged)


def mutant_parts(body: bytes, name: str, count: int, seed: int) -> Iterator[bytes]:
    """The archive with damaged copies of one member: damage that the archive's checksums would hide."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts: dict[str, str | bytes] = {each: archive.read(each) for each in archive.namelist()}
    sound = parts[name]
    assert isinstance(sound, bytes)
    for damaged in mutants(sound, count, seed):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for each, content in parts.items():
                archive.writestr(each, damaged if each == name else content)
        yield target.getvalue()


def put(sheet: Worksheet, rows: Rows, top: int) -> None:
    """Write the rows of a table on a sheet from its row `top` (from 0) on, merged as they span."""
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(rows, top):
        for cell in row:
            x = next(at for at in range(20) if (y, at) not in taken)
            taken |= {(y + down, x + right) for down in range(cell.rows) for right in range(cell.columns)}
            if cell.rows * cell.columns > 1:
                sheet.merge_range(y, x, y + cell.rows - 1, x + cell.columns - 1, cell.text)
            else:
                sheet.write(y, x, int(cell.text) if cell.text.isdigit() else cell.text)
