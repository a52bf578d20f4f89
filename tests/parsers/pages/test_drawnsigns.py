"""Figures put on a page as outlines or as little pictures: no blanks, and no part of the prose."""

from __future__ import annotations

import pytest

from parsers.document import PICTURED
from parsers.pages.drawnsigns import drawn_signs
from parsers.pages.textlines import Char
from parsers.readers import pdf as reader
from parsers.templates import Heading
from parsers.values import State
from parsers.values import read as value_of
from tests.parsers.pdf_files import TEXTS, one_path, pdf, stream, words

FIGURE = b"BT 0 Tr /F1 9 Tf 264 666 Td (407) Tj ET"
# A nought, and a one of straight lines beside it, in one path and in two.
ROUND = "264 669 m 264 673 269 673 269 669 c 269 665 264 665 264 669 c h"
STRAIGHT = "271 666 m 272.5 666 l 272.5 672.5 l 271.5 672.5 l 270 671 l 270 670 l 271 670.6 l h"
DIGITS = stream(
    bytes(range(100, 220)),
    "/Type /XObject /Subtype /Image /Width 12 /Height 10 /ColorSpace /DeviceGray /BitsPerComponent 8",
)
RESOURCES = {"resources": "/XObject << /I1 6 0 R >>", "more": [DIGITS]}
RULES = one_path()
ROUND_FRAME = (
    "264 676 m 263.5 676 263 675.9 262.9 675.5 c 262.7 675 262.6 675 262.6 674.6 c 262.6 664 l "
    "262.6 663 262.6 663 262.9 662.8 c 263 662.6 263.5 662.6 264 662.6 c 300 662.6 l "
    "300.5 662.6 301 662.6 301.2 662.9 c 301.3 663 301.4 663.5 301.4 664 c 301.4 674.6 l "
    "301.4 675 301.3 675.5 301.1 675.8 c 301 675.9 300.5 676 300 676 c h"
)


@pytest.mark.parametrize(
    "drawn",
    [
        f"0 g {ROUND} f",
        f"0 g {STRAIGHT} f",
        f"0 g {ROUND} f {STRAIGHT} f",
        f"0.2 0 0 rg {ROUND} {STRAIGHT} f",
        f"0.8 0.1 0.1 rg {ROUND} f",
        f"0.6 g {STRAIGHT} f",
        f"0.8 0.85 0.95 rg 262 662 40 16 re f 1 g {ROUND} f {STRAIGHT} f",
        "q 18 0 0 8 264 665 cm /I1 Do Q",
        "q 36 0 0 16 263 662 cm /I1 Do Q",
        "0.6 w 285 670 m 293 670 l S",  # a dash
        "0 g 285 669.7 8 .6 re f",
        "0.6 w 287 666 m 291 674 l S",  # a slash
    ],
)
def test_a_cell_with_a_figure_that_is_drawn_is_not_blank(drawn: str) -> None:
    content = RULES + words().replace(FIGURE, drawn.encode())
    (table,) = reader.read(pdf([content], **RESOURCES), look=False).tables  # type: ignore[arg-type]
    texts = [[cell.text for cell in row] for row in table.rows()]
    assert texts == [list(TEXTS[0]), ["first", "12", PICTURED], list(TEXTS[2])]
    assert table.rows()[1][2].confidence == 0.5
    assert value_of(texts[1][2], Heading("total", "总计")).state is State.UNREADABLE


@pytest.mark.parametrize(
    "pasted",
    [
        "q 118 0 0 18 201 661 cm /I1 Do Q",  # over both figures of a row
        "q 270 0 0 18 60 661 cm /I1 Do Q",  # and its label, over which it is typed again
        "q 57 0 0 17 202 661 cm /I1 Do Q q 57 0 0 17 261 661 cm /I1 Do Q",  # side by side, from rule to rule
    ],
)
def test_all_cells_under_pictures_of_figures_are_not_blank(pasted: str) -> None:
    """The picture is dark in its right half."""
    signs = b"\xff" * 80 + (b"\xff" * 22 + b"\x00\xff" * 9) * 6 + b"\xff" * 80
    picture = stream(
        signs,
        "/Type /XObject /Subtype /Image /Width 40 /Height 10 /ColorSpace /DeviceGray /BitsPerComponent 8",
    )
    bare = words().replace(FIGURE, b"").replace(b"BT 0 Tr /F1 9 Tf 204 666 Td (12) Tj ET", b"")
    body = pdf([RULES + f"{pasted}\n".encode() + bare], resources=RESOURCES["resources"], more=[picture])
    rows = reader.read(body, look=False).tables[0].rows()
    assert [cell.text for cell in (*rows[0], *rows[2])] == [*TEXTS[0], *TEXTS[2]]
    label, *figures = rows[1]
    assert label.text == "first"
    assert {(set(cell.text) <= {PICTURED, " "} and cell.text != "", cell.confidence) for cell in figures} == {
        (True, 0.5)
    }


@pytest.mark.parametrize(
    "drawn",
    [
        "0.9 g 262 662 m 300 662 l 300 678 l 290 679 l 262 678 l 262 670 l h f",  # a pale ground
        f"0.85 0.9 0.95 rg {ROUND} f",
        f"1 g {ROUND} f",
        "0 g 262 662 40 .5 re 262 678 40 .5 re 262 662 .5 16 re 302 662 .5 16 re f",  # a frame of four bars
        f"0.6 w {ROUND_FRAME} S",
        "0 g 264 666 m 300 666 l 300 666.4 l 290 666.4 l 280 666.3 l 264 666.4 l h f",  # a line
        "0 g 262 665 5 .5 re 270 665 5 .5 re 278 665 5 .5 re 286 665 5 .5 re 294 665 5 .5 re f",  # of dashes
    ],
)
def test_grounds_and_frames_are_no_figures(drawn: str) -> None:
    content = RULES + words().replace(FIGURE, drawn.encode() + b" 0 g")
    (table,) = reader.read(pdf([content]), look=False).tables
    assert table.rows()[1][2].text == ""
    assert table.rows()[1][2].confidence is None


@pytest.mark.parametrize(
    ("signs", "confidence"),
    [
        (b"\xff" * 400, None),
        (b"\x00" * 40 + b"\xff" * 320 + b"\x00" * 40, None),  # two rules of the cell
        (b"\xff" * 80 + (b"\xff" * 6 + b"\x00\xff" * 7 + b"\xff" * 20) * 6 + b"\xff" * 80, 0.5),  # behind it
        (b"\xff" * 80 + (b"\xff" * 15 + b"\x00\xff" * 7 + b"\xff" * 11) * 6 + b"\xff" * 80, 0.5),  # half so
        (b"\xff" * 80 + (b"\xff" * 24 + b"\x00\xff" * 6 + b"\xff" * 4) * 6 + b"\xff" * 80, 0.5),  # beside it
    ],
)
def test_a_figure_typed_on_a_picture_of_another_is_in_doubt(signs: bytes, confidence: float | None) -> None:
    picture = stream(
        signs,
        "/Type /XObject /Subtype /Image /Width 40 /Height 10 /ColorSpace /DeviceGray /BitsPerComponent 8",
    )
    content = RULES + b"q 40 0 0 16 260.5 662 cm /I1 Do Q\n" + words()
    (table,) = reader.read(pdf([content], resources=RESOURCES["resources"], more=[picture])).tables
    cell = table.rows()[1][2]
    assert cell.text.strip(f" {PICTURED}") == "407"
    assert cell.confidence == confidence


def test_the_rule_below_a_figure_is_no_sign() -> None:
    content = RULES + words() + b" 0.5 w 264 664.6 m 279 664.6 l S"
    (table,) = reader.read(pdf([content]), look=False).tables
    assert [cell.text for cell in table.rows()[1]] == ["first", "12", "407"]
    assert table.rows()[1][2].confidence is None


def test_what_is_written_on_or_stands_beside_prose_changes_no_text() -> None:
    under = RULES + b"q 30 0 0 16 262 662 cm /I1 Do Q\n" + words()
    icon = b"q 9 0 0 9 150 499 cm /I1 Do Q q 9 0 0 9 50 450 cm /I1 Do Q\n"
    prose = b"BT /F1 9 Tf 50 500 Td (All went well) Tj ET BT /F1 9 Tf 165 500 Td (and ended) Tj ET\n"
    document = reader.read(pdf([under + prose + icon], **RESOURCES), look=False)  # type: ignore[arg-type]
    assert tuple(tuple(cell.text for cell in row) for row in document.tables[0].rows()) == TEXTS
    (paragraph,) = document.paragraphs
    assert paragraph.text.split() == ["All", "went", "well", "and", "ended"]


@pytest.mark.parametrize("across", [264.8, 266.6, 268.6])
def test_a_digit_drawn_before_others_that_reaches_into_their_room_is_one_of_them(across: float) -> None:
    typed = f"BT 0 Tr /F1 9 Tf {across} 666 Td (07) Tj ET 0 g {ROUND} f".encode()
    (table,) = reader.read(pdf([RULES + words().replace(FIGURE, typed)]), look=False).tables
    assert table.rows()[1][2].confidence == 0.5


def test_a_drawing_of_many_shapes_is_none_of_figures() -> None:
    chars = [Char("7", 0, 0, 5, 10)]
    scattered = [
        (20.0 * (at % 90), 30.0 + 20 * (at // 90), 20.0 * (at % 90) + 6, 38.0 + 20 * (at // 90))
        for at in range(900)
    ]
    assert len(drawn_signs(scattered[:500], chars)) == 500
    assert drawn_signs(scattered, chars) == []
    assert drawn_signs(scattered, []) == []


def test_outlines_of_several_lines_in_one_path_stand_in_their_cells() -> None:
    low = ROUND
    for y in ("669", "673", "665"):
        low = low.replace(y, str(int(y) - 20))
    content = RULES + words().replace(FIGURE, b"").replace(b"BT 0 Tr /F1 9 Tf 264 646 Td (58) Tj ET", b"")
    (table,) = reader.read(pdf([content + f"0 g {ROUND} {low} f".encode()]), look=False).tables
    assert [row[2].text for row in table.rows()] == ["sum", PICTURED, PICTURED]


def test_small_outlines_beside_large_text_are_figures() -> None:
    """The text of official letters is set much larger than their tables."""
    prose = b"".join(b"BT /F1 30 Tf 20 %d Td (much larger text) Tj ET\n" % (600 - 40 * at) for at in range(5))
    content = RULES + words().replace(FIGURE, f"0 g {ROUND} f".encode()) + prose
    (table,) = reader.read(pdf([content]), look=False).tables
    assert table.rows()[1][2].text == PICTURED
