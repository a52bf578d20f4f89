"""What content systems and editors do to pages beyond the tables: every figure must still be read where it is.

Each function changes a fresh report and gives the page; all figures of it must be read, with the issue named.
"""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable
from html import escape

import lxml.html
import pytest

from parsers import Hints, Report, parse
from parsers.model import State, Status
from parsers.readers.html.conditions import for_screen
from parsers.readers.html.stylesheets import compounds
from tests.parsers.report_page import C, Page, page, page_html, table_html

OLD = "<div class='{name}'>{body}</div>"


def read(html: str) -> Report:
    (report,) = parse(html.encode(), Hints(name="report.html"))
    return report


def cells(made: Page) -> list[C]:
    return [cell for rows in made.tables.values() for row in rows for cell in row]


def figures(made: Page) -> list[C]:
    return [cell for cell in cells(made) if any(map(str.isdigit, cell.text)) and len(cell.text) < 9]


def body(made: Page) -> str:
    return "".join(table_html(rows) for rows in made.tables.values())


def older(made: Page) -> str:
    """The tables of a version that nobody is to see."""
    other = copy.deepcopy(made)
    for cell in cells(other):
        if cell.text.isdigit():
            cell.text = "5151"
    return body(other)


def boxed(made: Page) -> str:
    for cell in cells(made):
        cell.text, cell.raw = f"<table><tr><td>{escape(cell.text)}</td></tr></table>", True
    return made.html()


def boxed_beside_a_blank(made: Page) -> str:
    for cell in cells(made):
        cell.text, cell.raw = f"<table><tr><td>&nbsp;</td><td>{escape(cell.text)}</td></tr></table>", True
    return made.html()


def boxed_twice(made: Page) -> str:
    for cell in cells(made):
        if not cell.text.isdigit():
            inner = f"<table><tr><td><p>{escape(cell.text)}</p></td></tr></table>"
            cell.text, cell.raw = f"<div><table><tr><td>{inner}</td></tr></table></div>", True
    return made.html()


def hidden_within(made: Page) -> str:
    head = "<style>.tabs .pane{display:none} .tabs > .shown {display:block}</style>"
    panes = f"<div class='pane'>{older(made)}</div><div class='pane shown'>{body(made)}</div>"
    return page_html(made.title, f"<h1>{made.title}</h1><div class=tabs>{panes}</div>", head)


def hidden_by_two_classes(made: Page) -> str:
    head = "<style>div.version.old{display:none!important}</style>"
    inner = f"<div class='old version' style='display:block'>{older(made)}</div>{body(made)}"
    return page_html(made.title, f"<h1>{made.title}</h1>{inner}", head)


def hidden_rows(made: Page) -> str:
    html = made.html()
    old = "".join(
        "<tr style='display:none'>" + "".join(cell.html() for cell in row) + "</tr>"
        for row in copy.deepcopy(made.tables["applications"])[-2:]
    )
    for figure in (cell.text for cell in made.tables["applications"][-2][1:]):
        old = old.replace(f">{figure}<", ">7373<")
    at = html.index("<tr>", html.index("申请人情况"))
    return html[:at] + old + html[at:]


def for_small_screens(made: Page) -> str:
    head = (
        "<style media='print'>table{display:none}</style>"
        "<style>@media (max-width: 768px){.TRS_Editor table{display:none}}</style>"
    )
    return made.html().replace("</head>", head + "</head>")


def fields_of_a_form(made: Page) -> str:
    for cell in figures(made):
        cell.text, cell.raw = f"<input type=text readonly value='{cell.text}'>", True
    return made.html()


def typed_with_tabs(made: Page) -> str:
    rows = made.tables["applications"]
    text = "\n".join("\t".join(cell.text for cell in row) for row in rows)
    return made.html({"applications": f"<pre>{text}</pre>"})


def in_a_frame(made: Page) -> str:
    return page_html(made.title, f"<h1>{made.title}</h1><iframe srcdoc='{escape(made.html())}'></iframe>")


def in_a_script(made: Page) -> str:
    data = json.dumps({"data": [{"title": made.title, "content": body(made)}]})  # \u escapes throughout
    return page_html(made.title, f"<h1>{made.title}</h1><script>var article = {data};</script>")


def written_line_by_line(made: Page) -> str:
    lines = "\n".join(f"document.writeln({json.dumps(line)});" for line in pieces(body(made)))
    return page_html(made.title, f"<h1>{made.title}</h1><script>{lines}</script>")


def put_together_by_a_script(made: Page) -> str:
    first, *others = map(json.dumps, pieces(body(made)))
    script = f"var s = {first};" + "".join(f"s += {one} + '';\n" for one in others) + "view.innerHTML = s"
    return page_html(made.title, f"<h1>{made.title}</h1><div id='view'></div><script>{script}</script>")


def pieces(text: str) -> list[str]:
    return [text[start : start + 700] for start in range(0, len(text), 700)]


def in_a_script_that_is_none(made: Page) -> str:
    return page_html(made.title, f"<h1>{made.title}</h1><script type='text/html'>{body(made)}</script>")


def in_an_attribute(made: Page) -> str:
    inner = f'<article-view :content="{escape(body(made))}"></article-view>'
    return page_html(made.title, f"<h1>{made.title}</h1>{inner}")


def in_data_of_an_attribute(made: Page) -> str:
    data = json.dumps({"component": "Show", "props": {"title": made.title, "content": body(made)}})
    return page_html(made.title, f'<h1>{made.title}</h1><div id="app" data-page="{escape(data)}"></div>')


def in_a_textarea(made: Page) -> str:
    inner = f"<textarea id='content' style='display:none'>{escape(body(made))}</textarea>"
    return page_html(made.title, f"<h1>{made.title}</h1>{inner}")


def escaped_twice(made: Page) -> str:
    return page_html(made.title, f"<h1>{made.title}</h1>{escape(body(made))}")


def shown_on_demand(made: Page) -> str:
    inner = f"<a href='#'>全文</a><div style='display:none'>{body(made)}</div>"
    return page_html(made.title, f"<h1>{made.title}</h1>{inner}")


def a_page_pasted_into_another(made: Page) -> str:
    tables = {key: f"{table_html(rows)}</body></html>" for key, rows in made.tables.items()}
    return made.html({key: f"<html><body>{table}" for key, table in tables.items()})


def shortened_labels(made: Page) -> str:
    shorter = {
        "本年新收政府信息公开申请数量": "本年新收申请数量",
        "上年结转政府信息公开申请数量": "上年结转申请数量",
        "要求行政机关确认或重新出具已获取信息": "要求确认或重新出具已获取信息",
        "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "申请人逾期未缴纳费用",
    }
    for cell in cells(made):
        for official, printed in shorter.items():
            cell.text = cell.text.replace(official, printed)
    return made.html()


def group_in_brackets(made: Page) -> str:
    row = made.tables["review_litigation"][3]
    names = ["行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"]
    rows = [[C("类别"), *[C(label) for label in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")]]]
    rows += [[C(name), *row[at * 5 : at * 5 + 5]] for at, name in enumerate(names)]
    return made.html({"review_litigation": table_html(rows)})


def unit_in_traditional_signs(made: Page) -> str:
    for cell in cells(made):
        cell.text = cell.text.replace("单位：万元", "單位：萬元")
    return made.html()


def in_a_frame_whose_address_holds_it(made: Page) -> str:
    held = base64.b64encode(made.html().encode()).decode()
    frame = f"<iframe src='data:text/html;charset=utf-8;base64,{held}'></iframe>"
    return page_html(made.title, f"<h1>{made.title}</h1>{frame}")


def foot_before_body(made: Page) -> str:
    tables = {
        key: f"<table><tfoot>{tr(rows[-1])}</tfoot><tbody>{''.join(map(tr, rows[:-1]))}</tbody></table>"
        for key, rows in made.tables.items()
    }
    return made.html(tables)


def tr(row: list[C]) -> str:
    return f"<tr>{''.join(cell.html() for cell in row)}</tr>"


def grid_with_areas(made: Page) -> str:
    return grid_with_row_spans(made, "grid-area: auto / auto / span {rows} / span {columns}")


def grid_with_row_spans(made: Page, spans: str = "grid-column: span {columns}; grid-row: span {rows}") -> str:
    rows = made.tables["applications"]
    inner = "".join(
        f"<div style='{spans.format(columns=cell.columns, rows=cell.rows)}'>{cell.text}</div>"
        for row in rows
        for cell in row
    )
    html = made.html({"applications": f"<div class='g'>{inner}</div>"})
    style = "<style>.g{display:grid;grid-template-columns:3rem 6rem 1fr repeat(7, 4rem)}</style>"
    return html.replace("</head>", style + "</head>")


def words_before_all(made: Page) -> str:
    return "role" + made.html()


def without_scripts(made: Page) -> str:
    return made.html().replace("<body>", "<body><div id=app></div><noscript>") + "</noscript>"


def in_an_element_of_its_own(made: Page) -> str:
    html = made.html().replace("<body>", "<body><one-report><template shadowrootmode=open>")
    return html.replace("</body>", "</template></one-report></body>")


def numbered_by_a_program(made: Page) -> str:
    """Numbers before all rows, from 0, and above all columns, as pandas writes tables."""
    html = made.html()
    for rows in made.tables.values():
        columns = "".join(f"<th>{at}</th>" for at in range(sum(cell.columns for cell in rows[0])))
        numbered = [f"<tr><th></th>{columns}</tr>"]
        numbered += [tr([C(str(at)), *row]) for at, row in enumerate(rows)]
        html = html.replace("\n".join(map(tr, rows)), "".join(numbered))
    return html


WHOLE: dict[Callable[[Page], str], str] = {
    boxed: "",
    boxed_beside_a_blank: "",
    boxed_twice: "",
    hidden_within: "hidden_skipped",
    hidden_by_two_classes: "hidden_skipped",
    hidden_rows: "hidden_skipped",
    for_small_screens: "",
    fields_of_a_form: "",
    typed_with_tabs: "tables_as_text",
    in_a_frame: "carried_as_text",
    in_a_frame_whose_address_holds_it: "carried_as_text",
    in_a_script: "carried_as_text",
    written_line_by_line: "carried_as_text",
    put_together_by_a_script: "carried_as_text",
    in_a_script_that_is_none: "carried_as_text",
    in_an_attribute: "carried_as_text",
    in_data_of_an_attribute: "carried_as_text",
    in_a_textarea: "carried_as_text",
    without_scripts: "carried_as_text",
    in_an_element_of_its_own: "carried_as_text",
    numbered_by_a_program: "",
    escaped_twice: "carried_as_text",
    shown_on_demand: "hidden_read",
    a_page_pasted_into_another: "",
    shortened_labels: "label_alike",
    group_in_brackets: "",
    unit_in_traditional_signs: "",
    grid_with_row_spans: "",
    grid_with_areas: "",
    foot_before_body: "",
    words_before_all: "",
}


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("change", WHOLE, ids=lambda change: change.__name__)
def test_every_figure_is_read(change: Callable[[Page], str], form: str) -> None:
    made = page(form)
    expected = dict(made.figures)
    report = read(change(made))
    found = {cell.key: cell.raw for cell in report.cells if cell.state is not State.ABSENT}
    assert found == expected
    assert not [cell for cell in report.cells if cell.state is State.UNREADABLE]
    assert report.status is Status.PARSED
    codes = {issue.code for issue in report.issues}
    assert WHOLE[change] in codes if WHOLE[change] else not codes
    fee = next((cell for cell in report.cells if cell.key == "proactive_disclosure.fees.amount"), None)
    assert fee is None or str(fee.value) == "712.187895"


def test_a_form_that_a_script_is_to_fill_is_no_report() -> None:
    made = page()
    inner = in_a_script_that_is_none(made).replace("</td>", "{{ n }}</td>")
    assert not read(inner).cells
    rows = body(made).replace("</td>", "' + n + '</td>").replace('"', "&quot;")
    assert not read(page_html(made.title, f"<script>document.write('{rows}')</script>")).cells


def test_a_frame_is_shown_at_its_place() -> None:
    html = in_a_frame(page())
    report = read(html)
    place = next(cell.place for cell in report.cells if cell.item == "granted")
    (frame,) = lxml.html.document_fromstring(html).xpath(place.path)
    assert frame.tag == "iframe"
    assert place.row > 1 and place.table > 1


def test_what_is_hidden_is_not_read_beside_pictures() -> None:
    made = page()
    inner = f"<div style='display:none'>{body(made)}</div><img src='table1.png'>"
    report = read(page_html(made.title, f"<h1>{made.title}</h1>{inner}"))
    assert not report.cells
    assert report.status is Status.NO_TABLES


def test_drawn_text_beside_a_figure_leaves_it_in_doubt() -> None:
    made = page()
    cell = next(cell for cell in cells(made) if cell.text == "8361")
    cell.text, cell.raw = "<svg><text>12</text></svg>8361", True
    found = {one.key: one for one in read(made.html()).cells}
    assert found["proactive_disclosure.licensing.decisions"].state is State.UNREADABLE


def test_selectors_and_media() -> None:
    assert [part.tag for part in compounds("ul li.a.b #c")] == ["ul", "li", ""]
    assert compounds("a::before") == compounds("p:not(.x)") == compounds("[hidden]") == ()
    assert not for_screen("only print") and not for_screen("(max-width:1200px)")
    assert for_screen("screen, print") and for_screen("")


@pytest.mark.parametrize(
    "opened", ["<table>", "<table><tbody>", "<table><tr>", "<table border=1><caption>表</caption>"]
)
def test_a_table_that_was_begun_twice(opened: str) -> None:
    made = page()
    html = made.html().replace('<table border="1">', f'{opened}<table border="1">', 1)
    (report,) = parse(html.encode(), Hints(name="x.html"))
    assert {cell.key: cell.raw for cell in report.cells} == made.figures
    assert [section.number for section in report.sections if section.number] == [1, 2, 3, 4, 5, 6]
