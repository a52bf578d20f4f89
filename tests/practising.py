"""Commands run as a newcomer runs them, and rows of an archive matched with the golden list."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from crawler import urls
from practice import golden

NIGHT = 1


def run(
    *words: str, folder: Path, timeout: float = 300, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nianbao", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        env=os.environ | {"PYTHONWARNINGS": "error", "COLUMNS": "200"} | environment,
    )


def place(site_id: str, url: str) -> tuple[str, str]:
    """A site and the path of an address there, in the one spelling that the crawler compares."""
    return site_id, re.sub(r"^//[^/]*", "", urls.canonical(url))


Key = tuple[str, str, str, int, str]  # site, path, agency, year, scope: one page may hold several reports


@cache
def expected(night: int = NIGHT) -> dict[Key, golden.Golden]:
    """The golden list of a night."""
    return {
        (*place(report.site, f"http://practice{report.path_on(night)}"), *named(report)): report
        for report in golden.load()
        if report.stands(night)
    }


def named(report: golden.Golden) -> tuple[str, int, str]:
    return report.agency, report.year, report.scope


@cache
def twins(night: int = NIGHT) -> dict[tuple[str, str], tuple[str, str]]:
    """Further addresses of the reports, each with the place it stands for."""
    return {
        place(site_id, f"http://practice{path}"): key[:2]
        for key, report in expected(night).items()
        for site_id, path in report.also
    }


def key(row: dict[str, Any], night: int = NIGHT) -> Key:
    """A row of `reports` as the golden list names it."""
    found = place(str(row["site_id"]), str(row["url"]))
    return (*twins(night).get(found, found), row["agency"], row["year"], row["scope"])
