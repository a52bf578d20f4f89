"""Documents unlike the samples, put together by someone who had not read the parsers: one test for each find."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.model import Report, State, Status
from parsers.show import as_text
from tests.parsers.report_page import LEAF_LABELS, C, Rows, page, page_html, table_html


def read(html: str, name: str = "x.html") -> list[Report]:
    return parse(html.encode(), Hints(name=name))


def test_body_and_day_of_a_signature() -> None:
    made = page()
    made.title = "政府信息公开工作年度报告"
    signed = "<p>双河镇人民政府</p><p>二〇二四年一月十二日</p></div></body>"
    (report,) = read(made.html().replace("</div></body>", signed))
    assert (report.agency, report.published_on) == ("双河镇人民政府", "2024-01-12")


def test_name_of_the_body_in_the_lines_above_the_title() -> None:
    made = page()
    head = "<p>中共青溪县委机构编制<br>委员会办公室</p><p>2023年政府信息公开工作<br>年度报告</p>"
    html = made.html().replace(f"<h1>{made.title}</h1>", head).replace(made.title, "青溪县政府网")
    (report,) = read(html)
    assert report.agency == "中共青溪县委机构编制委员会办公室"
    assert report.title == "中共青溪县委机构编制委员会办公室2023年政府信息公开工作年度报告"


def test_numerals_of_two_signs_are_claimed_whole() -> None:
    made = page()
    made.prose.append("全年共收到政府信息公开申请二十三件，办结二十四件，结转下年度继续办理一件。")
    (report,) = read(made.html())
    stated = {claim.key: claim.value for claim in report.claims}
    assert stated == {
        "applications.new_received.total": 23,
        "applications.handled_total.total": 24,
        "applications.carried_out.total": 1,
    }


def other_figures() -> tuple[dict[str, str], dict[str, str]]:
    """The tables of another body in the same form, and their figures: each 1,000 more."""
    made = page()
    shown: dict[str, str] = {}
    for key, rows in made.tables.items():
        for row in rows:
            for cell in row:
                if cell.text.isdigit():
                    cell.text = str(int(cell.text) + 1000)
        shown[key] = table_html(rows)
    figures = {key: str(int(text) + 1000) if text.isdigit() else text for key, text in made.figures.items()}
    return shown, figures


def figures_of(report: Report) -> dict[str, str]:
    return {cell.key: cell.raw for cell in report.cells if cell.state is State.NUMBER}


def test_own_and_summed_tables_of_one_report_are_two_reports() -> None:
    made = page()
    summed, figures = other_figures()
    both = {
        key: f"<p>（一）局机关本级</p>{table_html(rows)}<p>（二）全县汇总</p>{summed[key]}"
        for key, rows in made.tables.items()
    }
    made.prose += ["本局共收到政府信息公开申请31件。", "全县共收到政府信息公开申请77件。"]
    own, aggregate = read(made.html(both))
    assert [claim.value for report in (own, aggregate) for claim in report.claims] == [31, 77]
    assert (own.scope, aggregate.scope) == ("own", "aggregate")
    assert own.agency == aggregate.agency == "青溪县水利局"
    assert figures_of(own) == made.figures
    assert figures_of(aggregate) == figures


def test_tables_of_both_scopes_in_two_annexes() -> None:
    made = page()
    summed, figures = other_figures()
    annexes = "<p>附件1：全县汇总数据</p>" + "".join(summed.values()) + "<p>附件2：本机关数据</p>"
    first = annexes + table_html(made.tables["proactive_disclosure"])
    own, aggregate = read(made.html({"proactive_disclosure": first}))
    assert figures_of(own) == made.figures
    assert figures_of(aggregate) == figures


def test_tables_of_the_year_before_are_left_out() -> None:
    made = page()
    before, _ = other_figures()
    both = {
        key: f"<p>2023年情况：</p>{table_html(rows)}<p>上年度情况（供对照）：</p>{before[key]}"
        for key, rows in made.tables.items()
    }
    (report,) = read(made.html(both))
    assert figures_of(report) == made.figures
    assert {issue.code for issue in report.issues} == {"other_year"}


def test_the_same_tables_twice_without_captions_stay_in_doubt() -> None:
    made = page()
    summed, _ = other_figures()
    both = {key: table_html(rows) + summed[key] for key, rows in made.tables.items()}
    (report,) = read(made.html(both))
    assert "table_twice" in {issue.code for issue in report.issues}
    assert not {key for key in figures_of(report) if key.startswith("applications.")}


def test_one_figure_across_two_rows_is_of_neither() -> None:
    made = page()
    rows = made.tables["proactive_disclosure"]
    rows[9][1].rows = 2
    del rows[10][1]
    (report,) = read(made.html())
    states = {cell.item: cell.state for cell in report.cells if cell.item in ("penalties", "coercion")}
    assert State.NUMBER not in states.values()


def test_a_row_whose_label_fills_two_lines_keeps_its_figures() -> None:
    made = page()
    rows = made.tables["proactive_disclosure"]
    rows[9][0].text, rows[9][1].rows = "行政", 2
    rows.insert(10, [C("处罚")])
    (report,) = read(made.html())
    assert figures_of(report).get("proactive_disclosure.coercion.decisions") == "39"


def test_rows_without_a_known_label_do_not_accuse_the_publisher() -> None:
    made = page()
    row = next(row for row in made.tables["applications"] if row[0].text == "（七）总计")
    row[0].text = "以上各项相加"
    (report,) = read(made.html())
    assert "published_error" not in {check.verdict for check in report.checks}


def test_a_total_that_is_left_blank_is_no_wrong_one() -> None:
    made = page()
    row = next(row for row in made.tables["applications"] if any("予以公开" in cell.text for cell in row))
    row[-1].text = ""
    (report,) = read(made.html())
    checks = {(check.check, check.where): check for check in report.checks}
    assert checks["applications.row_total", "granted"].holds is None
    assert checks["applications.handled", "total"].holds is None
    assert checks["applications.handled", "business"].holds
    assert False not in {check.holds for check in report.checks}


def test_a_blank_part_of_a_sum_counts_as_nothing() -> None:
    made = page()
    row = next(row for row in made.tables["applications"] if any("予以公开" in cell.text for cell in row))
    row[-6].text = ""
    (report,) = read(made.html())
    failing = {(check.check, check.where, str(check.verdict)) for check in report.checks if not check.holds}
    assert failing == {
        ("applications.row_total", "granted", "published_error"),
        ("applications.handled", "business", "published_error"),
    }


def test_values_separated_by_commas() -> None:
    made = page()
    lines = [made.title, "", *made.prose]
    for rows in made.tables.values():
        wide = [[text for cell in row for text in [cell.text, *[""] * (cell.columns - 1)]] for row in rows]
        lines += ["", *[",".join(row) for row in wide]]
    (report,) = parse("\n".join(lines).encode("gb18030"), Hints(name="x.csv"))
    found, kept = figures_of(report), {key for key in made.figures if not key.startswith("applications.")}
    assert {key: found.get(key) for key in kept} == {key: made.figures[key] for key in kept}
    assert all(made.figures[key] == raw for key, raw in found.items())


def test_an_empty_form_a_budget_and_a_list_are_no_reports() -> None:
    made = page()
    made.title, made.prose = "政府信息公开工作年度报告格式", ["（本部分概述工作情况）"]
    for rows in made.tables.values():
        for cell in (cell for row in rows for cell in row):
            cell.text = "" if cell.text[:1].isdigit() and cell.text.replace(".", "").isdigit() else cell.text
    budget = "<p>一、部门概况</p><table><tr><td>项目</td><td>预算数</td></tr>"
    budget += "<tr><td>行政事业性收费</td><td>18.87</td></tr><tr><td>合计</td><td>402.5</td></tr></table>"
    items = "".join(
        f"<li><a href='/{name}.html'>青溪县{name}2023年政府信息公开工作年度报告</a></li>"
        for name in ("财政局", "教育局", "民政局", "审计局")
    )
    for html in (
        made.html(),
        page_html("青溪县财政局2023年部门预算", f"<p>青溪县财政局2023年部门预算</p>{budget}"),
        page_html("政府信息公开年报", f"<ul>{items}</ul>"),
    ):
        (report,) = read(html)
        assert (report.status, report.cells) == (Status.NOT_A_REPORT, ())


def test_a_left_out_column_is_absent_and_the_others_are_read() -> None:
    made = page()
    rows = made.tables["applications"]
    rows[0][1].columns, rows[1][1].columns = 6, 4
    del rows[2][3]
    for row in rows[3:]:
        del row[-3]
    (report,) = read(made.html())
    wanted = {key: raw for key, raw in made.figures.items() if not key.endswith(".legal_service")}
    assert figures_of(report) == wanted
    assert {cell.state for cell in report.cells if cell.column == "legal_service"} == {State.ABSENT}
    assert "column_missing" in {issue.code for issue in report.issues}


def test_rows_of_the_form_under_another_header_are_in_doubt_not_lost() -> None:
    made = page()
    rows = made.tables["applications"]
    rows[:3] = [[C("项目", 3), C("数量（件）")]]
    for row in rows[1:]:
        del row[-7:-1]
    (report,) = read(made.html())
    assert {cell.state for cell in report.cells if cell.table == "applications"} == {State.UNREADABLE}


def test_reviews_and_suits_in_two_tables_with_a_sum_behind() -> None:
    made = page()
    figures = made.tables["review_litigation"][3]
    reviews = [[C("行政复议", 5)], [C(label) for label in LEAF_LABELS], figures[:5]]
    suits = [
        [C("行政诉讼", 11)],
        [C("未经复议直接起诉", 5), C("复议后起诉", 5), C("合计", 1, 2)],
        [C(label) for label in [*LEAF_LABELS, *LEAF_LABELS]],
        [*figures[5:], C("64")],
    ]
    html = made.html({"review_litigation": table_html(reviews) + "<p>诉讼：</p>" + table_html(suits)})
    (report,) = read(html)
    assert figures_of(report) == made.figures


def test_reviews_whose_top_line_is_lost() -> None:
    made = page()
    del made.tables["review_litigation"][0]
    (report,) = read(made.html())
    assert figures_of(report) == made.figures


def test_tables_beside_each_other_on_one_grid() -> None:
    made = page()
    lines: list[str] = []
    grids = []
    for rows in (made.tables["proactive_disclosure"], spread(made.tables["applications"])):
        wide = [[text for cell in row for text in [cell.text, *[""] * (cell.columns - 1)]] for row in rows]
        width = max(map(len, wide))
        grids.append([[*row, *[""] * (width - len(row) + 1)] for row in wide])
    for at in range(max(map(len, grids))):
        row = [text for grid in grids for text in (grid[at] if at < len(grid) else [""] * len(grid[0]))]
        lines.append("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>")
    both = f"<table>{''.join(lines)}</table>"
    (report,) = read(made.html({"proactive_disclosure": both, "applications": ""}))
    assert figures_of(report) == made.figures


def spread(rows: Rows) -> Rows:
    """The rows with a blank cell wherever one above reaches down."""
    made: Rows = []
    down: dict[int, int] = {}
    for row in rows:
        line: list[C] = []
        column = 0
        for cell in [*row, None]:
            while down.get(column, 0) > 0:
                down[column] -= 1
                line.append(C(""))
                column += 1
            if cell is not None:
                for _ in range(cell.columns):
                    down[column] = cell.rows - 1
                    column += 1
                line.append(C(cell.text, cell.columns))
        made.append(line)
    return made


def test_tables_drawn_with_signs() -> None:
    made = page()
    lines = [made.title, *made.prose]
    for rows in made.tables.values():
        wide = [
            [text for cell in row for text in [cell.text, *[""] * (cell.columns - 1)]] for row in spread(rows)
        ]
        lines += ["┌───┬───┐", *["│ " + " │ ".join(row) + " │\n├───┼───┤" for row in wide], ""]
    (report,) = parse("\n".join(lines).encode(), Hints(name="x.txt"))
    assert figures_of(report) == made.figures


@pytest.mark.parametrize(
    ("unit", "value"), [("千元", "71.2187895"), ("百万元", "71218.7895"), ("元", "0.0712187895")]
)
def test_amounts_in_other_units_of_money(unit: str, value: str) -> None:
    made = page()
    made.tables["proactive_disclosure"][12][1].text = f"本年收费金额（单位：{unit}）"
    (report,) = read(made.html())
    fee = next(cell for cell in report.cells if cell.item == "fees")
    assert (fee.raw, str(fee.value)) == ("712.187895", value)


def test_days_of_publication_among_other_days() -> None:
    made = page()
    for line, day in (
        ("更新时间：2025-03-01 访问：20240101 发布日期：2024-01-19 打印日期：2026-01-02", "2024-01-19"),
        ("（2024年1月23日）", "2024-01-23"),
        ("来源：青溪县水利局 日期：2024/01/18", "2024-01-18"),
    ):
        (report,) = read(made.html().replace("<h2>一、", f"<p>{line}</p><h2>一、"))
        assert report.published_on == day


@pytest.mark.parametrize("part", ["2023年第三季度", "2023年上半年"])
def test_a_quarter_is_no_year(part: str) -> None:
    title = f"青溪县{part}政府信息公开工作情况报告"
    body = f"<p>{title}</p>{table_html(page().tables['applications'])}"
    (report,) = read(page_html(title, body))
    assert (report.status, report.cells) == (Status.NOT_A_REPORT, ())


def test_what_is_shown_tells_both_scopes_apart() -> None:
    made = page()
    summed, _ = other_figures()
    both = {
        key: f"<p>本机关数据</p>{table_html(rows)}<p>全县汇总数据</p>{summed[key]}"
        for key, rows in made.tables.items()
    }
    headings = [
        line.split("  ") for line in as_text(made.html(both).encode()).split("\n") if made.title in line
    ]
    assert [(words[3], words[-1]) for words in headings] == [
        ("own", "200 of 200 figures"),
        ("aggregate", "200 of 200 figures"),
    ]


def test_a_row_whose_figures_stand_in_two_lines_beside_one_label() -> None:
    made = page()
    rows = made.tables["applications"]
    at = next(at for at, row in enumerate(rows) if row[0].text.startswith("（二）"))
    label, *figures = rows[at]
    label.rows = 2
    rows[at - 1][0].rows += 1
    rows[at] = [label, *(C(cell.text, 1, 2) for cell in figures[:3]), *(C("") for _ in figures[3:])]
    rows.insert(at + 1, [C(cell.text) for cell in figures[3:]])
    (report,) = read(made.html())
    assert figures_of(report) == made.figures


def test_figures_in_frames_lower_than_their_row() -> None:
    made = page()
    rows = made.tables["applications"]
    at = next(at for at, row in enumerate(rows) if row[0].text.startswith("（二）"))
    label, *figures = rows[at]
    label.rows = 3
    rows[at - 1][0].rows += 2
    rows[at : at + 1] = [[label, C("", len(figures))], figures, [C("", len(figures))]]
    (report,) = read(made.html())
    assert figures_of(report) == made.figures


def test_figures_without_a_label_beside_a_row_of_blanks_may_be_its() -> None:
    for step in (0, 1):
        made = page()
        rows = made.tables["proactive_disclosure"]
        at = next(at for at, row in enumerate(rows) if row[0].text == "行政规范性文件")
        label, *figures = rows[at]
        rows[at] = [label, C(""), C(""), C("")]
        rows.insert(at + step, [C("", 1), C("", 1), *figures][: len(figures) + 1])
        rows[at + step][-len(figures) :] = figures
        (report,) = read(made.html())
        states = {cell.state for cell in report.cells if cell.item == "normative_documents"}
        assert State.BLANK not in states


def test_a_row_of_which_other_signs_ran_into_label_and_figures_is_in_doubt() -> None:
    """As a large watermark leaves it that is as dark as text."""
    made = page()
    rows = made.tables["proactive_disclosure"]
    at = next(at for at, row in enumerate(rows) if row[0].text == "行政规范性文件")
    rows[at] = [C("行政规内范性文件"), C("部23资"), C("4料"), C("2 146 02")]
    (report,) = read(made.html())
    states = {cell.state for cell in report.cells if cell.item == "normative_documents"}
    assert states == {State.UNREADABLE}


def test_a_blank_beside_two_figures_in_one_cell_is_in_doubt() -> None:
    made = page()
    row = next(row for row in made.tables["applications"] if row[0].text.startswith("2.重复"))
    row[1].text, row[2].text = f"{row[1].text} {row[2].text}", ""
    (report,) = read(made.html())
    states = {cell.column: cell.state for cell in report.cells if cell.item == "rejected_repeated"}
    assert states["natural_person"] is states["business"] is State.UNREADABLE
    assert states["research"] is State.NUMBER


def test_a_sentence_that_runs_on_from_a_heading_names_no_body() -> None:
    made = page()
    made.title, made.prose = "政府信息公开工作年度报告", ["2023年度，我局认真贯彻条例。", *made.prose]
    (report,) = read(made.html())
    assert report.agency == ""


def doubtful(report: Report, table: str) -> bool:
    """Whether no figure of a table is called certain that is not as printed first."""
    return not {key for key in figures_of(report) if key.startswith(f"{table}.")}


def test_a_row_that_only_one_of_two_disagreeing_tables_prints_is_in_doubt() -> None:
    made = page()
    summed, _ = other_figures()
    made.tables["applications"].remove(
        next(row for row in made.tables["applications"] if row[0].text.startswith("2.重复"))
    )
    (report,) = read(
        made.html({"applications": summed["applications"] + table_html(made.tables["applications"])})
    )
    assert doubtful(report, "applications")


def test_a_second_table_of_reviews_doubts_the_first_even_with_a_broken_header() -> None:
    made = page()
    summed, _ = other_figures()
    broken = [made.tables["review_litigation"][0], made.tables["review_litigation"][3]]
    (report,) = read(made.html({"review_litigation": table_html(broken) + summed["review_litigation"]}))
    assert doubtful(report, "review_litigation")


def test_a_part_of_a_table_that_stands_elsewhere_is_not_absent() -> None:
    made = page()
    rows = made.tables["applications"]
    shown = {
        "proactive_disclosure": table_html(rows[20:]) + table_html(made.tables["proactive_disclosure"]),
        "applications": table_html(rows[:20]),
    }
    (report,) = read(made.html(shown))
    found = figures_of(report)
    assert all(made.figures[key] == raw for key, raw in found.items())
    assert State.ABSENT not in {cell.state for cell in report.cells}


def test_a_row_of_three_with_two_cells_is_in_doubt() -> None:
    made = page("2019")
    row = next(row for row in made.tables["proactive_disclosure"] if row[0].text == "行政强制")
    del row[2]
    (report,) = read(made.html())
    states = {cell.column: cell.state for cell in report.cells if cell.item == "coercion"}
    assert set(states.values()) == {State.UNREADABLE}


def test_known_rows_under_other_words_are_in_doubt() -> None:
    made = page()
    made.tables["proactive_disclosure"][8][1].text = "本"
    (report,) = read(made.html())
    states = {cell.item: cell.state for cell in report.cells if cell.item in ("penalties", "coercion")}
    assert set(states.values()) == {State.UNREADABLE}


def test_a_row_without_a_label_is_not_absent() -> None:
    made = page("2019")
    rows = made.tables["proactive_disclosure"]
    rows[1], rows[2] = rows[2], rows[1]
    rows[1][0].text = ""
    (report,) = read(made.html())
    assert {cell.state for cell in report.cells if cell.item == "regulations"} == {State.UNREADABLE}


def test_what_stands_before_the_corner_heads_no_figures() -> None:
    made = page()
    rows = made.tables["applications"]
    rows[0].insert(0, C("合计"))
    for row in rows[3:]:
        row.insert(len(row) - 3, C("7777"))
    (report,) = read(made.html())
    found = figures_of(report)
    assert all(made.figures[key] == raw for key, raw in found.items() if key.startswith("applications."))


def test_the_name_of_a_site_behind_the_title_of_its_page_is_no_body() -> None:
    made = page()
    named = "2023年政府信息公开工作年度报告 练习站"
    made.prose = ["2023年县机关事务服务中心深入贯彻条例。", *made.prose]
    html = made.html().replace(f"<h1>{made.title}</h1>", "<h1>2023</h1>").replace(made.title, named)
    (report,) = read(html)
    assert report.agency == "县机关事务服务中心"


@pytest.mark.parametrize(
    "content",
    [
        "<a href='/f/1.docx'>附件1.docx</a>",
        "<a href='/f/1.pdf'>青溪县水利局2023年政府信息公开工作年度报告.pdf</a>",
        "<img src='/p/1.jpg' width=800 height=1100>",
    ],
)
def test_a_report_beside_a_list_of_the_latest_is_no_list(content: str) -> None:
    title = "青溪县水利局2023年政府信息公开工作年度报告"
    latest = "".join(
        f"<p><a href='/{name}.html'>青溪县{name}2023年政府信息公开工作年度报告</a></p>"
        for name in ("财政局", "教育局", "民政局", "审计局")
    )
    (report,) = read(page_html(title, f"<h1>{title}</h1>{content}<div class='latest'>{latest}</div>"))
    assert (report.status, report.agency, report.year) == (Status.NO_TABLES, "青溪县水利局", 2023)


def placed(rows: Rows, how: str) -> str:
    """A grid whose cells say where they stand, in the order of their texts."""
    taken: set[tuple[int, int]] = set()
    made: list[tuple[str, str]] = []
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            taken |= {(y + down, x + across) for down in range(cell.rows) for across in range(cell.columns)}
            style = how.format(y + 1, x + 1, cell.rows, cell.columns, y + 1 + cell.rows, x + 1 + cell.columns)
            made.append((cell.text, f"<div style='{style}'>{cell.text}</div>"))
    return f"<div style='display:grid'>{''.join(cell for _, cell in sorted(made))}</div>"


@pytest.mark.parametrize(
    "how",
    [
        "grid-area: {0} / {1} / span {2} / span {3}",
        "grid-row: {0} / {4}; grid-column: {1} / {5}",
        "grid-row-start:{0};grid-row-end:{4};grid-column-start:{1};grid-column-end:{5}",
    ],
)
def test_a_grid_whose_cells_say_where_they_stand(how: str) -> None:
    made = page()
    body = "".join(placed(rows, how) for rows in made.tables.values())
    (report,) = read(page_html(made.title, "".join(f"<p>{text}</p>" for text in made.prose) + body))
    assert figures_of(report) == made.figures


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le"])
def test_a_page_of_two_bytes_a_sign_without_a_mark(encoding: str) -> None:
    made = page()
    (report,) = parse(made.html().replace("utf-8", "").encode(encoding), Hints(name="x.html"))
    assert (report.title, figures_of(report)) == (made.title, made.figures)


@pytest.mark.parametrize(("printed", "value"), [("共{}件", True), ("{}※", True), ("约{}件", False)])
def test_words_and_marks_beside_a_figure(printed: str, value: bool) -> None:
    made = page()
    for row in made.tables["review_litigation"][-1:]:
        for cell in row:
            cell.text = printed.format(cell.text)
    (report,) = read(made.html())
    shown = {cell.key: cell.value for cell in report.cells if cell.table == "review_litigation"}
    assert shown == {key: int(made.figures[key]) if value else None for key in shown}
    assert len(shown) == 15


@pytest.mark.parametrize("label", ["公开出版", "3.要求提17供公开出", "开7申"])
def test_a_row_that_shows_a_piece_of_a_label_is_not_absent(label: str) -> None:
    made = page()
    row = next(row for row in made.tables["applications"] if row[0].text == "3.要求提供公开出版物")
    row[0].text = label
    made.tables["applications"] = [
        row for row in made.tables["applications"] if row[0].text != "4.无正当理由大量反复申请"
    ]
    (report,) = read(made.html())
    states = {cell.state for cell in report.cells if cell.item == "rejected_publication"}
    assert states <= {State.UNREADABLE, State.NUMBER}
    for cell in report.cells:
        assert cell.raw == made.figures[cell.key] or cell.state in (State.UNREADABLE, State.ABSENT)


def test_a_piece_of_a_label_under_no_header_is_not_absent() -> None:
    made = page()
    for row in made.tables["proactive_disclosure"][:4]:
        for cell in row:
            cell.text = {"行政规范性文件": "文件"}.get(
                cell.text, cell.text[-1:] if "本年" in cell.text else cell.text
            )
    (report,) = read(made.html())
    states = {cell.state for cell in report.cells if cell.item == "normative_documents"}
    assert states == {State.UNREADABLE}


@pytest.mark.parametrize(
    "caption", ["附件1：青溪县水务局2023年政府信息公开统计表", "2.青溪县水务局", "青溪县水务局："]
)
def test_tables_of_another_body_below_a_caption_are_its_own_report(caption: str) -> None:
    made = page()
    tables, figures = other_figures()
    own, other = read(made.html().replace("</body>", f"<p>{caption}</p>{''.join(tables.values())}</body>"))
    assert (other.agency, other.year, figures_of(other)) == ("青溪县水务局", own.year, figures)
    assert (own.title, figures_of(own)) == (made.title, made.figures)
    assert own.agency != other.agency


def test_tables_of_the_same_body_twice_below_its_name_stay_in_doubt() -> None:
    made = page()
    tables, _ = other_figures()
    (own,) = read(made.html())
    again = f"<p>{own.agency}</p>{''.join(tables.values())}</body>"
    (report,) = read(made.html().replace("</body>", again))
    assert {cell.state for cell in report.cells} == {State.UNREADABLE}


@pytest.mark.parametrize("head", ["2023", "2024年", "- 1 -", "第2023号"])
def test_the_head_of_a_page_is_no_part_of_the_title_below(head: str) -> None:
    made = page()
    lines = [head, "青溪县水务局2022年政府信息公开工作年度", "报告", *made.prose]
    (report,) = parse("\n".join(lines).encode(), Hints(name="x.txt"))
    assert (report.agency, report.year) == ("青溪县水务局", 2022)


def test_reviews_that_are_all_left_blank() -> None:
    made = page()
    for cell in made.tables["review_litigation"][-1]:
        cell.text = ""
    (report,) = read(made.html())
    states = [cell.state for cell in report.cells if cell.table == "review_litigation"]
    assert (states, report.status) == ([State.BLANK] * 15, Status.PARSED)


def test_a_blank_row_above_the_figures_is_none_of_theirs() -> None:
    made = page()
    rows = made.tables["review_litigation"]
    rows.insert(-1, [C("") for _ in rows[-1]])
    (report,) = read(made.html())
    assert figures_of(report) == made.figures


@pytest.mark.parametrize(
    "title",
    [
        "关于公布青溪县水务局2023年政府信息公开工作年度报告的公告",
        "青溪县水务局公布2023年政府信息公开工作年度报告",
    ],
)
def test_words_of_publication_are_no_part_of_the_name(title: str) -> None:
    (report,) = read(page().html().replace(page().title, title))
    assert report.agency == "青溪县水务局"


def test_a_report_that_is_sent_is_a_report_and_a_call_for_reports_is_none() -> None:
    sections = "<p>二、依申请公开情况</p><p>受理申请14件。</p><p>四、复议诉讼情况</p><p>复议2件。</p>"
    states = []
    for title in (
        "青溪县水务局关于报送2010年政府信息公开年度报告的函",
        "关于报送2010年政府信息公开年度报告的通知",
    ):
        (report,) = read(page_html(title, f"<p>{title}</p><p>2010年公开信息216条。</p>{sections}"))
        states.append(report.status)
    assert states == [Status.NO_TABLES, Status.NOT_A_REPORT]


def test_the_sentence_that_publishes_the_report_names_the_body() -> None:
    made = page()
    made.title = "年报"
    made.prose = ["按照有关规定，现公布青溪县水务局2023年政府信息公开工作年度报告。", *made.prose[1:]]
    (report,) = read(page_html("年报", made.html().partition("<body>")[2].replace(page().title, "")))
    assert report.agency == "青溪县水务局"


def test_a_column_of_reports_without_a_list_is_no_report() -> None:
    links = "".join(f"<a href='{year}.html'>{year}年</a> " for year in (2021, 2022, 2023))
    title = "政府信息公开年度报告"
    (report,) = read(page_html(title, f"<p>{title}</p><p>{links}</p>"))
    assert report.status is Status.NOT_A_REPORT
    (report,) = read(page_html(title, f"<p>{title}</p><img src='1.jpg' width='800' height='1100'>"))
    assert report.status is Status.NO_TABLES
