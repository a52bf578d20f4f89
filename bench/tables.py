"""What a measurement gives: tables of text, printed in the terminal and written into the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import rich.table


@dataclass(slots=True)
class Table:
    """A titled table; `notes` are sentences under it, `missed` says what falls short of its target."""

    title: str
    columns: list[str]
    rows: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        lines = [
            f"### {self.title}",
            "",
            row(self.columns),
            row(["---", *["---:"] * (len(self.columns) - 1)]),
        ]
        lines += map(row, self.rows)
        for note in self.notes:
            lines += ["", note]
        if self.missed:
            lines += ["", "Short of the target:", "", *(f"- {miss}" for miss in self.missed)]
        return "\n".join(lines)

    def rich(self) -> rich.table.Table:
        made = rich.table.Table(title=self.title, title_justify="left", caption_justify="left")
        for position, name in enumerate(self.columns):
            made.add_column(name, justify="right" if position else "left", no_wrap=not position)
        for cells in self.rows:
            made.add_row(*cells)
        made.caption = "\n".join([*self.notes, *(f"short of the target: {miss}" for miss in self.missed)])
        return made


def row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def percent(part: int, whole: int) -> str:
    """A share with two places; never rounded up to the whole.

    >>> percent(1999, 2000), percent(199999, 200000), percent(5, 5), percent(0, 0)
    ('99.95 %', '99.99 %', '100 %', '–')
    """
    if not whole:
        return "–"
    if part == whole:
        return "100 %"
    return f"{min(part / whole * 100, 99.99):.2f} %"


def rate(value: float) -> str:
    """A number per second with as many places as say something.

    >>> rate(1234.5), rate(56.78), rate(0.512)
    ('1,234', '56.8', '0.51')
    """
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
