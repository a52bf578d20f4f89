"""The rows and cells of tables, and of what style sheets lay out as one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.errors import Unreadable
from parsers.readers.html.elements import Element, steps
from parsers.readers.limits import MOST_CELLS
from parsers.remembered import remembered

Row = list[tuple[Element, str]]  # the cells of a row, each with its path

WIDEST = 200  # columns a cell may span; HTML allows 1000
TABLE_PARTS = frozenset(
    {"tbody", "thead", "tfoot", "form", "div", "center", "font", "span", "colgroup", "b", "p"}
)
NUMBER = re.compile(r"\s*(\d{1,6})")
REPEAT = re.compile(r"grid-template-columns\s*:\s*([^;]+)", re.IGNORECASE)
DOWN = re.compile(r"grid-template-rows\s*:\s*([^;]+)", re.IGNORECASE)
BY_COLUMNS = re.compile(r"grid-auto-flow\s*:\s*(?:dense\s+)?column", re.IGNORECASE)
TIMES = re.compile(r"repeat\(\s*(\d{1,3})\s*,([^()]|\([^()]*\))*\)", re.IGNORECASE)
GRID_SPAN = re.compile(r"grid-(column|row)(?:-end)?\s*:\s*[^;]*span\s+(\d{1,3})", re.IGNORECASE)
GRID_LINES = re.compile(r"grid-(area|column|row)(-start|-end)?\s*:\s*([^;!]+)", re.IGNORECASE)


def table_rows(table: Element, hidden: dict[Element, bool], prefix: str = "") -> Iterator[Row]:
    """The rows of a table in the order in which they are shown, paths relative to it.

    Those of tables within it and hidden ones are left out; those of its foot come last, wherever it stands.
    """
    counts: dict[str, int] = {}
    loose: Row = []  # cells without a row
    foot: Iterator[Row] = iter(())
    for child in table:
        tag = child.tag
        if tag in ("td", "th"):
            counts[tag] = number = counts.get(tag, 0) + 1
            loose.append((child, f"{prefix}/{tag}[{number}]"))
            continue
        if loose and isinstance(tag, str):
            yield loose
            loose = []
        if tag == "tr":
            counts["tr"] = number = counts.get("tr", 0) + 1
            if not (hidden and child in hidden):
                yield row_cells(child, f"{prefix}/tr[{number}]")
        elif tag in TABLE_PARTS:
            counts[tag] = number = counts.get(tag, 0) + 1
            if hidden and child in hidden:
                continue
            within = table_rows(child, hidden, f"{prefix}/{tag}[{number}]")
            if tag == "tfoot" and number == 1:
                foot = within
            else:
                yield from within
    if loose:
        yield loose
    yield from foot


def row_cells(row: Element, prefix: str) -> Row:
    cells: Row = []
    counts: dict[str, int] = {}
    plain = 0
    for child in row:
        tag = child.tag
        if tag == "td":
            plain += 1
            cells.append((child, f"{prefix}/td[{plain}]"))
        elif tag == "th":
            counts["th"] = number = counts.get("th", 0) + 1
            cells.append((child, f"{prefix}/th[{number}]"))
        elif tag in TABLE_PARTS:
            counts[tag] = number = counts.get(tag, 0) + 1
            cells += row_cells(child, f"{prefix}/{tag}[{number}]")
    return cells


def row_of_elements(row: Element, before: str) -> Row:
    """The cells of a row that is laid out by a style sheet: its child elements; `before` is its own step."""
    return [(child, before + step) for child, step in steps(row)]


def rows_shown(shown: dict[Element, str]) -> dict[Element, None]:
    """The elements that are shown as the rows of tables, by their own look or by that of cells in them."""
    rows: dict[Element, None] = {}
    for element, kind in shown.items():
        if kind == "table-row":
            rows[element] = None
        elif kind == "table-cell":
            parent = element.getparent()
            if parent is not None and parent.tag != "tr" and shown.get(parent) != "table-row":
                rows[parent] = None
    return rows


def rows_side_by_side(shown: dict[Element, str]) -> dict[Element, None]:
    """The elements that hold nothing but others side by side."""
    parents = dict.fromkeys(
        element.getparent() for element, kind in shown.items() if kind in ("inline-block", "float")
    )
    return {
        parent: None
        for parent in parents
        if parent is not None and len(parent) > 1 and all(child in shown for child in parent)
    }


def rows_of_terms(terms: Element) -> list[Row]:
    """The rows of a list of terms, each with its one description; [] for a list of another kind."""
    items = list(steps(terms))
    if len(items) % 2 or any(item.tag != ("dt", "dd")[at % 2] for at, (item, _) in enumerate(items)):
        return []
    return [list(pair) for pair in zip(items[::2], items[1::2], strict=True)]


def rows_of_grid(element: Element, styled: dict[Element, str], items: Row) -> list[Row]:
    """The rows of a CSS grid whose columns (or rows, if it is filled by columns) are counted in its style.

    [] where they are not. `styled` holds the style of each element that has anything to do with grids,
    `items` the children in the order in which they are shown, their paths relative to the grid.
    """
    if placed := {child: place for child in element if (place := grid_place(styled.get(child, "")))}:
        return rows_of_placed(element, placed)
    style = styled.get(element, "")
    by_columns = BY_COLUMNS.search(style) is not None
    found = (DOWN if by_columns else REPEAT).search(style)
    if found is None:
        return []
    width = 0
    rest = found[1]
    for times in TIMES.finditer(rest):
        width += int(times[1])
    width += len(TIMES.sub("", rest).split())
    if not 1 < width <= WIDEST:
        return []
    if by_columns:
        spanned = any(grid_span(styled.get(child, "")) != (1, 1) for child, _ in items)
        return [] if spanned else [items[at::width] for at in range(width)]
    rows: list[Row] = [[]]
    taken = [0] * width  # of each column: how many more rows a cell above covers
    at = 0
    for child, step in items:
        across, down = grid_span(styled.get(child, ""))
        columns = max(1, min(across, width))
        while at + columns > width or any(taken[at : at + columns]):
            at += 1
            if at + columns > width:
                rows.append([])
                at = 0
                taken = [rest - 1 if rest else 0 for rest in taken]
                if len(rows) > MOST_CELLS:
                    raise Unreadable("more table cells than a report can have")
        rows[-1].append((child, step))
        taken[at : at + columns] = [min(down, MOST_CELLS)] * columns
        at += columns
    return rows


def rows_of_placed(element: Element, placed: dict[Element, tuple[int, int, int, int]]) -> list[Row]:
    """The rows of a CSS grid whose cells say where they stand; [] where one does not, or a place is free."""
    cells = [(*placed[child], (child, step)) for child, step in steps(element) if child in placed]
    if len(cells) < len(list(steps(element))) or len(cells) > MOST_CELLS:
        return []
    cells.sort(key=lambda cell: cell[:2])
    first, left = cells[0][0], min(column for _, column, *_ in cells)
    width = max(column + across for _, column, _, across, _ in cells) - left
    height = max(row + down for row, _, down, *_ in cells) - first
    if sum(down * across for _, _, down, across, _ in cells) != width * height or width * height > MOST_CELLS:
        return []
    covered = {
        (row + y, column + x)
        for row, column, down, across, _ in cells
        for y in range(down)
        for x in range(across)
    }
    if len(covered) != width * height:
        return []
    rows: list[Row] = [[] for _ in range(height)]
    for row, _, _, _, cell in cells:
        rows[row - first].append(cell)
    return rows


@remembered(1024, 500)
def grid_place(style: str) -> tuple[int, int, int, int] | None:
    """The row, the column, and how many of each an element covers, if its style says where it stands.

    >>> grid_place("grid-area: 2 / 3 / span 1 / span 5"), grid_place("grid-row: 4; grid-column: 2 / 4")
    ((2, 3, 1, 5), (4, 2, 1, 2))
    >>> grid_place("grid-column: span 3") is None
    True
    """
    said: dict[str, str] = {}
    for name, end, value in GRID_LINES.findall(style):
        values = [part.strip() for part in value.split("/")]
        names = ["row-start", "column-start", "row-end", "column-end"]
        if name.lower() != "area":
            names = (
                [f"{name.lower()}{end.lower()}"] if end else [f"{name.lower()}-start", f"{name.lower()}-end"]
            )
        said |= dict(zip(names, values, strict=False))
    starts = [said.get(f"{name}-start", "") for name in ("row", "column")]
    if not all(start.isdecimal() and 0 < len(start) < 5 for start in starts):
        return None
    row, column = map(int, starts)
    down, across = (
        covers(said.get(f"{name}-end", ""), start) for name, start in (("row", row), ("column", column))
    )
    return row, column, down, across


def covers(end: str, start: int) -> int:
    """How many rows or columns of a grid lie between a line and the end that a style names."""
    number = end.lower().removeprefix("span").strip()
    if not number.isdecimal() or len(number) > 4:
        return 1
    many = int(number) if end.lower().startswith("span") else int(number) - start
    return max(1, min(many, WIDEST))


@remembered(1024, 500)
def grid_span(style: str) -> tuple[int, int]:
    """How many columns and rows of a grid a style says that an element covers.

    >>> grid_span("grid-column: span 3; color: red"), grid_span("grid-area: auto / auto / span 2 / span 5")
    ((3, 1), (5, 2))
    """
    if placed := grid_place(style):
        return placed[3], placed[2]
    spans = {name.lower(): int(number) for name, number in GRID_SPAN.findall(style)}
    if "grid-area" in style:
        lines = next((value for name, _, value in GRID_LINES.findall(style) if name == "area"), "").split("/")
        ends = dict(zip(("row", "column"), (line.strip() for line in lines[2:]), strict=False))
        spans |= {name: covers(end, 0) for name, end in ends.items() if end.startswith("span")}
    return spans.get("column", 1), spans.get("row", 1)


def span(printed: str, most: int, zero: int = 1) -> int:
    """A colspan or rowspan as a number of columns or rows.

    >>> span("", 9), span("3 ", 9), span("0", 9, zero=7), span("400", 9), span("x", 9)
    (1, 3, 7, 9, 1)
    """
    if len(printed) < 3 and printed.isdecimal():  # as nearly all are
        number = int(printed)
    else:
        found = NUMBER.match(printed)
        if found is None:
            return 1
        number = int(found[1])
    return min(number, most) if number else zero


def spans(cell: Element, rows: int, below: int) -> tuple[int, int]:
    """How many columns and rows a cell of a table of `rows` covers, where `below` are left from its own."""
    width = height = 1
    if (printed := cell.get("colspan")) is not None:
        width = span(printed, WIDEST)
    if (printed := cell.get("rowspan")) is not None:
        height = min(span(printed, rows, zero=rows), below)
    return width, height
