"""Scans and pictures: pixels become paragraphs and tables whose cells say how certain they are.

    bytes ── decoded ──▶ pictures ── sheets ──▶ level pages ── grids, inks ──▶ readings ──▶ blocks

Places are boxes on the picture as a viewer shows it (pixels), or on the page of a PDF (points).
"""

# ruff: noqa: PLC0415 - the packages of the group `ocr` may be missing, and are asked for first
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from parsers.document import Block, Document, Hints, Issue
from parsers.errors import Unreadable
from parsers.scans import headers
from parsers.scans.nets import recognition

if TYPE_CHECKING:
    from parsers.scans.types import Grey

MOST_PIXELS = 60_000_000
MOST_BYTES = 80 << 20
MOST_PAGES = 60
LOWEST = 20  # times as wide as high, at most
LEAST_SIDE = 24
# Pages are so much higher than wide, at least and at most.
LEAST_PAGE, MOST_PAGE = 1.25, 1.6


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture of one page: its number from 1, and how many of its pixels make one unit of a Place."""

    picture: Grey
    page: int
    per_unit: float = 1.0
    issues: tuple[Issue, ...] = ()


def read(body: bytes, hints: Hints | None = None) -> Document:
    """The tables and text of a picture; Unreadable where it cannot be opened or recognition is missing."""
    del hints  # a picture says itself what it is
    blocks, issues = blocks_of(pictures(body))
    return Document("image", tuple(blocks), issues=tuple(issues))


def read_pictures(runs: Sequence[Sequence[bytes]]) -> tuple[dict[int, list[Block]], list[Issue]]:
    """The blocks of pictures that stand in another document, in runs with nothing between them.

    They are told by the number of their picture from 1, which is the page of their places. Slices of one
    picture, as sites cut tall ones, are put together, and are told by the first of them.
    """
    sheets: list[Sheet] = []
    issues: list[Issue] = []
    numbers = count(1)
    pixels = 0
    for run in runs:
        members: list[Sheet] = []
        for content in run:
            number = next(numbers)
            try:
                members += [Sheet(sheet.picture, number) for sheet in pictures(content)][:1]
            except Unreadable as error:
                issues.append(Issue("scan_not_read", f"a picture in the document: {error.reason}"))
        pixels += sum(one.picture.shape[0] * one.picture.shape[1] for one in members)
        if pixels > MOST_PIXELS:
            issues.append(Issue("scan_not_read", "the document holds more pictures than can be looked at"))
            break
        sheets += stacked(members)
    found, told = blocks_of(sheets)
    made: dict[int, list[Block]] = {}
    for block in found:
        made.setdefault(block.place.page, []).append(block)
    return made, issues + told


def stacked(slices: list[Sheet]) -> list[Sheet]:
    """Slices of one picture as one: of one width, none of them as high as a page."""
    import numpy as np

    shapes = {one.picture.shape[1:] for one in slices}
    if len(slices) < 2 or len(shapes) > 1 or any(page_like(one.picture) for one in slices):
        return slices
    return [Sheet(np.vstack([one.picture for one in slices]), slices[0].page)]


def page_like(picture: Grey) -> bool:
    height, width = picture.shape[:2]
    return bool(LEAST_PAGE * width < height < MOST_PAGE * width)


def read_scans(body: bytes, pages: Sequence[int]) -> tuple[list[Block], list[Issue]]:
    """The blocks of pages of a PDF in order, each with its page in its place, and what to know of them."""
    return blocks_of(rendered(body, pages))


def blocks_of(sheets: Iterable[Sheet]) -> tuple[list[Block], list[Issue]]:
    """The blocks of pages, each with its page in its place, and what to know of them.

    Raises Unreadable where recognition is missing.
    """
    recognition.require()
    from parsers.scans import sheet as scans

    return scans.blocks(
        leaf for sheet in sheets for leaf in scans.leaves(sheet.picture, sheet.page, sheet.per_unit)
    )


def pictures(body: bytes) -> Iterator[Sheet]:
    """The frames of a picture file as sheets, upright by their EXIF orientation."""
    check(body)
    recognition.require()
    import cv2
    import numpy as np

    data = np.frombuffer(body, np.uint8)
    try:
        if body.startswith((b"II*\0", b"MM\0*")):
            done, frames = cv2.imdecodemulti(data, cv2.IMREAD_COLOR)
            frames = list(frames) if done else []
        else:
            picture = on_white(data) if may_be_clear(body) else None
            picture = cv2.imdecode(data, cv2.IMREAD_COLOR) if picture is None else picture
            frames = [] if picture is None else [picture]
    except cv2.error:
        frames = []
    if not frames:
        raise Unreadable("the picture is damaged or of a kind that cannot be opened")
    for number, frame in enumerate(frames, 1):
        yield Sheet(frame, number)


def may_be_clear(body: bytes) -> bool:
    """Whether a picture may have parts that one sees through, by its header: PNG and WebP."""
    if body.startswith(b"RIFF"):
        return True
    return body.startswith(b"\x89PNG") and (body[25:26] in (b"\4", b"\6") or b"tRNS" in body[:2000])


def on_white(data: Grey) -> Grey | None:
    """A clear picture, from the bytes of its file, as it looks on white paper; None for others."""
    import cv2
    import numpy as np

    picture = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    if picture is None or picture.ndim != 3 or picture.shape[2] != 4:
        return None
    if picture.dtype == np.uint16:
        picture = cv2.convertScaleAbs(picture, alpha=1 / 257)
    cover = picture[:, :, 3:]
    if cover.min() == 255:
        return None
    shown = cv2.multiply(np.ascontiguousarray(picture[:, :, :3]), cv2.merge([cover] * 3), scale=1 / 255)
    return np.asarray(cv2.add(shown, cv2.merge([cv2.bitwise_not(cover)] * 3)), np.uint8)


def check(body: bytes) -> None:
    """Raises Unreadable for pictures that are too large, too small or no pictures, by their header alone."""
    if not body:
        raise Unreadable("the file is empty")
    if len(body) > MOST_BYTES:
        raise Unreadable(f"the picture is larger than {MOST_BYTES >> 20} MB")
    found = headers.sizes(body)
    if not found:
        raise Unreadable("not a picture, or its header is damaged")
    if len(found) > MOST_PAGES:
        raise Unreadable(f"the picture has more than {MOST_PAGES} pages")
    total = sum(width * height for width, height in found)
    if total > MOST_PIXELS:
        raise Unreadable(
            f"the picture has {total // 1_000_000} megapixels; the limit is {MOST_PIXELS // 1_000_000}"
        )
    if any(min(size) < LEAST_SIDE or size[0] > LOWEST * size[1] for size in found):
        raise Unreadable("the picture is too small to hold a report")


def rendered(body: bytes, pages: Sequence[int]) -> Iterator[Sheet]:
    """Pages of a PDF as pictures, at the resolution of the scan in them where that is known."""
    import numpy as np
    import pypdfium2

    if len(pages) > MOST_PAGES:
        raise Unreadable(f"{len(pages)} pages are scans; the limit is {MOST_PAGES}")
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError:
        raise Unreadable("not a whole PDF: its structure is damaged or missing") from None
    try:
        for number in pages:
            try:
                page = document[number - 1]
                scale = resolution(page) / 72
                width, height = page.get_size()
                if (
                    width * height * scale * scale > MOST_PIXELS / 2
                    or min(width, height) * scale < LEAST_SIDE
                ):
                    continue
                picture = page.render(scale=scale, rev_byteorder=False).to_numpy()
            except (pypdfium2.PdfiumError, IndexError):
                continue
            if picture.ndim == 3:
                picture = np.ascontiguousarray(picture[:, :, :3])
            yield Sheet(picture, number, scale)
            page.close()
    finally:
        document.close()


USUAL_DPI, LEAST_DPI, MOST_DPI = 200.0, 150.0, 220.0


def resolution(page: object) -> float:
    """The dots per inch at which to draw a page: those of its scan, so that no pixels are mixed."""
    import pypdfium2
    from pypdfium2 import raw

    best = 0.0
    area = 0.0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):  # type: ignore[attr-defined]
        try:
            left, bottom, right, top = item.get_bounds()
            width, height = item.get_px_size()
        except (pypdfium2.PdfiumError, AttributeError):
            continue
        size = (right - left) * (top - bottom)
        if size > area and right > left:
            area = size
            turned = (width > height) != (right - left > top - bottom)
            best = 72 * (height if turned else width) / (right - left)
    if not best:
        return USUAL_DPI
    if best > MOST_DPI:
        return USUAL_DPI
    return max(best, LEAST_DPI)
