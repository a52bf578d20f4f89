"""Digital PDF: every way to draw a table, turned pages, exact places, hidden text, damage and attacks."""

from __future__ import annotations

import random
import zlib
from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from parsers import confined, readers
from parsers.document import UNSEEN, Block, Document, Hints, Issue, Paragraph, Picture, Table
from parsers.errors import ParseError, Unreadable
from parsers.pages.textlines import UNKNOWN
from parsers.readers import image
from parsers.readers import pdf as reader
from tests.parsers.drawn_report import FONT
from tests.parsers.pdf_files import (
    TEXTS,
    XS,
    YS,
    bars,
    boxes,
    frames,
    one_path,
    pdf,
    shadows,
    stream,
    strokes,
    words,
)

SAMPLES = Path(__file__).parents[2] / "samples"
DIGITAL = ["pdf_distinct", "pdf_browser_2019", "pdf_without_rules"]
GREY = b"0.8 0.85 0.9 rg 50 640 270 60 re f\n1 1 1 RG\n"


def texts(document: Document) -> tuple[tuple[str, ...], ...]:
    (table,) = document.tables
    return tuple(tuple(cell.text for cell in row) for row in table.rows())


def form_object(scale: float) -> bytes:
    """The rules drawn in a form of another size, to be scaled back where it is used."""
    matrix = f"{1 / scale} 0 0 {1 / scale} 0 0"
    return stream(strokes(), f"/Type /XObject /Subtype /Form /BBox [0 0 999 999] /Matrix [{matrix}]")


DRAWINGS = {
    "strokes": strokes(),
    "thin filled rectangles": bars(),
    "a box for each cell": boxes(),
    "one path of many rectangles": one_path(),
    "frames cut to one side at a time": frames(),
    "frames, each one path": frames(sides=False),
    "shadows around cells": shadows(),
    "shadows that a page end cuts": shadows(joined=True),
    "dashes": b"[2 1.5] 0 d\n" + strokes(),
    "scaled coordinates": b"q 0.1 0 0 0.1 0 0 cm 10 0 0 10 0 0 cm\n" + strokes() + b"Q\n",
    "flipped coordinates": b"q 1 0 0 -1 0 1340 cm\n" + strokes() + b"Q\n",
    "white rules on a coloured ground": GREY + strokes(),
    "clipped": b"q 0 0 400 800 re W n\n" + bars() + b"Q\n",
}


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS.keys())
def test_same_table_however_drawn(drawing: bytes) -> None:
    assert texts(reader.read(pdf([drawing + b"0 g\n" + words()]))) == TEXTS


LONG = (("83", "2019045678", "2020135790"), ("71", "4705128396", "3"), ("64", "58", "6170293845"))


@pytest.mark.parametrize("heights", [(-1.5,), (10,), (11.5,), (10, 11.5), (-1.5, 11.5)])
def test_lines_under_and_over_texts_close_to_the_rules_part_no_rows(heights: tuple[float, ...]) -> None:
    made = []
    for row, line in enumerate(LONG):
        for column, text in enumerate(line):
            x, y = XS[column] + 1.4, YS[row + 1] + 2
            end = x + 9 * 0.556 * len(text)  # as wide as digits of Helvetica are
            made.append(f"BT /F1 9 Tf {x} {y} Td ({text}) Tj ET 0.5 w")
            made += [f"{x} {y + up} m {end} {y + up} l S" for up in heights]
    body = pdf([strokes() + "\n".join(made).encode()])
    assert texts(reader.read(body)) == LONG


def test_thick_rules_below_texts_that_fill_their_cells_are_no_lines_under_them() -> None:
    """As browsers draw them: level and upright rules begin at the same edge, not at each other's middle."""
    level = [f"{XS[0]} {y} {XS[-1] - XS[0] + 1.5} 1.5 re" for y in YS]
    upright = [f"{x} {YS[-1]} 1.5 {YS[0] - YS[-1] + 1.5} re" for x in XS]
    rules = "0 g " + " ".join(f"{rule} f" for rule in level + upright) + "\n"
    wide = "".join(
        f"BT /F1 9 Tf {Tz} Tz {XS[at] + 2} 683.5 Td ({text}) Tj 100 Tz ET\n"
        for at, (text, Tz) in enumerate((("item" * 9, 95), ("open" * 3, 95), ("sum" * 3, 112)))
    )
    texts_below = b"\n".join(line for line in words().split(b"\n") if b" 686 " not in line)
    found = texts(reader.read(pdf([rules.encode() + texts_below + wide.encode()])))
    assert [row[0] for row in found] == ["item" * 9, "first", "second"]


def test_white_rules_around_a_dark_header_are_its_edges() -> None:
    """As browsers draw them: no part of the rules at its upper and left edge lies on its ground."""
    ground = "0 0.2 0.4 rg 50 660 270 40 re f 1 g "
    inside = ["200 660 0.7 40 re", "200 680 120 0.7 re", "260 660 0.7 20 re"]
    outer = ["49.3 660 0.7 40 re", "320 660 0.7 40 re", "50 700 270 0.7 re", "50 659.3 270 0.7 re"]
    white = " ".join(f"{rule} f" for rule in inside + outer)
    lower = [f"{x} 620 0.7 40 re" for x in (*XS, 120)] + [f"50 {y} 270 0.7 re" for y in (640, 620)]
    black = " 0 g " + " ".join(f"{rule} f" for rule in lower)
    heads = ((54, 676, "corner of two lines that fills"), (54, 666, "both"), (204, 686, "above"))
    heads += ((204, 666, "open"), (264, 666, "sum"))
    rows = ((54, 646, "one"), (124, 646, "first"), (204, 646, "12"), (264, 646, "407"))
    rows += ((124, 626, "second"), (204, 626, "3"), (264, 626, "58"))
    typed = [
        f"{colour} g " + " ".join(f"BT /F1 9 Tf {x} {y} Td ({text}) Tj ET" for x, y, text in some)
        for colour, some in ((1, heads), (0, rows))
    ]
    content = "\n".join([ground + white + black, *typed]) + "\n"
    (table,) = reader.read(pdf([content.encode()])).tables
    assert [[cell.text for cell in row] for row in table.rows()] == [
        ["corner of two lines that fills both", "above"],
        ["open", "sum"],
        ["one", "first", "12", "407"],
        ["", "second", "3", "58"],
    ]


def test_rules_in_a_form_with_a_matrix() -> None:
    body = pdf(
        [b"q 2 0 0 2 0 0 cm /X1 Do Q\n" + words()],
        resources="/XObject << /X1 6 0 R >>",
        more=[form_object(2)],
    )
    assert texts(reader.read(body)) == TEXTS


def test_text_told_beside_its_glyphs_stands_where_they_are_drawn() -> None:
    """What a span says its glyphs mean (ActualText) is placed by PDFium as if the form were not scaled."""
    content = (
        strokes() + words() + b"/Span << /ActualText <FEFF4E8C> >> BDC BT /F1 9 Tf 281 666 Td (B) Tj ET EMC\n"
    )
    form = stream(
        content, "/Type /XObject /Subtype /Form /BBox [0 0 999 999] /Resources << /Font << /F1 3 0 R >> >>"
    )
    body = pdf([b"q 0.7 0 0 0.7 90 40 cm /X1 Do Q\n"], resources="/XObject << /X1 6 0 R >>", more=[form])
    (table,) = reader.read(body).tables
    cell = table.rows()[1][2]
    assert cell.text == "407二"
    assert cell.place.box is not None
    left, top, right, bottom = cell.place.box
    assert 90 + 0.7 * XS[2] < left < right < 90 + 0.7 * XS[3]
    assert 800 - 40 - 0.7 * YS[1] < top < bottom < 800 - 40 - 0.7 * YS[2]


@pytest.mark.parametrize("scale", [0.05, 1, 9])
def test_text_that_runs_downwards_stands_where_it_is_drawn(scale: float) -> None:
    """Fonts that write downwards are placed by PDFium as if their text were not scaled."""
    letters = "".join(
        f"BT /F2 {9 / scale} Tf {scale} 0 0 {scale} {XS[0] + 130} {y} Tm <{ord(letter):04x}> Tj ET\n"
        for letter, y in zip("办理结果", (676, 667, 658, 649), strict=True)
    )
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /UniGB-UCS2-V /DescendantFonts "
        b"[<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Song /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>] >>"
    )
    side = XS[1] - 30
    across = [(XS[0], y, XS[-1]) for y in (YS[0], YS[1], YS[3])] + [
        (XS[0], YS[2], side),
        (XS[1], YS[2], XS[-1]),
    ]
    rules = "".join(f"{left} {y} m {right} {y} l S\n" for left, y, right in across)
    rules += (
        "".join(f"{x} {YS[0]} m {x} {YS[-1]} l S\n" for x in XS) + f"{side} {YS[1]} m {side} {YS[-1]} l S\n"
    )
    body = pdf([(rules + letters).encode() + words()], fonts="/F2 6 0 R", more=[font])
    (table,) = reader.read(body).tables
    assert [[cell.text for cell in row if cell.text] for row in table.rows()] == [
        ["item", "open", "sum"],
        ["first", "办理结果", "12", "407"],
        ["second", "3", "58"],
    ]


def test_white_rules_on_white_paper_are_not_seen() -> None:
    assert reader.read(pdf([b"1 1 1 RG\n" + strokes() + words()])).tables == []


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_pages_shown_turned_or_cropped(rotation: int) -> None:
    """The text is read whichever way the page is shown; places are those of the page as shown."""
    entries = f"/Rotate {rotation} /CropBox [20 100 380 780]"
    body = pdf([strokes() + words()], page_entries=entries)
    document = reader.read(body)
    assert texts(document) == TEXTS
    assert_ink_in_boxes(body, document)


def assert_ink_in_boxes(body: bytes, document: Document) -> None:
    """Each figure's box, cut out of the rendered page, holds ink; a little around it, no other text."""
    pages = pdfium.PdfDocument(body)
    scale = 4
    try:
        for table in document.tables:
            for cell in table.cells:
                if not any(sign.isdigit() for sign in cell.text) or len(cell.text) > 8:
                    continue
                assert cell.place.box is not None
                left, top, right, bottom = cell.place.box
                page = pages[cell.place.page - 1]
                width, height = page.get_size()
                assert 0 <= left < right <= width
                assert 0 <= top < bottom <= height
                picture = page.render(
                    scale=scale,
                    grayscale=True,
                    crop=(left, height - bottom, width - right, top),
                    draw_annots=False,
                )
                dark = sum(value < 128 for value in bytes(picture.buffer))
                assert dark > 0.04 * picture.width * picture.height, (cell.text, cell.place)
    finally:
        pages.close()


@pytest.mark.parametrize("name", DIGITAL)
def test_places_of_figures_show_the_figures(name: str) -> None:
    """What PDFium finds within the box of a figure is the figure, and there is ink in it."""
    body = (SAMPLES / name / "document.pdf").read_bytes()
    document = reader.read(body)
    assert_ink_in_boxes(body, document)
    pages = pdfium.PdfDocument(body)
    try:
        found = 0
        for table in document.tables:
            for cell in table.cells:
                if not cell.text.isdecimal() or cell.place.box is None:
                    continue
                page = pages[cell.place.page - 1]
                height = page.get_height()
                left, top, right, bottom = cell.place.box
                text = page.get_textpage()
                inside = text.get_text_bounded(left - 1, height - bottom - 1, right + 1, height - top + 1)
                assert "".join(inside.split()) == cell.text
                found += 1
        assert found > 20
    finally:
        pages.close()


def test_text_nobody_sees_is_not_certain() -> None:
    """Rendering mode 3: the layer that recognition puts under a scan."""
    (table,) = reader.read(pdf([strokes() + words(mode=3)])).tables
    assert {cell.confidence for cell in table.cells} == {0.5}
    (table,) = reader.read(pdf([strokes() + words()])).tables
    assert {cell.confidence for cell in table.cells} == {None}


def test_white_text_on_white_paper_is_not_certain() -> None:
    hidden = b"1 1 1 rg BT /F1 9 Tf 240 686 Td (77) Tj ET 0 g\n"
    (table,) = reader.read(pdf([strokes() + hidden + words()])).tables
    assert [cell.confidence for cell in table.cells if "77" in cell.text] == [0.5]
    on_ground = b"0.1 0.2 0.5 rg 50 640 270 60 re f 1 1 1 rg\n"
    document = reader.read(pdf([on_ground + words() + strokes()]))
    assert texts(document) == TEXTS
    assert {cell.confidence for cell in document.tables[0].cells} == {None}


def test_text_beside_the_cropped_page_is_not_read() -> None:
    beyond = b"BT /F1 9 Tf 100 790 Td (out of sight) Tj ET\nBT /F1 9 Tf 385 665 Td (9999) Tj ET\n"
    body = pdf([beyond + strokes() + words()], page_entries="/CropBox [20 100 380 780]")
    document = reader.read(body)
    assert texts(document) == TEXTS
    assert document.paragraphs == []


def test_bold_by_drawing_twice_is_read_once() -> None:
    again = words().replace(b" Td (", b".4 Td (")
    assert texts(reader.read(pdf([strokes() + words() + again]))) == TEXTS
    assert texts(reader.read(pdf([strokes() + words(mode=2)]))) == TEXTS


def test_watermarks_are_no_text() -> None:
    mark = b"BT /F1 60 Tf 0.7 0.7 -0.7 0.7 60 600 Tm (99999) Tj ET\n"
    assert texts(reader.read(pdf([mark + strokes() + words()]))) == TEXTS


def test_large_pale_type_across_a_table_is_a_watermark() -> None:
    mark = b"0.8 g BT /F1 70 Tf 120 645 Td (88) Tj ET 0 g\n"
    assert texts(reader.read(pdf([mark + strokes() + words()]))) == TEXTS
    narrow = mark.replace(b"/F1 70 Tf", b"/F1 30 Tf")
    assert texts(reader.read(pdf([narrow + strokes() + words()]))) == TEXTS
    dark = mark.replace(b"0.8 g", b"0.2 g")
    assert texts(reader.read(pdf([dark + strokes() + words()]))) != TEXTS


def test_large_type_turned_against_the_page_is_a_watermark() -> None:
    mark = b"0.5 1 0.5 rg BT /F1 70 Tf 0 1 -1 0 300 600 Tm (2088) Tj ET 0 g\n"
    assert texts(reader.read(pdf([mark + strokes() + words()]))) == TEXTS
    small = mark.replace(b"/F1 70 Tf 0 1 -1 0 300 600", b"/F1 9 Tf 0 1 -1 0 300 645")
    assert texts(reader.read(pdf([small + strokes() + words()]))) != TEXTS


def test_large_type_half_clear_is_as_pale_as_it_is_seen() -> None:
    mark = b"/A1 gs 0.6 g BT /F1 70 Tf 120 645 Td (88) Tj ET 0 g /A2 gs\n"
    for opacity, left_out in ((1, False), (0.6, True)):
        states = f"/ExtGState << /A1 << /ca {opacity} >> /A2 << /ca 1 >> >>"
        found = texts(reader.read(pdf([mark + strokes() + words()], resources=states)))
        assert (found == TEXTS) is left_out


def test_a_page_put_down_askew_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sequence[int]] = []
    monkeypatch.setattr(image, "read_scans", lambda _, pages: asked.append(pages) or ([], []))
    askew = b"q 0.999 0.035 -0.035 0.999 0 0 cm\n" + strokes() + words() + b"Q\n"
    reader.read(pdf([askew]))
    assert asked == [[1]]
    reader.read(pdf([askew + words() * 3]))
    assert asked == [[1]]


def test_a_page_whose_figures_have_no_names_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sequence[int]] = []
    monkeypatch.setattr(image, "read_scans", lambda _, pages: asked.append(pages) or ([], []))
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [65 /uniE001 /uniE002] >> >>"
    prose = "".join(
        f"BT /F1 9 Tf 20 {at} Td (Words of this report that are read) Tj ET\n" for at in range(300, 500, 20)
    )
    for count, looked in ((9, []), (12, [[1]])):
        figures = "".join(f"BT /F2 9 Tf {20 + 30 * at} 250 Td (AB) Tj ET\n" for at in range(count))
        reader.read(pdf([(prose + figures).encode()], fonts="/F2 6 0 R", more=[font]))
        assert asked == looked


def test_page_of_a_picture_is_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(body: bytes, pages: object) -> None:
        raise Unreadable("recognition is not installed")

    monkeypatch.setattr(reader.image, "read_scans", missing)
    image = stream(
        b"\x80",
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
    )
    body = pdf([b"q 400 0 0 800 0 0 cm /I Do Q"], resources="/XObject << /I 6 0 R >>", more=[image])
    document = reader.read(body)
    assert [(type(block), block.place.page) for block in document.blocks] == [(Picture, 1)]
    assert [issue.code for issue in document.issues] == ["scan_not_read"]


def test_a_scanned_form_filled_in_with_figures_is_looked_at() -> None:
    image = stream(
        b"\x80",
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
    )
    typed = b"".join(f"BT /F1 9 Tf 60 {at} Td ({at} 407) Tj ET\n".encode() for at in range(300, 500, 40))
    for text, looked in ((typed, True), (typed + words() * 3, False)):
        body = pdf(
            [b"q 400 0 0 800 0 0 cm /I Do Q\n" + text], resources="/XObject << /I 6 0 R >>", more=[image]
        )
        document = reader.read(body, look=False)
        assert ("not_looked_at" in {issue.code for issue in document.issues}) is looked


def test_fonts_that_name_no_characters() -> None:
    """Codes of a symbolic font in the private area are ink without a name, and never a figure."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [65 /uniE001 /uniE002] >> >>"
    body = pdf(
        [strokes() + words() + b"BT /F2 9 Tf 290 665 Td (AB) Tj ET\n"],
        fonts="/F2 6 0 R",
        more=[font],
    )
    document = reader.read(body)
    (table,) = document.tables
    assert any(UNKNOWN in cell.text for cell in table.cells)
    assert "unmapped_text" in {issue.code for issue in document.issues}


def test_running_heads_and_page_numbers_are_left_out() -> None:
    def page(number: int) -> bytes:
        lines = [
            "BT /F1 9 Tf 150 780 Td (Annual report) Tj ET",
            f"BT /F1 9 Tf 190 20 Td (- {number} -) Tj ET",
            f"BT /F1 9 Tf 50 400 Td (Body of page {'abc'[number - 1]}.) Tj ET",
        ]
        return "\n".join(lines).encode()

    document = reader.read(pdf([page(1), page(2), page(3)]))
    assert [block.text for block in document.paragraphs] == [f"Body of page {name}." for name in "abc"]


@pytest.mark.parametrize(
    ("feet", "left"),
    [((1, 2, 3), []), ((41, 42, 43), []), ((0, 26, 8), ["0", "26", "8"]), ((2, 6, 3), ["2", "6"])],
)
def test_a_number_alone_at_the_foot_is_that_of_the_page_only_if_it_counts_pages(
    feet: tuple[int, ...], left: list[str]
) -> None:
    pages = [
        f"BT /F1 9 Tf 50 400 Td (Body.) Tj ET\nBT /F1 9 Tf 190 20 Td ({number}) Tj ET".encode()
        for number in feet
    ]
    document = reader.read(pdf(pages))
    words = " ".join(block.text for block in document.paragraphs).split()
    assert [word for word in words if word != "Body."] == left


def test_figures_alike_at_the_foot_of_each_page_are_no_running_foot() -> None:
    """Rows of zeros, whose labels stand a line higher: nothing tells them from what is printed on each page."""
    foot = b"BT /F1 9 Tf 60 30 Td (0) Tj 50 0 Td (0) Tj 50 0 Td (0) Tj ET\n"
    pages = [f"BT /F1 9 Tf 50 400 Td (Body of page {name}.) Tj ET\n".encode() + foot for name in "abc"]
    document = reader.read(pdf(pages))
    assert " ".join(block.text for block in document.paragraphs).count("0 0 0") == 3


BROKEN = {
    "empty": (b"", "empty"),
    "no PDF": (b"%PDF-1.4 nothing more", "structure"),
    "no pages": (pdf([]), "structure"),
    "too many pages": (pdf([b""] * 301), "301 pages"),
    "password": (
        pdf(
            [words()],
            trailer="/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
            f"/O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<{'43' * 16}> <{'43' * 16}>]",
        ),
        "password",
    ),
}


@pytest.mark.parametrize(("body", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_files_say_why(body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        reader.read(body)


@pytest.mark.parametrize("times", [1, 30])
def test_forms_within_themselves(times: int) -> None:
    entries = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X1 6 0 R >> >>"
    more = [stream(b"/X1 Do " * times, entries)]
    body = pdf([b"/X1 Do"], resources="/XObject << /X1 6 0 R >>", more=more)
    with pytest.raises(Unreadable, match=r"too deep|not read within|memory|SIGABRT"):
        confined.call("parsers.readers.pdf:read", body, seconds=3, memory=1 << 30)


def test_a_page_of_too_many_objects_is_refused_soon() -> None:
    content = zlib.compress(b"0 0 1 1 re f\n" * 400_000)
    body = pdf([b""]).replace(stream(b""), stream(content, "/Filter /FlateDecode"))
    with pytest.raises(Unreadable, match=r"objects|characters|points"):
        confined.call("parsers.readers.pdf:read", body, seconds=10, memory=1 << 30)


def test_cut_off_files_are_told() -> None:
    body = (SAMPLES / "pdf_distinct" / "document.pdf").read_bytes()
    for share in (0.3, 0.6, 0.9, 0.99):
        try:
            document = reader.read(body[: int(len(body) * share)])
        except ParseError:
            continue
        assert "damaged" in {issue.code for issue in document.issues}


MUTANTS = 2000


def test_mutants_end_as_documents_or_refusals() -> None:
    """2,000 damaged files: none crashes the child that reads them, hangs, or raises anything else."""
    noise = random.Random(20240119)  # noqa: S311 - a test's damage
    small = pdf([strokes() + words(), bars() + words()], page_entries="/Rotate 90")
    whole = (SAMPLES / "pdf_distinct" / "document.pdf").read_bytes()
    read = 0
    for number in range(MUTANTS):
        body = bytearray(whole if number % 20 == 0 else small)
        for _ in range(noise.choice((1, 3, 10, 40))):
            at = noise.randrange(len(body))
            kind = noise.randrange(4)
            if kind == 0:
                body[at] = noise.randrange(256)
            elif kind == 1:
                del body[at : at + noise.randrange(1, 60)]
            elif kind == 2:
                body[at:at] = body[at : at + noise.randrange(1, 60)]
            else:
                body[at : at + 1] = noise.choice((b"-", b"9999999999", b"0", b"<<", b"]", b"/Type", b"\x00"))
            if not body:
                break
        try:
            document = confined.call(
                "parsers.readers.pdf:read", bytes(body), None, False, seconds=10, memory=1 << 30
            )
        except Unreadable as refusal:
            for sign in ("failed", "crashed", "not read within", "not allowed"):
                assert sign not in refusal.reason, refusal.reason
            continue
        assert isinstance(document, Document)
        read += 1
    assert read > MUTANTS // 4


def test_quarter_turns_of_text_on_an_upright_page() -> None:
    """A wide table printed sideways: read upright, its places still on the page as shown."""
    body = pdf([b"q 0 1 -1 0 720 20 cm\n" + strokes() + words() + b"Q\n"], box="0 0 400 800")
    document = reader.read(body)
    assert texts(document) == TEXTS
    (table,) = document.tables
    assert isinstance(table, Table)
    assert_ink_in_boxes(body, document)
    assert table.place.box is not None
    left, top, right, bottom = table.place.box
    assert (round(right - left), round(bottom - top)) == (YS[0] - YS[-1], XS[-1] - XS[0])


def test_a_scan_that_takes_too_long_keeps_what_was_read_without_a_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Hostile files end soon; only pages that need a look get more time, and the rest outlives its end."""
    calls = []

    def call(function: str, *args: object, seconds: float, memory: int, beside: bool = False) -> Document:
        looking = args[2]
        calls.append((looking, seconds))
        if looking:
            raise Unreadable(f"not read within {seconds:g} s")
        return Document("pdf", (Paragraph("一、总体情况"),), issues=(UNSEEN,))

    monkeypatch.setattr(confined, "call", call)
    document = readers.read(b"%PDF-1.7", "pdf", Hints())
    assert calls == [(False, 10.0), (True, 60.0)]
    assert document.blocks == (Paragraph("一、总体情况"),)
    assert [(issue.code, "not read within 60 s" in issue.message) for issue in document.issues] == [
        ("scan_not_read", True)
    ]


def test_headings_of_sections_are_lines_of_their_own() -> None:
    """Where no line reaches the edge of the page, the longest pass for full ones, which run on."""
    lines = (
        "五、存在的主要问题及改进情况",
        "存在的主要问题是解读形式单一。",
        "六、其他需要报告的事项",
        "无。",
    )
    shown = [
        f"BT /F2 12 Tf 50 {700 - 18 * at} Td <{line.encode('utf-16-be').hex()}> Tj ET"
        for at, line in enumerate(lines)
    ]
    more = [FONT]
    document = reader.read(pdf(["\n".join(shown).encode()], fonts="/F2 6 0 R", more=more))
    assert [paragraph.text for paragraph in document.paragraphs] == list(lines)


def test_figures_drawn_as_shapes_beside_words_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing programs turn text to outlines: where those are nearly all figures, the page is a picture."""
    asked: list[Sequence[int]] = []

    def look(_: bytes, pages: Sequence[int]) -> tuple[list[Block], list[Issue]]:
        asked.append(pages)
        return [], []

    monkeypatch.setattr(image, "read_scans", look)
    outline = "q 1 0 0 1 {} {} cm 0 0 m 3 0 l 3 2 l 5 2 l 5 4 l 3 4 l 3 7 l 1 7 l h f Q\n"
    words_only = b"BT /F1 9 Tf 20 780 Td (Some words) Tj ET\n"
    few, many = ("".join(outline.format(60 + 40 * at, 660) for at in range(count)) for count in (4, 24))
    reader.read(pdf([words_only + few.encode()], box="0 0 1100 800"))
    assert asked == []
    reader.read(pdf([words_only + many.encode()], box="0 0 1100 800"))
    assert asked == [[1]]


def test_rules_drawn_as_pictures_of_several_pixels() -> None:
    picture = "q {2:.2f} 0 0 {3:.2f} {0:.2f} {1:.2f} cm BI /W 4 /H 4 /BPC 8 /CS /G ID {4} EI Q\n"
    rules = [(XS[0], y - 0.24, XS[-1] - XS[0], 0.48) for y in YS]
    rules += [(x - 0.24, YS[-1], 0.48, YS[0] - YS[-1]) for x in XS]
    drawn = "".join(picture.format(*rule, "\0" * 16) for rule in rules).encode()
    assert texts(reader.read(pdf([drawn + words()]))) == TEXTS


def test_lines_broken_after_so_many_signs_are_one_paragraph() -> None:
    """Figures are narrower than words: such lines end short of the edge, while their paragraph is set back."""
    lines = (
        (74, "本年度我局共收到政府信息公开申请四十七件，上年结转三件，"),
        (50, "答复申请人申请2023012345件，转交他人6789012件"),
        (50, "，结转下年度继续办理五件。"),
        (74, "没有收费。"),
    )
    shown = [
        f"BT /F2 12 Tf {left} {700 - 18 * at} Td <{line.encode('utf-16-be').hex()}> Tj ET"
        for at, (left, line) in enumerate(lines)
    ]
    document = reader.read(pdf(["\n".join(shown).encode()], fonts="/F2 6 0 R", more=[FONT]))
    texts = [line for _, line in lines]
    assert [paragraph.text for paragraph in document.paragraphs] == ["".join(texts[:3]), texts[3]]


def test_a_document_number_is_no_part_of_the_title_below_it() -> None:
    lines = ("青水发〔2024〕27号", "青溪县水利局2023年", "政府信息公开工作年度报告")
    shown = [
        f"BT /F2 20 Tf {204 - 10 * len(line) + 5 * sum(map(str.isdigit, line))} {700 - 28 * at} Td <{line.encode('utf-16-be').hex()}> Tj ET"
        for at, line in enumerate(lines)
    ]
    shown += [
        f"BT /F2 12 Tf 60 {580 - 18 * at} Td <{('情况如下' * 6).encode('utf-16-be').hex()}> Tj ET"
        for at in range(9)
    ]
    document = reader.read(pdf(["\n".join(shown).encode()], fonts="/F2 6 0 R", more=[FONT]))
    assert [paragraph.text for paragraph in document.paragraphs][:2] == [lines[0], "".join(lines[1:])]
