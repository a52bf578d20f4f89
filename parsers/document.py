"""What every reader makes of bytes: a Document of paragraphs, tables and pictures, each with its place.

Everything here is a value: nothing fetches, opens a database or asks for the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, filterfalse
from operator import attrgetter, itemgetter
from typing import Any, overload

from msgspec import Struct
from msgspec.structs import replace

from parsers.remembered import remembered

BY_COLUMN = attrgetter("column")
PICTURED = "\ufffc"  # stands in the text of a cell for a picture that may be a figure
FAINT = "\u2063"  # stands in a text before signs in the colour of the paper
SCALED = "\u2062"  # stands before a number that is shown as another, such as a thousandth of it
UNSHOWN = "\u2061"  # stands before what a sheet holds and does not show, a blank in a hidden row, too
REVERSED = "\u202e"  # stands in a text before signs that are shown in another order
STRUCK = "\u0336"  # stands behind a sign that is struck out
# Digits above and below the line are signs of their own, so that they join no figure.
SHIFTED = {
    "superscript": str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "subscript": str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"),
}


def struck_out(text: str) -> str:
    """A text of which all is struck out; a figure says so, for it is no longer one.

    >>> struck_out("其他"), struck_out("7") == "7" + STRUCK
    ('其他', True)
    """
    if not any(sign.isdigit() for sign in text):
        return text
    return "".join(sign if sign.isspace() else sign + STRUCK for sign in text)


class Place(Struct, frozen=True, gc=False):
    """Where something stands in its document, exactly enough to show it to a reader.

    One of four forms, told apart by what is set, and written by `str`:

    >>> str(Place(path="/html/body/div[2]/table[1]/tr[5]/td[3]", table=2, row=5, column=3))
    'table 2 row 5 column 3 at /html/body/div[2]/table[1]/tr[5]/td[3]'
    >>> str(Place(table=2, row=5, column=3))
    'table 2 row 5 column 3'
    >>> str(Place(page=2, box=(101.5, 220.0, 140.25, 236.0)))
    'page 2 box 101.5,220.0,140.2,236.0'
    >>> str(Place(line=75, column=12))
    'line 75 column 12'

    Tables, rows, columns, pages and lines count from 1. A row and a column are those of the table's
    grid, merged cells spread out. A box is left, top, right, bottom in points (PDF, OFD) or pixels
    (pictures), from the top left corner of the page as programs show it, which may lie on its side.
    """

    path: str = ""
    table: int = 0
    row: int = 0
    column: int = 0
    page: int = 0
    box: tuple[float, float, float, float] | None = None
    line: int = 0
    part: str = ""  # the member of a ZIP, the sheet of a workbook

    def __str__(self) -> str:
        words = [f"{self.part}:"] if self.part else []
        if self.page:
            words.append(f"page {self.page}")
        if self.box:
            words.append("box " + ",".join(f"{edge:.1f}" for edge in self.box))
        numbers = {"line": self.line, "table": self.table, "row": self.row, "column": self.column}
        words += [f"{name} {number}" for name, number in numbers.items() if number]
        if self.path:
            words.append(("at " if words else "") + self.path)
        return " ".join(words)


class Paragraph(Struct, frozen=True):
    """A block of running text; `level` is 1 to 6 where the document marks it as a heading, else 0.

    `sure` is the text, blanks aside, with U+FFFD for each letter that recognition left in doubt; "" if none.
    """

    text: str
    place: Place = Place()
    level: int = 0
    sure: str = ""


class GridCell(Struct, frozen=True, gc=False):
    """One physical cell of a table: its text once, with the rows and columns it covers.

    `row` and `column` count from 0 in the grid. `confidence` is None for text that was not
    recognised from a picture; `readings` holds what else it was read as.
    """

    row: int
    column: int
    text: str
    place: Place = Place()
    row_span: int = 1
    column_span: int = 1
    confidence: float | None = None
    readings: tuple[str, ...] = ()


OF_PLACE = attrgetter(*Place.__struct_fields__)
# The fields of a cell in the order in which `Cells` keeps them, all but its place.
KEPT = {name: at for at, name in enumerate(n for n in GridCell.__struct_fields__ if n != "place")}
TEXT = KEPT["text"]
Fields = Sequence[Sequence[Any]]


class Cells(Sequence[GridCell]):
    """The cells of a table field by field; each becomes a `GridCell` when the first of them is asked for.

    Of most, labels and blanks, only the text is looked at: a cell and a place for each take longer to make
    than all that is made of a table whose layout is known. A table is sent to another process in this way.
    """

    __slots__ = ("fields", "made", "places", "worded")

    def __init__(self, fields: Fields, places: Fields) -> None:
        """`fields`: those of `GridCell` but for the place, each of all cells; `places`: those of `Place`.

        Raises:
            ValueError: they are not of one length.
        """
        if len(set(map(len, chain(fields, places)))) != 1:
            raise ValueError("fields of different lengths")
        self.fields, self.places = fields, places
        self.made: tuple[GridCell, ...] | None = None
        self.worded: tuple[str, ...] | None = None

    @classmethod
    def placed(
        cls,
        grid: Sequence[tuple[Any, ...]],
        table: int,
        *,
        paths: Sequence[str] = (),
        starts: Sequence[int] = (),
        lines: Sequence[int] = (),
        part: str = "",
    ) -> Cells:
        """Cells of a grid, which names the row, column and text of all, and the rows and columns they cover.

        `lines` and `starts`: of a text, the line of each and where in it the cell begins.
        """
        rows, columns, texts, *covered = grid or [()] * 5
        many = len(texts)
        places = (
            paths or ("",) * many,
            (table,) * many,
            [row + 1 for row in rows],
            starts or [column + 1 for column in columns],
            (0,) * many,
            (None,) * many,
            lines or (0,) * many,
            (part,) * many,
        )
        return cls((rows, columns, texts, *covered, (None,) * many, ((),) * many), places)

    @classmethod
    def of(cls, cells: Sequence[GridCell]) -> Cells:
        """Cells that are made already, their fields beside them."""
        if isinstance(cells, cls):
            return cells
        fields = (
            tuple([cell.row for cell in cells]),
            tuple([cell.column for cell in cells]),
            tuple([cell.text for cell in cells]),
            tuple([cell.row_span for cell in cells]),
            tuple([cell.column_span for cell in cells]),
            tuple([cell.confidence for cell in cells]),
            tuple([cell.readings for cell in cells]),
        )
        kept = cls(fields, ())
        kept.made = tuple(cells)
        return kept

    @property
    def whole(self) -> tuple[GridCell, ...]:
        if self.made is None:
            rows, columns, texts, *others = self.fields
            self.made = tuple(map(GridCell, rows, columns, texts, map(Place, *self.places), *others))
        return self.made

    @property
    def words(self) -> tuple[str, ...]:
        if self.worded is None:
            self.worded = wordy(self.fields[TEXT])
        return self.worded

    def places_of(self, chosen: Callable[[Sequence[Any]], Sequence[Any]]) -> list[Place]:
        """The places of the cells that `chosen` picks from a sequence of as many."""
        if self.made is None:
            return list(map(Place, *map(chosen, self.places)))
        return [cell.place for cell in chosen(self.made)]

    def __reduce__(self) -> tuple[Any, ...]:
        places = self.places or tuple(zip(*[OF_PLACE(cell.place) for cell in self.whole], strict=True))
        return Cells, (self.fields, places)

    def __len__(self) -> int:
        return len(self.fields[TEXT])

    def __iter__(self) -> Iterator[GridCell]:
        return iter(self.whole)

    @overload
    def __getitem__(self, at: int) -> GridCell: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[GridCell, ...]: ...
    def __getitem__(self, at: int | slice) -> GridCell | tuple[GridCell, ...]:
        return self.whole[at]

    def __eq__(self, other: object) -> bool:
        return self.whole == (other.whole if isinstance(other, Cells) else other)

    def __hash__(self) -> int:
        return hash(self.whole)

    def __repr__(self) -> str:
        return repr(self.whole)


# As no label ends, with nothing before it but an ordinal.
LIKE_FIGURE = re.compile(r".{0,2}[\d,.，．]*\d(?:.|万元)?")


def wordy(texts: Sequence[str]) -> tuple[str, ...]:
    """The texts that are more than signs of ASCII, or than a figure with two signs before it, or one behind.

    >>> wordy(["12", "１２", "12件", "减少2", "736.03万元", "规章", "3其他", "3.其他"])
    ('规章', '3其他', '3.其他')
    """
    return tuple(filter(is_word.of, filterfalse(str.isascii, texts)))


@remembered(16384)
def is_word(text: str) -> bool:
    return LIKE_FIGURE.fullmatch(text) is None


def picking(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """What picks the values in these places from a sequence."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: [values[at] for at in places]


class Table(Struct, frozen=True):
    """A table as its physical cells, in printed order (by row, then column).

    `caption` is the line above it that names the unit of its figures, where one is known.
    """

    cells: Sequence[GridCell]
    place: Place = Place()
    caption: str = ""

    def __reduce__(self) -> tuple[Any, ...]:
        return Table, (Cells.of(self.cells) if self.cells else (), self.place, self.caption)

    def each(self, field: str) -> Sequence[Any]:
        """One field of all cells: for readers that need no more of most, it is there before they are made."""
        if isinstance(self.cells, Cells):
            return self.cells.fields[KEPT[field]]
        return [getattr(cell, field) for cell in self.cells]

    @property
    def texts(self) -> Sequence[str]:
        return self.each("text")

    @property
    def words(self) -> tuple[str, ...]:
        """The texts that are more than signs of ASCII, or a figure and a sign or two: labels, most of all."""
        if isinstance(self.cells, Cells):
            return self.cells.words
        return wordy(self.texts)

    @property
    def height(self) -> int:
        return max([cell.row + cell.row_span for cell in self.cells], default=0)

    @property
    def width(self) -> int:
        return max([cell.column + cell.column_span for cell in self.cells], default=0)

    def rows(self) -> list[list[GridCell]]:
        """The cells that begin in each row, left to right."""
        rows: list[list[GridCell]] = [[] for _ in range(self.height)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        for row in rows:
            row.sort(key=BY_COLUMN)
        return rows

    def grid(self) -> list[list[GridCell | None]]:
        """The table as a rectangle; a merged cell stands in every place it covers."""
        width = self.width
        grid: list[list[GridCell | None]] = [[None] * width for _ in range(self.height)]
        for cell in self.cells:
            for y in range(cell.row, cell.row + cell.row_span):
                for x in range(cell.column, cell.column + cell.column_span):
                    grid[y][x] = cell
        return grid


class Picture(Struct, frozen=True):
    """A picture in the flow of a document: its address, or its bytes where the document holds them."""

    source: str = ""
    content: bytes = b""
    place: Place = Place()


class Link(Struct, frozen=True):
    """A link to another document, as printed: `source` is not resolved."""

    source: str
    text: str = ""
    place: Place = Place()


Block = Paragraph | Table | Picture


class Issue(Struct, frozen=True):
    """Something a person should know about how a document was read; `code` is stable, `message` plain."""

    code: str
    message: str
    where: str = ""


# Of a document that carries files in itself; they are read where it holds no figures.
CARRIES = "attached_files"
# Of a document read without looking at its pictures, where there are some that only a look can read.
UNSEEN = Issue("not_looked_at", "pages without readable text were not looked at")


def with_unseen_blanks(table: Table) -> Table:
    """A table whose blank cells may show what is not known."""
    return replace(table, cells=tuple(replace(cell, text=cell.text or PICTURED) for cell in table.cells))


class Document(Struct, frozen=True):
    """What every reader makes of every kind of file: blocks in reading order.

    `meta` holds what the document says of itself outside its text, under the keys of
    `parsers.identity` (`title`, `published_on`, `publisher`, `site`, `breadcrumb`, `index_number`,
    `document_number`), as printed.
    """

    kind: str
    blocks: tuple[Block, ...] = ()
    meta: dict[str, str] = {}
    links: tuple[Link, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def tables(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [block for block in self.blocks if isinstance(block, Paragraph)]


class Hints(Struct, frozen=True):
    """What is known of a document before it is opened: from the list it was found on, and its headers."""

    name: str = ""  # file name or last part of the address
    url: str = ""
    content_type: str = ""
    title: str = ""  # as the list prints it
    agency: str = ""  # of a platform's address by body and year
    year: int | None = None
    published_on: str = ""  # the date the list prints, ISO 8601
    site: str = ""  # the name of the site
