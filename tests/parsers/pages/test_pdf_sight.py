"""What a page of a PDF tells and does not show: hidden layers, covered text, clips, strokes through figures.

The table of `pdf_files` has 12 and 407, 3 and 58 in its cells; another text is put on its page, or something
is drawn over one of its figures: 407, in the last cell of the second row.
"""

from __future__ import annotations

import zlib

import pytest

from parsers.document import PICTURED, Document, GridCell
from parsers.pages.textlines import UNKNOWN
from parsers.readers import pdf as reader
from parsers.readers.pdf.sight import LAYERS, holds
from tests.parsers.pdf_files import TEXTS, pdf, stream, strokes, words

PLAIN = strokes() + words()
PLACE = "263 662 24 14"  # around 407
GROUND = f"{PLACE} re f\n".encode()
PICTURE = stream(
    b"\x20", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
)
CLEAR = {"resources": "/ExtGState << /G1 << /BM /Multiply >> /G2 << /ca 0.4 >> >>"}


def read(content: bytes, **more: object) -> Document:
    return reader.read(pdf([content], **more))  # type: ignore[arg-type]


def cell(document: Document) -> GridCell:
    """The last cell of the second row; all others are as they were drawn, and certain."""
    (table,) = document.tables
    rows = table.rows()
    others = [one for number, row in enumerate(rows) for at, one in enumerate(row) if (number, at) != (1, 2)]
    assert [one.text for one in others] == [
        text for number, row in enumerate(TEXTS) for at, text in enumerate(row) if (number, at) != (1, 2)
    ]
    assert {one.confidence for one in others} == {None}
    return rows[1][2]


def codes(document: Document) -> set[str]:
    return {issue.code for issue in document.issues}


def layered(content: bytes, *, off: bool) -> Document:
    """A page of which a part is on a layer, switched on or off."""
    return read(
        content,
        catalog=f"/OCProperties << /OCGs [6 0 R] /D << {'/OFF' if off else '/ON'} [6 0 R] >> >>",
        resources="/Properties << /L1 6 0 R >>",
        more=[b"<< /Type /OCG /Name (draft) >>"],
    )


def on_layer(x: float, text: str) -> bytes:
    return f"/OC /L1 BDC BT /F1 9 Tf {x} 666 Td ({text}) Tj ET EMC\n".encode()


def test_figures_on_a_hidden_layer_are_not_read() -> None:
    beside = PLAIN + on_layer(281, "9")
    assert cell(layered(beside, off=True)).text == "407"
    assert codes(layered(beside, off=True)) == {"text_hidden"}
    assert cell(layered(beside, off=False)).text == "4079"
    assert codes(layered(beside, off=False)) == set()
    over = PLAIN + on_layer(264, "586")
    assert cell(layered(over, off=True)).text == "407"


@pytest.mark.parametrize(("hidden", "certain"), [("586", True), ("12", True), ("487", False), ("407", False)])
def test_a_figure_on_a_layer_is_read_over_one_on_a_hidden_layer(hidden: str, certain: bool) -> None:
    """PDFium tells a sign once that both have in the same place."""
    figure = PLAIN.replace(SHOWN, b"/OC /L2 BDC " + SHOWN + b" EMC")
    for content in (on_layer(264, hidden) + figure, figure + on_layer(264, hidden)):
        found = cell(
            read(
                content,
                catalog="/OCProperties << /OCGs [6 0 R 7 0 R] /D << /ON [7 0 R] /OFF [6 0 R] >> >>",
                resources="/Properties << /L1 6 0 R /L2 7 0 R >>",
                more=[b"<< /Type /OCG /Name (draft) >>", b"<< /Type /OCG /Name (issue) >>"],
            )
        )
        assert (found.text, found.confidence) == ("407", None) or (not certain and found.confidence == 0.5)


def test_a_figure_that_shares_a_digit_with_a_hidden_one_is_read_whole_or_not_at_all() -> None:
    """PDFium tells some signs once that are drawn twice: without the hidden one, 407 would lose its 4."""
    for hidden in ("488", "407", "467", "4"):
        for content in (on_layer(264, hidden) + PLAIN, PLAIN + on_layer(264, hidden)):
            found = cell(layered(content, off=True))
            assert found.confidence == 0.5 or found.text == "407"
    written = b"1 g " + GROUND + b"0 g BT /F1 9 Tf 264 666 Td (408) Tj ET\n"
    found = cell(read(PLAIN + written))
    assert found.confidence == 0.5 or found.text == "408"


def test_figures_of_a_form_on_a_hidden_layer_are_not_read() -> None:
    form = stream(
        b"BT /F1 9 Tf 264 666 Td (407) Tj ET",
        "/Type /XObject /Subtype /Form /BBox [0 0 400 800] /OC 6 0 R /Resources << /Font << /F1 3 0 R >> >>",
    )
    document = read(
        PLAIN.replace(SHOWN, b"/X1 Do"),
        catalog="/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >>",
        resources="/XObject << /X1 7 0 R >>",
        more=[b"<< /Type /OCG /Name (draft) >>", form],
    )
    assert cell(document).text == ""


@pytest.mark.parametrize("state", ["/ca 0", "/SMask << /S /Luminosity /G 7 0 R >>"])
def test_what_is_clear_in_a_form_is_not_certain(state: str) -> None:
    entries = (
        "/Type /XObject /Subtype /Form /BBox [0 0 400 800] /Group << /S /Transparency /CS /DeviceGray >>"
    )
    form = stream(b"BT /F1 9 Tf 264 666 Td (407) Tj ET", f"{entries} /Resources << /Font << /F1 3 0 R >> >>")
    document = read(
        PLAIN.replace(SHOWN, b"q /G1 gs /X1 Do Q"),
        resources=f"/XObject << /X1 6 0 R >> /ExtGState << /G1 << {state} >> >>",
        more=[form, stream(b"0 g 0 0 400 800 re f", entries)],
    )
    assert cell(document).confidence == 0.5


@pytest.mark.parametrize(
    "clip",
    [
        "0 0 400 800 re 262 660 30 18 re W* n",
        "0 0 400 800 re 0 0 400 800 re W* n",
        "262 660 m 300 660 l 262 661 l 300 690 l 262 690 l h W n",
    ],
)
def test_a_figure_that_a_clip_of_another_shape_cuts_is_not_certain(clip: str) -> None:
    found = read(PLAIN.replace(SHOWN, f"q {clip} ".encode() + SHOWN + b" Q"))
    assert cell(found).confidence == 0.5


@pytest.mark.parametrize("pen", ["1 G 2 w {} m {} l S", "1 g {0} 23 1.6 re f"])
def test_a_figure_painted_over_line_by_line_is_gone(pen: str) -> None:
    lines = [
        pen.format(f"262 {y}", f"285 {y}") if "{}" in pen else pen.format(f"262 {y}")
        for y in (664, 665.5, 667, 668.5, 670, 671.5, 673)
    ]
    assert cell(read(PLAIN + "\n".join(lines).encode() + b" 0 g 0 G\n")).text == ""


def test_layers_are_found_in_compressed_objects() -> None:
    packed = zlib.compress(b"1 0 << /Type /Catalog /OCProperties 7 0 R >>")
    assert holds(b"<< /Type /ObjStm /N 1 >> stream\r\n" + packed, LAYERS)
    assert not holds(
        b"<< /Type /ObjStm /N 1 >> stream\n" + zlib.compress(b"1 0 << /Type /Catalog >>"), LAYERS
    )
    assert holds(b"<< /Type /ObjStm /N 1 >> stream\n encrypted", LAYERS)


@pytest.mark.parametrize(
    "bar",
    [
        b"0 g " + GROUND,
        b"0.6 0 0 rg " + GROUND,
        b"0 g 0 G 263 662 24 14 re B\n",
        b"1 1 0.6 rg " + GROUND,
        b"0.7 g " + GROUND,
    ],
)
def test_a_covered_figure_is_unreadable(bar: bytes) -> None:
    document = read(PLAIN + bar)
    assert cell(document).confidence == 0.5
    assert "407" not in cell(document).text
    assert codes(document) == {"text_hidden"}


def test_a_figure_under_a_picture_is_not_certain() -> None:
    content = PLAIN + b"q 24 0 0 14 263 662 cm /I1 Do Q\n"
    document = read(content, resources="/XObject << /I1 6 0 R >>", more=[PICTURE])
    assert cell(document).confidence == 0.5


def test_a_figure_painted_over_is_gone_and_what_is_written_there_is_read() -> None:
    assert cell(read(PLAIN + b"1 g " + GROUND)).text == ""
    written = b"1 g " + GROUND + b"0 g BT /F1 9 Tf 266 666 Td (58) Tj ET\n"
    assert cell(read(PLAIN + written)).text == "58"


@pytest.mark.parametrize("place", ["263 667 24 4", "263 668 24 9", "263 669.6 24 9"])
def test_a_figure_of_which_a_cover_leaves_a_part_is_not_certain(place: str) -> None:
    cover = f"1 g {place} re f 0 g\n".encode()
    document = read(PLAIN + cover)
    assert (cell(document).text, cell(document).confidence) == ("407", 0.5)
    assert codes(document) == {"text_hidden"}
    assert cell(read(PLAIN + cover + b"BT /F1 9 Tf 267 666 Td (58) Tj ET\n")).confidence == 0.5


def test_of_a_figure_drawn_digit_by_digit_the_rest_is_not_certain_where_others_are_painted_over() -> None:
    """As browsers draw them: each a text of its own."""
    digits = "".join(
        f"BT /F1 9 Tf {264 + 5.004 * at} 666 Td ({digit}) Tj ET\n" for at, digit in enumerate("407")
    )
    apart = PLAIN.replace(b"BT 0 Tr /F1 9 Tf 264 666 Td (407) Tj ET", digits.encode())
    assert cell(read(apart)).confidence is None
    for place, left in (("263 662 6.2 14", "07"), ("269.1 662 12 14", "4")):
        found = cell(read(apart + f"1 g {place} re f 0 g\n".encode()))
        assert (found.text, found.confidence) == (left, 0.5)
    whole = apart + b"1 g " + GROUND + b"0 g BT /F1 9 Tf 266 666 Td (58) Tj ET\n"
    assert (cell(read(whole)).text, cell(read(whole)).confidence) == ("58", None)


def test_a_figure_whose_sign_is_painted_over_is_not_certain() -> None:
    signed = PLAIN.replace(b"264 666 Td (407)", b"264 666 Td (-407)")
    assert cell(read(signed)).text == "-407"
    assert cell(read(signed + b"1 g 263 662 3.9 14 re f 0 g\n")).confidence == 0.5


def test_digits_that_lie_on_each_other_make_no_figure() -> None:
    """As where a figure was written beside the one that it was to replace."""
    for across in (272, 276.5):  # the second is drawn where the last digit of 407 begins, or half of it ends
        document = read(PLAIN + f"BT /F1 9 Tf {across} 666 Td (58) Tj ET\n".encode())
        assert UNKNOWN in cell(document).text
    kerned = b"BT -0.6 Tc /F1 9 Tf 264 666 Td (407) Tj ET\n"
    assert cell(read(PLAIN.replace(b"BT 0 Tr /F1 9 Tf 264 666 Td (407) Tj ET", kerned))).text == "407"


def test_what_is_drawn_before_or_shines_through_hides_nothing() -> None:
    for content in (
        b"0.9 g " + GROUND + b"0 g\n" + PLAIN,
        PLAIN + b"/G1 gs 1 1 0 rg " + GROUND,
        PLAIN + b"/G2 gs 1 0 0 rg " + GROUND,
        PLAIN + b"1 0 0 RG 270 650 m 300 690 l S\n",
    ):
        document = read(content, **CLEAR)
        assert cell(document).text == "407"
        assert cell(document).confidence is None
        assert codes(document) == set()


def test_text_in_the_colour_of_its_ground_is_not_certain() -> None:
    others = PLAIN.replace(b"BT 0 Tr /F1 9 Tf 264 666 Td (407) Tj ET", b"")
    figure = b"BT /F1 9 Tf 264 666 Td (407) Tj ET 0 g\n"
    for hidden in (b"0.9 g " + GROUND + figure, b"0.98 g " + figure, b"0 g " + GROUND + figure):
        assert cell(read(others + hidden)).confidence == 0.5
    for shown in (b"0.2 g " + GROUND + b"1 g " + figure, b"0.6 g " + figure):
        assert cell(read(others + shown)).confidence is None


@pytest.mark.parametrize(
    "rule", ["", "0 g 257 660 2 20 re f", "0 g 260 664 9 4 re f", "0 g 257 660 3 20 re f"]
)
def test_a_white_digit_on_a_dark_rule_is_not_certain(rule: str) -> None:
    digit = f"{rule} 1 g BT /F1 9 Tf 257.5 666 Td (7) Tj ET 0 g\n"
    assert cell(read(PLAIN + digit.encode())).confidence == 0.5


@pytest.mark.parametrize("bar", ["281 666 0.8 6.5 re f", "0.8 w 281 666 m 281 672.5 l S"])
def test_a_one_that_is_nothing_but_a_bar_puts_its_figure_in_doubt(bar: str) -> None:
    assert cell(read(PLAIN + bar.encode() + b"\n")).confidence == 0.5
    blank = PLAIN.replace(SHOWN, b"")
    assert cell(read(blank + bar.encode() + b"\n")).text == PICTURED


def test_clipped_text_is_gone_and_a_figure_cut_through_is_not_certain() -> None:
    hidden = b"q 0 0 9 9 re W n BT /F1 9 Tf 281 666 Td (9) Tj ET Q\n"
    assert cell(read(PLAIN + hidden)).text == "407"
    cut = PLAIN.replace(b"BT 0 Tr /F1 9 Tf 264 666", b"Q q 260 660 9 20 re W n BT 0 Tr /F1 9 Tf 264 666")
    figure = cell(read(b"q " + cut.replace(b"(407) Tj ET", b"(407) Tj ET Q q") + b"Q\n"))
    assert figure.confidence == 0.5
    wide = PLAIN.replace(b"BT 0 Tr /F1 9 Tf 264 666", b"q 260 660 60 20 re W n BT 0 Tr /F1 9 Tf 264 666")
    assert cell(read(wide.replace(b"(407) Tj ET", b"(407) Tj ET Q"))).confidence is None


@pytest.mark.parametrize("reach", [(262, 282), (201, 319), (263, 340)])
def test_a_figure_struck_out_is_not_certain(reach: tuple[int, int]) -> None:
    """However far the stroke reaches, it parts no rows."""
    document = read(PLAIN + f"0.7 w {reach[0]} 669 m {reach[1]} 669 l S\n".encode())
    (table,) = document.tables
    assert [[one.text for one in row] for row in table.rows()] == [list(row) for row in TEXTS]
    assert table.rows()[1][2].confidence == 0.5
    assert codes(document) == {"struck_out"}


@pytest.mark.parametrize(
    "pen",
    [
        "262 665 m 281 672 l S",
        "262 664 m 281 676 l 262 676 m 281 664 l S",
        "262 668 m 268 680 274 660 282 671 c S",
        "262 668 m 264.5 671 l 267 668 l 269.5 671 l 272 668 l 274.5 671 l 277 668 l 279.5 671 l 283 668 l S",
        "262 669 m "
        + " ".join(f"{262 + at * 0.6:.1f} {669 + at % 3 * 0.1:.1f} l" for at in range(36))
        + " S",
    ],
)
def test_a_figure_crossed_out_by_pen_is_not_certain(pen: str) -> None:
    document = read(PLAIN + f"1 0 0 RG 0.8 w {pen}\n".encode())
    assert (cell(document).text, cell(document).confidence) == ("407", 0.5)
    assert codes(document) == {"struck_out"}


@pytest.mark.parametrize(
    "line",
    [
        "262 660 m 318 664 l S",
        "284 662 m 318 678 l S",
        "0.9 G 262 665 m 281 672 l S",
    ],
)
def test_slanting_lines_beside_a_figure_and_pale_ones_cross_nothing_out(line: str) -> None:
    assert cell(read(PLAIN + f"0.8 w {line}\n".encode())).confidence is None


STROKES = (
    "1 0 0 rg 262 668 m 267 671 l 273 668.5 l 282 671 l 282 672.4 l 273 670 l 267 672.4 l 262 669.3 l h f",
    "1 0 0 rg 262 667 m 268 674 274 664 282 670 c 282 671.5 l 274 665.5 268 675.5 262 668.5 c h f",
    "q 22 0 0 9 261 665 cm /I1 Do Q",
)
STROKE = stream(
    bytes(4) + b"\xff\xf0" + bytes(6),
    "/Type /XObject /Subtype /Image /ImageMask true /Width 12 /Height 6 /BitsPerComponent 1 /Decode [1 0]",
)


@pytest.mark.parametrize("pen", STROKES)
def test_a_figure_crossed_out_by_a_shape_or_a_small_picture_is_not_certain(pen: str) -> None:
    document = read(PLAIN + pen.encode(), resources="/XObject << /I1 6 0 R >>", more=[STROKE])
    assert (cell(document).text, cell(document).confidence) == ("407", 0.5)


@pytest.mark.parametrize(
    "mark",
    [
        "q /G1 gs 1 1 0 rg 262 664 21 10 re f Q",  # marked with a broad pen
        "0 g 261 662.5 24 12 re 261.5 663 23 11 re f*",  # framed
        "1 0 0 rg 262 662 m 272 663.4 l 282 662 l 282 663 l 272 664.4 l 262 663 l h f",  # underlined
    ],
)
def test_a_figure_marked_by_a_shape_is_certain(mark: str) -> None:
    assert cell(read(PLAIN + mark.encode(), **CLEAR)).confidence is None


def test_a_line_under_a_figure_strikes_nothing_out() -> None:
    document = read(PLAIN + b"0.7 w 262 664 m 282 664 l S\n")
    assert cell(document).confidence is None
    assert codes(document) == set()


def test_digits_too_small_to_see_are_not_certain() -> None:
    assert cell(read(PLAIN + b"BT /F1 0.5 Tf 281 666 Td (9) Tj ET\n")).confidence == 0.5


def test_a_pale_text_all_over_the_page_is_a_watermark() -> None:
    mark = "".join(
        f"BT /F1 9 Tf {x} {y} Td (copy 88) Tj ET\n" for x in (60, 210, 275) for y in (644, 664, 684)
    )
    assert cell(read(b"0.8 g " + mark.encode() + b"0 g " + PLAIN)).text == "407"


SQUARE = b"<< /Type /Annot /Subtype /Square /Rect [262 661 288 677] /F 4 /C [0 0 0] /IC [0 0 0] >>"
STRIKE = (
    b"<< /Type /Annot /Subtype /StrikeOut /Rect [262 661 288 677] /F 4 /C [1 0 0] "
    b"/QuadPoints [262 677 288 677 262 661 288 661] >>"
)
FIELD = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (58) /DA (/F1 9 Tf 0 g) /Rect [282 661 300 677] /F 4 >>"
HIDDEN = b"<< /Type /Annot /Subtype /Square /Rect [262 661 288 677] /F 2 /C [0 0 0] /IC [0 0 0] >>"


@pytest.mark.parametrize(
    ("annotation", "text", "confidence"),
    [(SQUARE, None, 0.5), (STRIKE, "407", 0.5), (HIDDEN, "407", None)],
)
def test_what_is_drawn_on_a_page_by_hand_counts(
    annotation: bytes, text: str | None, confidence: float | None
) -> None:
    found = cell(read(PLAIN, page_entries="/Annots [6 0 R]", more=[annotation]))
    assert text is None or found.text.replace("\n", " ") == text
    assert found.confidence == confidence


def typed_later(left: float, figure: str) -> list[bytes]:
    """A text that was typed on the page with a viewer, and what it looks like."""
    look = stream(
        f"BT /F1 9 Tf 0 5 Td ({figure}) Tj ET".encode(),
        "/Type /XObject /Subtype /Form /BBox [0 0 18 16] /Resources << /Font << /F1 3 0 R >> >>",
    )
    note = f"/Type /Annot /Subtype /FreeText /Rect [{left} 661 {left + 18} 677] /F 4 /Contents ({figure})"
    return [f"<< {note} /DA (/F1 9 Tf 0 g) /AP << /N 7 0 R >> >>".encode(), look]


def test_a_figure_typed_later_beside_another_makes_none_with_it() -> None:
    beside = read(PLAIN, page_entries="/Annots [6 0 R]", more=typed_later(279.5, "9"))
    assert (cell(beside).text, cell(beside).confidence) == ("4079", 0.5)
    alone = read(PLAIN.replace(SHOWN, b""), page_entries="/Annots [6 0 R]", more=typed_later(264, "407"))
    assert (cell(alone).text, cell(alone).confidence) == ("407", None)


def test_a_field_filled_in_over_a_figure_puts_its_row_in_doubt() -> None:
    (table,) = read(PLAIN, page_entries="/Annots [6 0 R]", more=[FIELD]).tables
    assert table.rows()[1][2].text.replace("\n", " ") == "407 58"
    assert [one.confidence for one in table.rows()[1]] == [0.5] * 3
    assert {one.confidence for row in (table.rows()[0], table.rows()[2]) for one in row} == {None}


@pytest.mark.parametrize(("held", "confidence"), [("407", None), ("470", 0.5), ("407.00", None)])
def test_a_field_that_holds_another_figure_than_it_shows_is_not_certain(
    held: str, confidence: float | None
) -> None:
    """Some viewers draw what a field holds, others what was drawn for it when it was filled in."""
    look = stream(
        b"BT /F1 9 Tf 2 5 Td (407) Tj ET",
        "/Type /XObject /Subtype /Form /BBox [0 0 24 16] /Resources << /Font << /F1 3 0 R >> >>",
    )
    entries = f"/FT /Tx /T (a) /V ({held}) /DA (/F1 9 Tf 0 g) /Rect [262 661 286 677] /F 4 /AP << /N 8 0 R >>"
    document = read(
        PLAIN.replace(SHOWN, b""),
        page_entries="/Annots [6 0 R]",
        catalog="/AcroForm 7 0 R",
        more=[
            f"<< /Type /Annot /Subtype /Widget {entries} >>".encode(),
            b"<< /Fields [6 0 R] /DR << /Font << /F1 3 0 R >> >> /DA (/F1 9 Tf 0 g) >>",
            look,
        ],
    )
    assert (cell(document).text, cell(document).confidence) == ("407", confidence)


def test_fields_behind_many_links_are_filled_in() -> None:
    links = b"<< /Type /Annot /Subtype /Link /Rect [0 0 1 1] >>"
    entries = b"/FT /Tx /T (a) /V (407) /DA (/F1 9 Tf 0 g) /Rect [262 661 286 677] /F 4"
    field = b"<< /Type /Annot /Subtype /Widget " + entries + b" >>"
    document = read(
        PLAIN.replace(SHOWN, b""),
        page_entries=f"/Annots [{'6 0 R ' * 520} 7 0 R]",
        catalog="/AcroForm << /Fields [7 0 R] /DR << /Font << /F1 3 0 R >> >> /DA (/F1 9 Tf 0 g) >>",
        more=[links, field],
    )
    assert cell(document).text == "407"


def test_lines_under_labels_that_fill_their_cells_part_no_rows() -> None:
    """The line under the first line of a label reaches over the whole of its cell, and is no rule."""
    label = b"BT 0 Tr /F1 9 Tf 54 666 Td (first) Tj ET"
    lines = b"BT /F1 6 Tf 101.5 Tz 51.5 672.5 Td (" + b"first" * 15 + b") Tj 100 Tz ET "
    under = b"BT /F1 6 Tf 54 663.5 Td (and more) Tj ET 51 671.5 148 0.5 re f\n"
    (table,) = read(PLAIN.replace(label, lines + under)).tables
    assert len(table.rows()) == 3
    assert table.rows()[1][0].text.endswith("first and more")


def test_the_number_of_a_note_is_no_digit_of_its_figure() -> None:
    raised = PLAIN + b"BT /F1 5 Tf 279.5 669 Td (2) Tj ET\n"
    assert cell(read(raised)).text == f"407{UNKNOWN}2"
    hardly_smaller = PLAIN + b"BT /F1 7.5 Tf 279.5 668 Td (2) Tj ET\n"
    assert cell(read(hardly_smaller)).text == f"407{UNKNOWN}2"
    as_large = PLAIN + b"BT /F1 9 Tf 279.5 668 Td (2) Tj ET\n"
    assert cell(read(as_large)).text == f"407{UNKNOWN}2"
    hardly_raised = PLAIN + b"BT /F1 9 Tf 279.5 666.9 Td (2) Tj ET\n"
    assert cell(read(hardly_raised)).text == "4072"


def test_a_label_too_long_for_its_cell_is_whole() -> None:
    cut = PLAIN.replace(b"BT 0 Tr /F1 9 Tf 54 646", b"q 50 640 20 20 re W n BT 0 Tr /F1 9 Tf 54 646")
    (table,) = read(cut.replace(b"(second) Tj ET", b"(second) Tj ET Q")).tables
    assert table.rows()[2][0].text == "second"
    assert table.rows()[2][0].confidence is None


def test_a_figure_through_which_a_rule_goes_is_not_certain() -> None:
    """407 reaches from its cell over the edge of the table, and 12 from the cell before into the next."""
    wide = PLAIN.replace(b"264 666 Td (407)", b"312 666 Td (407)")
    assert cell(read(wide)).confidence == 0.5
    over = PLAIN.replace(b"204 666 Td (12)", b"255.5 666 Td (12)")
    (table,) = read(over).tables
    assert [one.confidence for one in table.rows()[1]] == [None, 0.5, 0.5]


@pytest.mark.parametrize(
    "matrix", ["-1 0 0 1 281 666", "-1 0 0 -1 281 666", "0 1 -1 0 272 666", "1 0 0 -1 264 673"]
)
def test_a_figure_turned_over_is_not_certain(matrix: str) -> None:
    turned = f"BT /F1 9 Tf {matrix} Tm (407) Tj ET".encode()
    (table,) = read(PLAIN.replace(b"BT 0 Tr /F1 9 Tf 264 666 Td (407) Tj ET", turned)).tables
    assert table.rows()[1][2].confidence == 0.5


def test_a_cell_whose_figure_slants_is_not_blank() -> None:
    """As a box of text that was turned a little by hand; a few words that slant are none of the table."""
    matrix = "0.996 0.087 -0.087 0.996"
    slanting = f"BT /F1 9 Tf {matrix} 264 666 Tm (407) Tj ET".encode()
    found = cell(read(PLAIN.replace(SHOWN, slanting)))
    assert (found.text, found.confidence) == ("407", 0.5)
    stamp = f"BT /F1 9 Tf {matrix} 264 662 Tm (copy 1) Tj ET".encode()
    assert cell(read(PLAIN + stamp)).confidence is None


@pytest.mark.parametrize(
    ("state", "left", "certainty"), [("1 g", "407", 0.5), ("1 g 1 G 1.5 w 2 Tr", "", None)]
)
def test_white_type_covers_what_lies_beneath(state: str, left: str, certainty: float | None) -> None:
    written = f"q {state} BT /F1 9 Tf 264 666 Td (407) Tj ET Q\n".encode()
    found = cell(read(PLAIN + written))
    assert (found.text, found.confidence) == (left, certainty)


@pytest.mark.parametrize("lean", ["0.2", "0.36"])
def test_a_figure_in_leaning_type_is_certain(lean: str) -> None:
    """PDFium tells the boxes around what leans, which lie over each other."""
    leaning = f"BT /F1 9 Tf 1 0 {lean} 1 264 666 Tm (407) Tj ET".encode()
    (table,) = read(PLAIN.replace(b"BT 0 Tr /F1 9 Tf 264 666 Td (407) Tj ET", leaning)).tables
    found = table.rows()[1][2]
    assert (found.text, found.confidence) == ("407", None)


def told(text: str) -> bytes:
    """The figure 407 in a span that says what it means."""
    shown = b"BT 0 Tr /F1 9 Tf 264 666 Td (407) Tj ET"
    span = f"/Span << /ActualText <FEFF{text.encode('utf-16-be').hex()}> >> BDC ".encode()
    return PLAIN.replace(shown, span + shown + b" EMC")


def test_what_is_told_instead_of_a_figure_is_believed_only_where_it_looks_so() -> None:
    assert cell(read(told("407"))).confidence is None
    assert cell(read(told("4072"))).confidence == 0.5


@pytest.mark.parametrize(("shown", "said"), [("245", "246"), ("413", "414"), ("283", "284"), ("627", "623")])
def test_a_digit_told_instead_of_one_of_a_like_outline_is_not_believed(shown: str, said: str) -> None:
    def instead(text: str) -> Document:
        return read(told(text).replace(b"(407)", f"({shown})".encode()))

    assert cell(instead(said)).confidence == 0.5
    assert (cell(instead(shown)).text, cell(instead(shown)).confidence) == (shown, None)


@pytest.mark.parametrize(("shown", "said"), [("93", "488"), ("23", "425"), ("13", "122"), ("99", "429")])
def test_a_figure_told_instead_of_a_shorter_one_is_not_believed(shown: str, said: str) -> None:
    """PDFium shares out the box of what is shown: parts of two digits look like three."""
    assert cell(read(told(said).replace(b"(407)", f"({shown})".encode()))).confidence == 0.5


@pytest.mark.parametrize("text", [" ", "-", "/", "无"])
def test_what_is_told_instead_of_a_figure_and_is_none_is_not_believed(text: str) -> None:
    found = cell(read(told(text)))
    assert found.text == UNKNOWN or found.confidence == 0.5


def test_a_dash_told_instead_of_wide_figures_is_not_believed() -> None:
    wide = told("-").replace(b"/F1 9 Tf 264", b"/F1 9 Tf 200 Tz 264")
    found = cell(read(wide))
    assert UNKNOWN in found.text or found.confidence == 0.5


def test_what_a_span_within_tells_or_one_for_several_figures_is_no_blank() -> None:
    inner = b"/Span << /ActualText (407) >> BDC /P << /MCID 3 >> BDC " + SHOWN + b" EMC EMC"
    found = cell(read(PLAIN.replace(SHOWN, inner)))
    assert found.text.strip() != "" and found.confidence == 0.5
    first, last = b"BT 0 Tr /F1 9 Tf 204 666 Td (12) Tj ET", SHOWN
    both = b"/Span << /ActualText (12) >> BDC " + first + b" " + last + b" EMC"
    content = PLAIN.replace(first, b"").replace(last, both)
    (table,) = read(content).tables
    assert [one.confidence for one in table.rows()[1]] == [None, 0.5, 0.5]


def test_a_small_digit_alone_in_a_cell_may_be_the_number_of_a_note() -> None:
    shown = b"BT 0 Tr /F1 9 Tf 264 666 Td (407) Tj ET"
    assert cell(read(PLAIN.replace(shown, b"BT /F1 5 Tf 264 669 Td (2) Tj ET"))).confidence == 0.5
    assert cell(read(PLAIN.replace(shown, b"BT /F1 6 Tf 264 666 Td (40712) Tj ET"))).confidence is None
    assert cell(read(PLAIN.replace(shown, b"BT /F1 8 Tf 264 666 Td (2) Tj ET"))).confidence is None


def test_figures_beside_all_that_a_clip_shows_are_not_certain() -> None:
    """The right side of the table is not shown: its figures are not blank."""
    document = read(b"q 0 600 255 200 re W n\n" + PLAIN + b"Q\n")
    assert [one.confidence for one in document.tables[0].cells if one.text in ("407", "58")] == [0.5, 0.5]
    assert [one.confidence for one in document.tables[0].cells if one.text in ("12", "3")] == [None, None]


@pytest.mark.parametrize("turn", ["", "/Rotate 90"])
def test_a_blackened_cell_is_not_blank(turn: str) -> None:
    others = PLAIN.replace(b"BT 0 Tr /F1 9 Tf 264 666 Td (407) Tj ET", b"")
    for bar in (b"0 g 264 665 16 8 re f\n", b"0 0 0.3 rg 264 666 13 6 re f\n"):
        document = read(others + bar, page_entries=turn)
        (found,) = (one for one in document.tables[0].cells if one.text == "■")
        assert (found.row, found.column, found.confidence) == (1, 2, 0.5)
    for ground in (b"0 g 2 665 8 40 re f\n", b"0 g 264 669 16 1 re f\n", b"0.8 g 264 665 16 8 re f\n"):
        assert "■" not in {one.text for one in read(others + ground).tables[0].cells}


def test_figures_through_which_the_edge_of_the_page_goes_are_not_certain() -> None:
    """407 loses its last digit, or stands beside the page, through whose table the edge goes."""
    for right in (273, 262):
        document = reader.read(pdf([PLAIN], page_entries=f"/CropBox [0 100 {right} 780]"))
        figures = {(one.row, one.column): one.confidence for one in document.tables[0].cells if one.row}
        assert (figures[1, 1], figures[2, 1]) == (None, None)
        assert (figures[1, 2], figures[2, 2]) == (0.5, 0.5 if right == 262 else None)
        assert "cut_off" in codes(document)


def test_what_stands_on_the_other_half_of_a_spread_is_not_read() -> None:
    body = pdf([PLAIN + PLAIN.replace(b"264 666", b"404 666")], page_entries="/CropBox [0 100 330 780]")
    assert cell(reader.read(body)).confidence is None


def annotation(entries: str) -> bytes:
    """An annotation over 407 that tells how it lies, and has no look of its own."""
    return f"<< /Type /Annot /Rect [262 661 288 677] /F 4 /C [1 0 0] {entries} >>".encode()


@pytest.mark.parametrize(
    "entries",
    [
        "/Subtype /Line /L [260 669 284 669]",
        "/Subtype /Line /L [262 663 282 675]",
        "/Subtype /PolyLine /Vertices [260 669 270 671 284 668]",
        "/Subtype /Polygon /Vertices [262 661 288 661 288 677]",
        "/Subtype /Stamp /Name /Void",
        "/Subtype /Redact",
    ],
)
def test_a_figure_beneath_an_annotation_that_is_not_drawn_is_not_certain(entries: str) -> None:
    found = cell(read(PLAIN, page_entries="/Annots [6 0 R]", more=[annotation(entries)]))
    assert (found.text, found.confidence) == ("407", 0.5)


def test_an_annotation_that_is_not_drawn_in_a_cell_is_no_blank() -> None:
    others = PLAIN.replace(b"BT 0 Tr /F1 9 Tf 264 666 Td (407) Tj ET", b"")
    stamp = annotation("/Subtype /Stamp")
    (table,) = read(others, page_entries="/Annots [6 0 R]", more=[stamp]).tables
    assert table.rows()[1][2].text and table.rows()[1][2].confidence == 0.5


@pytest.mark.parametrize(
    "entries",
    ["/Subtype /Line /L [260 662 284 662]", "/Subtype /Line /L [210 669 240 669] /F 2", "/Subtype /Sound"],
)
def test_annotations_beside_figures_and_hidden_ones_say_nothing(entries: str) -> None:
    assert cell(read(PLAIN, page_entries="/Annots [6 0 R]", more=[annotation(entries)])).confidence is None


SHOWN = b"BT 0 Tr /F1 9 Tf 264 666 Td (407) Tj ET"
MASKED = {
    "resources": "/ExtGState << /M1 << /SMask << /S /Luminosity /G 6 0 R >> >> /A1 << /ca 0.03 >> >>",
    "more": [stream(b"", "/Type /XObject /Subtype /Form /BBox [0 0 400 800] /Group << /S /Transparency >>")],
}


@pytest.mark.parametrize("state", [b"1 Tr 1 G", b"/M1 gs", b"/A1 gs"])
def test_text_that_leaves_no_ink_is_not_certain(state: bytes) -> None:
    """White outlines, a mask that lets nothing through, next to no opacity."""
    hidden = b"q " + state + b" BT /F1 9 Tf 264 666 Td (407) Tj ET Q"
    assert cell(read(PLAIN.replace(SHOWN, hidden), **MASKED)).confidence == 0.5


def test_text_that_is_thin_or_half_clear_is_certain() -> None:
    for state in (b"1 Tr 0 G", b"/G2 gs"):
        shown = b"q " + state + b" BT /F1 9 Tf 264 666 Td (407) Tj ET Q"
        assert cell(read(PLAIN.replace(SHOWN, shown), **CLEAR)).confidence is None


SHADE = (
    "/Shading << /S1 << /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 1 0] /Extend [true true] "
    "/Function << /FunctionType 2 /Domain [0 1] /C0 [%s] /C1 [%s] /N 1 >> >> >>"
)


def test_shadings_and_broad_strokes_hide_what_lies_beneath() -> None:
    shade = f"q {PLACE} re W n /S1 sh Q\n".encode()
    broad = b" 14 w 263 669 m 287 669 l S\n"
    assert cell(read(PLAIN + shade, resources=SHADE % ("1", "1"))).text == ""
    assert cell(read(PLAIN + b"1 G" + broad)).text == ""
    for document in (read(PLAIN + shade, resources=SHADE % ("0", "0")), read(PLAIN + b"0 G" + broad)):
        found = cell(document)
        assert found.text != "407"
        assert found.confidence == 0.5


def test_a_blackened_figure_is_not_certain_though_its_edges_are_seen() -> None:
    assert cell(read(PLAIN + b"0 g 262 668 18 4.5 re f\n")).confidence == 0.5


def test_a_slanting_line_crosses_out_the_whole_figure() -> None:
    """It goes through the foot of the first digit and the head of the last."""
    assert cell(read(PLAIN + b"1 w 260 663 m 283 675 l S\n")).confidence == 0.5
    assert cell(read(PLAIN + b"1 w 283 663 m 306 675 l S\n")).confidence is None


def test_a_minus_or_a_point_that_is_drawn_puts_its_figure_in_doubt() -> None:
    for sign in (b"0.6 w 261 669 m 263.6 669 l S\n", b"268.6 666 0.8 0.8 re f\n"):
        assert cell(read(PLAIN + sign)).confidence == 0.5
    dots = b"".join(f"{x} 663.8 0.8 0.8 re f\n".encode() for x in range(262, 284, 3))
    assert cell(read(PLAIN + dots)).confidence is None


def test_digits_set_from_the_last_to_the_first_are_no_others() -> None:
    backwards = b"BT 0 Tr /F1 9 Tf 274 666 Td [(7) 1112 (0) 1112 (4)] TJ ET"
    document = read(PLAIN.replace(SHOWN, backwards))
    assert "misnamed_digits" not in codes(document)
    assert cell(document).text in ("407", "704")


def test_cells_beneath_a_picture_of_figures_are_not_blank() -> None:
    """The last column is a strip cut from elsewhere: dark signs on white, in the rows of the table."""
    rows = [b"\xff" * 40 for _ in range(80)]
    for line in (25, 65):
        for y in range(line, line + 9):
            rows[y] = b"\xff" * 8 + b"\x00\xff\x00\xff\x00\xff\x00\xff" + b"\xff" * 24
    strip = stream(
        b"".join(rows),
        "/Type /XObject /Subtype /Image /Width 40 /Height 80 /ColorSpace /DeviceGray /BitsPerComponent 8",
    )
    bare = PLAIN.replace(SHOWN, b"").replace(b"BT 0 Tr /F1 9 Tf 264 646 Td (58) Tj ET", b"")
    paste = b"q 58 0 0 38 261 641 cm /I1 Do Q\n"
    (table,) = read(bare + paste, resources="/XObject << /I1 6 0 R >>", more=[strip]).tables
    assert [(row[2].text != "", row[2].confidence) for row in table.rows()[1:]] == [(True, 0.5)] * 2
    clear = stream(
        b"\xff" * 3200,
        "/Type /XObject /Subtype /Image /Width 40 /Height 80 /ColorSpace /DeviceGray /BitsPerComponent 8",
    )
    (table,) = read(bare + paste, resources="/XObject << /I1 6 0 R >>", more=[clear]).tables
    assert [(row[2].text, row[2].confidence) for row in table.rows()[1:]] == [("", None)] * 2


def test_what_is_left_of_a_figure_whose_first_digit_is_covered_is_not_certain() -> None:
    document = read(PLAIN + b"1 g 262 664 6.9 11 re f\n")
    assert cell(document).confidence == 0.5


def test_figures_typed_anew_on_white_are_certain_one_by_one() -> None:
    """The new figure stands half a digit beside the old one, and was not there when that was covered."""
    anew = b"1 g 263 662 24 14 re f 0 g BT /F1 9 Tf 266.5 666 Td (92) Tj ET\n"
    another = b"BT /F1 9 Tf 50 600 Td (31) Tj ET 1 g 48 598 20 14 re f 0 g\n"
    document = read(PLAIN + anew + another)
    assert (cell(document).text, cell(document).confidence) == ("92", None)


def test_text_in_a_pattern_as_white_as_paper_is_not_certain() -> None:
    pattern = b"<< /PatternType 2 /Shading << /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 1 0] /Extend [true true] /Function << /FunctionType 2 /Domain [0 1] /C0 [%d] /C1 [%d] /N 1 >> >> >>"
    shown = b"q /Pattern cs /P1 scn " + SHOWN + b" Q"
    for shade, confidence in ((1, 0.5), (0, None)):
        document = read(
            PLAIN.replace(SHOWN, shown), resources="/Pattern << /P1 6 0 R >>", more=[pattern % (shade, shade)]
        )
        assert cell(document).confidence == confidence


def test_a_dash_printed_over_a_digit_is_no_minus() -> None:
    over = cell(read(PLAIN + b"BT /F1 12 Tf 264.5 665 Td (-) Tj ET\n"))
    assert UNKNOWN in over.text or over.confidence == 0.5
    before = cell(read(PLAIN + b"BT /F1 9 Tf 261 666 Td (-) Tj ET\n"))
    assert (before.text, before.confidence) == ("-407", None)
