"""One sheet of an XLS workbook since Excel 97, record by record."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from typing import Protocol

from parsers.errors import Unreadable
from parsers.pages.textlines import UNKNOWN
from parsers.readers.sheets import oldconditional
from parsers.readers.sheets.bifftexts import text
from parsers.readers.sheets.conditional import ANYWHERE, MOST, Veil, veil
from parsers.readers.sheets.narrow import MOST as MOST_NARROW
from parsers.readers.sheets.narrow import NARROW, mark_narrow
from parsers.readers.sheets.sheet import FLAT, Address, Sheet, Style

BOF, END = 0x0809, 0x000A
CONDITION, RULE = 0x01B0, 0x01B1
ROW, COLUMNS, MERGED, WINDOW = 0x0208, 0x007D, 0x00E5, 0x023E
NUMBER, SHORT, SHORTS, SHARED, LABEL, RICH = 0x0203, 0x027E, 0x00BD, 0x00FD, 0x0204, 0x00D6
FORMULA, RESULT, TRUTH = 0x0006, 0x0207, 0x0205
STORED = frozenset({NUMBER, SHORT, SHORTS, SHARED, LABEL, RICH, TRUTH})
WHITE = frozenset({1, 9, 0x41})  # white, and the ground of a window, in the palette
OF_ZEROS, OF_FORMULAS = 0x10, 1  # of a window: whether it shows them
USUAL_WINDOW = OF_ZEROS
A_DIGIT = 256  # of the width of a column: a digit of usual type
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
CELL = struct.Struct("<3H").unpack_from  # row, column, style
ROW_LOOK = struct.Struct("<H4xH4xH").unpack_from  # row, height, flags
RANGES = struct.Struct("<4H").iter_unpack  # top, bottom, left, right


class Book(Protocol):
    """What a sheet asks of its workbook."""

    strings: list[str]
    most_merges: int
    most_cells: int
    seen: int  # cells with content, in all sheets
    passed: Counter[str]  # what was passed over, by its code

    def look(self, style: int) -> Style: ...

    def as_shown(self, value: float, style: int) -> str: ...

    def text_as_shown(self, content: str, style: int) -> str: ...


class SheetRecords:
    """What the records of a sheet say of it; `read` gives it as a person sees it."""

    def __init__(self, name: str, book: Book) -> None:
        self.sheet = Sheet(name)
        self.book = book
        self.window = USUAL_WINDOW
        self.zeros: list[Address] = []
        self.formulas: list[Address] = []
        self.narrow: dict[int, float] = {}  # columns, in digits of usual type
        self.numbers: list[tuple[Address, Style]] = []  # in them
        self.waiting: tuple[int, int, int] | None = None  # a formula whose text follows
        self.places: oldconditional.Places = []
        self.veils: list[Veil] = []

    def read(self, records: Iterator[tuple[int, bytes]]) -> Sheet:
        """The sheet. Raises Unreadable where it is cut off."""
        depth = 0
        for number, content in records:
            if depth == 1 and number in STORED:
                self.cell(number, content)
            elif number == BOF:
                depth += 1
            elif number == END:
                depth -= 1
                if depth <= 0:
                    return self.finished()
            elif depth == 1:  # not in a chart within the sheet
                self.take(number, content)
        raise Unreadable(f"sheet {self.sheet.name} is cut off")

    def finished(self) -> Sheet:
        """The sheet with what its window, its columns and its conditions hide or change."""
        texts = self.sheet.texts
        for address in () if self.window & OF_ZEROS else self.zeros:
            texts.pop(address, None)
        for address in self.formulas if self.window & OF_FORMULAS else ():
            texts[address] = UNKNOWN
        mark_narrow(self.sheet, self.narrow, self.numbers)
        if self.veils:
            veil(self.sheet, self.veils if len(self.veils) <= MOST else [Veil(*ANYWHERE)])
        return self.sheet

    def take(self, number: int, content: bytes) -> None:
        """Take in a record that is no stored cell."""
        if number == ROW and len(content) >= 14:
            row, height, flags = ROW_LOOK(content)
            if flags & 0x20 or (height & 0x7FFF) / 20 < FLAT:
                self.sheet.hidden_rows.add(row + 1)
        elif number == COLUMNS and len(content) >= 10:
            self.columns(*struct.unpack_from("<3H2xH", content))
        elif number == MERGED:
            self.merge(content)
        elif number == CONDITION:
            self.places = oldconditional.ranges(content)
        elif number == RULE and len(self.veils) <= MOST:
            self.veils += oldconditional.veils(content, self.places, WHITE)
        elif number == WINDOW and len(content) >= 2:
            self.window = content[0]
        elif number == RESULT and self.waiting:
            row, column, style = self.waiting
            self.put(row, column, self.book.text_as_shown(text(content, 0), style))
            self.waiting = None
        elif number == FORMULA and len(content) >= 16:
            self.waiting = self.formula(content)

    def columns(self, first: int, last: int, width: int, flags: int) -> None:
        """Take what is told of columns: that they are hidden, or narrow."""
        if (flags & 1 or not width) and first <= last:
            self.sheet.hidden_columns.append((first + 1, last + 1))
        elif width < NARROW * A_DIGIT:
            columns = range(first + 1, min(last, first + MOST_NARROW) + 2)
            self.narrow.update(dict.fromkeys(columns, width / A_DIGIT))

    def merge(self, content: bytes) -> None:
        """Take in ranges of cells that are one."""
        whole = len(content) - (len(content) - 2) % 8
        merges = self.sheet.merges
        for top, bottom, left, right in (
            RANGES(content[2:whole]) if len(merges) < self.book.most_merges else ()
        ):
            if top <= bottom and left <= right:
                merges.append(((top + 1, left + 1), (bottom + 1, right + 1)))

    def cell(self, number: int, content: bytes) -> None:
        """Put down a cell that is no formula."""
        if len(content) < 8:
            return
        row, column, style = CELL(content)
        if number == NUMBER and len(content) >= 14:
            self.figure(row, column, style, struct.unpack_from("<d", content, 6)[0])
        elif number == SHORT and len(content) >= 10:
            self.figure(row, column, style, short(content, 6))
        elif number == SHORTS:
            for offset, at in enumerate(range(4, len(content) - 7, 6)):
                style = content[at] | content[at + 1] << 8
                self.figure(row, column + offset, style, short(content, at + 2))
        elif number == SHARED and len(content) >= 10:
            (index,) = struct.unpack_from("<I", content, 6)
            if index >= len(self.book.strings):
                raise Unreadable("a cell refers to a text that is not in the file")
            self.put(row, column, self.book.text_as_shown(self.book.strings[index], style))
        elif number in (LABEL, RICH):
            self.put(row, column, self.book.text_as_shown(text(content, 6), style))
        elif number == TRUTH:
            truth = "TRUE" if content[6] else "FALSE"
            self.put(row, column, ERRORS.get(content[6], "#N/A") if content[7] else truth)

    def formula(self, content: bytes) -> tuple[int, int, int] | None:
        """Put down the stored result of a formula; what to wait for where it is a text."""
        row, column, style = CELL(content)
        self.formulas.append((row + 1, column + 1))
        result = content[6:14]
        if result[6:] != b"\xff\xff":
            self.figure(row, column, style, struct.unpack("<d", result)[0])
        elif result[0] == 0:
            return row, column, style
        elif result[0] == 1:
            self.put(row, column, "TRUE" if result[2] else "FALSE")
        elif result[0] == 2:
            self.put(row, column, ERRORS.get(result[2], "#N/A"))
        elif content[14] & 3:  # to be worked out when the file is opened: no result is stored
            self.book.passed["formula_without_result"] += 1
            self.put(row, column, UNKNOWN)
        return None

    def figure(self, row: int, column: int, style: int, value: float) -> None:
        if value == 0:
            self.zeros.append((row + 1, column + 1))
        if column + 1 in self.narrow:
            self.numbers.append(((row + 1, column + 1), self.book.look(style)))
        self.put(row, column, self.book.as_shown(value, style))

    def put(self, row: int, column: int, content: str) -> None:
        if not content.strip():
            return
        self.book.seen += 1
        if self.book.seen > self.book.most_cells:
            raise Unreadable(f"more than {self.book.most_cells} cells with content")
        self.sheet.texts[row + 1, column + 1] = content


def short(content: bytes, at: int) -> float:
    """A number in four bytes: an integer or the upper half of a double, perhaps divided by 100."""
    (packed,) = struct.unpack_from("<i", content, at)
    if packed & 2:
        value = float(packed >> 2)
    else:
        (value,) = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", packed & 0xFFFFFFFC))
    return value / 100 if packed & 1 else value
