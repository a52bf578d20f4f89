"""Tables for the terminal, one look for all commands: light, and no name is ever cut off."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table


def columns(title: str, *names: str, right: tuple[str, ...] = ()) -> Table:
    """A table that is read in a window of 80 signs; numbers (`right`) stay on one line."""
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    for name in names:
        number = name in right
        table.add_column(name, justify="right" if number else "left", overflow="fold", no_wrap=number)
    return table


def add(table: Table, *values: object) -> None:
    """A row; what is None is left blank."""
    table.add_row(*("" if value is None else escape(str(value)) for value in values))
