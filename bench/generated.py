"""Archives of many generated reports, made row by row as extraction would have made them."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any

from sqlite_utils import Database

from archive import reports, search, totals
from archive.reports import Source
from archive.schema import captures_folder, open_archive
from archive.warc import Exchange, Writer
from bench import OUT, SEED, corpus, pages
from bench.filings import Made, bodies, of_body
from checks import run
from parsers import PARSER_VERSION, templates
from parsers.checks import check
from parsers.claims import claims
from parsers.document import Place
from parsers.model import Cell, Report, Section, State, Status
from practice import markup

BODIES_OF_SITE = 40
PROVINCES = (
    11,
    12,
    13,
    14,
    15,
    21,
    22,
    23,
    31,
    32,
    33,
    34,
    35,
    36,
    37,
    41,
    42,
    43,
    44,
    45,
    46,
    50,
    51,
    52,
    53,
    61,
)
SEEN = "2026-02-01T18:00:00+00:00"
CHECKED = datetime(2026, 5, 1, tzinfo=UTC)
RUN = {"id": 1, "command": "bench", "started_at": SEEN, "finished_at": SEEN, "outcome": "ok", "requests": 1}


def archive(amount: int, note: Callable[[str], None]) -> Path:
    """An archive of so many reports, kept from run to run; its captures are a few pages over and over."""
    folder = OUT / "archives" / f"{recipe()}-{amount}"
    path = folder / "archive.db"
    if path.exists():
        return path
    for old in (OUT / "archives").glob(f"*-{amount}"):
        shutil.rmtree(old)
    note(f"making an archive of {amount:,} reports")
    rough = folder.with_name(f"{folder.name}.making")
    rough.mkdir(parents=True)
    fill(rough / "archive.db", amount)
    rough.rename(folder)
    return path


def checked(amount: int, note: Callable[[str], None]) -> Path:
    """The same archive with all rules applied, beside it."""
    made = archive(amount, note)
    path = made.with_name("checked.db")
    if not path.exists():
        rough = made.with_name("checking.db")
        shutil.copyfile(made, rough)
        run.check(rough, now=CHECKED)
        db = open_archive(rough)
        totals.refresh(db)
        db.execute("ANALYZE")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        rough.rename(path)
    return path


def recipe() -> str:
    """What decides the rows, and the tables they stand in."""
    scripts = sorted(resources.files("archive").joinpath("migrations").iterdir(), key=str)
    tables = hashlib.sha256(b"".join(script.read_bytes() for script in scripts if script.is_file()))
    return f"{corpus.VERSION}-{tables.hexdigest()[:8]}"


def fill(path: Path, amount: int) -> None:
    db = open_archive(path)
    writer = Writer(captures_folder(path), "bench")
    db.conn.execute("PRAGMA synchronous = OFF")
    db.table("runs").insert(RUN)
    places: list[tuple[str, int, bytes]] = []
    done = 0
    for site_number, site, made in sites():
        if done >= amount:
            break
        with db.atomic():
            db.table("sites").insert(site)
            for serial, one in enumerate(made[: amount - done]):
                url = f"http://{site['id']}.example/nb/{one.published_on:%Y%m}/t{one.published_on:%Y%m%d}_{serial}.html"
                if len(places) < 40:
                    body = pages.page(one, "plain")
                    file, offset = writer.write(
                        Exchange(url, SEEN.replace("+00:00", "Z"), 200, [("Content-Type", "text/html")], body)
                    )
                    places.append((file, offset, body))
                add(db, site, url, one, places[(site_number + serial) % len(places)])
                done += 1
    writer.close()
    db.execute("ANALYZE")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def sites() -> Iterator[tuple[int, dict[str, Any], list[Made]]]:
    """Sites without end: the row of each and its reports."""
    random = Random(f"{SEED} archive")
    every = bodies(random)
    number = 0
    while True:
        province, county = PROVINCES[number % len(PROVINCES)], number // len(PROVINCES)
        region = f"{province}{county % 90 + 10}{county // 90 % 90 + 10}"
        site = {
            "id": f"bench_{number:05}",
            "name": f"第{number}号人民政府网站",
            "region": region,
            "state": "ok",
        }
        made = [one for _ in range(BODIES_OF_SITE) for one in of_body(random, next(every))]
        yield number, {**site, "last_ok_at": SEEN}, made
        number += 1


def add(db: Database, site: dict[str, Any], url: str, made: Made, place: tuple[str, int, bytes]) -> None:
    warc_file, offset, body = place
    row = {
        "run_id": 1,
        "site_id": site["id"],
        "url": url,
        "fetched_at": SEEN,
        "status": 200,
        "mime": "text/html",
    }
    row |= {
        "sha256": hashlib.sha256(body).hexdigest(),
        "size": len(body),
        "role": "report",
        "warc_file": warc_file,
    }
    capture = insert(db, "captures", row | {"title": made.title, "warc_offset": offset})
    report = read(made)
    agency = reports.agency_id(db, report.agency, site["region"])
    source = Source(site["id"], site["region"], url, capture, SEEN, SEEN)
    report_id = reports.store(db, reports.key_of(report, agency, url), report, agency, source)
    insert(db, "addresses", {"report_id": report_id, "url": url, "site_id": site["id"], "capture_id": capture,
                             "first_seen_at": SEEN, "last_seen_at": SEEN})  # fmt: skip
    insert(db, "readings", {"capture_id": capture, "parser_version": PARSER_VERSION, "read_at": SEEN,
                            "kind": "html", "status": "parsed", "agency": report.agency, "year": report.year,
                            "report_id": report_id, "figures": len(report.cells)})  # fmt: skip
    search.index(db, report_id)


def insert(db: Database, table: str, row: dict[str, Any]) -> int:
    marks = ", ".join("?" * len(row))
    cursor = db.conn.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))  # noqa: S608
    return cursor.lastrowid or 0


def read(made: Made) -> Report:
    """The report as the parser would have read it."""
    filing = made.filing
    form = templates.load(filing.template)
    cells: list[Cell] = []
    for at, table in enumerate(form.tables, start=1):
        for number, (row, column) in enumerate(table.figures()):
            figure = filing.figures[f"{table.key}.{row.key}.{column.key}"]
            place = Place(
                table=at,
                row=number // 7 + 2,
                column=number % 7 + 2,
                path=f"/html/body/table[{at}]/tr[{number // 7}]",
            )
            cells.append(
                Cell(table.key, row.key, column.key, figure.raw, figure.value, State(figure.state), place)
            )
    prose = tuple(
        Section(number, heading, "\n".join(filing.sections.get(number, ())))
        for number, heading in markup.HEADINGS.items()
    )
    by_key = {(cell.table, cell.item, cell.column): cell for cell in cells}
    checks = check(by_key, {table.key: filing.template for table in form.tables})
    return Report(
        "html",
        Status.PARSED,
        title=made.title,
        agency=filing.agency,
        year=filing.year,
        scope=filing.scope,
        published_on=made.published_on.isoformat(),
        template=filing.template,
        expected_template=templates.expected(filing.year),
        cells=tuple(cells),
        sections=prose,
        checks=tuple(checks),
        claims=tuple(claims(list(prose), filing.year)),
    )
