"""Headers that end on one page and go on on the next."""

from __future__ import annotations

import pytest

from parsers.document import GridCell, Place, Table
from parsers.pages.blocks import Page, blocks
from parsers.pages.cutheads import headed
from parsers.tables import read

LABEL, COLUMNS = 40.0, [200.0 + 30 * at for at in range(8)]
OVER = (LABEL, COLUMNS[0], COLUMNS[1], COLUMNS[6], COLUMNS[7])
BELOW = (LABEL, *COLUMNS)
# Of each cell its row, column, rows, columns and text.
Printed = list[tuple[int, int, int, int, str]]
ROWS = (
    ("一、本年新收政府信息公开申请数量", (41, 3, 0, 2, 5, 7, 58)),
    ("二、上年结转政府信息公开申请数量", (8, 1, 0, 0, 0, 4, 13)),
)
GROUPS: Printed = [
    (0, 0, 2, 1, "（本列数据的勾稽关系为：第一项加第二项之和，"),
    (0, 1, 1, 3, "申请人情况"),
    (1, 1, 1, 1, "自然"),
    (1, 2, 1, 1, "法人或其他组织"),
    (1, 3, 1, 1, "总计"),
]
NAMES: Printed = [
    (0, 0, 1, 1, "等于第三项加第四项之和）"),
    *((0, at, 1, 1, name) for at, name in enumerate(("人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", ""), 1)),
]  # fmt: skip


def table(printed: Printed, page: int, confidence: float | None = None, top: float = 50) -> Table:
    return Table(
        tuple(
            GridCell(row, column, text, Place(page=page), rows, columns, confidence)
            for row, column, rows, columns, text in printed
        ),
        Place(page=page, box=(LABEL, top, 410, top + 20)),
    )


def figures(first: int) -> Printed:
    return [
        (first + row, column, 1, 1, str(text))
        for row, (label, numbers) in enumerate(ROWS)
        for column, text in enumerate((label, *numbers))
    ]


def values(found: Table) -> dict[str, object]:
    return {key: cell.value for cell in read([found]).cells.values() if (key := cell.key)}


def test_columns_named_below_the_end_of_a_page() -> None:
    joined = headed(table(GROUPS, 1, 0.99), OVER, table(NAMES + figures(1), 2, 0.98), BELOW)
    assert joined is not None
    texts = {cell.text: cell for cell in joined.cells}
    assert texts["自然人"].row_span == 2
    assert texts["自然人"].confidence == 0.98
    assert texts["法人或其他组织"].column_span == 5
    assert (texts["商业企业"].row, texts["商业企业"].place.page) == (2, 2)
    assert texts["总计"].place.page == 1
    found = values(joined)
    assert found["applications.new_received.natural_person"] == 41
    assert found["applications.new_received.legal_service"] == 5
    assert found["applications.carried_in.other_org"] == 4
    assert found["applications.carried_in.total"] == 13


def test_labels_and_what_they_are_of_on_two_pages() -> None:
    """Of 行政复议 the words of each column are cut, of 行政诉讼 all stand on the next page."""
    edges = tuple(float(40 * at) for at in range(16))
    above: Printed = [(0, 0, 1, 5, "行政复议"), (0, 5, 1, 2, "行政诉讼")]
    above += [(1, at, 1, 1, name) for at, name in enumerate(("结果", "结果", "其他", "尚未", "总计"))]
    above += [(1, 5, 1, 1, "未经复议直接起诉"), (1, 6, 1, 1, "复议后起诉")]
    kinds = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    names = ("维持", "纠正", "结果", "审结", "", *kinds, *kinds)
    numbers = (2, 1, 0, 4, 7, 3, 0, 5, 1, 9, 6, 8, 0, 0, 14)
    below = [(0, at, 1, 1, name) for at, name in enumerate(names)]
    below += [(1, at, 1, 1, str(number)) for at, number in enumerate(numbers)]
    joined = headed(table(above, 1), (*edges[:6], edges[10], edges[15]), table(below, 2), edges)
    assert joined is not None
    found = values(joined)
    assert found["review_litigation.review.upheld"] == 2
    assert found["review_litigation.review.pending"] == 4
    assert found["review_litigation.litigation_direct.other"] == 5
    assert found["review_litigation.litigation_after_review.total"] == 14


@pytest.mark.parametrize(
    ("above", "over", "below"),
    [
        pytest.param([*GROUPS, (1, 4, 1, 1, "12")], (*OVER, 500.0), NAMES + figures(1), id="a figure above"),
        pytest.param(GROUPS, (40, 200, 245, 380, 410), NAMES + figures(1), id="other columns"),
        pytest.param(GROUPS, (40, 150, 180, 270, 300), NAMES + figures(1), id="a narrower table"),
        pytest.param(GROUPS, OVER, figures(0), id="figures below at once"),
        pytest.param(GROUPS, OVER, [(0, 0, 1, 8, "合计"), *figures(1)], id="a cell below several"),
        pytest.param(
            GROUPS, OVER, [(0, at, 1, 1, name) for at, name in enumerate("甲乙丙丁戊己庚辛")], id="no labels"
        ),
        pytest.param(GROUPS, (), NAMES + figures(1), id="no rules"),
    ],
)
def test_what_is_no_header_of_the_table_below(
    above: Printed, over: tuple[float, ...], below: Printed
) -> None:
    assert headed(table(above, 1), over, table(below, 2), BELOW) is None


@pytest.mark.parametrize("between", [False, True])
def test_pages_that_were_read_already(*, between: bool) -> None:
    """Tables of pictures are put together, too, by the edges of their columns; not where another lies between."""
    first, second = table(GROUPS, 1), table(NAMES + figures(1), 2)
    other = [table([(0, 0, 1, 1, "规章"), (0, 1, 1, 1, "31")], 1, top=90)] if between else []
    pages = [
        Page(1, 500, 800, (), (), (first, *other), edges=[OVER, (40.0, 90.0, 140.0)]),
        Page(2, 500, 800, (), (), (second,), edges=[BELOW]),
    ]
    made = [block for block in blocks(pages) if isinstance(block, Table)]
    assert [one.height for one in made] == ([2, 1, 3] if between else [5])
