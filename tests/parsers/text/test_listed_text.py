"""Tables that programs write down as lists, by themselves, in a text and in answers of JSON."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from parsers import Hints, parse
from parsers.model import Report, State
from tests.parsers.report_page import page
from tests.parsers.text.test_parted_text import HEADINGS, figures_of, spread, typed

WIDE = json.JSONEncoder(ensure_ascii=False).encode


def read(text: str, name: str = "x.txt") -> Report:
    (report,) = parse(text.encode(), Hints(name=name))
    return report


@pytest.mark.parametrize("row", [WIDE, lambda row: f"  {WIDE(row)},", str])
def test_rows_that_are_written_as_lists(row: Callable[[list[str]], str]) -> None:
    text, figures = typed(lambda cells: row(list(cells)))
    assert figures_of(read(text)) == figures


def test_tables_that_are_written_as_one_list_each() -> None:
    made = page()
    tables = [WIDE(spread(rows)) for rows in made.tables.values()]
    text = "\n".join(
        [made.title, *made.prose, *(f"{name}\n{table}" for name, table in zip(HEADINGS, tables, strict=True))]
    )
    assert figures_of(read(text)) == made.figures


def numbered(rows: list[list[str]]) -> list[list[object]]:
    return [[int(cell) if cell.isdigit() else cell or None for cell in row] for row in rows]


def test_an_answer_of_json_with_rows() -> None:
    made = page()
    tables = [
        {"heading": name, "rows": numbered(spread(rows))}
        for name, rows in zip(HEADINGS, made.tables.values(), strict=True)
    ]
    answer = {
        "code": 200,
        "msg": "success",
        "data": {"title": made.title, "text": made.prose, "tables": tables},
    }
    report = read(json.dumps(answer), "x.json")
    assert figures_of(report) == made.figures
    assert (report.agency, report.year) == ("青溪县水利局", 2023)


def test_an_answer_of_json_with_a_text() -> None:
    text, figures = typed("\t".join)
    title, _, rest = text.partition("\n")
    assert figures_of(read(json.dumps({"title": title, "content": rest}), "x.json")) == figures


def test_an_answer_of_json_with_records() -> None:
    made = page()
    records = [
        {"信息内容": "规章", "本年制发件数": 2, "本年废止件数": 1, "现行有效件数": 15.0},
        {"信息内容": "行政规范性文件", "本年制发件数": 23, "本年废止件数": 4, "现行有效件数": 146},
    ]
    others = [numbered(spread(rows)) for rows in list(made.tables.values())[1:]]
    answer = {"title": made.title, HEADINGS[0]: records, HEADINGS[1]: others[0], HEADINGS[2]: others[1]}
    left_out = ("licensing", "penalties", "coercion", "fees")
    found = {
        cell.key: cell.raw
        for cell in read(json.dumps(answer), "x.json").cells
        if cell.state is not State.ABSENT
    }
    assert found == {key: raw for key, raw in made.figures.items() if key.split(".")[1] not in left_out}
