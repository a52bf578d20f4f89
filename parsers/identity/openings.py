"""What stands above the prose of a report and below it: its opening, the head of its annex, its signature."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.document import Block, Paragraph, Table
from parsers.identity.alike import alike
from parsers.identity.days import iso
from parsers.labels import squeeze
from parsers.names import NAME, SUFFIX, tidy
from parsers.sections import heading_number
from parsers.titles import LONGEST_TITLE, SITE_NAME, WITH_YEAR, year_of
from parsers.wording import WORDS, alternatives
from parsers.yearfigures import in_figures

AGENCY = rf"[\u4e00-\u9fff（）()、]{{1,28}}?{SUFFIX}"
_ANNEX = WORDS["statistics"]
ANNEX = re.compile(rf"(?P<before>.{{0,60}}?){_ANNEX['title']}")
FILLED_BY = re.compile(
    rf"{alternatives(_ANNEX['filled_by'])}(?:[（(][^（）()]{{0,8}}[)）])?[:：]?(?P<agency>{AGENCY})(?![\u4e00-\u9fff])"
)
SIGNATURE_LINES = 12
MOST_OPENING = 40  # texts before the first heading, and as many again behind menus
MOST_MENUS = 1000
CAPTION_ROWS = 4  # of a table, with one text each
DATED = re.compile(
    r"(?P<name>[^\d:：，。]*?)[(（]?(?P<date>20\d\d(?:年\d{1,2}月\d{1,2}日|([./-])\d{1,2}\3\d{1,2}))[)）]?"
)


def paragraphs_before_prose(blocks: Sequence[Block]) -> list[str]:
    """The texts before the first section heading or table: title, dates, preamble.

    Of many, as where a site's menus are copied with the report, the first and the last that stand there.
    """
    texts: list[str] = []
    ended = False
    for block in blocks:
        if isinstance(block, Table):
            texts += captions(block)
            ended = bool(texts)
        elif isinstance(block, Paragraph):
            ended = bool(texts) and heading_number(block.text) > 0
            texts += [] if ended else [block.text]
        if ended or len(texts) >= MOST_MENUS:
            break
    last = texts[MOST_OPENING:][-MOST_OPENING:] if ended else []
    return texts[:MOST_OPENING] + last


def captions(table: Table) -> list[str]:
    """The texts at the head of a table that stand alone in their rows: its title and whose it is."""
    rows: dict[int, list[str]] = {}
    for row, text in zip(table.each("row"), table.texts, strict=True):
        if row >= CAPTION_ROWS:
            break
        if text.strip():
            rows.setdefault(row, []).append(text)
    return [texts[0] for texts in rows.values() if len(texts) == 1 and len(texts[0]) <= LONGEST_TITLE]


# Where a seal is to be, behind the name of the body that signs.
SEALED = re.compile(rf"[(（]?(?:{'|'.join(WORDS['agencies']['sealed'])})[)）]?$")


def head_of_annex(blocks: Sequence[Block]) -> tuple[str, int | None]:
    """The body and year that the head of the statistics annex names; "" and None for what is not there."""
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            texts += block.text.split("\n")
        elif isinstance(block, Table):
            texts += captions(block)
    agency, year = "", None
    for text in texts:
        if found := ANNEX.match(squeeze(text)):
            year = year or year_of(text)
            agency = agency or tidy(WITH_YEAR.sub("", found["before"]))
        elif filler := FILLED_BY.search(text):
            agency = agency or filler["agency"]
    return agency if NAME.fullmatch(agency) else "", year


def find_signature(blocks: Sequence[Block]) -> tuple[str, str]:
    """The body that signs a report and the day, from its last lines; "" for what is not there.

    A name counts only beside a date that stands alone: 双河镇人民政府 / 2023年1月12日. Of two nobody knows
    whose report it is.
    """
    last: list[str] = []
    for block in reversed(blocks):
        if not isinstance(block, Paragraph) or len(last) >= SIGNATURE_LINES:
            break
        last = [line for line in block.text.split("\n") if line.strip()] + last
    for at in range(len(last) - 1, -1, -1):
        line = last[at]
        if "日" not in line and "20" not in line and "２" not in line:
            continue
        line = "" if "。" in line else squeeze(line)  # a sentence is no signature
        found = DATED.fullmatch(in_figures(line))
        date = iso(found["date"]) if found else ""
        if found is None or not date:
            continue
        above = last[:at] if found["name"] else last[: max(at - 1, 0)]
        name = signer(found["name"] or (last[at - 1] if at else ""))
        other = next(filter(None, map(signer, reversed(above[-2:]))), "")
        return ("" if name and other and not alike(name, other) else name), date
    return "", ""


def signer(line: str) -> str:
    """The body that a line names and nothing else, "" for any other.

    >>> signer("双河镇 人民政府（盖章）"), signer("2023年1月12日"), signer("附件：某局")
    ('双河镇人民政府', '', '')
    >>> signer("（双河镇人民政府）"), signer("某县发改局（粮食局）")
    ('双河镇人民政府', '某县发改局(粮食局)')
    """
    name = SEALED.sub("", squeeze(line))
    name = name[1:-1] if name.startswith("(") and name.endswith(")") else name
    return name if NAME.fullmatch(name) and not SITE_NAME.search(name) else ""
