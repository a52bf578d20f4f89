"""Text copied from narrow columns: figures broken over lines are whole where sums leave one way, else in doubt."""

from __future__ import annotations

from parsers import Hints, Report, parse
from tests.parsers.report_page import Page, page
from tests.parsers.tables.test_doubtful_tables import states
from tests.parsers.tables.test_table_variants import raws

ROW = "二、上年结转政府信息公开申请数量"
HEADINGS = {
    "proactive_disclosure": "二、主动公开政府信息情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "review_litigation": "四、政府信息公开行政复议、行政诉讼情况",
}


def copied(made: Page) -> dict[str, list[str]]:
    """The lines of each table, a row in a line, blank cells lost; the narrow column of 总计 has two lines."""
    tables = {
        key: [" ".join(cell.text for cell in row if cell.text) for row in made.tables[key]]
        for key in HEADINGS
    }
    put(tables["applications"], "法人或其他组织 总计", "自然人 法人或其他组织 总", "计")
    return tables


def read(made: Page, tables: dict[str, list[str]]) -> Report:
    lines = [made.title, "一、总体情况", *made.prose]
    for key, heading in HEADINGS.items():
        lines += [heading, *tables[key]]
    lines += ["五、存在的主要问题及改进情况", "解读形式不够丰富。", "六、其他需要报告的事项", "无。"]
    [report] = parse("\n".join(lines).encode(), Hints(name="report.txt"))
    return report


def put(lines: list[str], label: str, *instead: str) -> None:
    """Put lines in the place of the one that begins with a label (perhaps behind that of its group)."""
    [at] = [at for at, line in enumerate(lines) if label in line]
    lines[at : at + 1] = instead


def carried_in(*row: str) -> tuple[list[object], Report]:
    made = page()
    tables = copied(made)
    put(tables["applications"], ROW, *row)
    report = read(made, tables)
    others = {key: raw for key, raw in made.figures.items() if ".carried_in." not in key}
    assert {key: raw for key, raw in raws(report).items() if ".carried_in." not in key} == others
    return [cell.value for cell in report.cells if cell.item == "carried_in"], report


def test_a_total_broken_over_two_lines_is_one_figure() -> None:
    values, report = carried_in(f"{ROW} 41 23 9 8 6 43", "13", "0")
    assert values == [41, 23, 9, 8, 6, 43, 130]
    assert [issue.code for issue in report.issues] == ["joined_figures"]
    total = next(cell for cell in report.cells if cell.key == "applications.carried_in.total")
    first = next(cell for cell in report.cells if cell.key == "applications.carried_in.natural_person")
    assert (total.raw, total.place.line) == ("130", first.place.line + 1)


def test_several_figures_of_a_row_may_be_broken() -> None:
    values, _ = carried_in(ROW, "２０", "５", "１４", "７", "３９ ８ ６ ４３", "４４", "８")
    assert values == [205, 147, 39, 8, 6, 43, 448]


def test_a_figure_in_three_pieces_and_one_with_its_unit() -> None:
    values, _ = carried_in(ROW, "12", "34", "5", "17 39 8 6 43", "12", "45", "8件")
    assert values == [12345, 17, 39, 8, 6, 43, 12458]


def test_pieces_that_add_up_in_no_way_are_in_doubt() -> None:
    values, report = carried_in(f"{ROW} 41 23 9 8 6 43", "13", "1")
    assert values == [None] * 7
    assert "joined_figures" not in {issue.code for issue in report.issues}


def test_pieces_that_add_up_in_two_ways_are_in_doubt() -> None:
    """11 and 1, or 1 and 11."""
    assert carried_in(ROW, "1", "1", "1", "2 3 4 5 26")[0] == [None] * 7


def test_the_pieces_of_a_figure_stand_on_lines_of_their_own() -> None:
    """90 would be 9 and 0 beside each other: nothing breaks a figure within a line."""
    assert carried_in(f"{ROW} 41 23 9 8 6 3 9 0")[0] == [None] * 7


def test_which_cell_is_blank_is_not_known_but_the_total_is() -> None:
    assert carried_in(f"{ROW} 41 23 9 8 49 130")[0] == [None] * 6 + [130]
    assert carried_in(f"{ROW} 41 23 9 8 49", "13", "0")[0] == [None] * 6 + [130]


def test_one_figure_twice_may_be_any_two_of_a_row() -> None:
    assert carried_in(f"{ROW} 41 41")[0] == [None] * 7
    assert carried_in(f"{ROW} 41 0 41")[0] == [None] * 7


def test_the_last_figure_of_a_row_is_no_total_where_rows_end_with_none() -> None:
    made = page()
    tables = copied(made)
    first = next(at for at, line in enumerate(tables["applications"]) if line.startswith("一、"))
    tables["applications"][first:] = [line.rpartition(" ")[0] for line in tables["applications"][first:]]
    put(tables["applications"], ROW, f"{ROW} 41 23 9 8 6 87")
    assert set(states(read(made, tables), "applications").values()) == {"unreadable"}


def test_a_last_piece_is_never_longer_than_the_first() -> None:
    """The line broke where the cell was full: 1 before 30 is no 130."""
    assert carried_in(f"{ROW} 41 23 9 8 6 43", "1", "30")[0] == [None] * 7


def test_where_figures_are_broken_a_row_on_one_line_is_certain_if_it_adds_up() -> None:
    """What reads line by line moves 14 and 8, one below the other, together to 814."""
    made = page()
    tables = copied(made)
    put(tables["applications"], ROW, f"{ROW} 41 23 9 8 6 43", "13", "0")
    put(tables["applications"], "2.重复申请", "2.重复申请 59 16 25 14 2 32 814")
    report = read(made, tables)
    assert set(states(report, "applications.rejected_repeated").values()) == {"unreadable"}
    assert set(states(report, "applications.carried_in").values()) == {"number"}


def test_a_sum_that_fails_is_printed_so_where_no_figure_is_broken() -> None:
    made = page()
    tables = copied(made)
    put(tables["applications"], "2.重复申请", "2.重复申请 59 16 25 14 2 32 814")
    assert set(states(read(made, tables), "applications.rejected_repeated").values()) == {"number"}


def test_figures_between_two_rows_put_both_in_doubt() -> None:
    """Two labels, then the figures of both, as where a group's label stands in the middle of its rows."""
    made = page()
    tables = copied(made)
    put(tables["applications"], "2.重复申请", "2.重复申请")
    put(
        tables["applications"],
        "3.要求提供公开出版物",
        "3.要求提供公开出版物 59 16 25 14 2 32 148",
        "处理 41 23 9 8 6 3 90",
    )
    report = read(made, tables)
    for item in ("rejected_repeated", "rejected_publication"):
        assert set(states(report, f"applications.{item}").values()) == {"unreadable"}
    assert set(states(report, "applications.rejected_petition").values()) == {"number"}


def test_figures_printed_before_their_labels_are_not_those_of_the_row_before() -> None:
    made = page()
    tables = copied(made)
    lines = tables["applications"]
    first = next(at for at, line in enumerate(lines) if line.startswith("一、"))
    moved: list[str] = []
    for line in lines[first:]:
        words = line.split(" ")
        moved += [" ".join(words[-7:]), " ".join(words[:-7])]
    tables["applications"] = [*lines[:first], *moved]
    report = read(made, tables)
    assert {cell.key: cell.raw for cell in report.cells if cell.table == "applications"} == {
        key: raw for key, raw in made.figures.items() if key.startswith("applications.")
    }
    # Sums that do not hold, or a row without figures: whose they are is not known.
    wrong = [*moved[:6], moved[6].replace("2", "4"), *moved[7:]]
    for changed in (wrong, [*moved[:6], *moved[7:]]):
        tables["applications"] = [*lines[:first], *changed]
        found = states(read(made, tables), "applications")
        assert set(found.values()) == {"unreadable"}


def reviews(*figures: str, labels: tuple[str, ...] = ()) -> list[object]:
    made = page()
    tables = copied(made)
    top, *heads, _ = tables["review_litigation"]
    tables["review_litigation"] = [top, *(labels or heads), *figures]
    return [cell.value for cell in read(made, tables).cells if cell.table == "review_litigation"]


def test_figures_of_reviews_are_put_together_by_the_sums_of_each_proceeding() -> None:
    found = reviews("8 3 9 12", "3", "2 19 15 11 6", "5", "1", "4 7 20 13", "4", "4")
    assert found == [8, 3, 9, 12, 32, 19, 15, 11, 6, 51, 4, 7, 20, 13, 44]


def test_one_proceeding_that_does_not_add_up_is_in_doubt_alone() -> None:
    found = reviews("8 3 9 12", "3", "2 19 15 11 6", "5", "7", "4 7 20 13", "4", "4")
    assert found == [8, 3, 9, 12, 32, *[None] * 5, 4, 7, 20, 13, 44]


def test_two_proceedings_that_do_not_add_up_leave_all_in_doubt() -> None:
    found = reviews("8 3 9 12", "3", "2 19 15 11 6", "5", "7", "4 7 20 13", "4", "5")
    assert found == [None] * 15


def test_a_blank_cell_of_one_proceeding_leaves_its_total_and_the_others_known() -> None:
    assert reviews("8 3 9 12 32 19 15 6 40 4 7 20 13 44") == [
        *(8, 3, 9, 12, 32),
        *(None, None, None, None, 40),
        *(4, 7, 20, 13, 44),
    ]


def test_reviews_below_labels_read_line_by_line_are_certain_if_they_add_up() -> None:
    labels = (
        "结果 结果 其他 尚未 总计",
        "维持 纠正 结果 审结",
        "未经复议直接起诉 复议后起诉",
        "结果 结果 其他 尚未 总计 结果 结果 其他 尚未 总计",
        "维持 纠正 结果 审结 维持 纠正 结果 审结",
    )
    figures = "8 3 9 12 32 19 15 11 6 {} 4 7 20 13 44"
    assert reviews(figures.format(51), labels=labels)[9] == 51
    assert reviews(figures.format(15), labels=labels)[5:10] == [None] * 5
