"""Tables of which some rules are not drawn: told by cells that hold what stands in several."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from parsers.document import GridCell
from parsers.labels import look_up
from parsers.pages.ruledtables import Ruled
from parsers.pages.textlines import Line
from parsers.remembered import remembered
from parsers.unruled.columns import IN_DOUBT
from parsers.unruled.wordings import is_figure
from parsers.values import looks_like_figure


def lacks_rules(entry: Ruled) -> bool:
    """Whether some rules are not drawn.

    Then cells hold several figures or labels, or a label and its figure; rows have fewer cells than
    headings, or figures no labels.
    """
    lines = entry.table.rows()
    several = headings = rows = poor = 0
    figures = any(is_figure(cell.text) for cell in entry.table.cells if cell.text.strip())
    named_at_all = False
    under = False
    for cells in lines:
        kinds = [kinds_of(cell.text) for cell in cells]
        labels = [at for at, kind in enumerate(kinds) if "row" in kind]
        named_at_all |= any(kinds)
        count = sum(map(crowded, cells))
        if count and not broken_figures(cells) and not whole(cells, kinds, headings):
            several += count
            if several > 1:
                return True
        named = sum("column" in kind and "row" not in kind for kind in kinds)
        if named:
            headings = named + (0 if under else headings)
            under = False
        elif labels and headings:
            under = True
            rows += 1
            poor += len(cells) - labels[-1] - 1 < headings
        for at, cell in enumerate(cells):
            known, figures_beside = labels_in(cell, entry.lines[cell.row, cell.column])
            # With a cell for each column behind it, a figure beside a label is the document's own mistake.
            if known > 1 or (known and figures_beside and len(cells) - at - 1 < max(headings, 1)):
                return True
    return poor * 2 > rows or (rows == 0 < headings and not figures) or (figures and not named_at_all)


@remembered(4096)
def kinds_of(text: str) -> frozenset[str]:
    """What kinds of labels a text may be."""
    return frozenset(meaning.kind for meaning in look_up(text))


def labels_in(cell: GridCell, lines: Sequence[Line]) -> tuple[int, bool]:
    """How many labels of rows or columns stand in a cell that is none itself, and whether figures do."""
    words = (
        lines[0].text.split() if len(lines) == 1 else [word for line in lines for word in line.text.split()]
    )
    if len(words) < 2 or look_up(cell.text):
        return 0, False
    known = sum(not kinds_of(word).isdisjoint(("row", "column")) for word in words)
    return known, any(is_figure(word) for word in words)


def whole(cells: Sequence[GridCell], kinds: Sequence[Collection[str]], headings: int) -> bool:
    """Whether a row has one label of the form and a cell for each heading, or such cells and nothing else.

    Then it is the figures of the document that stand apart or below each other.
    """
    labels = [at for at, kind in enumerate(kinds) if "row" in kind]
    figures = cells[labels[-1] + 1 :] if labels else cells
    return 0 < headings <= len(figures) and all(
        crowded(cell) or not cell.text.strip() or looks_like_figure(cell.text) for cell in figures
    )


def broken_figures(cells: Sequence[GridCell]) -> bool:
    """Whether the figures below each other in cells of a row are pieces of one: others have no second."""
    single = any(cell.text.strip() and looks_like_figure(cell.text) and not crowded(cell) for cell in cells)
    return single and all("\n" in cell.text for cell in cells if crowded(cell))


def crowded(cell: GridCell) -> bool:
    """Whether a cell holds several figures."""
    words = cell.text.split() if len(cell.text) > 2 else ()
    return (
        len(words) > 1
        and sum(is_figure(word) for word in words) > 1
        and all(is_figure(word) for word in words)
    )


def run_together(entry: Ruled) -> Ruled:
    """A table that lacks some of its rules, with the rows in doubt that hold several rows of the form."""
    doubtful = {
        cell.row
        for cell in entry.table.cells
        if crowded(cell) or labels_in(cell, entry.lines[cell.row, cell.column])[0] > 1
    }
    cells = (
        replace(cell, confidence=IN_DOUBT) if cell.row in doubtful and not look_up(cell.text) else cell
        for cell in entry.table.cells
    )
    return Ruled(entry.grid, replace(entry.table, cells=tuple(cells)), entry.lines) if doubtful else entry
