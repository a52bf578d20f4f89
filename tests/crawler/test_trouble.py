"""What can go wrong on our side: a full disk, a clock that jumps, too little memory, a second run."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from archive import warc
from crawler.adapters.rows import value_of
from crawler.page import Page
from tests.crawler.crawls import crawl, registry, rows, start
from tests.crawler.servers import listing, report, serve
from tests.crawler.test_crawl import sound, title, trs_site

PADDING = "".join(f"<p>{n * 7919 % 10007:05}</p>" for n in range(90_000))


def index_is_true(folder: Path) -> None:
    """Every row of the index leads to a record that is whole."""
    for file, offset, size in rows(
        folder / "archive.db", "SELECT warc_file, warc_offset, size FROM captures WHERE revisit_of IS NULL"
    ):
        assert len(warc.read(folder / "captures", file, offset).body) == size


def room(folder: Path, more: int) -> int:
    """The size that files may have if the archive, made now, is to grow by so much."""
    with serve({}) as server:
        crawl(registry(folder, none={"columns": [server.url + "/none/"]}), folder / "archive.db")
    return (folder / "archive.db").stat().st_size + more


def test_a_disk_that_is_full_of_captures_ends_the_run_and_the_next_one_goes_on(tmp_path: Path) -> None:
    pages = trs_site(12)
    for number in range(1, 13):
        pages[f"/nb/202401/t20240119_{number}.html"] = report(title(number), number, PADDING[number:])
    with serve(pages) as server:
        limit = room(tmp_path, 1_000_000)
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        result = crawl(sites, tmp_path / "archive.db", largest_file=limit)
        assert result["outcome"] == "failed"
        assert "cannot be written" in result["message"] and "large" in result["message"].lower()
        (kept,) = rows(tmp_path / "archive.db", "SELECT count(*) FROM captures WHERE role = 'report'")[0]
        assert 2 < kept < 12
        index_is_true(tmp_path)
        sound(tmp_path)
        result = crawl(sites, tmp_path / "archive.db")
        asked = [path for path in server.paths() if "t2024" in path]
    assert result["sites"]["one"]["state"] == "ok", result
    assert rows(tmp_path / "archive.db", "SELECT count(*) FROM captures WHERE role = 'report'") == [(12,)]
    assert len(asked) <= 13
    index_is_true(tmp_path)
    sound(tmp_path)


def test_a_disk_that_takes_no_more_rows_ends_the_run_and_the_next_one_goes_on(tmp_path: Path) -> None:
    with serve(trs_site(200, per_page=100)) as server:
        limit = room(tmp_path, 250_000)
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        result = crawl(sites, tmp_path / "archive.db", largest_file=limit)
        assert result["outcome"] == "failed", result
        assert "cannot be written" in result["message"]
        index_is_true(tmp_path)
        result = crawl(sites, tmp_path / "archive.db")
    assert result["sites"]["one"]["state"] == "ok", result
    assert rows(
        tmp_path / "archive.db", "SELECT count(DISTINCT url) FROM captures WHERE role = 'report'"
    ) == [(200,)]
    assert rows(tmp_path / "archive.db", "PRAGMA integrity_check") == [("ok",)]
    assert rows(tmp_path / "archive.db", "SELECT count(*) FROM requests WHERE outcome IS NULL") == [(0,)]
    index_is_true(tmp_path)
    sound(tmp_path)


def test_too_little_memory_ends_the_run_in_good_order(tmp_path: Path) -> None:
    limits = {"MEMUSAGE_LIMIT_MB": 40, "MEMUSAGE_CHECK_INTERVAL_SECONDS": 0.3}
    with serve(trs_site(9)) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        result = crawl(sites, tmp_path / "archive.db", overrides=limits)
        assert (result["outcome"], len(server.asked) < 9) == ("interrupted", True)
        result = crawl(sites, tmp_path / "archive.db")
    assert result["sites"]["one"]["state"] == "ok"
    sound(tmp_path)


def test_a_window_that_is_over_at_the_begin_leaves_every_column(tmp_path: Path) -> None:
    with serve(trs_site(2)) as server:
        columns = [f"{server.url}/nb/{name}" for name in ("", "a/", "b/")]
        sites = registry(tmp_path, one={"columns": columns})
        night = crawl(sites, tmp_path / "archive.db", seconds=0)
        assert server.paths() == []
    assert night["outcome"] == "interrupted"
    assert night["left"] >= len(columns)


def test_a_clock_that_jumped_years_ahead_and_back_loses_nothing(tmp_path: Path) -> None:
    with serve(trs_site(4)) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        archive = tmp_path / "archive.db"
        crawl(sites, archive, now="2024-01-20T16:00:00+00:00")
        crawl(sites, archive, now="2031-05-01T16:00:00+00:00")
        server.asked.clear()
        server.pages["/nb/202401/t20240119_3.html"] = report(title(3), 4711)
        result = crawl(sites, archive, now="2024-01-22T16:00:00+00:00")
        paths = server.paths()
    assert result["sites"]["one"]["state"] == "ok"
    assert "/nb/202401/t20240119_3.html" in paths
    assert rows(
        archive,
        "SELECT count(*) FROM requests WHERE run_id = 3 AND outcome = 'changed' AND url LIKE '%_3.html'",
    ) == [(1,)]


def test_a_second_nightly_run_ends_with_status_75_and_names_the_first(tmp_path: Path) -> None:
    with serve(trs_site(60), slowness=3) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        words = [
            sys.executable,
            "-m",
            "nianbao",
            "crawl",
            "--sites",
            str(sites),
            "--allow-private",
            "--delay",
            "0",
        ]
        first = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while len(server.asked) < 2 and first.poll() is None:
            time.sleep(0.02)
        second = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert second.returncode == 75, second.stderr
        assert str(first.pid) in second.stderr
        assert len(second.stderr.strip().splitlines()) == 1
        first.kill()
        first.communicate()


def test_a_bug_on_one_page_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    broken = tmp_path / "sitecustomize.py"
    broken.write_text(
        "from crawler import answers\n"
        "plain = answers.is_report\n"
        "def is_report(page):\n"
        "    if page.url.endswith('_2.html'):\n"
        "        raise KeyError('planted')\n"
        "    return plain(page)\n"
        "answers.is_report = is_report\n",
        "utf-8",
    )
    with serve(trs_site(3)) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        process = start(sites, tmp_path / "archive.db", path=[tmp_path])
        out, log = process.communicate(timeout=180)
    assert '"outcome": "done"' in out, log
    ends = dict(rows(tmp_path / "archive.db", "SELECT url, outcome FROM requests WHERE role = 'page'"))
    assert sorted(ends.values()) == ["new", "new", "spider_error"]
    assert "planted" in log


def test_addresses_in_gbk_are_stored_and_what_cannot_be_stored_ends_nothing(
    tmp_path: Path,
) -> None:
    broken = tmp_path / "sitecustomize.py"
    broken.write_text(
        "from crawler import journal\n"
        "plain = journal.Journal.capture\n"
        "def capture(self, task, found, exchange, *rest):\n"
        "    if task.url.endswith('_2.html'):\n"
        "        raise KeyError('planted')\n"
        "    return plain(self, task, found, exchange, *rest)\n"
        "journal.Journal.capture = capture\n",
        "utf-8",
    )
    pages = trs_site(3)
    coded = "/nb/show.asp?dw=%D0%C5%CF%A2&id=4"  # GBK
    items = [(f"/nb/202401/t20240119_{n}.html", title(n), "2024-01-19") for n in (1, 2, 3)]
    pages |= {"/nb/": listing([*items, (coded, title(4), "2024-01-19")]), coded: report(title(4), 4)}
    with serve(pages) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        process = start(sites, tmp_path / "archive.db", path=[tmp_path])
        out, log = process.communicate(timeout=180)
        asked = server.paths()
    assert '"outcome": "done"' in out, log
    assert coded in asked
    ends = dict(rows(tmp_path / "archive.db", "SELECT url, outcome FROM requests WHERE role = 'page'"))
    assert sorted(ends.values()) == ["new", "new", "new", "spider_error"]
    assert "planted" in log


def test_half_a_sign_in_json_is_no_text_that_can_be_stored() -> None:
    page = Page("http://a.gov.cn/x", b'{"t": "\\ud8002023\\u5e74", "n": 2, "u": "\\ud840\\udc0b"}')
    assert value_of(page) == {"t": "?2023年", "n": 2, "u": "𠀋"}


def test_few_file_descriptors_slow_a_crawl_and_do_not_break_it(tmp_path: Path) -> None:
    with serve(trs_site(12)) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        result = crawl(sites, tmp_path / "archive.db", open_files=64)
    assert result["sites"]["one"]["state"] == "ok"
