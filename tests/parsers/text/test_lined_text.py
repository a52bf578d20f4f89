"""Text with each cell of a table in a line of its own, as word processors save their documents as text."""

from __future__ import annotations

from parsers import Hints, Report, parse
from parsers.model import State, Status
from tests.parsers.report_page import C, Page, page
from tests.parsers.tables.test_doubtful_tables import row_of, states
from tests.parsers.tables.test_table_variants import assert_whole, raws


def lined(made: Page) -> list[str]:
    """The lines of a report; a cell that another reaches into is an empty line before its row."""
    lines = [made.title, "一、总体情况", *made.prose]
    headings = {
        "proactive_disclosure": "二、主动公开政府信息情况",
        "applications": "三、收到和处理政府信息公开申请情况",
        "review_litigation": "四、政府信息公开行政复议、行政诉讼情况",
    }
    for key, heading in headings.items():
        lines.append(heading)
        for at, row in enumerate(made.tables[key]):
            lines += [""] * (at % 3)
            lines += [cell.text or " " for cell in row]
    return [*lines, "五、存在的主要问题及改进情况", "解读形式不够丰富。", "六、其他需要报告的事项", "无。"]


def read(lines: list[str]) -> Report:
    [report] = parse("\n".join(lines).encode(), Hints(name="report.txt"))
    return report


def test_each_cell_in_a_line_is_read_where_it_stands():
    made = page()
    report = read(lined(made))
    assert_whole(report, made.figures)
    where = {cell.key: cell.place.line for cell in report.cells}
    at = lined(made).index("2.重复申请") + 1
    assert where["applications.rejected_repeated.natural_person"] == at + 1
    assert where["applications.rejected_repeated.total"] == at + 7


def test_blank_lines_between_cells_tell_labels_that_are_broken_from_figures_that_are() -> None:
    made = page("2019")
    for row in made.tables["proactive_disclosure"]:
        for cell in row:
            cell.text = cell.text.replace("本年新", "本年新\n")
    text = "\n\n".join(lined(made))
    [report] = parse(text.encode(), Hints(name="report.txt"))
    assert raws(report) == made.figures
    closer = text.replace("\n\n", "\n")
    [report] = parse(closer.encode(), Hints(name="report.txt"))
    assert set(states(report, "proactive_disclosure.regulations").values()) == {"unreadable"}


def test_blank_lines_are_blank_cells_where_all_rows_have_their_lines():
    made = page("2019")
    row_of(made, "2.重复申请")[2].text = ""
    made.tables["review_litigation"][-1][7].text = ""
    regulations = next(row for row in made.tables["proactive_disclosure"] if row[0].text == "规章")
    regulations[1].text = ""
    report = read(lined(made))
    blank = {
        "applications.rejected_repeated.business",
        "review_litigation.litigation_direct.other",
        "proactive_disclosure.regulations.new_made",
    }
    assert raws(report) == made.figures | dict.fromkeys(blank, "")
    assert {cell.key for cell in report.cells if cell.state is State.BLANK} == blank


def test_a_blank_that_left_no_line_makes_its_row_unreadable():
    made = page()
    del row_of(made, "2.重复申请")[2]
    del made.tables["review_litigation"][-1][7]
    report = read(lined(made))
    assert set(states(report, "applications.rejected_repeated").values()) == {"unreadable"}
    assert set(states(report, "review_litigation").values()) == {"unreadable"}
    assert set(states(report, "applications.rejected_publication").values()) == {"number"}


def test_a_figure_that_may_be_broken_stands_for_no_two():
    """Below labels of two signs 1764 may have been broken, and the blank before it have left no line."""
    made = page()
    made.tables["review_litigation"][-1][3:5] = [C("176"), C("4")]
    assert set(states(read(lined(made)), "review_litigation").values()) == {"unreadable"}
    made.tables["review_litigation"][-1][3:5] = [C("17"), C("64")]
    report = read(lined(made))
    assert set(states(report, "review_litigation").values()) == {"number"}
    assert raws(report)["review_litigation.review.pending"] == "17"


def test_labels_of_columns_that_lack_signs_cost_no_rows():
    made = page()
    header = made.tables["proactive_disclosure"][1]
    header[1].text, header[3].text = "本年发件", "现行有效件"
    lines = lined(made)
    found = states(read(lines), "proactive_disclosure.normative_documents")
    assert found == dict.fromkeys(("issued", "repealed", "in_force"), "unreadable")  # may be pieces of one
    at = lines.index("行政规范性文件")
    lines[at : at + 4] = [" ".join(lines[at : at + 4])]
    at = lines.index("规章")
    lines[at : at + 4] = [" ".join(lines[at : at + 4])]
    assert raws(read(lines)) == made.figures


def test_text_whose_repeated_lines_were_taken_away_gives_no_figures():
    made = page()
    row_of(made, "2.重复申请")[2].text = row_of(made, "2.重复申请")[1].text
    regulations = next(row for row in made.tables["proactive_disclosure"] if row[0].text == "规章")
    regulations[2].text = regulations[1].text
    lines = [line for line in lined(made) if line.strip()]
    report = read(list(dict.fromkeys(lines)))
    assert report.cells == ()
    assert (report.status, [issue.code for issue in report.issues]) == (
        Status.NO_TABLES,
        ["lines_taken_away"],
    )
    assert "lines_taken_away" not in {issue.code for issue in read(lines).issues}
