"""Writes a report as OFD (GB/T 33190), the fixed-layout format of Chinese offices.

A small writer: A4 pages, one font, paragraphs and ruled tables; every text object carries the advance
of its characters, as the writers of office suites do.
"""

from __future__ import annotations

import io
import zipfile
from html import escape

from parsers import templates
from practice import markup
from practice.publications import Filing

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 18.0  # millimetres
SIZE = 3.2  # of a character
LINE = 5.2
INNER = WIDTH - 2 * MARGIN
NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
# The label side of the applications table is wide, its figures are narrow.
WIDTHS = {4: (54.0, 40.0, 40.0, 40.0), 10: (16.0, 18.0, 56.0, *(12.0,) * 7), 15: (11.6,) * 15}


class Pages:
    """Objects laid out from top to bottom; a new page begins where the old one is full."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.top = MARGIN
        self.count = 10

    def identity(self) -> int:
        self.count += 1
        return self.count

    def room(self, height: float) -> None:
        if self.top + height > HEIGHT - MARGIN:
            self.pages.append([])
            self.top = MARGIN

    def text(self, words: str, left: float, top: float, size: float = SIZE) -> None:
        advance = " ".join(f"{size if ord(letter) > 255 else size / 2:g}" for letter in words[:-1])
        width = sum(size if ord(letter) > 255 else size / 2 for letter in words)
        delta = f' DeltaX="{advance}"' if advance else ""
        box = f"{left:.2f} {top:.2f} {width:.2f} {size * 1.3:.2f}"
        self.pages[-1].append(
            f'<ofd:TextObject ID="{self.identity()}" Boundary="{box}" Font="1" Size="{size:g}">'
            f'<ofd:TextCode X="0" Y="{size:g}"{delta}>{escape(words)}</ofd:TextCode>'
            "</ofd:TextObject>"
        )

    def box(self, left: float, top: float, width: float, height: float) -> None:
        edges = f"{left:.2f} {top:.2f} {width:.2f} {height:.2f}"
        self.pages[-1].append(
            f'<ofd:PathObject ID="{self.identity()}" Boundary="{edges}" '
            f'LineWidth="0.2" Stroke="true" Fill="false"><ofd:AbbreviatedData>M 0 0 L {width:.2f} 0 '
            f"L {width:.2f} {height:.2f} L 0 {height:.2f} C</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def paragraph(self, words: str, size: float = SIZE) -> None:
        for line in lines_of(words, INNER, size):
            self.room(LINE)
            self.text(line, MARGIN, self.top, size)
            self.top += size * 1.6

    def table(self, rows: list[markup.Row]) -> None:
        """A table with its merged cells; it is kept on one page."""
        placed, grid_width = place(rows)
        widths = WIDTHS[grid_width]
        heights = [LINE] * len(rows)
        for row, column, spot in placed:
            inside = sum(widths[column : column + spot.across]) - 1
            if spot.down == 1:
                heights[row] = max(heights[row], LINE * len(lines_of(spot.text, inside, SIZE)))
        self.room(sum(heights))
        for row, column, spot in placed:
            left = MARGIN + sum(widths[:column])
            top = self.top + sum(heights[:row])
            width = sum(widths[column : column + spot.across])
            self.box(left, top, width, sum(heights[row : row + spot.down]))
            for number, line in enumerate(lines_of(spot.text, width - 1, SIZE)):
                self.text(line, left + 0.5, top + 0.8 + number * LINE)
        self.top += sum(heights) + LINE


def lines_of(words: str, width: float, size: float) -> list[str]:
    """A text broken into lines of a width, in millimetres; [] for no text."""
    lines, line, used = [], "", 0.0
    for letter in words:
        advance = size if ord(letter) > 255 else size / 2
        if used + advance > width and line:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + letter, used + advance
    return [*lines, line] if line else lines


def place(rows: list[markup.Row]) -> tuple[list[tuple[int, int, markup.Spot]], int]:
    """Each cell of a table with its row and column, and how many columns there are."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for y, row in enumerate(rows):
        x = 0
        for spot in row:
            while (y, x) in taken:
                x += 1
            placed.append((y, x, spot))
            taken |= {(y + down, x + across) for down in range(spot.down) for across in range(spot.across)}
    return placed, 1 + max(x for _, x in taken)


def write(title: str, filing: Filing) -> bytes:
    """The report as the bytes of an OFD file."""
    pages = Pages()
    pages.paragraph(title, 5.0)
    form = templates.load(filing.template)
    for number in range(1, 7):
        if 2 <= number <= 4:
            table = form.tables[number - 2]
            pages.paragraph(table.label)
            pages.table([row for rows in markup.rows_of(table, filing) for row in rows])
        else:
            pages.paragraph(markup.HEADINGS[number])
            for words in filing.sections.get(number, ()):
                pages.paragraph("　　" + words)
    return pack(title, filing, pages)


def pack(title: str, filing: Filing, pages: Pages) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    area = f"<ofd:PhysicalBox>0 0 {WIDTH:g} {HEIGHT:g}</ofd:PhysicalBox>"
    listed = "".join(
        f'<ofd:Page ID="{n + 2}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages.pages))
    )
    members = {
        "OFD.xml": f'<ofd:OFD {NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>{'0' * 32}</ofd:DocID><ofd:Title>{escape(title)}</ofd:Title>"
        f"<ofd:CreationDate>{filing.year + 1}-01-20</ofd:CreationDate></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NAMESPACE}><ofd:CommonData>"
        f"<ofd:MaxUnitID>{pages.count}</ofd:MaxUnitID><ofd:PageArea>{area}</ofd:PageArea>"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/PublicRes.xml": f'<ofd:Res {NAMESPACE} BaseLoc="Res"><ofd:Fonts>'
        '<ofd:Font ID="1" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>',
    }
    for number, objects in enumerate(pages.pages):
        members[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<ofd:Page {NAMESPACE}><ofd:Area>{area}</ofd:Area>"
            f'<ofd:Content><ofd:Layer ID="{pages.count + number + 1}" Type="Body">'
            f"{''.join(objects)}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            member = zipfile.ZipInfo(name, (2024, 1, 20, 9, 0, 0))
            archive.writestr(member, (head + text).encode("utf-8"), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
