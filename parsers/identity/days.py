"""The day on which a report was published, of all that may say it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers.document import Document, Hints
from parsers.labels import squeeze
from parsers.titles import LONGEST_TITLE
from parsers.wording import WORDS, alternatives
from parsers.yearfigures import in_figures

_TITLES, _META = WORDS["titles"], WORDS["metadata"]
DIGIT = re.compile(r"\d")
DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(0?[1-9]|1[0-2])\s*[-/.月]\s*(0?[1-9]|[12]\d|3[01])(?!\d)"
)
DATE_RUN = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=(?:\d{4}|\d{6})?(?!\d))")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<{{}}>{'|'.join(MONTHS)})[a-z]{{{{0,6}}}}\.?"
# Jan 9, 2024; Fri Jan 19 10:22:33 CST 2024; 9 January 2024 - as programs write a day that nobody told how.
ENGLISH = re.compile(
    rf"\b(?:{_MONTH.format('month')}\s{{1,2}}(?P<day>\d\d?),?\s{{1,2}}(?:\d\d?:\d\d:\d\d\s\w{{3,4}}\s)?"
    rf"|(?P<before>\d\d?)\s{_MONTH.format('after')},?\s)(?P<year>20\d\d)\b",
    re.IGNORECASE,
)
FIRST_MONTH = 11  # of its year in which a report is published
LONGEST_ENGLISH = 40  # signs of a line with such a day
URL_DATE = [
    re.compile(r"/t((?:19|20)\d\d)(\d\d)(\d\d)_\d+"),
    re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)/"),
    re.compile(r"/((?:19|20)\d\d)-(\d\d)/(\d\d)/"),
]
_DATE_SIGNS = r"[:：\s]*(?P<date>[\d\s\-/.年月日]{8,14})"
_DATE_LABELS = [*_META["published_on"], *_META["made_on"]]
NAMED_DATE = re.compile(alternatives(set(_DATE_LABELS) - set(_META["bare_dates"])) + _DATE_SIGNS)
BARE_DATE = re.compile(r"(?<![\u4e00-\u9fff])" + alternatives(_META["bare_dates"]) + _DATE_SIGNS)
DAY_ALONE = re.compile(
    rf"[(（]?20\d\d年\d{{1,2}}月\d{{1,2}}日{alternatives(_TITLES['day_behind'])}?[)）]?"
    rf"(?:{alternatives(_META['source'])}[:：][^。]{{0,20}})?"
)
# A day in figures with no more in its line than where an article comes from.
BARE_DAY = re.compile(
    rf"(?:{alternatives(_META['source'])}[:：]\s*[^\s\d]{{2,20}}\s+)?(?P<date>20\d\d[-/.]\d\d?[-/.]\d\d?)"
)
# A title and a day in brackets behind it.
DAY_BEHIND = re.compile(r".*[^\d\s]\s*[(（]\s*(?P<date>20\d\d[-/.年]\d\d?[-/.月]\d\d?日?)\s*[)）]")
# A day with the time of the day, as publishing systems print it below a title.
STAMP = re.compile(r"(?P<date>20\d\d[-/.年]\d\d?[-/.月]\d\d?日?)\s*\d\d?:\d\d(?::\d\d)?(?!\d)")
OTHER_DAY = re.compile(alternatives(_META["other_days"]))


def find_date(
    document: Document, hints: Hints, opening: Sequence[str], signed_on: str, year: int | None
) -> str:
    """The day of publication, ISO 8601: metadata, page, list, address, signature, in this order.

    The first on which a report on the year can have been published, as that of a page may be the day on
    which its column was made; else the first.
    """
    first = ""
    for date in dates_told(document, hints, opening, signed_on):
        if year is None or not before_the_end_of(year, date):
            return date
        first = first or date
    return first


def before_the_end_of(year: int, date: str) -> bool:
    """Whether a day is too early for the report on a year, of which some are published in its last weeks.

    >>> before_the_end_of(2023, "2023-01-15"), before_the_end_of(2023, "2023-12-29")
    (True, False)
    """
    return date < f"{year}-{FIRST_MONTH}"


def dates_told(document: Document, hints: Hints, opening: Sequence[str], signed_on: str) -> Iterator[str]:
    """The days, ISO 8601, that may be that of publication, in the order of trust."""
    for text in dates_stated(document, hints, opening):
        if text and (date := iso(in_figures(text))):
            yield date
    for pattern in URL_DATE:
        if (found := pattern.search(hints.url)) and (date := day(*found.groups())):
            yield date
    if signed_on:
        yield signed_on


def dates_stated(document: Document, hints: Hints, opening: Sequence[str]) -> Iterator[str]:
    """What may hold the day of publication, "" for what does not, in the order of trust."""
    meta = document.meta
    yield meta.get("published_on", "")
    yield meta.get("info_published_on", "")
    yield from (found["date"] for text in opening if len(text) < 300 and (found := labelled_date(text)))
    yield hints.published_on
    yield meta.get("made_on", "")
    heads = [*opening, *meta.get("head", "").split("\n")]
    yield from (
        text for line in heads if "日" in line and DAY_ALONE.fullmatch(text := in_figures(squeeze(line)))
    )
    yield from (found["date"] for line in heads if len(line) < LONGEST_TITLE and (found := only_stamp(line)))
    yield from (line for line in heads if len(line) < LONGEST_ENGLISH and ENGLISH.search(line))
    alone = {
        found["date"]
        for line in heads
        for pattern in (BARE_DAY, DAY_BEHIND)
        if len(line) < LONGEST_TITLE and (found := pattern.fullmatch(line.strip()))
    }
    yield from alone if len(alone) == 1 else ()
    yield from (
        found["date"]
        for line in heads
        if len(line) < LONGEST_TITLE and (found := NAMED_DATE.search(squeeze(line)))
    )


def only_stamp(line: str) -> re.Match[str] | None:
    """The day and time of a line that holds one, and says of no day what it is."""
    found = list(STAMP.finditer(line))
    return found[0] if len(found) == 1 and not OTHER_DAY.search(line[: found[0].start()]) else None


def labelled_date(text: str) -> re.Match[str] | None:
    """The first date of publication in a text; a bare 日期 counts only where no other word runs into it."""
    if not DIGIT.search(text):
        return None
    return NAMED_DATE.search(squeeze(text)) or BARE_DATE.search(" ".join(text.split()))


def iso(text: str) -> str:
    """The first date in a text, "" for none or one of 1970.

    >>> iso("2024-01-19 10:11"), iso("2024年1月9日"), iso("20240119"), iso("1970-01-01")
    ('2024-01-19', '2024-01-09', '2024-01-19', '')
    >>> iso("Jan 9, 2024"), iso("Fri Jan 19 10:22:33 CST 2024"), iso("9 January 2024")
    ('2024-01-09', '2024-01-19', '2024-01-09')
    """
    if found := DATE.search(text) or DATE_RUN.search(text):
        return day(*found.groups())
    if found := ENGLISH.search(text):
        month = MONTHS.index((found["month"] or found["after"]).lower()) + 1
        return day(found["year"], str(month), found["day"] or found["before"])
    return ""


def day(year: str, month: str, day_of_month: str) -> str:
    numbers = int(year), int(month), int(day_of_month)
    if numbers[0] < 1998 or not 1 <= numbers[1] <= 12 or not 1 <= numbers[2] <= 31:
        return ""
    return f"{numbers[0]:04}-{numbers[1]:02}-{numbers[2]:02}"
