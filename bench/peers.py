"""What others would use: table readers of well-known packages with one simple match of labels to figures.

Each reader gives the tables of a document as rows of text. The match is told which form the report is on,
and values are read by our own rules, so that only the reading of tables is compared. Peers read tables and
nothing else; our own time holds title, agency, prose, claims and checks too.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib import util

from parsers import templates, values
from parsers.decode import decode
from parsers.labels import normalise
from parsers.model import number
from parsers.templates import FormTable

Tables = list[list[list[str]]]
Cells = dict[str, tuple[int | float | None, str]]  # key → value and state


def pandas_html(body: bytes) -> Tables:
    import pandas  # noqa: PLC0415 - each reader is loaded only where it is measured

    try:
        frames = pandas.read_html(io.StringIO(decode(body).text), keep_default_na=False, thousands=None)
    except ValueError:  # it found no table
        return []
    return [[[str(value) for value in row] for row in frame.itertuples(index=False)] for frame in frames]


def soup_html(body: bytes) -> Tables:
    from bs4 import BeautifulSoup  # noqa: PLC0415

    soup = BeautifulSoup(decode(body).text, "lxml")
    return [
        [[cell.get_text().strip() for cell in row.find_all(["td", "th"])] for row in table.find_all("tr")]
        for table in soup.find_all("table")
        if not table.find("table")
    ]


def plumber_pdf(body: bytes) -> Tables:
    import pdfplumber  # noqa: PLC0415

    with pdfplumber.open(io.BytesIO(body)) as pdf:
        return [
            [[(value or "").replace("\n", "") for value in row] for row in table]
            for page in pdf.pages
            for table in page.extract_tables()
        ]


def camelot_pdf(body: bytes) -> Tables:
    import camelot  # noqa: PLC0415

    found = camelot.io.read_pdf(io.BytesIO(body), pages="all", flavor="lattice")
    return [
        [[str(value).replace("\n", "") for value in row] for row in table.df.itertuples(index=False)]
        for table in found
    ]


READERS: dict[str, Callable[[bytes], Tables]] = {
    "pandas.read_html": pandas_html,
    "BeautifulSoup": soup_html,
    "pdfplumber": plumber_pdf,
    "camelot lattice": camelot_pdf,
}
PACKAGES = {
    "pandas.read_html": "pandas",
    "BeautifulSoup": "bs4",
    "pdfplumber": "pdfplumber",
    "camelot lattice": "camelot",
}
FOR_KIND = {
    "html": ("pandas.read_html", "BeautifulSoup"),
    "html_hard": ("pandas.read_html", "BeautifulSoup"),
    "pdf_office": ("pdfplumber", "camelot lattice"),
    "pdf_browser": ("pdfplumber", "camelot lattice"),
    "pdf_truetype": ("pdfplumber",),
}


def installed(reader: str) -> bool:
    """Whether the package of a reader is there; one that is not has been measured at nothing."""
    return util.find_spec(PACKAGES[reader]) is not None


def match(tables: Tables, template: str) -> Cells:
    """The figures of a form found by the labels of rows; a row's figures are the last of its cells."""
    found: Cells = {}
    rows = [row for table in tables for row in table]
    for table in templates.load(template).tables:
        for key, raw in (across if table.across else down)(table, rows).items():
            item, measure = key
            column = next(column for row, column in table.figures() if (row.key, column.key) == key)
            reading = values.read(raw, column)
            found[f"{table.key}.{item}.{measure}"] = (number(reading.value), str(reading.state))
    return found


def down(table: FormTable, rows: list[list[str]]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for block in table.blocks:
        known = {normalise(row.label): row.key for row in block.rows}
        width = len(block.columns)
        for row in rows:
            last = len(block.rows) > 5  # the table of applications: labels in several columns, figures last
            labels = row[:-width] if last else row[:1]
            key = next((known[name] for text in reversed(labels) if (name := normalise(text)) in known), None)
            figures = row[-width:] if last else row[1 : 1 + width]
            if key and len(figures) == width:
                for column, raw in zip(block.columns, figures, strict=True):
                    found.setdefault((key, column.key), raw)
    return found


def across(table: FormTable, rows: list[list[str]]) -> dict[tuple[str, str], str]:
    block = table.blocks[0]
    header = normalise(block.columns[0].label)
    keys = [(row.key, column.key) for row in block.rows for column in block.columns]
    seen = False
    for row in rows:
        if any(normalise(text) == header for text in row):
            seen = True
        elif seen and len(row) >= len(keys):
            return dict(zip(keys, row, strict=False))
    return {}
