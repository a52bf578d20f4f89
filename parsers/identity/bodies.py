"""Whose report it is: title, publisher, signature, trail, prose and site, in the order of trust."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from parsers.document import Block, Document, Hints, Issue, Paragraph
from parsers.identity.alike import alike, conflict, grouped
from parsers.identity.openings import AGENCY, head_of_annex, paragraphs_before_prose
from parsers.identity.regions import SITE_OWNER, in_region, names_region, region_of
from parsers.labels import simplified, squeeze
from parsers.titles import NAME, REPORT, SUFFIX, YEAR, agency_of, in_figures, is_title, tidy, year_of
from parsers.wording import WORDS, alternatives

_AGENCIES, _META = WORDS["agencies"], WORDS["metadata"]
MOST_PROSE = 60_000  # signs of it that are looked at
SHORTEST = 3  # signs of what is said in place of a name: 本机关
SHORT_REGION = re.compile(_AGENCIES["short_region"])
SUMMED = re.compile("综合|汇总")
BARE_OFFICE = re.compile(f"[{_AGENCIES['regions']}](?:人民)?政府办公[厅室]")  # of which government?
OFFICE = re.compile("(?<=政府)办公[厅室]$")
NO_NAME = re.compile(alternatives(_AGENCIES["no_names"]))
IN_PROSE = re.compile(rf"{_AGENCIES['lead']}[，,、]?(?P<agency>{AGENCY})(?={_AGENCIES['verbs']})")
PUBLISHED = re.compile(
    rf"{_AGENCIES['published_by']}(?=(?P<agency>{AGENCY}[)）]?){YEAR}年[^。]{{0,4}}(?:{REPORT.pattern}|{_AGENCIES['told']}))"
)
# 现公布某局政府信息公开工作2023年度报告.
PUBLISHED_WITH_YEAR = re.compile(
    rf"{_AGENCIES['published_by']}(?=(?P<agency>{AGENCY}){_AGENCIES['told_before']}{YEAR}年)"
)
PUBLISHED_OF_YEAR = re.compile(
    rf"{_AGENCIES['published_by']}{YEAR}年度?(?=(?P<agency>{AGENCY})(?:{REPORT.pattern}|{_AGENCIES['told']}))"
)
PUBLISHING = (PUBLISHED, PUBLISHED_OF_YEAR, PUBLISHED_WITH_YEAR)
MADE = re.compile(rf"(?:^|[,。])(?P<agency>{AGENCY}[)）]?)(?:{_AGENCIES['made_by']})")
MADE_BY = re.compile(rf"(?<!理)由(?P<agency>{AGENCY}){_AGENCIES['maker']}")
PRONOUN = re.compile(_AGENCIES["pronouns"])
INNER = re.compile(_AGENCIES["inner"])
DEFINED = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{4,40})\((?:以?下)?简称:?[“\"《]?(?P<short>[\u4e00-\u9fff]{3,20})[”\"》]?\)"
)
BEFORE_DEFINED = re.compile(_AGENCIES["before_defined"])
SENT = re.compile(rf"(?P<agency>{AGENCY})关于")
TOLD_OF = re.compile(
    rf"(?:{YEAR}年度?)?(?P<agency>{AGENCY})(?:{YEAR}年度?)?(?:(?:政府|政务)?(?:信息|政务)公开|年报$)"
)
ASKED = re.compile(_AGENCIES["asked"])
OF_ITSELF = {sign: re.compile(words) for sign, words in _AGENCIES["of_itself"].items()}
NAMELESS = re.compile(_AGENCIES["nameless"])
KEEPERS = re.compile(_AGENCIES["keepers"])
PORTALS = re.compile(f"{_AGENCIES['keepers']}|{_AGENCIES['portals']}")
MEDIA = re.compile(_AGENCIES["media"])
BODY_NAME = re.compile(r"[局厅委署院会社站所处馆校队办]$")
PAGE_TITLE_CUT = re.compile(WORDS["pages"]["title_cut"])
COLUMN_CUT = re.compile(WORDS["pages"]["column_cut"])
TRAIL_MARKS = re.compile(WORDS["pages"]["trail_marks"])


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


def find_agency(
    title: str, document: Document, hints: Hints, prose: str, signer: str, issues: list[Issue]
) -> str:
    """The agency whose report it is, as printed; an issue where nothing proves which of several it is."""
    meta = document.meta
    agency = agency_of(title) if is_title(title) else ""
    if not agency and (sent := SENT.match("".join(title.split()))):
        agency = sent["agency"]  # 某局关于报送年度报告的函
    if not agency:
        page = of_page(meta.get("page_title", ""))
        agency = next((name for text in (hints.title, page) if (name := agency_of(text))), "")
    if not agency and (told := TOLD_OF.match(in_figures("".join(title.split())))):
        agency = tidy(told["agency"])  # 某局2023年政府信息公开工作总结
    if agency and signer and not KEEPERS.search(signer):
        issues += conflict((("the title", agency), ("the signature", signer)))
    agency = agency or hints.agency or signer or untitled(title, document, hints, prose, issues)
    if not agency:
        return region_of(hints.site or meta.get("site", ""))
    if names_region(agency):
        return agency
    return with_region(agency, tidy(meta.get("publisher", "")), document, hints, prose)


def untitled(title: str, document: Document, hints: Hints, prose: str, issues: list[Issue]) -> str:
    """The agency of a report that neither a title nor a signature names."""
    meta = document.meta
    if agency := alone_below(title, document.blocks) or from_prose(prose, PUBLISHING):
        return in_full(with_name_of(asked(prose), agency), prose)
    publisher = tidy(meta.get("publisher", ""))
    spoken, doubts = reporting(prose)
    if publisher and spoken and not alike(publisher, spoken) and not KEEPERS.search(spoken):
        doubts = conflict((("the publisher", publisher), ("the prose", spoken)))
        if not PORTALS.search(publisher) and not from_prose(prose, (MADE, MADE_BY)):
            spoken = ""
    elif publisher:
        spoken, doubts = "", []
    if agency := spoken or publisher or head_of_annex(document.blocks)[0]:
        issues += doubts
        return in_full(agency, prose)
    agency = of_source(meta.get("source", "")) or from_trail(meta.get("breadcrumb", ""))
    names = [meta.get("author", ""), hints.site, meta.get("site", ""), meta.get("kept_by", "")]
    names += PAGE_TITLE_CUT.split(meta.get("page_title", ""))[1:]
    agency = agency or next((name for text in names if (name := keeper_of(text))), "")
    return agency or asked(prose)


def with_name_of(longer: str, name: str) -> str:
    """The longer name if it ends with the other one: 示例市青溪区水利局, not 青溪区水利局."""
    return longer if longer.endswith(name) else name


def reporting(prose: str) -> tuple[str, list[Issue]]:
    """The body that the prose says made the report, else speaks of most; an issue if another comes near."""
    if made := from_prose(prose, (MADE, MADE_BY)):
        return made, []
    names = spoken_of(prose, (IN_PROSE,))
    groups = grouped(names)
    if len(groups) < 2:
        return (groups[0][0] if groups else ""), []
    if (body := asked(prose)) and (told := [group for group in groups if alike(group[0], body)]):
        return told[0][0], []
    first, second = (sum(names[name] for name in group) for group in groups[:2])
    said = [("the prose", group[0]) for group in groups[:2]]
    return groups[0][0], conflict(said) if second * 2 > first else []


def in_full(agency: str, prose: str) -> str:
    """The name that the prose gives a body before it says how it is called for short.

    >>> in_full("青溪区税务局", "结合国家税务总局青溪区税务局(以下简称“青溪区税务局”)实际")
    '国家税务总局青溪区税务局'
    """
    for found in DEFINED.finditer(prose, 0, 4000):
        name = BEFORE_DEFINED.sub("", found["name"])
        if (
            found["short"] == agency
            and len(name) > len(agency)
            and NAME.fullmatch(name)
            and alike(name, agency)
        ):
            return name
    return agency


def alone_below(title: str, blocks: Sequence[Block]) -> str:
    """The body whose name is the line below a title, or the one above it; "" for none, or other lines."""
    opening = [squeeze(text).strip("()") for text in paragraphs_before_prose(blocks)]
    at = next((at for at, text in enumerate(opening) if text == squeeze(title).strip("()")), None)
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
    """The body that is the source of an article; "" for a site that only names itself, and for the press."""
    named = {squeeze(source), *source.split()[:1]}
    return "" if named & set(_META["no_source"]) or MEDIA.search(source) else tidy(source)


def with_region(agency: str, publisher: str, document: Document, hints: Hints, prose: str) -> str:
    """A bare name of a body, with what the document says before it: 区政务服务中心, 示例县民政局."""
    meta = document.meta
    told = (hints.agency, publisher, tidy(meta.get("source", "")), asked(prose))
    for name in (*told, *spoken_of(prose, (IN_PROSE, PUBLISHED, MADE))):
        if name.endswith(agency) and name != agency:
            return name
    if NAMELESS.fullmatch(agency):
        return agency
    trail = TRAIL_MARKS.split(meta.get("breadcrumb", ""))
    regions = [
        region_of(hints.site or meta.get("site", "")),
        *map(region_of, reversed(trail)),
        *map(region_of, PAGE_TITLE_CUT.split(meta.get("page_title", ""))[1:]),
    ]
    if (name := in_region(agency, filter(None, regions))) != agency:
        return name
    if agency[0] in _AGENCIES["regions"] and (name := in_named_region(agency, prose)):
        return name
    before = Counter(re.findall(rf"(?<![我本全各])([{_AGENCIES['regions']}]){re.escape(agency)}", prose))
    if before:
        sign, count = before.most_common(1)[0]
        if count >= 2 and count * 2 > prose.count(agency):
            return f"{sign}{agency}"
    return agency


def in_named_region(agency: str, prose: str) -> str:
    """A name behind its region, of which the prose speaks elsewhere as well; "" for none and for several.

    >>> in_named_region("市教育局", "按市教育局要求,可在示例市教育局网站和示例市政府网站下载。我在该市教育局")
    '示例市教育局'
    """
    sign, kind = agency[0], agency[1:]
    before = {
        prefix
        for found in re.finditer(rf"(?=([\u4e00-\u9fff]{{2,4}}){agency})", prose)
        for prefix in (found[1][-length:] for length in (2, 3, 4))
        if not PRONOUN.match(prefix) and not PRONOUN.match(prefix[-1])
    }
    told = {prefix: prose.count(prefix + sign) - prose.count(prefix + agency) for prefix in before}
    most = max(told.values(), default=0)
    names = sorted((prefix for prefix in told if most and told[prefix] == most), key=len)
    if not names or not all(names[-1].endswith(name) for name in names):
        return ""
    return names[-1] + sign + kind


def as_printed(name: str, blocks: Sequence[Block]) -> str:
    """A name found in simplified prose as the paragraphs print it, which may be in traditional characters."""
    text = "".join("".join(block.text.split()) for block in blocks if isinstance(block, Paragraph))[
        :MOST_PROSE
    ]
    if not name or name in text:
        return name
    at = simplified(text).find(name)
    return text[at : at + len(name)] if at >= 0 else name


def asked(prose: str) -> str:
    """The body that questions about the report go to, "" where it does not speak of itself as such a one.

    >>> asked("如有疑问,请与示例县民政局办公室联系(电话:0451)。我局认真工作。")
    '示例县民政局'
    >>> asked("请与示例县民政局联系。我县认真工作。")
    ''
    """
    found = ASKED.search(prose, 0, 4000)
    if found is None:
        return ""
    body = found["body"]
    return body if OF_ITSELF[body[-1]].search(prose) else ""


def from_prose(prose: str, patterns: Sequence[re.Pattern[str]]) -> str:
    """The body that the prose speaks of as the one reporting; the first of those named most often."""
    names = spoken_of(prose, patterns)
    return names.most_common(1)[0][0] if names else ""


def spoken_of(prose: str, patterns: Sequence[re.Pattern[str]]) -> Counter[str]:
    """The bodies that the prose speaks of as the one reporting, each as often as it does."""
    return Counter(
        name
        for pattern in patterns
        for found in overlapping(pattern, prose[:8000])
        if not PRONOUN.match(name := spoken(found, prose))
        and (len(name) > SHORTEST or SHORT_REGION.fullmatch(name))
        and not NO_NAME.search(name)
    )


def spoken(found: re.Match[str], prose: str) -> str:
    """The body that a match names; of an office that sums the reports of others it is the government."""
    name = INNER.sub("", tidy(found["agency"]))
    if OFFICE.search(name) and SUMMED.match(prose, found.end("agency")):
        return "" if BARE_OFFICE.fullmatch(name) else OFFICE.sub("", name)
    return name


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
