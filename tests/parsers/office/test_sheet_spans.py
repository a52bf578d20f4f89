"""Merged ranges of sheets made from one form: the spans are kept, the texts are each sheet's own."""

from __future__ import annotations

from collections import Counter

from parsers.document import Table
from parsers.readers.sheets.blocks import pieces
from parsers.readers.sheets.sheet import Sheet


def texts(label: str, figure: str, hidden: set[int]) -> list[tuple[int, int, str]]:
    sheet = Sheet(
        "一",
        {(3, 2): label, (3, 4): "81", (4, 4): figure, (5, 2): "总计", (5, 4): "96"},
        [((3, 2), (4, 3))],
        hidden,
    )
    [table] = [block for block in pieces(sheet, 0, Counter()) if isinstance(block, Table)]
    return [(cell.row, cell.column_span, cell.text) for cell in table.cells if cell.text]


def test_sheets_with_the_same_ranges_keep_their_own_texts() -> None:
    for label, figure in (("规章", "15"), ("行政许可", "27")):
        assert texts(label, figure, set()) == [
            (0, 2, label), (0, 1, "81"), (1, 1, figure), (2, 1, "总计"), (2, 1, "96"),
        ]  # fmt: skip


def test_a_range_whose_first_row_is_hidden_begins_in_the_next_each_time() -> None:
    for label, figure in (("规章", "15"), ("行政许可", "27")):
        assert texts(label, figure, {3}) == [(0, 2, label), (0, 1, figure), (1, 1, "总计"), (1, 1, "96")]
