"""Every kind of page for everybody: axe finds nothing serious, whatever the language, the width, the colours."""

from __future__ import annotations

import pytest

from tests.web.chromium import BROWSER

pytestmark = BROWSER
PAGES = (
    "/", "/search?q=复议", "/search?q=没有这个词", "/report/1", "/report/3", "/report/5", "/report/6", "/agency/1", "/regions", "/region/410000",
    "/region/410300", "/compare?report=1&report=2", "/compare", "/questions", "/about", "/downloads", "/archive", "/archive/reports?year=2023",
    "/archive/applications", "/archive/captures/1", "/archive/applications_by_year", "/archive/most_applications", "/archive/-/query?sql=select+1",
    "/quality", "/cards", "/nowhere",
)  # fmt: skip


FEW = ("/", "/report/2", "/region/410000", "/search?q=复议", "/archive/reports")


@pytest.mark.parametrize(
    ("language", "width", "scheme", "pages"),
    [
        ("zh", 1280, "light", PAGES),
        ("en", 390, "dark", PAGES),
        ("en", 1280, "dark", FEW),
        ("zh", 390, "light", FEW),
    ],
)
def test_axe_finds_nothing_serious(chromium, address, language, width, scheme, pages):
    from axe_playwright_python.sync_playwright import Axe

    context = chromium.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{address}/about?_lang={language}")
    found = []
    for path in pages:
        page.goto(address + path)
        if page.locator("figure[data-chart]").count():
            page.locator(".drawing svg").first.wait_for()
        result = Axe().run(page, options={"resultTypes": ["violations"]})
        found += [
            f"{path}: {broken['id']} ({broken['impact']}): {broken['nodes'][0]['html'][:200]} {broken['nodes'][0]['any'][:1]}"
            for broken in result.response["violations"]
            if broken["impact"] in ("serious", "critical", "moderate")
        ]
    context.close()
    assert found == []
