"""The golden list: what every report on the practice sites is, and says, cell by cell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from parsers import templates


@dataclass(frozen=True, slots=True)
class GoldenCell:
    """A figure as it stands on the page; `value` is None unless `state` is number."""

    value: int | float | None
    raw: str
    state: str


@dataclass(frozen=True, slots=True)
class Golden:
    """One report: where it stands, what it is, and all its cells by `table.item.column`.

    `errors` are the identities its figures break (check, where, left, right); `claims` what its prose
    says of cells (key, value, whether it agrees). It stands from the first to the last of `nights`, from
    the nights in `later` on at another path, and from those in `edits` on with other figures; `also` are
    further addresses of it (site, path). `bare`: its page prints no tables, its attachments do.
    """

    site: str
    group: str
    path: str
    title: str
    agency: str
    year: int
    scope: str
    published_on: str
    template: str
    nights: tuple[int, int | None]
    cells: dict[str, GoldenCell]
    errors: tuple[dict[str, Any], ...]
    claims: tuple[tuple[str, int, bool], ...]
    attachments: tuple[dict[str, str], ...]
    later: tuple[tuple[int, str], ...] = ()
    edits: tuple[tuple[int, dict[str, GoldenCell]], ...] = ()
    also: tuple[tuple[str, str], ...] = ()
    bare: bool = False

    def stands(self, night: int) -> bool:
        first, last = self.nights
        return first <= night and (last is None or night <= last)

    def path_on(self, night: int) -> str:
        return [self.path, *(path for since, path in self.later if since <= night)][-1]

    def cells_on(self, night: int) -> dict[str, GoldenCell]:
        cells = dict(self.cells)
        for since, changed in self.edits:
            cells |= changed if since <= night else {}
        return cells


def cell(compact: int | list[Any]) -> GoldenCell:
    if isinstance(compact, int):
        return GoldenCell(compact, str(compact), "number")
    return GoldenCell(*compact)


def cells(template: str, tables: dict[str, list[Any]]) -> Iterator[tuple[str, GoldenCell]]:
    """The cells of a line by key: a line holds each table's figures in the order of its form."""
    for table in templates.load(template).tables:
        for (row, column), compact in zip(table.figures(), tables[table.key], strict=True):
            yield f"{table.key}.{row.key}.{column.key}", cell(compact)


def golden(line: dict[str, Any]) -> Golden:
    return Golden(
        **{
            **line,
            "nights": tuple(line["nights"]),
            "cells": dict(cells(line["template"], line["cells"])),
            "errors": tuple(line["errors"]),
            "claims": tuple((key, value, agrees) for key, value, agrees in line["claims"]),
            "attachments": tuple(line["attachments"]),
            "later": tuple((night, path) for night, path in line["later"]),
            "edits": tuple(
                (night, {key: cell(figure) for key, figure in changed.items()})
                for night, changed in line["edits"]
            ),
            "also": tuple((site, path) for site, path in line["also"]),
        }
    )


@cache
def load(group: str = "demo") -> list[Golden]:
    """Every report that a good crawler gets of the sites of a group, on any night, by site and date.

    Groups: demo, refusing, robots, faulty, tls.
    """
    text = resources.files("practice").joinpath("golden.jsonl").read_text("utf-8")
    found = [golden(json.loads(line)) for line in text.splitlines()]
    return [report for report in found if report.group == group]
