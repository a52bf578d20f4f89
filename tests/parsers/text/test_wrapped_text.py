"""Text copied from a PDF: what a narrow cell broke off its figure belongs to it, anything else is in doubt."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.model import Cell, State
from tests.parsers.report_page import Page, page

ROW = "二、上年结转政府信息公开申请数量"


def read(made: Page, row: list[str]) -> dict[str, Cell]:
    """The figures of carried_in, where the lines of its row are these."""
    lines = [made.title, "一、总体情况", *made.prose, "二、主动公开政府信息情况"]
    for key, heading in (
        ("proactive_disclosure", "三、收到和处理政府信息公开申请情况"),
        ("applications", "四、政府信息公开行政复议、行政诉讼情况"),
        ("review_litigation", "五、存在的主要问题及改进情况"),
    ):
        for cells in made.tables[key]:
            line = " ".join(cell.text for cell in cells if cell.text)
            lines += row if line.startswith(ROW) else [line]
        lines.append(heading)
    report = parse("\n".join(lines).encode(), Hints(name="report.txt"))[0]
    assert {cell.key: cell.raw for cell in report.cells if cell.item != "carried_in"} == {
        key: raw for key, raw in made.figures.items() if ".carried_in." not in key
    }
    return {cell.column: cell for cell in report.cells if cell.item == "carried_in"}


def values(made: Page, row: list[str]) -> list[object]:
    return [cell.value for cell in read(made, row).values()]


def test_a_unit_alone_in_its_line_is_that_of_the_figure_before_it() -> None:
    found = read(page(), [ROW, "41", "件", "23 9件 8", "6", "件", "3 90"])
    assert [cell.value for cell in found.values()] == [41, 23, 9, 8, 6, 3, 90]
    assert found["natural_person"].raw == "41件"


def test_a_sign_that_is_no_unit_elsewhere_is_none_here() -> None:
    assert values(page(), [ROW, "41", "部", "23 9件 8 6 3 90"]) == [None] * 7


def test_a_note_broken_over_lines_ends_the_figure_it_stands_behind() -> None:
    found = read(page(), [ROW, "41（含网上申请", "12件）", "23 9 8 6 3 90"])
    assert [cell.value for cell in found.values()] == [41, 23, 9, 8, 6, 3, 90]
    assert found["natural_person"].note == "（含网上申请12件）"


def test_a_note_that_never_ends_leaves_its_row_in_doubt() -> None:
    assert values(page(), [ROW, "41（含网上申请", "12件", "23 9 8 6 3 90"]) == [None] * 7


def test_a_row_with_a_unit_and_a_figure_too_few_stays_in_doubt() -> None:
    assert values(page(), [ROW, "41", "件", "23 9件 8 6 90"]) == [None] * 7


def test_a_note_whole_in_its_line_belongs_to_its_figure() -> None:
    found = read(page(), [ROW, "41（含网上申请12件）", "23", "9", "8", "6", "3", "90"])
    assert [cell.value for cell in found.values()] == [41, 23, 9, 8, 6, 3, 90]
    assert found["natural_person"].note == "（含网上申请12件）"


@pytest.mark.parametrize("row", [["41 23 9 8 6 3 90 （更正为155）"], ["41 23 9 8 6 3 90", "（应为 155件）"]])
def test_a_note_that_a_figure_should_be_another_puts_it_in_doubt(row: list[str]) -> None:
    found = read(page(), [ROW, *row])
    assert [cell.value for cell in found.values()] == [41, 23, 9, 8, 6, 3, None]
    assert str(found["total"].state) == "unreadable"


def test_decimals_torn_off_their_figure_are_not_lost() -> None:
    made = page()
    amount = made.figures["proactive_disclosure.fees.amount"]
    for torn in (" .81", "\n.81"):
        lines = [" ".join(cell.text for cell in row) for row in made.tables["proactive_disclosure"]]
        assert f"行政事业性收费 {amount}" in lines
        lines = [line.replace(amount, f"710{torn}") for line in lines]
        text = "\n".join([made.title, "二、主动公开政府信息情况", *lines])
        [report] = parse(text.encode(), Hints(name="report.txt"))
        fees = next(cell for cell in report.cells if cell.key == "proactive_disclosure.fees.amount")
        assert (fees.value, fees.raw.split()) == (None, ["710", ".81"])


@pytest.mark.parametrize("sign", ["—", "/", "无"])
def test_signs_run_together_with_a_label_are_no_blank_cells(sign: str) -> None:
    for row in (f"{ROW}{sign * 7}", f"{ROW}{sign * 7}三、本年度办理结果"):
        found = read(page(), [row])
        assert {str(cell.state) for cell in found.values()} == {"unreadable"}


@pytest.mark.parametrize("between", [" ", "\n"])
def test_a_table_that_stands_twice_with_different_figures_is_in_doubt(between: str) -> None:
    """As where a page's text is taken with what its style sheet hides."""
    made = page()
    table = [[cell.text for cell in row if cell.text] for row in made.tables["applications"]]
    other = [[f"{text}7" if text.isdecimal() else text for text in row] for row in table]
    lines = [made.title, "三、收到和处理政府信息公开申请情况"]
    lines += [between.join(row) for copy in (other, table) for row in copy]
    [report] = parse("\n".join(lines).encode(), Hints(name="report.txt"))
    assert not [cell.key for cell in report.cells if cell.value is not None]
    lines[2 : 2 + len(other)] = [between.join(row) for row in table]
    [report] = parse("\n".join(lines).encode(), Hints(name="report.txt"))
    assert {cell.key: cell.raw for cell in report.cells if cell.value is not None} == {
        key: raw for key, raw in made.figures.items() if key.startswith("applications.")
    }


# Two ways in which cells of unlike height are read line by line.
MIXED = [
    [
        "结果 结果 其他 尚未 总",
        "维持 纠正 结果 审结 计 结果 结果 其他 尚未 总 结果 结果 其他 尚未 总",
        "维持 纠正 结果 审结 计 维持 纠正 结果 审结 计",
    ],
    [
        "结 结 其 尚",
        "结 结 其 尚 结 结 其 尚",
        "果 果 他 未",
        "总计 果 果 他 未 总 果 果 他 未 总",
        "维 纠 结 审",
        "维 纠 结 审 计 维 纠 结 审 计",
        "持 正 果 结",
        "持 正 果 结 持 正 果 结",
    ],
]
FIGURES = "8 3 2 1 14 9 4 6 5 24 12 7 10 11 40"


def reviews(heads: list[str], figures: str = FIGURES) -> dict[str, str]:
    lines = ["青溪县水利局2023年政府信息公开工作年度报告", "四、政府信息公开行政复议、行政诉讼情况"]
    lines += ["2023 年，我局未发生行政复议、行政诉讼。", "行政复议 行政诉讼", "未经复议直接起诉 复议后起诉"]
    text = "\n".join([*lines, *heads, figures, "五、存在的主要问题及改进情况", "无。"])
    report = parse(text.encode(), Hints(name="report.txt"))[0]
    return {cell.key: cell.raw for cell in report.cells if cell.state is State.NUMBER}


@pytest.mark.parametrize("heads", MIXED)
def test_the_labels_of_reviews_may_be_mixed(heads: list[str]) -> None:
    expected = {key: raw for key, raw in page().figures.items() if key.startswith("review_litigation")}
    assert reviews(heads) == expected
    known = reviews(heads, FIGURES.replace("24", "25"))  # sums that do not hold prove nothing
    assert known == {key: raw for key, raw in expected.items() if "litigation_direct" not in key}


@pytest.mark.parametrize("heads", MIXED)
def test_mixed_labels_with_one_too_many_or_in_another_order_are_none_of_the_form(heads: list[str]) -> None:
    assert reviews([*heads, "注"]) == {}
    swapped = [
        "".join({"维": "纠", "纠": "维", "持": "正", "正": "持"}.get(one, one) for one in line)
        for line in heads
    ]
    assert reviews(swapped) == {}


ABOVE = [
    "申请人情况",
    "法人或其他组织",
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
]


def applicants(made: Page, heads: list[str], **renamed: str) -> dict[str, Cell]:
    """The figures of applicants, by key, below header lines; rows renamed by their item."""
    lines = [made.title, "三、收到和处理政府信息公开申请情况", *heads]
    for cells in made.tables["applications"][3:]:
        line = " ".join(cell.text for cell in cells if cell.text)
        for old, new in renamed.values():
            line = line.replace(old, new)
        lines.append(line)
    lines += ["四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况"]
    report = parse("\n".join(lines).encode(), Hints(name="report.txt"))[0]
    return {cell.key: cell for cell in report.cells if cell.table == "applications"}


def test_labels_of_three_lines_begin_higher_than_those_of_two() -> None:
    made = page()
    lines = ["自然人 社会 法律 总计", "商业 科研", "公益 服务 其他", "企业 机构", "组织 机构"]
    found = applicants(made, [*ABOVE, *lines])
    assert {key: cell.raw for key, cell in found.items()} == {
        key: raw for key, raw in made.figures.items() if key.startswith("applications.")
    }


@pytest.mark.parametrize("corner", ["", "申请情况 ", "办理情况\n", "项目\n类别\n"])
def test_a_corner_in_other_words(corner: str) -> None:
    made = page()
    lines = ["自然人 法人或其他组织 总计", "商业企业 科研机构 社会公益组织 法律服务机构 其他"]
    found = applicants(made, [f"{corner}申请人情况", *lines])
    assert {key: cell.raw for key, cell in found.items()} == {
        key: raw for key, raw in made.figures.items() if key.startswith("applications.")
    }


@pytest.mark.parametrize(
    "lines",
    [
        ["自然人 法律 社会 总计", "商业 科研", "服务 公益 其他", "企业 机构", "机构 组织"],
        ["自然人 社会 法律 总计", "科研 商业", "公益 服务 其他", "机构 企业", "组织 机构"],
        ["自然人 社会公益组织 法律服务机构 商业企业 科研机构 其他 总计"],
    ],
)
def test_labels_in_another_order_are_not_taken_for_those_of_the_form(lines: list[str]) -> None:
    assert not [cell for cell in applicants(page(), [*ABOVE, *lines]).values() if cell.state is State.NUMBER]


def test_a_label_that_lacks_signs_is_that_of_the_row_between_its_neighbours() -> None:
    made = page()
    lines = ["自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计"]
    found = applicants(made, [*ABOVE, *lines], a=("2.其他法律行政法规禁止公开", "2.其他法律行政止公开"))
    assert {key: cell.raw for key, cell in found.items()} == {
        key: raw for key, raw in made.figures.items() if key.startswith("applications.")
    }
    strange = applicants(made, [*ABOVE, *lines], a=("2.其他法律行政法规禁止公开", "2.涉及商业往来的事项"))
    cells = [cell for cell in strange.values() if cell.item == "denied_by_law"]
    assert {cell.state for cell in cells} == {State.UNREADABLE}


ACROSS = ["自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计"]


def of_unlike_height(made: Page) -> list[str]:
    """The rows of applicants with figures before, amid, behind their labels by turns, as programs read pages."""
    lines = []
    for at, cells in enumerate(made.tables["applications"][3:]):
        *labels, label = [cell.text for cell in cells[:-7] if cell.text]
        figures = " ".join(cell.text for cell in cells[-7:])
        half = len(label) // 2
        ways = (
            [label, figures],
            [figures, label],
            [f"{label} {figures}"],
            [label[:half], figures, label[half:]],
        )
        lines += [*labels, *[line for line in ways[at % 4] if line]]
    return lines


def told(made: Page, lines: list[str]) -> dict[str, Cell]:
    text = [made.title, "三、收到和处理政府信息公开申请情况", *ABOVE, *ACROSS, *lines]
    text += ["四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况"]
    report = parse("\n".join(text).encode(), Hints(name="report.txt"))[0]
    return {cell.key: cell for cell in report.cells if cell.table == "applications"}


def test_figures_before_amid_and_behind_their_labels_are_read_in_turn() -> None:
    made = page()
    lines = of_unlike_height(made)
    lines.insert(20, "- 3 -")
    assert {key: cell.raw for key, cell in told(made, lines).items()} == {
        key: raw for key, raw in made.figures.items() if key.startswith("applications.")
    }


@pytest.mark.parametrize("more", [[], ["991 992 993 994 995 996 5961"]])
def test_figures_that_may_be_those_of_two_labels_are_in_doubt(more: list[str]) -> None:
    """A row without figures, and perhaps one without a label: what stands between two labels is of either."""
    made = page()
    lines = of_unlike_height(made)
    gone = " ".join(cell.text for cell in made.tables["applications"][8][-7:])
    lines = [line.replace(gone, "").strip() for line in lines]
    lines = [line for line in [*lines[:30], *more, *lines[30:]] if line]
    for key, cell in told(made, lines).items():
        assert cell.state is State.UNREADABLE or cell.raw == made.figures[key]


def test_figures_in_turn_whose_sums_do_not_hold_are_in_doubt() -> None:
    made = page()
    lines = of_unlike_height(made)
    figures = " ".join(cell.text for cell in made.tables["applications"][9][-7:])
    lines = [line.replace(figures, "9" * 5000 + figures[3:]) for line in lines]
    assert any(cell.state is State.UNREADABLE for cell in told(made, lines).values())


ISSUED = """青禾县水务局2023年政府信息公开工作年度报告
二、主动公开政府信息情况
第二十条第（一）项
信息内容 本年制发件数 本年废止件数 现行有效件数
规章
4 1 95
行政规范性文件
第二十条第（五）项
信息内容 本年处理决定数量
行政许可
第二十条第（六）项
信息内容 本年处理决定数量
行政处罚
行政强制
{last}第二十条第（八）项
信息内容 本年收费金额（单位：万元）
行政事业性收费
五、存在的主要问题及改进情况
"""


@pytest.mark.parametrize(("last", "certain"), [("", False), ("62\n", True)])
def test_figures_between_two_labels_are_those_of_the_first_only_if_others_stand_so(
    last: str, certain: bool
) -> None:
    """They may stand before their label, with the first row blank; behind the last label of a block they
    cannot."""
    [report] = parse(ISSUED.format(last=last).encode(), Hints(name="x.txt"))
    rows = {item: {cell.state for cell in report.cells if cell.item == item} for item in ("regulations",)}
    rows["normative_documents"] = {cell.state for cell in report.cells if cell.item == "normative_documents"}
    if certain:
        assert rows == {"regulations": {State.NUMBER}, "normative_documents": {State.BLANK}}
    else:
        assert rows == {"regulations": {State.UNREADABLE}, "normative_documents": {State.UNREADABLE}}


def test_figures_before_all_labels_with_the_first_row_blank_are_in_doubt() -> None:
    made = page()
    [head, *rows] = made.tables["applications"][2:]
    lines = ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况"]
    lines += ["自然人 法人或其他组织 总计", " ".join(cell.text for cell in head)]
    for at, row in enumerate(rows):
        labels, figures = row[:-7], row[-7:]
        lines += [" ".join(cell.text for cell in figures)] * (at > 0)
        lines += [cell.text for cell in labels]
    text = "\n".join([made.title, "三、收到和处理政府信息公开申请情况", *lines, "四、行政复议情况"])
    [report] = parse(text.encode(), Hints(name="x.txt"))
    sure = [cell for cell in report.cells if cell.state in (State.NUMBER, State.BLANK)]
    wrong = {cell.key for cell in sure if cell.raw != made.figures[cell.key]}
    assert not wrong


def test_a_figure_behind_all_labels_of_a_block_is_that_of_the_last_only_if_others_stand_so() -> None:
    """All labels may stand before all figures, and one row be blank."""
    text = ISSUED.format(last="62\n").replace(
        "规章\n4 1 95\n行政规范性文件\n", "规章\n行政规范性文件\n4 1 95\n"
    )
    [report] = parse(text.encode(), Hints(name="x.txt"))
    states = {cell.item: cell.state for cell in report.cells if cell.table == "proactive_disclosure"}
    doubted = {"regulations", "normative_documents", "penalties", "coercion"}
    assert {item for item, state in states.items() if state is State.UNREADABLE} == doubted
    beside = text.replace("行政规范性文件\n4 1 95\n", "行政规范性文件 4 1 95\n").replace(
        "强制\n62", "强制 62"
    )
    [report] = parse(beside.encode(), Hints(name="x.txt"))
    assert [cell.raw for cell in report.cells if cell.item == "normative_documents"] == ["4", "1", "95"]
    assert {cell.state for cell in report.cells if cell.item == "regulations"} == {State.BLANK}


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("信息内容 本年制发件数（指2023年内制发） 本年废止件数（含失效） 现行有效件数", True),
        ("信息内容 制定数 失效数 总数", False),
    ],
)
def test_a_first_block_under_another_header_is_not_absent(header: str, told: bool) -> None:
    made = page()
    lines = [" ".join(cell.text for cell in row) for row in made.tables["proactive_disclosure"]]
    assert lines[1] == "信息内容 本年制发件数 本年废止件数 现行有效件数"
    lines[1] = header
    text = "\n".join([made.title, "二、主动公开政府信息情况", *lines, "五、存在的主要问题", "无。"])
    [report] = parse(text.encode(), Hints(name="report.txt"))
    for cell in report.cells:
        if cell.table == "proactive_disclosure" and cell.item in ("regulations", "normative_documents"):
            assert cell.raw == made.figures[cell.key] if told else cell.state is State.UNREADABLE, cell
