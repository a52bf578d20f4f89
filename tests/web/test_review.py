"""The review page: open to those who were let in and nobody else; what they decide is kept, and nothing more."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import lxml.html
import pytest
from click.testing import CliRunner

from nianbao.cli import cli
from tests.web.sample_archive import HOSTILE_TITLE, Maker, build
from web import app
from web.pages import review

BALANCE = "3/applications.balance/total"
HOSTILE_SENTENCE = "<img src=x onerror=\"document.title='ran'\">共收到申请9件"


def hostile(path: Path) -> None:
    """A failure whose place, reason and evidence mean harm, on the report whose title does."""
    maker = Maker(path)
    with maker.db.conn:
        row = {"rule": "prose.claim", "report_id": 7, "where": "<b>x</b>&start=9", "left": 9, "right": 1}
        maker.add("findings", row | {"outcome": "fails", "reason": HOSTILE_SENTENCE, "verdict": "open",
                                     "evidence": "<script>document.title='ran'</script>"})  # fmt: skip
    maker.writer.close()
    maker.db.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Any]:
    """A server with one reviewer: `get`, `post`, `paths` to sign in with, `archive`, `cookies` once signed in."""
    archive = build(tmp_path / "archive.db")
    hostile(archive)
    site = app.make(archive)
    paths = review.admit(site, ["李四"])
    loop = asyncio.new_event_loop()

    def call(method: str) -> Callable[..., Any]:
        return lambda path, **more: loop.run_until_complete(getattr(site.client, method)(path, **more))

    entered = call("get")(paths["李四"])
    yield SimpleNamespace(
        get=call("get"),
        post=call("post"),
        paths=paths,
        archive=archive,
        site=site,
        cookies={"ds_actor": entered.cookies["ds_actor"]},
    )
    site.close()
    loop.close()


def query(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(archive) as db:
        return db.execute(sql).fetchall()


def shown(answer: Any) -> str:
    assert answer.status_code == 200, answer.text
    return " ".join(lxml.html.fromstring(answer.text).text_content().split())


def test_without_reviewers_there_is_no_such_page(get, archive):
    assert get("/review").status_code == 404
    assert get("/review?id=" + BALANCE).status_code == 404
    assert get("/review/enter?key=").status_code == 403
    assert query(archive, "SELECT count(*) FROM decisions") == [(0,)]


def test_strangers_see_nothing_and_decide_nothing(served):
    forms = {"id": BALANCE, "verdict": "misread"}
    forged = {"ds_actor": served.site.sign({"a": {"id": "王五"}}, "actor")}
    for cookies in ({}, {"ds_actor": "unsigned"}, forged):
        assert served.get("/review", cookies=cookies).status_code == 403
        assert served.get("/review?id=" + BALANCE, cookies=cookies).status_code == 403
        assert served.post("/review", data=forms, cookies=cookies).status_code == 403
    assert served.get("/review/enter?key=" + "x" * 32).status_code == 403
    assert served.get("/review/enter?key=%E6%9D%8E").status_code == 403
    assert query(served.archive, "SELECT count(*) FROM decisions") == [(0,)]


def test_the_key_is_told_to_nobody_else(served):
    key = served.paths["李四"].partition("=")[2]
    for path in ("/-/config.json", "/-/plugins.json", "/-/settings.json", "/", "/review", "/-/metadata.json"):
        assert key not in served.get(path, cookies=served.cookies).text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("复核人：李四", "示例市人民政府办公室", "每一列：第一项加第二项之和", "公开件如此")),
        ("en", ("Reviewer: 李四", "示例市人民政府办公室", "new plus carried in equals", "printed so by the publisher")),
    ],
)  # fmt: skip
def test_the_queue_and_one_of_it(served, language, words):
    listed = shown(served.get(f"/review?_lang={language}", cookies=served.cookies))
    one = served.get(f"/review?id={quote(BALANCE)}&_lang={language}", cookies=served.cookies)
    for word in words:
        assert word in listed and word in shown(one)
    root = lxml.html.fromstring(one.text)
    printed = {row[0].text_content(): row[1].text_content() for row in root.cssselect("tbody tr")}
    assert printed["一、本年新收政府信息公开申请数量 / 总计"] == "68"
    assert printed["（七）总计 / 总计"] == "46"
    framed = root.cssselect("iframe")[0]
    assert framed.get("sandbox") == "" and framed.get("src").startswith("/capture/")
    assert root.xpath("//a[contains(@href, 'figure=applications.handled_total.total')]/@target") == [
        "original-1"
    ]


def test_the_queue_is_narrowed_and_turned_over(served, monkeypatch):
    monkeypatch.setattr(review, "ON_A_PAGE", 2)
    narrowed = served.get("/review?verdict=misread", cookies=served.cookies)
    assert "applications.row_total" in narrowed.text or "carried_out" in narrowed.text
    assert "第一项加第二项" not in narrowed.text
    first = served.get("/review", cookies=served.cookies)
    (after,) = lxml.html.fromstring(first.text).xpath("//main//a[text()='下一页']/@href")
    second = served.get(after, cookies=served.cookies)

    def names(answer):
        return set(lxml.html.fromstring(answer.text).xpath("//main//ol//a/@href"))

    assert len(names(first)) == 2 and names(second) and not names(first) & names(second)
    for start in ("-1", "²", "9" * 30, "x"):
        assert served.get(f"/review?start={start}", cookies=served.cookies).status_code == 200


def test_a_decision_is_kept_with_the_name_of_who_signed_in(served):
    form = {"id": BALANCE, "verdict": "misread", "note": "原件为 71", "by": "somebody else"}
    answer = served.post("/review", data=form, cookies=served.cookies)
    assert (answer.status_code, answer.headers["location"]) == (302, "/review")
    kept = 'SELECT agency, year, "check", "where", figures, verdict, note, decided_by FROM decisions'
    assert query(served.archive, kept) == [
        ("示例市人民政府办公室", 2023, "applications.balance", "total", "70 ≠ 71", "misread", "原件为 71", "李四")
    ]  # fmt: skip
    (row,) = query(served.archive, "SELECT verdict, decided_by FROM checks WHERE \"where\" = 'total'")
    assert row == ("misread", "李四")
    assert BALANCE not in served.get("/review", cookies=served.cookies).text
    assert "李四" in shown(served.get("/review?id=" + BALANCE, cookies=served.cookies))


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"origin": "http://evil.test"}, {"sec-fetch-site": "same-site"}],
)
def test_no_other_site_can_decide_in_the_name_of_a_reviewer(served, headers):
    form = {"id": BALANCE, "verdict": "misread"}
    assert served.post("/review", data=form, cookies=served.cookies, headers=headers).status_code == 403
    assert query(served.archive, "SELECT count(*) FROM decisions") == [(0,)]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"id": BALANCE, "verdict": "guilty"}, 400),
        ({"id": BALANCE}, 400),
        ({"id": "3/applications.balance/nowhere", "verdict": "open"}, 404),
        ({"id": "9" * 30 + "/applications.balance/total", "verdict": "open"}, 404),
        ({"id": "²/applications.balance/total", "verdict": "open"}, 404),
        ({"id": "', DROP TABLE checks", "verdict": "open"}, 404),
        ({"verdict": "open"}, 404),
    ],
)
def test_what_is_no_decision_changes_nothing(served, form, status):
    assert served.post("/review", data=form, cookies=served.cookies).status_code == status
    assert query(served.archive, "SELECT count(*) FROM decisions") == [(0,)]


def test_a_reviewer_may_decide_and_nothing_else(served):
    row = {"row": {"id": "new", "name": "x"}}
    for path in ("/archive/sites/-/insert", "/archive/-/create", "/archive/reports/1/-/delete"):
        answer = served.post(path, json=row, cookies=served.cookies)
        assert answer.status_code in (403, 404), path
    assert served.get("/-/permissions", cookies=served.cookies).status_code == 403
    answer = served.get("/archive/-/query.json?sql=delete+from+checks", cookies=served.cookies)
    assert answer.status_code in (400, 403)


def test_hostile_text_is_text(served):
    where = quote("7/prose.claim/<b>x</b>&start=9")
    for path in (
        "/review",
        f"/review?id={where}",
        "/review?id=<script>ran</script>",
        "/review?check=%22><b>",
    ):
        answer = served.get(path, cookies=served.cookies)
        for harm in ("<script>document", "<img src=x", "<b>x", '"><b>', "<script>ran"):
            assert harm not in answer.text, path
    one = served.get(f"/review?id={where}", cookies=served.cookies)
    assert HOSTILE_SENTENCE in shown(one)
    assert " ".join(HOSTILE_TITLE.split()) in shown(one)
    (hidden,) = lxml.html.fromstring(one.text).xpath("//form//input[@name='id']/@value")
    form = {"id": hidden, "verdict": "excused"}
    assert served.post("/review", data=form, cookies=served.cookies).status_code == 302
    assert query(served.archive, 'SELECT "where", verdict FROM decisions') == [
        ("<b>x</b>&start=9", "excused")
    ]


def test_an_archive_that_is_written_to_is_told_and_not_waited_for_in_vain(served, monkeypatch):
    def busy(*_: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(review, "open_archive", busy)
    answer = served.post("/review", data={"id": BALANCE, "verdict": "open"}, cookies=served.cookies)
    assert answer.status_code == 503 and "try again" in answer.text


def test_a_published_copy_cannot_be_reviewed(tmp_path):
    archive = build(tmp_path / "archive.db")
    archive.chmod(0o444)
    answer = CliRunner().invoke(cli, ["serve", "--archive", str(archive), "--review", "李四"])
    assert answer.exit_code == 1 and "without --review" in answer.output
