"""Digits beside the same digits of their table: typed over, bent, or proven by them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.pages.rulegrid import Region
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline
from parsers.scans.ink.inks import Inks
from parsers.scans.reading.digitforms import (
    FIELD,
    Compared,
    Digits,
    compared,
    judged,
    parted,
    without_slivers,
)
from parsers.scans.reading.said import CERTAIN, DOUBTFUL, Said

FIGURES = ["24", "97", "318", "56", "80", "649", "73", "35", "482", "60", "917", "205", "1346", "8072", "59"]
WIDE, HIGH, SIZE = 120, 50, 24


class Drawn:
    """Tables one below the other on a page, each cell a figure, and what each is said to be."""

    def __init__(self) -> None:
        self.pictures: list[np.ndarray] = []
        self.tables: list[tuple[list[InkCell], list[list[Said]]]] = []

    def table(self, figures: list[str]) -> None:
        self.tables.append(([], []))
        for figure in figures:
            self.cell(figure, figure)

    def cell(
        self,
        text: str,
        said: str,
        *,
        over: str = "",
        stroke: float = 0,
        confidence: float = CERTAIN,
        size: float = SIZE,
        hidden: float = 0,
        above: int = 0,
    ) -> None:
        """A cell in which a text is drawn, and another over it; this share of its height below is white.

        The room of its line has so many rows more above.
        """
        picture = Image.new("L", (WIDE, HIGH), 255)
        face = ImageFont.load_default(size)
        for one in filter(None, (text, over)):
            ImageDraw.Draw(picture).text(
                (20, HIGH // 2), one, font=face, fill=20, anchor="lm", stroke_width=stroke
            )
        pixels = np.array(picture)
        rows = np.flatnonzero((pixels < 140).any(1))
        pixels[rows[len(rows) - round(hidden * len(rows)) :]] = 255
        ys, xs = np.nonzero(pixels < 140)
        row = len(self.pictures)
        top, bottom = int(ys.min()) - above + row * HIGH, int(ys.max()) + 1 + row * HIGH
        room = (int(xs.min()), top, int(xs.max()) + 1, bottom)
        box = (0, row * HIGH, WIDE, (row + 1) * HIGH)
        self.pictures.append(pixels)
        cells, spoken = self.tables[-1]
        cells.append(InkCell(Region(row, 0, 1, 1, box), (Inkline(room, (room,)),)))
        spoken.append([Said(said, confidence)])

    def compared(self) -> list[Compared]:
        return compared(self.tables, Inks(np.vstack(self.pictures), 140, float(SIZE)))

    def judged(self) -> list[list[str]]:
        """Of each cell of each table whether it is strange, certain, or in doubt."""
        made = self.compared()
        return [
            [
                "strange"
                if cell.lines[0].strange
                else "certain"
                if parts[0].confidence >= CERTAIN
                else "doubt"
                for cell, parts in zip(table.cells, spoken, strict=True)
            ]
            for table, (_, spoken) in zip(made, self.tables, strict=True)
        ]


@pytest.mark.parametrize(
    ("text", "over", "said"), [("914", "984", "914"), ("560", "567", "560"), ("31", "41", "41")]
)
def test_a_digit_typed_over_is_strange_whichever_it_is_read_as(text: str, over: str, said: str) -> None:
    page = Drawn()
    page.table(FIGURES)
    page.cell(text, said, over=over)
    assert page.judged() == [["certain"] * len(FIGURES) + ["strange"]]


def test_a_figure_in_doubt_is_certain_where_its_digits_are_like_those_of_their_sign() -> None:
    page = Drawn()
    page.table(FIGURES)
    page.cell("6308", "6308", confidence=DOUBTFUL)
    page.cell("17", "11", confidence=DOUBTFUL)
    page.cell("45", "4", confidence=DOUBTFUL)
    assert page.judged() == [["certain"] * len(FIGURES) + ["certain", "strange", "strange"]]


def test_tables_with_few_figures_are_judged_by_the_others_of_their_page() -> None:
    page = Drawn()
    page.table(FIGURES)
    page.table(["31", "46", "20"])
    page.cell("78", "78", over="18")
    assert page.judged() == [["certain"] * len(FIGURES), ["certain"] * 3 + ["strange"]]


def test_a_small_table_in_another_font_is_not_judged_by_others() -> None:
    page = Drawn()
    page.table(FIGURES)
    page.table([])
    for figure in ("31", "46", "20"):
        page.cell(figure, figure, stroke=1.5)
    assert page.judged()[1] == ["certain"] * 3


@pytest.mark.parametrize("one_font", [True, False])
def test_a_sign_that_a_table_has_once_is_judged_by_others_of_its_font_alone(one_font: bool) -> None:
    """The sevens of the second table tell: where they are those of the first, its 9 is to be, too."""
    forms = {sign: np.zeros((FIELD, FIELD), np.float32) for sign in "123479"}
    for at, form in enumerate(forms.values()):
        form[4:24, 3 * at + 2 : 3 * at + 6] = form[20:24, 2:24] = 1
    other = np.zeros((FIELD, FIELD), np.float32)
    other[4:8, 2:24] = other[8:24, 10:13] = 1
    digits = Digits()

    def add(table: int, sign: str, picture: np.ndarray) -> None:
        digits.lines.append((table, len(digits.lines), 0))
        digits.signs.append(sign)
        digits.certain.append(True)
        digits.pictures.append(picture)
        digits.trimmed.append(picture)

    for sign, form in forms.items():
        for _ in range(4):
            add(0, sign, form)
    for _ in range(4):
        add(1, "7", forms["7"] if one_font else other)
    for sign in "1234":
        add(1, sign, forms[sign])
    add(1, "9", other)
    assert judged(digits).unlike == ({digits.lines[-1]} if one_font else set())


@pytest.mark.parametrize("size", [18, 20, 28, 31])
def test_figures_in_another_size_are_whole_where_they_are_like_the_others_in_all_else(size: int) -> None:
    page = Drawn()
    page.table(FIGURES)
    page.cell("8206", "8206", size=size)
    (table,) = page.compared()
    assert not any(cell.lines[0].strange for cell in table.cells)
    assert table.whole == {(len(FIGURES), 0)}


def test_what_makes_a_line_higher_makes_its_digits_unlike_no_others() -> None:
    page = Drawn()
    page.table(FIGURES)
    page.cell("8206", "8206", above=4)
    assert page.judged() == [["certain"] * (len(FIGURES) + 1)]
    assert not page.compared()[0].whole


@pytest.mark.parametrize("text", ["8", "26", "90", "38", "506"])
@pytest.mark.parametrize("hidden", [0.15, 0.25])
def test_cut_figures_are_not_whole_in_another_size(text: str, hidden: float) -> None:
    page = Drawn()
    page.table(FIGURES)
    page.cell(text, text, hidden=hidden)
    (table,) = page.compared()
    assert not table.whole


def test_digits_are_parted_where_they_are_palest() -> None:
    dark = np.array([[9, 9, 8, 1, 9, 9, 9, 9, 2, 9, 9, 9]], np.float32)
    assert parted(dark, 3) == [(0, 3), (3, 8), (8, 12)]
    assert parted(dark, 1) == [(0, 12)]
    assert parted(dark[:, :2], 5) == []


@pytest.mark.parametrize(("first", "left_over"), [(11, 0), (7, 80)])
def test_the_edge_of_a_digit_is_no_stroke_of_the_next(first: int, left_over: int) -> None:
    """In coarse print digits are parted a pixel too far left; what is half of a shape stays."""
    part = np.zeros((20, 30), np.float32)
    part[2:18, 2:12] = part[4:16, 14:24] = 1
    shapes = np.where(part > 0, np.where(np.arange(30) < 13, 1, 2), 0)
    digit = without_slivers(part, shapes, first, 30)
    assert digit[:, : 13 - first].sum() == left_over
    assert digit[:, 13 - first :].sum() == 120
    assert part.sum() == 280


@pytest.mark.parametrize(
    ("parted_well", "trimmed_well", "doubted"),
    [(True, True, False), (True, False, False), (False, True, False), (False, False, True)],
)
def test_a_digit_is_unlike_its_sign_only_as_it_is_parted_and_trimmed(
    parted_well: bool, trimmed_well: bool, doubted: bool
) -> None:
    """Trimming takes the foot of a 5 that touches the 8 before it, parting leaves an edge of that 8."""
    seven, torn = np.zeros((2, FIELD, FIELD), np.float32)
    seven[4:7, 8:20] = seven[7:24, 14:17] = 1
    torn[4:7, 8:20] = torn[7:14, 14:17] = 1
    digits = Digits()
    for at in range(20):
        digits.lines.append((0, at, 0))
        digits.signs.append("7")
        digits.certain.append(True)
        digits.pictures.append(seven if at or parted_well else torn)
        digits.trimmed.append(digits.pictures[at] if at else seven.copy() if trimmed_well else torn.copy())
    assert judged(digits).unlike == ({(0, 0, 0)} if doubted else set())
