"""Tables whose parts a style sheet shows in another order than they are written in, or column by column."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.model import Report, State, Status
from parsers.readers.html.elements import content_of, tree
from tests.parsers.report_page import C, Page, page, table_html

KEY = "proactive_disclosure"
FLEX = "display:flex"


def read(made: Page, shown: str) -> tuple[Report, str]:
    html = made.html({KEY: shown})
    (report,) = parse(html.encode(), Hints(name="x.html"))
    return report, html


def assert_read(shown: str) -> None:
    """All figures are read, and each place is that of its figure."""
    made = page()
    report, html = read(made, shown)
    figures = {cell.key: cell.raw for cell in report.cells if cell.state is State.NUMBER}
    assert figures == made.figures
    root = tree(html.encode())
    for cell in report.cells:
        (element,) = root.xpath(cell.place.path)
        assert content_of(element) == cell.raw


def box(content: str, style: str = "", tag: str = "div") -> str:
    return f'<{tag} style="{style}">{content}</{tag}>'


def in_boxes(row: list[C], style: str = FLEX, turned: bool = False) -> str:
    cells = [box(cell.text) for cell in row]
    return box("".join(cells[::-1] if turned else cells), style)


def test_rows_that_are_turned_round() -> None:
    rows = page().tables[KEY]
    turned = [
        in_boxes(row, FLEX + ";flex-direction:row-reverse", True) if len(row) == 4 else in_boxes(row)
        for row in rows
    ]
    assert_read(box("".join(turned)))
    assert_read(box("".join(map(in_boxes, rows[::-1])), FLEX + ";flex-flow:column-reverse nowrap"))
    floating = [
        box("".join(box(cell.text, "float:right") for cell in row[::-1]), "overflow:hidden") for row in rows
    ]
    assert_read(box("".join(floating)))


def test_a_table_that_is_shown_turned_round_is_read_from_its_labels_on() -> None:
    made = page()
    html = made.html().replace("</head>", "<style>tr{display:flex;flex-direction:row-reverse}</style></head>")
    (report,) = parse(html.encode(), Hints(name="x.html"))
    assert {cell.key: cell.raw for cell in report.cells if cell.state is State.NUMBER} == made.figures


def test_a_row_whose_label_stands_behind_its_figures_is_not_absent() -> None:
    made = page()
    rows = made.tables[KEY]
    rows[2].reverse()
    report, _ = read(made, table_html(rows))
    assert {cell.state for cell in report.cells if cell.item == "regulations"} == {State.UNREADABLE}


def test_a_row_is_absent_though_a_column_has_its_name() -> None:
    made = page()
    made.tables["applications"] = [
        row for row in made.tables["applications"] if not any(cell.text == "3.其他" for cell in row)
    ]
    report, _ = read(made, table_html(made.tables[KEY]))
    assert {cell.state for cell in report.cells if cell.item == "other_misc"} == {State.ABSENT}


def test_cells_that_are_moved_by_their_order() -> None:
    rows = page().tables[KEY]
    moved = [
        box(
            "".join(box(row[at].text, f"order:{at}") for at in sorted(range(len(row)), key=lambda at: -at)),
            FLEX,
        )
        for row in rows
    ]
    assert_read(box("".join(moved)))
    of_table = "".join(
        box("".join(box(row[at].text, f"order:{at}", "td") for at in (0, 3, 1, 2)), FLEX, "tr")
        if len(row) == 4
        else "<tr>" + "".join(cell.html() for cell in row) + "</tr>"
        for row in rows
    )
    assert_read(f"<table>{of_table}</table>")
    cells = sorted((cell.text, at) for at, cell in enumerate(cell for row in rows[1:4] for cell in row))
    grid = "".join(box(text, f"order:{at}") for text, at in cells)
    assert_read(box(grid, "display:grid;grid-template-columns:repeat(4,1fr)") + table_html(rows[4:]))


@pytest.mark.parametrize(
    ("outer", "inner", "tag"),
    [
        (FLEX, "", "p"),
        (FLEX, "display:flex;flex-direction:column", "div"),
        ("", "float:left;width:25%", "p"),
        ("display:grid;grid-template-columns:repeat(4,1fr)", "", "li"),
    ],
)
def test_columns_beside_each_other(outer: str, inner: str, tag: str) -> None:
    rows = page().tables[KEY]
    columns = [box("".join(box(row[at].text, "", tag) for row in rows[1:4]), inner) for at in range(4)]
    assert_read(box("".join(columns), outer) + table_html(rows[4:]))


def test_a_grid_that_is_filled_by_columns() -> None:
    rows = page().tables[KEY]
    cells = "".join(box(row[at].text) for at in range(4) for row in rows[1:4])
    style = "display:grid;grid-auto-flow:column;grid-template-rows:repeat(3,auto)"
    assert_read(box(cells, style) + table_html(rows[4:]))


def test_a_row_whose_label_stands_outside_of_the_tables_is_not_absent() -> None:
    made = page()
    rows = made.tables[KEY]
    report, _ = read(made, "<p>规章</p><p>2</p><p>1</p><p>15</p>" + table_html(rows[:2] + rows[3:]))
    states = {cell.state for cell in report.cells if cell.item == "regulations"}
    assert states == {State.UNREADABLE}


def test_rows_that_are_typed_as_sentences_are_not_absent() -> None:
    made = page()
    rows = made.tables[KEY]
    report, _ = read(
        made, "<p>规章本年制发件数：2</p><p>规章现行有效件数：15</p>" + table_html(rows[:2] + rows[3:])
    )
    assert {cell.state for cell in report.cells if cell.item == "regulations"} == {State.UNREADABLE}


def test_lines_without_cells_of_which_no_figure_is_certain_are_no_table() -> None:
    made = page()
    pairs = [
        ("规章", "本年制发件数：2"),
        ("规章", "现行有效件数：15"),
        ("行政许可", "本年处理决定数量：8361"),
        ("行政处罚", "本年处理决定数量：727"),
        ("行政强制", "本年处理决定数量：39"),
        ("行政事业性收费", "本年收费金额（单位：万元）：712.187895"),
    ]
    lines = [f"<h4>{label}</h4><p>{figure}</p>" for label, figure in pairs]
    report, _ = read(made, "".join(lines))
    assert not any(cell.table == KEY for cell in report.cells)
    assert report.status is Status.PARTIAL
