"""The whole way: practice site → crawl → extract → check → archive.db → Datasette, as a newcomer goes it.

Each command runs in a process of its own; what must come out is the golden list of the practice site.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from sqlite_utils import Database
from warcio.archiveiterator import ArchiveIterator

from archive.reports import stored_figures
from crawler.outcomes import NOT_SENT, Outcome
from docs import worked
from practice import site
from tests.practising import expected, key, run

# Of a report recognised from pictures a few figures may be said to be unreadable; none may be wrong.
MOST_DOUBTFUL = 8


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def demo(folder: Path, port: int) -> str:
    """The archive of the practice site in `folder`; gives what the command printed."""
    done = run("demo", "--no-serve", "--practice-port", str(port), folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def archive(demo: str, folder: Path) -> Iterator[Database]:
    db = Database(folder / "archive.db")
    yield db
    db.close()


def test_the_worked_queries_for_researchers_give_what_is_printed_below_them(demo: str, folder: Path) -> None:
    for query, printed in worked.queries("data.md"):
        table = worked.result(folder / "archive.db", query)
        assert "FROM ledger" in query or table.count("\n") > 2, query  # nothing has changed on a first night
        assert not printed or table == printed, "stale: python docs/worked.py ARCHIVE"


def test_real_sites_are_not_mixed_into_the_archive_of_a_demo(demo: str, folder: Path) -> None:
    (folder / "real.toml").write_text(
        '[[sites]]\nid = "real"\nname = "示例市人民政府"\nhosts = ["127.0.0.1:9"]\ncolumns = ["http://127.0.0.1:9/nb/"]\n',
        "utf-8",
    )
    for words in (("nightly",), ("crawl",), ("schedule", "install")):
        done = run(*words, "--sites", "real.toml", folder=folder)
        assert done.returncode == 2, done.stdout + done.stderr
        assert "archive.db is the archive of `nianbao demo`" in done.stderr and "--archive" in done.stderr
    db = Database(folder / "archive.db")
    assert db["sites"].count_where("id = 'real'") == 0
    db.close()


def test_what_is_backed_up_comes_back_with_identical_tables(demo: str, folder: Path) -> None:
    for words in (("backup", "kept"), ("restore", "kept", "--archive", "again/archive.db")):
        done = run(*words, folder=folder)
        assert done.returncode == 0, done.stdout + done.stderr
    one, two = Database(folder / "archive.db"), Database(folder / "again" / "archive.db")
    names = [name for name in one.table_names() if not name.startswith("search")]  # an index, made anew
    assert {"reports", "cells", "captures", "nights"} <= set(names)
    for name in names:
        rows, restored = (sorted(map(repr, db[name].rows)) for db in (one, two))
        assert rows == restored, name
    one.close()
    two.close()
    for archive in ("archive.db", "again/archive.db"):
        done = run("export", "csv", "--archive", archive, "--to", f"export of {archive}", folder=folder)
        assert done.returncode == 0, done.stderr
    first, second = folder / "export of archive.db", folder / "export of again" / "archive.db"
    files = sorted(path.name for path in first.iterdir())
    assert "applications.csv" in files and files == sorted(path.name for path in second.iterdir())
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in files)


def test_reports_are_the_golden_list(archive: Database) -> None:
    found = Counter(key(row) for row in archive["reports"].rows)
    wanted = Counter(expected().keys())
    assert sorted(wanted - found) == []  # none missing
    assert sorted(found - wanted) == []  # none extra, none twice


def test_every_report_is_what_the_golden_list_says(archive: Database) -> None:
    wrong = {}
    for row in archive["reports"].rows:
        report = expected()[key(row)]
        facts = ("title", "agency", "year", "scope", "published_on", "template")
        said = {
            fact: (row[fact], getattr(report, fact)) for fact in facts if row[fact] != getattr(report, fact)
        }
        figures = {
            cell: number_text(figure.value) if figure.state == "number" else figure.raw
            for cell, figure in report.cells.items()
            if figure.state != "absent"
        }
        read = stored_figures(archive, int(row["id"]))
        doubtful = doubted(archive, int(row["id"])) if row["site_id"] == "practice_files" else set()
        assert len(doubtful) <= MOST_DOUBTFUL
        said |= {
            cell: (read.get(cell), figures.get(cell))
            for cell in read.keys() | figures.keys()
            if read.get(cell) != figures.get(cell) and cell not in doubtful
        }
        if row["status"] != "parsed":
            said["status"] = (row["status"], row["reason"])
        if said:
            wrong[key(row)] = said
    assert wrong == {}


def doubted(archive: Database, report_id: int) -> set[str]:
    """The figures of a report that are said to be unreadable."""
    return {
        f"{row['table']}.{row['item']}.{row['column']}"
        for row in archive.query(
            "SELECT * FROM cells WHERE report_id = ? AND state = 'unreadable'", (report_id,)
        )
    }


def number_text(value: float | None) -> str:
    return str(int(value)) if value is not None and value == int(value) else str(value)


def test_checks_fail_where_the_publisher_erred_and_nowhere_else(archive: Database) -> None:
    failing = {
        (key(row), row["check"], row["where"], row["verdict"])
        for row in archive.query(
            'SELECT site_id, url, agency, year, scope, "check", "where", verdict '
            "FROM checks JOIN reports ON id = report_id"
        )
    }
    planted = {
        (where, error["check"], error["where"], "published_error")
        for where, report in expected().items()
        for error in report.errors
    }
    assert failing == planted
    assert planted


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_the_five_real_reports_are_read_whole(archive: Database, name: str) -> None:
    said = json.loads(
        resources.files("practice").joinpath("files", f"{name}.expected.json").read_text("utf-8")
    )
    (row,) = archive.query(
        "SELECT id FROM reports WHERE agency = ? AND year = ?", (said["agency"], said["year"])
    )
    assert len(said["cells"]) == 200
    assert stored_figures(archive, row["id"]) == {
        cell: str(figure["value"]) for cell, figure in said["cells"].items() if figure["state"] == "number"
    }


def test_a_second_run_finds_nothing_new_and_says_so(archive: Database, folder: Path, port: int) -> None:
    before = archive["reports"].count, archive["readings"].count
    done = run("demo", "--no-serve", "--practice-port", str(port), folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Nothing new" in done.stdout
    assert (archive["reports"].count, archive["readings"].count) == before
    last = next(archive.query("SELECT * FROM runs ORDER BY id DESC LIMIT 1"))
    assert (last["new_reports"], last["changed_reports"]) == (0, 0)


def test_every_capture_is_a_record_that_can_be_read(archive: Database, folder: Path) -> None:
    records = {}
    for path in (folder / "captures").glob("*.warc.gz"):
        with path.open("rb") as file:
            reader = ArchiveIterator(file, check_digests="raise")
            for record in reader:
                record.content_stream().read()
                records[path.name, reader.get_record_offset()] = record.rec_headers.get_header(
                    "WARC-Target-URI"
                )
    rows = list(archive["captures"].rows)
    assert rows
    for row in rows:
        assert records[row["warc_file"], row["warc_offset"]] == row["url"]


def test_requests_and_outcomes_balance(archive: Database) -> None:
    assert archive.execute("SELECT count(*) FROM requests WHERE outcome IS NULL").fetchone() == (0,)
    outcomes = archive.execute("SELECT outcome FROM requests").fetchall()
    (sent,) = archive.execute("SELECT sum(requests) FROM runs").fetchone()
    assert sent == sum(Outcome(outcome) not in NOT_SENT for (outcome,) in outcomes) > 300


def test_a_killed_crawl_goes_on_and_ends_with_the_same_archive(tmp_path: Path, archive: Database) -> None:
    with site.serve(0) as practice:
        registry = tmp_path / "sites.toml"
        registry.write_text(practice.registry(), "utf-8")
        words = ["crawl", "--sites", str(registry), "--allow-private", "--delay", "0"]
        for captures in (20, 60):
            killed = subprocess.Popen(
                [sys.executable, "-m", "nianbao", *words],
                cwd=tmp_path,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                wait_for_captures(tmp_path / "archive.db", captures, killed)
            finally:
                killed.send_signal(signal.SIGKILL)
                killed.wait()
        done = run(*words, folder=tmp_path)
        assert done.returncode in (0, 1), done.stdout + done.stderr  # some practice sites misbehave
    assert run("extract", folder=tmp_path).returncode == 0
    resumed = Database(tmp_path / "archive.db")
    assert figures_by_path(resumed) == figures_by_path(archive)
    assert resumed.execute("SELECT count(*) FROM runs WHERE outcome = 'crashed'").fetchone()[0] >= 1
    resumed.close()


def wait_for_captures(path: Path, number: int, crawl: subprocess.Popen[bytes]) -> None:
    while crawl.poll() is None:
        if path.exists():
            db = Database(path)
            try:
                if "captures" in db.table_names() and db["captures"].count >= number:
                    return
            finally:
                db.close()
        time.sleep(0.02)
    raise AssertionError(f"the crawl was over before it had {number} captures")


def figures_by_path(db: Database) -> dict[tuple[str, str], dict[str, str]]:
    return {key(row): stored_figures(db, int(row["id"])) for row in db["reports"].rows}


def test_a_dead_host_is_named_and_everything_else_is_archived(tmp_path: Path) -> None:
    with site.serve(0) as practice:
        dead = f"127.0.0.1:{free_port()}"
        registry = tmp_path / "sites.toml"
        registry.write_text(
            practice.registry("practice_numbered")
            + f'\n[[sites]]\nid = "dead_host"\nname = "无人应答县人民政府"\nhosts = ["{dead}"]\ncolumns = ["http://{dead}/xxgknb/"]\n',
            "utf-8",
        )
        done = run("nightly", "--sites", str(registry), "--allow-private", "--delay", "0", folder=tmp_path)
    assert done.returncode == 1
    assert "dead_host" in done.stdout
    db = Database(tmp_path / "archive.db")
    wanted = Counter(where for where in expected() if where[0] == "practice_numbered")
    assert Counter(key(row) for row in db["reports"].rows) == wanted
    assert db.execute("SELECT state FROM sites WHERE id = 'dead_host'").fetchone()[0] not in ("ok", "new")
    db.close()


def test_private_addresses_are_refused_unless_allowed(tmp_path: Path) -> None:
    with site.serve(0) as practice:
        registry = tmp_path / "sites.toml"
        registry.write_text(practice.registry("practice_numbered"), "utf-8")
        done = run("crawl", "--sites", str(registry), "--delay", "0", folder=tmp_path)
        assert done.returncode == 1
        assert practice.log == []


# The tables that others rely on.
TABLES = [
    "sites",
    "agencies",
    "runs",
    "captures",
    "reports",
    "proactive_disclosure",
    "applications",
    "review_litigation",
    "cells",
    "sections",
    "checks",
    "changes",
    "items",
]


def test_datasette_answers_on_every_table_query_and_report(archive: Database, folder: Path) -> None:
    from web.app import make

    reports = [row["id"] for row in archive.query("SELECT id FROM reports ORDER BY id")]

    async def ask() -> dict[str, int]:
        datasette = make(folder / "archive.db")
        await datasette.invoke_startup()
        questions = await datasette.client.get("/questions")
        queries = set(re.findall(r'href="(/archive/[a-z_]+)', questions.text))
        assert len(queries) >= 5
        paths = ["/", "/questions", "/search?q=复议", *queries]
        paths += [f"/archive/{table}" for table in TABLES]
        paths += [f"/report/{report_id}" for report_id in reports]
        return {path: (await datasette.client.get(path)).status_code for path in paths}

    seen = asyncio.run(ask())
    assert {path: status for path, status in seen.items() if status != 200} == {}
    assert len(seen) > len(reports) + len(TABLES)


def test_two_character_words_are_found(archive: Database) -> None:
    from archive.search import query

    found = archive.execute(
        "SELECT count(*) FROM reports_fts WHERE reports_fts MATCH ?", (query("复议"),)
    ).fetchone()
    held = archive.execute(
        "SELECT count(DISTINCT report_id) FROM sections WHERE text LIKE '%复议%'"
    ).fetchone()
    assert found[0] >= held[0] > 0


def test_scrapy_knows_its_spider() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["reports"], done.stderr
