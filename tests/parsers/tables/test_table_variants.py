"""Every way real pages are known to bend the tables (and some more), each on a report without any zero.

The names are the codes of the catalogue of variants, where it has one (docs/variants.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from parsers import Hints, Report, parse
from parsers.model import State, Status
from tests.parsers.report_page import C, Page, Rows, page, page_html, table_html


def read(html: str) -> Report:
    reports = parse(html.encode(), Hints(name="report.html"))
    assert len(reports) == 1
    return reports[0]


def raws(report: Report) -> dict[str, str]:
    """What was read as printed; figures that are absent are left out."""
    return {cell.key: cell.raw for cell in report.cells if cell.state is not State.ABSENT}


def assert_whole(report: Report, expected: dict[str, str]) -> None:
    found = raws(report)
    assert found == expected
    assert not [cell for cell in report.cells if cell.state is State.UNREADABLE]


def codes(report: Report) -> set[str]:
    return {issue.code for issue in report.issues}


def each_cell(rows: Rows) -> list[C]:
    return [cell for row in rows for cell in row]


def all_cells(made: Page) -> list[C]:
    return [cell for rows in made.tables.values() for cell in each_cell(rows)]


def is_figure(cell: C) -> bool:
    return bool(re.fullmatch(r"[\d.+\-增减万元]+", cell.text))


# Each change keeps every figure where it belongs: the report must be read whole.

Change = Callable[[Page], "str | None"]


def plain(made: Page) -> None:
    pass


def lblsp(made: Page) -> None:
    for cell in all_cells(made):
        if len(cell.text) > 3 and not is_figure(cell):
            cell.text = f"{cell.text[:2]} \n　{cell.text[2:]}"


def half_width(made: Page) -> None:
    for cell in all_cells(made):
        cell.text = cell.text.translate(str.maketrans("（）：，“”", '():,""'))


def no_quotes(made: Page) -> None:
    for cell in all_cells(made):
        cell.text = cell.text.replace("“", "").replace("”", "")


def other_ordinals(made: Page) -> None:
    for cell in all_cells(made):
        cell.text = re.sub(r"^(\d)\.", r"（\1）", cell.text)
        cell.text = re.sub(r"^（([一二三四五六七])）", r"\1、", cell.text)


def no_ordinals(made: Page) -> None:
    for cell in all_cells(made):
        cell.text = re.sub(r"^(?:\d\.|（[一二三四五六七]）|[一二三四]、)", "", cell.text)


def typos(made: Page) -> None:
    swaps = {
        "不掌握": "不掌管",
        "无正当理由大量": "无正当理由大理",
        "予以公开": "给予公开",
        "上年结转": "上年接转",
        "重复申请": "重复的申请",
    }
    for cell in all_cells(made):
        for right, wrong in swaps.items():
            cell.text = cell.text.replace(right, wrong)


def traditional(made: Page) -> None:
    table = str.maketrans(
        "开数总计机关规范废现项许处罚强业费单万请转结诉讼复议维纠审众属国类内务执档询没无后确获举报缴纳续办会组织发种与员",
        "開數總計機關規範廢現項許處罰強業費單萬請轉結訴訟復議維糾審眾屬國類內務執檔詢沒無後確獲舉報繳納續辦會組織發種與員",
    )
    for cell in all_cells(made):
        if not is_figure(cell):
            cell.text = cell.text.translate(table)


def lbl_art(made: Page) -> None:
    for cell in each_cell(made.tables["proactive_disclosure"]):
        cell.text = cell.text.replace("第二十条第（", "第二十条（").replace("第二十条（八）项", "第二十条第")


def lbl_lost(made: Page) -> None:
    made.tables["proactive_disclosure"][2][0].text = ""


def row_label_lost(made: Page) -> None:
    for row in made.tables["applications"]:
        if row[0].text.startswith("6.属于四类"):
            row[0].text = ""


def lbl_norm(made: Page) -> None:
    made.tables["proactive_disclosure"][3][0].text = "规范性文件"


def rows_numbered(made: Page) -> None:
    for rows in made.tables.values():
        for number, row in enumerate(rows, 1):
            row.insert(0, C(str(number)))


def columns_lettered(made: Page) -> None:
    rows_numbered(made)
    for rows in made.tables.values():
        rows.insert(0, [C(""), *[C(letter) for letter in "ABCD"]])


def hdr_trunc(made: Page) -> None:
    header = made.tables["proactive_disclosure"][1]
    header[1].text, header[2].text, header[3].text = "本年制", "本年废", "现行有效件"


def hdr_var(made: Page) -> None:
    header = made.tables["proactive_disclosure"][1]
    header[1].text = "本年制发件数量"


def hdr_reordered(made: Page) -> None:
    rows = made.tables["applications"]
    rows[1].insert(0, rows[1].pop())
    for row in rows[3:]:
        row.insert(len(row) - 7, row.pop())


def columns_reordered(made: Page) -> None:
    rows = made.tables["proactive_disclosure"]
    for row in rows[1:4]:
        row[1], row[3] = row[3], row[1]


def applicants_reordered(made: Page) -> None:
    rows = made.tables["applications"]
    rows[2][0], rows[2][4] = rows[2][4], rows[2][0]
    for row in rows[3:]:
        row[-6], row[-2] = row[-2], row[-6]


def rows_swapped(made: Page) -> None:
    rows = made.tables["applications"]
    at = next(at for at, row in enumerate(rows) if row[0].text.startswith("2.没有现成"))
    rows[at], rows[at + 1] = rows[at + 1], rows[at]
    rows[3], rows[4] = rows[4], rows[3]


def notes_in_cell(made: Page) -> None:
    made.tables["proactive_disclosure"][6][0].text = "行政许可（指本年作出的决定数）"
    made.tables["applications"][3][0].text += "（含当面、信函、网络申请）"


def extra_col(made: Page) -> None:
    for rows in made.tables.values():
        for row in rows:
            row.append(C(""))


def extra_col_left(made: Page) -> None:
    for row in made.tables["applications"]:
        row.insert(0, C(""))


def empty_row(made: Page) -> None:
    made.tables["proactive_disclosure"].append([C("", 4)])
    made.tables["applications"].insert(9, [C("")] * 10)
    made.tables["review_litigation"].insert(3, [C("") for _ in range(15)])


def spacers(made: Page) -> None:
    for rows in made.tables.values():
        for row in rows:
            for at in range(len(row), 0, -1):
                if is_figure(row[at - 1]):
                    row.insert(at, C("", attributes="width=1"))


def spacers_before(made: Page) -> None:
    for row in made.tables["applications"][3:]:
        for at in range(len(row) - 1, -1, -1):
            if is_figure(row[at]):
                row.insert(at, C(""))


def rowspans_dropped(made: Page) -> None:
    for cell in all_cells(made):
        cell.rows = 1


def rowspans_as_blanks(made: Page) -> None:
    rows = made.tables["applications"]
    for at, row in enumerate(rows):
        if at and sum(cell.columns for cell in row) < 10:
            row[:0] = [C("") for _ in range(10 - sum(cell.columns for cell in row))]
        for cell in row:
            cell.rows = 1


def group_glued(made: Page) -> None:
    group = ""
    for row in made.tables["applications"][3:]:
        for at, cell in enumerate(row):
            if re.match(r"（[三四五六]）", cell.text) and cell.rows > 1:
                group = cell.text
                row[at + 1].text = group + row[at + 1].text


def group_in_each_row(made: Page) -> None:
    rows = made.tables["applications"]
    for row in rows[5:-1]:
        if row[0].text == "三、本年度办理结果":
            row.pop(0)
    group: C | None = None
    left = 0
    for row in rows[5:-1]:
        if row[0].rows > 1:
            group, left = row[0], row[0].rows
            row[0] = C(group.text)
        elif left > 0 and group:
            row.insert(0, C(group.text))
        else:
            row[0].columns = 2
        left -= 1
        row.insert(0, C("三、本年度办理结果"))


def drifting_spans(made: Page) -> None:
    for at, row in enumerate(made.tables["proactive_disclosure"]):
        if len(row) == 4:
            row[1 + at % 3].columns = 2


def three_in_one(made: Page) -> str:
    rows = [
        [C("二、主动公开政府信息情况", 15)],
        *made.tables["proactive_disclosure"],
        [C("三、收到和处理政府信息公开申请情况", 15)],
        *made.tables["applications"],
        [C("四、政府信息公开行政复议、行政诉讼情况", 15)],
        *made.tables["review_litigation"],
    ]
    return page_html(made.title, f"<h1>{made.title}</h1>" + table_html(rows))


def one_in_several(made: Page) -> str:
    rows = made.tables["proactive_disclosure"]
    parts = [rows[0:4], rows[4:7], rows[7:11], rows[11:]]
    return made.html({"proactive_disclosure": "<p></p>".join(table_html(part) for part in parts)})


def page_break(made: Page) -> str:
    rows = made.tables["applications"]
    return made.html({"applications": table_html(rows[:17]) + "<hr>" + table_html(rows[17:])})


def page_break_header_again(made: Page) -> str:
    rows = made.tables["applications"]
    return made.html({"applications": table_html(rows[:17]) + table_html(rows[:3] + rows[17:])})


def row_cut_label(made: Page) -> str:
    rows = made.tables["applications"]
    at = next(at for at, row in enumerate(rows) if row[0].text.startswith("5.要求行政机关"))
    text, figures = rows[at][0].text, rows[at][1:]
    upper = [*rows[:at], [C(text[:9]), *figures]]
    lower = [[C(text[9:]), *[C("") for _ in figures]], *rows[at + 1 :]]
    return made.html({"applications": table_html(upper) + table_html(lower)})


def row_cut_figures(made: Page) -> str:
    rows = made.tables["applications"]
    at = next(at for at, row in enumerate(rows) if row[0].text.startswith("5.要求行政机关"))
    text, figures = rows[at][0].text, rows[at][1:]
    upper = [*rows[:at], [C(text), *[C("") for _ in figures]]]
    lower = [[C(""), *figures], *rows[at + 1 :]]
    return made.html({"applications": table_html(upper) + table_html(lower)})


def nested_values(made: Page) -> None:
    for cell in all_cells(made):
        if is_figure(cell):
            cell.text, cell.raw = f"<table><tr><td>{cell.text}</td></tr></table>", True


def layout_table(made: Page) -> str:
    menu = "".join(
        f"<td><a href='/c{at}/'>{name}</a></td>" for at, name in enumerate(("首页", "行政许可", "年报"))
    )
    inner = made.html()
    body = inner[inner.index('<div class="TRS_Editor">') + 24 : inner.rindex("</div>")]
    return (
        f"<html><head><title>{made.title}</title></head><body><table><tr><td><table><tr>{menu}</tr></table></td></tr>"
        f"<tr><td width=20></td><td><table><tr><td>{body}</td></tr></table></td></tr></table></body></html>"
    )


def hidden_copy(made: Page) -> str:
    other = made.copy()
    for cell in all_cells(other):
        if is_figure(cell):
            cell.text = "7"
    ways = ("style='display:none'", "hidden", "style='visibility: hidden'")
    tables = {
        key: table_html(other.tables[key], way) + table_html(made.tables[key])
        for key, way in zip(made.tables, ways, strict=True)
    }
    return made.html(tables)


def hidden_by_class(made: Page) -> str:
    other = made.copy()
    for cell in all_cells(other):
        if is_figure(cell):
            cell.text = "7"
    tables = {
        key: f"<div class='old'>{table_html(other.tables[key])}</div>" + table_html(made.tables[key])
        for key in made.tables
    }
    html = made.html(tables)
    return html.replace(
        "</head>", "<style>.old { display : none } @media print { .TRS_Editor {display:none} }</style></head>"
    )


def hidden_digits(made: Page) -> None:
    for at, cell in enumerate(all_cells(made)):
        if is_figure(cell) and at % 3 == 0:
            cell.text, cell.raw = (
                f"<span style='font-size:0px'>9</span>{cell.text}<i style='display:none'>4</i>",
                True,
            )


def div_grid(made: Page) -> str:
    def grid(rows: Rows) -> str:
        lines = [
            "<div style='display:table-row'>"
            + "".join(f"<div style='display:table-cell'>{cell.text}</div>" for cell in row)
            + "</div>"
            for row in rows
        ]
        return f"<div style='display:table'>{''.join(lines)}</div>"

    return made.html({key: grid(rows) for key, rows in made.tables.items()})


def div_grid_by_class(made: Page) -> str:
    def grid(rows: Rows) -> str:
        lines = [
            "<li class='r'>" + "".join(f"<span class='c'>{cell.text}</span>" for cell in row) + "</li>"
            for row in rows
        ]
        return f"<ul class='t'>{''.join(lines)}</ul>"

    html = made.html({key: grid(rows) for key, rows in made.tables.items()})
    return html.replace(
        "</head>", "<style>ul.t{display:table}li.r{display:table-row}.c{display:table-cell}</style></head>"
    )


def css_grid(made: Page) -> str:
    def grid(rows: Rows) -> str:
        width = max(sum(cell.columns for cell in row) for row in rows)
        cells = "".join(
            f"<div style='grid-column: span {cell.columns}'>{cell.text}</div>" for row in rows for cell in row
        )
        return f"<div style='display:grid;grid-template-columns:repeat({width}, 1fr)'>{cells}</div>"

    rows = made.tables["applications"]
    rowspans_as_blanks(made)
    return made.html({"applications": grid(rows)})


def transposed(made: Page) -> str:
    rows = made.tables["applications"]
    rowspans_as_blanks(made)
    wide = [[text for cell in row for text in [cell.text] + [""] * (cell.columns - 1)] for row in rows]
    lying = [list(column) for column in zip(*wide, strict=True)]
    return made.html({"applications": table_html([[C(text) for text in row] for row in lying])})


def review_down(made: Page) -> str:
    row = made.tables["review_litigation"][3]
    names = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    rows = [[C("类别"), *[C(label) for label in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")]]]
    rows += [[C(name), *row[at * 5 : at * 5 + 5]] for at, name in enumerate(names)]
    return made.html({"review_litigation": table_html(rows)})


def review_in_two(made: Page) -> str:
    head, leaves, lower, row = made.tables["review_litigation"]
    one = [[head[0]], leaves[:5], row[:5]]
    two = [[head[1]], leaves[5:], lower, row[5:]]
    return made.html({"review_litigation": table_html(one) + table_html(two)})


def review_suits_first(made: Page) -> None:
    head, leaves, _, row = made.tables["review_litigation"]
    head.reverse()
    leaves[:] = [*leaves[5:], *leaves[:5]]
    row[:] = [*row[5:], *row[:5]]


def review_heads_on_lines(made: Page) -> None:
    """Groups stand on lines of their own, as by the middles of merged cells of different heights."""
    (review, suits), leaves, lower, row = made.tables["review_litigation"]
    made.tables["review_litigation"] = [
        [C("", 5), suits],
        [review, C("", 10)],
        [C("", 5), *leaves[5:]],
        [*(C(leaf.text) for leaf in leaves[:5]), *lower],
        row,
    ]


def label_cell_first_in_review(made: Page) -> None:
    rows = made.tables["review_litigation"]
    rows[0].insert(0, C("项目", 1, 3))
    rows[3].insert(0, C("数量"))


def th_cells(made: Page) -> None:
    for rows in made.tables.values():
        for cell in rows[0] + rows[1]:
            cell.tag = "th"


def paragraphs_in_cells(made: Page) -> None:
    for cell in all_cells(made):
        text = cell.text if is_figure(cell) or len(cell.text) < 5 else f"{cell.text[:3]}<br>{cell.text[3:]}"
        cell.text, cell.raw = (
            f"<p align=center><span>&nbsp;</span><span><font>{text}<o:p></o:p></font></span></p>",
            True,
        )


def split_digits(made: Page) -> None:
    for cell in all_cells(made):
        if is_figure(cell) and len(cell.text) > 1:
            cell.text, cell.raw = f"<span>{cell.text[:1]}</span><span lang=EN-US>{cell.text[1:]}</span>", True


def no_headings(made: Page) -> str:
    return page_html(
        made.title, f"<p>{made.title}</p>" + "".join(table_html(rows) for rows in made.tables.values())
    )


def five_columns(made: Page) -> None:
    rows = made.tables["proactive_disclosure"]
    label = ""
    made.tables["proactive_disclosure"] = changed = []
    for row in rows:
        if row[0].text.startswith("第二十条"):
            label = row[0].text
        else:
            changed.append([C(label), *row])


def text_before_table(made: Page) -> None:
    made.prose.append("本年度制发规范性文件99件，行政许可88件，行政处罚77件；其他对外管理服务事项66项。")


def subtotal_on_group(made: Page) -> None:
    rows = made.tables["applications"]
    at = next(at for at, row in enumerate(rows) if row[0].text == "（四）无法提供")
    rows.insert(at, [C("（四）无法提供小计", 2), *[C("5") for _ in range(7)]])
    rows[5][0].rows += 1


WHOLE = [
    plain, lblsp, half_width, no_quotes, other_ordinals, no_ordinals, typos, traditional, lbl_art, lbl_lost,
    rows_numbered, columns_lettered, row_label_lost, lbl_norm, hdr_trunc, hdr_var, hdr_reordered, columns_reordered, applicants_reordered, rows_swapped,
    notes_in_cell, extra_col, extra_col_left, empty_row, spacers, spacers_before, rowspans_dropped,
    rowspans_as_blanks, group_glued, group_in_each_row, drifting_spans, three_in_one, one_in_several, page_break,
    page_break_header_again, row_cut_label, row_cut_figures, nested_values, layout_table, hidden_copy,
    hidden_by_class, hidden_digits, div_grid, div_grid_by_class, css_grid, transposed, review_down, review_in_two,
    review_suits_first, review_heads_on_lines, label_cell_first_in_review, th_cells, paragraphs_in_cells, split_digits, no_headings,
    five_columns, text_before_table, subtotal_on_group,
]  # fmt: skip
ONLY_2021 = {"lbl_art", "hdr_trunc", "hdr_var", "columns_reordered", "notes_in_cell", "lbl_norm"}
BY_FORM = [
    (change, form)
    for change in WHOLE
    for form in ("2021", "2019")
    if form == "2021" or change.__name__ not in ONLY_2021
]


@pytest.mark.parametrize(
    ("change", "form"), BY_FORM, ids=[f"{change.__name__}-{form}" for change, form in BY_FORM]
)
def test_every_figure_stays_in_its_place(change: Change, form: str) -> None:
    made = page(form)
    html = change(made) or made.html()
    report = read(html)
    assert_whole(report, made.figures)
    assert report.template == form
    assert report.status is Status.PARSED
    assert report.year == made.year
    assert report.agency == "青溪县水利局"
    assert all(check.holds for check in report.checks)
    assert len(report.checks) == (42 if form == "2021" else 40)


def test_a_table_that_prints_no_totals() -> None:
    made = page()
    rows = made.tables["applications"]
    rows[0][1].columns = 6
    rows[1].pop()
    for row in rows[3:]:
        row.pop()
    (report,) = parse(made.html().encode(), Hints(name="x.html"))
    found = {cell.key: cell for cell in report.cells}
    for key, printed in made.figures.items():
        missing = key.startswith("applications.") and key.endswith(".total")
        assert (found[key].state, found[key].raw) == (
            (State.ABSENT, "") if missing else (State.NUMBER, printed)
        )
    assert not any(check.verdict for check in report.checks)
