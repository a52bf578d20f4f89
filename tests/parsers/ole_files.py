"""OLE compound files with storages in storages, as documents with embedded objects are. Source: [MS-CFB]."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from itertools import count

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
STORAGE, STREAM, ROOT = 1, 2, 5
LEAST = 4096  # smaller streams would stand in a stream of their own: these are filled up


@dataclass
class Storage:
    """Streams by name, and what is embedded."""

    streams: dict[str, bytes] = field(default_factory=dict)
    within: dict[str, Storage] = field(default_factory=dict)


@dataclass
class Line:
    """An entry of the directory, in the order they are written."""

    name: str
    kind: int
    content: bytes = b""
    beside: int = FREE
    child: int = FREE


def container(top: Storage, linked: bool = True) -> bytes:
    """The bytes of a compound file. Embedded storages come first in its directory; without `linked` no entry
    names another.
    """
    lines = [Line("Root Entry", ROOT)]

    def write(storage: Storage, parent: Line) -> None:
        last: Line | None = None
        parts: list[tuple[str, Storage | bytes]] = [*storage.within.items(), *storage.streams.items()]
        for name, part in parts:
            made = Line(name, STORAGE) if isinstance(part, Storage) else Line(name, STREAM, part)
            at = len(lines)
            lines.append(made)
            if linked and last is None:
                parent.child = at
            elif linked and last is not None:
                last.beside = at
            last = made
            if isinstance(part, Storage):
                write(part, made)

    write(top, lines[0])
    sectors: list[bytes] = []
    table: list[int] = []

    def chained(content: bytes) -> int:
        first = len(table)
        content += b"\0" * (-len(content) % SECTOR)
        for at in range(0, len(content), SECTOR):
            sectors.append(content[at : at + SECTOR])
            table.append(len(table) + 1)
        table[-1] = END
        return first

    starts = [chained(line.content.ljust(LEAST, b"\0")) if line.content else END for line in lines]
    directory = b"".join(
        line.name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBB3I", 2 * len(line.name) + 2, line.kind, 1, FREE, line.beside, line.child)
        + bytes(36)
        + struct.pack("<IQ", start, max(len(line.content), LEAST) if line.content else 0)
        for line, start in zip(lines, starts, strict=True)
    )
    first = chained(directory)
    own = next(number for number in count(1) if number * SECTOR // 4 >= len(table) + number)
    places = range(len(table), len(table) + own)
    allocation = struct.pack(f"<{len(table) + own}I", *table, *[TABLE] * own)
    allocation = allocation.ljust(own * SECTOR, b"\xff")
    header = MAGIC + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, own, first, 0, LEAST, END, 0, END, 0)
    header += struct.pack(f"<{own}I", *places)
    return header.ljust(SECTOR, b"\xff") + b"".join(sectors) + allocation
