"""The records of XLS workbooks since Excel 97 (BIFF8): what each sheet shows.

Source: [MS-XLS], Excel Binary File Format. A stream is records of (number, length, content); the first
substream holds texts, formats and the list of sheets, then each sheet has one of its own.
"""

from __future__ import annotations

import struct
from codecs import utf_16_le_decode
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from parsers.errors import Unreadable
from parsers.pages.textlines import UNKNOWN
from parsers.readers.sheets import oldconditional
from parsers.readers.sheets.conditional import ANYWHERE, MOST, Veil, veil
from parsers.readers.sheets.narrow import MOST as MOST_NARROW
from parsers.readers.sheets.narrow import NARROW, mark_narrow
from parsers.readers.sheets.numberformat import BUILT_IN, general, shown, shown_text
from parsers.readers.sheets.sheet import FLAT, PLAIN, Address, Run, Sheet, Style, joined

BOF, END, CONTINUE = 0x0809, 0x000A, 0x003C
PASSWORD, DATE_MODE, SHEET, STRINGS, FORMAT, STYLE = 0x002F, 0x0022, 0x0085, 0x00FC, 0x041E, 0x00E0
FONT = 0x0031
CONDITION, RULE = 0x01B0, 0x01B1
ROW, COLUMNS, MERGED, WINDOW = 0x0208, 0x007D, 0x00E5, 0x023E
NUMBER, SHORT, SHORTS, SHARED, LABEL, RICH = 0x0203, 0x027E, 0x00BD, 0x00FD, 0x0204, 0x00D6
FORMULA, RESULT, TRUTH = 0x0006, 0x0207, 0x0205
STORED = frozenset({NUMBER, SHORT, SHORTS, SHARED, LABEL, RICH, TRUTH})
BIFF8 = 0x0600
WHITE = frozenset({1, 9, 0x41})  # white, and the ground of a window, in the palette
STRUCK = 0x0008
REPEATED, SHRINKS = 4, 0x10  # of an alignment: over and over, in smaller type
SHIFTS = {1: "superscript", 2: "subscript"}
RECORDS = 3_000_000
OF_ZEROS, OF_FORMULAS = 0x10, 1  # of a window: whether it shows them
USUAL_WINDOW = OF_ZEROS
A_DIGIT = 256  # of the width of a column: a digit of usual type
LONGEST = 32_767  # signs of a cell
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
HEAD = struct.Struct("<HH").unpack_from  # of a record: number and length
CELL = struct.Struct("<3H").unpack_from  # row, column, style
ROW_LOOK = struct.Struct("<H4xH4xH").unpack_from  # row, height, flags
RANGES = struct.Struct("<4H").iter_unpack  # top, bottom, left, right
TEXT = struct.Struct("<HB").unpack_from  # signs and flags of a text


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
        self.narrow: dict[int, float] = {}  # columns of a sheet, in digits of usual type
        self.numbers: list[tuple[Address, Style]] = []  # in them
        self.formulas: list[Address] = []
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
                yield self.sheet(name, place)
        if not found:
            raise Unreadable("the workbook holds no sheet that can be found")

    def sheet(self, name: str, place: int) -> Sheet:  # noqa: PLR0912 - one branch for each record
        sheet = Sheet(name)
        depth = 0
        window = USUAL_WINDOW
        zeros: list[Address] = []
        self.narrow, self.numbers, self.formulas = {}, [], []
        waiting: tuple[int, int, int] | None = None  # a formula whose text follows
        places: oldconditional.Places = []
        veils: list[Veil] = []
        ended = False
        for number, content in self.records(place):
            if depth == 1 and number in STORED:
                self.cell(sheet, number, content, zeros)
            elif number == BOF:
                depth += 1
            elif number == END:
                depth -= 1
                if depth <= 0:
                    ended = True
                    break
            elif depth != 1:  # a chart within the sheet
                continue
            elif number == ROW and len(content) >= 14:
                row, height, flags = ROW_LOOK(content)
                if flags & 0x20 or (height & 0x7FFF) / 20 < FLAT:
                    sheet.hidden_rows.add(row + 1)
            elif number == COLUMNS and len(content) >= 10:
                self.columns(sheet, *struct.unpack_from("<3H2xH", content))
            elif number == MERGED:
                whole = len(content) - (len(content) - 2) % 8
                ranges = RANGES(content[2:whole]) if len(sheet.merges) < self.most_merges else ()
                for top, bottom, left, right in ranges:
                    if top <= bottom and left <= right:
                        sheet.merges.append(((top + 1, left + 1), (bottom + 1, right + 1)))
            elif number == CONDITION:
                places = oldconditional.ranges(content)
            elif number == RULE and len(veils) <= MOST:
                veils += oldconditional.veils(content, places, WHITE)
            elif number == WINDOW and len(content) >= 2:
                window = content[0]
            elif number == RESULT and waiting:
                row, column, style = waiting
                self.put(sheet, row, column, self.styled_text(text(content, 0), style))
                waiting = None
            elif number == FORMULA and len(content) >= 16:
                waiting = self.formula(sheet, content, zeros)
        if not ended:
            raise Unreadable(f"sheet {name} is cut off")
        for address in () if window & OF_ZEROS else zeros:
            sheet.texts.pop(address, None)
        for address in self.formulas if window & OF_FORMULAS else ():
            sheet.texts[address] = UNKNOWN
        mark_narrow(sheet, self.narrow, self.numbers)
        if veils:
            veil(sheet, veils if len(veils) <= MOST else [Veil(*ANYWHERE)])
        return sheet

    def columns(self, sheet: Sheet, first: int, last: int, width: int, flags: int) -> None:
        """Take what is told of columns: that they are hidden, or narrow."""
        if (flags & 1 or not width) and first <= last:
            sheet.hidden_columns.append((first + 1, last + 1))
        elif width < NARROW * A_DIGIT:
            columns = range(first + 1, min(last, first + MOST_NARROW) + 2)
            self.narrow.update(dict.fromkeys(columns, width / A_DIGIT))

    def cell(self, sheet: Sheet, number: int, content: bytes, zeros: list[Address]) -> None:
        """Put down a cell that is no formula."""
        if len(content) < 8:
            return
        row, column, style = CELL(content)
        if number == NUMBER and len(content) >= 14:
            self.figure(sheet, row, column, style, struct.unpack_from("<d", content, 6)[0], zeros)
        elif number == SHORT and len(content) >= 10:
            self.figure(sheet, row, column, style, short(content, 6), zeros)
        elif number == SHORTS:
            for offset, at in enumerate(range(4, len(content) - 7, 6)):
                style = content[at] | content[at + 1] << 8
                self.figure(sheet, row, column + offset, style, short(content, at + 2), zeros)
        elif number == SHARED and len(content) >= 10:
            (index,) = struct.unpack_from("<I", content, 6)
            if index >= len(self.strings):
                raise Unreadable("a cell refers to a text that is not in the file")
            self.put(sheet, row, column, self.styled_text(self.strings[index], style))
        elif number in (LABEL, RICH):
            self.put(sheet, row, column, self.styled_text(text(content, 6), style))
        elif number == TRUTH:
            truth = "TRUE" if content[6] else "FALSE"
            self.put(sheet, row, column, ERRORS.get(content[6], "#N/A") if content[7] else truth)

    def formula(self, sheet: Sheet, content: bytes, zeros: list[Address]) -> tuple[int, int, int] | None:
        """Put down the stored result of a formula; what to wait for where it is a text."""
        row, column, style = CELL(content)
        self.formulas.append((row + 1, column + 1))
        result = content[6:14]
        if result[6:] != b"\xff\xff":
            self.figure(sheet, row, column, style, struct.unpack("<d", result)[0], zeros)
        elif result[0] == 0:
            return row, column, style
        elif result[0] == 1:
            self.put(sheet, row, column, "TRUE" if result[2] else "FALSE")
        elif result[0] == 2:
            self.put(sheet, row, column, ERRORS.get(result[2], "#N/A"))
        elif content[14] & 3:  # to be worked out when the file is opened: no result is stored
            self.passed["formula_without_result"] += 1
            self.put(sheet, row, column, UNKNOWN)
        return None

    def figure(
        self, sheet: Sheet, row: int, column: int, style: int, value: float, zeros: list[Address]
    ) -> None:
        if value == 0:
            zeros.append((row + 1, column + 1))
        known = self.known.get((style, value))
        if known is None:
            look = self.look(style)
            code = look.code
            made = shown(value, code, self.from_1904) if code else general(value)
            known = self.known[style, value] = look.marked(made)
        if column + 1 in self.narrow:
            self.numbers.append(((row + 1, column + 1), self.look(style)))
        self.put(sheet, row, column, known)

    def styled_text(self, content: str, style: int) -> str:
        look = self.look(style)
        return look.marked(shown_text(content, look.code) if look.code else content)

    def look(self, style: int) -> Style:
        return self.styles[style] if style < len(self.styles) else PLAIN

    def put(self, sheet: Sheet, row: int, column: int, content: str) -> None:
        if not content.strip():
            return
        self.seen += 1
        if self.seen > self.most_cells:
            raise Unreadable(f"more than {self.most_cells} cells with content")
        sheet.texts[row + 1, column + 1] = content


def filled(style: bytes) -> bool:
    """Whether cells of a style are filled with another colour than white."""
    if len(style) < 20:
        return False
    pattern, colours = struct.unpack_from("<IH", style, 14)
    return bool(pattern >> 26) and (colours & 0x7F) not in WHITE


def short(content: bytes, at: int) -> float:
    """A number in four bytes: an integer or the upper half of a double, perhaps divided by 100."""
    (packed,) = struct.unpack_from("<i", content, at)
    if packed & 2:
        value = float(packed >> 2)
    else:
        (value,) = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", packed & 0xFFFFFFFC))
    return value / 100 if packed & 1 else value


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
