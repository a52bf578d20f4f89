"""Statements of the prose about figures of the tables, so that the two can be compared.

Only sentences that speak of the whole year and of one figure are taken; approximate numbers are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers import values
from parsers.model import Claim, Section
from parsers.wording import WORDS

_CLAIMS = WORDS["claims"]
SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
CLAUSE = re.compile(r"[^，,、]+")
FIGURE = r"(?P<figure>\d[\d,，]*(?:\.\d+)?\s*万?|[零一二三四五六七八九十百千两]+)"
PATTERNS = [
    (entry["cell"], re.compile(entry["pattern"].replace("#", FIGURE)), entry.get("value"))
    for entry in _CLAIMS["statements"]
]
SUBJECT = re.compile(_CLAIMS["subjects"])
APPROXIMATE = re.compile(_CLAIMS["approximate"])
OTHER_YEAR = re.compile(r"(?P<year>20\d\d)年")


def claims(sections: Sequence[Section], year: int | None) -> Iterator[Claim]:
    """The claims of the prose, at most one for each cell: the first that is made."""
    made: set[str] = set()
    for section in sections:
        for found in SENTENCE.finditer(re.sub(r"[ \u3000\t]", "", section.text)):
            sentence = found.group().strip()
            if len(sentence) > 400:
                continue
            years = {int(other["year"]) for other in OTHER_YEAR.finditer(sentence)}
            if year and years and year not in years:
                continue
            if not SUBJECT.search(sentence):
                continue
            for key, pattern, fixed in PATTERNS:
                if key in made:
                    continue
                match = pattern.search(sentence)
                if match is None:
                    continue
                value = fixed if fixed is not None else number_of(match)
                if value is None:
                    continue
                made.add(key)
                yield Claim(key, value, sentence)


def number_of(match: re.Match[str]) -> int | None:
    """The number of a match, None for an approximate one."""
    text = values.squeezed(match["figure"]).replace(",", "")
    around = match.string[max(0, match.start("figure") - 3) : match.end("figure") + 2]
    if APPROXIMATE.search(around):
        return None
    scale = 1
    if text.endswith("万"):
        text, scale = text[:-1], 10_000
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        value = float(text) * scale
        return int(value) if value == int(value) else None
    return values.numeral(text)
