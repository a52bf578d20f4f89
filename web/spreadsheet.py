"""CSV and XLSX that no spreadsheet program takes for more than data."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from exports.harmless import harmless

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
Value = str | int | float | None
TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{}</Types>'
)
SHEET_TYPE = (
    '<Override PartName="/xl/worksheets/sheet{}.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
)
RELATION = (
    '<Relationship Id="{}" Target="{}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"/>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
MAIN = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def as_csv(rows: Iterable[Sequence[Value]]) -> str:
    """Rows as CSV with a byte order mark, without which Excel takes Chinese for Latin."""
    output = io.StringIO()
    writer = csv.writer(output)
    for row in rows:
        writer.writerow([harmless(value) if isinstance(value, str) else value for value in row])
    return "\ufeff" + output.getvalue()


class Neutraliser:
    """CSV on its way out, piece by piece, its cells made harmless.

    >>> out = Neutraliser()
    >>> (out.take(b'name\\r\\n"=1+', False) + out.take(b'1"\\r\\n', True)).decode()
    "name\\r\\n'=1+1\\r\\n"
    """

    def __init__(self) -> None:
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.waiting = ""

    def take(self, piece: bytes, last: bool) -> bytes:
        """The whole records that are complete with this piece; with the last one, all that is left."""
        self.waiting += self.decoder.decode(piece, last)
        end = len(self.waiting) if last else self.end_of_records()
        whole, self.waiting = self.waiting[:end], self.waiting[end:]
        output = io.StringIO()
        writer = csv.writer(output)
        for row in csv.reader(io.StringIO(whole, newline="")):
            writer.writerow([harmless(value) for value in row])
        return output.getvalue().encode()

    def end_of_records(self) -> int:
        """Where the last whole record ends: after a line break with an even number of quotes before it."""
        end = self.waiting.rfind("\n") + 1
        while end and self.waiting.count('"', 0, end) % 2:
            end = self.waiting.rfind("\n", 0, end - 1) + 1
        return end


def as_xlsx(sheets: Sequence[tuple[str, Sequence[Sequence[Value]]]]) -> bytes:
    """Named sheets of rows as a workbook; texts are texts, whatever they begin with."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as file:
        numbers = range(1, len(sheets) + 1)
        file.writestr("[Content_Types].xml", TYPES.format("".join(map(SHEET_TYPE.format, numbers))))
        file.writestr(
            "_rels/.rels", RELATIONS.format(RELATION.format("r1", "xl/workbook.xml", "officeDocument"))
        )
        links = (RELATION.format(f"r{n}", f"worksheets/sheet{n}.xml", "worksheet") for n in numbers)
        file.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format("".join(links)))
        names = "".join(
            f'<sheet name="{escape(name[:31])}" sheetId="{n}" r:id="r{n}"/>'
            for n, (name, _) in enumerate(sheets, start=1)
        )
        file.writestr("xl/workbook.xml", f"<workbook {MAIN}><sheets>{names}</sheets></workbook>")
        for n, (_, rows) in enumerate(sheets, start=1):
            lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
            file.writestr(
                f"xl/worksheets/sheet{n}.xml", f"<worksheet {MAIN}><sheetData>{lines}</sheetData></worksheet>"
            )
    return output.getvalue()


def cell(value: Value) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    text = escape(UNPRINTABLE.sub("", value))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
