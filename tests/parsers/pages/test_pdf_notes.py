"""Annotations of a PDF that a viewer shows or not, by their flags and kinds.

The table of `pdf_files` has 407 in the last cell of its second row; an annotation is put on it or beside it.
"""

from __future__ import annotations

import pytest

from parsers.document import GridCell
from parsers.readers import pdf as reader
from tests.parsers.pdf_files import pdf, stream, strokes, words

PLAIN = strokes() + words()
BLANK = PLAIN.replace(b"BT 0 Tr /F1 9 Tf 264 666 Td (407) Tj ET", b"")
HIDDEN, NO_VIEW, PRINT, INVISIBLE = 2, 32, 4, 1
ON, BESIDE = "262 661 288 677", "330 661 350 681"


def cell(content: bytes, kind: str, flags: int = PRINT, *, look: str = "", rect: str = ON) -> GridCell:
    """The cell of 407 on a page with an annotation, which looks as some operators draw it."""
    entries = f"/Type /Annot /Subtype /{kind} /Rect [{rect}] /F {flags} /C [1 1 0]"
    drawn = stream(
        look.encode(),
        "/Type /XObject /Subtype /Form /BBox [0 0 26 16] /Resources << /Font << /F1 3 0 R >> >>",
    )
    annotation = f"<< {entries} {'/AP << /N 7 0 R >>' if look else ''} >>".encode()
    body = pdf([content], page_entries="/Annots [6 0 R]", more=[annotation, drawn])
    (table,) = reader.read(body, look=False).tables
    return table.rows()[1][2]


COVER = "1 g 0 0 26 16 re f 0 g BT /F1 9 Tf 2 5 Td (58) Tj ET"


@pytest.mark.parametrize("kind", ["Stamp", "FreeText", "Widget"])
@pytest.mark.parametrize("flags", [HIDDEN, NO_VIEW | PRINT])
def test_what_is_not_shown_says_nothing(kind: str, flags: int) -> None:
    assert cell(PLAIN, kind, flags, look=COVER).text == "407"
    assert cell(PLAIN, kind, flags, look=COVER).confidence is None
    assert cell(BLANK, kind, flags, look=COVER).text == ""


@pytest.mark.parametrize("kind", ["Stamp", "FreeText"])
def test_invisible_is_said_of_kinds_that_no_viewer_knows(kind: str) -> None:
    assert cell(PLAIN, kind, INVISIBLE | PRINT, look=COVER).text == "58"
    assert cell(PLAIN, "Own", INVISIBLE | PRINT, look=COVER).text == "407"


@pytest.mark.parametrize("kind", ["Text", "FileAttachment"])
@pytest.mark.parametrize("look", ["", "1 1 0 rg 0 0 26 16 re f"])
def test_a_figure_beneath_the_icon_of_a_note_is_not_certain(kind: str, look: str) -> None:
    assert cell(PLAIN, kind, look=look).confidence == 0.5
    assert cell(PLAIN, kind, look=look, rect=BESIDE).confidence is None
    assert cell(PLAIN, kind, HIDDEN, look=look).confidence is None
    # Without a look, the icon stands in the upper left corner of its box.
    assert cell(PLAIN, kind, rect="262 600 300 721").confidence is None


def test_the_icon_of_a_note_in_a_blank_cell_is_no_figure() -> None:
    assert (cell(BLANK, "Text").text, cell(BLANK, "Text").confidence) == ("", None)


def test_a_link_that_has_a_look_covers_what_lies_beneath() -> None:
    assert cell(PLAIN, "Link", look="0.5 g 0 0 26 16 re f").confidence == 0.5
    assert cell(PLAIN, "Link").confidence is None
