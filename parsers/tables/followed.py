"""The form that the tables of a report follow, and their figures in its order."""

from __future__ import annotations

from functools import cache
from itertools import count, repeat

from parsers.checks import keys_of
from parsers.model import Cell
from parsers.tables.figures import Figures
from parsers.templates import forms

# The standard tables that a report is `parsed` with.
STANDARD = ("proactive_disclosure", "applications", "review_litigation")


def template_of(figures: Figures) -> str:
    """The form most tables follow; that of an annex of statistics only where there is nothing else."""
    forms_of = {figures.tables[key] for key in STANDARD if key in figures.tables} or set(
        figures.tables.values()
    )
    return max(forms_of, key=lambda form: (figures.forms[form], form), default="")


def ordered(figures: Figures, template: str) -> tuple[Cell, ...]:
    """The cells in the order of the form; those of another form after them."""
    cells = tuple(figures.cells.values())
    if tuple(figures.cells) == order_of(template)[: len(cells)]:  # a whole form, read in its order
        return cells
    ranks = rank_of(template)
    places = map(ranks.get, figures.cells, repeat(len(ranks)))
    return tuple([cell for _, _, cell in sorted(zip(places, count(), cells, strict=False))])


@cache
def order_of(template: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(rank_of(template))


@cache
def rank_of(template: str) -> dict[tuple[str, str, str], int]:
    """The place of every figure of the forms in their order, those of `template` first."""
    figures = dict.fromkeys(
        figure
        for key in dict.fromkeys([template, *forms()])
        if key in forms()
        for table in forms()[key].tables
        for figure in keys_of(key, table.key)
    )
    return {figure: rank for rank, figure in enumerate(figures)}
