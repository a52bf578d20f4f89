"""`nianbao site add`, `nianbao site check`, `nianbao crawl --dry-run`, typed as a person types them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from crawler import registering, registry
from crawler.look import Look
from crawler.registry import RegistryError, Site
from tests.crawler.servers import Answer, Page, Server, listing, report, serve


def column(more: str = "") -> dict[str, Page]:
    """A TRS column of two pages: three reports, an explanation, and a paper of unclear title."""
    first = [
        ("./202401/t20240118_11.html", "甲镇人民政府2023年政府信息公开工作年度报告", "2024-01-18"),
        ("./202402/t20240227_12.html", "乙县教育局2023年政府信息公开工作年度报告", "2024-02-27"),
        ("./202402/t20240228_13.html", "一图读懂乙县2023年政府信息公开工作年度报告", "2024-02-28"),
    ]
    second = [
        ("./202301/t20230120_5.html", "甲镇人民政府2022年政府信息公开工作年度报告", "2023-01-20"),
        ("./202301/t20230121_6.html", "2022年度报告", "2023-01-21"),
    ]
    head = '<meta name="SiteName" content="四川省平昌县人民政府门户网站"></head>'
    pages: dict[str, Page] = {}
    for number, items in enumerate((first, second)):
        text = listing(items, f'<script>createPageHTML(2, {number}, "index", "html");</script>{more}')
        name = "index.html" if number == 0 else f"index_{number}.html"
        pages["/nb/" + name] = text.replace("</head>", head)
    pages["/nb/"] = pages["/nb/index.html"]
    for number, (path, title, _) in enumerate(first + second):
        pages["/nb" + path[1:]] = report(title, 31 + number)
    return pages


def nianbao(folder: Path, *told: str) -> tuple[int, str]:
    """Exit status and all that was said, white space folded as a reader does."""
    done = subprocess.run(
        [sys.executable, "-m", "nianbao", *told],
        capture_output=True, text=True, cwd=folder, timeout=300, check=False,
        env={**os.environ, "COLUMNS": "200", "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def asked(server: Server) -> list[str]:
    return sorted(server.paths())


def test_a_column_is_looked_at_and_entered(tmp_path: Path) -> None:
    with serve(column()) as server:
        address = server.url + "/nb/"
        status, said = nianbao(tmp_path, "site", "add", address, "--allow-private", "--delay", "0")
        assert status == 0, said
        assert "trs — page count in a script" in said
        assert "2 pages read, 5 entries" in said
        assert "3 by their titles; 1 pages whose titles say too little" in said
        assert "2023: 2 · 2022: 1" in said
        assert "一图读懂乙县2023年政府信息公开工作年度报告" in said.partition("Passed over")[2]
        (entry,) = tomllib.loads((tmp_path / "my_sites.toml").read_text("utf-8"))["sites"]
        assert entry["name"] == "四川省平昌县人民政府"
        assert entry["region"] == "511923"
        assert entry["hosts"] == [server.host] and entry["columns"] == [address]
        # Lists were read, and nothing else.
        assert set(asked(server)) == {"/nb/", "/nb/index_1.html", "/nb/index_2.html"}

        status, said = nianbao(tmp_path, "site", "add", address, "--allow-private", "--delay", "0")
        assert status == 1 and f"{entry['id']} has this column already" in said

        server.asked.clear()
        told = ["--sites", "my_sites.toml", "--allow-private", "--delay", "0"]
        status, said = nianbao(tmp_path, "site", "check", *told)
        assert status == 0, said
        assert "1 of 1 columns answer; 2 requests were sent." in said
        assert re.search(rf"{entry['id']} +trs +2 ", said) and "next: " in said
        assert asked(server) == ["/nb/"]

        server.asked.clear()
        status, said = nianbao(tmp_path, "crawl", "--dry-run", *told)
        assert status == 0, said
        assert "1 sites on 1 hosts: about 2 requests" in said and "1 robots.txt was asked for" in said
        assert "1 sites were never crawled" in said
        assert asked(server) == [] and not (tmp_path / "archive.db").exists()

        status, said = nianbao(tmp_path, "crawl", *told)
        assert status == 0, said
        server.asked.clear()
        status, said = nianbao(tmp_path, "crawl", "--dry-run", *told, "--now", "2099-01-01T00:00:00Z")
        assert status == 0 and "What is new on the lists comes on top." in said
        rechecks = re.search(r"about (\d+) requests", said)
        assert rechecks and int(rechecks.group(1)) > 4, said


def test_what_robots_says_is_told_and_obeyed(tmp_path: Path) -> None:
    rules = Answer("User-agent: *\nDisallow: /nb/\nCrawl-delay: 7\n", headers={"Content-Type": "text/plain"})
    with serve({**column(), "/robots.txt": rules}) as server:
        address = server.url + "/nb/"
        told = ["--allow-private", "--delay", "0"]
        status, said = nianbao(tmp_path, "site", "add", address, *told)
        assert status == 1 and "closes this column" in said and "Nothing was written" in said
        assert not (tmp_path / "my_sites.toml").exists()
        entry = f'[[sites]]\nid = "one"\nname = "甲县"\nhosts = ["{server.host}"]\ncolumns = ["{address}"]\n'
        (tmp_path / "own.toml").write_text(entry, "utf-8")
        status, said = nianbao(tmp_path, "site", "check", "--sites", "own.toml", *told)
        assert status == 1 and "robots.txt closes this column" in said
        status, said = nianbao(tmp_path, "crawl", "--dry-run", "--sites", "own.toml", *told)
        assert status == 1 and f"closed by robots.txt: {address}" in said and "7 s between requests" in said
        assert asked(server) == []


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (Answer("", 404), "missing_404 (status 404)"),
        ("<html><title>首页</title><body><p>欢迎访问</p></body></html>", "no report was seen on this column"),
        (Answer("", 302, {"Location": "https://moved.example/nb/"}), "sends its readers to another host"),
        (Answer("<html>forbidden</html>", 403), "status 403"),
    ],
)
def test_a_column_that_is_none_is_told_and_not_written(tmp_path: Path, page: Page, told: str) -> None:
    with serve({"/nb/": page}) as server:
        status, said = nianbao(
            tmp_path, "site", "add", server.url + "/nb/", "--allow-private", "--delay", "0"
        )
    assert status == 1 and told in said, said
    assert not (tmp_path / "my_sites.toml").exists()


def test_a_private_address_needs_permission(tmp_path: Path) -> None:
    status, said = nianbao(tmp_path, "site", "add", "http://127.0.0.1:9/nb/")
    assert status == 1 and "--allow-private" in said


def test_what_is_no_address_is_told(tmp_path: Path) -> None:
    status, said = nianbao(tmp_path, "site", "add", "www.example.gov.cn/nb/")
    assert status == 1 and "no http or https address" in said


def site(**told: object) -> Site:
    values = {"id": "new", "name": "new", "hosts": ("a.gov.cn",), "columns": ("https://a.gov.cn/nb/",)}
    return Site(**(values | told))  # type: ignore[arg-type]


def test_hosts_of_the_same_domain_are_proposed_and_no_others() -> None:
    look = Look(site(), "https://a.gov.cn/nb/", title="政府信息公开年报-示例县人民政府")
    look.elsewhere.update({"xxgk.a.gov.cn": 12, "copies.example.com": 3})
    entry = registering.proposed(look, [site(id="a")])
    assert entry.hosts == ("a.gov.cn", "xxgk.a.gov.cn")
    assert (entry.id, entry.name, entry.region) == ("a_nb", "示例县人民政府", "")


def test_an_entry_is_added_behind_what_stands_there(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('# mine\n[[sites]]\nid = "one"\nname = "一"\nhosts = ["b.gov.cn"]\n'
                    'columns = ["http://b.gov.cn/"]\n[sites.options]\nbase = "x"', "utf-8")  # fmt: skip
    registering.add(site(id="two", name='引"号', region="410300"), path)
    assert path.read_text("utf-8").startswith("# mine\n")
    assert [(held.id, held.name, held.region) for held in registry.load(path)] == [
        ("one", "一", ""),
        ("two", '引"号', "410300"),
    ]
    with pytest.raises(RegistryError, match="already used"):
        registering.add(site(id="two"), path)
    assert len(registry.load(path)) == 2


def test_an_entry_goes_to_a_file_of_its_own_in_a_registry_of_many(tmp_path: Path) -> None:
    registering.add(site(id="one"), tmp_path / "sub" / "x.toml")
    assert registering.add(site(id="two"), tmp_path / "sub").name == "added.toml"
    assert {held.id for held in registry.load(tmp_path / "sub")} == {"one", "two"}
