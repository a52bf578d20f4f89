"""Tables typed as names with one figure each: in lines, lists, cards and long tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from parsers import Hints, Report, parse
from parsers.model import State
from tests.parsers.report_page import COLUMN_LABELS, COLUMNS, OTHER_2021, OUTCOMES, Page, page

KEY = "proactive_disclosure"
ROWS = {
    "regulations": "规章",
    "normative_documents": "行政规范性文件",
    "licensing": "行政许可",
    "penalties": "行政处罚",
    "coercion": "行政强制",
    "fees": "行政事业性收费",
}
HEADS = {
    "issued": "本年制发件数",
    "repealed": "本年废止件数",
    "in_force": "现行有效件数",
    "decisions": "本年处理决定数量",
    "amount": "本年收费金额（单位：万元）",
}
Triple = tuple[str, str, str]  # label of the row, label of the column, figure


def read(made: Page, **shown: str) -> Report:
    (report,) = parse(made.html(shown).encode(), Hints(name="x.html"))
    return report


def numbers(report: Report) -> dict[str, str]:
    return {cell.key: cell.raw.rstrip("件万元 ") for cell in report.cells if cell.state is State.NUMBER}


def triples(made: Page) -> list[Triple]:
    keys = [key.split(".") for key in made.figures if key.startswith(KEY)]
    return [(ROWS[row], HEADS[head], made.figures[f"{KEY}.{row}.{head}"]) for _, row, head in keys]


def lines(all_of_them: list[Triple]) -> str:
    return "".join(f"<p>{row}{head}：{figure}</p>" for row, head, figure in all_of_them)


def sentence(all_of_them: list[Triple]) -> str:
    return f"<p>{'，'.join(f'{row}{head}<b>{figure}</b>' for row, head, figure in all_of_them)}。</p>"


def with_units(all_of_them: list[Triple]) -> str:
    units = ["万元" if "万元" in head else "件" for _, head, _ in all_of_them]
    return "".join(
        f"<li>{row}-{head}： {figure} {unit}；</li>"
        for (row, head, figure), unit in zip(all_of_them, units, strict=True)
    )


def cards(all_of_them: list[Triple]) -> str:
    return "".join(
        f"<div><div>{row}</div><div>{head}</div><div>{figure}</div></div>"
        for row, head, figure in all_of_them
    )


def terms(all_of_them: list[Triple]) -> str:
    return (
        f"<dl>{''.join(f'<dt>{row}{head}</dt><dd>{figure}</dd>' for row, head, figure in all_of_them)}</dl>"
    )


def long_table(all_of_them: list[Triple]) -> str:
    rows = (f"<tr><td>{row}{head}</td><td>{figure}</td></tr>" for row, head, figure in all_of_them)
    return f"<table>{''.join(rows)}</table>"


@pytest.mark.parametrize("typed", [lines, sentence, with_units, cards, terms, long_table])
def test_names_with_their_figures(typed: Callable[[list[Triple]], str]) -> None:
    made = page()
    report = read(made, proactive_disclosure=typed(triples(made)))
    assert numbers(report) == made.figures
    assert {cell.state for cell in report.cells} == {State.NUMBER}
    assert "tables_as_pairs" in {issue.code for issue in report.issues}


def of_applications(made: Page) -> list[Triple]:
    labels = {key: label for key, _, label in [*OUTCOMES, *OTHER_2021]} | {
        "new_received": "一、本年新收政府信息公开申请数量",
        "carried_in": "二、上年结转政府信息公开申请数量",
        "handled_total": "（七）总计",
        "carried_out": "四、结转下年度继续办理",
    }
    return [
        (label, COLUMN_LABELS[at], made.figures[f"applications.{key}.{column}"])
        for key, label in labels.items()
        for at, column in enumerate(COLUMNS)
    ]


@pytest.mark.parametrize("merged", [False, True])
def test_a_table_of_one_figure_a_row(merged: bool) -> None:
    made = page()
    rows = [
        (f"<td{' rowspan=7' if merged else ''}>{row}</td>" if not merged or at % 7 == 0 else "")
        + f"<td>{head}</td><td>{figure}</td>"
        for at, (row, head, figure) in enumerate(of_applications(made))
    ]
    table = (
        f"<table><tr><td>事项</td><td>申请人</td><td>数量</td></tr><tr>{'</tr><tr>'.join(rows)}</tr></table>"
    )
    assert numbers(read(made, applications=table)) == made.figures


def test_what_is_not_told_or_told_twice_is_in_doubt() -> None:
    made = page()
    typed = lines(triples(made)[1:]) + "<p>行政强制本年处理决定数量：93</p>"
    found = {cell.key: cell for cell in read(made, proactive_disclosure=typed).cells}
    assert found[f"{KEY}.regulations.issued"].state is State.UNREADABLE
    assert found[f"{KEY}.coercion.decisions"].state is State.UNREADABLE
    assert found[f"{KEY}.penalties.decisions"].value == 727


@pytest.mark.parametrize("typed", ["{}收费金额（元）：7121", "{}收费金额：7121元"])
def test_amounts_in_another_unit(typed: str) -> None:
    made = page()
    text = lines(triples(made)[:-1]) + f"<p>{typed.format('行政事业性收费本年')}</p>"
    found = {cell.key: cell for cell in read(made, proactive_disclosure=text).cells}
    assert str(found[f"{KEY}.fees.amount"].value) == "0.7121"


def test_figures_beside_each_other_have_no_name_of_their_own() -> None:
    made = page()
    rows = "".join(f"<tr><td>{row}{head}</td><td>9</td><td>{n}</td></tr>" for row, head, n in triples(made))
    report = read(made, proactive_disclosure=f"<table>{rows}</table>")
    assert not any(cell.table == KEY and cell.state is State.NUMBER for cell in report.cells)


def test_of_labels_that_follow_each_other_any_may_be_that_of_a_figure_below() -> None:
    """A table read column by column, in which one row is blank."""
    text = """青禾县水务局2023年政府信息公开工作年度报告
二、主动公开政府信息情况
信息内容
规章
行政规范性文件
本年制发件数
359
本年废止件数
10
697
现行有效件数
47
272
信息内容
行政许可
本年处理决定数量
99
信息内容
行政处罚
行政强制
本年处理决定数量
548
信息内容
行政事业性收费
本年收费金额（单位：万元）
519.5
"""
    [report] = parse(text.encode(), Hints(name="x.txt"))
    told = {cell.key: cell.raw for cell in report.cells if cell.state is State.NUMBER}
    certain = {
        "proactive_disclosure.licensing.decisions": "99",
        "proactive_disclosure.fees.amount": "519.5万元",
    }
    assert told.items() <= certain.items()
