"""The picture of what was read: every figure with its key, nothing of the document alive in it."""

from __future__ import annotations

from parsers import Hints
from parsers.show import as_html, as_text
from tests.parsers.report_page import page


def test_each_figure_is_drawn_with_its_key() -> None:
    made = page()
    text = as_text(made.html().encode())
    assert "8361←licensing.decisions" in text
    assert text.count("←") == 200
    assert "200 of 200 figures" in text


def test_the_page_shows_keys_and_runs_nothing() -> None:
    made = page()
    made.tables["proactive_disclosure"][2][1].text = "<script>alert(1)</script>"
    html = as_html(made.html().encode())
    assert "<script" not in html
    assert "regulations.issued" in html
    assert html.count("<small>") == 200


def test_what_cannot_be_opened_says_why() -> None:
    assert "damaged" in as_text(b"%PDF-1.4 nothing", Hints(name="x.pdf"))
