"""A line of figures of section three on its way to a row of the form."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.document import GridCell
from parsers.tables.addingup import figure_in
from parsers.tables.columns import Columns
from parsers.tables.lines import Line, cells_after


@dataclass(slots=True)
class Entry:
    """A data line on its way to a row: its label, its row key once known, its cells by column."""

    line: Line
    at: int
    key: str
    columns: Columns
    cells: list[GridCell | None] | None = None
    joined: bool = False

    @property
    def label(self) -> str:
        return self.line.texts[self.at] if self.at >= 0 else ""

    def prove(self) -> None:
        """Drop the cells of a row without a label of its own, unless they add up: one may be a label."""
        if self.cells is None or "total" not in self.columns.keys:
            return
        total = self.columns.keys.index("total")
        figures = [figure_in(cell) for cell in self.cells if cell]
        if None in self.cells or None in figures or sum(figures) != 2 * (figures[total] or 0):  # type: ignore[arg-type]
            self.cells = None

    def filled(self) -> set[str]:
        """The columns of the form under which something stands."""
        cells = zip(self.columns.keys, self.cells or (), strict=False)
        return {key for key, cell in cells if key and cell and cell.text.strip()}

    def empty(self) -> bool:
        return not any(cell.text.strip() for cell in cells_after(self.line, self.at))
