"""Damaged pages and texts: no exception, no hang, and no figure that the document does not hold.

NIANBAO_FUZZ sets how many documents of each kind are tried (200; where CI is set 2,000). The seed is fixed.
"""

from __future__ import annotations

import os
import random
import re
import time
from pathlib import Path

import pytest

from parsers import Hints, parse
from parsers.decode import decode
from parsers.model import Status

SAMPLES = Path(__file__).parents[1] / "samples"
COUNT = int(os.environ.get("NIANBAO_FUZZ", "2000" if os.environ.get("CI") else "200"))
SLOWEST = 10.0
SNIPPETS = [b"<td>", b"</tr>", b"<table>", b"</table>", b"<tr><td colspan=9>", b"\0", b"\xff\xfe", b"<!--", b"<script>",
            b"\t", b"\n\n", "总计".encode(), "（七）总计".encode(), b"rowspan=99", b"<div style='display:none'>", b"&nbsp;", b"<"]  # fmt: skip


def documents(kind: str) -> list[Path]:
    return sorted(path for path in SAMPLES.glob(f"{kind}_*/document.*") if path.suffix in (".html", ".txt"))


def damaged(body: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 6)):
        at, length = dice.randrange(len(body)), dice.randint(1, 400)
        match dice.randrange(6):
            case 0:
                body = body[:at] + body[at + length :]
            case 1:
                body = body[:at] + body[at : at + length] * dice.randint(2, 4) + body[at + length :]
            case 2:
                body = body[:at] + bytes(dice.randrange(256) for _ in range(dice.randint(1, 8))) + body[at:]
            case 3:
                body = body[:at] + dice.choice(SNIPPETS) + body[at:]
            case 4:
                other = dice.randrange(len(body))
                body = body[:at] + body[other : other + length] + body[at:]
            case _:
                body = body[: max(at, 200)]
        body = body or b"<"
    return body


@pytest.mark.parametrize("kind", ["html", "text"])
def test_damaged_documents(kind: str) -> None:
    dice = random.Random(f"{kind} 20231231")  # noqa: S311 - a fixed seed, for damage
    originals = [(path.name, path.read_bytes()) for path in documents(kind)]
    for number in range(COUNT):
        name, original = originals[number % len(originals)]
        body = damaged(original, dice)
        start = time.monotonic()
        reports = parse(body, Hints(name=name))
        assert time.monotonic() - start < SLOWEST
        text = decode(body).text
        # A sign < that damage put into a text begins no tag there.
        held = [re.sub(rf"\s|{tags}&nbsp;", "", text) for tags in ("<[^>]*>|", "")]
        for report in reports:
            assert not report.reason.startswith("the parser failed"), (number, report.reason)
            assert not report.reason.startswith("the reader of"), (number, report.reason)
            assert report.status is not Status.FAILED or report.reason
            for cell in report.cells:
                if cell.value is not None:
                    raw = re.sub(r"\s", "", cell.raw)
                    assert any(raw in squeezed for squeezed in held), (number, cell.key, cell.raw)


def in_time(body: bytes, name: str) -> bool:
    """Whether no limit of time had to end the reading."""
    return not any("not read within" in report.reason for report in parse(body, Hints(name=name)))


def test_coloured_tables_within_each_other_end_in_time():
    """Each of sixty tables around three hundred gives its figures a colour; to ask all of each took minutes."""
    white = "style='color:white'"
    row = f"<tr {white}>{''.join(f'<td>{number}</td>' for number in range(20))}</tr>"
    page = f"<table {white}><tr {white}><td>" * 60 + f"<table {white}>{row}</table>" * 300
    assert in_time(f"<p>2023年政府信息公开工作年度报告</p>{page}".encode(), "report.html")


@pytest.mark.parametrize(
    "body",
    [
        "<table>" + "<tr><td><b class=raised>1</b>2</td></tr>" * 5_000 + "</table>",
        "<div class=flex>" * 200 + "<b class=white>1</b>" * 20_000 + "</div>" * 200,
        "<div class=flex>" + "<b class=raised style='float:left'>1</b>" * 40_000 + "</div>",
        "<div class=flex><div>" + "<p><i class=afloat>1</i></p>" * 20_000 + "</div></div>",
        "<p style='color:black'>1</p>" * 80_000,
    ],
    ids=["raised in cells", "boxes in boxes", "afloat", "afloat in boxes", "with styles"],
)
def test_many_odd_signs_end_in_time(body: str) -> None:
    """Each was compared with all others, or with all boxes around it, or sought among all: up to minutes."""
    styles = """.flex, .flex div{display:flex} .white{color:white} .raised{position:relative;top:-3px;font-size:3px}
        .afloat{float:right;color:white} .afloat::before{content:'2'}"""
    html = f"<style>{styles}</style><p>2023年政府信息公开工作年度报告</p>{body}"
    assert in_time(html.encode(), "report.html")


def test_a_word_2003_file_of_many_paragraphs_ends_in_time():
    """Its text was moved into a document of its own, which took the square of its size: twelve seconds here."""
    names = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    text = "<w:p><w:r><w:t>2023</w:t></w:r></w:p>" * 100_000
    body = f'<?xml version="1.0"?><w:wordDocument {names}><w:body>{text}</w:body></w:wordDocument>'
    assert in_time(body.encode(), "report.doc")
