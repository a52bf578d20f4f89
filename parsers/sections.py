"""The six sections of prose, with their headings as printed; text of tables left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_letters, digits

from parsers.labels import MATCHED, NOT_LETTERS, squeeze
from parsers.model import Block, Paragraph, Section
from parsers.remembered import remembered
from parsers.wording import WORDS

NAMES: dict[str, int] = {
    NOT_LETTERS.sub("", squeeze(name)): int(number)
    for number, names in WORDS["sections"].items()
    for name in names
}
MOST_HEADINGS = 300  # all bodies of a county on one page
LONGEST = 44  # signs of a heading, ordinal and stops included
# The ordinal before a heading: 一、 （一） 1. 1、 第一部分 — repeated, restarted or missing on real pages.
ORDINAL = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,2}(?:部分|章)?|\d{1,2}|[(（][一二三四五六七八九十\d]{1,2}[)）])[、.．,，:：\s]*"
)
SUB_ORDINAL = re.compile(r"^[(（][一二三四五六七八九十\d]{1,2}[)）]")
STOPS = "。.:：;；，, "
# What may stand behind the last letter of a heading, and its last letters.
BEHIND = STOPS + "-—()（）"
LAST = {name[-1] for name in NAMES}
LAST |= {sign for sign, same in MATCHED.items() if same in LAST}
PLAIN = frozenset(ascii_letters + digits + "/")
NOISE = re.compile(rf"[{STOPS}\s]+$")


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
    plain = squeeze(text)
    for _ in range(2):  # 1、1、 on a real page
        plain = ORDINAL.sub("", plain, count=1)
    return NAMES.get(NOT_LETTERS.sub("", NOISE.sub("", plain)), 0)


def sections(blocks: Sequence[Block]) -> list[Section]:
    """The sections in printed order; what stands before the first heading is number 0, if there is any.

    A sub-heading of the same name within a section, in brackets, opens none: the numbers must rise.
    """
    texts = [block for block in blocks if isinstance(block, Paragraph)]
    numbers = [heading_number(block.text) for block in texts]
    bracketed = [
        number > 0 and SUB_ORDINAL.match(squeeze(block.text)) is not None
        for number, block in zip(numbers, texts, strict=True)
    ]
    chosen = chain(numbers, bracketed)
    made: list[Section] = []
    current, heading = 0, ""
    lines: list[str] = []
    for at, block in enumerate(texts):
        if at in chosen:
            if lines or heading:
                made.append(Section(current, heading, "\n".join(lines)))
            current, heading, lines = numbers[at], block.text.replace("\n", ""), []
        else:
            lines.append(block.text)
    if lines or heading:
        made.append(Section(current, heading, "\n".join(lines)))
    return made


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
