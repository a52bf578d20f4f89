"""The records of XLS workbooks since Excel 97 (BIFF8): what each sheet shows.

Source: [MS-XLS], Excel Binary File Format. A stream is records of (number, length, content); the first
substream holds texts, formats and the list of sheets, then each sheet has one of its own.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from parsers.errors import Unreadable
from parsers.readers.sheets.biffsheet import BOF, END, WHITE, SheetRecords
from parsers.readers.sheets.bifftexts import decoded, shared, text
from parsers.readers.sheets.numberformat import BUILT_IN, general, shown, shown_text
from parsers.readers.sheets.sheet import PLAIN, Run, Sheet, Style, joined

CONTINUE = 0x003C
PASSWORD, DATE_MODE, SHEET, STRINGS, FORMAT, STYLE = 0x002F, 0x0022, 0x0085, 0x00FC, 0x041E, 0x00E0
FONT = 0x0031
BIFF8 = 0x0600
STRUCK = 0x0008
REPEATED, SHRINKS = 4, 0x10  # of an alignment: over and over, in smaller type
SHIFTS = {1: "superscript", 2: "subscript"}
RECORDS = 3_000_000
HEAD = struct.Struct("<HH").unpack_from  # of a record: number and length


class Older(Exception):  # noqa: N818 - not an error: the file is of Excel 95 or before
    """The workbook is of an older form than this module reads."""


class Workbook:
    """A workbook stream. Raises Unreadable (encrypted, damaged, too large) and Older."""

    def __init__(self, stream: bytes, cells: int, sheets: int, merges: int, passed: Counter[str]) -> None:
        self.stream = stream
        self.most_cells, self.most_sheets, self.most_merges = cells, sheets, merges
        self.passed = passed
        self.seen = 0
        self.strings: list[str] = []
        self.codes = dict(BUILT_IN)
        self.fonts: list[Run] = []  # as an empty text looks in each
        self.looks: list[tuple[int, int, bytes]] = []  # format and font of each style, and all of it
        self.styles: list[Style] = []
        self.known: dict[tuple[int, float], str] = {}  # figures as styles show them
        self.from_1904 = False
        self.listed: list[tuple[str, int, int, int]] = []
        self.globals()

    def records(self, at: int) -> Iterator[tuple[int, bytes]]:
        """The records from a place in the stream: number and content."""
        stream, last = self.stream, len(self.stream) - 4
        for _ in range(RECORDS):
            if at > last:
                return
            number, length = HEAD(stream, at)
            at += 4 + length
            yield number, stream[at - length : at]
        raise Unreadable(f"more than {RECORDS} records")

    def globals(self) -> None:  # noqa: PLR0912 - one branch for each record
        first = next(self.records(0), None)
        if first is None or first[0] & 0xFF != BOF & 0xFF or len(first[1]) < 4:
            raise Unreadable("the workbook stream does not begin as one")
        if first[0] != BOF or struct.unpack_from("<H", first[1])[0] != BIFF8:
            raise Older
        pieces: list[bytes] | None = None
        listed: list[tuple[str, bytes]] = []
        for number, content in self.records(0):
            if number == CONTINUE and pieces is not None:
                pieces.append(content)
                continue
            if pieces is not None:
                listed = list(shared(pieces))
                pieces = None
            if number == END:
                break
            if number == PASSWORD:
                raise Unreadable("encrypted with a password")
            if number == STRINGS:
                pieces = [content]
            elif number == DATE_MODE:
                self.from_1904 = content[:1] == b"\1"
            elif number == FORMAT and len(content) > 5:
                code = text(content, 2)
                self.codes[content[0] | content[1] << 8] = "" if code.lower() == "general" else code
            elif number == STYLE and len(content) >= 4:
                self.looks.append((content[2] | content[3] << 8, content[0] | content[1] << 8, content))
            elif number == FONT and len(content) >= 6:
                flags, colour = struct.unpack_from("<HH", content, 2)
                shift = SHIFTS.get(content[8], "") if len(content) > 8 else ""
                self.fonts.append(Run("", shift, colour in WHITE, bool(flags & STRUCK)))
            elif number == SHEET and len(content) >= 8:
                place, state, kind, length, wide = struct.unpack_from("<IBBBB", content)
                raw = content[8 : 8 + (length << (wide & 1))]
                name = decoded(raw, wide & 1)
                self.listed.append((name, place, state & 3, kind))
        if pieces is not None:
            listed = list(shared(pieces))
        self.strings = [self.rich(text, runs) if runs else text for text, runs in listed]
        self.styles = [self.style(*look) for look in self.looks]

    def style(self, code: int, font: int, about: bytes) -> Style:
        look = self.font(font)
        faint = (look.faint and not filled(about)) or about[6:7].ljust(1, b"\0")[0] & 7 == REPEATED
        shrinks = bool(about[8:9].ljust(1, b"\0")[0] & SHRINKS)
        return Style(self.codes.get(code, ""), faint, look.struck, shrinks)

    def font(self, number: int) -> Run:
        at = number - (number > 4)  # no font has the number 4
        return self.fonts[at] if at < len(self.fonts) else Run("")

    def rich(self, text: str, runs: bytes) -> str:
        """A text whose fonts change: (place, font), over and over."""
        changes = [(at, self.font(font)) for at, font in struct.iter_unpack("<HH", runs)]
        starts = [0, *(at for at, _ in changes), len(text)]
        looks = [Run(""), *(look for _, look in changes)]
        made = [
            Run(text[start:end], shift, faint, struck)
            for (_, shift, faint, struck), (start, end) in zip(looks, pairwise(starts), strict=True)
        ]
        return joined(made, self.passed)

    def sheets(self) -> Iterator[Sheet]:
        """The visible sheets in their order."""
        found = 0
        for name, place, state, kind in self.listed:
            if kind != 0:
                continue
            found += 1
            if state:
                self.passed["hidden_sheet"] += 1
            elif found > self.most_sheets:
                self.passed["too_large"] += 1
            else:
                yield SheetRecords(name, self).read(self.records(place))
        if not found:
            raise Unreadable("the workbook holds no sheet that can be found")

    def look(self, style: int) -> Style:
        return self.styles[style] if style < len(self.styles) else PLAIN

    def as_shown(self, value: float, style: int) -> str:
        """A figure as a style shows it."""
        known = self.known.get((style, value))
        if known is None:
            look = self.look(style)
            made = shown(value, look.code, self.from_1904) if look.code else general(value)
            known = self.known[style, value] = look.marked(made)
        return known

    def text_as_shown(self, content: str, style: int) -> str:
        """A text as a style shows it."""
        look = self.look(style)
        return look.marked(shown_text(content, look.code) if look.code else content)


def filled(style: bytes) -> bool:
    """Whether cells of a style are filled with another colour than white."""
    if len(style) < 20:
        return False
    pattern, colours = struct.unpack_from("<IH", style, 14)
    return bool(pattern >> 26) and (colours & 0x7F) not in WHITE
