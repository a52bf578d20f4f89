"""The figures of a report as the archive holds them, and what its failing checks say about them."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from parsers.templates import Form, FormTable, Heading, Identity
from web.dictionary import gloss

Key = tuple[str, str, str]  # table, item, column
LARGEST_PLACES = 4 << 20  # bytes; 200 figures with long element paths take 20 kB


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value, what is printed, how; state "" where the archive knows nothing of it."""

    value: int | float | None = None
    raw: str = ""
    state: str = ""
    note: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Failing:
    """A failing check: its row in the archive, the figures it is about, and in words what is wrong."""

    check: str
    where: str
    left: float | None
    right: float | None
    verdict: str
    zh: str
    en: str
    sums: frozenset[Key] = frozenset()  # the figures that should equal a sum
    terms: frozenset[Key] = frozenset()  # the figures that are added up


def figures_of(db: sqlite3.Connection, report_id: int) -> dict[Key, Figure]:
    """Every figure of a report by table, item and column; those not in the archive are left out."""
    found: dict[Key, Figure] = {}
    for item, measure, value, raw, state in db.execute(
        "SELECT item, measure, value, raw, state FROM proactive_disclosure WHERE report_id = ?", (report_id,)
    ):
        found["proactive_disclosure", item, measure] = Figure(value, raw, state)
    for item, value, raw, state in db.execute(
        "SELECT item, value, raw, state FROM statistics WHERE report_id = ?", (report_id,)
    ):
        found["statistics", item, "value"] = Figure(value, raw, state)
    for table, name in (("applications", "item"), ("review_litigation", "proceeding")):
        rows = db.execute(f"SELECT * FROM {table} WHERE report_id = ?", (report_id,))  # noqa: S608 - two literals
        columns = [column[0] for column in rows.description]
        for row in rows:
            entry = dict(zip(columns, row, strict=True))
            entry.pop("report_id")
            item = entry.pop(name)
            for column, value in entry.items():
                found[table, item, column] = Figure(value, "" if value is None else str(value), "number")
                if value is None:
                    found[table, item, column] = Figure()
    for table, item, column, raw, state, note, confidence in db.execute(
        'SELECT "table", item, "column", raw, state, note, confidence FROM cells WHERE report_id = ?',
        (report_id,),
    ):
        held = found.get((table, item, column), Figure())
        value = held.value if state == "number" else None
        found[table, item, column] = Figure(value, raw, state, note, confidence)
    return found


def places_of(db: sqlite3.Connection, report_id: int) -> dict[str, str]:
    """Where each figure stands in its capture, by `table.item.column`; empty where that is not known."""
    row = db.execute("SELECT places FROM places WHERE report_id = ?", (report_id,)).fetchone()
    if row is None:
        return {}
    try:
        text = zlib.decompressobj().decompress(row[0], LARGEST_PLACES)
        places = json.loads(text)
    except (zlib.error, ValueError):
        return {}
    return {str(key): str(place) for key, place in places.items()} if isinstance(places, dict) else {}


def labels(form: Form | None) -> dict[Key, str]:
    """What each figure of a form is called: its row and its column."""
    return {
        (table.key, row.key, column.key): f"{row.label} / {column.label}"
        for table in (form.tables if form else ())
        for row, column in table.figures()
    }


def as_text(value: float | None) -> str:
    """A value as people write it.

    >>> as_text(3.0), as_text(12.5), as_text(None)
    ('3', '12.5', '')
    """
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else f"{value:g}"


def failing_checks(
    rows: list[dict[str, Any]], form: Form | None, figures: dict[Key, Figure]
) -> list[Failing]:
    """The failing checks of a report, those of the form spelt out with their figures."""
    return [failing(row, form, figures) for row in rows]


def failing(row: dict[str, Any], form: Form | None, figures: dict[Key, Figure]) -> Failing:
    name, where = row["check"], row["where"]
    common = (name, where, row["left"], row["right"], row["verdict"] or "")
    table, identity = identity_of(name, form)
    if table is None or identity is None:
        zh = f"{name}（{where}）：一边为 {as_text(row['left'])}，另一边为 {as_text(row['right'])}。"
        en = f"{name} ({where}): one side is {as_text(row['left'])}, the other {as_text(row['right'])}."
        return Failing(*common, zh, en)
    rows, columns = headings(table)
    over = columns if identity.each == "row" else rows
    subject = (rows if identity.each == "row" else columns).get(where)
    subject_zh = subject.label if subject else where
    subject_en = gloss("items" if identity.each == "row" else "columns", f"{table.key}.{where}") or where

    def keys(terms: tuple[str, ...]) -> frozenset[Key]:
        if identity.each == "row":
            return frozenset((table.key, where, term) for term in terms)
        return frozenset((table.key, term, where) for term in terms)

    def side(terms: tuple[str, ...], language: str) -> str:
        shown = []
        for term in terms:
            key = (table.key, where, term) if identity.each == "row" else (table.key, term, where)
            figure = figures.get(key, Figure())
            if figure.value in (None, 0) and len(terms) > 2:
                continue  # twenty outcomes, most of them nothing
            kind = "columns" if identity.each == "row" else "items"
            label = (
                over[term].label.partition("（区分")[0]
                if language == "zh"
                else gloss(kind, f"{table.key}.{term}")
            )
            shown.append(f"{label} {as_text(figure.value) or figure.raw or '—'}")
        return " + ".join(shown) or "0"

    left, right = as_text(row["left"]), as_text(row["right"])
    gap = as_text(abs(row["left"] - row["right"])) if None not in (row["left"], row["right"]) else ""
    zh = (
        f"{subject_zh}：{side(identity.left, 'zh')} = {left}，而 {side(identity.right, 'zh')} = {right}"
        f"{f'，相差 {gap}' if gap else ''}。"
    )
    en = (
        f"{subject_en}: {side(identity.left, 'en')} = {left}, but {side(identity.right, 'en')} = {right}"
        f"{f'; they differ by {gap}' if gap else ''}."
    )
    return Failing(*common, zh, en, keys(identity.right), keys(identity.left))


def identity_of(check: str, form: Form | None) -> tuple[FormTable | None, Identity | None]:
    table_key, _, key = check.partition(".")
    for table in form.tables if form else ():
        if table.key == table_key:
            return table, next((identity for identity in table.identities if identity.key == key), None)
    return None, None


def headings(table: FormTable) -> tuple[dict[str, Heading], dict[str, Heading]]:
    """The rows and the columns of a table by key."""
    rows: dict[str, Heading] = {}
    columns: dict[str, Heading] = {}
    for row, column in table.figures():
        rows.setdefault(row.key, row)
        columns.setdefault(column.key, column)
    return rows, columns


def marks(failings: list[Failing]) -> dict[Key, set[str]]:
    """How failing checks mark the figures: `sum` where a sum is wrong, `term` where something was added."""
    found: dict[Key, set[str]] = defaultdict(set)
    for entry in failings:
        for key in entry.sums:
            found[key].add("sum")
        for key in entry.terms:
            found[key].add("term")
    return dict(found)
