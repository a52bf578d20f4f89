"""The official tables come out as rectangles with the spans of the printed forms, every figure named."""

from __future__ import annotations

import pytest

from parsers import templates
from web.forms import Slot, printed

TABLES = [(form.key, table.key) for form in templates.forms().values() for table in form.tables]


def grid(key: str, table: str) -> dict[tuple[int, int], Slot]:
    taken: dict[tuple[int, int], Slot] = {}
    for y, line in enumerate(printed(templates.load(key).table(table))):
        x = 0
        for slot in line:
            while (y, x) in taken:
                x += 1
            for place in [(y + dy, x + dx) for dy in range(slot.row_span) for dx in range(slot.column_span)]:
                assert place not in taken, f"{slot} lies over {taken[place]}"
                taken[place] = slot
    return taken


@pytest.mark.parametrize(("key", "table"), TABLES)
def test_slots_fill_a_rectangle_without_overlap(key, table):
    taken = grid(key, table)
    height, width = 1 + max(y for y, _ in taken), 1 + max(x for _, x in taken)
    assert len(taken) == height * width


@pytest.mark.parametrize(("key", "table"), TABLES)
def test_every_figure_stands_once_and_is_named_by_headings_that_exist(key, table):
    form_table = templates.load(key).table(table)
    slots = [slot for line in printed(form_table) for slot in line]
    figures = [(slot.row.key, slot.column.key) for slot in slots if slot.kind == "figure"]
    assert figures == [(row.key, column.key) for row, column in form_table.figures()]
    ids = [slot.id for slot in slots if slot.id]
    assert len(ids) == len(set(ids))
    for slot in slots:
        if slot.kind == "figure":
            assert slot.headers and set(slot.headers) <= set(ids)


def test_the_spans_of_table_three_are_those_of_the_printed_form():
    """As counted on the form of 2021: 22 rows of outcomes, 8, 3, 5 and 3 within; labels 3 columns wide."""
    slots = {
        slot.text: slot for line in printed(templates.load("2021").table("applications")) for slot in line
    }
    assert slots["三、本年度办理结果"].row_span == 22
    assert slots["（三）不予公开"].row_span == 8
    assert slots["（四）无法提供"].row_span == 3
    assert slots["（五）不予处理"].row_span == 5
    assert slots["（六）其他处理"].row_span == 3
    assert slots["一、本年新收政府信息公开申请数量"].column_span == 3
    assert slots["（一）予以公开"].column_span == 2
    assert slots["法人或其他组织"].column_span == 5
    assert slots["申请人情况"].column_span == 7
    assert slots["自然人"].row_span == 2
    corner = templates.load("2021").table("applications").corner
    assert (slots[corner].row_span, slots[corner].column_span) == (3, 3)


def test_table_four_is_one_line_of_fifteen_figures_under_three_headings():
    lines = printed(templates.load("2021").table("review_litigation"))
    assert [(slot.text, slot.row_span, slot.column_span) for slot in lines[0]] == [
        ("行政复议", 2, 5),
        ("行政诉讼", 1, 10),
    ]
    assert [(slot.text, slot.column_span) for slot in lines[1]] == [
        ("未经复议直接起诉", 5),
        ("复议后起诉", 5),
    ]
    assert [slot.kind for slot in lines[3]] == ["figure"] * 15
