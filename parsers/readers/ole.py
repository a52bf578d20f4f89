"""OLE compound files, the container of DOC, XLS, WPS and of encrypted office files: streams by name.

Source: [MS-CFB], Compound File Binary File Format.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from parsers.errors import Unreadable

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAST = 0xFFFFFFFA  # sector numbers from here on mean end of chain, free, and the like
HEADER = 512
IN_HEADER = 109  # sectors of the allocation table that the header lists
ENTRY = 128
ENTRIES = 4_000  # of a directory; a report has under a hundred
STREAM, ROOT = 2, 5
WORD, BOOKS = "WordDocument", ("Workbook", "Book")  # streams that hold a document; the second is of Excel 95
ENCRYPTED = "EncryptedPackage"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the directory."""

    name: str
    kind: int
    start: int
    size: int
    beside: tuple[int, int]
    child: int


class Container:
    """The streams of a compound file that stand at its top: those below are of what is embedded.

    Their names are compared without regard to capitals, as the format says. Raises Unreadable where header or
    directory are damaged.
    """

    def __init__(self, body: bytes) -> None:
        if not body.startswith(MAGIC) or len(body) < HEADER:
            raise Unreadable("not an OLE container")
        self.body = body
        shift, mini_shift = struct.unpack_from("<HH", body, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise Unreadable("an OLE container with sectors of an unknown size")
        self.size, self.mini_size = 1 << shift, 1 << mini_shift
        (directory,) = struct.unpack_from("<I", body, 48)
        self.cutoff, mini_fat, _, difat, _ = struct.unpack_from("<5I", body, 56)
        self.fat = self.numbers(self.allocation(difat))
        self.entries = list(self.directory(self.chain(directory)))
        root = next((entry for entry in self.entries if entry.kind == ROOT), None)
        self.mini = b"" if root is None else self.joined(self.chain(root.start))
        self.mini_fat = self.numbers(self.chain(mini_fat))[: len(self.mini) // self.mini_size + 1]
        self.streams = {entry.name.upper(): entry for entry in self.below(root.child if root else LAST)}
        if not self.streams.keys() & {name.upper() for name in (WORD, *BOOKS, ENCRYPTED)}:
            # Not every program links what it writes into the tree: the first of a name is taken.
            streams = [entry for entry in self.entries if entry.kind == STREAM]
            self.streams = {entry.name.upper(): entry for entry in reversed(streams)}

    def __contains__(self, name: str) -> bool:
        return name.upper() in self.streams

    def stream(self, name: str) -> bytes:
        """The bytes of the stream of this name. Raises KeyError, and Unreadable if it is cut off."""
        entry = self.streams[name.upper()]
        if entry.size >= self.cutoff:
            content = self.joined(self.chain(entry.start))
        else:
            step = self.mini_size
            places = followed(self.mini_fat, entry.start)
            content = b"".join(self.mini[place * step : (place + 1) * step] for place in places)
        if len(content) < entry.size:
            raise Unreadable(f"the stream {name} of the OLE container is cut off")
        return content[: entry.size]

    def below(self, top: int) -> list[Entry]:
        """The streams of a storage whose first entry is that: each entry names two beside it."""
        found, seen, ahead = [], set[int](), [top]
        while ahead:
            if (number := ahead.pop()) not in seen and number < len(self.entries):
                seen.add(number)
                ahead += self.entries[number].beside
                found.append(self.entries[number])
        return [entry for entry in found if entry.kind == STREAM]

    def sector(self, number: int) -> bytes:
        at = (number + 1) * self.size
        return self.body[at : at + self.size]

    def joined(self, numbers: list[int]) -> bytes:
        return b"".join(map(self.sector, numbers))

    def numbers(self, sectors: list[int]) -> tuple[int, ...]:
        content = self.joined(sectors)
        return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])

    def allocation(self, difat: int) -> list[int]:
        """The sectors of the allocation table: those in the header, then those in a chain of their own."""
        listed = [*struct.unpack_from(f"<{IN_HEADER}I", self.body, 76)]
        seen: set[int] = set()
        while difat < LAST and difat not in seen and len(content := self.sector(difat)) == self.size:
            seen.add(difat)
            *more, difat = struct.unpack(f"<{self.size // 4}I", content)
            listed += more
        most = len(self.body) // self.size // (self.size // 4) + 1  # an entry for each sector of the file
        return [number for number in listed if number < LAST][:most]

    def chain(self, start: int) -> list[int]:
        return followed(self.fat, start)

    def directory(self, sectors: list[int]) -> list[Entry]:
        content = self.joined(sectors[: ENTRIES * ENTRY // self.size + 1])
        found = []
        for at in range(0, len(content) - ENTRY + 1, ENTRY):
            length, kind = struct.unpack_from("<HB", content, at + 64)
            start, size = struct.unpack_from("<II", content, at + 116)
            name = content[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            *beside, child = struct.unpack_from("<3I", content, at + 68)
            found.append(Entry(name, kind, start, size, (beside[0], beside[1]), child))
        if not found:
            raise Unreadable("the directory of the OLE container is damaged")
        return found


def followed(table: tuple[int, ...], start: int) -> list[int]:
    """The sectors of a chain; a chain that runs in a circle or out of the file ends there."""
    found: list[int] = []
    seen: set[int] = set()
    while start < len(table) and start not in seen:
        found.append(start)
        seen.add(start)
        start = table[start]
    return found
