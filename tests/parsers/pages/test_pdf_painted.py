"""Figures that no text of a PDF tells: painted with patterns, shadings and clips, lines, dots, or covered.

The table of `pdf_files` has 407 in the last cell of its second row, which is drawn otherwise or crossed out.
"""

from __future__ import annotations

import pytest

from parsers.document import PICTURED, GridCell
from parsers.readers import pdf as reader
from tests.parsers.pdf_files import pdf, stream, strokes, words

SHOWN = b"BT 0 Tr /F1 9 Tf 264 666 Td (407) Tj ET"
PLAIN = strokes() + words()
BLANK = PLAIN.replace(SHOWN, b"")
TILES = stream(
    b"BT /F1 9 Tf 2 4 Td (407) Tj ET",
    "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 24 14] /XStep 400 /YStep 400 "
    "/Resources << /Font << /F1 3 0 R >> >> /Matrix [1 0 0 1 262 662]",
)
SHADING = (
    "<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 1 0] /Extend [true true] "
    "/Function << /FunctionType 2 /Domain [0 1] /C0 [0] /C1 [0] /N 1 >> >>"
)
RESOURCES = {
    "resources": f"/Pattern << /P1 6 0 R /P2 << /PatternType 2 /Shading {SHADING} >> >> /Shading << /S1 {SHADING} >>",
    "more": [TILES],
}
SEVEN = "264 673 m 270 673 l 267 665 l 265.5 665 l 268 671.8 l 264 671.8 l h"


def cell(content: bytes) -> GridCell:
    (table,) = reader.read(pdf([content], **RESOURCES), look=False).tables  # type: ignore[arg-type]
    rows = table.rows()
    assert [one.text for one in rows[2]] == ["second", "3", "58"]
    assert {one.confidence for one in (*rows[0], rows[1][0], rows[1][1], *rows[2])} == {None}
    return rows[1][2]


def dots(points: list[tuple[float, float]]) -> str:
    return "1 J 1 w " + " ".join(f"{x:.2f} {y:.2f} m {x:.2f} {y:.2f} l S" for x, y in points)


@pytest.mark.parametrize(
    "drawn",
    [
        "/Pattern cs /P1 scn 262 662 24 14 re f",
        f"/Pattern cs /P2 scn {SEVEN} f",
        f"q {SEVEN} W n /S1 sh Q",
        "/Pattern cs /P2 scn 264 665 1.5 8 re 268 665 1.5 8 re f",
        f"q {SEVEN} W n 0 g 262 662 24 14 re f Q",
        f"0.6 w {SEVEN} S",
        "1 w 264 673 m 269 673 l S 269 673 m 269 665 l S",
        "1 w 264 673 m 269 673 l S 269 673 m 265 665 l S",
        dots([(264 + at, 673) for at in range(6)] + [(269, 673 - at) for at in range(9)]),
        "0.5 g 262 663 20 11 re f",
        "0.2 0.3 0.8 rg 262 663 20 11 re f",
    ],
)
def test_a_cell_that_shows_something_is_not_blank(drawn: str) -> None:
    found = cell(BLANK + f"q {drawn} Q\n".encode())
    assert found.text and found.confidence == 0.5


@pytest.mark.parametrize(
    "drawn",
    [
        "/Pattern cs /P2 scn 0 0 0 0 re f",
        "q 260 660 60 20 re W n 0.9 g 0 0 400 800 re f Q",
        "0.7 g 260 660 60 20 re f",
        "0.6 g 262 663 20 11 re f 52 663 140 11 re f",
        "0.6 0.8 1 rg 262 663 20 11 re f",
    ],
)
def test_grounds_of_cells_are_none(drawn: str) -> None:
    assert cell(f"q {drawn} Q\n".encode() + BLANK).text == ""
    assert cell(f"q {drawn} Q\n".encode() + PLAIN).text == "407"
    assert cell(f"q {drawn} Q\n".encode() + PLAIN).confidence is None


def test_a_figure_under_a_row_of_dots_is_not_certain() -> None:
    row = dots([(262 + 1.5 * at, 669 + 0.1 * at) for at in range(16)])
    assert cell(PLAIN + f"q {row} Q\n".encode()).confidence == 0.5
    below = dots([(262 + 1.5 * at, 662) for at in range(16)])
    assert cell(PLAIN + f"q {below} Q\n".encode()).confidence is None


def test_a_tick_beside_a_figure_is_no_sign_of_it() -> None:
    found = cell(PLAIN + b"q 1 0 0 RG 1 w 284 668 m 287 664 l S 287 664 m 293 675 l S Q\n")
    assert (found.text, found.confidence) == ("407", None)
    assert cell(BLANK + b"q 1 0 0 RG 1 w 284 668 m 287 664 l S 287 664 m 293 675 l S Q\n").text == PICTURED
