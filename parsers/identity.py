"""Whose report it is, on which year, of which scope, published when: from title, metadata, prose and list.

The order of sources follows what was found to be reliable on real pages: for the year, the platform's own
year, then the title, then the counting period, then the date of publication; for the agency, the title, then
the publisher, then the trail of links, then the prose, with the region of the site before a bare name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.labels import simplified, squeeze
from parsers.model import Block, Document, Hints, Issue, Paragraph, Table
from parsers.sections import heading_number
from parsers.titles import (
    LONGEST_TITLE,
    NAME,
    REPORT,
    SUFFIX,
    WITH_YEAR,
    YEAR,
    agency_of,
    clean,
    in_figures,
    is_title,
    tidy,
    titles_in,
    year_of,
)
from parsers.wording import WORDS, alternatives

_TITLES, _AGENCIES, _META = WORDS["titles"], WORDS["agencies"], WORDS["metadata"]
DIGIT = re.compile(r"\d")
BARE_YEAR = re.compile(rf"^[（(]?(?P<year>{YEAR})\s*(?:年|年度)?[)）]?$")
COUNTING = [re.compile(pattern) for pattern in WORDS["periods"]["counting"]]
DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(0?[1-9]|1[0-2])\s*[-/.月]\s*(0?[1-9]|[12]\d|3[01])(?!\d)"
)
DATE_RUN = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=(?:\d{4}|\d{6})?(?!\d))")
URL_DATE = [
    re.compile(r"/t((?:19|20)\d\d)(\d\d)(\d\d)_\d+"),
    re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)/"),
    re.compile(r"/((?:19|20)\d\d)-(\d\d)/(\d\d)/"),
]
REGION = re.compile(rf"^[\u4e00-\u9fff]{{1,9}}?[{_AGENCIES['regions']}]")
AGENCY = rf"[\u4e00-\u9fff（）()、]{{1,28}}?{SUFFIX}"
NO_NAME = re.compile(alternatives(_AGENCIES["no_names"]))
IN_PROSE = re.compile(rf"{_AGENCIES['lead']}[，,、]?(?P<agency>{AGENCY})(?={_AGENCIES['verbs']})")
PUBLISHED = re.compile(
    rf"{_AGENCIES['published_by']}(?=(?P<agency>{AGENCY}){YEAR}年[^。]{{0,4}}{REPORT.pattern})"
)
NAMED_REPORT = re.compile(rf"(?P<year>{YEAR})年[^。]{{0,4}}{REPORT.pattern}")
SENT = re.compile(rf"(?P<agency>{AGENCY})关于")
TOLD_OF = re.compile(
    rf"(?:{YEAR}年度?)?(?P<agency>{AGENCY})(?:{YEAR}年度?)?(?:(?:政府|政务)?(?:信息|政务)公开|年报$)"
)
KEEPERS = re.compile(_AGENCIES["keepers"])
BODY_NAME = re.compile(r"[局厅委署院会社站所处馆校队办]$")
SITE_OWNER = re.compile(r"(?:人民政府|政府)?(?:门户)?(?:网站|网|门户)?$")
SUMMED_IN_PROSE, OWN_IN_PROSE = (
    re.compile("|".join(f"(?:{pattern})" for pattern in _TITLES[key]))
    for key in ("aggregate_prose", "own_prose")
)
_ANNEX = WORDS["statistics"]
ANNEX = re.compile(rf"(?P<before>.{{0,60}}?){_ANNEX['title']}")
FILLED_BY = re.compile(
    rf"{alternatives(_ANNEX['filled_by'])}(?:[（(][^（）()]{{0,8}}[)）])?[:：]?(?P<agency>{AGENCY})(?![\u4e00-\u9fff])"
)
SIGNATURE_LINES = 12
MOST_OPENING = 40  # texts before the first heading, and as many again behind menus
MOST_MENUS = 1000
CAPTION_ROWS = 4  # of a table, with one text each
_DATE_SIGNS = r"[:：\s]*(?P<date>[\d\s\-/.年月日]{8,14})"
_DATE_LABELS = [*_META["published_on"], *_META["made_on"]]
NAMED_DATE = re.compile(alternatives(set(_DATE_LABELS) - set(_META["bare_dates"])) + _DATE_SIGNS)
BARE_DATE = re.compile(r"(?<![\u4e00-\u9fff])" + alternatives(_META["bare_dates"]) + _DATE_SIGNS)
DAY_ALONE = re.compile(rf"[(（]?20\d\d年\d{{1,2}}月\d{{1,2}}日{alternatives(_TITLES['day_behind'])}?[)）]?")
# A day with the time of the day, as publishing systems print it below a title.
STAMP = re.compile(r"(?P<date>20\d\d[-/.年]\d\d?[-/.月]\d\d?日?)\s*\d\d?:\d\d(?::\d\d)?(?!\d)")
OTHER_DAY = re.compile(alternatives(_META["other_days"]))
DATED = re.compile(
    r"(?P<name>[^\d:：，。]*?)[(（]?(?P<date>20\d\d(?:年\d{1,2}月\d{1,2}日|([./-])\d{1,2}\3\d{1,2}))[)）]?"
)
PAGE_TITLE_CUT = re.compile(WORDS["pages"]["title_cut"])
COLUMN_CUT = re.compile(WORDS["pages"]["column_cut"])
TRAIL_MARKS = re.compile(WORDS["pages"]["trail_marks"])


@dataclass(frozen=True, slots=True)
class Identity:
    """What identifies a report; "" and None where nothing says it."""

    title: str
    agency: str
    year: int | None
    scope: str
    published_on: str
    index_number: str
    document_number: str
    issues: tuple[Issue, ...] = ()


def identify(document: Document, hints: Hints) -> Identity:
    """The identity of the report in a document, with issues where sources disagree."""
    issues: list[Issue] = []
    opening = paragraphs_before_prose(document.blocks)
    prose = squeeze("\n".join(block.text for block in document.blocks if isinstance(block, Paragraph)))[
        :60_000
    ]
    prose = in_figures(prose)
    title = find_title(document, hints, opening, counting_year(prose), issues)
    published = find_date(document, hints, opening) or find_signature(document.blocks)[1]
    year = find_year(title, document, hints, prose, published, issues)
    meta = document.meta
    agency = meta.get("body", "") or find_agency(title, document, hints, prose)
    scope = meta.get("scope", "") or find_scope(title, agency, prose)
    return Identity(
        title,
        agency,
        year,
        scope,
        published,
        meta.get("index_number", ""),
        meta.get("document_number", "") if DIGIT.search(meta.get("document_number", "")) else "",
        tuple(issues),
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
    for cell in table.cells:
        if cell.row >= CAPTION_ROWS:
            break
        if cell.text.strip():
            rows.setdefault(cell.row, []).append(cell.text)
    return [texts[0] for texts in rows.values() if len(texts) == 1 and len(texts[0]) <= LONGEST_TITLE]


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


def find_title(
    document: Document, hints: Hints, opening: Sequence[str], counted: int | None, issues: list[Issue]
) -> str:
    """The title as printed, white space collapsed: the one that says most, in the order of trust.

    Of titles that name different years one of the year `counted` is taken: a publishing system may keep
    that of the year before.
    """
    meta = document.meta
    printed = list(titles_in(opening))
    page = of_page(meta.get("page_title", ""))
    stated = [
        meta.get("title", ""),
        meta.get("heading", ""),
        meta.get("info_title", ""),
        *printed,
        hints.title,
        page,
    ]
    candidates = [clean(text) for text in stated if text and text.strip()]
    # The name of the column, which stands above a notice as well, is the last thing to go by.
    generic = [text for text in candidates if text in _META["generic_titles"] and is_title(text)]
    reports = [text for text in candidates if is_title(text) and text not in generic]
    full = [text for text in reports if year_of(text) and agency_of(text)]
    if not full:
        # Above the article; several are a list of reports.
        above = {clean(text) for text in meta.get("head", "").split("\n") if is_title(text)}
        full = [text for text in above if len(above) == 1 and year_of(text) and agency_of(text)]
    years = {year_of(text) for text in full}
    if len(years) > 1 and counted in years and year_of(full[0]) != counted:
        said = f"the title of the page says {year_of(full[0])}, that of the report {counted}"
        issues.append(Issue("year_conflict", said))
        full = [text for text in full if year_of(text) == counted]
    for choice in (full, [text for text in reports if agency_of(text)], reports):
        if choice:
            return choice[0]
    named = [
        clean(text) for text in (meta.get("title", ""), meta.get("heading", ""), hints.title, page) if text
    ]
    named = [text for text in named if text not in _META["generic_titles"]]
    if named:
        return named[0]
    if generic:
        return generic[0]
    first = opening[0] if opening else ""
    return clean(first) if len(first) <= LONGEST_TITLE and not heading_number(first) else ""


def of_page(title: str) -> str:
    """The title of a page without the names of its site and columns, before or behind it."""
    parts = PAGE_TITLE_CUT.split(title)
    if not year_of(parts[0]) or not is_title(parts[0]):
        columns = COLUMN_CUT.split(title)
        for part in columns[1:]:
            if year_of(part) and is_title(part):
                return part.strip()
    return parts[0]


# Agency


def find_agency(title: str, document: Document, hints: Hints, prose: str) -> str:
    """The agency whose report it is, as printed."""
    meta = document.meta
    agency = agency_of(title) if is_title(title) else ""
    if not agency and (sent := SENT.match("".join(title.split()))):
        agency = sent["agency"]  # 某局关于报送年度报告的函
    if not agency:
        page = of_page(meta.get("page_title", ""))
        agency = next((name for text in (hints.title, page) if (name := agency_of(text))), "")
    if not agency and (told := TOLD_OF.match(in_figures("".join(title.split())))):
        agency = tidy(told["agency"])  # 某局2023年政府信息公开工作总结
    publisher = tidy(meta.get("publisher", ""))
    if not agency:
        agency = hints.agency or find_signature(document.blocks)[0]
        agency = agency or alone_below(title, document.blocks)
        agency = agency or publisher or head_of_annex(document.blocks)[0]
        agency = agency or from_prose(prose)
        agency = agency or of_source(meta.get("source", "")) or from_trail(meta.get("breadcrumb", ""))
        names = [meta.get("author", ""), hints.site, meta.get("site", ""), meta.get("kept_by", "")]
        names += PAGE_TITLE_CUT.split(meta.get("page_title", ""))[1:]
        agency = agency or next((name for text in names if (name := keeper_of(text))), "")
    if not agency:
        return region_of(hints.site or meta.get("site", ""))
    if REGION.match(simplified(agency)):
        return agency
    return with_region(agency, publisher, document, hints, prose)


def alone_below(title: str, blocks: Sequence[Block]) -> str:
    """The body whose name is the line below a title, or the one above it; "" for none, or other lines."""
    opening = [squeeze(text) for text in paragraphs_before_prose(blocks)]
    at = next((at for at, text in enumerate(opening) if text == squeeze(title)), None)
    if at is None:
        return ""
    beside = opening[at + 1 : at + 2] + opening[max(at - 1, 0) : at]
    return next((line for line in beside if NAME.fullmatch(line) and not is_title(line)), "")


def keeper_of(site: str) -> str:
    """The body whose own site it is; "" for the site of a government, of those who keep one, and for no name.

    >>> keeper_of("示例县水利局"), keeper_of("示例县人民政府门户网站"), keeper_of("示例县人民政府办公室")
    ('示例县水利局', '', '')
    """
    name = SITE_OWNER.sub("", "".join(site.split()))
    if not NAME.fullmatch(name) or region_of(site) or KEEPERS.search(name):
        return ""
    return name if BODY_NAME.search(name) else ""


def of_source(source: str) -> str:
    """The body that is the source of an article; "" for a site that only names itself."""
    return "" if squeeze(source) in _META["no_source"] else tidy(source)


def with_region(agency: str, publisher: str, document: Document, hints: Hints, prose: str) -> str:
    """A bare name of a body, with what the document says before it: 区政务服务中心, 示例县民政局."""
    for name in (hints.agency, publisher, tidy(document.meta.get("source", ""))):
        if name.endswith(agency) and name != agency:
            return name
    trail = TRAIL_MARKS.split(document.meta.get("breadcrumb", ""))
    regions = [region for part in reversed(trail) if (region := region_of(part))]
    if region := region_of(hints.site or document.meta.get("site", "")) or (regions[0] if regions else ""):
        # 示例县 and 县教育局: the sign of the region is printed once.
        return region + (agency[1:] if agency[0] == region[-1] else agency)
    before = Counter(re.findall(rf"(?<![我本全各])([{_AGENCIES['regions']}]){re.escape(agency)}", prose))
    if before:
        sign, count = before.most_common(1)[0]
        if count >= 2 and count * 2 > prose.count(agency):
            return f"{sign}{agency}"
    return agency


def find_signature(blocks: Sequence[Block]) -> tuple[str, str]:
    """The body that signs a report and the day, from its last lines; "" for what is not there.

    A name counts only beside a date that stands alone: 双河镇人民政府 / 2023年1月12日.
    """
    last: list[str] = []
    for block in reversed(blocks):
        if not isinstance(block, Paragraph) or len(last) >= SIGNATURE_LINES:
            break
        last = [squeeze(line) for line in block.text.split("\n") if line.strip()] + last
    for at in range(len(last) - 1, -1, -1):
        if "20" not in last[at] and "日" not in last[at]:
            continue
        found = DATED.fullmatch(in_figures(last[at]))
        date = iso(found["date"]) if found else ""
        if found is None or not date:
            continue
        name = (found["name"] or (last[at - 1] if at else "")).strip("（()）")
        return (name if NAME.fullmatch(name) else ""), date
    return "", ""


def from_prose(prose: str) -> str:
    """The body that the prose speaks of as the one reporting; the first of those named most often."""
    names = Counter(
        name
        for pattern in (IN_PROSE, PUBLISHED)
        for found in overlapping(pattern, prose[:8000])
        if (name := found["agency"])[0] not in _AGENCIES["pronouns"]
        and len(name) > 3
        and not NO_NAME.search(name)
    )
    return names.most_common(1)[0][0] if names else ""


def overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """All matches of a pattern, also those that begin within another: 年度报告由某局根据."""
    found = pattern.search(text)
    while found:
        yield found
        found = pattern.search(text, found.start() + 1)


def from_trail(trail: str) -> str:
    """The body in a trail of links: its last part that ends like the name of one."""
    parts = TRAIL_MARKS.split(trail)
    for part in reversed(parts):
        if re.search(rf"^[\u4e00-\u9fff]{{2,30}}{SUFFIX}$", part) and part not in _META["generic_titles"]:
            return part
    return ""


def region_of(site: str) -> str:
    """The region that a site speaks for, "" if its name tells none.

    >>> region_of("示例县人民政府门户网站")
    '示例县'
    """
    name = SITE_OWNER.sub("", "".join(site.split()))
    return name if re.fullmatch(rf"[\u4e00-\u9fff]{{1,20}}[{_AGENCIES['regions']}]", name) else ""


# Year, date, scope


def find_year(
    title: str,
    document: Document,
    hints: Hints,
    prose: str,
    published: str,
    issues: list[Issue],
) -> int | None:
    """The year reported on; an issue where the title and the counting period name different ones."""
    printed = year_of(title)
    counted = counting_year(prose)
    if printed and counted and printed != counted and abs(printed - counted) < 5:
        issues.append(Issue("year_conflict", f"the title says {printed}, the counting period {counted}"))
    year = hints.year or printed or counted
    if year is None:
        texts = [block.text for block in document.blocks if isinstance(block, Paragraph)][:3]
        year = next((int(found["year"]) for text in texts if (found := BARE_YEAR.match(text.strip()))), None)
    if year is None:
        year = year_of(hints.title) or year_of(document.meta.get("page_title", ""))
        year = year or head_of_annex(document.blocks)[1]
    if year is None and (said := NAMED_REPORT.search(prose[:8000])):
        year = int(said["year"])
    if year is None and published and int(published[5:7]) <= 9:
        year = int(published[:4]) - 1
    return year


def counting_year(prose: str) -> int | None:
    """The year in which a report counts, by the sentence that says so; None without one."""
    return next((int(found[1]) for pattern in COUNTING if (found := pattern.search(prose))), None)


def find_date(document: Document, hints: Hints, opening: Sequence[str]) -> str:
    """The day of publication, ISO 8601: metadata, then the page's text, then the list, then the address."""
    for text in dates_stated(document, hints, opening):
        if text and (date := iso(in_figures(text))):
            return date
    for pattern in URL_DATE:
        if (found := pattern.search(hints.url)) and (date := day(*found.groups())):
            return date
    return ""


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
    """
    found = DATE.search(text) or DATE_RUN.search(text)
    return day(*found.groups()) if found else ""


def day(year: str, month: str, day_of_month: str) -> str:
    numbers = int(year), int(month), int(day_of_month)
    if numbers[0] < 1998 or not 1 <= numbers[1] <= 12 or not 1 <= numbers[2] <= 31:
        return ""
    return f"{numbers[0]:04}-{numbers[1]:02}-{numbers[2]:02}"


def find_scope(title: str, agency: str, prose: str) -> str:
    """own, aggregate, or unknown where title and prose disagree."""
    named = squeeze(title)
    summed = any(word in named for word in _TITLES["aggregate"])
    own = any(word in named for word in _TITLES["own"])
    told = SUMMED_IN_PROSE.search(prose, 0, 4000) is not None
    alone = OWN_IN_PROSE.search(prose, 0, 4000) is not None
    if summed or own:
        return "aggregate" if summed and not own else "own" if own and not (told or summed) else "unknown"
    if told and alone:
        return "unknown"
    return "aggregate" if told else "own"
