"""WACZ files: the reference validator takes them, pywb shows their pages, the same captures give the same bytes."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import json
import os
import socket
import subprocess
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive.extract import extract
from archive.wacz import WaczError, sort_key, write_wacz
from tests.crawler.crawls import crawl, registry, rows
from tests.crawler.servers import serve
from tests.crawler.test_crawl import title, trs_site
from tests.practising import run

REPLAY = Path(__file__).parents[2] / ".replay" / "bin"
replays = pytest.mark.skipif(
    not (REPLAY / "wacz").exists() and not os.environ.get("CI"),
    reason="`make replay` brings what validates and replays WACZ files",
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two nights of two sites; on the second night the lists are as before."""
    folder = tmp_path_factory.mktemp("wacz")
    with serve(trs_site(3)) as one, serve(trs_site(2, folder="/other/")) as two:
        sites = registry(
            folder,
            one={"columns": [one.url + "/nb/"], "region": "410300"},
            two={"columns": [two.url + "/other/"], "region": "510000"},
        )
        for night in ("01", "02"):
            crawl(sites, folder / "archive.db", now=f"2024-02-{night}T16:30:00+00:00")
    extract(folder / "archive.db", workers=1)
    yield folder / "archive.db"


def test_the_same_captures_give_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    made = [write_wacz(archive, tmp_path / name) for name in ("a.wacz", "b.wacz")]
    assert made[0].read_bytes() == made[1].read_bytes()
    assert not list(tmp_path.glob("*.part"))
    with zipfile.ZipFile(made[0]) as package:
        described = json.loads(package.read("datapackage.json"))
        for resource in described["resources"]:
            content = package.read(resource["path"])
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            assert resource["bytes"] == len(content)
        assert {info.compress_type for info in package.infolist()} == {zipfile.ZIP_STORED}
        pages = [json.loads(line) for line in package.read("pages/pages.jsonl").splitlines()[1:]]
    assert {page["title"] for page in pages} >= {title(1), title(2), title(3)}


def test_sites_and_years_choose_and_nothing_is_told(archive: Path, tmp_path: Path) -> None:
    def urls(**chosen: object) -> set[str]:
        with zipfile.ZipFile(write_wacz(archive, tmp_path / "some.wacz", **chosen)) as package:  # type: ignore[arg-type]
            return {json.loads(line)["url"] for line in package.read("pages/pages.jsonl").splitlines()[1:]}

    held = dict(rows(archive, "SELECT url, site_id FROM captures WHERE role IN ('report', 'list')"))
    assert {held[url] for url in urls(sites=["one"])} == {"one"}
    of_the_year = urls(years=[2023])
    assert len(of_the_year) == 5 and all("/t2024" in url for url in of_the_year)
    assert len(urls(sites=["two"], years=[2023])) == 2
    assert {held[url] for url in urls(region="41")} == {"one"}
    assert len(urls(region="51", years=[2023])) == 2
    with pytest.raises(WaczError):
        write_wacz(archive, tmp_path / "none.wacz", years=[1999])
    assert not (tmp_path / "none.wacz").exists()


def test_the_command_names_what_it_made_and_what_is_not_there(archive: Path, tmp_path: Path) -> None:
    words = ("export", "wacz", "--archive", str(archive))
    done = run(*words, "--region", "410000", "--year", "2023", "--to", "henan.wacz", folder=tmp_path)
    assert done.returncode == 0 and "henan.wacz" in done.stdout, done.stderr
    with zipfile.ZipFile(tmp_path / "henan.wacz") as package:
        assert len(package.read("pages/pages.jsonl").splitlines()) == 1 + 3
    for refused, status in (
        ((*words, "--region", "41", "--to", "henan.wacz"), 1),
        ((*words, "--region", "99"), 1),
        ((*words, "--site", "three"), 2),
        (("export", "csv", "--archive", str(archive), "--site", "one"), 2),
    ):
        done = run(*refused, folder=tmp_path)
        assert done.returncode == status and "Traceback" not in done.stderr, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["henan.wacz"]


@replays
def test_the_reference_validator_takes_it(archive: Path, tmp_path: Path) -> None:
    made = write_wacz(archive, tmp_path / "all.wacz")
    done = subprocess.run(
        [REPLAY / "wacz", "validate", "-f", made], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0 and "is valid" in done.stdout, done.stdout + done.stderr
    with zipfile.ZipFile(made) as package:
        (tmp_path / "one.warc.gz").write_bytes(package.read("archive/nianbao.warc.gz"))
    done = subprocess.run(
        [REPLAY / "cdxj-indexer", "one.warc.gz"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    with zipfile.ZipFile(made) as package:
        lines = gzip.decompress(package.read("indexes/index.cdx.gz")).decode()
    assert places(lines) == places(done.stdout)


def places(lines: str) -> set[tuple[str, ...]]:
    """What an index says of each record, and under which key."""
    found = set()
    for line in lines.splitlines():
        key, at, facts = line.split(" ", 2)
        told = json.loads(facts)
        found.add(
            (key, at, told["url"], told["offset"], told["length"], told["digest"].removeprefix("sha1:"))
        )
    return found


@replays
def test_pywb_shows_a_page_as_it_was_and_a_list_of_the_second_night(archive: Path, tmp_path: Path) -> None:
    made = write_wacz(archive, tmp_path / "all.wacz")
    manager = [REPLAY / "wb-manager"]
    subprocess.run([*manager, "init", "held"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    subprocess.run(
        [*manager, "add", "--unpack-wacz", "held", made],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [REPLAY / "wayback", "-p", str(port), "-b", "127.0.0.1"], cwd=tmp_path,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        ((url,),) = rows(archive, "SELECT url FROM captures WHERE site_id = 'one' AND url LIKE '%_2.html'")
        ((listed,),) = rows(
            archive, "SELECT url FROM captures WHERE site_id = 'one' AND revisit_of IS NOT NULL"
        )
        shown = fetched(port, f"/held/20240201163000id_/{url}")
        assert title(2).encode() in shown
        assert b"createPageHTML" in fetched(port, f"/held/20240202163000id_/{listed}")
    finally:
        server.terminate()
        server.wait(20)


def fetched(port: int, path: str) -> bytes:
    """The body of a page of pywb, once it answers; redirects to the nearest time are followed."""
    for _ in range(240):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            line.request("GET", path)
            answer = line.getresponse()
            body = answer.read()
            if answer.status in (301, 302, 307):
                path = urlsplit(answer.headers["Location"]).path
                continue
            assert answer.status == 200, (answer.status, body[:300])
            return body
        except ConnectionError:
            time.sleep(0.25)
        finally:
            line.close()
    raise AssertionError("pywb does not answer")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://a.gov.cn:80/x;jsessionid=8F2A?ddtab=true", "cn,gov,a)/x;jsessionid=8f2a?ddtab=true"),
        ("http://a.gov.cn/x?", "cn,gov,a)/x"),
        ("http://a.gov.cn/中/文.html?q=中", "cn,gov,a)/%e4%b8%ad/%e6%96%87.html?q=%e4%b8%ad"),
        ("http://a.gov.cn/a%20b?x=%E4", "cn,gov,a)/a%20b?x=%e4"),
        ("http://a.gov.cn", "cn,gov,a)/"),
    ],
)
def test_keys_are_those_of_other_indexes(url: str, key: str) -> None:
    assert sort_key(url) == key
