"""Tables typed with signs between their cells, and figures that run into signs nobody expects."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import east_asian_width

import pytest

from parsers import Hints, parse
from parsers.model import Report, State
from tests.parsers.report_page import Rows, page, page_html

Spread = list[list[str]]
HEADINGS = [
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
]


def spread(rows: Rows) -> Spread:
    """The texts of a table by row and column, blank where a merged cell reaches."""
    grid: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in grid:
                x += 1
            for down in range(cell.rows):
                for across in range(cell.columns):
                    grid[y + down, x + across] = "" if down or across else cell.text
    width = max(x for _, x in grid) + 1
    return [[grid.get((y, x), "") for x in range(width)] for y in range(len(rows))]


def typed(line: Callable[[list[str]], str], under_header: str = "") -> tuple[str, dict[str, str]]:
    """A report whose rows are typed as `line` says, and its figures."""
    made = page()
    lines = [made.title, *made.prose]
    for rows in made.tables.values():
        first, *others = spread(rows)
        lines += ["", line(first), *[under_header] * bool(under_header), *map(line, others)]
    return "\n".join(lines), made.figures


def figures_of(report: Report) -> dict[str, str]:
    return {cell.key: cell.raw for cell in report.cells if cell.state is not State.ABSENT}


def read(text: str, name: str = "x.txt") -> Report:
    (report,) = parse(text.encode(), Hints(name=name))
    return report


@pytest.mark.parametrize("sign", ["|", "\uff5c", ";", "；"])
def test_cells_parted_by(sign: str) -> None:
    text, figures = typed(sign.join)
    assert figures_of(read(text)) == figures


@pytest.mark.parametrize("end", ["\r", "\r\n", "\u2028", "\u2029", "\x85"])
def test_lines_that_end_in_other_signs(end: str) -> None:
    text, figures = typed("\t".join)
    assert figures_of(read(text.replace("\n", end))) == figures


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_quoted_cells_with_lines_of_their_own(sign: str) -> None:
    text, figures = typed(
        lambda row: sign.join(
            f'"{cell[:2]}\n{cell[2:]}"' if len(cell) > 3 and cell.isalpha() else cell for cell in row
        )
    )
    assert figures_of(read(text)) == figures


def test_a_quoted_cell_of_two_figures_is_no_figure() -> None:
    text, figures = typed(",".join)
    wanted = figures["applications.new_received.total"]
    report = read(text.replace(f",{wanted}\n", f',"{wanted}\n8"\n', 1))
    cell = next(cell for cell in report.cells if cell.key == "applications.new_received.total")
    assert cell.state is State.UNREADABLE


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
def test_text_in_two_bytes_a_sign_without_a_mark(coding: str) -> None:
    text, figures = typed("\t".join)
    (report,) = parse(text.encode(coding), Hints(name="x.txt"))
    assert figures_of(report) == figures


def test_tables_of_markdown() -> None:
    text, figures = typed(lambda row: f"| {' | '.join(row)} |", under_header="|---|:--:|")
    assert figures_of(read(text)) == figures


@pytest.mark.parametrize(
    "cell",
    [
        lambda text: f"**{text}**" if text else "",
        lambda text: f" *{text}* " if text.isdigit() else text,
        lambda text: f"`{text}`" if text else "&nbsp;",
        lambda text: text.replace(".", "\\.").replace("-", "\\-"),
        lambda text: text.replace("政府", "政府<br>"),
    ],
)
def test_cells_of_markdown_that_are_set_off(cell: Callable[[str], str]) -> None:
    text, figures = typed(lambda row: f"|{'|'.join(map(cell, row))}|", under_header="|---|:--:|")
    assert figures_of(read(text)) == figures


def test_a_figure_of_two_lines_and_one_struck_out_in_markdown_are_in_doubt() -> None:
    text, figures = typed(lambda row: f"|{'|'.join(row)}|", under_header="|---|")
    for changed in ("83<br>61", "~~8361~~"):
        report = read(text.replace("|8361|", f"|{changed}|"))
        states = {cell.key: cell.state for cell in report.cells}
        assert states.pop("proactive_disclosure.licensing.decisions") is State.UNREADABLE
        assert figures_of(report) | {"proactive_disclosure.licensing.decisions": "8361"} == figures


def test_headers_of_a_letter_and_numbers_of_pages_are_no_part_of_a_text() -> None:
    made = page()
    lines = [made.title, *made.prose]
    for heading, rows in zip(HEADINGS, made.tables.values(), strict=True):
        lines += [heading, *("  ".join(filter(None, row)) for row in spread(rows))]
    numbered: list[str] = []
    for at, line in enumerate(lines):
        numbered += [f"— {at // 15 + 1} —", line] if at % 15 == 9 else [line]
    head = "From: a@example.cn\nDate: Mon, 15 Jan 2024 10:00:00 +0800\nSubject: 年报\n\n"
    report = read(head + "\n".join(numbered))
    assert figures_of(report) == made.figures
    assert report.agency == "青溪县水利局"


def test_tables_in_a_quoted_letter() -> None:
    text, figures = typed("\t".join)
    assert figures_of(read("\n".join(f"> {line}" for line in text.split("\n")))) == figures


def test_tables_drawn_with_signs_on_a_page() -> None:
    text, figures = typed(lambda row: f"│{'│'.join(row)}│", under_header="├──┼──┤")
    title, *lines = text.split("\n")
    report = read(page_html(title, "<pre>{}</pre>".format("\n".join(lines))), "x.html")
    assert figures_of(report) == figures
    assert [issue.code for issue in report.issues] == ["tables_as_text"]


@pytest.mark.parametrize("sign", ["^", "\u2571", "共", "~"])
def test_figures_that_run_into_signs_nobody_knows_are_not_blank(sign: str) -> None:
    text, figures = typed(sign.join)
    report = read(text)
    assert not [cell for cell in report.cells if cell.state is not State.UNREADABLE and figures[cell.key]]


def latex(cells: list[str]) -> str:
    return " & ".join(cells) + r" \\ \hline"


def mediawiki(cells: list[str]) -> str:
    return "|-\n| " + "\n| ".join(cells)


@pytest.mark.parametrize(
    ("line", "begin", "end"),
    [
        (latex, "\\begin{tabular}{|c|}\n\\hline", "\\end{tabular}"),
        (mediawiki, '{| class="wikitable"', "|}"),
        (lambda cells: "|-\n|align=center| " + " || align=center| ".join(cells), "{|", "|}"),
    ],
)
def test_tables_of_latex_and_of_mediawiki(line: Callable[[list[str]], str], begin: str, end: str) -> None:
    made = page()
    lines = [made.title, *made.prose]
    for rows in made.tables.values():
        lines += ["", begin, *map(line, spread(rows)), end]
    assert figures_of(read("\n".join(lines))) == made.figures


def displayed(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


@pytest.mark.parametrize("width", [len, displayed])
@pytest.mark.parametrize("blank", ["NaN", ""])
def test_tables_that_pandas_prints(blank: str, width: Callable[[str], int]) -> None:
    made = page()
    lines = [made.title, *made.prose]
    for heading, rows in zip(HEADINGS, made.tables.values(), strict=True):
        cells = [[text or blank for text in row] for row in spread(rows)]
        wide = [max(map(width, column)) for column in zip(*cells, strict=True)]
        lines += ["", heading, "   " + "  ".join(str(at).rjust(most) for at, most in enumerate(wide))]
        for number, row in enumerate(cells):
            texts = [" " * (most - width(text)) + text for text, most in zip(row, wide, strict=True)]
            lines.append(f"{number:<3}" + "  ".join(texts))
    assert figures_of(read("\n".join(lines))) == made.figures


def test_a_row_that_the_end_of_a_text_cuts_off_is_in_doubt() -> None:
    text, figures = typed(lambda cells: f"{' | '.join(cells)} |")
    rows = text.split("\n")
    at = next(at for at, row in enumerate(rows) if "2.其他法律行政法规禁止公开" in row)
    cut = "\n".join([*rows[:at], rows[at][:-8]])
    report = read(cut)
    assert "applications.denied_by_law.total" in figures
    last = [cell for cell in report.cells if cell.item == "denied_by_law"]
    assert {cell.state for cell in last} <= {State.UNREADABLE, State.NUMBER} and len(last) == 7
    for cell in report.cells:
        assert cell.state in (State.UNREADABLE, State.ABSENT) or cell.raw == figures[cell.key]
    assert last[-1].state is State.UNREADABLE
    assert figures_of(read(text)) == figures


@pytest.mark.parametrize("kept", [1, 4, 6])
def test_a_row_that_the_end_of_a_text_cuts_off_between_cells_is_in_doubt(kept: int) -> None:
    """Every row ends with a sign, the last one too, but it has fewer cells."""
    made = page()
    rows = ["".join(f"{cell.text} | " for cell in row).strip() for row in made.tables["applications"]]
    last = made.tables["applications"][12]
    text = "\n".join([made.title, "三、收到和处理政府信息公开申请情况", *rows[:12]])
    text += "\n" + " | ".join(cell.text for cell in last[: len(last) - 7 + kept]) + " |"
    told = {cell.key: cell for cell in read(text).cells if cell.table == "applications"}
    cut = [cell for cell in told.values() if cell.state is State.UNREADABLE]
    assert len(cut) == 7 - kept
    assert len({cell.item for cell in cut}) == 1
    assert not [cell for cell in told.values() if cell.state is State.BLANK]
    assert all(cell.raw == made.figures[cell.key] for cell in told.values() if cell.state is State.NUMBER)


@pytest.mark.parametrize("sign", ["|", "\uff5c", "│"])
@pytest.mark.parametrize("framed", [False, True])
def test_the_sign_at_the_end_of_rows_without_totals_parts_a_blank_from_them(sign: str, framed: bool) -> None:
    """Nearly all rows end with the sign then, framed or not, and many begin with one beside a blank."""
    made = page()
    rows = spread(made.tables["applications"])
    lines = [row if at < 3 else [*row[:-1], ""] for at, row in enumerate(rows)]
    typed_rows = [sign.join(row) for row in lines]
    if framed:
        typed_rows = [f"{sign}{row}{sign}" for row in typed_rows]
    text = "\n".join([made.title, "三、收到和处理政府信息公开申请情况", *typed_rows])
    told = {cell.key: cell for cell in read(text).cells if cell.table == "applications"}
    printed = {key: raw for key, raw in made.figures.items() if key.startswith("applications.")}
    assert printed.keys() == told.keys()
    for key, cell in told.items():
        if key.endswith(".total"):
            assert cell.state is State.BLANK
        else:
            assert (cell.raw, cell.state) == (printed[key], State.NUMBER)
