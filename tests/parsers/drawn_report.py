"""Reports drawn word by word, as small PDF libraries do: no rules needed, fonts named and not embedded.

The font is one of the predefined Chinese ones (PDF 32000-1, 9.7.5.2), so that a page is a handful of bytes and
every character has a known width: a square for Chinese ones, half of one for the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from parsers import templates
from parsers.document import Hints
from parsers.model import Report, State
from parsers.parse import parse
from tests.parsers.pdf_files import pdf

FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts ["
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500] "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> "
    b"/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /ItalicAngle 0 /Ascent 880 "
    b"/Descent -120 /CapHeight 880 /StemV 93 /FontBBox [-25 -254 1000 880] >> >>] >>"
)
WIDTH, HEIGHT, EDGE = 595.0, 842.0, 40.0
TITLE = "晴川县档案局2023年政府信息公开工作年度报告"
Cells = dict[str, str]  # key of a figure to what is printed
NUMBERS: dict[str, int] = {}


def counter(key: str, *, blanks: int = 0) -> str:
    """A figure for a key that no other key has; every so many are left blank."""
    number = NUMBERS.setdefault(key, len(NUMBERS) + 1)
    return "" if blanks and number % blanks == 0 else str(number * 7 + 3)


def read(body: bytes) -> Report:
    return parse(body, Hints(name="report.pdf"))[0]


def values(found: Report) -> Cells:
    """What was read of each figure that could be read, as printed."""
    return {cell.key: cell.raw for cell in found.cells if cell.state is not State.UNREADABLE}


def width(text: str, size: float) -> float:
    return sum(size if ord(sign) > 0x2000 else size / 2 for sign in text)


@dataclass
class Style:
    """How a report is drawn; lengths in points."""

    size: float = 9.0
    align: str = "centre"  # of figures and headings: left, centre, right
    figures: str = ""  # where figures are aligned otherwise
    upper: str = "middle"  # of what is less high than its row: top, middle, bottom
    padding: float = 3.0
    leading: float = 1.3
    rule: Callable[[float, float, float], str] | None = None  # below each row: from left, y, to right
    frame: Callable[[float, float, float, float, bool], str] | None = (
        None  # left, bottom, right, top, figure?
    )
    spacing: float = 0.0  # after each character
    show: Callable[[str], str] = lambda codes: f"<{codes}> Tj"
    heads: bool = False  # repeated on each page
    landscape: bool = False
    spread: bool = False  # the letters of labels over the width of their cells


@dataclass
class Drawn:
    """Pages on their way, drawn from the top; `y` counts down from the top edge."""

    style: Style
    pages: list[list[str]] = field(default_factory=lambda: [[]])
    y: float = EDGE

    @property
    def width(self) -> float:
        return HEIGHT if self.style.landscape else WIDTH

    @property
    def height(self) -> float:
        return WIDTH if self.style.landscape else HEIGHT

    def line(self, text: str, x: float, y: float, size: float) -> None:
        codes = text.encode("utf-16-be").hex()
        place = f"{x:.2f} {self.height - y - 0.88 * size:.2f}"
        spaced = f" {self.style.spacing:g} Tc" if size == self.style.size else " 0 Tc"
        self.pages[-1].append(f"BT /F2 {size:g} Tf{spaced} {place} Td {self.style.show(codes)} ET")

    def paragraph(self, text: str, size: float = 12.0) -> None:
        for part in broken(text, self.width - 2 * EDGE, size):
            if self.y + 2 * size > self.height - EDGE:
                self.next_page()
            self.line(part, EDGE, self.y, size)
            self.y += 1.5 * size
        self.y += size

    def next_page(self) -> None:
        self.pages.append([])
        self.y = EDGE

    def body(self) -> bytes:
        return pdf(
            [("0 g 0.4 w\n" + "\n".join(ops)).encode() for ops in self.pages],
            box=f"0 0 {self.width:g} {self.height:g}",
            fonts=f"/F2 {4 + 2 * len(self.pages)} 0 R",
            more=[FONT],
        )


def broken(text: str, room: float, size: float, spacing: float = 0.0) -> Iterator[str]:
    """The lines of a text in a cell: figures are never broken but for wide ones, words of Chinese anywhere."""
    line = ""
    for sign in text:
        if width(line + sign, size) + spacing * (len(line) + 1) > room and line and not text.isascii():
            yield line
            line = ""
        line += sign
    yield line


@dataclass
class Box:
    """A cell: from column to column of the grid, over rows below its own."""

    text: str
    first: int
    last: int
    down: int = 1
    align: str = ""
    figure: bool = False


Grid = list[list[Box]]


def draw_table(drawn: Drawn, edges: list[float], rows: Grid, head: int) -> None:
    """Draw rows of cells between edges; those that a cell reaches down to make room for it."""
    style = drawn.style
    step = style.leading * style.size
    heights = [step + 2 * style.padding for _ in rows]
    for at, row in enumerate(rows):
        for box in row:
            lines = len(list(broken(box.text, room(edges, box, style), style.size, style.spacing)))
            own = sum(heights[at : at + box.down])
            need = lines * step + 2 * style.padding
            heights[at + box.down - 1] += max(0.0, need - own)

    def put(at: int, top: float) -> None:
        for box in rows[at]:
            if style.frame:  # below the text: it may be filled
                foot = min(top + sum(heights[at : at + box.down]), drawn.height - EDGE)
                top_edge, foot_edge = drawn.height - top, drawn.height - foot
                left, right = edges[box.first], edges[box.last + 1]
                drawn.pages[-1].append(style.frame(left, foot_edge, right, top_edge, box.figure))
            lines = list(broken(box.text, room(edges, box, style), style.size, style.spacing))
            free = sum(heights[at : at + box.down]) - 2 * style.padding - len(lines) * step
            free = max(0.0, min(free, drawn.height - EDGE - top - len(lines) * step))
            y = top + style.padding + {"top": 0.0, "middle": free / 2, "bottom": free}[style.upper]
            for line in lines:
                left, right = edges[box.first] + 2, edges[box.last + 1] - 2
                slack = right - left - width(line, style.size) - style.spacing * len(line)
                own = style.figures if box.figure else ""
                x = left + {"left": 0.0, "centre": slack / 2, "right": slack}[own or box.align or style.align]
                if style.spread and not box.figure and len(line) > 1:
                    for nth, sign in enumerate(line):
                        before = width(line[:nth], style.size) + nth * slack / (len(line) - 1)
                        drawn.line(sign, left + before, y, style.size)
                elif line:
                    drawn.line(line, x, y, style.size)
                y += step
        if style.rule:
            bottom = drawn.height - top - heights[at]
            drawn.pages[-1].append(style.rule(edges[0], bottom, edges[-1]))

    for at in range(len(rows)):
        if drawn.y + heights[at] > drawn.height - EDGE:
            drawn.next_page()
            for again in range(head if style.heads and at >= head else 0):
                put(again, drawn.y)
                drawn.y += heights[again]
        put(at, drawn.y)
        drawn.y += heights[at]
    drawn.y += 12


def room(edges: list[float], box: Box, style: Style) -> float:
    return edges[box.last + 1] - edges[box.first] - 4


def report(style: Style, figures: Callable[[str], str]) -> tuple[bytes, Cells]:
    """A report of the form of 2021, and what is printed for each of its figures."""
    form = templates.load("2021")
    drawn = Drawn(style)
    printed: Cells = {}

    def figure(table: str, row: str, column: str, at: int, last: int | None = None) -> Box:
        key = f"{table}.{row}.{column}"
        printed[key] = figures(key)
        return Box(printed[key], at, at if last is None else last, figure=True)

    drawn.paragraph(TITLE, 16)
    drawn.paragraph("一、总体情况")
    drawn.paragraph(
        "本报告依据《中华人民共和国政府信息公开条例》编制，数据统计期限为2023年1月1日至12月31日。"
    )
    table = form.tables[0]
    drawn.paragraph(table.label)
    span = drawn.width - 2 * EDGE
    edges = [EDGE + share * span for share in (0, 0.31, 0.54, 0.77, 1)]
    rows: Grid = []
    for block in table.blocks:
        single = len(block.columns) == 1
        rows.append([Box(block.label, 0, 3, align="centre")])
        heads = [Box(column.label, at, 3 if single else at) for at, column in enumerate(block.columns, 1)]
        rows.append([Box(table.corner, 0, 0, align="left"), *heads])
        for row in block.rows:
            cells = [
                figure(table.key, row.key, column.key, at, 3 if single else None)
                for at, column in enumerate(block.columns, 1)
            ]
            rows.append([Box(row.label, 0, 0, align="left"), *cells])
    draw_table(drawn, edges, rows, 0)
    table = form.tables[1]
    drawn.paragraph(table.label)
    shares = (0, 0.08, 0.17, 0.4, 0.48, 0.57, 0.66, 0.75, 0.84, 0.91, 1)
    draw_table(drawn, [EDGE + share * span for share in shares], applications(table, figure), 3)
    table = form.tables[2]
    drawn.paragraph(table.label)
    draw_table(drawn, [EDGE + at * span / 15 for at in range(16)], reviews(table, figure), 3)
    drawn.paragraph("五、存在的主要问题及改进情况")
    drawn.paragraph("公开的深度还不够，将继续改进。")
    drawn.paragraph("六、其他需要报告的事项")
    drawn.paragraph("无其他需要报告的事项。")
    return drawn.body(), printed


def applications(table: templates.FormTable, figure: Callable[..., Box]) -> Grid:
    block = table.blocks[0]
    names = [column.label for column in block.columns]
    upper, inner = block.columns[1].groups
    rows: Grid = [
        [Box(table.corner, 0, 2, 3, "left"), Box(upper, 3, 9)],
        [Box(names[0], 3, 3, 2), Box(inner, 4, 8), Box(names[6], 9, 9, 2)],
        [Box(name, at, at) for at, name in enumerate(names[1:6], 4)],
    ]
    seen: set[str] = set()
    for row in block.rows:
        line = []
        for depth, group in enumerate(row.groups):
            if group not in seen:
                seen.add(group)
                down = sum(group in other.groups for other in block.rows)
                line.append(Box(group, depth, depth, down, "left"))
        line.append(Box(row.label, len(row.groups), 2, align="left"))
        line += [figure(table.key, row.key, column.key, at) for at, column in enumerate(block.columns, 3)]
        rows.append(line)
    return rows


def reviews(table: templates.FormTable, figure: Callable[..., Box]) -> Grid:
    block = table.blocks[0]
    names = [column.label for column in block.columns]
    first, *suits = block.rows
    return [
        [Box(first.label, 0, 4), Box(suits[0].groups[0], 5, 14)],
        [Box(name, at, at, 2) for at, name in enumerate(names)]
        + [Box(row.label, at, at + 4) for at, row in zip((5, 10), suits, strict=True)],
        [Box(name, at, at) for at, name in enumerate(names * 2, 5)],
        [
            figure(table.key, row.key, column.key, at * 5 + place)
            for at, row in enumerate(block.rows)
            for place, column in enumerate(block.columns)
        ],
    ]
