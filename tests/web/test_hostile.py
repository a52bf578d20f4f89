"""In a real browser nothing of a hostile capture runs, fetches, opens a window or moves the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.chromium import BROWSER, served
from tests.web.hostile import HOSTILE
from tests.web.sample_archive import Maker
from web.captures import HEADERS

pytestmark = BROWSER


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An archive of nothing but harm, one report for each capture."""
    maker = Maker(tmp_path_factory.mktemp("hostile") / "archive.db")
    with maker.db.conn:
        maker.add("sites", {"id": "lake", "name": "示例市人民政府", "region": "410300", "state": "ok"})
        maker.add("runs", {"id": 1, "command": "crawl", "started_at": "2024-02-01T01:00:00+00:00"})
        for number, (name, (body, mime)) in enumerate(HOSTILE.items(), start=1):
            capture = maker.capture(f"http://lake.test/{number}", body, mime)
            assert (
                maker.report(
                    f"第{number}局", 2023, capture, title=f"{name}<script>document.title='ran'</script>"
                )
                == number
            )
    maker.writer.close()
    maker.db.close()
    with served(maker.path) as found:
        yield found


def test_at_least_thirty_kinds_of_harm():
    assert len(HOSTILE) >= 30


def test_nothing_of_a_hostile_capture_runs(chromium, hostile):
    context = chromium.new_context(locale="zh-CN", accept_downloads=False)
    page = context.new_page()
    page.set_default_timeout(15_000)
    done: list[str] = []
    context.on(
        "request", lambda asked: None if asked.url.startswith((hostile, "data:")) else done.append(asked.url)
    )
    context.on("page", lambda opened: done.append(f"opened {opened.url}"))
    page.on("dialog", lambda dialog: (done.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("download", lambda download: done.append(f"download {download.url}"))
    for number, name in enumerate(HOSTILE, start=1):
        page.goto(f"{hostile}/report/{number}")
        page.locator(".original").scroll_into_view_if_needed()
        # The frame is lazy: it has neither its name nor its page before the browser comes round to it.
        frame = page.locator("iframe[name=original]").element_handle().content_frame()
        frame.wait_for_url("**/capture/**")
        page.wait_for_timeout(60)
        assert page.url == f"{hostile}/report/{number}", name
        assert page.title().startswith(name), name
        # By itself, outside of the frame of the report, the policy of the answer alone holds.
        answer = page.goto(f"{hostile}/capture/{number}")
        page.wait_for_timeout(60)
        assert answer.headers["content-security-policy"] == HEADERS["content-security-policy"], name
        assert page.url == f"{hostile}/capture/{number}" and "ran" not in page.title(), name
        assert done == [], name
    context.close()


def test_the_exact_bytes_are_never_opened_by_the_browser(hostile, chromium):
    context = chromium.new_context()
    for number, name in enumerate(HOSTILE, start=1):
        answer = context.request.get(f"{hostile}/capture/{number}/original")
        assert answer.headers["content-disposition"].startswith("attachment"), name
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.body() == HOSTILE[name][0]
    context.close()


@pytest.mark.parametrize(
    "name", ["script", "meta refresh", "pictures from elsewhere", "form that sends itself"]
)
def test_the_same_captures_do_harm_where_nothing_holds_them(chromium, name):
    """So that the tests above would see it."""
    body, mime = HOSTILE[name]
    context = chromium.new_context()
    page = context.new_page()
    done: list[str] = []
    page.on("dialog", lambda dialog: (done.append("dialog"), dialog.dismiss()))

    def answer(route) -> None:
        if route.request.url.startswith("http://bare.test/"):
            route.fulfill(body=body, content_type=mime)
        else:
            done.append(route.request.url)
            route.abort()

    context.route("**/*", answer)
    page.goto("http://bare.test/")
    page.wait_for_timeout(300)
    context.close()
    assert done
