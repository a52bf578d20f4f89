"""The six sections of prose, with their headings as printed; text of tables left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import lt
from string import ascii_letters, digits

from parsers.document import Block, Paragraph, Table
from parsers.labels import MATCHED, NOT_LETTERS, look_up, squeeze
from parsers.model import Section
from parsers.remembered import remembered, remembered_together
from parsers.titles import is_title
from parsers.wording import WORDS

NAMES: dict[str, int] = {
    NOT_LETTERS.sub("", squeeze(name)): int(number)
    for number, names in WORDS["sections"].items()
    for name in names
}
_OTHERS = WORDS["section_patterns"]
PATTERNS = {
    number: re.compile(_OTHERS[str(number)].replace("@", "|".join(_OTHERS["ends"])))
    for number in sorted(set(NAMES.values()))
}
# The ordinal of a heading of the first rank, by which one worded in another way is known.
FIRST_RANK = re.compile(
    r"^(?:第[一二三四五六七八九十]{1,2}(?:部分|章)|[一二三四五六七八九十]{1,2}[、.,:]|[IVX]{1,4}[、.,:])"
)
YEAR_BEFORE = re.compile(r"^(?:20\d\d|本)年度?")
MOST_HEADINGS = 300  # all bodies of a county on one page
LONGEST = 44  # signs of a heading, ordinal and stops included
# The ordinal before a heading: 一、 （一） 1. 1、 第一部分 — repeated, restarted or missing on real pages.
ORDINAL = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,2}(?:部分|章)?|\d{1,2}|[IVX]{1,4}|[(（][一二三四五六七八九十\d]{1,2}[)）])[、.．,，:：\s]*"
)
SUB_ORDINAL = re.compile(r"^[(（][一二三四五六七八九十\d]{1,2}[)）]")
STOPS = "。.:：;；，, "
# What may stand behind the last letter of a heading, and its last letters.
BEHIND = STOPS + "-—()（）"
LAST = {name[-1] for name in (*NAMES, *_OTHERS["ends"])}
LAST |= {sign for sign, same in MATCHED.items() if same in LAST}
PLAIN = frozenset(ascii_letters + digits + "/")
NOISE = re.compile(rf"[{STOPS}\s]+$")
ENDS = "。！？：；!?:;"  # of a line behind which nothing goes on
SENTENCE_ENDS = frozenset("。！？；")
NEW_ITEM = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、]"
    r"|20\d\d([-/.])\d\d?\1\d\d?$)"  # or a day alone
)
NARROWEST, WIDEST = 16, 60  # signs of a line that a page was as wide as
SHORTEST, EVEN = 0.72, 0.85  # of that: a line that goes on, one of those that show where they end
FEWEST, MOSTLY, NEARLY_ALL = 3, 0.6, 0.9  # of lines without an end


@remembered(4096)
def heading_number(text: str) -> int:
    """The section (1 to 6) that a heading opens, whatever its ordinal; 0 for no heading.

    >>> heading_number("二、 主动公开情况"), heading_number("3.存在的主要问题。"), heading_number("一是")
    (2, 5, 0)
    """
    if len(text) > LONGEST or len(text) < 2:
        return 0
    last = text.rstrip(BEHIND)[-1:]
    if last not in LAST and ("\u4e00" <= last <= "\u9fff" or last in PLAIN):  # prose or figures, as a rule
        return 0
    plain = whole = squeeze(text)
    for _ in range(2):  # 1、1、 on a real page
        plain = ORDINAL.sub("", plain, count=1)
    if known := NAMES.get(NOT_LETTERS.sub("", NOISE.sub("", plain))):
        return known
    if not (rank := FIRST_RANK.match(whole)):
        return 0
    plain = YEAR_BEFORE.sub("", NOISE.sub("", whole[rank.end() :]))
    return next((number for number, pattern in PATTERNS.items() if pattern.fullmatch(plain)), 0)


def sections(blocks: Sequence[Block]) -> list[Section]:
    """The sections in printed order; what stands before the first heading is number 0, if there is any.

    A sub-heading of the same name within a section, in brackets, opens none: the numbers must rise.
    """
    printed = {block.text for block in blocks if isinstance(block, Paragraph)}  # readers of sheets give both
    texts = rejoined(
        [
            text
            for block in blocks
            for text in texts_of(block)
            if isinstance(block, Paragraph) or text not in printed
        ]
    )
    numbers = list(map(heading_number.of, texts))
    chosen = headings_in(texts, numbers)
    made: list[Section] = []
    current, heading = 0, ""
    lines: list[str] = []
    for at, text in enumerate(texts):
        if at in chosen:
            if lines or heading:
                made.append(Section(current, heading, "\n".join(lines)))
            current, heading, lines = numbers[at], text.replace("\n", ""), []
        else:
            lines.append(text)
    if lines or heading:
        made.append(Section(current, heading, "\n".join(lines)))
    return made


def texts_of(block: Block) -> list[str]:
    """The text of a paragraph, parted at the headings in it.

    Of a table that holds headings, the texts that stand alone in their rows.
    """
    if isinstance(block, Paragraph):
        if "\n" not in block.text or heading_number(block.text):
            return [block.text]
        return parted(block.text.split("\n"))
    if not isinstance(block, Table):
        return []
    if not hold_heading(block.words):
        return []
    rows: dict[int, list[str]] = {}
    for row, text in zip(block.each("row"), block.texts, strict=True):
        if text.strip():
            rows.setdefault(row, []).append(text)
    alone = [texts[0] for texts in rows.values() if len(texts) == 1]
    if not any(map(heading_number, alone)):
        return []
    return [text for text in alone if heading_number(text) or not look_up(text)]


def rejoined(texts: list[str]) -> list[str]:
    """Lines that a converter broke at one width, by signs of text or paragraphs of their own, joined again.

    Most that end no sentence are about equally long, and no sentence ends behind a longer one.
    """
    lines = [line for text in texts for line in text.split("\n")]
    longest = max((len(line) for line in lines if line[-1:] in SENTENCE_ENDS), default=0)
    if longest > WIDEST:
        return texts  # nearly all
    going = sorted(len(line) for line in lines if NARROWEST <= len(line) <= WIDEST and line[-1] not in ENDS)
    full = going[int(NEARLY_ALL * len(going))] if len(going) >= FEWEST else 0
    if (
        not full
        or longest > full + 2
        or sum(EVEN * full <= length <= full for length in going) < MOSTLY * len(going)
    ):
        return texts
    made: list[str] = []
    length = 0  # of the last line, 0 where nothing goes on from it
    for text in texts:
        joint = ""
        for line in text.split("\n"):
            heading = heading_number(line) > 0 or is_title(line)
            opens = heading or NEW_ITEM.match(line) is not None
            if made and length >= SHORTEST * full and not opens:
                made[-1] += line
            elif joint and not opens:
                made[-1] += joint + line
            else:
                made.append(line)
            joint = "\n"
            length = 0 if heading or line[-1:] in ENDS else len(line)
    return made


@remembered_together(256, 10_000)
def hold_heading(words: tuple[str, ...]) -> bool:
    """Whether a heading stands among the words of a table."""
    return any(len(text) > 3 for text in filter(heading_number.of, words))


def parted(lines: Sequence[str]) -> list[str]:
    """The lines of a paragraph, each heading on its own, the others joined again."""
    made: list[str] = []
    new = True
    for line in lines:
        heading = heading_number(line) > 0
        if new or heading:
            made.append(line)
        else:
            made[-1] += f"\n{line}"
        new = heading
    return made


def headings_in(texts: Sequence[str], numbers: Sequence[int]) -> frozenset[int]:
    """Indexes of the texts that open a section: all that have a number, where these rise."""
    places = [at for at, number in enumerate(numbers) if number]
    rising = [numbers[at] for at in places]
    if len(places) <= MOST_HEADINGS and all(map(lt, rising, rising[1:])):
        return frozenset(places)
    bracketed = [
        number > 0 and SUB_ORDINAL.match(squeeze(text)) is not None
        for number, text in zip(numbers, texts, strict=True)
    ]
    return chain(numbers, bracketed)


def chain(numbers: Sequence[int], bracketed: Sequence[bool]) -> frozenset[int]:
    """Indexes of the headings: the longest run of rising numbers, plain ordinals before bracketed ones."""
    places = [at for at, number in enumerate(numbers) if number][:MOST_HEADINGS]
    best: dict[int, tuple[float, int]] = {}
    for here in reversed(places):
        gain = 1.0 if not bracketed[here] else 0.4
        after = [
            (best[there][0], -there, there)
            for there in places
            if there > here and numbers[there] > numbers[here]
        ]
        follow = max(after, default=(0.0, 0, -1))
        best[here] = (gain + follow[0], follow[2])
    start = max(places, key=lambda at: (best[at][0], -at), default=-1)
    chosen: set[int] = set()
    while start >= 0:
        chosen.add(start)
        start = best[start][1]
    return frozenset(chosen)
