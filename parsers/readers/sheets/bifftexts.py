"""Texts in the records of XLS workbooks: signs of one byte or two, and those that all sheets share."""

from __future__ import annotations

import struct
from codecs import utf_16_le_decode
from collections.abc import Iterator

from parsers.errors import Unreadable

LONGEST = 32_767  # signs of a cell
TEXT = struct.Struct("<HB").unpack_from  # signs and flags of a text


def decoded(raw: bytes, wide: int) -> str:
    """Signs of two bytes, where they are wide, or of one."""
    return utf_16_le_decode(raw, "replace", True)[0] if wide else raw.decode("latin-1")


def text(content: bytes, at: int) -> str:
    """A text with its length in two bytes, as far as it is there."""
    if len(content) < at + 3:
        return ""
    length, wide = struct.unpack_from("<HB", content, at)
    raw = content[at + 3 : at + 3 + (min(length, LONGEST) << (wide & 1))]
    return decoded(raw, wide & 1)


def shared(pieces: list[bytes]) -> Iterator[tuple[str, bytes]]:
    """The shared texts of a workbook and the changes of their fonts, from their record and its continuations.

    A text that goes on in the next record repeats its width there. Raises Unreadable if one is cut off.
    """
    source = Pieces(pieces)
    if len(pieces[0]) < 8:
        return
    (count,) = struct.unpack("<I", source.take(8)[4:])
    for _ in range(count):
        if source.ended():
            return  # the count is often wrong, and no cell may refer to what is missing
        if whole := source.whole():
            yield whole
            continue
        length, flags = TEXT(source.take(3))
        runs = struct.unpack("<H", source.take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", source.take(4))[0] if flags & 4 else 0
        text = source.signs(length, flags & 1)
        yield text, source.take(4 * runs) if runs else b""
        source.skip(extra)


class Pieces:
    """Reads on from one record to those that continue it."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces
        self.piece = 0
        self.at = 0

    def ended(self) -> bool:
        while self.piece < len(self.pieces) and self.at >= len(self.pieces[self.piece]):
            self.piece += 1
            self.at = 0
        return self.piece >= len(self.pieces)

    def whole(self) -> tuple[str, bytes] | None:
        """The next text and the changes of its fonts; None where they go on or tell more."""
        piece, at = self.pieces[self.piece], self.at
        if at + 5 > len(piece):
            return None
        length, flags = TEXT(piece, at)
        begin = at + (5 if flags & 8 else 3)
        end = begin + (length << (flags & 1))
        last = end + (4 * (piece[at + 3] | piece[at + 4] << 8) if flags & 8 else 0)
        if flags & 4 or last > len(piece):
            return None
        self.at = last
        return decoded(piece[begin:end], flags & 1), piece[end:last]

    def take(self, length: int) -> bytes:
        taken = b""
        while len(taken) < length:
            if self.ended():
                raise Unreadable("the texts of the workbook are cut off")
            part = self.pieces[self.piece][self.at : self.at + length - len(taken)]
            self.at += len(part)
            taken += part
        return taken

    def skip(self, length: int) -> None:
        while length > 0 and not self.ended():
            step = min(length, len(self.pieces[self.piece]) - self.at)
            self.at += step
            length -= step

    def signs(self, length: int, wide: int) -> str:
        parts = []
        while length:
            if self.at >= len(self.pieces[self.piece]):
                if self.ended():
                    raise Unreadable("the texts of the workbook are cut off")
                wide = self.take(1)[0] & 1
            here = min(length, (len(self.pieces[self.piece]) - self.at) >> wide)
            if not here:
                if len(self.pieces[self.piece]) - self.at:
                    raise Unreadable("the texts of the workbook are damaged")
                continue
            raw = self.take(here << wide)
            parts.append(decoded(raw, wide))
            length -= here
        return "".join(parts)
