"""Cells that a style sheet makes of other elements: what is odd in them is as odd as in cells of a table."""

from __future__ import annotations

from html import escape

import pytest

from parsers import Hints, parse
from parsers.model import Cell, State
from tests.parsers.report_page import C, Page, page

# The tags of rows and of cells, and how they are laid out.
LAYOUTS = {
    "cells of a table": ("div", "div", ".r{display:table-row} .c{display:table-cell}"),
    "cells alone": ("p", "span", ".c{display:table-cell}"),
    "parts of a row": ("div", "p", ".r{display:flex}"),
    "boxes": ("p", "span", ".c{display:inline-block;width:120px}"),
    "afloat": ("ul", "li", ".c{float:left;width:120px}"),
    "by their role": ("div role=row", "div role=cell", ""),
}
# In the cell of 8361, and a style sheet: another figure is seen, or none.
ODD = {
    "in no colour": ("<i class=q>8361</i>", ".q{color:transparent}"),
    "a digit in white": ("<i class=q>8</i>361", ".q{color:#fff}"),
    "white by its font": ("<font color=white>8</font>361", ""),
    "struck out": ("<i class=q>8361</i>", ".q{text-decoration:line-through}"),
    "hardly there": ("<i class=q>8361</i>", ".q{opacity:.02}"),
    "raised": ("836<i class=q>1</i>", ".q{vertical-align:super}"),
    "afloat behind": ("<i class=q>8</i>361", ".q{float:right}"),
    "pushed aside": ("836<i class=q>1</i>", ".q{position:relative;left:40px}"),
    "in lines": ("836<i class=q>1</i>", ".q{display:block}"),
    "cut off": ("<div style='width:20px;overflow:hidden'>8361</div>", ""),
    "put before it": ("361", ".q::before{content:'8';display:block}"),
    "first letter": ("<p class=q>8361</p>", ".q::first-letter{color:#fff}"),
}


def laid_out(made: Page, layout: str, css: str = "") -> str:
    row, cell, own = LAYOUTS[layout]

    def tagged(tag: str, inner: str, name: str) -> str:
        return f"<{tag} class='{name}'>{inner}</{tag.partition(' ')[0]}>"

    def shown(one: C) -> str:
        name = f"c {'q' if one.text == '361' else ''}"
        return tagged(cell, one.text if one.raw else escape(one.text), name)

    lines = (
        tagged(row, "".join(map(shown, line)), "r")
        for line in made.tables["proactive_disclosure"]
        if len(line) > 1
    )
    html = made.html({"proactive_disclosure": f"<div>{''.join(lines)}</div>"})
    return html.replace("</head>", f"<style>{own} {css}</style></head>")


def read(html: str) -> dict[str, Cell]:
    (report,) = parse(html.encode(), Hints(name="report.html"))
    return {cell.key: cell for cell in report.cells if cell.table == "proactive_disclosure"}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", ODD)
def test_a_figure_that_is_shown_in_an_odd_way_is_refused(case: str, layout: str) -> None:
    plain = read(laid_out(page(), layout))
    made = page()
    (cell,) = (one for row in made.tables["proactive_disclosure"] for one in row if one.text == "8361")
    markup, css = ODD[case]
    cell.text, cell.raw = markup, True
    found = read(laid_out(made, layout, css))
    key = "proactive_disclosure.licensing.decisions"
    assert plain[key].value == 8361
    assert found[key].state is State.UNREADABLE
    assert {other: one.value for other, one in found.items() if other != key} == {
        other: one.value for other, one in plain.items() if other != key
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_figure_that_only_its_style_shows_is_read(layout: str) -> None:
    made = page()
    (cell,) = (one for row in made.tables["proactive_disclosure"] for one in row if one.text == "8361")
    cell.text, cell.raw = "<i class=q></i>", True
    found = read(laid_out(made, layout, ".q::after{content:'27'}"))
    assert found["proactive_disclosure.licensing.decisions"].value == 27


def test_titles_and_menus_beside_each_other_stay_as_they_are() -> None:
    css = "<style>.f{display:flex} .f b{color:#fff}</style>"
    menu = "<div class=f><div><b>2023年报</b></div><div><b>市水利局2023年工作要点</b></div></div>"
    html = page().html()
    (plain,) = parse(html.encode(), Hints(name="report.html"))
    (found,) = parse(html.replace("<h1>", css + menu + "<h1>").encode(), Hints(name="report.html"))
    assert (found.title, found.agency, found.year) == (plain.title, plain.agency, plain.year)
