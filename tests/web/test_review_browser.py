"""A person signs in, looks at a failing sum beside its original, and decides; at a desk and on a phone."""

from __future__ import annotations

import sqlite3
from urllib.parse import quote

import pytest

from tests.web.chromium import BROWSER, served
from tests.web.sample_archive import build
from web import app
from web.pages import review

pytestmark = BROWSER
BALANCE = "3/applications.balance/total"


@pytest.mark.parametrize(("language", "width"), [("zh", 1280), ("en", 390)])
def test_a_person_decides(chromium, tmp_path, language, width):
    from axe_playwright_python.sync_playwright import Axe

    archive = build(tmp_path / "archive.db")
    site = app.make(archive)
    key = review.admit(site, ["李四"])["李四"]
    page = chromium.new_page(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    page.set_default_timeout(30_000)
    with served(site) as address:
        page.goto(f"{address}/?_lang={language}")
        page.goto(address + key)
        assert page.url == f"{address}/review"
        for path in ("/review", f"/review?id={quote(BALANCE)}"):
            page.goto(address + path)
            found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.locator("a[href*='figure=applications.handled_total.total']").click()
        framed = page.frame_locator("iframe[name=original-1]").locator("#figure")
        framed.wait_for()
        assert framed.inner_text() == "46"
        page.locator("input[value=misread]").check()
        page.locator("textarea").fill("71 in the original")
        page.locator(".review-form button").click()
        page.wait_for_url(f"{address}/review")
    page.close()
    with sqlite3.connect(archive) as db:
        kept = db.execute("SELECT verdict, note, decided_by FROM decisions").fetchall()
    assert kept == [("misread", "71 in the original", "李四")]
