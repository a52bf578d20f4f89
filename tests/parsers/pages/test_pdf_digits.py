"""Fonts that draw other digits than they name, and what tells the digits of a shape."""

from __future__ import annotations

import pytest

from parsers.document import Document
from parsers.pages.textlines import UNKNOWN
from parsers.readers import pdf as reader
from parsers.readers.digitshapes import digits_like, holes_of, looks_like, shapes_of
from parsers.readers.pdf import digits
from tests.parsers.font_files import DRAWN, boxes
from tests.parsers.pdf_files import TEXTS, XS, YS, pdf, stream, strokes, words


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


def with_lying_font(shown: str, before: bytes = b"") -> Document:
    """The table, its last 3 in a font that names an 8 a 3, behind what else is set in that font."""
    font = (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 7 0 R >>"
    )
    cmap = b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar\n<38> <0033>\nendbfchar endcmap"
    last = f"BT 0 Tr /F2 9 Tf 204 646 Td ({shown}) Tj".encode()
    content = before + words().replace(b"BT 0 Tr /F1 9 Tf 204 646 Td (3) Tj", last)
    return reader.read(pdf([strokes() + content], fonts="/F2 6 0 R", more=[font, stream(cmap)]), look=False)


def test_a_font_that_lies_in_one_figure_puts_that_figure_in_doubt() -> None:
    """The 3 of the last row is drawn as an 8; all others are as their font names them."""
    document = with_lying_font("8")
    (table,) = document.tables
    doubtful = [(cell.text, cell.row, cell.column) for cell in table.cells if cell.confidence is not None]
    assert doubtful == [("3", 2, 1)]
    assert [issue.code for issue in document.issues] == ["misnamed_digits"]


WORDS = b"".join(b"BT /F2 4 Tf 340 %d Td (no8) Tj ET\n" % (10 + 7 * at) for at in range(100))


@pytest.mark.parametrize(("shown", "before"), [("48.16", b""), ("1,280", b""), ("8", WORDS)])
def test_a_font_is_looked_at_in_figures_with_points_and_behind_many_words(shown: str, before: bytes) -> None:
    """Words that have digits in them, as labels have, are not looked at, and leave their font to be."""
    document = with_lying_font(shown, before)
    assert "misnamed_digits" in {issue.code for issue in document.issues}


def lying(code: str, name: str, *, blanks: bool = False) -> Document:
    """The table in a font that names one of its digits as told; `blanks` draws the 3 of the last row with it."""
    content = words() if not blanks else words().replace(b"(3)", f"({code})".encode())
    return reader.read(mapped({code: name}, strokes() + content), look=False)


@pytest.mark.parametrize("name", [" ", "\u200b", "\u00ad", "-", "\u2014", ",", ".", "/", "\u0664"])
def test_a_digit_that_a_font_names_another_sign_leaves_no_figure_certain(name: str) -> None:
    """The 4 of 407 is named a blank, a dash, a point, a slash or a digit of another script."""
    document = lying("4", name)
    shown = [cell for table in document.tables for cell in table.cells if (cell.row, cell.column) == (1, 2)]
    assert all(cell.confidence is not None or UNKNOWN in cell.text for cell in shown)
    assert {issue.code for issue in document.issues} & {"unmapped_text", "misnamed_digits"}


def test_digits_in_full_width_are_looked_at() -> None:
    names = {sign: chr(0xFF10 + int(sign)) for sign in "0123456789"}
    right = reader.read(mapped(names), look=False)
    assert right.tables[0].rows()[1][2].text == "４０７"
    wrong = reader.read(mapped(names | {"4": "７", "7": "４"}), look=False)
    assert "misnamed_digits" in {issue.code for issue in wrong.issues}


def test_a_soft_hyphen_that_is_drawn_is_a_minus() -> None:
    content = strokes() + words().replace(b"(407)", b"(-407)")
    document = reader.read(mapped({"-": "\u00ad"}, content), look=False)
    assert document.tables[0].rows()[1][2].text == "-407"


def test_leaning_digits_that_overlap_are_looked_at_one_by_one() -> None:
    leaning = b"BT 0 Tr /F1 9 Tf 1 0 0.3 1 264 666 Tm (407) Tj ET"
    content = strokes() + words().replace(b"BT 0 Tr /F1 9 Tf 264 666 Td (407) Tj ET", leaning)
    assert reader.read(mapped({}, content), look=False).tables[0].rows()[1][2].confidence is None
    wrong = reader.read(mapped({"0": "4", "4": "0"}, content), look=False)
    assert "misnamed_digits" in {issue.code for issue in wrong.issues}


def test_a_shape_that_is_no_digit_is_in_doubt() -> None:
    """A # is named 3: nothing tells which digit it is."""
    document = lying("#", "3", blanks=True)
    (found,) = (cell for cell in document.tables[0].cells if (cell.row, cell.column) == (2, 1))
    assert (found.text, found.confidence) == ("3", 0.5)


def painted_digits(odd: str, way: str = "0 0 450 750 d1 {} n") -> Document:
    """The table with its figures in a font of painted digits (Type 3), of which one is painted in an odd way.

    The usual one is to paint nothing.
    """
    procs = []
    for code, drawing in DRAWN.items():
        inside = " ".join(f"{x} {y} {r - x} {t - y} re" for x, y, r, t in boxes(drawing))
        paint = way if code == odd else "0 0 450 750 d1 {} f"
        procs.append(stream(b"500 0 " + paint.format(inside).encode()))
    named = " ".join(f"/g{code} {7 + at} 0 R" for at, code in enumerate(DRAWN))
    listed = " ".join(f"/g{code}" for code in DRAWN)
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 750] /FontMatrix [.001 0 0 .001 0 0] /FirstChar 48 "
        f"/CharProcs << {named} >> /Encoding << /Differences [48 {listed}] >> /LastChar 57 "
        f"/Widths [{'500 ' * 10}] /Resources << >> /ToUnicode 17 0 R >>"
    )
    pairs = " ".join(f"<{ord(code):02x}> <{ord(code):04x}>" for code in DRAWN)
    cmap = f"begincmap 1 begincodespacerange <00> <ff> endcodespacerange 10 beginbfchar {pairs} endbfchar endcmap"
    content = words()
    for line in content.splitlines():
        if line.partition(b"(")[2][:1].isdigit():
            content = content.replace(line, line.replace(b"/F1", b"/F2"))
    body = pdf([strokes() + content], fonts="/F2 6 0 R", more=[font.encode(), *procs, stream(cmap.encode())])
    return reader.read(body, look=False)


def test_a_digit_of_which_nothing_is_painted_is_in_doubt() -> None:
    (table,) = painted_digits("").tables
    assert {cell.confidence for cell in table.cells} == {None}
    (table,) = painted_digits("3").tables
    cells = {cell.text: cell.confidence for cell in table.cells}
    assert cells["3"] == 0.5
    assert (cells["12"], cells["407"], cells["58"]) == (None, None, None)


def test_a_digit_painted_in_its_own_colour_is_read() -> None:
    (table,) = painted_digits("3", "d0 0 0 .4 rg {} f").tables
    assert {cell.confidence for cell in table.cells} == {None}


@pytest.mark.parametrize(
    "way",
    [
        "d0 1 g {} f",
        "0 0 450 750 d1 1 0 0 1 -7000 0 cm {} f",
        "0 0 450 750 d1 1 0 0 1 0 -2600 cm {} f",
        "5000 0 5450 750 d1 1 0 0 1 5000 0 cm {} f",
    ],
)
def test_a_digit_painted_white_or_elsewhere_is_in_doubt(way: str) -> None:
    (table,) = painted_digits("3", way).tables
    cells = {cell.text: cell.confidence for cell in table.cells}
    assert cells["3"] == 0.5
    assert (cells["12"], cells["407"], cells["58"]) == (None, None, None)


def test_a_slash_leans_to_the_right() -> None:
    (slash,) = shapes_of(rows("|".join(" " * (13 - at) + "##" + " " * at for at in range(14))))
    (backslash,) = shapes_of(rows("|".join(" " * at + "##" + " " * (13 - at) for at in range(14))))
    assert looks_like("/", slash)
    assert not looks_like("/", backslash)
    for digit in DRAWN:
        (shape,) = shapes_of(rows(DRAWN[digit]))
        assert not looks_like("/", shape), digit


def test_boxes_wider_than_what_is_drawn_cut_no_digits_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A font of the machine that stands for a narrower one is drawn closer than PDFium tells."""
    lines = [b"".join(pair) for pair in zip(rows(DRAWN["6"]), rows(DRAWN["9"]), strict=True)]
    width, height = len(lines[0]), len(lines)
    boxes = {1: (0.0, height, width / 2, 0.0), 2: (width / 2, height, width, 0.0)}
    monkeypatch.setattr(digits.calls, "bounds", lambda _: ((True,), ((0.0,), (height,), (width,), (0.0,))))
    monkeypatch.setattr(digits.calls, "ink_box", lambda _, mark: boxes[mark])
    cut = list(digits.apart(lines, 0, 0, [(1, "6"), (2, "9")]))
    assert [sign for sign, shape in cut if looks_like(sign, shape)] == ["6", "9"]
    narrower = [line + bytes(3) for line in lines]
    assert list(digits.apart(narrower, 0, 0, [(1, "6"), (2, "9")])) == []
