"""What a page shows only when its reader asks for it: tables behind tabs, rows behind a link for more."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.model import Report, State, Status
from tests.parsers.report_page import Page, page, page_html, table_html

TABLES = ("proactive_disclosure", "applications", "review_litigation")


def read(html: str) -> Report:
    (report,) = parse(html.encode(), Hints(name="report.html"))
    return report


def panes(made: Page, shown: int, about: str) -> str:
    """Three tables of which one is shown; {} of `about` is what hides the others."""
    return "".join(
        f"<div class='pane{' active' if at == shown else ''}' {'' if at == shown else about}>"
        f"{table_html(made.tables[key])}</div>"
        for at, key in enumerate(TABLES)
    )


@pytest.mark.parametrize("shown", [0, 1, 2])
@pytest.mark.parametrize("about", ["style='display:none'", "hidden", ""])
def test_tables_behind_tabs_are_read(about: str, shown: int) -> None:
    made = page()
    html = page_html(made.title, f"<h1>{made.title}</h1>{panes(made, shown, about)}")
    if not about:
        css = "<style>.pane{display:none}.pane.active{display:block}</style>"
        html = html.replace("</head>", css + "</head>")
    report = read(html)
    assert {cell.key: cell.raw for cell in report.cells} == made.figures
    assert report.status is Status.PARSED
    assert "hidden_read" in {issue.code for issue in report.issues}


def test_a_hidden_table_that_is_a_copy_of_one_shown_is_not_read() -> None:
    made, older = page(), page()
    for cell in (cell for row in older.tables["applications"] for cell in row if cell.text.isdigit()):
        cell.text = "7" + cell.text
    hidden = f"<div style='display:none'>{table_html(older.tables['applications'])}</div>"
    hidden += f"<div style='display:none'>{table_html(older.tables['review_litigation'])}</div>"
    report = read(made.html({"review_litigation": ""}).replace("</body>", hidden + "</body>"))
    wanted = {key: raw for key, raw in made.figures.items() if not key.startswith("review")}
    assert {cell.key: cell.raw for cell in report.cells if cell.state is State.NUMBER} == wanted


def hidden_from(made: Page, first: int, about: str) -> str:
    """The table of applications, its rows from one on hidden."""
    html = table_html(made.tables["applications"])
    lines = html.split("<tr>")
    return "<tr>".join(lines[: first + 1]) + "".join(f"<tr {about}>{line}" for line in lines[first + 1 :])


@pytest.mark.parametrize("about", ["style='display:none'", "hidden", "class=more"])
def test_hidden_rows_of_the_form_are_in_doubt_and_not_absent(about: str) -> None:
    made = page()
    html = made.html({"applications": hidden_from(made, 12, about)})
    report = read(html.replace("</head>", "<style>tr.more{display:none}</style></head>"))
    found = {cell.key: cell for cell in report.cells if cell.table == "applications"}
    assert {cell.state for cell in found.values()} == {State.NUMBER, State.UNREADABLE}
    for key, cell in found.items():
        assert cell.state is State.UNREADABLE or cell.raw == made.figures[key]
    assert found["applications.handled_total.total"].state is State.UNREADABLE
    assert found["applications.granted.total"].state is State.NUMBER


@pytest.mark.parametrize(
    "about", ["style='display:none'", "style='visibility:hidden'", "hidden", "class=more"]
)
def test_rows_of_which_each_cell_is_hidden_are_in_doubt(about: str) -> None:
    made = page()
    html = table_html(made.tables["applications"])
    lines = html.split("<tr>")
    lines[13:] = [line.replace("<td", f"<td {about}") for line in lines[13:]]
    html = made.html({"applications": "<tr>".join(lines)})
    report = read(html.replace("</head>", "<style>td.more{display:none}</style></head>"))
    found = {cell.key: cell for cell in report.cells if cell.table == "applications"}
    assert {cell.state for cell in found.values()} == {State.NUMBER, State.UNREADABLE}
    assert found["applications.handled_total.total"].state is State.UNREADABLE
    assert found["applications.granted.total"].value == int(made.figures["applications.granted.total"])
