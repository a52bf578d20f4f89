"""The cells of a table kept field by field: the same cells, whether made already or not."""

from __future__ import annotations

import pickle

import pytest

from parsers.document import Cells, GridCell, Place, Table

GRID = ((0, 1), (0, 2), ("规章", "37"), (1, 1), (2, 1))
MADE = (
    GridCell(0, 0, "规章", Place("A1", 4, 1, 1, part="一"), 1, 2),
    GridCell(1, 2, "37", Place("C2", 4, 2, 3, part="一")),
)


def kept() -> Cells:
    return Cells.placed(GRID, 4, paths=["A1", "C2"], part="一")


def test_cells_are_made_when_they_are_asked_for() -> None:
    cells = kept()
    assert cells.made is None
    assert cells.places_of(lambda fields: fields[1:]) == [MADE[1].place]
    assert cells.made is None
    assert cells == MADE
    assert cells[1] is cells[1]


@pytest.mark.parametrize("cells", [MADE, kept(), ()], ids=["made", "kept", "none"])
def test_a_table_is_sent_to_another_process_and_back(cells: Cells | tuple[GridCell, ...]) -> None:
    table = Table(cells, Place("A1", 4), "单位：件")
    again = pickle.loads(pickle.dumps(table))  # noqa: S301
    assert again == table
    assert list(again.texts) == [cell.text for cell in cells]
    assert list(again.each("column_span")) == [cell.column_span for cell in cells]


def test_fields_of_different_lengths_are_no_cells() -> None:
    with pytest.raises(ValueError, match="lengths"):
        Cells.placed((*GRID[:2], ("规章",), *GRID[3:]), 4)
