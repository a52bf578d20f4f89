"""Fonts embedded in an OFD that draw other digits than its text says."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping

import pytest
from PIL import ImageFont

from parsers.document import Document
from parsers.pages.textlines import UNKNOWN
from parsers.readers import ofd as reader
from parsers.readers.ofd.cmap import glyph_of
from tests.parsers.font_files import (
    DRAWN,
    in_bytes,
    in_groups,
    in_segments,
    through_places,
    trimmed,
    truetype,
)
from tests.parsers.pages.test_ofd import STROKES, TEXTS, package, page, text, texts, words

FONTS = '<ofd:Fonts><ofd:Font ID="1" FontName="宋体">{}</ofd:Font></ofd:Fonts>'
EMBEDDED = FONTS.format("<ofd:FontFile>f.ttf</ofd:FontFile>")
TRUE = {ord(digit): number for number, digit in enumerate(DRAWN, 1)}
PLACES = ((1, 1, "12"), (1, 2, "407"), (2, 1, "3"), (2, 2, "58"))


def read(font: bytes, content: str = "", resources: str = EMBEDDED) -> Document:
    body = package(page(STROKES + (content or words())), resources=resources, more={"Doc_0/Res/f.ttf": font})
    return reader.read(body)


def doubtful(document: Document) -> list[str]:
    """The figures in doubt. All are read as the text says them."""
    assert texts(document) == TEXTS
    (table,) = document.tables
    cells = {(cell.row, cell.column): cell for cell in table.cells}
    found = [said for row, column, said in PLACES if cells[row, column].confidence is not None]
    assert ([issue.code for issue in document.issues] == ["misnamed_digits"]) == bool(found)
    return found


def drawing(**others: str) -> bytes:
    """A font that draws digits as other ones: `_4="7"` draws a 7 for the 4."""
    shown = {digit: others.get(f"_{digit}", digit) for digit in DRAWN}
    return truetype([DRAWN[digit] for digit in shown.values()], TRUE)


def told(figure: str, glyphs: str, count: int | None = None) -> str:
    """The table, with the glyphs of one figure told."""
    x, y = next(
        (x, y)
        for x, y, said in ((83, 63, "12"), (113, 63, "407"), (83, 73, "3"), (113, 73, "58"))
        if said == figure
    )
    plain = text(figure, x, y)
    assert plain in words()
    count = len(figure) if count is None else count
    transform = f'<ofd:CGTransform CodePosition="0" CodeCount="{count}" GlyphCount="{len(glyphs.split())}"><ofd:Glyphs>{glyphs}</ofd:Glyphs></ofd:CGTransform>'
    return words().replace(plain, plain.replace("<ofd:TextCode", transform + "<ofd:TextCode"))


def test_fonts_that_draw_what_is_said_are_believed() -> None:
    assert doubtful(read(drawing())) == []
    assert doubtful(read(drawing(), told("407", "5 1 8"))) == []


def test_fonts_that_are_not_embedded_are_not_looked_at() -> None:
    assert doubtful(read(b"", told("407", "2 3 4"), FONTS.format(""))) == []
    assert doubtful(read(drawing(_4="7"), resources=EMBEDDED.replace("f.ttf", "none.ttf"))) == []


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ({"_4": "7"}, ["407"]),
        ({"_1": "4", "_2": "5", "_3": "6"}, ["12", "3"]),
        ({"_3": "8", "_8": "3"}, ["3", "58"]),
        ({"_2": "3"}, ["12"]),
        ({"_5": "6", "_0": "9"}, ["407", "58"]),
    ],
)
def test_a_digit_that_is_drawn_as_another_puts_its_figures_in_doubt(
    others: dict[str, str], expected: list[str]
) -> None:
    assert doubtful(read(drawing(**others))) == expected


@pytest.mark.parametrize(
    "glyphs", ["5 1 9", "5 1 4", "2 1 8", "5 1 0", "5 1 77", "5 1", "5 1 999999", "5 1 8 8"]
)
def test_a_glyph_told_that_is_another_digit_or_none_puts_its_figure_in_doubt(glyphs: str) -> None:
    assert doubtful(read(drawing(), told("407", glyphs, 3))) == ["407"]


@pytest.mark.parametrize("said", ["   ", ""])
def test_blanks_for_which_a_font_draws_digits_are_no_blanks(said: str) -> None:
    content = told("407", "5 1 8").replace(">407<", f">{said}<")
    (table,) = read(drawing(), content).tables
    assert {(cell.row, cell.column): cell.text for cell in table.cells}[1, 2].startswith(UNKNOWN)
    empty = truetype([" " * 8 for _ in DRAWN], TRUE)
    (table,) = read(empty, content).tables
    assert {(cell.row, cell.column): cell.text for cell in table.cells}[1, 2] == ""


def test_glyphs_told_count_before_the_map_of_the_font() -> None:
    assert doubtful(read(truetype(list(DRAWN.values()), {}), told("407", "5 1 8"))) == ["12", "3", "58"]
    assert doubtful(read(drawing(_4="7", _7="4"), told("407", "8 1 5"))) == []


def test_glyphs_told_belong_to_the_run_behind_them() -> None:
    def runs(first: str, second: str) -> str:
        def transform(glyph: str) -> str:
            return f"<ofd:CGTransform><ofd:Glyphs>{glyph}</ofd:Glyphs></ofd:CGTransform>"

        plain = text("58", 113, 73)
        head = plain[: plain.index("<ofd:TextCode")]
        made = f'{head}{transform(first)}<ofd:TextCode X="0" Y="4">5</ofd:TextCode>{transform(second)}<ofd:TextCode X="2" Y="4">8</ofd:TextCode></ofd:TextObject>'
        return words().replace(plain, made)

    assert doubtful(read(drawing(), runs("6", "9"))) == []
    assert doubtful(read(drawing(), runs("6", "5"))) == ["58"]


def test_a_font_without_a_digit_or_with_a_blank_one_puts_its_figures_in_doubt() -> None:
    without = {code: glyph for code, glyph in TRUE.items() if code != ord("7")}
    assert doubtful(read(truetype(list(DRAWN.values()), without))) == ["407"]
    blank = [drawn if digit != "5" else "        " for digit, drawn in DRAWN.items()]
    assert doubtful(read(truetype(blank, TRUE))) == ["58"]


def test_fonts_that_cannot_be_opened_say_nothing() -> None:
    """Viewers show the text in another font."""
    assert doubtful(read(b"no font")) == []
    assert doubtful(read(drawing()[:400])) == []
    assert doubtful(read(truetype(list(DRAWN.values()), None))) == []


def test_broken_fonts_break_nothing() -> None:
    whole, chosen = drawing(), random.Random(7)  # noqa: S311
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(8):
            broken[chosen.randrange(12, len(broken))] = chosen.randrange(256)
        assert texts(read(bytes(broken))) == TEXTS


@pytest.mark.parametrize(("kind", "first"), [((3, 1), 0), ((0, 3), 0), ((3, 0), 0xF000)])
def test_maps_of_fonts(kind: tuple[int, int], first: int) -> None:
    glyphs = {first + ord("4"): 9, first + ord("8"): 3}
    font = truetype(list(DRAWN.values()), glyphs, kind)
    assert [glyph_of(font, ord(digit)) for digit in "4857"] == [9, 3, 0, 0]


@pytest.mark.parametrize("written", [in_segments, through_places, in_bytes, trimmed, in_groups])
def test_maps_of_each_format(written: Callable[[Mapping[int, int]], bytes]) -> None:
    """Drawn by FreeType, a digit looks like the glyph that the map was found to give."""
    glyphs = {ord(digit): number for number, digit in zip((9, 3, 7), "248", strict=True)}
    font = truetype(list(DRAWN.values()), glyphs, written=written)
    assert [glyph_of(font, ord(digit)) for digit in "248513"] == [9, 3, 7, 0, 0, 0]
    straight = ImageFont.truetype(io.BytesIO(truetype(list(DRAWN.values()), TRUE)), 40)
    drawn = ImageFont.truetype(io.BytesIO(font), 40)
    for digit, number in zip("248", (9, 3, 7), strict=True):
        assert bytes(drawn.getmask(digit)) == bytes(straight.getmask(list(DRAWN)[number - 1]))
