"""The bodies that the prose of a report speaks of, and which of them speaks of itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from parsers.document import Block, Issue, Paragraph
from parsers.identity.alike import alike, conflict, grouped
from parsers.identity.openings import AGENCY
from parsers.labels import squeeze
from parsers.names import NAME, SUFFIX, tidy
from parsers.titles import REPORT
from parsers.wording import WORDS, alternatives
from parsers.yearfigures import YEAR, in_figures

_AGENCIES = WORDS["agencies"]
MOST_BLOCKS = 40  # whose sentences are looked at
MOST_SPOKEN = 8000  # of it in which bodies are spoken of
SHORTEST = 3  # signs of what is said in place of a name: 本机关
SHORT_REGION = re.compile(_AGENCIES["short_region"])
SUMMED = re.compile(_AGENCIES["summing"])
BARE_OFFICE = re.compile(f"[{_AGENCIES['regions']}](?:人民)?政府办公[厅室]")  # of which government?
OFFICE = re.compile("(?<=政府)办公[厅室]$")
NO_NAME = re.compile(alternatives(_AGENCIES["no_names"]))
IN_PROSE = re.compile(rf"{_AGENCIES['lead']}[，,、]?(?P<agency>{AGENCY})(?={_AGENCIES['verbs']})")
PUBLISHED = re.compile(
    rf"{_AGENCIES['published_by']}(?=(?P<agency>{AGENCY}[)）]?){YEAR}年?[^。]{{0,4}}(?:{REPORT.pattern}|{_AGENCIES['told']}))"
)
# 现公布某局政府信息公开工作2023年度报告.
PUBLISHED_WITH_YEAR = re.compile(
    rf"{_AGENCIES['published_by']}(?=(?P<agency>{AGENCY}[)）]?){_AGENCIES['told_before']}{YEAR}年)"
)
PUBLISHED_OF_YEAR = re.compile(
    rf"{_AGENCIES['published_by']}{YEAR}年度?(?=(?P<agency>{AGENCY}[)）]?)(?:{REPORT.pattern}|{_AGENCIES['told']}))"
)
PUBLISHING = (PUBLISHED, PUBLISHED_OF_YEAR, PUBLISHED_WITH_YEAR)
# Where no year is told: 现公布某局政府信息公开工作年度报告.
PUBLISHED_NOW = re.compile(rf"{_AGENCIES['published_now']}(?=(?P<agency>{AGENCY}[)）]?)(?:{REPORT.pattern}))")
MADE = re.compile(rf"(?:^|[,。])(?P<agency>{AGENCY}[)）]?)(?:{_AGENCIES['made_by']})")
VERB = re.compile(_AGENCIES["verbs"])
MADE_BY = re.compile(
    rf"(?<!理)由(?P<agency>{AGENCY}(?:\((?!以?下?简称)[^()]{{1,20}}{SUFFIX}\))?){_AGENCIES['maker']}"
)
PRONOUN = re.compile(_AGENCIES["pronouns"])
INNER = re.compile(_AGENCIES["inner"])
DEFINED = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{4,40})\((?:以?下)?简称:?[“\"《]?(?P<short>[\u4e00-\u9fff]{3,20})[”\"》]?[^()。]{0,6}\)"
)
SHORT_NAME = re.compile(r"\((?:以?下)?简称[^()。]{1,40}\)")
# What an office that reports for its government does not do: 区政府办公室坚持….
GOVERNMENT = "人民政府"
OFFICE_SPEAKS = re.compile(rf"政府办公[厅室]{_AGENCIES['verbs']}")
BEFORE_DEFINED = re.compile(_AGENCIES["before_defined"])
ASKED, KEPT = re.compile(_AGENCIES["asked"]), re.compile(_AGENCIES["kept"])
OF_ITSELF = {sign: re.compile(words) for sign, words in _AGENCIES["of_itself"].items()}


def reporting(prose: str) -> tuple[str, list[Issue]]:
    """The body that the prose says made the report, else speaks of most; an issue if another comes near."""
    if made := from_prose(prose, (MADE, MADE_BY)):
        return made, contradicted(made, prose)
    names = spoken_of(prose, (IN_PROSE,))
    groups = grouped(names)
    if len(groups) < 2:
        return (groups[0][0] if groups else ""), []
    if (body := asked(prose)) and (told := [group for group in groups if alike(group[0], body)]):
        return told[0][0], []
    first, second = (sum(names[name] for name in group) for group in groups[:2])
    said = [("the prose", group[0]) for group in groups[:2]]
    return groups[0][0], conflict(said) if second * 2 > first else []


def contradicted(made: str, prose: str) -> list[Issue]:
    """An issue where the body that is asked, and speaks of itself, is not the one that made the report.

    As where the preamble of another body was copied.
    """
    body = asked(prose)
    return conflict((("the prose", made), ("who is asked", body))) if body else []


def from_prose(prose: str, patterns: Sequence[re.Pattern[str]]) -> str:
    """The body that the prose speaks of as the one reporting; the first of those named most often.

    Links to reports of others stand below that of the body.
    """
    names = spoken_of(prose, patterns)
    return min(names, key=lambda name: (-names[name], prose.find(name)), default="")


def spoken_of(prose: str, patterns: Sequence[re.Pattern[str]]) -> Counter[str]:
    """The bodies that the prose speaks of as the one reporting, each as often as it does."""
    return Counter(
        name
        for pattern in patterns
        for found in overlapping(pattern, prose[:MOST_SPOKEN])
        if is_name(name := spoken(found, prose))
    )


def spoken(found: re.Match[str], prose: str) -> str:
    """The body that a match names; of an office that sums the reports of others it is the government."""
    name = INNER.sub("", tidy(found["agency"]))
    if OFFICE.search(name) and SUMMED.match(prose, found.end("agency")):
        return "" if BARE_OFFICE.fullmatch(name) else OFFICE.sub("", name)
    return name


def is_name(text: str) -> bool:
    """Whether a text that ends like the name of a body may be one."""
    if PRONOUN.match(text) or NO_NAME.search(text):
        return False
    return len(text) > SHORTEST or SHORT_REGION.fullmatch(text) is not None


def overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """All matches of a pattern, also those that begin within another: 年度报告由某局根据."""
    found = pattern.search(text)
    while found:
        yield found
        found = pattern.search(text, found.start() + 1)


def asked(prose: str) -> str:
    """The body that questions about the report go to, "" where it does not speak of itself as such a one.

    >>> asked("如有疑问,请与示例县民政局办公室联系(电话:0451)。我局认真工作。")
    '示例县民政局'
    >>> asked("请与示例县民政局联系。我县认真工作。")
    ''
    """
    found = ASKED.search(prose, 0, 4000)
    if found and found["body"].endswith(GOVERNMENT) and OFFICE_SPEAKS.search(prose, found.end()):
        return ""
    return of_itself(found, prose)


def kept(prose: str) -> str:
    """The body on whose own site the report is kept, "" where it does not speak of itself as such a one.

    >>> kept("可在示例市公安局网站下载。我局认真工作。"), kept("可在示例市公安局网站下载。我镇认真工作。")
    ('示例市公安局', '')
    """
    return of_itself(KEPT.search(prose, 0, 4000), prose)


def of_itself(found: re.Match[str] | None, prose: str) -> str:
    """The body that a match names, "" where the prose does not speak of itself as such a one."""
    if found is None:
        return ""
    body = found["body"]
    return body if OF_ITSELF[body[-1]].search(prose) else ""


@cache
def at_beginnings() -> re.Pattern[str]:
    """The name of a body at the beginning of a sentence that says what it does.

    A heading and its ordinal may stand in the same line: 一、总体情况 某局坚持…. Seldom asked for, and so
    made when it is. The name may also follow in whose lead the body works: 在县委领导下，某局….
    """
    return re.compile(
        rf"(?:^|。|{_AGENCIES['led']})(?:[一二三四五六七八九十\d]{{1,2}}[、.]|\([一二三四五六七八九十\d]{{1,2}}\))?"
        rf"(?:[^。,]{{0,10}}(?:情况|概述)[。:]?)?(?P<agency>{AGENCY})(?={_AGENCIES['verbs']})"
    )


def beginning(blocks: Sequence[Block], prose: str) -> str:
    """The body with whose name sentences begin: 某局坚持…; "" for none, and for one that is not the speaker.

    It is if it is named so more than once, or speaks of itself.
    """
    names: Counter[str] = Counter()
    for block in blocks[:MOST_BLOCKS]:
        if isinstance(block, Paragraph):
            names.update(
                tidy(found["agency"])
                for found in at_beginnings().finditer(in_figures(squeeze(block.text)), 0, 2000)
            )
    told = [group[0] for group in grouped(names) if is_name(group[0]) and not VERB.search(group[0])]
    if not told:
        return ""
    sign = told[0][-1]
    itself = OF_ITSELF[sign].search(prose) if sign in OF_ITSELF else f"我{sign}" in prose
    return told[0] if itself or names[told[0]] > 1 else ""


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
