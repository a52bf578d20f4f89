"""Pages of a PDF as pictures; called in a child process with limits, for the file may be hostile."""

from __future__ import annotations

import struct
import zlib

import pypdfium2

WIDEST = 1400  # pixels; wide enough to read ten columns
MOST_PIXELS = 20_000_000


def pictures(body: bytes, first: int, most: int) -> tuple[list[tuple[int, bytes, float, float]], int]:
    """Up to `most` pages from page `first` on, and the number of all pages.

    Each page is its number, counted from 1, its picture as PNG, and its width and height in points.
    """
    document = pypdfium2.PdfDocument(body)
    count = len(document)
    shown = []
    for number in range(first, min(first + most, count + 1)):
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(WIDEST / max(width, 1.0), 3.0, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        picture = png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
        shown.append((number, picture, float(width), float(height)))
    return shown, count


def png(gray: bytes, width: int, height: int, stride: int) -> bytes:
    """A PNG of rows of grey bytes, `stride` bytes apart; spares the web pages a dependency on Pillow."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + gray[y * stride : y * stride + width] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows, 6))
        + chunk(b"IEND", b"")
    )


def size_of(body: bytes) -> tuple[int, int]:
    """Width and height of a PNG, GIF or JPEG as browsers show it, from its header alone; zeros if damaged.

    >>> size_of(png(bytes(6), 3, 2, 3))
    (3, 2)
    """
    on_its_side = False
    try:
        if body.startswith(b"\x89PNG"):
            return struct.unpack(">II", body[16:24])
        if body.startswith(b"GIF8"):
            return struct.unpack("<HH", body[6:10])
        at = 2
        while body[at] == 0xFF:
            marker, length = body[at + 1], int.from_bytes(body[at + 2 : at + 4], "big")
            if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # a frame header
                height, width = struct.unpack(">HH", body[at + 5 : at + 9])
                return (height, width) if on_its_side else (width, height)
            if marker == 0xE1 and body[at + 4 : at + 10] == b"Exif\0\0":
                on_its_side = orientation(body[at + 10 : at + 2 + length]) >= SIDEWAYS
            at += 2 + max(length, 1)
    except (IndexError, struct.error):
        pass
    return 0, 0


ORIENTATION, SIDEWAYS = 0x0112, 5  # of Exif: the tag, and the first of the values that swap width and height


def orientation(exif: bytes) -> int:
    """How a camera was held, 1 to 8, as the first directory of its Exif says; 1 if it does not."""
    order = "<" if exif.startswith(b"II") else ">"
    (at,) = struct.unpack_from(f"{order}I", exif, 4)
    (entries,) = struct.unpack_from(f"{order}H", exif, at)
    for entry in range(at + 2, at + 2 + 12 * entries, 12):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", exif, entry)
        if tag == ORIENTATION:
            return int(value)
    return 1
