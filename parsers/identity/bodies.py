"""Whose report it is: title, publisher, signature, trail, prose and site, in the order of trust."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from parsers.document import Block, Document, Hints, Issue, Paragraph
from parsers.identity.alike import GENERAL, alike, conflict
from parsers.identity.openings import AGENCY, head_of_annex, paragraphs_before_prose
from parsers.identity.regions import NO_REGION, SIGNS, SITE_OWNER, in_region, names_region, region_of
from parsers.identity.speakers import (
    GOVERNMENT,
    IN_PROSE,
    INNER,
    MADE,
    MADE_BY,
    MOST_SPOKEN,
    OFFICE,
    PRONOUN,
    PUBLISHED,
    PUBLISHED_NOW,
    PUBLISHING,
    SHORT_NAME,
    asked,
    beginning,
    contradicted,
    from_prose,
    in_full,
    kept,
    reporting,
    spoken_of,
)
from parsers.labels import simplified, squeeze
from parsers.names import NAME, SUFFIX, tidy
from parsers.titles import SITE_NAME, agency_of, is_title, year_of
from parsers.wording import WORDS
from parsers.yearfigures import YEAR, in_figures

_AGENCIES, _META = WORDS["agencies"], WORDS["metadata"]
MOST_PROSE = 60_000  # signs of it that are looked at
SENT = re.compile(rf"(?P<agency>{AGENCY})关于")
TOLD_OF = re.compile(
    rf"(?:{YEAR}年度?)?(?P<agency>{AGENCY})(?:{YEAR}年度?)?(?:(?:政府|政务)?(?:信息|政务)公开|年报$)"
)
NAMELESS = re.compile(_AGENCIES["nameless"])
KEEPERS = re.compile(_AGENCIES["keepers"])
PORTALS = re.compile(f"{_AGENCIES['keepers']}|{_AGENCIES['portals']}")
MEDIA = re.compile(_AGENCIES["media"])
BODY_NAME = re.compile(r"[局厅委署院会社站所处馆校队办]$")
OFFICE_CUT = re.compile(r"[/／\s]+")
AT_NAME = "[年由与将是经和及对向在据按请]"  # before the name of a body in a sentence
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
    plain = SHORT_NAME.sub("", prose[:MOST_SPOKEN]) if "简称" in prose else prose
    made = from_prose(plain, (MADE, MADE_BY))
    published = from_prose(plain, PUBLISHING) or from_prose(plain, (PUBLISHED_NOW,))
    if made and not alike(made, published) and plain.find(made) < plain.find(published):
        published = ""  # a link to the report of another
    if agency := alone_below(title, document.blocks) or published:
        issues += contradicted(agency, prose)
        return in_full(with_name_of(asked(prose), agency), prose)
    publisher = without_office(tidy(meta.get("publisher", "")))
    spoken, doubts = reporting(plain)
    fuller = names_region(publisher) or not names_region(spoken)
    if publisher and spoken and not alike(publisher, spoken) and (made or not KEEPERS.search(spoken)):
        doubts = conflict((("the publisher", publisher), ("the prose", spoken)))
        if not PORTALS.search(publisher) and not made:
            spoken = ""
    elif publisher and fuller and not below_government(spoken, publisher):
        spoken, doubts = "", []
    if agency := spoken or publisher or head_of_annex(document.blocks)[0]:
        issues += doubts
        return in_full(agency, prose)
    agency = of_source(meta.get("source", "")) or from_trail(meta.get("breadcrumb", ""))
    names = [meta.get("author", ""), hints.site, meta.get("site", ""), meta.get("kept_by", "")]
    names += PAGE_TITLE_CUT.split(meta.get("page_title", ""))[1:] + PAGE_TITLE_CUT.split(title)[1:]
    agency = agency or next((name for text in names if (name := keeper_of(text))), "")
    return agency or asked(prose) or kept(prose) or beginning(document.blocks, prose)


def below_government(body: str, publisher: str) -> bool:
    """Whether a body is one below the government that publishes its report, and not that or its office.

    >>> below_government("示例县水利局", "示例县人民政府"), below_government("示例县白石镇", "示例县人民政府")
    (True, True)
    >>> below_government("示例县政府办公室", "示例县人民政府"), below_government("示例县", "示例县人民政府")
    (False, False)
    """
    if not publisher.endswith(GOVERNMENT):
        return False
    signs, others = (Counter(GENERAL.sub("", simplified(name))) for name in (OFFICE.sub("", body), publisher))
    return bool(signs - others) and others <= signs


def with_name_of(longer: str, name: str) -> str:
    """The longer name if it ends with the other one: 示例市青溪区水利局, not 青溪区水利局."""
    return longer if longer.endswith(name) else name


def alone_below(title: str, blocks: Sequence[Block]) -> str:
    """The body whose name is the line below a title, or the one above it; "" for none, or other lines."""
    opening = [squeeze(text).strip("()") for text in paragraphs_before_prose(blocks)]
    at = next((at for at, text in enumerate(opening) if text == squeeze(title).strip("()")), None)
    if at is None:
        return ""
    beside = opening[at + 1 : at + 2] + opening[max(at - 1, 0) : at]
    names = (line for line in beside if NAME.fullmatch(line) and not SITE_NAME.search(line))
    return next((line for line in names if not is_title(line)), "")


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
    return "" if named & set(_META["no_source"]) or MEDIA.search(source) else without_office(tidy(source))


def without_office(name: str) -> str:
    """A name without the office behind it, and its parts put together.

    >>> without_office("示例县水利局/办公室"), without_office("示例县 水利局"), without_office("示例县水利局")
    ('示例县水利局', '示例县水利局', '示例县水利局')
    """
    parts = OFFICE_CUT.split(name)
    return INNER.sub("", "".join(parts)) if len(parts) > 1 and NAME.fullmatch("".join(parts)) else name


def with_region(agency: str, publisher: str, document: Document, hints: Hints, prose: str) -> str:
    """A bare name of a body, with what the document says before it: 区政务服务中心, 示例县民政局."""
    meta = document.meta
    told = (hints.agency, publisher, tidy(meta.get("source", "")), asked(prose))
    for name in (*told, *spoken_of(prose, (IN_PROSE, PUBLISHED, MADE))):
        with_sign = name[:1] in SIGNS or NAMELESS.fullmatch(agency)
        if name.endswith(agency) and name != agency and (with_sign or names_region(name)):
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
    if (
        name := in_named_region(agency, prose)
        if agency[0] in _AGENCIES["regions"]
        else in_full_name(agency, prose)
    ):
        return name
    before = Counter(re.findall(rf"(?<![我本全各])([{_AGENCIES['regions']}]){re.escape(agency)}", prose))
    if before:
        sign, count = before.most_common(1)[0]
        if count >= 2 and count * 2 > prose.count(agency):
            return f"{sign}{agency}"
    return agency


def in_full_name(agency: str, prose: str) -> str:
    """A name behind the region with which the prose names it; "" for none and for several.

    >>> in_full_name("住建局", "2023年示例县住建局收到3件。向示例县住建局提出")
    '示例县住建局'
    >>> in_full_name("住建局", "示例县住建局和青溪县住建局"), in_full_name("住建局", "学习示例县住建局")
    ('', '')
    """
    region = rf"([\u4e00-\u9fff]{{2,3}}[{_AGENCIES['regions']}])"
    told = set(
        re.findall(rf"(?:^|[^\u4e00-\u9fff]|{AT_NAME})(?!{AT_NAME}){region}{re.escape(agency)}", prose)
    )
    named = told.pop() if len(told) == 1 else ""
    return named + agency if named and not PRONOUN.match(named) and not NO_REGION.search(named) else ""


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
    """A name found in simplified prose as the paragraphs print it: traditional, with wide brackets."""
    text = "".join("".join(block.text.split()) for block in blocks if isinstance(block, Paragraph))[
        :MOST_PROSE
    ]
    if not name or name in text:
        return name
    at = simplified(text).replace("（", "(").replace("）", ")").find(name)
    return text[at : at + len(name)] if at >= 0 else name


def from_trail(trail: str) -> str:
    """The body in a trail of links: its last part that ends like the name of one."""
    parts = TRAIL_MARKS.split(trail)
    for part in reversed(parts):
        if re.search(rf"^[\u4e00-\u9fff]{{2,30}}{SUFFIX}$", part) and part not in _META["generic_titles"]:
            return part
    return ""
