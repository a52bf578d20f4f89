from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.chromium import CHROMIUM, served
from tests.web.sample_archive import build
from web import app


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("web") / "archive.db")


@pytest.fixture(scope="session")
def get(archive: Path) -> Iterator[Callable[..., Any]]:
    """Fetch an address of the site over the sample archive, in Chinese unless told otherwise."""
    site = app.make(archive)
    loop = asyncio.new_event_loop()

    def fetch(path: str, **options: Any) -> Any:
        return loop.run_until_complete(site.client.get(path, **options))

    yield fetch
    site.close()
    loop.close()


@pytest.fixture(scope="module")
def address(archive: Path) -> Iterator[str]:
    """The sample archive, served on a free port of loopback."""
    with served(archive) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
