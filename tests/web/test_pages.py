"""Every page answers, in both languages, on whatever the archive holds; what is not there is said kindly."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import re
import shutil
import sqlite3
import tomllib
import zipfile
from datetime import datetime
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import click
import lxml.html
import pytest
from datasette.utils import tilde_encode

from archive.schema import open_archive
from tests.web.sample_archive import HOSTILE_TITLE
from web import app

QUERIES = tomllib.loads((Path(app.__file__).parent / "queries.toml").read_text("utf-8"))
TABLES = tomllib.loads((Path(app.__file__).parent.parent / "archive/dictionary.toml").read_text("utf-8"))[
    "tables"
]
HAN = re.compile("[\u4e00-\u9fff]")


def parsed(text):
    return ElementTree.fromstring(text)  # noqa: S314 - as above


def page(get, path, **options):
    answer = get(path, **options)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return lxml.html.fromstring(answer.text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))


def text(element) -> str:
    return " ".join(element.text_content().split())


def figure(root, name: str):
    found = root.cssselect(f'a[data-figure="{name}"]')
    return found[0].getparent() if found else None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_link_of_the_site_leads_somewhere(get, language):
    """From the home page on, every link of our own: facets and sorts once for each path, at most two together;
    rows once for each table."""
    cookies = {"nianbao_lang": language}
    seen: set[str] = set()
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        answer = get(path, cookies=cookies)
        # Monitors are told that no night has been yet; people read the reason on the status page.
        expected = (503,) if path.startswith("/-/health") else (200, 302)
        assert answer.status_code in expected, f"{path}: {answer.status_code}"
        if not answer.headers["content-type"].startswith("text/html") or path.startswith("/capture/"):
            continue
        root = lxml.html.fromstring(answer.text)
        for place in [*root.xpath("//a/@href"), *root.xpath("//link/@href | //script/@src | //iframe/@src")]:
            address = urlsplit(urldefrag(urljoin(f"http://localhost{path}", place)).url)
            names = ",".join(sorted(part.partition("=")[0] for part in address.query.split("&")))
            row = re.fullmatch(r"(/archive/[^/]+)/[^-][^/]*", address.path)
            kind = f"{row[1] + '/one' if row else address.path}?{names}"
            # A WARC file is missing on purpose; Datasette cannot open blobs of the shadow tables of FTS.
            lost = kind.startswith(("/capture/10", "/archive/search_index_"))
            if (
                address.netloc == "localhost"
                and kind not in seen
                and not lost
                and "_lang" not in names
                and names.count(",") < 2
            ):
                seen.add(kind)
                waiting.append(f"{address.path}?{address.query}")
    assert len(seen) > 150
    for path in (
        "/report/1",
        "/agency/1",
        "/region/410300",
        "/regions",
        "/questions",
        "/about",
        "/archive/reports",
    ):
        assert f"{path}?" in seen


@pytest.mark.parametrize("table", TABLES)
def test_every_table_answers_as_page_json_and_csv(get, table):
    path = f"/archive/{tilde_encode(table)}"
    assert page(get, path).cssselect("h1")
    assert get(f"{path}.json").json()["ok"]
    assert get(f"{path}.csv").status_code == 200


@pytest.mark.parametrize("name", QUERIES)
def test_every_stored_query_answers_with_chinese_headings(get, name):
    answer = get(f"/archive/{name}.json").json()
    assert answer["ok"], answer
    root = page(get, f"/archive/{name}")
    assert text(root.cssselect("h1")[0]) == QUERIES[name]["title"]["zh"]
    assert all(HAN.search(text(head)) for head in root.cssselect("table.data th"))


def test_stored_queries_count_what_is_there(get):
    rows = get("/archive/applications_by_year.json?_shape=array").json()
    assert [(row["年度"], row["新收申请"]) for row in rows] == [
        (2020, 15),
        (2022, 42),
        (2023, 73 + 68 + 97 + 1),
    ]
    rows = get("/archive/refusal_grounds.json?_shape=array&year=2023").json()
    assert [(row["类别"], row["件数"]) for row in rows] == [("（三）不予公开", 6)]
    rows = get("/archive/revisions.json?_shape=array").json()
    assert [(row["行"], row["列"], row["改前"], row["改后"]) for row in rows] == [
        ("（一）予以公开", "总计", "51", "52")
    ]


def test_the_report_page_prints_the_official_tables(get):
    root = page(get, "/report/2")
    titles = [text(head) for head in root.cssselect(".form-title")]
    assert titles == [
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
    ]
    assert text(figure(root, "applications.new_received.natural_person")) == "47"
    assert text(figure(root, "applications.new_received.total")) == "73"
    assert [text(cell) for cell in root.cssselect(".form-review_litigation td.figure")] == (
        ["11", "1", "21", "5", "38", "12", "2", "22", "6", "42", "13", "3", "23", "7", "46"]
    )


def test_a_blank_is_shown_as_a_blank_and_never_as_zero(get):
    root = page(get, "/report/2")
    blank = figure(root, "applications.carried_out.other_org")
    assert "state-blank" in blank.get("class")
    assert text(blank) == "空白"
    printed = [text(cell) for cell in root.cssselect(".form-proactive_disclosure td.figure")]
    assert printed == ["空白", "空白", "空白", "3", "1", "18", "288", "/", "/", "12.35"]
    unknown = root.xpath("//th[text()='1.属于国家秘密']/following-sibling::td")
    assert {text(cell) for cell in unknown} == {"没有数据"}


def test_failing_sums_are_marked_and_told_in_words(get):
    root = page(get, "/report/3")
    told = [text(item) for item in root.cssselect(".verdicts li")]
    assert (
        "公开件如此" in told[0]
        and "68" in told[0]
        and "= 70" in told[0]
        and "= 71" in told[0]
        and "相差 1" in told[0]
    )
    assert "可能未读准" in told[1] and "自然人 23 + 商业企业 1 = 24" in told[1]
    assert "wrong" in figure(root, "applications.carried_out.total").get("class")
    assert "wrong" in figure(root, "applications.handled_total.total").get("class")
    assert "involved" in figure(root, "applications.new_received.total").get("class")
    assert "wrong" not in figure(root, "applications.granted.total").get("class")
    english = [text(item) for item in page(get, "/report/3?_lang=en").cssselect(".verdicts li")]
    assert "printed so by the publisher" in english[0] and "they differ by 1" in english[0]


def test_changes_years_documents_and_provenance_stand_on_the_report_page(get):
    root = page(get, "/report/2")
    assert "changed" in figure(root, "applications.granted.total").get("class")
    everything = text(root)
    assert "（一）予以公开 / 总计 51 52" in everything
    assert [text(head) for head in root.cssselect("tbody th a[href^='/report/']")] == ["2022", "2023"]
    assert len(root.cssselect("figure[data-chart=lines]")) == 1
    documents = text(page(get, "/report/5").cssselect(".documents")[0])
    assert "附件.docx" in documents and "未能读取" in documents and "not a ZIP file" in documents


def test_the_form_of_2019_has_its_own_rows(get):
    root = page(get, "/report/4")
    assert "对外公开总数量" in text(root) and "政府集中采购" in text(root)
    assert [text(c) for c in root.xpath("//th[text()='行政许可']/following-sibling::td")] == [
        "26",
        "-3",
        "没有数据",
    ]


def test_a_report_without_tables_says_so(get):
    root = page(get, "/report/6")
    assert "没有读出官方表格" in text(root)
    assert "1041" in text(root.cssselect(".prose")[0])


def test_language_is_chosen_and_remembered(get):
    answer = get("/?_lang=en")
    assert 'lang="en"' in answer.text and "nianbao_lang=en" in answer.headers["set-cookie"]
    assert "no-store" in answer.headers["cache-control"]
    assert 'lang="en"' in get("/", cookies={"nianbao_lang": "en"}).text
    assert 'lang="en"' in get("/", headers={"accept-language": "en-GB,en;q=0.8"}).text
    assert (
        'lang="zh-CN"' in get("/", headers={"accept-language": "en-GB"}, cookies={"nianbao_lang": "zh"}).text
    )
    assert "set-cookie" not in get("/").headers


@pytest.mark.parametrize(
    "path",
    ["/report/999", "/agency/999", "/region/990000", "/capture/999/original", "/nowhere", "/archive/nothing",
     "/feeds/nothing.atom", "/report/99999999999999999999"],
)  # fmt: skip
def test_what_is_not_there_gets_a_page_that_helps_onward(get, path):
    answer = get(path)
    assert answer.status_code == 404
    root = lxml.html.fromstring(answer.text)
    assert text(root.cssselect("h1")[0]) == "没有找到"
    assert root.cssselect("main form[role=search]") and root.cssselect("main a[href='/regions']")


def test_errors_keep_the_form_that_was_asked_for(get):
    assert get("/report/999.json").json()["error"] == "There is no report number 999"
    assert get("/archive/-/query.json?sql=select+nope").status_code == 400
    assert "没有这一列：nope" in get("/archive/-/query?sql=select+nope").text


@pytest.mark.parametrize(
    ("words", "found"), [("复议", [1, 2]), ("整改台账", [1, 2]), ("办公室", [3]), ("1041条", [6])]
)
def test_search_finds_short_words_with_snippets(get, words, found):
    root = page(get, f"/search?q={words}")
    ids = sorted(int(a.get("href").rpartition("/")[2]) for a in root.cssselect(".results h3 a"))
    assert ids == found
    assert root.cssselect(".results mark")
    boxed = get(f"/archive/reports.json?_shape=array&_search={words}").json()
    assert sorted(row["id"] for row in boxed) == found


def test_search_narrows_by_facets(get):
    root = page(get, "/search?q=教育局&year=2022")
    assert [a.get("href") for a in root.cssselect(".results h3 a")] == ["/report/1"]
    assert "没有符合的报告" in text(page(get, "/search?q=教育局&year=1999"))
    assert len(page(get, "/search").cssselect(".results h3")) == 9


def test_the_agency_page_sets_the_years_side_by_side(get):
    root = page(get, "/agency/1")
    rows = {text(row[0]): [text(cell) for cell in row[1:]] for row in root.cssselect("table.years tr")}
    assert rows["年度"] == ["2022", "2023"]
    assert rows["本年新收"] == ["42", "73"]
    assert rows["不予公开"] == ["", "6"]
    assert rows["与上一年结转"] == ["—", "衔接"]
    assert rows["其中被纠正"] == ["6", "6"]


def test_the_region_page_is_a_matrix_of_bodies_and_years(get):
    root = page(get, "/region/410000")
    marks = {
        text(row[0]): [text(cell) for cell in row[1:]] for row in root.cssselect("table.bodies tbody tr")
    }
    assert marks["示例市教育局"][-2:] == ["✓ 示例市教育局 2022", "✓ 示例市教育局 2023"]
    assert marks["示例市人民政府办公室"][-1].startswith("不符")
    assert marks["示例市交通运输局"][-2].startswith("失")
    assert marks["示例市水利局"][0].startswith("未全")


def cells_of(root, label: str) -> list[str]:
    """The cells beside a row heading."""
    (row,) = [head.getparent() for head in root.cssselect("tbody th") if text(head) == label]
    return [text(cell) for cell in row.cssselect("td")]


def test_report_cards_count_what_can_be_laid_to_the_body(get):
    """Per body: in time, late, missing, removed; sums; chain; prose; changes. The site adds its bodies up."""
    education = cells_of(page(get, "/agency/1"), "示例市教育局")
    assert education[:7] == ["2", "0", "0", "0", "84", "0", "0"] and education[-3:] == ["1", "0", "0"]
    office = cells_of(page(get, "/agency/2"), "示例市人民政府办公室")
    assert office[4:7] == ["40", "1", "1"]
    assert cells_of(page(get, "/cards"), "示例市人民政府")[4:7] == ["332", "1", "1"]
    assert get("/cards").text.count("/archive/agency_cards?site_id=lake") == 1


def test_the_archive_says_how_complete_fresh_and_exact_it_is(get):
    root = page(get, "/quality")
    assert cells_of(root, "2022") == ["3", "1", "33.3", "0", "1", "0", "1"]
    pdf = cells_of(root, "pdf · 2021年格式")
    assert pdf[:2] == ["1", "1"] and pdf[3:6] == ["7", "100.0", "42.86"]
    assert "可能未读准 1" in text(root) and "样本县人民政府网 · 有故障 · 从未" in text(root)
    assert "form of 2021" in text(page(get, "/quality?_lang=en"))


def test_a_change_says_what_became_of_the_sums_and_where_it_is_seen(get):
    ledger = page(get, "/agency/1").cssselect(".ledger li")
    assert "51 → 52" in text(ledger[0]) and "其他改动" in text(ledger[0])
    assert len(ledger[0].cssselect("a[href^='/capture/']")) == 2
    assert "other change" in text(page(get, "/report/2?_lang=en"))


def test_compare_lines_up_the_figures(get):
    root = page(get, "/compare?report=1&report=2&report=77")
    rows = {
        text(row[0]): [text(cell) for cell in row[1:]] for row in root.cssselect("table.compare tbody tr")
    }
    assert rows["一、本年新收政府信息公开申请数量"] == ["42", "73"]
    assert rows["行政许可 · 本年处理决定数量"] == ["288", "288"]
    assert rows["行政处罚 · 本年处理决定数量"] == ["/", "/"]
    assert "77" in text(root.cssselect(".notice")[0])
    assert page(get, "/compare?add=办公室").cssselect("a[href*='report=3']")


def test_home_tells_freshness_holdings_and_trouble(get):
    root = page(get, "/")
    assert "有失败" in text(root.cssselect(".fresh")[0])
    holdings = {text(box[0]): text(box[1]) for box in root.cssselect(".holdings div")}
    assert holdings["份报告"] == "9" and holdings["份数字不符"] == "1" and holdings["份发布后改动"] == "1"
    assert "目录页无法访问" in text(root) and "已删除" in text(root)
    assert [
        text(cell)
        for cell in root.xpath(
            "//table[contains(@class, 'matrix')]//th[contains(., '河南')]/following-sibling::td"
        )
    ] == list("11248")


def test_hostile_titles_and_prose_are_text(get):
    for path in (
        "/",
        "/report/7",
        "/search?q=正文",
        "/region/330100",
        "/archive/reports",
        "/agency/6",
        "/compare?report=7",
    ):
        answer = get(path)
        assert "<script>document.title" not in answer.text
        assert "<img src=x" not in answer.text
        assert "script-src 'self';" in answer.headers["content-security-policy"]
    root = page(get, "/report/7")
    assert text(root.cssselect("h1 bdi")[0]) == " ".join(HOSTILE_TITLE.split())


def test_a_report_is_taken_away_as_json_csv_and_xlsx(get):
    whole = get("/report/2.json").json()
    assert whole["tables"]["applications"]["new_received"]["total"] == {
        "raw": "73", "value": 73, "state": "number",
        "where": "table 1 row 1 column 8 at /html/body/table/tr[1]/td[8]",
    }  # fmt: skip
    assert whole["tables"]["proactive_disclosure"]["regulations"]["issued"]["value"] is None
    assert whole["changes"][0]["old"] == "51"
    lines = get("/report/2.csv").text.splitlines()
    assert lines[0].startswith("\ufeffreport_id,agency,year,table,item,column")
    assert "2,示例市教育局,2023,applications,granted,total," in "\n".join(lines)
    assert (
        "2,示例市教育局,2023,proactive_disclosure,regulations,issued,二、主动公开政府信息情况,规章,本年制发件数,,,blank"
        in lines
    )
    answer = get("/report/2.xlsx")
    assert "attachment" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        for name in book.namelist():
            parsed(book.read(name))
        assert "73" in book.read("xl/worksheets/sheet3.xml").decode()


def test_formulas_are_neutralised_on_the_way_out(get):
    for path in ("/report/7.csv", "/archive/reports.csv?id=7", "/archive/reports.csv?_stream=1&id=7"):
        assert "'=cmd|" in get(path).text, path
    with zipfile.ZipFile(io.BytesIO(get("/report/7.xlsx").content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "=HYPERLINK" in sheet


@pytest.mark.parametrize(("name", "entries"), [("reports", 9), ("changes", 1), ("failing", 1)])
def test_feeds_are_wellformed_and_narrow_down(get, name, entries):
    space = "{http://www.w3.org/2005/Atom}"
    answer = get(f"/feeds/{name}.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert len(parsed(answer.text).findall(f"{space}entry")) == entries
    assert "\u202e" not in answer.text
    narrow = parsed(get(f"/feeds/{name}.atom?region=330100").text)
    assert len(narrow.findall(f"{space}entry")) == (1 if name == "reports" else 0)


def test_machines_are_told_where_to_go(get):
    assert "Disallow: /capture/" in get("/robots.txt").text
    for name in QUERIES:
        assert f"/archive/{name}.json" in get("/llms.txt").text


@pytest.mark.parametrize("number", ["²", "-1", "9" * 40, "9" * 5000, "x"])
def test_numbers_in_addresses_that_are_none_do_no_harm(get, number):
    for path in ("/search?page=", "/region/410300?page=", "/compare?report=", "/capture/1?report="):
        assert get(path + number).status_code == 200, path
    assert get("/feeds/reports.atom?agency=" + number).status_code == 200


def test_nothing_can_be_written(get):
    answer = get("/archive/-/query.json?sql=delete+from+reports")
    assert answer.status_code in (400, 403)
    assert len(get("/archive/reports.json?_shape=array").json()) == 9
    assert get("/archive.db").status_code in (403, 404)


def test_a_report_just_read_is_found_at_once(tmp_path):
    """The archive is read while a run writes it; nothing is held back from search or the newest reports."""

    from tests.web.sample_archive import Maker, build

    site = app.make(build(tmp_path / "archive.db"))

    async def look() -> tuple[int, int]:
        before = (await site.client.get("/search?q=林业")).text.count("<h3>")
        maker = Maker.__new__(Maker)
        maker.path, maker.db = tmp_path / "archive.db", open_archive(tmp_path / "archive.db")
        with maker.db.conn:
            report = maker.report("示例市林业局", 2023, 3)
            from archive import search

            search.index(maker.db, report)
        maker.db.close()
        found = (await site.client.get("/search?q=林业")).text.count("<h3>")
        assert "示例市林业局" in (await site.client.get("/")).text
        return before, found

    assert asyncio.run(look()) == (0, 1)
    site.close()


@pytest.mark.parametrize("state", ["missing", "empty", "foreign", "older", "newer", "folder"])
def test_an_archive_that_cannot_be_served_is_told_in_one_line(tmp_path, state):
    path = tmp_path / "archive.db"
    if state == "empty":
        path.touch()
    elif state == "foreign":
        path.write_text("not a database at all, only some text that goes on for a while")
    elif state == "folder":
        path.mkdir()
    elif state in ("older", "newer"):
        db = open_archive(path)
        change = "DELETE FROM _sqlite_migrations WHERE name = 'm002_search'"
        if state == "newer":
            change = "UPDATE _sqlite_migrations SET name = 'm999_later' WHERE name = 'm002_search'"
            db.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('archive', 'm999', '')"
            )
            change = ""
        if change:
            with db.conn:
                db.conn.execute(change)
        db.conn.commit()
        db.close()
    with pytest.raises(app.ArchiveError, match=r"archive\.db: .+") as told:
        app.make(path)
    assert "\n" not in str(told.value)
    if state in ("older", "newer"):
        assert state in str(told.value)


def test_an_archive_without_a_single_row_is_served(tmp_path):

    open_archive(tmp_path / "archive.db").close()
    site = app.make(tmp_path / "archive.db")

    async def look() -> None:
        for path in (
            "/",
            "/search",
            "/regions",
            "/questions",
            "/archive",
            *(f"/archive/{name}" for name in QUERIES),
        ):
            assert (await site.client.get(path)).status_code == 200, path
        assert "还没有报告" in (await site.client.get("/")).text

    asyncio.run(look())
    site.close()


def test_the_openers_of_datasette_speak_the_language_of_the_reader(get):
    """No English sentence of Datasette's own is left on the Chinese pages of tables and queries."""
    for path in (
        "/archive",
        "/archive/reports",
        "/archive/fees",
        "/archive/-/query?sql=select+1",
        "/archive/runs/1",
    ):
        root = page(get, path)
        for element in root.xpath(
            "//script | //style | //code | //pre | //textarea | //option | //td | //dd"
        ):
            element.getparent().remove(element)
        words = re.findall(r"[A-Za-z]{4,}", " ".join(root.cssselect("main")[0].itertext()))
        assert (
            set(words) - {"JSON", "XLSX", "html", "nightly", "reports", "select", "SQLite", "WARC"} == set()
        ), path


def test_json_is_json(get):
    json.loads(get("/archive/reports.json").text)


def test_tables_speak_the_words_of_the_forms_and_name_regions(get):
    """A row of the applications begins with its report and its printed label; keys stay in reach as titles."""
    root = page(get, "/archive/applications?item=granted&report_id=1", cookies={"nianbao_lang": "zh"})
    heads = [text(head) for head in root.cssselect("table.data th")]
    assert heads[0].startswith("报告") and heads[1].startswith("表中的行") and heads[-1] == "此行"
    label = root.cssselect("td.col-item span")[0]
    assert (text(label), label.get("title")) == ("（一）予以公开", "granted")
    assert root.cssselect("td.col-report_id a")[0].get("href") == "/report/1"
    root = page(get, "/archive/applications?item=granted&report_id=1", cookies={"nianbao_lang": "en"})
    assert text(root.cssselect("td.col-item span")[0]) == "(1) Granted"
    root = page(get, "/archive/reports", cookies={"nianbao_lang": "zh"})
    assert "河南 洛阳市" in text(root.cssselect("#facet-region")[0])
    assert "洛阳市" in text(root.cssselect("td.col-region")[0])


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("/archive/-/query?sql=select+nope", "没有这一列：nope", "There is no such column: nope"),
        ("/archive/-/query?sql=delete+from+reports", "只能查询", "nothing can be changed"),
        ("/archive/reports?_sort=nope", "不能按 nope 排序", "Cannot sort by nope"),
        ("/archive/reports?_size=99999", "一页至多 2000 行", "at most 2000 rows"),
        ("/sha256/abc", "没有 SHA-256 为 abc 的原件", "There is no original with the SHA-256 abc"),
        ("/capture/10", "没有文件 lost.warc.gz", "no file lost.warc.gz"),
    ],
)
def test_what_is_asked_wrongly_is_answered_in_the_language_of_the_reader(get, path, zh, en):
    assert zh in get(path, cookies={"nianbao_lang": "zh"}).text
    assert en in get(path, cookies={"nianbao_lang": "en"}).text


def test_a_query_without_end_is_told_so(archive):
    """With a limit of 50 ms in place of three seconds."""

    async def look():
        site = app.make(archive)
        site._settings["sql_time_limit_ms"] = 50
        endless = "with recursive c(x) as (select 1 union all select x+1 from c) select count(*) from c"
        answer = await site.client.get("/archive/-/query", params={"sql": endless, "_lang": "zh"})
        site.close()
        return answer

    answer = asyncio.run(look())
    assert answer.status_code == 400
    assert "查询超时" in answer.text and "请缩小范围" in answer.text and "setting" not in answer.text


def test_an_original_is_found_by_the_digest_of_its_citation(get):
    answer = get("/report/1").text
    digest = re.search(r'href="/sha256/([0-9a-f]{64})"', answer)[1]
    answer = get(f"/sha256/{digest.upper()}", follow_redirects=True)
    assert hashlib.sha256(answer.content).hexdigest() == digest


def test_the_home_page_and_the_state_of_the_nights_tell_one_time(get, archive):
    with sqlite3.connect(archive) as db:
        (at,) = db.execute("SELECT max(finished_at) FROM runs WHERE finished_at IS NOT NULL").fetchone()
    there = datetime.fromisoformat(at).astimezone(ZoneInfo("Asia/Shanghai"))
    assert f">{there:%Y-%m-%d %H:%M} 北京时间</time>" in get("/?_lang=zh", follow_redirects=True).text


def test_an_older_archive_is_brought_up_to_date_when_it_is_served(archive, tmp_path, monkeypatch, capsys):
    old = tmp_path / "archive.db"
    shutil.copyfile(archive, old)
    with sqlite3.connect(old) as db:
        (last,) = db.execute("SELECT name FROM _sqlite_migrations ORDER BY id DESC LIMIT 1").fetchone()
        db.execute("DELETE FROM _sqlite_migrations WHERE name = ?", (last,))
    with pytest.raises(app.OutdatedError, match="older version"):
        app.make(old)
    brought = []
    monkeypatch.setattr(app, "open_archive", lambda path: brought.append(path) or sqlite3.connect(":memory:"))
    monkeypatch.setattr(app, "listener", None)  # nothing may be served
    with pytest.raises(
        click.ClickException, match="older version"
    ):  # ours did nothing: it is told, not hidden
        app.serve(old)
    assert brought == [old] and "bringing its tables up to date" in capsys.readouterr().out
