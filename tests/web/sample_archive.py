"""An archive of a few reports with distinct figures, made row by row: what the pages are tested on.

Two years of one body with a change after publication, a body whose sums fail, one on the form of
2019, one read from a PDF beside an attachment that failed, one without tables, one that means harm,
one whose WARC file is missing.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive import search, totals
from archive.schema import captures_folder, open_archive
from archive.warc import Exchange, Writer
from checks import run

COLUMNS = ("natural_person", "business", "research", "nonprofit", "legal_service", "other_org", "total")
HOSTILE_PAGE = """<!DOCTYPE html><html><head><meta http-equiv="refresh" content="0;url=/report/1">
<script>parent.document.title = 'captured'; document.title = 'ran'</script><base href="http://evil.test/">
<style>@import url(http://evil.test/a.css); body{background:url(http://evil.test/b.png)}</style></head>
<body onload="document.title='ran'"><svg onload="document.title='ran'"><script>document.title='ran'</script></svg>
<img src="x" onerror="document.title='ran'"><iframe src="javascript:document.title='ran'"></iframe>
<form action="http://evil.test/"><input autofocus onfocus="document.title='ran'"></form>
<a href="javascript:document.title='ran'" target="_top">点我</a><p>正文还在</p></body></html>"""
HOSTILE_TITLE = '<script>document.title="ran"</script>=HYPERLINK("http://evil.test","x")\u202e局'


@dataclass
class Maker:
    """Writes rows, and the captures they point to, into a new archive."""

    path: Path
    db: Database = field(init=False)
    writer: Writer = field(init=False)

    def __post_init__(self) -> None:
        self.db = open_archive(self.path)
        self.writer = Writer(captures_folder(self.path), "sample")

    def add(self, table: str, row: dict[str, Any]) -> int:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        cursor = self.db.conn.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(row.values()))  # noqa: S608
        return cursor.lastrowid or 0

    def capture(self, url: str, body: bytes, mime: str = "text/html", **more: Any) -> int:
        moment = more.pop("fetched_at", "2024-02-01T01:02:03+00:00")
        warc_file, offset = self.writer.write(
            Exchange(url, moment.replace("+00:00", "Z"), 200, [("Content-Type", mime)], body)
        )
        row = {"run_id": 1, "site_id": "lake", "url": url, "fetched_at": moment, "status": 200, "mime": mime}
        row |= {"sha256": hashlib.sha256(body).hexdigest(), "size": len(body), "role": "report"}
        return self.add("captures", {**row, "warc_file": warc_file, "warc_offset": offset, **more})

    def report(self, agency: str, year: int | None, capture_id: int, **more: Any) -> int:
        region = more.get("region", "410300")
        agency_id = None
        if agency:
            found = self.db.execute("SELECT id FROM agencies WHERE name = ?", [agency]).fetchone()
            agency_id = found[0] if found else self.add("agencies", {"name": agency, "region": region})
        (url,) = self.db.execute("SELECT url FROM captures WHERE id = ?", [capture_id]).fetchone()
        row = {"key": f"{agency}/{year}/{url}", "agency_id": agency_id, "agency": agency, "region": region}
        row |= {"year": year, "template": "2021", "expected_template": "2021", "url": url, "site_id": "lake"}
        row |= {
            "title": f"{agency}{year}年政府信息公开工作年度报告",
            "published_on": f"{(year or 2023) + 1}-01-19",
        }
        row |= {"capture_id": capture_id, "kind": "html", "status": "parsed", "checks_held": 42}
        row |= {"first_seen_at": "2024-02-01T01:02:03+00:00", "last_seen_at": "2024-02-03T01:02:03+00:00"}
        report_id = self.add("reports", row | more)
        reading = {"capture_id": capture_id, "parser_version": "1", "read_at": "2024-02-01T02:00:00+00:00"}
        reading |= {"kind": row["kind"], "status": more.get("status", "parsed"), "report_id": report_id}
        self.add("readings", reading)
        self.add("addresses", {"report_id": report_id, "url": url, "site_id": "lake", "capture_id": capture_id,
                               "first_seen_at": row["first_seen_at"], "last_seen_at": row["last_seen_at"]})  # fmt: skip
        return report_id

    def applications(self, report_id: int, rows: dict[str, list[int | None]]) -> None:
        for item, figures in rows.items():
            row = dict(zip(COLUMNS, figures, strict=True))
            self.add("applications", {"report_id": report_id, "item": item, **row})

    def proactive(self, report_id: int, figures: dict[str, Any]) -> None:
        for name, printed in figures.items():
            item, _, measure = name.partition(".")
            value = printed if isinstance(printed, int | float) else None
            state = "number" if value is not None else {"": "blank", "/": "slash"}[printed]
            row = {"report_id": report_id, "item": item, "measure": measure, "value": value}
            self.add("proactive_disclosure", {**row, "raw": str(printed), "state": state})

    def prose(self, report_id: int, *parts: str) -> None:
        headings = ("一、总体情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项")
        for number, (heading, text) in enumerate(zip(headings, parts, strict=False), start=1):
            section = {
                "report_id": report_id,
                "number": (1, 5, 6)[number - 1],
                "heading": heading,
                "text": text,
            }
            self.add("sections", section)

    def places(self, report_id: int, places: dict[str, str]) -> None:
        self.add("places", {"report_id": report_id, "places": zlib.compress(json.dumps(places).encode())})


def article(title: str, rows: list[tuple[str, list[int | None]]]) -> tuple[bytes, dict[str, str]]:
    """A page with one table of applications, and the element path of each of its figures."""
    lines, places = [], {}
    for number, (item, figures) in enumerate(rows, start=1):
        cells = "".join(f"<td>{'' if figure is None else figure}</td>" for figure in figures)
        lines.append(f"<tr><td>{item}</td>{cells}</tr>")
        for place, column in enumerate(COLUMNS, start=2):
            path = f"/html/body/table/tr[{number}]/td[{place}]"
            places[f"applications.{item}.{column}"] = f"table 1 row {number} column {place} at {path}"
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1><table>"
    return (page + "".join(lines) + "</table><p>页脚</p></body></html>").encode("gb18030"), places


def pdf(text: str) -> bytes:
    """A PDF of one page with a line of text at 72, 700."""
    stream = f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def build(path: Path) -> Path:
    """Make the archive; gives its path."""
    maker = Maker(path)
    with maker.db.conn:
        fill(maker)
    maker.writer.close()
    maker.db.close()
    run.check(path, now=datetime(2024, 6, 1, tzinfo=UTC))
    return path


def fill(maker: Maker) -> None:
    add = maker.add
    add("sites", {"id": "lake", "name": "示例市人民政府", "region": "410300", "adapter": "trs", "state": "ok",
                  "expect": 6, "last_ok_at": "2024-02-03T01:30:00+00:00"})  # fmt: skip
    add("sites", {"id": "hill", "name": "样本县人民政府网", "region": "330100", "state": "failing",
                  "state_reason": "目录页无法访问", "state_since": "2024-02-02T01:00:00+00:00"})  # fmt: skip
    for number, outcome in ((1, "ok"), (2, "failed")):
        add("runs", {"id": number, "command": "nightly", "started_at": f"2024-02-0{number}T01:00:00+00:00",
                     "finished_at": f"2024-02-0{number}T01:40:00+00:00", "outcome": outcome, "requests": 57 + number,
                     "captures": 31, "bytes": 812345, "new_reports": 9 - number, "failed_sites": number - 1})  # fmt: skip
    add("requests", {"run_id": 1, "site_id": "lake", "url": "http://lake.test/", "role": "list",
                     "sent_at": "2024-02-01T01:00:01+00:00", "outcome": "ok"})  # fmt: skip
    add("entries", {"site_id": "lake", "url": "http://lake.test/jyj/2023.html", "title": "年报", "role": "report",
                    "first_seen_at": "2024-02-01T01:00:01+00:00", "last_seen_at": "2024-02-03T01:00:01+00:00",
                    "first_run_id": 1, "last_run_id": 2})  # fmt: skip
    education(maker)
    office(maker)
    others(maker)
    for (report_id,) in maker.db.execute("SELECT id FROM reports").fetchall():
        search.index(maker.db, report_id)
    totals.refresh(maker.db)


def education(maker: Maker) -> None:
    """Reports 1 and 2: 示例市教育局 for 2022 and 2023, the later one revised after publication."""
    rows_2022 = {"new_received": [31, 5, 0, 1, 2, 3, 42], "carried_in": [2, 0, 0, 0, 0, 1, 3],
                 "granted": [19, 4, 0, 1, 1, 2, 27], "handled_total": [29, 4, 0, 1, 2, 3, 39],
                 "carried_out": [4, 1, 0, 0, 0, 1, 6]}  # fmt: skip
    rows_2023 = {"new_received": [47, 8, 1, 2, 6, 9, 73], "carried_in": [4, 1, 0, 0, 0, 1, 6],
                 "granted": [33, 6, 1, 1, 4, 7, 52], "denied_third_party": [5, 1, 0, 0, 0, 0, 6],
                 "handled_total": [46, 8, 1, 2, 6, 10, 73], "carried_out": [5, 1, 0, 0, 0, None, 6]}  # fmt: skip
    for year, rows in ((2022, rows_2022), (2023, rows_2023)):
        title = f"示例市教育局{year}年政府信息公开工作年度报告"
        body, places = article(title, list(rows.items()))
        capture = maker.capture(
            f"http://lake.test/jyj/{year}.html", body, fetched_at="2024-02-01T01:02:03+00:00"
        )
        report = maker.report("示例市教育局", year, capture)
        maker.applications(report, rows)
        maker.places(report, places)
        maker.proactive(report, {"regulations.issued": "", "regulations.repealed": "", "regulations.in_force": "",
                                 "normative_documents.issued": 3, "normative_documents.repealed": 1,
                                 "normative_documents.in_force": 17 + year - 2022, "licensing.decisions": 288,
                                 "penalties.decisions": "/", "coercion.decisions": "/", "fees.amount": 12.35})  # fmt: skip
        for measure in ("issued", "repealed", "in_force"):
            maker.add("cells", {"report_id": report, "table": "proactive_disclosure", "item": "regulations",
                                "column": measure, "raw": "", "state": "blank"})  # fmt: skip
        for number, kind in enumerate(("review", "litigation_direct", "litigation_after_review"), start=1):
            maker.add("review_litigation", {"report_id": report, "proceeding": kind, "upheld": 10 + number,
                                            "corrected": number, "other": 20 + number, "pending": 4 + number,
                                            "total": 34 + 4 * number})  # fmt: skip
        maker.prose(report, f"{year}年，全年共收到政府信息公开申请{rows['new_received'][6]}件，行政复议11件。\n继续做好政策解读。",
                    "培训不够经常，整改台账已建立。", "本年度未收取信息处理费。")  # fmt: skip
    maker.add("cells", {"report_id": 2, "table": "applications", "item": "carried_out", "column": "other_org",
                        "raw": "", "state": "blank"})  # fmt: skip
    body, _ = article("示例市教育局2023年政府信息公开工作年度报告（旧）", list(rows_2023.items()))
    old = maker.capture("http://lake.test/jyj/2023.html", body, fetched_at="2024-01-31T01:02:03+00:00")
    maker.add("changes", {"report_id": 2, "table": "applications", "item": "granted", "column": "total", "old": "51",
                          "new": "52", "seen_at": "2024-02-01T01:02:03+00:00", "old_capture_id": old,
                          "new_capture_id": 2})  # fmt: skip


def office(maker: Maker) -> None:
    """Reports 3 and 4: sums that fail as published and as misread; the form of 2019."""
    rows = {"new_received": [61, 7, 0, 0, 0, 0, 68], "carried_in": [2, 0, 0, 0, 0, 0, 2],
            "granted": [40, 6, 0, 0, 0, 0, 46], "handled_total": [40, 6, 0, 0, 0, 0, 46],
            "carried_out": [23, 1, 0, 0, 0, 0, 25]}  # fmt: skip
    body, places = article("示例市人民政府办公室2023年政府信息公开工作年度报告", list(rows.items()))
    capture = maker.capture("http://lake.test/bgs/2023.html", body)
    report = maker.report("示例市人民政府办公室", 2023, capture, checks_held=40, checks_failed=2)
    maker.applications(report, rows)
    maker.places(report, places)
    maker.prose(report, "全年共收到政府信息公开申请68件。", "政策解读形式单一。")
    for check, where, left, right, verdict in (
        ("applications.balance", "total", 70, 71, "published_error"),
        ("applications.row_total", "carried_out", 24, 25, "misread"),
    ):
        maker.add("checks", {"report_id": report, "check": check, "where": where, "left": left, "right": right,
                             "verdict": verdict})  # fmt: skip
    body, places = article(
        "示例市水利局2020年政府信息公开工作年度报告", [("new_received", [13, 2, 0, 0, 0, 0, 15])]
    )
    capture = maker.capture("http://lake.test/slj/2020.html", body)
    report = maker.report(
        "示例市水利局", 2020, capture, template="2019", expected_template="2019", checks_held=40
    )
    maker.applications(report, {"new_received": [13, 2, 0, 0, 0, 0, 15], "other": [1, 0, 0, 0, 0, 0, 1]})
    maker.proactive(
        report, {"licensing.previous_items": 26, "licensing.change": -3, "procurement.amount": 845.6}
    )


def others(maker: Maker) -> None:
    """Reports 5 to 9: from a PDF; without tables; hostile; its WARC file missing; gone from the web."""
    capture = maker.capture(
        "http://lake.test/gaj/2023.pdf", pdf("Received 97"), "application/pdf", title="年报.pdf"
    )
    report = maker.report("示例市公安局", 2023, capture, kind="pdf")
    maker.applications(report, {"new_received": [90, 3, 0, 0, 4, 0, 97]})
    maker.places(report, {"applications.new_received.total": "page 1 box 72.0,124.0,200.0,146.0"})
    word = maker.capture("http://lake.test/gaj/2023.docx", b"PK\x03\x04 broken", "application/msword",
                         role="attachment", parent_id=capture, title="附件.docx")  # fmt: skip
    maker.add("readings", {"capture_id": word, "parser_version": "1", "read_at": "2024-02-01T02:00:00+00:00",
                           "kind": "docx", "status": "failed", "reason": "not a ZIP file", "report_id": report})  # fmt: skip
    page = "<p>本机关2009年政府信息公开工作情况：主动公开信息1041条。</p>".encode()
    capture = maker.capture("http://lake.test/slj/2009.html", page)
    report = maker.report("示例市水利局", 2009, capture, status="no_tables", template="free", checks_held=0,
                          expected_template="free", reason="no table of the official form")  # fmt: skip
    maker.prose(report, "主动公开信息1041条。")
    capture = maker.capture("http://lake.test/evil.html", HOSTILE_PAGE.encode())
    report = maker.report("=cmd|' /C calc'!A0", 2023, capture, title=HOSTILE_TITLE, region="330100")
    maker.applications(report, {"new_received": [1, 0, 0, 0, 0, 0, 1]})
    maker.prose(report, "<img src=x onerror=\"document.title='ran'\">正文\u202e反了")
    capture = maker.capture("http://lake.test/wjw/2023.html", b"<p>lost</p>")
    maker.db.conn.execute("UPDATE captures SET warc_file = 'lost.warc.gz' WHERE id = ?", [capture])
    maker.report("示例市卫生健康委员会", 2023, capture)
    again = maker.capture("http://lake.test/jtj/2022.html", b"<html><body><p>same bytes</p></body></html>")
    capture = maker.capture("http://lake.test/jtj/2022.html", b"", revisit_of=again)
    maker.report("示例市交通运输局", 2022, capture, state="gone", state_since="2024-02-02T00:00:00+00:00",
                 published_on="2023-04-18")  # fmt: skip
