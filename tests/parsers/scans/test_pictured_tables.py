"""Tables recognised in pictures, some of whose labels a seal hides: only what is proven is certain."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from parsers import tables
from parsers.document import Hints, Table
from parsers.model import State
from parsers.readers import html
from parsers.tables.figures import Figures
from tests.parsers.report_page import page

AFTER = "litigation_after_review"


def pictured(spoilt: Callable[[str, int], str]) -> Figures:
    """What is read of a report's tables as from a picture; `spoilt` gives each text, told how often it came."""
    seen: dict[str, int] = {}

    def text_of(text: str) -> str:
        seen[text] = seen.get(text, 0) + 1
        return spoilt(text, seen[text])

    found = [
        Table(tuple(replace(cell, text=text_of(cell.text), confidence=0.99) for cell in table.cells))
        for table in html.read(page().html().encode(), Hints()).tables
    ]
    return tables.read(found)


def states(figures: Figures, item: str) -> dict[str, State]:
    return {cell.column: cell.state for cell in figures.cells.values() if cell.item == item}


def hidden(labels: dict[tuple[str, int], str]) -> Callable[[str, int], str]:
    return lambda text, count: labels.get((text.strip(), count), text)


def test_one_hidden_label_is_the_one_that_is_missing() -> None:
    whole, spoilt = pictured(lambda text, _: text), pictured(hidden({("结果纠正", 3): "县级王"}))
    assert {key: cell.value for key, cell in whole.cells.items()} == {
        key: cell.value for key, cell in spoilt.cells.items()
    }
    assert "header_unclear" in {issue.code for issue in spoilt.issues}
    assert "header_unclear" not in {issue.code for issue in whole.issues}


def test_of_two_hidden_labels_each_could_be_the_other() -> None:
    spoilt = pictured(hidden({("结果纠正", 3): "", ("总计", 4): "+"}))
    found = states(spoilt, AFTER)
    assert found["corrected"] is found["total"] is State.UNREADABLE
    assert found["upheld"] is found["other"] is found["pending"] is State.NUMBER
    assert set(states(spoilt, "litigation_direct").values()) == {State.NUMBER}


def test_labels_in_another_order_are_no_official_order() -> None:
    spoilt = pictured(hidden({("结果维持", 3): "结果纠正", ("结果纠正", 3): ""}))
    assert not any(state is State.NUMBER for state in states(spoilt, AFTER).values())


def test_what_is_left_of_a_label_is_no_figure() -> None:
    """With a blank in its row it would fill the row up, each figure one column aside."""
    blank = {(page().figures["applications.rejected_repeated.legal_service"], 1): ""}
    whole = pictured(hidden(blank))
    spoilt = pictured(hidden(blank | {("2.重复申请", 1): "2.1"}))
    assert states(whole, "rejected_repeated")["legal_service"] is State.BLANK
    for key, cell in spoilt.cells.items():
        assert cell.value == whole.cells[key].value or cell.state is State.UNREADABLE


def test_of_a_picture_nothing_is_left_out_where_columns_are_unclear() -> None:
    """A rim taken for a rule makes a cell too many: the block whose header it spoils is not absent."""
    *others, reviews = html.read(page().html().encode(), Hints()).tables
    last = max(cell.row for cell in reviews.cells)
    spoilt = {"行政复议": "行", "结果维持": "结"}
    seen: set[str] = set()
    cells = []
    for cell in reviews.cells:
        text = cell.text if cell.text in seen else spoilt.get(cell.text.strip(), cell.text)
        seen.add(cell.text)
        aside = 1 if cell.row == last and cell.column > 2 else 0
        cells.append(replace(cell, text=text, column=cell.column + aside, confidence=0.99))
        if cell.row == last and cell.column == 2:
            cells.append(replace(cell, text="7", column=3, confidence=0.99))
    figures = tables.read([*others, Table(tuple(cells))])
    found = [cell.state for cell in figures.cells.values() if cell.table == "review_litigation"]
    assert found == [State.UNREADABLE] * 15


def test_where_rows_of_a_picture_fit_no_columns_its_blanks_are_in_doubt() -> None:
    first, applications, *others = html.read(page().html().encode(), Hints()).tables
    last = max(cell.row for cell in applications.cells)
    blank = next(cell for cell in applications.cells if cell.row == 5 and cell.text.strip().isdigit())

    def read(rows: tuple[int, ...]) -> Figures:
        cells = [
            replace(cell, text="" if cell is blank else cell.text, confidence=0.99)
            for cell in applications.cells
            if not (cell.row in rows and cell.text.strip() == figures_of[cell.row][1])
        ]
        return tables.read([first, Table(tuple(cells)), *others])

    figures_of = {
        row: [c.text.strip() for c in applications.cells if c.row == row and c.text.strip().isdigit()]
        for row in range(last + 1)
    }
    blanks = [
        [
            key
            for key, cell in read(rows).cells.items()
            if cell.state is State.BLANK and key[0] == "applications"
        ]
        for rows in ((), (last,), (last, last - 1))
    ]
    assert len(blanks[0]) == len(blanks[1]) == 1
    assert blanks[2] == []


def test_a_figure_cut_off_by_a_rim_leaves_no_blank() -> None:
    """A rim taken for a rule parts a header from its start, and the figure below it from a strip that is blank."""
    first, *others = html.read(page().html().encode(), Hints()).tables
    (head,) = [cell for cell in first.cells if cell.row == 8 and cell.column == 1]
    (decisions,) = [cell for cell in first.cells if cell.row == 9 and cell.column == 1]
    rest = [replace(cell, confidence=0.99) for cell in first.cells if cell not in (head, decisions)]
    cut = [
        replace(head, text="AA", column_span=1, confidence=0.3),
        replace(head, column=2, column_span=2, confidence=0.99),
        replace(decisions, text=f"1{decisions.text}", column_span=2, confidence=0.5),
        replace(decisions, text="", column=3, column_span=1, confidence=0.99),
    ]
    cells = tables.read([Table((*rest, *cut)), *others]).cells
    assert cells["proactive_disclosure", "penalties", "decisions"].state is State.UNREADABLE
    assert cells["proactive_disclosure", "licensing", "decisions"].state is State.NUMBER


def without_row(start: str, *, gap: int = 0, spoilt: str = "", doubted: str = "") -> Figures:
    """What is read of a picture that lacks the row whose label starts so.

    With `gap` a row of its grid has nothing in it there; `spoilt` is the start of a label that is hidden,
    `doubted` a figure that was read without certainty.
    """
    made: list[Table] = []
    for table in html.read(page().html().encode(), Hints()).tables:
        labels = [cell for cell in table.cells if cell.text.strip().startswith(start)]
        gone = {cell.row for cell in labels}
        cells = []
        for cell in table.cells:
            if cell.row in gone and (cell in labels or cell.column > labels[0].column):
                continue
            above = sum(row < cell.row for row in gone) * (1 - gap)
            spans = sum(cell.row < row < cell.row + cell.row_span for row in gone) * (1 - gap)
            text = "" if spoilt and cell.text.strip().startswith(spoilt) else cell.text
            sure = 0.5 if doubted and cell.text.strip() == doubted else 0.99
            cells.append(
                replace(
                    cell, row=cell.row - above, row_span=cell.row_span - spans, text=text, confidence=sure
                )
            )
        made.append(Table(tuple(cells)))
    return tables.read(made)


def test_a_row_between_two_that_follow_on_each_other_in_a_picture_is_not_printed() -> None:
    figures = without_row("2.重复申请")
    assert set(states(figures, "rejected_repeated").values()) == {State.ABSENT}
    printed = page().figures
    for key, cell in figures.cells.items():
        if cell.state is State.NUMBER:
            assert cell.raw == printed[".".join(key)]


def test_a_row_that_a_picture_may_hide_is_not_left_out() -> None:
    """Where its neighbour's label is hidden, a figure beside it is in doubt, or its place is there."""
    beside = page().figures["applications.rejected_petition.total"]
    for figures in (
        without_row("2.重复申请", spoilt="3.要求提供公开出版物"),
        without_row("2.重复申请", doubted=beside),
        without_row("2.重复申请", gap=1),
    ):
        assert State.ABSENT not in states(figures, "rejected_repeated").values()


def test_one_hidden_label_of_the_applicants_is_the_one_that_is_missing() -> None:
    whole, spoilt = pictured(lambda text, _: text), pictured(hidden({("自然人", 1): "自然尽3819"}))
    assert {key: cell.value for key, cell in whole.cells.items()} == {
        key: cell.value for key, cell in spoilt.cells.items()
    }
    assert "header_unclear" in {issue.code for issue in spoilt.issues}


def test_a_corner_of_which_a_seal_leaves_a_figure_is_no_row_of_figures() -> None:
    def spoilt(text: str, count: int) -> str:
        if "本列数据" in text:
            return "27(本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和1"
        return "1—自然尽183819" if (text.strip(), count) == ("自然人", 1) else text

    whole, hidden_too = pictured(lambda text, _: text), pictured(spoilt)
    assert {key: cell.value for key, cell in whole.cells.items()} == {
        key: cell.value for key, cell in hidden_too.cells.items()
    }
    assert "header_unclear" in {issue.code for issue in hidden_too.issues}


@pytest.mark.parametrize("left", ["3政诉讼", "行政诉", "公"])
def test_what_a_seal_leaves_of_a_label_above_others_heads_no_column_of_its_own(left: str) -> None:
    whole, spoilt = pictured(lambda text, _: text), pictured(hidden({("行政诉讼", 1): left}))
    assert {key: cell.value for key, cell in whole.cells.items()} == {
        key: cell.value for key, cell in spoilt.cells.items()
    }


@pytest.mark.parametrize(("blank", "state"), [("", State.NUMBER), ("granted", State.UNREADABLE)])
def test_a_stroke_behind_a_label_is_no_figure_where_each_figure_has_a_cell(blank: str, state: State) -> None:
    """Where the first cell of the row is blank, the dash may be its figure, and all others one too far left."""
    count = 0

    def spoilt(text: str, _: int) -> str:
        nonlocal count
        count += bool(count) or text.startswith("（一）予以公开")
        if count == 2 and blank:
            return ""
        return text + "—" if count == 1 else text

    found = states(pictured(spoilt), "granted")
    assert found["total"] is state


@pytest.mark.parametrize(("blank", "state"), [(False, State.NUMBER), (True, State.UNREADABLE)])
def test_strokes_around_a_label_are_no_figures_where_each_figure_has_a_cell(
    blank: bool, state: State
) -> None:
    """A seal over 2.重复申请 leaves a stroke before it and one behind it; of a blank cell it may be the figure."""
    spoilt = hidden({("2.重复申请", 1): "7重复申请1"})
    label = False

    def blanked(text: str, count: int) -> str:
        nonlocal label
        before, label = label, text == "2.重复申请"
        return "" if blank and before else spoilt(text, count)

    found = states(pictured(blanked), "rejected_repeated")
    assert found["total"] is state


@pytest.mark.parametrize("blank", [False, True])
def test_a_stroke_behind_a_label_of_a_column_is_no_figure_where_each_figure_has_a_cell(blank: bool) -> None:
    """Where a cell of that row is blank, the dash may be a figure, and others one too far left."""
    total = page().figures["review_litigation.litigation_after_review.total"]
    label = False

    def spoilt(text: str, count: int) -> str:
        nonlocal label
        here = text == "结果维持" and count == 3
        label |= here
        return f"{text}—" if here else "" if blank and label and text == total else text

    whole, found = pictured(lambda text, _: text), pictured(spoilt)
    assert set(states(whole, AFTER).values()) == {State.NUMBER}
    for item in ("review", "litigation_direct", AFTER):
        certain = State.NUMBER in states(found, item).values()
        assert certain is not blank
        assert blank or states(found, item) == states(whole, item)


@pytest.mark.parametrize(
    ("first", "second", "items"),
    [
        ("（一）予以公开", "（二）部分公开", ("granted", "partly_granted")),
        ("规章", "行政规范性文件", ("regulations", "normative_documents")),
        ("1.信访举报", "2.重复申请", ("rejected_petition", "rejected_repeated")),
    ],
)
def test_a_lost_rule_between_two_labels_puts_both_rows_in_doubt(
    first: str, second: str, items: tuple[str, str]
) -> None:
    """Both stand in one cell then, as high as two rows of figures: which are whose is not known."""
    made = []
    for table in html.read(page().html().encode(), Hints()).tables:
        upper, lower = (
            next((cell for cell in table.cells if cell.text.startswith(label)), None)
            for label in (first, second)
        )
        cells = table.cells
        if upper and lower:
            joined = replace(upper, text=upper.text + lower.text, row_span=2)
            cells = tuple(joined if cell is upper else cell for cell in cells if cell is not lower)
        made.append(Table(tuple(replace(cell, confidence=0.99) for cell in cells)))
    found = tables.read(made)
    for item in items:
        assert set(states(found, item).values()) == {State.UNREADABLE}
    assert State.NUMBER in states(found, "rejected_publication").values()
    assert State.NUMBER in states(found, "licensing").values()
