"""The pages in a real browser: nothing of a capture runs, nothing scrolls sideways, figures are framed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.chromium import BROWSER

pytestmark = BROWSER
PAGES = (
    "/", "/search?q=复议", "/report/1", "/report/3", "/report/5", "/report/7", "/agency/1", "/regions", "/region/410000",
    "/compare?report=1&report=2", "/questions", "/about", "/downloads", "/archive", "/archive/reports", "/archive/applications/1,granted",
    "/archive/applications_by_year", "/archive/-/query?sql=select+1", "/quality", "/cards",
    "/nowhere",
)  # fmt: skip


@pytest.fixture
def tab(chromium) -> Iterator:
    """A page that fails its test if anything is asked of another server, or an error is logged."""
    context = chromium.new_context(viewport={"width": 1400, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.asked, page.errors = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    strangers = [url for url in page.asked if not url.startswith(("http://127.0.0.1:", "data:"))]
    assert strangers == []
    assert page.errors == []
    context.close()


def test_the_report_page_has_its_three_tables(tab, address):
    tab.goto(f"{address}/report/2")
    assert tab.locator("table.form").count() == 3
    assert tab.locator("table.form td.figure").count() == 10 + 175 + 15
    assert tab.locator("iframe[name=original]").get_attribute("sandbox") == ""


def test_a_click_on_a_figure_frames_it_in_the_original(tab, address):
    tab.goto(f"{address}/report/1")
    tab.click('a[data-figure="applications.granted.business"]')
    framed = tab.frame_locator("iframe[name=original]").locator("#figure")
    framed.wait_for()
    assert framed.inner_text() == "4"
    assert tab.locator("td.figure.shown").inner_text() == "4"
    box = tab.locator("iframe[name=original]").bounding_box()
    assert 0 <= box["y"] < 900


def test_nothing_of_a_hostile_capture_runs(tab, address):
    tab.goto(f"{address}/report/7")
    tab.wait_for_timeout(500)
    assert tab.title().startswith("<script>document.title")
    frame = tab.frame_locator("iframe[name=original]")
    assert frame.locator("text=正文还在").count() == 1
    assert frame.locator("script, svg, iframe, form, meta[http-equiv]").count() == 0
    tab.goto(f"{address}/capture/9")
    tab.wait_for_timeout(500)
    assert tab.title() != "ran"
    assert tab.url.endswith("/capture/9")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_scrolls_sideways_on_a_phone(tab, address, language):
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(f"{address}/?_lang={language}")
    for path in PAGES:
        tab.goto(address + path)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_every_page_is_built_for_those_who_cannot_see_it(tab, address):
    """What axe holds for serious, looked for by hand: names of controls and frames, headings, landmarks, ids."""
    for path in PAGES:
        tab.goto(address + path)
        wrong = tab.evaluate(
            """() => {
              const named = e => e.labels?.length || e.getAttribute('aria-label') || e.getAttribute('aria-labelledby');
              const found = [];
              for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
                if (!named(e)) found.push(e.outerHTML);
              for (const e of document.querySelectorAll('a, button'))
                if (!e.textContent.trim() && !named(e)) found.push(e.outerHTML);
              for (const e of document.querySelectorAll('iframe')) if (!e.title) found.push(e.outerHTML);
              for (const e of document.querySelectorAll('svg')) if (!named(e)) found.push('svg');
              const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
              for (const id of new Set(ids)) if (ids.filter(i => i === id).length > 1) found.push('twice ' + id);
              for (const e of document.querySelectorAll('[aria-labelledby]'))
                if (!document.getElementById(e.getAttribute('aria-labelledby'))) found.push('lost ' + e.outerHTML);
              if (document.querySelectorAll('h1').length !== 1) found.push('h1');
              if (document.querySelectorAll('main').length !== 1) found.push('main');
              if (!document.documentElement.lang || !document.title) found.push('lang or title');
              return found;
            }"""
        )
        assert wrong == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(chromium, address, scheme):
    """Contrast of 4.5 to 1 for the colours of text on the grounds they stand on (WCAG AA)."""
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    pairs = [("ink", "paper"), ("ink", "sheet"), ("soft", "paper"), ("soft", "sheet"), ("soft", "faint"), ("link", "paper"),
             ("link", "sheet"), ("link", "faint"), ("wrong", "wrong-bg"), ("good", "good-bg"), ("warn", "warn-bg"), ("wrong", "sheet"),
             ("on-accent", "accent"), ("ink", "shown"), ("good", "paper")]  # fmt: skip
    colours = page.evaluate(
        "names => names.map(n => getComputedStyle(document.documentElement).getPropertyValue('--' + n).trim())",
        [name for pair in pairs for name in pair],
    )
    context.close()
    for pair, front, back in zip(pairs, colours[::2], colours[1::2], strict=True):
        light, dark = sorted((luminance(front), luminance(back)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (pair, front, back)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
