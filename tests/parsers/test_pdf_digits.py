"""Fonts that draw other digits than they name, and what tells the digits of a shape."""

from __future__ import annotations

import pytest

from parsers.readers import pdf as reader
from parsers.readers.digitshapes import digits_like, holes_of, looks_like, shapes_of

from .font_files import DRAWN
from .pdf_files import TEXTS, XS, YS, pdf, stream, strokes, words


def rows(drawing: str) -> list[bytes]:
    return [bytes(255 * (sign == "#") for sign in row) for row in drawing.split("|")]


@pytest.mark.parametrize("digit", DRAWN)
def test_a_shape_looks_like_its_digit_and_no_other(digit: str) -> None:
    (shape,) = shapes_of(rows(DRAWN[digit]))
    assert digit in digits_like(shape)
    assert [other for other in DRAWN if looks_like(other, shape)] == [digit]


def test_small_shapes_may_be_anything() -> None:
    (shape,) = shapes_of(rows("####|#  #|####"))
    assert digits_like(shape) == frozenset("0123456789")


def test_shapes_side_by_side_are_parted_and_cut_to_their_ink() -> None:
    assert shapes_of(rows("        | ##   # | ##   # |      # ")) == [
        (b"\xff\xff", b"\xff\xff"),
        (b"\xff", b"\xff", b"\xff"),
    ]
    assert shapes_of([]) == shapes_of(rows("   |   ")) == []


def test_holes_are_what_ink_surrounds() -> None:
    assert sorted(holes_of(inked("#####|#   #|#   #|#####|# # #|#####"))) == [(1, 3), (4, 5), (4, 5)]
    assert holes_of(inked("#####|#   #|#    |#####")) == []


def inked(drawing: str) -> list[bytes]:
    return [bytes(sign == "#" for sign in row) for row in drawing.split("|")]


def mapped(names: dict[str, str], content: bytes = b"", page_entries: str = "") -> bytes:
    """The table of `pdf_files`, or some other content, in a font whose map names digits as told."""
    pairs = "".join(
        f"<{ord(code):02x}> <{ord(names.get(code, code)):04x}>\n" for code in map(chr, range(32, 127))
    )
    cmap = f"begincmap 1 begincodespacerange <00> <ff> endcodespacerange 95 beginbfchar\n{pairs}endbfchar endcmap"
    return pdf(
        [content or strokes() + words()], page_entries=page_entries, more=[stream(cmap.encode())]
    ).replace(b"/Encoding /WinAnsiEncoding >>", b"/Encoding /WinAnsiEncoding /ToUnicode 6 0 R >>")


def test_digits_that_a_font_names_wrongly_are_not_believed() -> None:
    right = reader.read(mapped({}), look=False)
    assert tuple(tuple(cell.text for cell in row) for row in right.tables[0].rows()) == TEXTS
    assert [issue.code for issue in right.issues] == ["damaged"]  # the font grew after the file was written
    wrong = reader.read(mapped({"4": "7", "7": "4", "5": "8", "8": "5"}), look=False)
    assert wrong.tables == []
    assert {issue.code for issue in wrong.issues} == {"damaged", "misnamed_digits", "not_looked_at"}


@pytest.mark.parametrize("first", ["45", "54"])
def test_a_font_that_names_two_digits_alike_is_not_believed(first: str) -> None:
    """Whichever of the two is seen first: the right one says nothing of the other."""
    shown = b"".join(
        f"BT /F1 9 Tf {XS[at] + 4} {YS[0] + 6} Td ({digit}) Tj ET\n".encode()
        for at, digit in enumerate(first)
    )
    wrong = reader.read(mapped({"5": "4"}, strokes() + shown + words()), look=False)
    assert wrong.tables == []
    assert "misnamed_digits" in {issue.code for issue in wrong.issues}


@pytest.mark.parametrize("names", [{"3": "7"}, {"3": "1"}, {"5": "6"}])
def test_a_3_and_a_5_are_told_from_digits_of_a_like_outline(names: dict[str, str]) -> None:
    wrong = reader.read(mapped(names), look=False)
    assert "misnamed_digits" in {issue.code for issue in wrong.issues}


SIDEWAYS = b"q 0 1 -1 0 720 20 cm\n" + strokes() + words() + b"Q\n"
UPSIDE_DOWN = b"q -1 0 0 -1 400 800 cm\n" + strokes() + words() + b"Q\n"


@pytest.mark.parametrize(
    ("content", "page_entries"),
    [
        (b"", "/Rotate 90"),
        (b"", "/Rotate 180"),
        (b"", "/Rotate 270"),
        (SIDEWAYS, ""),
        (SIDEWAYS, "/Rotate 90"),
        (UPSIDE_DOWN, ""),
        (UPSIDE_DOWN, "/Rotate 180"),
    ],
)
def test_digits_are_looked_at_whichever_way_a_page_is_turned(content: bytes, page_entries: str) -> None:
    right = reader.read(mapped({}, content, page_entries), look=False)
    assert tuple(tuple(cell.text for cell in row) for row in right.tables[0].rows()) == TEXTS
    for one, other in ("47", "58", "12", "03"):
        wrong = reader.read(mapped({one: other, other: one}, content, page_entries), look=False)
        assert "misnamed_digits" in {issue.code for issue in wrong.issues}, (one, other)


def test_digits_turned_against_the_page_say_nothing_of_their_font() -> None:
    """A 6 on its head is no 9, and no reason to doubt the figures that stand upright."""
    stamp = b"BT /F1 9 Tf -1 0 0 -1 300 600 Tm (6) Tj ET BT /F1 9 Tf 0 1 -1 0 300 500 Tm (94) Tj ET\n"
    read = reader.read(mapped({}, strokes() + words() + stamp), look=False)
    assert tuple(tuple(cell.text for cell in row) for row in read.tables[0].rows()) == TEXTS
    assert [issue.code for issue in read.issues] == ["damaged"]


def test_a_font_that_lies_in_one_figure_puts_that_figure_in_doubt() -> None:
    """The 3 of the last row is drawn as an 8; all others are as their font names them."""
    font = (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 7 0 R >>"
    )
    cmap = b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar\n<38> <0033>\nendbfchar endcmap"
    content = words().replace(b"BT 0 Tr /F1 9 Tf 204 646 Td (3) Tj", b"BT 0 Tr /F2 9 Tf 204 646 Td (8) Tj")
    document = reader.read(
        pdf([strokes() + content], fonts="/F2 6 0 R", more=[font, stream(cmap)]), look=False
    )
    (table,) = document.tables
    doubtful = [(cell.text, cell.row, cell.column) for cell in table.cells if cell.confidence is not None]
    assert doubtful == [("3", 2, 1)]
    assert [issue.code for issue in document.issues] == ["misnamed_digits"]
