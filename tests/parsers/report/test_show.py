"""The picture of what was read: every figure with its key, nothing of the document alive in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nianbao.pictures import of_pages
from parsers import Hints, parse
from parsers.show import as_html, as_text, width
from tests.parsers.report_page import page

SAMPLES = Path(__file__).parents[2] / "samples"
DRAWN = {"pdf": "pdf_distinct", "ofd": "ofd_distinct", "image": "image_photograph"}


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


@pytest.mark.parametrize(("kind", "pages"), [("pdf", 3), ("ofd", 3)])
def test_a_page_is_drawn_with_a_box_and_a_key_for_each_figure(kind: str, pages: int) -> None:
    document = next((SAMPLES / DRAWN[kind]).glob("document.*"))
    body, hints = document.read_bytes(), Hints(name=document.name)
    (report,) = parse(body, hints)
    boxed = [cell for cell in report.cells if cell.place.box]
    assert len(boxed) > 150
    html = as_html(body, hints, of_pages)
    assert html.count("<svg ") == pages
    assert html.count("<image ") == (0 if kind == "ofd" else pages)
    assert html.count('<rect class="read"') + html.count('<rect class="unreadable"') == len(boxed)
    for cell in boxed:
        left, top, *_ = cell.place.box
        (drawn,) = re.findall(rf"<rect [^>]*>(?=<title>{cell.table}\.{cell.item}\.{cell.column}:)", html)
        assert f'x="{left - 1:.1f}" y="{top - 1:.1f}"' in drawn
        assert f">{cell.column}</text>" in html and f">{cell.item}</text>" in html


def test_a_picture_is_shown_as_it_is() -> None:
    body = next((SAMPLES / DRAWN["image"]).glob("document.*")).read_bytes()
    (page,) = of_pages("image", body).values()
    assert (page.mime, page.data) == ("image/jpeg", body)
    assert of_pages("pdf", b"%PDF-1.4 nothing") == of_pages("image", b"II*\0") == {}


def test_what_stood_on_a_page_without_a_picture_is_written_where_it_stood() -> None:
    document = next((SAMPLES / DRAWN["pdf"]).glob("document.*"))
    html = as_html(document.read_bytes(), Hints(name=document.name))
    assert "<image" not in html
    assert "本年新收政府信息公开申请数量</div></foreignObject>" in html


def test_what_cannot_be_opened_says_why() -> None:
    assert "damaged" in as_text(b"%PDF-1.4 nothing", Hints(name="x.pdf"))
