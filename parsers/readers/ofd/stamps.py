"""Seals and pictures that were put on the pages of an OFD later, and the figures that they hide.

Seals stand apart from the pages, with the signatures: where one lies is told, its picture is within a file of
the seal (GB/T 38540), among much else. Most are clear but for their ink; under one that is not, nobody sees
the page.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from parsers.errors import Unreadable
from parsers.pages.textlines import Box, Char
from parsers.readers.archives import Package
from parsers.readers.ofd.xml import box_of_text, children, descendants, joined, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
    from PIL.Image import Image

MOST_SEALS, MOST_STAMPS = 200, 60
LARGEST = 20 << 20  # bytes of a file with a picture
MOST_PIXELS = 20_000_000
GROUND = 0.4  # of the page: a larger picture is clear
BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM")
FIRST_BYTES = 1 << 16  # of a file of a seal, in which its picture begins
OPAQUE, HIDDEN = 128, 0.3  # of 255; of the place of a digit: what is solid there

Part = Callable[[str], "Element | None"]


class Seal(NamedTuple):
    """Where a seal lies on a page, in millimetres, and the parts that may hold its picture."""

    page: str
    box: Box
    files: tuple[str, ...]


def seals_of(body: Element, part: Part) -> Iterator[Seal]:
    """The seals on the pages of a document, from what the first part says of it."""
    for listed in children(body, "Signatures"):
        location = joined("", text_of(listed))
        signatures = part(location)
        nodes = [] if signatures is None else list(descendants(signatures, "Signature"))
        for node in nodes[:MOST_SEALS]:
            own = joined(posixpath.dirname(location), node.get("BaseLoc", ""))
            signature = part(own)
            if signature is None:  # some writers count from the root
                signature = part(joined("", node.get("BaseLoc", "")))
            if signature is None:
                continue
            folder = posixpath.dirname(own)
            files = [text_of(file) for seal in descendants(signature, "Seal") for file in seal]
            files += [text_of(file) for file in descendants(signature, "SignedValue")]
            names = tuple(name for file in files if file for name in (joined(folder, file), joined("", file)))
            for stamp in descendants(signature, "StampAnnot"):
                if box := box_of_text(stamp.get("Boundary", "")):
                    yield Seal(stamp.get("PageRef", ""), box, names)


def hidden_by(
    stamps: Sequence[tuple[Box, tuple[str, ...]]], chars: Sequence[Char], area: float, package: Package
) -> Iterator[int]:
    """The digits, by number, that lie under something solid of the pictures on a page of this area.

    What cannot be looked at is taken for clear, as nearly all seals are.
    """
    for box, names in stamps[:MOST_STAMPS]:
        left, top, right, bottom = box
        if (right - left) * (bottom - top) > GROUND * area:
            continue
        below = [
            at
            for at, char in enumerate(chars)
            if char.text[0].isdecimal()
            and left < (char.left + char.right) / 2 < right
            and top < (char.top + char.bottom) / 2 < bottom
        ]
        picture = opened(names, package) if below else None
        for at in below:
            if picture is not None and solid_in(picture, box, chars[at]) > HIDDEN:
                yield at


def opened(names: Sequence[str], package: Package) -> Image | None:
    """How solid a picture is, as a picture of that; None where there is none that can be opened."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - few documents have stamps over figures

    for name in names:
        if name not in package or package.by_name[name.lower()].file_size > LARGEST:
            continue
        try:
            content = package.read(name)
        except Unreadable:
            continue
        starts = [at for sign in BEGINNINGS if (at := content.find(sign, 0, FIRST_BYTES)) >= 0]
        for start in sorted(starts):
            try:
                picture = Image.open(io.BytesIO(content[start:]))
                if picture.width * picture.height <= MOST_PIXELS:
                    return picture.convert("RGBA").getchannel("A")
            except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
                continue
    return None


def solid_in(picture: Image, box: Box, char: Char) -> float:
    """How much of the place of a character is solid in a picture that fills a box."""
    left, top, right, bottom = box
    across, down = picture.width / max(right - left, 1e-6), picture.height / max(bottom - top, 1e-6)
    x0, x1 = int((char.left - left) * across), int((char.right - left) * across) + 1
    y0, y1 = int((char.top - top) * down), int((char.bottom - top) * down) + 1
    # Only what lies on the picture: a stamp much smaller than the character would ask for a vast crop.
    inside = max(x0, 0), max(y0, 0), min(x1, picture.width), min(y1, picture.height)
    if inside[0] >= inside[2] or inside[1] >= inside[3]:
        return 0.0
    pixels = picture.crop(inside).tobytes()
    return sum(pixel >= OPAQUE for pixel in pixels) / max((x1 - x0) * (y1 - y0), 1)
