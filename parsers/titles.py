"""What a title says: whether it is one of an annual report, whose report, and on which year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers.document import STRUCK
from parsers.labels import ORDINAL, simplified, squeeze
from parsers.names import MARKS, NAME, UNNAMED, tidy
from parsers.remembered import remembered
from parsers.wording import WORDS, alternatives
from parsers.yearfigures import YEAR, in_figures

_TITLES, _AGENCIES = WORDS["titles"], WORDS["agencies"]
TRAIL = re.compile("[>\uff1e»\u203a→]")  # between the columns of a trail of links
A_YEAR = re.compile(YEAR)
WITH_YEAR = re.compile(rf"{YEAR}(?:学?年度|学?年)?")
PAGE_HEAD = re.compile(rf"[\W\d_]*|.*{YEAR}.*")  # a number, or another year
# Of a page of a book, before its title.
PAGE_MARK = re.compile(r"(?:Page\s*\d+|第\s*\d+\s*页)\s*[-—–:：_|]\s*(?=\S)", re.IGNORECASE)
# Of a page that a browser printed: 11/22/23, 7:19 PM, 2024/1/5 下午7:19.
PRINTED_AT = re.compile(
    r"[\d/.,，年月日 -]{0,20}(?:[上下]午 ?)?\d{1,2}:\d\d(?::\d\d)? ?(?:[AP]M)?[\s|]*(?=[^\d\s]|20\d\d)",
    re.IGNORECASE,
)
# Of an official letter, before its title in one line: 某教〔2024〕3号 签发人：甲乙丙 某校2023年….
SIGNED_BY = re.compile(
    r"\S{0,12}[〔\[【(（]\s*20\d\d\s*[〕\]】)）]\s*\d+\s*[号號]\s*[签簽][发發]人[:：]\s*\S{2,4}\s+(?=\S)"
)
RUN_IN_HEAD = re.compile(rf"^{YEAR} ?(?=[^\d年]{{3}}.*{YEAR} ?年)")  # of a page, before a title with a year
REPORT = re.compile(rf"(?:{_TITLES['report']})")
TITLE = re.compile(rf"^.{{0,80}}?(?:{_TITLES['report']})(?:{_TITLES['tail']})$")
NOT_REPORT = re.compile(f"{alternatives(_TITLES['not_report'])}|{_TITLES['first_months']}")
SENTENCE = re.compile(_TITLES["sentence"])
IN_NUMBER = re.compile(r"[〔\[【(（]\s*20\d\d\s*[〕\]】)）]\s*\d*\s*号?")
STOPS = re.compile(r"[。！？!?；;：:]$")
AFTER_DASH = re.compile(r"[-—–_|][\u4e00-\u9fff]")
BEHIND = re.compile(
    r"(?:[（(【](?P<inside>[^（(）)】]+(?:[（(][^）)]*[）)])?)[）)】]|[—–―－-]{2}(?P<after>.+))$"
)
BRACKETED_MARK = re.compile(r"^(?:【[^】]*】|\[[^\]]*\])")
# A region or a body in brackets that is a part of the name: 【某县】水利局, [某县水利局]2023年…
NAME_IN_BRACKETS = re.compile(r"[【\[〔（(]([\u4e00-\u9fff]{2,40})[】\]〕）)](?=.)")
# Of two: 2022—2023年, 2024年1月发布2023年.
FIRST_YEAR = re.compile(
    rf"(?<!\d)20[0-3]\d(?:年度?)?(?:[/、\-—–~～至和及与]+|(?:\d{{1,2}}月)?{alternatives(_TITLES['day_behind'])}的?)$"
)
TWO_YEARS = re.compile(rf"{YEAR}(?:年度?)?[/、\-—–~～至和及与]+{YEAR}")
QUOTED = re.compile('["“]([^"“”]+)["”]')  # as a whole
FILE_ENDING = re.compile(r"\.(?:docx?|wps|pdf|ofd|xlsx?|et|s?html?|txt)$", re.IGNORECASE)
UNNAMED_YEAR = re.compile(f"{UNNAMED}{{2,4}}年度?")
IN_REGION = re.compile(rf"[\u4e00-\u9fff]{{2}}[{_AGENCIES['regions']}]")
# Of a line above a title: words parted, as those of a menu are, or what a column is called.
TELLING = re.compile(rf"[^\s|]{{2,}}[\s|]+[^\s|]{{2,}}|{_TITLES['telling']}")
REGION_ALONE = re.compile(rf"[\u4e00-\u9fff]{{1,9}}[{_AGENCIES['regions']}]")
SITE_NAME = re.compile("网站?$")
# The days between which a report counts, where its title gives them.
PERIOD = re.compile(r"(?<=年)\d{1,2}月\d{1,2}日[至到—–~～-]+(?:20\d\d年)?\d{1,2}月\d{1,2}日")
# A title with the prose behind it, parted by a blank: a page in one line.
BEFORE_PROSE = re.compile(r"\s*([^。]{4,88}?(?:报告|年报))\s+(?=\S)")
# What pages say above any article.
OF_ANY_PAGE = frozenset(
    name for name in WORDS["metadata"]["generic_titles"] if "公开" not in name and "报" not in name
) | frozenset(WORDS["metadata"]["values"])
ON_ANY_PAGE = re.compile(_TITLES["on_any_page"])
COLUMNS = frozenset(WORDS["metadata"]["generic_titles"])
STRUCK_OUT = re.compile(f".{STRUCK}")
LONGEST_TITLE = 90
MOST_TITLES = 1024  # of which is kept what they say


def is_title(text: str) -> bool:
    """Whether a text is the title of an annual report, whatever its wording.

    >>> is_title("某区教育局2023年政府信息公开工作年度报告"), is_title("2022年度某镇政府信息公开年报")
    (True, True)
    >>> is_title("关于做好2023年政府信息公开工作年度报告编制工作的通知")
    False
    """
    return ("报" in text or "報" in text) and names_report(text)


@remembered(MOST_TITLES)
def names_report(text: str) -> bool:
    """Whether a text with the sign of reports is the title of one."""
    plain = in_figures(IN_NUMBER.sub("", unquoted(squeeze(text))))
    if plain.endswith("?") and A_YEAR.search(plain):
        plain = plain[:-1]  # of a sign that was lost; no question names a year
    if not plain or len(plain) > LONGEST_TITLE or STOPS.search(plain) or TRAIL.search(plain):
        return False
    if ORDINAL.match(plain) and not A_YEAR.search(plain):
        return False  # a heading of a plan: 四、编制发布年度报告
    if SENTENCE.match(plain) or NOT_REPORT.search(plain):
        return False
    return TITLE.search(plain) is not None or TITLE.search(WITH_YEAR.sub("", plain)) is not None


def titles_in(texts: Sequence[str]) -> Iterator[str]:
    """Titles printed in the opening, those broken over two or three lines joined."""
    telling = ["报" in text or "報" in text for text in texts]
    for at in range(len(texts)):
        if len(texts[at]) > LONGEST_TITLE or "。" in texts[at]:
            if telling[at] and (found := BEFORE_PROSE.match(texts[at])) and is_title(found[1]):
                yield found[1]
            continue
        for count in (3, 2, 1):
            if not any(telling[at : at + count]):
                break
            lines = texts[at : at + count]
            if len(lines) < count or any(len(line) > LONGEST_TITLE for line in lines):
                continue
            joined = "".join(line.replace("\n", "") for line in lines)
            parts = [lines[-1], *("".join(lines[:end]) for end in range(1, count))]
            if count > 1 and any(map(is_title, parts)) and not names_body(lines):
                continue  # whole without its neighbours
            above = squeeze(lines[0])
            if count > 1 and above.endswith(":") and not NAME.fullmatch(above[:-1]):
                continue  # a label of which the value is not given
            if count > 1 and (ON_ANY_PAGE.search(above) or of_the_page(lines)):
                continue
            if count > 1 and (above in OF_ANY_PAGE or squeeze("".join(lines[1:])).startswith(above)):
                continue
            if count > 1 and PAGE_HEAD.fullmatch(lines[0]) and year_of("".join(lines[1:])):
                continue  # the head of a page above a title that names its year
            if is_title(joined):
                yield joined
                break


def of_the_page(lines: Sequence[str]) -> bool:
    """Whether the first line is one of the page, not of the title that the others make as a whole.

    >>> of_the_page(["打印 关闭", "某市某海关2023年政府信息", "公开年报"])
    True
    >>> of_the_page(["某市某海关", "缉私局2023年政府信息", "公开年报"])
    False
    """
    above, below = lines[0].strip(), "".join(line.replace("\n", "") for line in lines[1:])
    if not is_title(below) or not year_of(below):
        return False
    if NAME.fullmatch(simplified(squeeze(above))) and not SITE_NAME.search(above):
        return False
    if not (agency := agency_of(below)):
        return False
    return any((IN_REGION.search(simplified(agency)), TELLING.search(above), SITE_NAME.search(above)))


def names_body(lines: Sequence[str]) -> bool:
    """Whether the last line is a title that names no body, those before it the name of one."""
    names = [squeeze(line) for line in lines[:-1]]
    if len(names) > 1 and all(map(NAME.fullmatch, names)) and not REGION_ALONE.fullmatch(names[0]):
        return False
    name = WITH_YEAR.sub("", in_figures(squeeze("".join(lines[:-1]))))
    return not agency_of(lines[-1].replace("\n", "")) and bool(NAME.fullmatch(name)) and not is_title(name)


@remembered(MOST_TITLES)
def year_of(text: str) -> int | None:
    """The year that a title names, years within document numbers left out.

    >>> year_of("某局2021政府信息公开年报"), year_of("国办函〔2020〕109号"), year_of("信息公开2022年度报告")
    (2021, None, 2022)
    >>> year_of("2024年1月发布某局2023年政府信息公开年报"), year_of("2023年政府信息公开年报（2024年发布）")
    (2023, 2023)
    """
    plain = in_figures("".join(IN_NUMBER.sub("", text).split()))
    report = REPORT.search(simplified(plain)) if plain.count("20") > 1 else None
    found = year_before(plain[: report.start()]) if report else None
    if not found and report and TWO_YEARS.search(plain, report.end()):
        return None
    found = found or A_YEAR.search(plain)
    return int(found.group()[:4]) if found else None


def of_two_years(title: str) -> bool:
    """Whether a title names two years behind the name of the report, and so does not tell which it is on.

    >>> of_two_years("某局政府信息公开年报（2022-2023）"), of_two_years("某局政府信息公开年报（2023）")
    (True, False)
    """
    return year_of(title) is None and bool(TWO_YEARS.search(in_figures(squeeze(title))))


def year_before(text: str) -> re.Match[str] | None:
    """The year before the name of the report: of several the last that is called one; None for none."""
    years = list(WITH_YEAR.finditer(text))
    named = [year for year in years if "年" in year[0] and "学" not in year[0]]  # a school year: the first
    return named[-1] if named else years[0] if years else None


@remembered(MOST_TITLES)
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
    >>> agency_of("【2023年报】东河区民政局信息公开年报"), agency_of("2024年1月发布某镇2023年信息公开报告")
    ('东河区民政局', '某镇')
    >>> agency_of("东河区2023年信息公开年报（民政局）"), agency_of("东河县2023年信息公开年报（清水镇）")
    ('东河区民政局', '东河县清水镇')
    >>> agency_of("东河区民政局\ufffd\ufffd\ufffd\ufffd年政府信息公开工作年度报告")
    '东河区民政局'
    """
    whole = PERIOD.sub("", in_figures(IN_NUMBER.sub("", UNNAMED_YEAR.sub("", "".join(title.split())))))
    whole = with_name(whole)
    plain = BRACKETED_MARK.sub("", whole)
    found = REPORT.search(simplified(plain))
    if found is None and plain != whole:
        plain = whole
        found = REPORT.search(simplified(plain))
    if found is None:  # 政府信息公开2021年度报告
        plain = WITH_YEAR.sub("", plain)
        found = REPORT.search(simplified(plain))
    if found is None:
        return ""
    before = plain[: found.start()]
    year = year_before(before)
    if year is None:
        return tidy(before) or named_behind(whole)
    front, back = FIRST_YEAR.sub("", before[: year.start()]), before[year.end() :]
    named = tidy(front) or tidy(back)
    if not named or REGION_ALONE.fullmatch(simplified(named)):
        behind = named_behind(whole)
        if behind.startswith(named) or not behind:
            return behind or named
        # 某县2023年政府信息公开年报（县发改委）: the sign of the region is printed once.
        return named + (behind[1:] if behind[0] == named[-1] else behind)
    return named


def with_name(title: str) -> str:
    """A title with the brackets taken off the region, or the body, with which its name begins.

    >>> with_name("【某县】水利局2023年报"), with_name("[某县水利局]2023年报"), with_name("[某县]某县水利局")
    ('某县水利局2023年报', '某县水利局2023年报', '[某县]某县水利局')
    """
    found = NAME_IN_BRACKETS.match(title)
    if not found:
        return title
    name, rest = found[1], title[found.end() :]
    if REGION_ALONE.fullmatch(simplified(name)):
        if rest.startswith(name) or not NAME.match(simplified(rest)):
            return title
        return name + (rest[1:] if rest[0] == name[-1] else rest)
    return name + rest if NAME.fullmatch(simplified(name)) and WITH_YEAR.match(rest) else title


def named_behind(title: str) -> str:
    """The body that a title names in brackets or behind a dash at its end, "" if it names none there."""
    found = BEHIND.search(title)
    if not found:
        return ""
    name = found["inside"] or found["after"]
    report = REPORT.search(simplified(title))
    if report and AFTER_DASH.search(title, report.end(), found.start()):
        return ""  # 年度报告 - 某县人民政府（手机版）: what a site calls itself
    return name if NAME.fullmatch(simplified(name)) and not SITE_NAME.search(name) else ""


def clean(text: str) -> str:
    """A title without line breaks and double white space, the head of a page, and being printed twice over.

    >>> clean("某县教育局2023年政府信息公\\n开工作年度报告")
    '某县教育局2023年政府信息公开工作年度报告'
    >>> clean("2024某县教育局2023年政府信息公开年报"), clean("2023某县教育局政府信息公开年报")
    ('某县教育局2023年政府信息公开年报', '2023某县教育局政府信息公开年报')
    >>> clean("某教〔2024〕3号 签发人：甲乙丙 2023年某县第二中学 政府信息公开工作年度报告")
    '2023年某县第二中学 政府信息公开工作年度报告'
    """
    if STRUCK in text:
        text = STRUCK_OUT.sub("", text)
    text = FILE_ENDING.sub("", " ".join(text.replace("\n", "").split()))
    if ":" in text[:24] and (time := PRINTED_AT.match(text)):
        text = text[time.end() :]
    if "发人" in text or "發人" in text:
        text = SIGNED_BY.sub("", text, count=1)
    text = RUN_IN_HEAD.sub("", PAGE_MARK.sub("", unquoted(text.strip("| ")), count=1))
    half = len(text) // 2
    if len(text) > 16 and text[:half].strip() == text[half:].strip():
        text = text[:half].strip()
    return behind_trail(text) if text.count(" ") > 1 else text


def behind_trail(text: str) -> str:
    """A title without the names of a site and its columns before it, parted by blanks.

    >>> behind_trail("某市政府网站 某局 政府信息公开年报 某局2023年政府信息公开年报")
    '某局2023年政府信息公开年报'
    >>> behind_trail("某市 某局 2023年政府信息公开年报")
    '某市 某局 2023年政府信息公开年报'
    """
    parts = text.split(" ")
    columns = [at for at, part in enumerate(parts) if part in COLUMNS or SITE_NAME.search(part)]
    behind = " ".join(parts[columns[-1] + 1 :]) if columns else ""
    return behind if behind and is_title(behind) and year_of(behind) and agency_of(behind) else text


def unquoted(text: str) -> str:
    """A title without the marks around it: quotes, where it stands in them as a whole, and what is not seen.

    >>> unquoted("《某局2023年报》"), unquoted('"某局年报"'), unquoted("“阳光”某局年报")
    ('某局2023年报', '某局年报', '“阳光”某局年报')
    """
    text = text.strip(MARKS + " ")
    found = QUOTED.fullmatch(text)
    return found[1] if found else text
