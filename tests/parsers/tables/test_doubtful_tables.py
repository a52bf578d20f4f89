"""Tables that do not say where each figure belongs, or hold what no form asks for: flagged, never guessed."""

from __future__ import annotations

import pytest

from parsers import parse, templates
from parsers.document import Document, GridCell, Hints, Issue, Place
from parsers.model import State, Status
from parsers.readers import html
from parsers.report import from_running_text
from parsers.tables.columns import Columns
from parsers.tables.figures import Figures
from parsers.tables.filling import header_units
from parsers.tables.placing import without_blank
from parsers.tables.printed import figure
from tests.parsers.report_page import C, page, table_html
from tests.parsers.tables.test_table_variants import codes, raws, read


def states(report, prefix):  # type: ignore[no-untyped-def]
    return {
        cell.key.removeprefix(prefix + "."): str(cell.state)
        for cell in report.cells
        if cell.key.startswith(prefix)
    }


def row_of(made, start):  # type: ignore[no-untyped-def]
    rows = made.tables["applications"]
    return next(row for row in rows if any(cell.text.startswith(start) for cell in row))


def test_a_row_that_is_not_printed_is_absent_and_not_zero():
    made = page()
    made.tables["applications"].remove(row_of(made, "2.重复申请"))
    row_of(made, "（五）")[0].rows = 4
    report = read(made.html())
    assert set(states(report, "applications.rejected_repeated").values()) == {"absent"}
    wanted = {
        key: raw for key, raw in made.figures.items() if not key.startswith("applications.rejected_repeated")
    }
    assert raws(report) == wanted
    failing = [check for check in report.checks if not check.holds]
    assert {check.check for check in failing} == {"applications.handled"}
    assert len(failing) == 7


@pytest.mark.parametrize("label", ["&nbsp;", "Regulations", "规章及党内法规"])
def test_a_row_of_a_strange_label_may_be_the_one_that_is_missing(label):
    made = page()
    made.tables["proactive_disclosure"][2][0].text = label
    report = read(made.html())
    assert set(states(report, "proactive_disclosure.regulations").values()) == {"unreadable"}


def test_a_label_that_reaches_down_to_rows_of_other_names_leaves_its_figures_in_doubt():
    made = page("2019")
    rows = made.tables["proactive_disclosure"]
    at = next(at for at, row in enumerate(rows) if row[0].text == "其他对外管理服务事项")
    rows[at : at + 1] = [
        [C("其他对外管理服务事项", 1, 2), C("行政检查"), C("8"), C("9")],
        [C("行政确认"), C("18"), C("19")],
    ]
    report = read(made.html())
    assert set(states(report, "proactive_disclosure.other_services").values()) == {"unreadable"}


def test_headers_of_which_the_same_beginning_is_left_are_read_in_order():
    made = page("2019")
    header = made.tables["proactive_disclosure"][1]
    header[1].text = header[2].text = "本年新"
    report = read(made.html())
    assert raws(report) == made.figures
    assert "header_alike" in codes(report)


def test_notes_behind_labels_are_no_part_of_them():
    made = page()
    for label in (made.tables["proactive_disclosure"][2][0], row_of(made, "（一）")[1]):
        label.text += " 注：由法规科填写"
    assert raws(read(made.html())) == made.figures


def test_a_cell_that_is_missing_is_absent():
    made = page("2019")
    rows = made.tables["proactive_disclosure"]
    fees = next(row for row in rows if row[0].text == "行政事业性收费")
    del fees[2]
    report = read(made.html())
    assert states(report, "proactive_disclosure.fees") == {"previous_items": "number", "change": "absent"}
    assert raws(report)["proactive_disclosure.fees.previous_items"] == "11"


def test_one_figure_across_several_columns_belongs_to_none():
    made = page()
    row = row_of(made, "2.重复申请")
    row[2:4] = [C("58", 2)]
    report = read(made.html())
    found = states(report, "applications.rejected_repeated")
    assert found["business"] == found["research"] == "unreadable"
    assert found["natural_person"] == found["total"] == "number"
    assert all(check.holds is not False for check in report.checks)


def test_cells_run_together_are_unreadable():
    made = page()
    rows = made.tables["proactive_disclosure"]
    rows[2] = [C("规章2115", 4)]
    report = read(made.html())
    assert set(states(report, "proactive_disclosure.regulations").values()) == {"unreadable"}


def test_too_few_cells_without_columns_to_go_by_are_unreadable():
    made = page()
    for cell in (cell for row in made.tables["applications"][:3] for cell in row):
        cell.columns = cell.rows = 1
    row = row_of(made, "3.要求提供")
    del row[3]
    report = read(made.html())
    found = states(report, "applications.rejected_publication")
    assert set(found.values()) == {"unreadable"}
    assert "columns_unclear" in codes(report)
    others = {k: v for k, v in made.figures.items() if "rejected_publication" not in k}
    assert {k: v for k, v in raws(report).items() if "rejected_publication" not in k} == others


def test_a_row_shifted_by_one_cell_is_read_by_what_is_blank_or_not_at_all():
    made = page()
    row = row_of(made, "3.要求提供")
    row.insert(1, C(""))
    report = read(made.html())
    assert raws(report) == made.figures


def test_a_shifted_row_with_blanks_is_unreadable():
    made = page()
    for cell in (cell for row in made.tables["applications"][:3] for cell in row):
        cell.columns = cell.rows = 1
    row = row_of(made, "3.要求提供")
    row[2].text = row[4].text = ""
    row.insert(1, C(""))
    report = read(made.html())
    assert set(states(report, "applications.rejected_publication").values()) == {"unreadable"}


def test_two_rows_without_labels_are_not_guessed():
    made = page()
    for start in ("2.重复申请", "3.要求提供"):
        row_of(made, start)[0].text = ""
    report = read(made.html())
    for row in ("rejected_repeated", "rejected_publication"):  # printed, and where is not known
        assert set(states(report, f"applications.{row}").values()) == {"unreadable"}
    assert "label_lost" in codes(report)


@pytest.mark.parametrize("rest", ["信息公开申请数量", ""])
def test_a_row_in_one_cell_is_not_absent(rest: str) -> None:
    """The rules that part it are lost at the end of a page; the rest of its label may stand on the next."""
    made = page()
    row = row_of(made, "二、上年")
    figures = " ".join(cell.text for cell in row[-7:])
    row[:] = [C(f"二、上年 {figures}结转政府", columns=10)]
    if rest:
        rows = made.tables["applications"]
        rows.insert(rows.index(row) + 1, [C(rest, columns=10)])
    report = read(made.html())
    assert set(states(report, "applications.carried_in").values()) == {"unreadable"}
    assert "label_lost" in codes(report)


def test_the_one_row_without_a_label_adds_up_though_its_figures_are_written_otherwise():
    made = page()
    row = row_of(made, "（七）")
    row[0].text = ""
    figures = ["1,723", "４５６", "403件", "376", "40", "8", "3,006"]
    for cell, text in zip(row[-7:], figures, strict=True):
        cell.text = text
    report = read(made.html())
    read_as = [cell.value for cell in report.cells if cell.key.startswith("applications.handled_total.")]
    assert read_as == [1723, 456, 403, 376, 40, 8, 3006]


def test_an_unlabelled_row_where_nothing_is_missing_is_noted():
    made = page()
    made.tables["applications"].insert(10, [C(""), *[C("7") for _ in range(7)]])
    report = read(made.html())
    assert raws(report) == made.figures
    assert "label_lost" in codes(report)


def test_an_extra_row_is_kept_as_an_issue():
    made = page("2019")
    made.tables["proactive_disclosure"].insert(4, [C("其他主动公开文件"), C("5"), C("6"), C("77")])
    report = read(made.html())
    assert raws(report) == made.figures
    issue = next(issue for issue in report.issues if issue.code == "extra_row")
    assert "其他主动公开文件" in issue.message
    assert "77" in issue.message


def test_half_a_label_without_figures_above_figures_with_an_unknown_one_is_no_blank_row():
    """As where lines of a label and large figures beside it ran into each other."""
    made = page()
    rows = made.tables["applications"]
    at = next(at for at, row in enumerate(rows) if any("逾期未按收费通知" in cell.text for cell in row))
    label = next(place for place, cell in enumerate(rows[at]) if "逾期未按收费通知" in cell.text)
    figures = rows[at][label + 1 :]
    above = [*rows[at][:label], C("2.申请人逾期未按收费通知要求"), *[C("") for _ in figures]]
    for cell in (cell for row in rows for cell in row if cell.text[:2] in ("（六", "三、")):
        cell.rows += 1
    rows[at : at + 1] = [above, [C("缴政纳府费信用息公行开政申机请关不再处理其"), *figures]]
    report = read(made.html())
    found = {cell.state for cell in report.cells if cell.item == "other_fee_unpaid"}
    assert State.BLANK not in found
    assert {raw for key, raw in raws(report).items() if ".other_misc." in key} == {
        raw for key, raw in made.figures.items() if ".other_misc." in key
    }


@pytest.mark.parametrize("left", [1, 3])
def test_a_row_whose_figures_a_page_end_parted_from_its_label_is_no_blank_row(left: int):
    """The last of its figures stand beside the label, the first ones above it without any."""
    made = page()
    rows = made.tables["applications"]
    at = next(at for at, row in enumerate(rows) if any(cell.text.startswith("2.重复申请") for cell in row))
    figures = rows[at][1:]
    gone, stayed = [C("") for _ in figures[:-left]], [C("") for _ in figures[-left:]]
    rows[at : at + 1] = [[C(""), *figures[:-left], *stayed], [rows[at][0], *gone, *figures[-left:]]]
    row_of(made, "（五）")[0].rows += 1
    row_of(made, "三、")[0].rows += 1
    report = read(made.html())
    assert {cell.state for cell in report.cells if cell.item == "rejected_repeated"} == {State.UNREADABLE}
    others = {key: raw for key, raw in made.figures.items() if ".rejected_repeated." not in key}
    assert {key: raw for key, raw in raws(report).items() if ".rejected_repeated." not in key} == others


@pytest.mark.parametrize("below", [True, False])
def test_figures_that_a_page_end_cuts_are_none_alone(below: bool):
    """Some of their digits stand on the other page, which begins or ends with them beside no label."""
    made = page()
    rows = made.tables["applications"]
    at = next(at for at, row in enumerate(rows) if any(cell.text.startswith("2.重复申请") for cell in row))
    rest = [C(""), C("1"), *[C("") for _ in rows[at][2:-1]], C("4")]
    above, following = (
        ([*rows[: at + 1]], [rest, *rows[at + 1 :]]) if below else ([*rows[:at], rest], rows[at:])
    )
    report = read(made.html({"applications": table_html(above) + table_html(following)}))
    assert {cell.state for cell in report.cells if cell.item == "rejected_repeated"} == {State.UNREADABLE}
    others = {key: raw for key, raw in made.figures.items() if ".rejected_repeated." not in key}
    assert {key: raw for key, raw in raws(report).items() if ".rejected_repeated." not in key} == others


def test_split_rows_are_kept_as_issues():
    made = page("2019")
    rows = made.tables["proactive_disclosure"]
    at = next(at for at, row in enumerate(rows) if row[0].text == "其他对外管理服务事项")
    rows[at : at + 1] = [[C("行政检查"), C("4"), C("3"), C("8")], [C("行政确认"), C("6"), C("2"), C("9")]]
    report = read(made.html())
    assert set(states(report, "proactive_disclosure.other_services").values()) == {"absent"}
    assert sum(issue.code == "extra_row" for issue in report.issues) == 2


def test_a_table_printed_twice_with_other_figures_is_in_doubt():
    made, other = page(), page()
    row_of(other, "2.重复申请")[3].text = "9999"
    html = made.html(
        {"applications": table_html(made.tables["applications"]) + table_html(other.tables["applications"])}
    )
    report = read(html)
    assert "table_twice" in codes(report)
    key = "applications.rejected_repeated.research"
    assert [str(cell.state) for cell in report.cells if cell.key == key] == ["unreadable"]


def test_the_old_form_in_a_new_year_is_said():
    made = page("2019")
    made.title = made.title.replace("2020", "2023")
    made.prose = ["统计期限自2023年1月1日起至2023年12月31日止。"]
    report = read(made.html())
    assert raws(report) == made.figures
    assert (report.template, report.expected_template) == ("2019", "2021")
    assert "wrong_template" in codes(report)


def test_each_block_is_read_by_its_own_form():
    made, old = page(), page("2019")
    made.tables["proactive_disclosure"][:4] = old.tables["proactive_disclosure"][:4]
    report = read(made.html())
    found = raws(report)
    assert report.template == "2021"
    assert found["proactive_disclosure.regulations.new_made"] == "3"
    assert found["proactive_disclosure.normative_documents.total_published"] == "133"
    assert found["proactive_disclosure.licensing.decisions"] == "8361"
    assert "mixed_template" in codes(report)


def test_only_one_block_is_printed():
    made = page("2019")
    rows = made.tables["proactive_disclosure"]
    made.tables["proactive_disclosure"] = rows[-3:]
    report = read(made.html())
    assert raws(report)["proactive_disclosure.procurement.amount"] == "1276.5534万元"
    assert set(states(report, "proactive_disclosure.licensing").values()) == {"absent"}


def test_a_header_that_is_no_header_makes_figures_unreadable():
    made = page()
    rows = made.tables["proactive_disclosure"]
    for cell in rows[1][1:]:
        cell.text = "说明"
    report = read(made.html())
    found = states(report, "proactive_disclosure.regulations")
    assert "number" not in found.values()


def test_applicants_without_a_header_are_read_only_if_sums_prove_the_order():
    made = page()
    del made.tables["applications"][:3]
    report = read(made.html())
    assert raws(report) == made.figures
    assert "header_missing" in codes(report)
    row_of(made, "2.重复申请")[-1].text = "1"
    report = read(made.html())
    left = {cell.state for cell in report.cells if cell.table == "applications"}
    assert left == {State.UNREADABLE}


def test_a_missing_table_makes_the_report_partial():
    made = page()
    report = read(made.html({"review_litigation": "<img src='./W020240119.png'>"}))
    assert report.status is Status.PARTIAL
    assert "行政复议" in report.reason
    assert not [cell for cell in report.cells if cell.table == "review_litigation"]


@pytest.mark.parametrize(
    ("printed", "value", "state"),
    [
        ("", None, "blank"),
        ("&nbsp;", None, "blank"),
        ("/", None, "slash"),
        ("／", None, "slash"),
        ("\u2215", None, "slash"),  # as fonts name a slash (division, fraction)
        ("\u2044", None, "slash"),
        ("-", None, "dash"),
        ("—", None, "dash"),
        ("——", None, "dash"),
        ("无", None, "text"),
        ("0件", 0, "number"),
        ("12件", 12, "number"),
        ("１２", 12, "number"),
        ("1,113", 1113, "number"),
        ("1，113", 1113, "number"),
        ("3（含上年1件）", 3, "number"),
        ("十二", 12, "number"),
        ("1.5", None, "unreadable"),
        ("1 2", None, "unreadable"),
        ("1<br>2", None, "unreadable"),
        ("12<sup>2</sup>", None, "unreadable"),
        ("<del>13</del>12", None, "unreadable"),
        ("12²", None, "unreadable"),
        ("00", None, "unreadable"),
        ("1,13", None, "unreadable"),
        ("O", None, "unreadable"),
        ("?", None, "unreadable"),
        ("12万元", None, "unreadable"),
        ("-3", -3, "number"),
    ],
)
def test_what_may_stand_in_a_count(printed, value, state):  # type: ignore[no-untyped-def]
    made = page()
    cell = row_of(made, "2.重复申请")[3]
    cell.text, cell.raw = printed, True
    report = read(made.html())
    found = next(cell for cell in report.cells if cell.key == "applications.rejected_repeated.research")
    assert (found.value, str(found.state)) == (value, state)


def test_states_are_strings_of_the_contract():
    assert {str(state) for state in State} == {
        "number",
        "blank",
        "slash",
        "dash",
        "text",
        "absent",
        "unreadable",
    }


def test_tables_typed_as_running_text_are_walked_by_their_labels():
    made = page()
    lines = {
        key: "".join(
            "<p>" + " ".join(cell.text for cell in row if cell.text) + "</p>" for row in made.tables[key]
        )
        for key in made.tables
    }
    report = read(made.html(lines))
    assert raws(report) == made.figures
    assert "tables_as_text" in codes(report)
    assert all(cell.place.path for cell in report.cells)


def test_running_text_with_a_figure_missing_is_not_guessed():
    made = page()
    row_of(made, "2.重复申请")[3].text = ""
    lines = {
        key: "".join(
            "<p>" + " ".join(cell.text for cell in row if cell.text) + "</p>" for row in made.tables[key]
        )
        for key in made.tables
    }
    report = read(made.html(lines))
    assert set(states(report, "applications.rejected_repeated").values()) == {"unreadable"}
    others = {key: raw for key, raw in made.figures.items() if "rejected_repeated" not in key}
    assert {key: raw for key, raw in raws(report).items() if "rejected_repeated" not in key} == others


def test_a_long_row_run_together_is_unreadable_and_no_other():
    made = page()
    rows = made.tables["applications"]
    at = rows.index(row_of(made, "3.要求提供"))
    rows[at] = [C("3.要求提供公开出版物466 206 46 35 106 78 937", 8)]
    report = read(made.html())
    assert set(states(report, "applications.rejected_publication").values()) == {"unreadable"}
    others = {key: raw for key, raw in made.figures.items() if "rejected_publication" not in key}
    assert {key: raw for key, raw in raws(report).items() if "rejected_publication" not in key} == others


@pytest.mark.parametrize("run_in", ["\n—", "—", "\n16", " /"])
def test_a_figure_that_ran_into_its_label_puts_the_row_in_doubt(run_in: str):
    """What stands behind it may be the figures of the columns before; other rows keep theirs."""
    made = page()
    row = row_of(made, "2.重复申请")
    row[0].text += run_in
    del row[1]
    row.append(C(""))
    report = read(made.html())
    assert set(states(report, "applications.rejected_repeated").values()) == {"unreadable"}
    assert set(states(report, "applications.rejected_publication").values()) == {"number"}


def test_rows_of_a_table_with_figures_in_labels_are_in_doubt_where_they_end_with_a_blank():
    made = page()
    for start, first in (("1.信访举报", "\n9"), ("2.重复申请", "")):
        row = row_of(made, start)
        label = next(cell for cell in row if cell.text.startswith(start))
        at = row.index(label)
        label.text += first
        del row[at + 1]
        row.append(C(""))
    report = read(made.html())
    for name in ("rejected_petition", "rejected_repeated"):
        assert set(states(report, f"applications.{name}").values()) == {"unreadable"}
    assert set(states(report, "applications.rejected_publication").values()) == {"number"}


def test_a_header_that_holds_a_figure_puts_its_row_of_figures_in_doubt():
    made = page()
    rows = made.tables["review_litigation"]
    rows[2][-1].text += "\n—"
    del rows[3][0]
    rows[3].append(C(""))
    report = read(made.html())
    assert set(states(report, "review_litigation").values()) == {"unreadable"}


def test_blanks_that_may_stand_behind_the_figures_or_between_them_are_not_dropped():
    def row(*filled: int) -> list[GridCell]:
        texts = [str(at + 3) if at in filled else "" for at in range(14)]
        return [GridCell(0, at, text, Place()) for at, text in enumerate(texts)]

    assert without_blank([row(0, 6)], 7) is None
    assert without_blank([row(7, 13)], 7) is None
    assert without_blank([row(0, 6, 12)], 7) == [0, 2, 4, 6, 8, 10, 12]


def test_figures_beyond_the_labels_of_columns_are_not_those_of_columns_that_print_none():
    """A label as wide as the columns pushed its figures under no label at all."""
    made = page()
    rows = made.tables["proactive_disclosure"]
    for row in rows:
        row.extend([C("")] * 3)
    label, *figures = rows[2][:4]
    rows[2] = [C(label.text, 4), *figures]
    report = read(made.html())
    assert set(states(report, "proactive_disclosure.regulations").values()) == {"unreadable"}
    assert set(states(report, "proactive_disclosure.normative_documents").values()) == {"number"}


@pytest.mark.parametrize("word", ["见附件", "=SUM(A1:A2)"])
def test_a_word_in_place_of_the_first_figure_of_reviews_shifts_no_other(word):
    """As sheets print it, whose grid has a blank column behind the figures."""
    made = page()
    rows = made.tables["review_litigation"]
    first, *others = [key for key in made.figures if key.startswith("review_litigation")]
    wanted = {key: made.figures[key] for key in others}
    rows[-1][0] = C(word)
    rows[-1].append(C(""))
    report = read(made.html())
    assert {key: raw for key, raw in raws(report).items() if key in wanted} == wanted
    assert next(cell.state for cell in report.cells if cell.key == first) is not State.NUMBER


@pytest.mark.parametrize(
    ("labels", "keys"),
    [
        (("1.属于国家秘密", "2.其他法律行政法规禁止公开"), ("denied_state_secret", "denied_by_law")),
        (("1.信访举报投诉类申请", "2.重复申请"), ("rejected_petition", "rejected_repeated")),
    ],
)
def test_a_label_cell_that_holds_the_labels_of_two_rows_gives_no_figure_of_one_to_the_other(labels, keys):
    made = page()
    first, second = (row_of(made, label) for label in labels)
    at, lower = (
        next(at for at, cell in enumerate(row) if cell.text == label)
        for row, label in zip((first, second), labels, strict=True)
    )
    first[at] = C("".join(labels) + "1", rows=2)
    del second[lower]
    report = read(made.html())
    read_for_sure = [cell for cell in report.cells if cell.state is State.NUMBER]
    assert all(made.figures[cell.key] == cell.raw for cell in read_for_sure)
    for key in keys:
        assert set(states(report, f"applications.{key}").values()) == {"unreadable"}


@pytest.mark.parametrize(
    ("text", "confidence", "state", "value"),
    [
        ("本年收费金额（单位：元）", 0.8, State.UNREADABLE, None),  # 万 may have been lost
        ("本年收费金额（单位：元）", None, State.NUMBER, "0.0917"),
        ("本年收费金额（单位：万元）", 0.8, State.NUMBER, "917"),
    ],
)
def test_a_unit_that_is_hardly_read_divides_no_amount(text, confidence, state, value):  # type: ignore[no-untyped-def]
    form = templates.load("2021")
    (amount,) = [
        heading
        for table in form.tables
        for block in table.blocks
        for heading in block.columns
        if heading.key == "amount"
    ]
    header = GridCell(0, 1, text, Place(), confidence=confidence)
    units = header_units([header], Columns([amount.key], [(1, 1)]), [amount])
    cell = figure(
        "proactive_disclosure",
        "fees",
        amount,
        GridCell(1, 1, "917", Place()),
        units.get("amount", ""),
        False,
    )
    assert cell.state is state
    assert (None if cell.value is None else str(cell.value)) == value


def test_a_figure_under_none_of_the_headers_takes_its_certainty_from_the_blank_beside_it():
    """As where a figure stands in the middle of cells that a reader did not see were merged."""
    made = page()
    rows = made.tables["proactive_disclosure"]
    at = next(number for number, row in enumerate(rows) if row[0].text == "行政事业性收费")
    rows[at - 1][1:] = [C("本年收费"), C("金额（单位"), C("：万元）")]
    rows[at][1:] = [C(""), C("712.187895"), C("")]
    report = read(made.html())
    assert states(report, "proactive_disclosure.fees") == {"amount": "unreadable"}


@pytest.mark.parametrize("issues", [(), (Issue("text_hidden", "3 characters cannot be seen"),)])
def test_figures_in_running_text_are_not_certain_where_some_of_it_is_not_seen(issues):
    made = page()
    lines = {
        key: "".join(
            "<p>" + " ".join(cell.text for cell in row if cell.text) + "</p>" for row in made.tables[key]
        )
        for key in made.tables
    }
    document = Document("pdf", html.read(made.html(lines).encode(), Hints()).blocks, issues=issues)
    figures = Figures()
    from_running_text(document, "2021", figures)
    numbers = [cell for cell in figures.cells.values() if cell.state is State.NUMBER]
    assert (len(numbers) > 100) is (not issues)
    assert "applications" in figures.tables


@pytest.mark.parametrize("label", ["行政复议", "未经复议直接起诉", "复议后起诉"])
def test_reviews_of_which_the_label_of_a_group_is_lost_are_not_absent(label):
    made = page()
    for row in made.tables["review_litigation"]:
        for cell in row:
            cell.text = cell.text if cell.text != label else ""
    (report,) = parse(made.html().encode(), Hints(name="report.html"))
    cells = [cell for cell in report.cells if cell.table == "review_litigation"]
    assert len(cells) == 15
    for cell in cells:
        assert cell.state is State.UNREADABLE or cell.raw == made.figures[cell.key]
