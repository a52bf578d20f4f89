"""Whose report it is, on which year, of which scope, published when: from title, metadata, prose and list.

The order of sources follows what was found to be reliable on real pages: for the year, the platform's own
year, then the title, then the counting period, then the date of publication; for the agency, the title, then
the publisher, then the trail of links, then the prose, with the region of the site before a bare name.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import filterfalse

from parsers.document import Document, Hints, Issue, Paragraph
from parsers.identity.alike import alike, conflict
from parsers.identity.bodies import MOST_PROSE, as_printed, find_agency, of_page
from parsers.identity.days import DIGIT, before_the_end_of, find_date
from parsers.identity.labelled import begins_labelled, stands_labelled, with_labelled
from parsers.identity.openings import AGENCY, find_signature, head_of_annex, paragraphs_before_prose
from parsers.identity.recognised import left_in_doubt
from parsers.identity.speakers import reporting
from parsers.labels import squeeze
from parsers.sections import heading_number
from parsers.titles import (
    LONGEST_TITLE,
    REPORT,
    STOPS,
    TRAIL,
    TWO_YEARS,
    agency_of,
    clean,
    is_title,
    of_two_years,
    titles_in,
    year_of,
)
from parsers.wording import WORDS
from parsers.yearfigures import YEAR, in_figures

_TITLES, _META = WORDS["titles"], WORDS["metadata"]
NEIGHBOURS = tuple(WORDS["pages"]["neighbours"])
BARE_YEAR = re.compile(rf"^[（(]?(?P<year>{YEAR})\s*(?:年|年度)?[)）]?$")
COUNTING = [re.compile(pattern) for pattern in WORDS["periods"]["counting"]]
COUNTING_PART, OF_ALL = (re.compile(WORDS["periods"][key]) for key in ("part", "of_all"))
BEGINS_WITH_PART = re.compile(rf"(?:^|。)\s*(?:{YEAR}|[今本]){WORDS['periods']['begun']}")
# Of whose report the year may be either of two.
SCHOOL_YEAR = re.compile(r"20\d\d年0?[89]月0?1日[^。]{0,6}20\d\d年0?[78]月31日")
MADE_OF = re.compile(
    rf"{_TITLES['made_of']}[^。,]{{0,40}}?(?P<year>{YEAR})年度?[^。]{{0,4}}(?:{REPORT.pattern}|{WORDS['agencies']['told']})(?![^。,]{{0,20}}{_TITLES['notice']})"
)
NAMED_REPORT = re.compile(rf"(?P<year>{YEAR})年[^。]{{0,4}}{REPORT.pattern}")
BEGINS_WITH_YEAR = re.compile(rf"(?:^|。)\s*({YEAR})年度?[，,](?![^。]{{0,24}}{_TITLES['to_come']})")
OWN_COUNTED = re.compile(_TITLES["own_counted"])
INDEX_NUMBER = re.compile(r"\d{5}/20\d\d-\d")
A_DAY = re.compile(rf"{YEAR}(?:年\d{{1,2}}月|([-/.])\d{{1,2}}\1\d)")
NUMBER_ALONE = re.compile(rf"[\u4e00-\u9fff]{{2,14}}[〔\[(【](?P<year>{YEAR})[〕\])】]\d{{1,4}}号")
SITE_BEHIND = re.compile(r"\s*[-_|—–]")
TELLING = re.compile(_TITLES["telling"])
OF_MANY = re.compile(_TITLES["of_many"])  # the title of a table of several bodies
MOST_PARAGRAPHS = 20
MOST_WORDS = 5  # parted by blanks, of a title without a year
SUMMED_IN_PROSE, OWN_IN_PROSE, SUMMED_NAME = (
    re.compile("|".join(f"(?:{pattern})" for pattern in _TITLES[key]))
    for key in ("aggregate_prose", "own_prose", "summed_names")
)


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
    if document.kind != "html":  # whose reader has seen the table itself
        document = with_labelled(document)
    opening = paragraphs_before_prose(document.blocks)
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    if document.kind != "html":
        texts = list(filterfalse(stands_labelled, texts))
    prose = in_figures(squeeze("\n".join(texts))[:MOST_PROSE])
    signature = find_signature(document.blocks)
    counted = counting_year(prose)
    title = find_title(document, hints, opening, counted, signature[0], issues)
    published = find_date(document, hints, opening, signature[1], hints.year or year_of(title) or counted)
    year = find_year(title, document, hints, prose, counted, published, issues)
    meta = document.meta
    if agency := meta.get("body", ""):
        full = find_agency(title, document, hints, prose, signature[0], [])
        agency = full if full.endswith(agency) else agency  # as 教育局 is named in 填报单位:某市教育局
        if spoken := reporting(prose)[0]:
            issues += conflict((("the line above", agency), ("the prose", spoken)))
    else:
        agency = find_agency(title, document, hints, prose, signature[0], issues)
    if agency not in title:
        agency = as_printed(agency, document.blocks)
    other = meta.get("body", "") not in title  # it is that of a report of others
    scope = meta.get("scope", "") or find_scope("" if other else title, prose)
    number = meta.get("document_number", "") or number_alone(opening, year)
    index = meta.get("index_number", "")
    issues += left_in_doubt(document, hints, agency, year, number)
    return Identity(
        title,
        agency,
        year,
        scope,
        published,
        index if DIGIT.search(index) else "",
        number if DIGIT.search(number) and not REPORT.search(squeeze(number)) else "",
        tuple(issues),
    )


def number_alone(opening: Sequence[str], year: int | None) -> str:
    """The document number that is a line of its own above the prose, "" for none, for several, and for one
    that is of another year than that of the report and the next: 某统发〔2025〕2号.
    """
    may_be = [line for line in opening if "号" in line or "號" in line]
    numbers = {line.strip(): NUMBER_ALONE.fullmatch(squeeze(line)) for line in may_be}
    found = [
        line for line, number in numbers.items() if number and int(number["year"]) - (year or 0) in (0, 1)
    ]
    return found[0] if len(found) == 1 else ""


def find_title(
    document: Document,
    hints: Hints,
    opening: Sequence[str],
    counted: int | None,
    signer: str,
    issues: list[Issue],
) -> str:
    """The title as printed, white space collapsed: the one that says most, in the order of trust.

    Of titles that name different years one of the year `counted` is taken: a publishing system may keep
    that of the year before. Of those that name different bodies it is the one printed above the prose where
    the report is signed by that body.
    """
    meta = document.meta
    opening = [text for text in opening if not begins_labelled(text)]
    printed = list(titles_in(opening))
    page = of_page(meta.get("page_title", ""))
    stated = [
        meta.get("title", ""),
        meta.get("heading", ""),
        meta.get("info_title", ""),
        *printed,
        hints.title,
        page,
        of_page(meta["title_twin"]) if "title_twin" in meta else "",
    ]
    candidates = [clean(text) for text in stated if text and text.strip()]
    # The name of the column, which stands above a notice as well, is the last thing to go by.
    generic = [text for text in candidates if text in _META["generic_titles"] and is_title(text)]
    reports = [text for text in candidates if is_title(text) and text not in generic]
    full = [text for text in reports if year_of(text) and agency_of(text)]
    if not full:
        # Above the article; several are a list of reports.
        above = {clean(text) for text in meta.get("head", "").split("\n") if is_title(text)}
        above -= set(titles_below(document)) if above else set()
        full = [text for text in above if len(above) == 1 and year_of(text) and agency_of(text)]
    years = {year_of(text) for text in full}
    if len(years) > 1 and counted in years and year_of(full[0]) != counted:
        said = f"the title of the page says {year_of(full[0])}, that of the report {counted}"
        issues.append(Issue("year_conflict", said))
        full = [text for text in full if year_of(text) == counted]
    for choice in (full, [text for text in reports if agency_of(text)], reports):
        if choice:
            return of_signer(without_site(choice[0], choice), printed, signer, issues)
    named = [
        clean(text) for text in (meta.get("title", ""), meta.get("heading", ""), hints.title, page) if text
    ]
    named = [text for text in named if text not in _META["generic_titles"] and not OF_MANY.search(text)]
    if named:
        return named[0]
    if generic:
        return generic[0]
    first = opening[0] if opening else ""
    none = (A_DAY, INDEX_NUMBER, OF_MANY, TRAIL)
    if len(first) > LONGEST_TITLE or heading_number(first) or any(each.search(first) for each in none):
        return ""
    columns = len(first.split()) > MOST_WORDS and not year_of(first)
    if columns or STOPS.search(first.strip()) or not TELLING.search(squeeze(first)):
        return ""
    return clean(first)


def titles_below(document: Document) -> Iterator[str]:
    """The titles printed below the first heading, as those of other reports are."""
    blocks = itertools.dropwhile(
        lambda block: not isinstance(block, Paragraph) or not heading_number(block.text), document.blocks
    )
    texts = (block.text for block in blocks if isinstance(block, Paragraph))
    return (clean(text) for text in texts if text.startswith(NEIGHBOURS) or is_title(text))


def without_site(title: str, others: Sequence[str]) -> str:
    """A title without the name of a site behind it, which another one shows to be none of it.

    >>> without_site("某局2023年报-某局网", ["某局2023年报-某局网", "某局2023年报"])
    '某局2023年报'
    """
    shorter = (other for other in others if title.startswith(other) and SITE_BEHIND.match(title, len(other)))
    return next(shorter, title)


def of_signer(title: str, printed: Sequence[str], signer: str, issues: list[Issue]) -> str:
    """The title, or the last one printed if it names another body, and that of the signature."""
    named = agency_of(title)
    last = next((clean(text) for text in reversed(printed) if agency_of(text)), "")
    if not named or not last or last == title or alike(named, agency_of(last)):
        return title
    issues += conflict((("the title of the page", named), ("that of the report", agency_of(last))))
    return last if signer and alike(signer, agency_of(last)) else title


def find_year(
    title: str,
    document: Document,
    hints: Hints,
    prose: str,
    counted: int | None,
    published: str,
    issues: list[Issue],
) -> int | None:
    """The year reported on; an issue where title, counting period, prose or publication tell another."""
    printed = year_of(title)
    if printed is None and (made := MADE_OF.search(prose[:8000])):
        printed = int(made["year"])  # 现公布某局2023年…年度报告
    school = printed and printed - 1 == counted and SCHOOL_YEAR.search(prose)
    if printed and counted and printed != counted and abs(printed - counted) < 5 and not school:
        source = "the title says" if year_of(title) else "the report is called that of"
        issues.append(Issue("year_conflict", f"{source} {printed}, the counting period {counted}"))
    year = hints.year or printed or counted
    if hints.year and printed and printed != hints.year:
        issues.append(Issue("year_conflict", f"the list says {hints.year}, the title {printed}"))
    if year is not None and not any(issue.code == "year_conflict" for issue in issues):
        issues += year_in_doubt(year, title, document, prose, counted, published)
    if year is None:
        texts = [block.text for block in document.blocks if isinstance(block, Paragraph)][:3]
        year = next((int(found["year"]) for text in texts if (found := BARE_YEAR.match(text.strip()))), None)
    if year is None:
        year = year_of(hints.title) or year_of(document.meta.get("page_title", ""))
        year = year or head_of_annex(document.blocks)[1]
    if year is None and "of_year" in document.meta:  # of the reports that one document holds
        year = int(document.meta["of_year"])
    if year is None:
        year = year_named(document, prose[:8000])
    if year is None:
        year = year_of_sentences(document) or year_of_sentences(document, body_in_year())
    if year is None and published and int(published[5:7]) <= 9 and not of_two_years(title):
        year = int(published[:4]) - 1
    return year


def year_named(document: Document, prose: str) -> int | None:
    """The year of the first report that the prose speaks of, titles of others below it aside."""
    for title in itertools.islice(titles_below(document), MOST_PARAGRAPHS):
        prose = prose.replace(in_figures(squeeze(title)), "")
    said = NAMED_REPORT.search(prose)
    return int(said["year"]) if said else None


def year_in_doubt(
    year: int, title: str, document: Document, prose: str, counted: int | None, published: str
) -> Iterator[Issue]:
    """Issues where a report was published before its year had ended, counts in a part of it, is called that
    of two, or where its sentences begin with another.
    """
    if COUNTING_PART.search(prose):
        yield Issue("year_conflict", f"the report is called that of {year}, and counts in a part of it")
        return
    named = in_figures(squeeze(title))
    if counted is None and "学年" not in named and TWO_YEARS.search(named):
        yield Issue("year_conflict", f"the title names two years, of which {year} is the later")
        return
    if published and before_the_end_of(year, published):
        said = f"the report is called that of {year}, it was published on {published}"
        yield Issue("year_conflict", said)
        return
    if counted is None and tells_of_part(document, prose):
        yield Issue(
            "year_conflict", f"the report is called that of {year}, its sentences speak of a part of it"
        )
        return
    told = year_of_sentences(document) if counted is None else None
    if told in (None, year) or (published and before_the_end_of(told, published)):
        return  # of a year to come they speak as of a plan
    yield Issue("year_conflict", f"the report is called that of {year}, its sentences speak of {told}")


def year_of_sentences(document: Document, said: re.Pattern[str] = BEGINS_WITH_YEAR) -> int | None:
    """The year with which sentences of the first paragraphs begin, None if with several, or none."""
    years = {found for text in first_paragraphs(document) for found in said.findall(text)}
    return int(years.pop()) if len(years) == 1 else None


@cache
def body_in_year() -> re.Pattern[str]:
    """The year before the name of the body that a sentence begins with: 2023年我局…, 2023年某镇坚持…."""
    verbs = WORDS["agencies"]["verbs"]
    return re.compile(rf"(?:^|。)\s*({YEAR})年度?(?:我|本(?!年|报告)|{AGENCY}(?={verbs}))")


def tells_of_part(document: Document, prose: str) -> bool:
    """Whether first sentences begin with a part of a year, and none speaks of a whole one."""
    texts = first_paragraphs(document)
    part = any(map(BEGINS_WITH_PART.search, texts))
    return part and not any(map(BEGINS_WITH_YEAR.search, texts)) and not OF_ALL.search(prose)


def first_paragraphs(document: Document) -> list[str]:
    """The first paragraphs, years and days in figures."""
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    return list(map(in_figures, texts[:MOST_PARAGRAPHS]))


def counting_year(prose: str) -> int | None:
    """The year in which a report counts, by the sentence that says so; None without one."""
    return next((int(found[1]) for pattern in COUNTING if (found := pattern.search(prose))), None)


def find_scope(title: str, prose: str) -> str:
    """own, aggregate, or unknown where title and prose disagree.

    What the prose calls the report counts where no title names the body.
    """
    named = squeeze(title)
    if not agency_of(title) and (made := MADE_OF.search(prose[:8000])):
        named = made[0]
    summed = any(word in named for word in _TITLES["aggregate"]) or SUMMED_NAME.search(named) is not None
    own = any(word in named for word in _TITLES["own"])
    told = SUMMED_IN_PROSE.search(prose, 0, 4000) is not None
    alone = OWN_IN_PROSE.search(prose, 0, 4000) is not None
    if told and not alone:
        alone = OWN_COUNTED.search(prose, 0, 4000) is not None
    if (summed or told) and (own or alone):
        return "unknown"
    return "aggregate" if summed or told else "own"
