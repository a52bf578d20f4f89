"""Articles that a site answers as JSON are read like pages; lists and settings are not."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from parsers.document import Hints
from parsers.model import Status
from parsers.parse import parse
from practice import generator, markup
from practice.publications import Filing
from practice.systems import systems


def filing() -> Filing:
    site = systems()["practice_trs"][0]
    return next(
        item.filing for item in generator.publications(site) if item.filing and item.filing.template == "2021"
    )


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda title, text: json.dumps({"code": 0, "data": {"title": title, "content": text}}),
        lambda title, text: "\ufeff" + json.dumps([{"docTitle": title, "body": text}], ensure_ascii=False),
        lambda title, text: f"callback({json.dumps({'r': {'TITLE': title, 'html': text}})});",
        lambda title, text: json.dumps(
            {"title": title, "text": text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}
        ),
    ],
)
def test_an_article_in_json_has_its_figures(wrapped: Callable[[str, str], str]) -> None:
    one = filing()
    title = f"{one.agency}{one.year}年政府信息公开工作年度报告"
    as_page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{markup.report(one, 'plain')}</body></html>"
    (wanted,) = parse(as_page.encode())
    (found,) = parse(
        wrapped(title, markup.report(one, "plain")).encode(), Hints(content_type="application/json")
    )
    assert wanted.status is Status.PARSED
    assert (found.status, found.year, found.agency) == (wanted.status, one.year, one.agency)
    assert [(c.table, c.item, c.column, c.raw) for c in found.cells] == [
        (c.table, c.item, c.column, c.raw) for c in wanted.cells
    ]


@pytest.mark.parametrize(
    "body", ['{"rows": [{"title": "甲局2023年政府信息公开年报", "url": "/a.html"}]}', "{", '[["a"]]']
)
def test_json_without_an_article_is_no_report(body: str) -> None:
    (found,) = parse(body.encode())
    assert found.status in (Status.NOT_A_REPORT, Status.NO_TABLES, Status.FAILED)
