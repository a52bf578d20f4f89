"""A place is an XPath in the page's own tree: the element it leads to holds the figure that was read there."""

from __future__ import annotations

import pytest

from parsers import parse
from parsers.readers.html import tree
from tests.parsers.report_page import page
from tests.parsers.tables.test_table_variants import WHOLE, Change


@pytest.mark.parametrize("change", WHOLE, ids=lambda change: change.__name__)
def test_each_figure_stands_where_its_place_says(change: Change) -> None:
    made = page()
    body = (change(made) or made.html()).replace("<h2>", "<!-- x -->tail<h2>").encode()
    (report,) = parse(body)
    root = tree(body)
    read = [cell for cell in report.cells if cell.raw]
    assert len(read) >= 200
    for cell in read:
        (element,) = root.xpath(cell.place.path)
        assert cell.raw in "".join(element.itertext())
        assert len("".join(element.itertext())) < 20
        assert cell.place.table
        assert cell.place.row
        assert cell.place.column


def test_paragraphs_and_links_have_places_too() -> None:
    body = page().html().replace("</h1>", "</h1><a href='x.pdf'>x.pdf</a>").encode()
    (report,) = parse(body)
    assert [tree(body).xpath(link.place.path)[0].get("href") for link in report.links] == ["x.pdf"]
