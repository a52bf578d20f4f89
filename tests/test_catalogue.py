"""The catalogue of variants (docs/variants.md): every code is there, every proof exists; and what no other test shows."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from crawler import urls
from parsers import Hints, Report, parse
from parsers.model import State, Status
from tests.parsers.report_page import Page, page, page_html
from tests.parsers.tables.test_statistics import ROWS, WANTED

ROOT = Path(__file__).parents[1]
CODES = """
    lblsp lbl_space_art lbl_art lbl_lost lbl_norm hdr_trunc hdr_var hdr_reordered notes_in_cell leftover
    wrongtpl hybrid freeform_in_b old_stat_table_attached oldnotice cite_mix extra_row split_row missing_row
    missing_cell extra_col empty_row
    blank slash dash signed signed_nonumber signed_slash0 thousands unit_in_cell unit_in_header unit_missing
    decimals approx_number
    glued plainrows dropped_repeat dropped_digits notbl no_headings text_before_table empty_narrative
    empty_headings layout_table inline_charts broken_lines markup_leak sec_no sec_names
    err_sum err_pct txttbl illogic implaus misread wrongdate text_year_slip copyleft
    title_yearfirst title_short title_noyearword title_reordered title_zhengwu title_linebreak title_spaces
    title_twice title_suffix title_noagency agency_short agency_missing joint_agency doc_number year_missing
    scope_agg scope_own scope_mix late early migrated urlyear url1970 host_other publisher_other query_url
    bare_ip doc_attach two_versions dup_capture dup_of_other_url marked_invalid
    trad spam pinyin scrambled
""".split()  # noqa: SIM905 - read as the catalogue lists them


def table_rows() -> list[list[str]]:
    text = (ROOT / "docs" / "variants.md").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


ROWS_OF_CODES = [row for row in table_rows() if len(row) == 4 and row[0] != "code"]
FILES = {row[0]: row[1].strip("`") for row in table_rows() if len(row) == 3 and row[0] != "file"}


def test_every_code_is_told_once() -> None:
    told = Counter(row[0] for row in ROWS_OF_CODES)
    assert {code for code in told if not code.startswith("(")} == set(CODES)
    assert set(told.values()) == {1}


@pytest.mark.parametrize("row", ROWS_OF_CODES, ids=lambda row: row[0])
def test_every_proof_exists(row: list[str]) -> None:
    proofs = re.findall(r"`([^`]+)`", row[3])
    assert proofs
    for proof in proofs:
        file, _, name = proof.partition("::")
        if not name:
            assert (ROOT / "tests" / "samples" / file / "expected.json").is_file(), proof
            continue
        text = (ROOT / FILES[file]).read_text("utf-8")
        assert re.search(rf"def (?:test_)?{re.escape(name)}|case\(\"{re.escape(name)}\"\)", text), proof


# Codes that no other test has


def read(made: Page | str, hints: Hints | None = None) -> Report:
    html = made if isinstance(made, str) else made.html()
    (report,) = parse(html.encode(), hints or Hints(name="report.html"))
    return report


def figures(report: Report) -> dict[str, str]:
    return {cell.key: cell.raw for cell in report.cells if cell.state is not State.ABSENT}


def codes(report: Report) -> set[str]:
    return {issue.code for issue in report.issues}


def test_leftover_instructions_are_prose() -> None:
    made = page()
    html = made.html().replace(
        "<h2>三、", "<p>该部分以表格形式报告。表格如下：</p><p>(宋体加粗小四号字)</p><h2>三、"
    )
    report = read(html)
    assert figures(report) == made.figures
    assert "宋体加粗小四号字" in next(part.text for part in report.sections if part.number == 2)


def test_freeform_in_b() -> None:
    made = page("2019")
    body = "<h2>一、总体情况</h2><p>制发文件12件。</p><h2>二、存在的主要问题</h2><p>解读不多。</p>"
    report = read(page_html(made.title, f"<h1>{made.title}</h1>{body}"))
    assert (report.year, report.template, report.expected_template) == (2020, "free", "2019")
    assert (report.status, report.cells) == (Status.NO_TABLES, ())
    assert "wrong_template" not in codes(report)


def test_old_stat_table_attached() -> None:
    made = page("2019")
    lines = "".join(
        f"<tr><td>{label}</td><td>{unit}</td><td>{figure}</td></tr>" for label, unit, figure, _ in ROWS
    )
    annex = f"<table><tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>{lines}</table>"
    report = read(made.html().replace("</body>", f"<p>附件：统计表</p>{annex}</body>"))
    assert report.template == "2019"
    found = figures(report)
    assert {key.split(".")[1]: raw for key, raw in found.items() if key.startswith("statistics")} == WANTED
    assert {key: raw for key, raw in found.items() if not key.startswith("statistics")} == made.figures


@pytest.mark.parametrize(
    "cited",
    [
        "根据国办公开办函〔2019〕60号要求编制。",
        "根据国办公开办函〔2016〕201号要求编制。",
        "根据《国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知》（国办公开办函〔2021〕30号）编制。",
    ],
)
@pytest.mark.parametrize("form", ["2021", "2019"])
def test_oldnotice_and_cite_mix(cited: str, form: str) -> None:
    made = page(form)
    made.prose.append(cited)
    report = read(made)
    assert (report.template, figures(report)) == (form, made.figures)
    assert not codes(report)


def test_unit_in_header() -> None:
    made = page("2019")
    row = next(row for row in made.tables["proactive_disclosure"] if row[-1].text == "采购总金额")
    row[-1].text = "采购总金额（万元）"
    figure = next(row for row in made.tables["proactive_disclosure"] if row[0].text == "政府集中采购")[-1]
    figure.text = "1276.5534"
    cell = next(cell for cell in read(made).cells if cell.key == "proactive_disclosure.procurement.amount")
    assert (cell.raw, str(cell.value), cell.note) == ("1276.5534", "1276.5534", "unit: 万元")


def test_unit_missing() -> None:
    made = page("2019")
    figure = next(row for row in made.tables["proactive_disclosure"] if row[0].text == "政府集中采购")[-1]
    figure.text = "8040"
    cell = next(cell for cell in read(made).cells if cell.key == "proactive_disclosure.procurement.amount")
    assert (cell.raw, str(cell.value), cell.note) == ("8040", "8040", "")


def test_empty_narrative_and_empty_headings() -> None:
    made = page()
    html = made.html().replace("<h2>二、", "<h3>（一）主动公开</h3><h3>（二）依申请公开</h3><h2>二、")
    report = read(html)
    first = next(part for part in report.sections if part.number == 1)
    assert first.text.endswith("（一）主动公开\n（二）依申请公开")
    assert figures(report) == made.figures


def test_inline_charts_are_left_alone() -> None:
    made = page()
    chart = "<p><img src='chart1.png' alt='12'></p><table><tr><td><img src='chart2.png'></td></tr></table>"
    report = read(made.html().replace("<h2>三、", f"{chart}<h2>三、").replace("<h2>四、", f"{chart}<h2>四、"))
    assert figures(report) == made.figures
    assert report.status is Status.PARSED


def test_markup_leak() -> None:
    made = page()
    cited = "根据《关于印发<政府信息公开工作年度报告格式>的通知》和关于<政府信息公开条例>的规定编制。"
    report = read(made.html().replace("</p>\n<h2>二、", f"</p><p>{cited}</p>\n<h2>二、"))
    assert figures(report) == made.figures
    assert "的规定编制。" in next(part.text for part in report.sections if part.number == 1)


def test_text_year_slip() -> None:
    made = page()
    made.prose.append("2011年，我局按时公开各类信息，2012年将继续努力。")
    assert read(made).year == 2023


def test_urlyear_is_never_used() -> None:
    made = page()
    made.title, made.prose = "青溪县水利局政府信息公开工作年度报告", []
    url = "http://www.example.gov.cn/zwgk/xxgknb/2019/zfbm/e7ae22f397b041.shtml"
    assert read(made, Hints(url=url)).year is None


def test_query_url() -> None:
    one = "http://www.example.gov.cn/module/xxgk/xxgkAnnualReport.jsp?fbtime=2017&area=113325000026455663"
    assert urls.canonical(one) != urls.canonical(one.replace("2017", "2018"))
    assert "area=113325000026455663" in urls.canonical(one)


def test_marked_invalid() -> None:
    made = page()
    report = read(made.html().replace("<h1>", "<div class='state'>文件已失效</div><p>有效性：失效</p><h1>"))
    assert (report.status, figures(report)) == (Status.PARSED, made.figures)
