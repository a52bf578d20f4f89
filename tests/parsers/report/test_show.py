"""The picture of what was read: every figure with its key, nothing of the document alive in it."""

from __future__ import annotations

from parsers import Hints
from parsers.show import as_html, as_text, width
from tests.parsers.report_page import page


def test_each_figure_is_drawn_with_its_key() -> None:
    made = page()
    text = as_text(made.html().encode())
    lines = text.splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("行政许可"))
    assert [line.split()[-1] for line in lines[at : at + 3]] == ["8361", "decisions", "licensing"]
    at = next(at for at, line in enumerate(lines) if "2.重复申请" in line)
    assert lines[at + 1].split() == [
        "natural_person", "business", "research", "nonprofit", "legal_service", "other_org", "total",
    ]  # fmt: skip
    assert [width(line.rstrip()) for line in lines[at : at + 2]] == [width(lines[at])] * 2
    assert lines[at + 2].split() == ["rejected_repeated"]
    assert sum(line.split() == ["granted"] for line in lines) == 1
    assert "200 of 200 figures" in text


def test_only_what_does_not_tell_itself_is_marked() -> None:
    made = page()
    for row, printed in ((2, ("/", "", "—")), (3, ("未统计", "41", "57"))):
        for at, text in enumerate(printed, 1):
            made.tables["proactive_disclosure"][row][at].text = text
    lines = as_text(made.html().encode()).splitlines()
    assert next(line for line in lines if line.startswith("规章")).split()[1:] == ["/", "_", "—"]
    assert next(line for line in lines if line.startswith("行政规范性文件")).split()[1:] == [
        "未统计t",
        "41",
        "57",
    ]


def test_each_body_of_a_page_is_drawn() -> None:
    made = page()
    other = made.copy()
    other.title = "青溪县林业局2023年政府信息公开工作年度报告"
    text = as_text((made.html() + other.html()).encode())
    assert text.count("200 of 200 figures") == 2
    assert "青溪县林业局  2023" in text


def test_the_page_shows_keys_and_runs_nothing() -> None:
    made = page()
    made.tables["proactive_disclosure"][2][1].text = "<script>alert(1)</script>"
    html = as_html(made.html().encode())
    assert "<script" not in html
    assert "regulations.issued" in html
    assert html.count("<small>") == 200


def test_what_cannot_be_opened_says_why() -> None:
    assert "damaged" in as_text(b"%PDF-1.4 nothing", Hints(name="x.pdf"))
