"""The golden list: what the generator makes, and whether the figures are fit to prove a parser by."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator

import pypdfium2
import pytest

from parsers import templates
from practice import filings, generator, golden
from practice.files import content
from practice.systems import systems

REPORTS = golden.load()
MADE = [
    (site, item)
    for site, _ in systems().values()
    if site.group == "demo"
    for item in generator.publications(site)
    if item.filing
]
SOURCES = {
    "政务服务中心",
    "卫东区政务服务和大数据管理局",
    "县机关事务服务中心",
    "瀍河回族区政务服务和大数据管理局",
    "二七区人民政府办公室",
}


def invented() -> Iterator[golden.Golden]:
    real = SOURCES | {"区政务服务中心"}
    yield from (report for report in REPORTS if report.agency not in real)


def test_the_generator_still_makes_exactly_the_golden_list() -> None:
    text = generator.GOLDEN.read_text("utf-8")
    generator.publications.cache_clear()
    assert generator.golden_text() == text
    assert len(text.encode()) < 1_000_000


def test_there_are_the_five_real_reports_and_at_least_forty_others() -> None:
    assert len(REPORTS) - len(list(invented())) == 5
    assert len(list(invented())) >= 40
    assert {report.year for report in REPORTS} == set(range(2019, 2026))
    assert {report.template for report in REPORTS} == {"2019", "2021"}
    assert {report.scope for report in REPORTS} == {"own", "aggregate"}
    keys = Counter((report.site, report.agency, report.year, report.scope) for report in REPORTS)
    assert max(keys.values()) == 1
    places = Counter((report.site, report.path, json.dumps(report.attachments)) for report in REPORTS)
    assert {place[:2] for place, count in places.items() if count > 1} == {
        ("practice_files", "/zfxxgk/nb/together.html")
    }


def test_the_real_reports_are_those_of_the_expected_files() -> None:
    for name in ("000", "001", "002", "003", "004"):
        expected = json.loads(content(f"{name}.expected.json"))
        report = next(found for found in REPORTS if found.agency == expected["agency"])
        assert len(report.cells) == 200
        for key, cell in expected["cells"].items():
            found = report.cells[key]
            assert (found.value, found.raw, found.state) == (cell["value"], cell["raw"], cell["state"])


def failing(report: golden.Golden) -> set[tuple[str, str]]:
    """The identities a report breaks, reckoned here and not by the generator; no number counts as 0."""
    found: set[tuple[str, str]] = set()
    for table in templates.load(report.template).tables:
        rows = {row.key for row, _ in table.figures()}
        columns = {column.key for _, column in table.figures()}
        for identity in table.identities:
            for where in rows if identity.each == "row" else columns:

                def total(
                    terms: tuple[str, ...], where: str = where, rowwise: bool = identity.each == "row"
                ) -> int:
                    keys = [(where, term) if rowwise else (term, where) for term in terms]
                    cells = [report.cells[f"{table.key}.{row}.{column}"] for row, column in keys]  # noqa: B023
                    return sum(cell.value or 0 for cell in cells)

                if total(identity.left) != total(identity.right):
                    found.add((f"{table.key}.{identity.key}", where))
    return found


def test_identities_hold_except_where_an_error_is_planted() -> None:
    for report in REPORTS:
        assert failing(report) == {(error["check"], error["where"]) for error in report.errors}, report.title
    planted = {error["check"] for report in REPORTS for error in report.errors}
    assert planted == {
        "applications.row_total",
        "applications.handled",
        "applications.balance",
        "review_litigation.row_total",
    }
    assert sum(bool(report.errors) for report in REPORTS) < len(REPORTS) / 5


def test_figures_are_mostly_not_zero_and_differ() -> None:
    for report in invented():
        cells = [cell for key, cell in report.cells.items() if key.startswith("applications.")]
        numbers = [cell.value for cell in cells if cell.value]
        assert len(numbers) > 0.75 * len(cells), report.title
        assert len(set(numbers)) > 0.25 * len(numbers), report.title
    wholes = [tuple(cell.value for cell in report.cells.values()) for report in invented()]
    assert len(set(wholes)) == len(wholes)


def test_every_habit_of_printing_is_met() -> None:
    cells = [cell for report in REPORTS for cell in report.cells.values()]
    assert {cell.state for cell in cells} == {"number", "blank", "slash", "dash", "text", "absent"}
    for cell in cells:
        assert (cell.value is not None) == (cell.state == "number")
    raws = {cell.raw for cell in cells if cell.state == "number"}
    assert any("," in raw for raw in raws)
    assert any("０" <= raw[0] <= "９" for raw in raws)
    assert any(raw.endswith("件") for raw in raws)
    assert any("含" in raw for raw in raws)
    assert any(raw.startswith(("增", "减", "+")) for raw in raws)
    fees = [report.cells.get("proactive_disclosure.fees.amount") for report in invented()]
    assert any(cell and cell.value and cell.value != int(cell.value) for cell in fees)


def test_what_a_body_carries_over_it_takes_up() -> None:
    chains: dict[tuple[str, str, str], dict[int, golden.Golden]] = defaultdict(dict)
    for report in invented():
        chains[report.site, report.agency, report.scope][report.year] = report
    seen = 0
    for years in chains.values():
        for year, report in years.items():
            after = years.get(year + 1)
            if after is None or report.errors:
                continue
            for column in (*filings.PEOPLE, "total"):
                out = report.cells[f"applications.carried_out.{column}"].value or 0
                taken = after.cells[f"applications.carried_in.{column}"].value or 0
                assert out == taken, (report.title, column)
            seen += 1
            if report.template == "2021":
                documents = "proactive_disclosure.normative_documents"
                now, next_year = (
                    {
                        m: found.cells[f"{documents}.{m}"].value or 0
                        for m in ("issued", "repealed", "in_force")
                    }
                    for found in (report, after)
                )
                assert next_year["in_force"] == now["in_force"] + next_year["issued"] - next_year["repealed"]
    assert seen >= 20


def test_claims_of_the_prose_agree_with_the_cells_or_are_marked() -> None:
    disagreeing = 0
    for (_, item), report in zip(MADE, REPORTS, strict=True):
        prose = "".join("".join(part) for part in item.filing.sections.values())
        for key, value, agrees in report.claims:
            assert f"{value}件" in prose
            assert (report.cells[key].value == value) is agrees, (report.title, key)
            disagreeing += not agrees
    assert 1 <= disagreeing < len(REPORTS) / 5


def test_both_scopes_of_one_body_and_year() -> None:
    pairs = Counter((report.site, report.agency, report.year) for report in REPORTS)
    twice = {key for key, count in pairs.items() if count == 2}
    assert twice
    for site, agency, year in twice:
        found = [r for r in REPORTS if (r.site, r.agency, r.year) == (site, agency, year)]
        assert {report.scope for report in found} == {"own", "aggregate"}


ATTACHED = {
    found.name: (found.kind, item) for _, item in MADE for found in item.attachments if found.kind != "text"
}


def words_of(kind: str, body: bytes) -> str:
    """The text of an attachment, as far as the standard library and pypdfium2 see it."""
    if kind == "pdf":
        document = pypdfium2.PdfDocument(body)
        try:
            return "".join(document[n].get_textpage().get_text_bounded() for n in range(len(document)))
        finally:
            document.close()
    if kind in ("docx", "zip", "ofd"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            assert archive.testzip() is None
            if kind == "zip":
                return "".join(words_of("docx", archive.read(name)) for name in archive.namelist())
            parts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")]
            return re.sub(r"<[^>]+>", "", "".join(parts))
    return body.decode("utf-16-le", "ignore")


@pytest.mark.parametrize("name", sorted(ATTACHED))
def test_attachments_are_real_files_and_small(name: str) -> None:
    kind, item = ATTACHED[name]
    body = content(name)
    assert 2_000 < len(body) < 300_000
    assert item.filing is not None
    if kind == "image":
        assert body.startswith(b"\x89PNG")
    elif kind in ("doc", "wps"):
        assert body.startswith(b"\xd0\xcf\x11\xe0")
        assert item.filing.agency in words_of(kind, body)
    else:
        words = re.sub(r"\s", "", words_of(kind, body))
        assert item.filing.agency in words
        total = item.filing.figures["applications.new_received.total"]
        assert total.value == 0 or total.raw in words
    assert sum(path.stat().st_size for path in generator.GOLDEN.with_name("files").iterdir()) < 2_500_000
