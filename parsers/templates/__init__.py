"""The official forms, as data: one TOML file each, loaded once and checked for consistency.

`load("2021")` gives the form; `FORMS` all of them by key; `expected(2023)` the key of the form that
the year calls for. Labels stand as the form prints them and are compared through
`parsers.labels.normalise` only.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True, eq=False)  # each is itself alone: much is kept for each heading
class Heading:
    """A row or a column of a form: its key, its label as printed, the labels of the groups it stands under.

    `unit` belongs to columns: 件, 项, 个, 万元, or "" where the form names none. Only `decimal` columns
    may hold a fraction, only `signed` ones a sign.
    """

    key: str
    label: str
    groups: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    unit: str = ""
    decimal: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True)
class FormBlock:
    """A run of rows under one header row; `label` is the full-width line above it, if any."""

    columns: tuple[Heading, ...]
    rows: tuple[Heading, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """An equation between sums, for each row (terms are columns) or each column (terms are rows)."""

    key: str
    statement: str
    english: str
    each: str  # "row" or "column"
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormTable:
    """One official table: blocks of rows × columns. `across`: the rows are printed side by side."""

    key: str
    label: str
    blocks: tuple[FormBlock, ...]
    identities: tuple[Identity, ...] = ()
    corner: str = ""
    across: bool = False

    def figures(self) -> Iterator[tuple[Heading, Heading]]:
        """Each figure of the table as (row, column), in printed order."""
        for block in self.blocks:
            for row in block.rows:
                for column in block.columns:
                    yield row, column


@dataclass(frozen=True, slots=True)
class Form:
    """An official form: its tables, its legal source, the report years (first, last) that call for it."""

    key: str
    name: str
    source: str
    years: tuple[int, int]
    tables: tuple[FormTable, ...]

    def table(self, key: str) -> FormTable:
        """The table with this key; KeyError if the form has none."""
        for table in self.tables:
            if table.key == key:
                return table
        raise KeyError(f"form {self.key} has no table {key}")


def heading(data: dict[str, Any]) -> Heading:
    lists = {name: tuple(data.get(name, ())) for name in ("groups", "synonyms")}
    return Heading(**{**data, **lists})


def form(data: dict[str, Any]) -> Form:
    """A form from its TOML; ValueError names a key used twice or an identity over unknown terms."""
    tables = []
    for table in data["tables"]:
        blocks = tuple(
            FormBlock(
                label=block.get("label", ""),
                columns=tuple(map(heading, block["columns"])),
                rows=tuple(map(heading, block["rows"])),
            )
            for block in table["blocks"]
        )
        identities = tuple(
            Identity(**{**identity, "left": tuple(identity["left"]), "right": tuple(identity["right"])})
            for identity in table.get("identities", ())
        )
        made = FormTable(
            key=table["key"],
            label=table["label"],
            blocks=blocks,
            identities=identities,
            corner=table.get("corner", ""),
            across=table.get("across", False),
        )
        check(made, data["key"])
        tables.append(made)
    first, last = data["years"]
    return Form(data["key"], data["name"], data["source"], (first, last), tuple(tables))


def check(table: FormTable, form_key: str) -> None:
    place = f"form {form_key}, table {table.key}"
    figures = [(row.key, column.key) for row, column in table.figures()]
    if len(figures) != len(set(figures)):
        raise ValueError(f"{place}: a figure has two places")
    rows = {row for row, _ in figures}
    columns = {column for _, column in figures}
    for identity in table.identities:
        known = columns if identity.each == "row" else rows
        if unknown := (set(identity.left) | set(identity.right)) - known:
            raise ValueError(f"{place}: identity {identity.key} speaks of {sorted(unknown)}")


@cache
def load(key: str) -> Form:
    """The form with this key; FileNotFoundError if there is none."""
    text = resources.files(__name__).joinpath(f"{key}.toml").read_text("utf-8")
    return form(tomllib.loads(text))


@cache
def forms() -> dict[str, Form]:
    """All forms by key, newest first."""
    names = [entry.name.removesuffix(".toml") for entry in resources.files(__name__).iterdir()]
    keys = sorted((name for name in names if name.isdigit()), reverse=True)
    return {key: load(key) for key in keys}


def expected(year: int | None) -> str:
    """The key of the form a report on this year should use; "free" before there was one, "" without a year.

    >>> expected(2023), expected(2020), expected(2009), expected(None)
    ('2021', '2019', 'free', '')
    """
    if year is None:
        return ""
    for found in forms().values():
        if found.years[0] <= year <= found.years[1]:
            return found.key
    return "free"
