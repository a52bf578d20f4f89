"""Statements of the prose about figures of the tables, so that the two can be compared.

Only statements about the whole year, the whole body and one figure are taken: what speaks of a part (其中,
applications by post, of companies), of another year, or of other applications than those for information
(permits, reviews) is left, and so are approximate numbers. A claim too many accuses a body falsely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from parsers import values
from parsers.corrections import other_behind
from parsers.labels import simplified
from parsers.model import Claim, Section, Value
from parsers.remembered import remembered_together
from parsers.wording import WORDS

_CLAIMS = WORDS["claims"]
LONGEST = 400  # characters of a sentence
STOPS = "。！？；;"
CLAUSE_MARK = re.compile("[，,；;：:（()）。、]")
# A whole figure, never the end of one.
FIGURE = (
    r"(?<![\d.零〇一二三四五六七八九十百千万两])(?<!\d[,，])"
    r"(?P<figure>\d[\d,，]*(?:\.\d+)?\s*万?|[零〇一二三四五六七八九十百千万两]+)"
)
# A whole amount with its unit right behind it: 574.5万元, never 12万余元.
AMOUNT = (
    r"(?<![\d.零〇一二三四五六七八九十百千万两])(?<!\d[,，])"
    r"(?P<figure>\d[\d,，]*(?:\.\d+)?|[零〇一二三四五六七八九十百千两]+)\s*(?P<unit>万元|元)"
)
YUAN, OF_THE_FORM = "元", Decimal(10_000)  # the forms ask for amounts in 万元
SUBJECT = re.compile(_CLAIMS["subjects"])
APPROXIMATE = re.compile(_CLAIMS["approximate"])
OF_ELSE = re.compile(f"{_CLAIMS['other_periods']}|{_CLAIMS['of_others']}")
PARTS = re.compile(_CLAIMS["parts"])
OF_SOME_CASES, PUT_OFF, CARRIED_WITHIN, CARRIED_APART = (
    re.compile(_CLAIMS[key]) for key in ("of_some_cases", "put_off", "carried_within", "carried_apart")
)
NEW, HANDLED = "applications.new_received.total", "applications.handled_total.total"
PUBLISHED = ("applications.granted.total", "applications.partly_granted.total")
SUMMED = re.compile(WORDS["captions"]["aggregate"])
LAST_YEAR = re.compile(_CLAIMS["last_year"])
YEAR = re.compile(rf"(?P<year>20\d\d)年|{_CLAIMS['this_year']}|{_CLAIMS['last_year']}")
AMONG_PUBLISHED, OF_ALL_KINDS = (re.compile(_CLAIMS[key]) for key in ("among_published", "of_all_kinds"))
PUT_SOMEWHERE, OF_SERVICES = (re.compile(_CLAIMS[key]) for key in ("put_somewhere", "of_services"))
ACCEPTED, RECEIVED = _CLAIMS["accepted"], re.compile(_CLAIMS["received"])
OPEN, ITEMS = "公开", "项"
DECIDED = re.compile(_CLAIMS["decided"])
# Two years of which one figure, or two, are told; and a time from one to another.
SEVERAL_YEARS = re.compile(
    r"(20\d\d)年?度?(?:\d{1,2}月)?(?:\d{1,2}日)?起?[、和及与至到—－~～-]+(?:(20\d\d)年|(今)(?!年))"
)
# Before a year with which another is compared, in a clause of its own.
COMPARING = ("比", "较")
COMPARED = re.compile("[，,；]")
# Signs of half width as text has them that was copied or put through a converter.
NARROW = {
    ",": (re.compile(r"(?<!\d),|,(?!\d)"), "，"),
    ":": (re.compile(":"), "："),
    ";": (re.compile(";"), "；"),
}
CARRIED = "结转"
REVIEW, SUIT, REVIEW_JOINTS = "复议", "诉讼", "、和及或与"
# Of an administrative body, where it is not said.
BARE_REVIEW = re.compile(r"(?<!行政)复议(?=[、和及或与，。；\d零一二三四五六七八九十]|案|申请|情况)")
CARRIED_IN = re.compile(r"(20\d\d)年(?=度?结转)")
CARRIED_OUT = re.compile(r"(?:(?<=结转)|(?<=转结)|(?<=结转[至到入]))(20\d\d)年")
TRADITIONAL = "申請"
AMONG, STOP = "其中", "。"
SEMICOLON = "；"  # among the words of a sentence: it goes on from what stands before one
SPACES = " \u3000\t"
# Of which one stands in every statement of a figure: it with its unit, or behind its name.
A_FIGURE = re.compile(
    r"[\d零〇一二三四五六七八九十百千万两]\s*(?:[件份条宗起项例封元]|个(?!部分))|[数量](?:共计|[共为是])?[\d零〇一二三四五六七八九十百千万两]|为[0零]"
)
DENIAL = re.compile("[未没无]")  # stands in every denial
# Before the one of 未收到一件, of which there is none.
NOT_ONE = re.compile(r"[未没无][^，。；、：\d]{0,12}$")
ONE = ("一", "1")
BRACKETED = re.compile(r"（[^（）]*）|\([^()]*\)")
ARABIC = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Statement:
    """A way of stating one figure; `value` is what a phrase without a number means.

    `word` stands in every sentence that states it so.
    """

    cell: str
    word: str
    pattern: re.Pattern[str]
    needs: re.Pattern[str] | None
    inner: bool
    value: int | None
    denies: bool  # with a word such as 未
    follows: bool  # on what stands before a semicolon


STATEMENTS = [
    Statement(
        entry["cell"],
        entry.get("word", ""),
        re.compile(
            entry["pattern"].replace("#", FIGURE).replace("￥", AMOUNT).replace("@", _CLAIMS["outcomes"])
        ),
        re.compile(entry["needs"]) if "needs" in entry else None,
        bool(entry.get("inner")),
        entry.get("value"),
        "value" in entry and not any(zero in entry["pattern"] for zero in ("0[", "为零")),
        bool(entry.get("inner") or entry.get("follows")),
    )
    for entry in _CLAIMS["statements"]
]
TOLD_BY = tuple(dict.fromkeys(one.word for one in STATEMENTS))
MOST_WAYS = 256  # of which is kept what they are


@remembered_together(MOST_WAYS, 200)
def ways_told_by(words: tuple[str, ...]) -> list[Statement]:
    """The statements that a sentence with these words of theirs may make.

    With a semicolon among them those that go on from what stands before it.
    """
    following = SEMICOLON in words
    return [
        one
        for one in STATEMENTS
        if one.word in words and (one.follows if following else one.inner or not one.follows)
    ]


def claims(sections: Sequence[Section], year: int | None, scope: str = "") -> Iterator[Claim]:
    """The claims of the prose, at most one for each cell: the first that is made.

    `scope` is given where a report prints the tables of two: only what speaks of that one is taken.
    """
    made: set[str] = set()
    for section in sections:
        text = as_matched(section.text)
        if not SUBJECT.search(without_spaces(text)):
            continue
        printed = sentences(section.text)
        matched = printed if text is section.text else sentences(text)
        above = ""
        for at, said in enumerate(matched):
            before, above = above, above + said if said.endswith(SEMICOLON) else said
            if len(above) > LONGEST:
                above = said
            apart = told_apart(before, said) or told_apart(said, *matched[at + 1 : at + 2])
            for context in contexts(before, said):
                for cell, value in told(context, said, year, scope, made):
                    if apart and cell in PUBLISHED:
                        continue
                    made.add(cell)
                    yield Claim(cell, value, printed[at])


def told_apart(before: str, said: str = "") -> bool:
    """Whether what stands behind a semicolon tells what became of applications that had been carried in.

    >>> told_apart("公开3件；", "上年结转1件，予以公开1件。"), told_apart("公开3件；", "上年结转1件。")
    (True, False)
    """
    return before.endswith(SEMICOLON) and CARRIED_APART.match(said) is not None


def contexts(before: str, said: str) -> list[str]:
    """What a sentence is read with: nothing where it names its subject, what stands before ； or 其中."""
    if len(said) > LONGEST:
        return []
    found = [""] if SUBJECT.search(said) else []
    if not before.endswith(SEMICOLON) and not (before and said.startswith(AMONG)):
        return found
    if len(before) + len(said) <= LONGEST and A_FIGURE.search(said) and SUBJECT.search(before):
        found.append(before.replace(STOP, SEMICOLON))
    return found


def told(before: str, said: str, year: int | None, scope: str, made: set[str]) -> Iterator[tuple[str, Value]]:
    """Cells, but those for which a claim was made, and the figures that a sentence states of them.

    `before` is what it goes on from, up to a semicolon, "" where it speaks of itself.
    """
    sentence = before + said
    figures = A_FIGURE.search(sentence) is not None
    denies = DENIAL.search(sentence) is not None
    if not figures and not denies:
        return
    before = plainly(before, year)
    sentence = before + plainly(said, year)
    words = [word for word in TOLD_BY if word in sentence]
    whole = False  # whether it is known to speak of the whole year and the body alone
    for one in ways_told_by(tuple([SEMICOLON, *words] if before else words)):
        if one.cell in made or not (denies if one.denies else figures):
            continue
        value = stated(one, sentence, year, len(before))
        if value is None:
            continue
        if not whole and OF_ELSE.search(sentence):
            return
        whole = True
        if scope and bool(SUMMED.search(sentence)) != (scope == "aggregate"):
            return
        yield one.cell, value


def plainly(sentence: str, year: int | None) -> str:
    """A sentence with the words by which the patterns know years that figures are carried from, and suits."""
    if year and CARRIED in sentence:
        sentence = with_carried_years(sentence, year)
    if REVIEW in sentence:
        if OPEN in sentence:
            sentence = BARE_REVIEW.sub(f"行政{REVIEW}", sentence)
        if SUIT in sentence:
            sentence = with_suits_named(sentence)
    return sentence


def sentences(text: str) -> list[str]:
    """The sentences of a text, without the white space that lines and pages put into them."""
    text = without_spaces(text)
    for stop in STOPS:
        text = text.replace(stop, f"{stop}\n")
    return [sentence.strip() for sentence in text.split("\n")]


def without_spaces(text: str) -> str:
    for space in SPACES:
        text = text.replace(space, "")
    return text


def as_matched(text: str) -> str:
    """A text as the patterns are written, sign by sign: wide commas (but in figures), colons, semicolons.

    >>> as_matched("收到申請1,113件,答復9件"), as_matched("收到申请9件，答复9件")
    ('收到申请1,113件，答复9件', '收到申请9件，答复9件')
    """
    for narrow, (found, wide) in NARROW.items():
        if narrow in text:
            text = found.sub(wide, text)
    return simplified(text) if TRADITIONAL in text else text


def with_suits_named(sentence: str) -> str:
    """A sentence that says 行政诉讼 where it says 诉讼 right behind 复议.

    >>> with_suits_named("无行政复议、诉讼案件"), with_suits_named("行政复议和行政诉讼")
    ('无行政复议、行政诉讼案件', '行政复议和行政诉讼')
    """
    for joint in REVIEW_JOINTS:
        sentence = sentence.replace(f"{REVIEW}{joint}{SUIT}", f"{REVIEW}{joint}行政{SUIT}")
    return sentence


def with_carried_years(sentence: str, year: int) -> str:
    """A sentence that says 上年结转, 结转下年 where it names the years before and after the reported one.

    >>> with_carried_years("2021年度结转2件，结转至2023年度继续办理3件", 2022)
    '上年度结转2件，结转至下年度继续办理3件'
    """
    for pattern, said, other in ((CARRIED_IN, "上年", year - 1), (CARRIED_OUT, "下年", year + 1)):
        sentence = in_words(sentence, pattern, said, str(other))
    return sentence


def in_words(sentence: str, pattern: re.Pattern[str], said: str, year: str) -> str:
    """A sentence with a year said in words where the pattern finds just that year."""
    return pattern.sub(lambda found: said if found[1] == year else found[0], sentence)


def stated(statement: Statement, sentence: str, year: int | None, start: int = 0) -> Value:
    """The figure that a sentence states in this way of the whole year, None if it does not, or several.

    What stands before `start` was looked at before.
    """
    found: set[int | Decimal] = set()
    for match in statement.pattern.finditer(sentence, start):
        told = sentence[: match.end()]
        if statement.value is None and match["figure"] in ONE and denied(match):
            continue
        if statement.needs and not statement.needs.search(sentence if statement.inner else told):
            continue
        if not statement.inner and AMONG in told and AMONG in BRACKETED.sub("", told):
            continue
        if of_other_year(told, year):
            continue
        if of_else(statement.cell, sentence, match):
            continue
        if statement.cell == NEW:
            if of_more(sentence, match.end()):
                continue
            if of_accepted(match):
                return None
        value = statement.value if statement.value is not None else number_of(match)
        if value is not None:
            found.add(value)
    return found.pop() if len(found) == 1 else None


def denied(match: re.Match[str]) -> bool:
    """Whether a match on one case tells that there is not even that: 未收到一件申请."""
    at = match.start("figure")
    return NOT_ONE.search(match.string, max(0, at - 16), at) is not None


def of_more(sentence: str, end: int) -> bool:
    """Whether a number of applications counts more than new ones for information, by what is behind it."""
    return any(more.match(sentence, end) for more in (CARRIED_WITHIN, OF_ALL_KINDS))


def of_accepted(match: re.Match[str]) -> bool:
    """Whether a match tells how many applications were accepted, and it is told beside how many came in."""
    return ACCEPTED in match[0] and not RECEIVED.match(match[0]) and bool(RECEIVED.search(match.string))


def of_else(cell: str, sentence: str, match: re.Match[str]) -> bool:
    """Whether the clause that states a figure of a cell speaks of a part of it, or of something else."""
    if cell.startswith("applications."):
        if OPEN not in sentence[: match.end()] and OF_SERVICES.search(sentence):
            return True
        said = clause(sentence, match.start(), match.end())
        return bool(PARTS.search(said) or (cell == HANDLED and PUT_OFF.search(said)))
    if PUT_SOMEWHERE.search(sentence, 0, match.end()):
        return True
    if cell.endswith(".decisions"):
        of_powers = match[0].endswith(ITEMS) and not DECIDED.search(sentence)
        return of_powers or AMONG_PUBLISHED.search(sentence, 0, match.end()) is not None
    if not cell.startswith("review_litigation.") or not OF_SOME_CASES.search(sentence):
        return False
    return OF_SOME_CASES.search(clause(sentence, match.start(), match.end())) is not None


def of_other_year(told: str, year: int | None) -> bool:
    """Whether the last year that a text speaks of is another than that of the report, or several are told.

    >>> of_other_year("2022年收到9件，今年", 2023), of_other_year("去年", 2023), of_other_year("比去年", 2023)
    (False, True, False)
    >>> of_other_year("2008年5月1日至2023年末", 2023), of_other_year("2023年1月1日至2023年末", 2023)
    (True, False)
    >>> of_other_year("比2022年增长9%，答复22件", 2023), of_other_year("比2022年收到9件", 2023)
    (False, True)
    """
    if (told.count("20") > 1 or "今" in told) and any(
        {*years} - {None, str(year)} for years in map(re.Match.groups, SEVERAL_YEARS.finditer(told))
    ):
        return True
    for named in reversed(list(YEAR.finditer(told))):
        if not named["year"]:
            return LAST_YEAR.fullmatch(named[0]) is not None
        if not year or int(named["year"]) == year:
            return False
        if not COMPARED.search(told, named.end()) or told[named.start() - 1 : named.start()] not in COMPARING:
            return True
    return False


def clause(sentence: str, start: int, end: int) -> str:
    """The clause of a sentence that holds a stretch of it.

    >>> clause("其中，网上收到申请5件，当面7件", 5, 11)
    '网上收到申请5件'
    """
    before = [mark.end() for mark in CLAUSE_MARK.finditer(sentence, 0, start + 1)]
    behind = CLAUSE_MARK.search(sentence, end)
    return sentence[before[-1] if before else 0 : behind.start() if behind else len(sentence)]


def number_of(match: re.Match[str]) -> Value:
    """The number of a match, an amount in 万元, None for an approximate one and one corrected behind it."""
    text = values.squeezed(match["figure"]).replace(",", "")
    unit = match.groupdict().get("unit")
    end = match.end("unit" if unit else "figure")
    around = match.string[max(0, match.start("figure") - 3) : end + 3]
    if APPROXIMATE.search(around) or other_behind(match.string, end):
        return None
    if unit:
        amount = Decimal(text) if ARABIC.fullmatch(text) else values.numeral(text)
        return None if amount is None else amount / (OF_THE_FORM if unit == YUAN else Decimal(1))
    scale = 1
    if text.endswith("万"):
        text, scale = text[:-1], 10_000
    if ARABIC.fullmatch(text):
        value = float(text) * scale
        return int(value) if value == int(value) else None
    return values.numeral(text)
