"""The size of a picture from its first bytes: a small file can claim gigabytes, so it is asked beforehand."""

from __future__ import annotations

import struct
from collections.abc import Iterator

MOST_FRAMES = 200


def sizes(body: bytes) -> list[tuple[int, int]]:  # noqa: PLR0911 - one return for each kind of file
    """Width and height of each frame (of all in a TIFF, else the first); [] where the header is broken."""
    try:
        if body.startswith(b"\x89PNG\r\n\x1a\n"):
            return [struct.unpack(">II", body[16:24])]
        if body.startswith((b"GIF87a", b"GIF89a")):
            return [struct.unpack("<HH", body[6:10])]
        if body.startswith(b"BM"):
            width, height = struct.unpack("<ii", body[18:26])
            return [(abs(width), abs(height))]
        if body.startswith(b"\xff\xd8"):
            return list(jpeg(body))
        if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
            return [webp(body)]
        if body.startswith((b"II*\0", b"MM\0*")):
            return list(tiff(body))
    except (struct.error, IndexError, ValueError):
        return []
    return []


def jpeg(body: bytes) -> Iterator[tuple[int, int]]:
    """The size in the first start-of-frame segment."""
    place = 2
    while place + 9 < len(body):
        if body[place] != 0xFF:
            return
        marker = body[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", body[place + 5 : place + 9])
            yield width, height
            return
        if marker in (0x01, *range(0xD0, 0xD9)):
            place += 2
        else:
            place += 2 + int.from_bytes(body[place + 2 : place + 4], "big")


def webp(body: bytes) -> tuple[int, int]:
    kind = body[12:16]
    if kind == b"VP8X":
        return (
            1 + int.from_bytes(body[24:27], "little"),
            1 + int.from_bytes(body[27:30], "little"),
        )
    if kind == b"VP8L":
        bits = int.from_bytes(body[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", body[26:30])
    return width & 0x3FFF, height & 0x3FFF


def tiff(body: bytes) -> Iterator[tuple[int, int]]:
    """The size of each frame; a chain of directories that runs in a circle ends."""
    order = "<" if body[:2] == b"II" else ">"
    (place,) = struct.unpack(order + "I", body[4:8])
    seen: set[int] = set()
    while place and place not in seen and len(seen) < MOST_FRAMES:
        seen.add(place)
        (count,) = struct.unpack(order + "H", body[place : place + 2])
        size = {256: 0, 257: 0}
        for entry in range(place + 2, place + 2 + 12 * count, 12):
            tag, kind, _ = struct.unpack(order + "HHI", body[entry : entry + 8])
            if tag in size:
                form, length = ("H", 2) if kind == 3 else ("I", 4)
                (size[tag],) = struct.unpack(order + form, body[entry + 8 : entry + 8 + length])
        yield size[256], size[257]
        end = place + 2 + 12 * count
        (place,) = struct.unpack(order + "I", body[end : end + 4])
