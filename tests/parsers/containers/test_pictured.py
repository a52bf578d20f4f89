"""Tables that stand as pictures in a document of text, and pictures that hold none.

The picture is the third table of a sample: page 2 of a scan, whose figures were written by its generator.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from msgspec.structs import replace

from parsers.document import Document, Hints, Paragraph, Picture, Place, Table
from parsers.readers import Member, Outcome, image, looked_at, pictured

SAMPLE = Path(__file__).parents[2] / "samples" / "pdf_scan_sealed"
BOX = (55.0, 600.0, 545.0, 700.0)  # of the table on its page, in points
WHERE = Picture(place=Place(page=2, box=BOX))


@pytest.fixture(scope="module")
def scan() -> bytes:
    return (SAMPLE / "document.pdf").read_bytes()


@pytest.fixture(scope="module")
def table_picture(scan: bytes) -> bytes:
    sheet = pictured.from_page(scan, WHERE)
    assert sheet is not None
    return cv2.imencode(".png", sheet.picture)[1].tobytes()


def test_figures_in_a_picture_have_their_places_on_the_page(scan: bytes, table_picture: bytes) -> None:
    on_page = replace(WHERE, content=table_picture)
    for picture in (WHERE, on_page):
        ((found, told),) = pictured.read(scan, [picture])
        assert told == []
        (table,) = [block for block in found if isinstance(block, Table)]
        (cell,) = [cell for cell in table.cells if cell.text == "17"]
        assert cell.place.page == 2
        assert cell.place.box is not None
        left, top, right, bottom = cell.place.box
        # where the reader of whole pages finds it
        assert (round(left, -1), round(right, -1)) == (360, 370)
        assert (round(top, -1), round(bottom, -1)) == (680, 690)


def test_photographs_and_small_pictures_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "blocks_of", lambda sheets: pytest.fail("a look was taken"))
    ground = np.full((300, 400, 3), 255, np.uint8)
    for picture in (ground // 3, np.where(np.arange(400)[None, :, None] < 200, ground, 60), ground[:30]):
        body = cv2.imencode(".png", np.ascontiguousarray(picture.astype(np.uint8)))[1].tobytes()
        assert pictured.read(b"", [Picture(content=body)]) == [([], [])]
    assert pictured.read(b"", [Picture(content=b"no picture")]) == [([], [])]
    assert pictured.read(b"%PDF", [WHERE]) == [([], [])]


def test_only_what_was_read_takes_the_place_of_its_picture() -> None:
    one, other, text = Picture(content=b"1"), Picture(content=b"2"), Paragraph("before")
    table = Table(())
    found = [([table], []), ([], [])]
    assert list(pictured.put_in([text, one, other], [one, other], found)) == [text, table, other]
    with_bytes = replace(WHERE, content=b"3")
    assert pictured.on_pages([text, one, WHERE, with_bytes], "ofd") == [with_bytes]
    assert pictured.on_pages([one, WHERE], "pdf") == [WHERE]


def test_a_picture_on_a_page_gives_way_to_its_table(scan: bytes) -> None:
    text = Paragraph("before", Place(page=2))
    member = Member("", Hints(name="a.pdf"), "pdf", scan)
    document = looked_at(Outcome(member, Document("pdf", (text, WHERE)))).document
    assert document is not None
    assert document.blocks[0] is text
    assert any(cell.text == "17" for table in document.tables for cell in table.cells)
    assert WHERE not in document.blocks
