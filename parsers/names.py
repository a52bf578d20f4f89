"""Names of bodies: what one looks like, and what stands around it and is no part of it."""

from __future__ import annotations

import re

from parsers.labels import simplified
from parsers.wording import WORDS, alternatives
from parsers.yearfigures import YEAR

_TITLES, _AGENCIES = WORDS["titles"], WORDS["agencies"]
SUFFIX = alternatives(_AGENCIES["suffixes"])
# A whole line, or what stands in brackets, that is the name of a body.
NAME = re.compile(rf"[\u4e00-\u9fff（）()、·\d]{{2,40}}?{SUFFIX}[)）]?")
OPENING_MARK = re.compile(r"^(?:【[^】]*】|\[[^\]]*\]|[^：:]*[：:])")
# What counts the lines of a list, or the pages; with nothing behind it only before a name of a region.
NUMBERED = re.compile(
    r"^(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）]|\d{1,3}\s*[.、．]|[①-⑳●•·▪■◆★※]"
    rf"|\d{{1,3}}(?=\s*[\u4e00-\u9fff]{{2,3}}[{_AGENCIES['regions']}]))\s*(?=[\u4e00-\u9fff])"
)
SCOPE_BEHIND = re.compile(
    rf"(?:[（(]{alternatives([*_TITLES['own'], *_TITLES['aggregate']])}[)）]"
    rf"|{_TITLES['scope_behind']}|{_TITLES['district_behind']})$"
)
FORMER_NAME = re.compile("[（(]原[^（）()]+[)）]$")
DAY_BEHIND = re.compile(r"[\s　|]*20\d\d[-/.年]\d.*$")
# Around a title, and not seen.
MARKS = "《》★☆●◆■▲◎※#*=\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
AROUND = MARKS + " 　、，,。.：:;；-—–_|《》〈〉<>\"'“”"
IN_BRACKETS = re.compile(r"[（(]([^（()）]+)[)）]")
PARTS = re.compile(r"[-—–_|]+")
BEFORE_NAME = re.compile(
    rf"^(?:{YEAR}(?:学?年度|学?年)?(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?{alternatives(_TITLES['day_behind'])}?|关于(?:{_TITLES['made_public']})?|{_TITLES['made_again']}|的)"
)
SHORT_YEAR = re.compile(r"(?<![\d第])[12]\d年度?$")
BEHIND_NAME = re.compile(rf"(?:关于|的|{_TITLES['made_public']})+$")
KINDS_ALONE = frozenset(_AGENCIES["kinds_alone"])
UNNAMED = "\ufffd"  # a sign that its font does not name
TWO_SIGNS = re.compile(r"[\u4e00-\u9fff]{2}")


def tidy(agency: str) -> str:
    """A name without marks, years and particles around it; "" for what is no name.

    >>> tidy("东河区民政局："), tidy("（民政局）"), tidy("附件1："), tidy("东河区人民政府-东河区民政局")
    ('东河区民政局', '民政局', '', '东河区民政局')
    >>> tidy("东河区卫健委（原卫计委）"), tidy("12 东河区民政局"), tidy("③东河区民政局"), tidy("12345热线")
    ('东河区卫健委', '东河区民政局', '东河区民政局', '12345热线')
    """
    whole = agency.strip()
    agency = OPENING_MARK.sub("", whole).strip(AROUND)
    if not agency and NAME.fullmatch(simplified(named := whole.strip(AROUND))):
        agency = named  # 某局：2023年政府信息公开年报
    if found := IN_BRACKETS.fullmatch(agency):
        agency = found[1]
    parts = PARTS.split(agency)
    if len(parts) > 1 and all(NAME.fullmatch(simplified(part)) for part in (parts[0], parts[-1])):
        agency = parts[-1]  # the name of the site before that of the body
    agency = FORMER_NAME.sub("", agency)
    agency = NUMBERED.sub("", SCOPE_BEHIND.sub("", DAY_BEHIND.sub("", BEFORE_NAME.sub("", agency))))
    agency = BEFORE_NAME.sub("", agency)
    agency = SHORT_YEAR.sub("", BEHIND_NAME.sub("", agency))
    # A government's name ends with the sign with which the name of the report begins, printed once.
    shared, whole = _AGENCIES["shared_ending"]
    agency = agency.removesuffix(shared) + whole if agency.endswith(shared) else agency
    if agency in KINDS_ALONE:
        return ""
    return agency if TWO_SIGNS.search(agency) and UNNAMED not in agency and len(agency) <= 60 else ""
