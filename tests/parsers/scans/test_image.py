"""Pictures of every kind, upright or not, and bytes that only claim to be pictures."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from parsers.document import Document, Table
from parsers.errors import Unreadable
from parsers.readers import image
from parsers.scans import headers

SAMPLE = Path(__file__).parents[2] / "samples" / "image_photograph" / "document.jpg"
ROWS = [["12", "345", "6"], ["78", "90", "214"]]


def grid_picture() -> np.ndarray:
    """A small table of six figures on white paper, as wide as a page."""
    page = np.full((500, 1200, 3), 255, np.uint8)
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            x, y = 150 + column * 300, 120 + row * 120
            cv2.rectangle(page, (x, y), (x + 300, y + 120), (0, 0, 0), 2)
            cv2.putText(
                page, text, (x + 100, y + 75), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 3, cv2.LINE_AA
            )
    return page


def packed(ending: str, picture: np.ndarray) -> bytes:
    done, data = cv2.imencode(ending, picture)
    assert done
    return data.tobytes()


def texts(document: Document) -> list[list[str]]:
    return [[cell.text for cell in row] for row in document.tables[0].rows()]


@pytest.mark.parametrize("ending", [".png", ".jpg", ".bmp", ".tiff", ".webp", ".gif"])
def test_every_kind_of_picture(ending: str) -> None:
    document = image.read(packed(ending, grid_picture()))
    assert document.kind == "image"
    assert texts(document) == ROWS
    assert all(cell.confidence is not None for cell in document.tables[0].cells)


def test_pages_of_a_tiff_are_pages() -> None:
    done, data = cv2.imencodemulti(".tiff", [grid_picture(), grid_picture()])
    assert done
    document = image.read(data.tobytes())
    assert [table.place.page for table in document.tables] == [1, 2]


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_the_orientation_a_camera_notes_is_followed(orientation: int) -> None:
    turns = {3: 2, 6: 1, 8: 3}[orientation]
    jpeg = packed(".jpg", np.ascontiguousarray(np.rot90(grid_picture(), turns)))
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">H", 1) + entry + b"\0\0\0\0"
    body = jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]
    document = image.read(body)
    assert texts(document) == ROWS
    left, top, right, bottom = document.tables[0].place.box
    assert (round(left, -1), round(top, -1), round(right, -1), round(bottom, -1)) == (150, 120, 1050, 360)


def test_pictures_in_a_document_are_told_by_their_numbers() -> None:
    whole = grid_picture()
    found, issues = image.read_pictures([[packed(".png", whole)], [b"GIF89a", packed(".png", whole)]])
    assert sorted(found) == [1, 3]
    for number, blocks in found.items():
        (table,) = [block for block in blocks if isinstance(block, Table)]
        assert table.place.page == number
        assert [[cell.text for cell in row] for row in table.rows()] == ROWS
    assert [issue.code for issue in issues] == ["scan_not_read"]


def test_slices_of_a_picture_are_put_together() -> None:
    """They are cut through the middle of a row."""
    whole = grid_picture()
    slices = [packed(".png", part) for part in (whole[:175], whole[175:290], whole[290:])]
    found, _ = image.read_pictures([slices])
    (table,) = [block for block in found[1] if isinstance(block, Table)]
    assert [[cell.text for cell in row] for row in table.rows()] == ROWS


def test_what_one_sees_through_is_the_white_page() -> None:
    clear = np.zeros((500, 1200, 4), np.uint8)
    clear[:, :, 3] = 255 - grid_picture().min(2)
    assert texts(image.read(packed(".png", clear))) == ROWS


def test_figures_in_pale_blue_beside_a_blue_header_are_no_blanks() -> None:
    page = grid_picture()
    ink = page.min(axis=2) < 128
    page[ink] = (213, 155, 91)
    band = np.full((80, page.shape[1], 3), 255, np.uint8)
    band[10:70, 40:-40] = (230, 160, 110)
    document = image.read(packed(".png", np.vstack([band, page])))
    assert texts(document) == ROWS


def test_a_photograph_of_nothing_is_empty() -> None:
    rng = np.random.default_rng(3)
    document = image.read(packed(".png", rng.integers(0, 256, (400, 300, 3)).astype(np.uint8)))
    assert not document.tables


def png(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n", "header is damaged"),
        (b"\xff\xd8\xff\xe0", "header is damaged"),
        (b"GIF89a", "header is damaged"),
        (b"II*\0\xff\xff\xff\xff", "header is damaged"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "header is damaged"),
        (b"no picture at all", "not a picture"),
        (png(40_000, 40_000), "1600 megapixels"),
        (png(5, 5000), "too small"),
        (png(900_000, 60), "too small"),  # would be no line high as wide as a page
        (b"GIF89a" + struct.pack("<HH", 65535, 65535) + bytes(40), "megapixels"),
        (b"BM" + bytes(16) + struct.pack("<ii", 30_000, -30_000) + bytes(40), "900 megapixels"),
    ],
)
def test_what_is_no_picture_is_refused_plainly(body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        image.read(body)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_a_truncated_picture_is_refused_or_read_in_part(share: float) -> None:
    body = SAMPLE.read_bytes()
    try:
        document = image.read(body[: int(len(body) * share)])
    except Unreadable as error:
        assert error.reason
    else:
        assert document.kind == "image"


def test_a_chain_of_tiff_directories_that_runs_in_a_circle_ends() -> None:
    circle = b"II*\0\x08\0\0\0" + struct.pack("<H", 0) + struct.pack("<I", 8)
    assert headers.sizes(circle) == [(0, 0)]


def test_mutated_pictures_raise_nothing_but_unreadable() -> None:
    whole = packed(".jpg", cv2.resize(grid_picture(), (300, 125)))
    rng = np.random.default_rng(11)
    for _ in range(12):
        body = bytearray(whole)
        for place in rng.integers(0, len(body), 6):
            body[place] = int(rng.integers(256))
        try:
            image.read(bytes(body))
        except Unreadable as error:
            assert error.reason


def test_pages_that_are_not_there_are_left_out() -> None:
    scan = (SAMPLE.parents[1] / "pdf_scan_sealed" / "document.pdf").read_bytes()
    assert image.read_scans(scan, [77]) == ([], [])
