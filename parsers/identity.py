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

from parsers.labels import ORDINAL, simplified, squeeze
from parsers.model import Block, Document, Hints, Issue, Paragraph, Table
from parsers.sections import heading_number
from parsers.values import numeral
from parsers.wording import WORDS, alternatives

_TITLES, _AGENCIES, _META = WORDS["titles"], WORDS["agencies"], WORDS["metadata"]
_DIGITS, _ZEROS = WORDS["values"]["numerals"], WORDS["periods"]["zeros"]
# 二〇二三年, 一月, 十五日: each with the sign that stands behind it.
YEAR_IN_WORDS = re.compile(rf"(?<![{_DIGITS}])二[{_ZEROS}]([{_DIGITS}{_ZEROS}]{{2}})(?=年)")
WIDE_DIGIT = re.compile("[０-９]")
FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
ZERO_IN_YEAR = re.compile(rf"(?<!\d)2[{_ZEROS}](?=[0-3]\d年)")
IN_WORDS = re.compile(rf"[年月二][{_DIGITS}{_ZEROS}十]")  # found sooner than either
DAY_IN_WORDS = re.compile(rf"(?<=[年月])([{_DIGITS}十]{{1,3}})(?=[月日])")
YEAR = r"(?<!\d)20[0-3]\d(?!\d)"
WITH_YEAR = re.compile(rf"{YEAR}(?:年度|年)?")
REPORT = re.compile(rf"(?:{_TITLES['report']})")
TITLE = re.compile(rf"^.{{0,80}}?(?:{_TITLES['report']})(?:{_TITLES['tail']})$")
TAIL = re.compile(rf"(?:{_TITLES['tail']})$")
IN_NUMBER = re.compile(r"[〔\[【(（]\s*20\d\d\s*[〕\]】)）]\s*\d*\s*号?")
BARE_YEAR = re.compile(rf"^{YEAR}\s*(?:年|年度)?$")
COUNTING = [re.compile(pattern) for pattern in WORDS["periods"]["counting"]]
DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(0?[1-9]|1[0-2])\s*[-/.月]\s*(0?[1-9]|[12]\d|3[01])(?!\d)"
)
DATE_RUN = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
URL_DATE = [
    re.compile(r"/t((?:19|20)\d\d)(\d\d)(\d\d)_\d+"),
    re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)/"),
    re.compile(r"/((?:19|20)\d\d)-(\d\d)/(\d\d)/"),
]
STOPS = re.compile(r"[。！？!?；;：:]$")
SUFFIX = alternatives(_AGENCIES["suffixes"])
REGION = re.compile(rf"^[\u4e00-\u9fff]{{1,9}}?[{_AGENCIES['regions']}]")
AGENCY = rf"[\u4e00-\u9fff（）()、]{{1,28}}?{SUFFIX}"
NO_NAME = re.compile(alternatives(_AGENCIES["no_names"]))
IN_PROSE = re.compile(rf"{_AGENCIES['lead']}[，,、]?(?P<agency>{AGENCY})(?={_AGENCIES['verbs']})")
# A whole line, or what stands in brackets, that is the name of a body.
NAME = re.compile(rf"[\u4e00-\u9fff（）()、·\d]{{2,40}}?{SUFFIX}[)）]?")
AFTER_DASH = re.compile(r"[-—–_|][\u4e00-\u9fff]")
BEHIND = re.compile(
    r"(?:[（(【](?P<inside>[^（(）)】]+(?:[（(][^）)]*[）)])?)[）)】]|[—–―－-]{2}(?P<after>.+))$"
)
OPENING_MARK = re.compile(r"^(?:【[^】]*】|\[[^\]]*\]|[^：:]*[：:])")
SITE_NAME = re.compile("网站?$")
# The days between which a report counts, where its title gives them.
PERIOD = re.compile(r"(?<=年)\d{1,2}月\d{1,2}日[至到—–~～-]+(?:20\d\d年)?\d{1,2}月\d{1,2}日")
SENT = re.compile(rf"(?P<agency>{AGENCY})关于")
SITE_OWNER = re.compile(r"(?:人民政府|政府)?(?:门户)?(?:网站|网|门户)?$")
SUMMED_IN_PROSE, OWN_IN_PROSE = (
    re.compile("|".join(f"(?:{pattern})" for pattern in _TITLES[key]))
    for key in ("aggregate_prose", "own_prose")
)
NOT_REPORT = re.compile(alternatives(_TITLES["not_report"]))
SIGNATURE_LINES = 12
_DATE_SIGNS = r"[:：\s]*(?P<date>[\d\s\-/.年月日]{8,14})"
_DATE_LABELS = [*_META["published_on"], *_META["made_on"]]
NAMED_DATE = re.compile(alternatives(set(_DATE_LABELS) - set(_META["bare_dates"])) + _DATE_SIGNS)
BARE_DATE = re.compile(r"(?<![\u4e00-\u9fff])" + alternatives(_META["bare_dates"]) + _DATE_SIGNS)
DAY_ALONE = re.compile(r"[(（]?20\d\d年\d{1,2}月\d{1,2}日[)）]?")
DATED = re.compile(r"(?P<name>[^\d:：，。]*?)[(（]?(?P<date>20\d\d年\d{1,2}月\d{1,2}日)[)）]?")
LONGEST_TITLE = 90
PAGE_TITLE_CUT = WORDS["pages"]["title_cut"]
TRAIL_MARKS = WORDS["pages"]["trail_marks"]


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
    title = find_title(document, hints, opening)
    prose = squeeze("\n".join(block.text for block in document.blocks if isinstance(block, Paragraph)))[
        :60_000
    ]
    prose = in_figures(prose)
    signed = find_signature(document.blocks)
    published = find_date(document, hints, opening) or signed[1]
    year = find_year(title, document, hints, prose, published, issues)
    agency = find_agency(title, document, hints, prose, signed[0])
    meta = document.meta
    scope = meta.get("scope", "") or find_scope(title, agency, prose)
    return Identity(
        title,
        agency,
        year,
        scope,
        published,
        meta.get("index_number", ""),
        meta.get("document_number", "") if re.search(r"\d", meta.get("document_number", "")) else "",
        tuple(issues),
    )


def paragraphs_before_prose(blocks: Sequence[Block]) -> list[str]:
    """The texts before the first section heading or table, at most forty: title, dates, preamble."""
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, Table) and texts:
            break
        if isinstance(block, Paragraph):
            if texts and heading_number(block.text):
                break
            texts.append(block.text)
        if len(texts) >= 40:
            break
    return texts


def in_figures(text: str) -> str:
    """A text with its years in Chinese numerals, and the months and days behind them, in figures.

    >>> in_figures("某局二〇二三年度报告"), in_figures("二○二四年一月十五日")
    ('某局2023年度报告', '2024年1月15日')
    """
    if WIDE_DIGIT.search(text):
        text = text.translate(FULL_WIDTH)
    if "年" not in text:
        return text
    text = ZERO_IN_YEAR.sub("20", text)
    if not IN_WORDS.search(text):
        return text
    text = YEAR_IN_WORDS.sub(lambda found: "20" + "".join(map(digit, found[1])), text)
    for _ in range(2):  # the day stands behind the month
        text = DAY_IN_WORDS.sub(lambda found: str(numeral(found[1])), text)
    return text


def digit(sign: str) -> str:
    return "0" if sign in _ZEROS else str(numeral(sign))


# Title


def is_title(text: str) -> bool:
    """Whether a text is the title of an annual report, whatever its wording.

    >>> is_title("某区教育局2023年政府信息公开工作年度报告"), is_title("2022年度某镇政府信息公开年报")
    (True, True)
    >>> is_title("关于做好2023年政府信息公开工作年度报告编制工作的通知")
    False
    """
    if "报" not in text and "報" not in text:
        return False
    plain = in_figures(IN_NUMBER.sub("", squeeze(text).strip("《》")))
    if not plain or len(plain) > LONGEST_TITLE or STOPS.search(plain):
        return False
    if ORDINAL.match(plain) and not re.search(YEAR, plain):
        return False  # a heading of a plan: 四、编制发布年度报告
    if NOT_REPORT.search(plain):
        return False
    return TITLE.search(plain) is not None or TITLE.search(WITH_YEAR.sub("", plain)) is not None


def titles_in(texts: Sequence[str]) -> Iterator[str]:
    """Titles printed in the opening, those broken over two or three lines joined."""
    for at in range(len(texts)):
        for count in (3, 2, 1):
            lines = texts[at : at + count]
            if len(lines) < count or any(len(line) > LONGEST_TITLE for line in lines):
                continue
            joined = "".join(line.replace("\n", "") for line in lines)
            if count > 1 and (is_title(lines[-1]) or is_title("".join(lines[:-1]))) and not names_body(lines):
                continue  # whole without its neighbours
            if is_title(joined):
                yield joined
                break


def names_body(lines: Sequence[str]) -> bool:
    """Whether the last line is a title that names no body, and those before it are the name of one."""
    name = squeeze("".join(lines[:-1]))
    return not agency_of(lines[-1].replace("\n", "")) and bool(NAME.fullmatch(name)) and not is_title(name)


def find_title(document: Document, hints: Hints, opening: Sequence[str]) -> str:
    """The title as printed, white space collapsed: the one that says most, in the order of trust."""
    meta = document.meta
    printed = list(titles_in(opening))
    page = re.split(PAGE_TITLE_CUT, meta.get("page_title", ""))[0]
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


def clean(text: str) -> str:
    """A title without line breaks and double white space, and without being printed twice over.

    >>> clean("某县教育局2023年政府信息公\\n开工作年度报告")
    '某县教育局2023年政府信息公开工作年度报告'
    """
    text = re.sub(r"\s+", " ", text.replace("\n", "")).strip().strip("《》")
    half = len(text) // 2
    if len(text) > 16 and text[:half].strip() == text[half:].strip():
        text = text[:half].strip()
    return text


# Agency


def agency_of(title: str) -> str:
    """The agency that a title names, "" if it names none.

    >>> agency_of("龙山区人民政府2017年政府信息公开工作年度报告"), agency_of("2022年度清水镇政府信息公开年报")
    ('龙山区人民政府', '清水镇')
    >>> agency_of("东河区民政局2021政府信息公开年报"), agency_of("2023年政府信息公开工作年度报告")
    ('东河区民政局', '')
    >>> agency_of("2022年青禾县人民政府信息公开工作年度报告")
    '青禾县人民政府'
    >>> agency_of("2023年政府信息公开年报（东河区民政局）")
    '东河区民政局'
    >>> agency_of("2023年政府信息公开年报 - 东河县人民政府（移动站）")
    ''
    """
    whole = PERIOD.sub("", in_figures(IN_NUMBER.sub("", "".join(title.split()))))
    plain = whole
    found = REPORT.search(simplified(plain))
    if found is None:  # 政府信息公开2021年度报告
        plain = WITH_YEAR.sub("", plain)
        found = REPORT.search(simplified(plain))
    if found is None:
        return ""
    before = plain[: found.start()]
    year = re.search(rf"{YEAR}(?:年度|年)?", before)
    if year is None:
        return tidy(before) or named_behind(whole)
    front, back = before[: year.start()], before[year.end() :]
    named = tidy(front) or tidy(back)
    if not named or re.fullmatch(rf"[\u4e00-\u9fff]{{1,9}}[{_AGENCIES['regions']}]", simplified(named)):
        behind = named_behind(whole)
        if behind.startswith(named) or not behind:
            return behind or named
        # 某县2023年政府信息公开年报（县发改委）: the sign of the region is printed once.
        return named + behind[1:] if behind[0] == named[-1] else named
    return named


def named_behind(title: str) -> str:
    """The body that a title names in brackets or behind a dash at its end, "" if it names none there."""
    found = BEHIND.search(title)
    name = (found["inside"] or found["after"]) if found else ""
    report = REPORT.search(simplified(title))
    if found and report and AFTER_DASH.search(title, report.end(), found.start()):
        return ""  # 年度报告 - 某县人民政府（手机版）: what a site calls itself
    return name if NAME.fullmatch(simplified(name)) and not SITE_NAME.search(name) else ""


def tidy(agency: str) -> str:
    agency = OPENING_MARK.sub("", agency.strip()).strip(" 　、，,。.：:;；-—–_|《》〈〉<>\"'“”")
    agency = re.sub(rf"^(?:{YEAR}(?:年度|年)?|关于|的)", "", agency)
    agency = re.sub(r"(?:关于|的)$", "", agency)
    # A government's name ends with the sign with which the name of the report begins, printed once.
    shared, whole = _AGENCIES["shared_ending"]
    agency = agency.removesuffix(shared) + whole if agency.endswith(shared) else agency
    return agency if re.search(r"[\u4e00-\u9fff]{2}", agency) and len(agency) <= 60 else ""


def find_agency(title: str, document: Document, hints: Hints, prose: str, signed: str) -> str:
    """The agency whose report it is, as printed; `signed` is the body that signs it."""
    meta = document.meta
    agency = agency_of(title) if is_title(title) else ""
    if not agency and (sent := SENT.match("".join(title.split()))):
        agency = sent["agency"]  # 某局关于报送年度报告的函
    if not agency:
        page = re.split(PAGE_TITLE_CUT, meta.get("page_title", ""))[0]  # without the name of the site
        agency = next((name for text in (hints.title, page) if (name := agency_of(text))), "")
    publisher = tidy(meta.get("publisher", ""))
    if not agency:
        agency = hints.agency or signed or publisher or from_prose(prose)
        agency = agency or tidy(meta.get("source", "")) or from_trail(meta.get("breadcrumb", ""))
    if not agency:
        return region_of(hints.site or meta.get("site", ""))
    if REGION.match(simplified(agency)):
        return agency
    return with_region(agency, publisher, document, hints, prose)


def with_region(agency: str, publisher: str, document: Document, hints: Hints, prose: str) -> str:
    """A bare name of a body, with what the document says before it: 区政务服务中心, 示例县民政局."""
    for name in (hints.agency, publisher, tidy(document.meta.get("source", ""))):
        if name.endswith(agency) and name != agency:
            return name
    if region := region_of(hints.site or document.meta.get("site", "")):
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
        found = DATED.fullmatch(in_figures(last[at]))
        date = iso(found["date"]) if found else ""
        if found is None or not date:
            continue
        name = found["name"] or (last[at - 1] if at else "")
        return (name if NAME.fullmatch(name) else ""), date
    return "", ""


def from_prose(prose: str) -> str:
    """The body that the prose speaks of as the one reporting; the first of those named most often."""
    names = Counter(
        name
        for found in IN_PROSE.finditer(prose[:8000])
        if (name := found["agency"])[0] not in _AGENCIES["pronouns"]
        and len(name) > 3
        and not NO_NAME.search(name)
    )
    return names.most_common(1)[0][0] if names else ""


def from_trail(trail: str) -> str:
    """The body in a trail of links: its last part that ends like the name of one."""
    parts = re.split(TRAIL_MARKS, trail)
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
    counted = next((int(found[1]) for pattern in COUNTING if (found := pattern.search(prose))), None)
    if printed and counted and printed != counted and abs(printed - counted) < 5:
        issues.append(Issue("year_conflict", f"the title says {printed}, the counting period {counted}"))
    year = hints.year or printed or counted
    if year is None:
        texts = [block.text for block in document.blocks if isinstance(block, Paragraph)][:3]
        year = next((int(text.strip()[:4]) for text in texts if BARE_YEAR.match(text.strip())), None)
    if year is None:
        year = year_of(hints.title) or year_of(document.meta.get("page_title", ""))
    if year is None and published and int(published[5:7]) <= 9:
        year = int(published[:4]) - 1
    return year


def year_of(text: str) -> int | None:
    """The year that a title names, years within document numbers left out.

    >>> year_of("某局2021政府信息公开年报"), year_of("国办函〔2020〕109号"), year_of("信息公开2022年度报告")
    (2021, None, 2022)
    """
    found = re.search(YEAR, in_figures("".join(IN_NUMBER.sub("", text).split())))
    return int(found.group()) if found else None


def find_date(document: Document, hints: Hints, opening: Sequence[str]) -> str:
    """The day of publication, ISO 8601: metadata, then the page's text, then the list, then the address."""
    meta = document.meta
    stated = [meta.get("published_on", ""), meta.get("info_published_on", "")]
    stated += [found["date"] for text in opening if len(text) < 300 and (found := labelled_date(text))]
    stated += [hints.published_on, meta.get("made_on", "")]
    stated += [text for line in opening if DAY_ALONE.fullmatch(text := in_figures(squeeze(line)))]
    for text in stated:
        if text and (date := iso(text)):
            return date
    for pattern in URL_DATE:
        if (found := pattern.search(hints.url)) and (date := day(*found.groups())):
            return date
    return ""


def labelled_date(text: str) -> re.Match[str] | None:
    """The first date of publication in a text; a bare 日期 counts only where no other word runs into it."""
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
