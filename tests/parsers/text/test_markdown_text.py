"""Text with the marks of Markdown, as programs that convert documents write it."""

from __future__ import annotations

from parsers import Hints, Report, parse
from parsers.model import State
from tests.parsers.report_page import C, Rows, page
from tests.parsers.tables.test_table_variants import raws

HEADINGS = {
    "proactive_disclosure": "## 二、主动公开政府信息情况",
    "applications": "## **三、收到和处理政府信息公开申请情况**",
    "review_litigation": "## 四、政府信息公开行政复议、行政诉讼情况",
}


def row_of(cells: list[C]) -> str:
    lacking = sum(cell.columns - 1 for cell in cells)
    return "| " + " | ".join([*(cell.text for cell in cells), *[""] * lacking]) + " |"


def rule(cells: list[C]) -> str:
    return "|" + " --- |" * sum(cell.columns for cell in cells)


def marked(rows: Rows) -> list[str]:
    """Rows with bold labels, escaped stops and broken labels, a rule below the first."""
    for row in rows:
        for cell in row:
            if cell.text and not cell.text[0].isdigit():
                cell.text = f"**{cell.text}**"
            cell.text = cell.text.replace("1.", "1\\.").replace("社会公益组织", "社会公益<br>组织")
    return [row_of(rows[0]), rule(rows[0]), *map(row_of, rows[1:])]


def read(lines: list[str]) -> Report:
    (report,) = parse("\n".join(lines).encode(), Hints(name="x.txt"))
    return report


def test_figures_and_sections_are_read_among_the_marks() -> None:
    made = page()
    lines = [f"# {made.title}", "## 一、总体情况", *made.prose]
    for key, heading in HEADINGS.items():
        lines += ["", heading, "", *marked(made.tables[key])]
    report = read([*lines, "", "### 五、存在的主要问题及改进情况", "解读形式**不够**丰富。"])
    assert raws(report) == made.figures
    assert {cell.state for cell in report.cells} == {State.NUMBER}
    assert report.title == made.title
    assert report.agency in made.title
    told = {section.number: section.heading for section in report.sections}
    assert [told[number] for number in (1, 3, 5)] == [
        "一、总体情况",
        "三、收到和处理政府信息公开申请情况",
        "五、存在的主要问题及改进情况",
    ]
    assert report.sections[-1].text == "解读形式不够丰富。"
    for cell in report.cells:
        line = "\n".join(lines).split("\n")[cell.place.line - 1]
        assert line[cell.place.column - 1 :].startswith(cell.raw)


def test_a_heading_that_says_the_label_of_a_row_again_is_no_row() -> None:
    made = page()
    lines = [f"# {made.title}", "## 三、收到和处理政府信息公开申请情况"]
    rows = [row for row in made.tables["applications"][3:] if "总计" not in row[-8].text]
    for row in rows:
        label = row[-8].text
        figures = " | ".join(cell.text for cell in row[-7:])
        lines += [
            "",
            f"### {label}",
            "",
            "| 类别 | 甲 | 乙 | 丙 | 丁 | 戊 | 己 | 总计 |",
            "|---|---|---|---|---|---|---|---|",
        ]
        lines += [f"| {label} | {figures} |"]
    told = {cell.key: cell.raw for cell in read(lines).cells if cell.state is State.NUMBER}
    figures = {key: raw for key, raw in made.figures.items() if key.startswith("applications.")}
    figures = {key: raw for key, raw in figures.items() if "handled_total" not in key}
    assert {key: told.get(key) for key in figures} == figures


def test_tables_as_tags_among_lines_are_read_and_the_lines_are_paragraphs() -> None:
    made = page()
    lines = [f"# {made.title}", "## 一、总体情况", "2023年，我局收到政府信息公开申请**15961**件。"]
    for key, heading in HEADINGS.items():
        rows = ["".join(cell.html() for cell in row) for row in made.tables[key]]
        lines += [
            "",
            heading,
            "![](images/1.jpg)",
            "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>",
        ]
    report = read([*lines, "", "# 五、存在的主要问题及改进情况", "解读形式不够丰富。"])
    assert raws(report) == made.figures
    assert (report.title, report.issues) == (made.title, ())
    assert [(section.number, section.text) for section in report.sections] == [
        (0, made.title),
        (1, "2023年，我局收到政府信息公开申请15961件。"),
        (2, ""),
        (3, ""),
        (4, ""),
        (5, "解读形式不够丰富。"),
    ]
    assert [(claim.key, claim.value) for claim in report.claims] == [
        ("applications.new_received.total", 15961)
    ]
