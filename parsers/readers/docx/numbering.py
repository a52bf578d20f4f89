"""Ordinals that Word prints before the paragraphs of a list: 一、 （二） 3. ①

A DOCX file stores no ordinals, only how to count. `Numbering.label` counts along with the document.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
HIGHEST = 10_000  # beyond this, ordinals are written in digits
DIGITS = "〇一二三四五六七八九"
PLACES = ("", "十", "百", "千")
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts: its first number, its numerals, its text with %1 … %9."""

    start: int
    numerals: str
    text: str
    legal: bool = False  # all numbers in digits, whatever the levels above say


class Numbering:
    """The lists of a document, and how far each has been counted."""

    def __init__(self, root: etree._Element | None) -> None:
        self.lists: dict[str, dict[int, Level]] = {}  # by abstractNumId
        self.instances: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = {}
        self.counts: dict[str, list[int | None]] = defaultdict(lambda: [None] * LEVELS)
        self.begun: set[tuple[str, int]] = set()
        if root is not None:
            self.load(root)

    def load(self, root: etree._Element) -> None:
        styles: dict[str, str] = {}
        linked: dict[str, str] = {}
        for abstract in root.iter(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId", "")
            self.lists[key] = dict(filter(None, map(level, abstract.iter(f"{W}lvl"))))
            if (style := child_value(abstract, "styleLink")) is not None:
                styles[style] = key
            if (style := child_value(abstract, "numStyleLink")) is not None:
                linked[key] = style
        for key, style in linked.items():
            self.lists[key] = self.lists.get(styles.get(style, ""), {})
        for num in root.iter(f"{W}num"):
            own: dict[int, Level] = {}
            starts: dict[int, int] = {}
            for override in num.iter(f"{W}lvlOverride"):
                at = whole(override.get(f"{W}ilvl"), -1)
                own.update(filter(None, map(level, override.iter(f"{W}lvl"))))
                if (start := child_value(override, "startOverride")) is not None:
                    starts[at] = whole(start, 1)
            abstract_key = child_value(num, "abstractNumId") or ""
            self.instances[num.get(f"{W}numId", "")] = (abstract_key, own, starts)

    def label(self, number: str, depth: int) -> str:
        """The next ordinal of list `number` at level `depth` (from 0); "" for bullets and unknown lists."""
        if number not in self.instances or not 0 <= depth < LEVELS:
            return ""
        abstract, own, starts = self.instances[number]
        levels = {**self.lists.get(abstract, {}), **own}
        if depth not in levels:
            return ""
        counts = self.counts[abstract]
        if depth in starts and (number, depth) not in self.begun:
            counts[depth] = None
            levels[depth] = Level(
                starts[depth], levels[depth].numerals, levels[depth].text, levels[depth].legal
            )
        self.begun.add((number, depth))
        present = counts[depth]
        counts[depth] = levels[depth].start if present is None else present + 1
        for above in range(depth):
            if counts[above] is None and above in levels:
                counts[above] = levels[above].start
        counts[depth + 1 :] = [None] * (LEVELS - depth - 1)
        this = levels[depth]
        if this.numerals in ("bullet", "none"):
            return ""

        def printed(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            counted = counts[at]
            if counted is None or at not in levels:
                return ""
            return numeral(counted, "decimal" if this.legal else levels[at].numerals)

        return PLACEHOLDER.sub(printed, this.text).strip()


def level(element: etree._Element) -> tuple[int, Level] | None:
    at = whole(element.get(f"{W}ilvl"), -1)
    if not 0 <= at < LEVELS:
        return None
    legal = element.find(f"{W}isLgl") is not None
    return at, Level(
        start=whole(child_value(element, "start"), 1),
        numerals=child_value(element, "numFmt") or "decimal",
        text=(child_value(element, "lvlText") or "")[:40],
        legal=legal,
    )


def child_value(element: etree._Element, name: str) -> str | None:
    child = element.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def whole(text: str | None, otherwise: int) -> int:
    """A small whole number of an attribute; `otherwise` where there is none."""
    try:
        return int(text or "") if len(text or "") < 10 else otherwise
    except ValueError:
        return otherwise


def numeral(number: int, numerals: str) -> str:  # noqa: PLR0911 - a table of kinds
    """A number as a list prints it; digits for numerals that are not known.

    >>> numeral(12, "chineseCountingThousand"), numeral(20, "japaneseCounting")
    ('十二', '二十')
    >>> numeral(4, "lowerRoman"), numeral(28, "upperLetter"), numeral(3, "ideographTraditional")
    ('iv', 'BB', '丙')
    """
    if not 0 < number < HIGHEST:
        return str(number)
    lowered = numerals.lower()
    if lowered.startswith(("chinesecounting", "japanesecounting", "taiwanesecounting", "koreancounting")):
        return chinese(number)
    if lowered in ("chineselegalsimplified", "ideographlegaltraditional", "japaneselegal"):
        return chinese(number).translate(FORMAL)
    if lowered in ("ideographdigital", "japanesedigitaltenthousand", "taiwanesedigital"):
        return "".join(DIGITS[int(digit)] for digit in str(number))
    if lowered == "ideographtraditional":
        return STEMS[(number - 1) % 10]
    if lowered == "ideographzodiac":
        return BRANCHES[(number - 1) % 12]
    if lowered in ("lowerletter", "upperletter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if lowered == "upperletter" else letter
    if lowered in ("lowerroman", "upperroman"):
        return roman(number).upper() if lowered == "upperroman" else roman(number)
    if lowered.startswith("decimalenclosedcircle") and number <= 20:
        return chr(0x2460 + number - 1)
    if lowered == "decimalenclosedparen" and number <= 20:
        return chr(0x2474 + number - 1)
    if lowered == "decimalenclosedfullstop" and number <= 20:
        return chr(0x2488 + number - 1)
    if lowered == "decimalzero":
        return f"{number:02}"
    return str(number)


def chinese(number: int) -> str:
    """A number below 10,000 in Chinese numerals.

    >>> [chinese(number) for number in (1, 10, 11, 20, 105, 110, 2003)]
    ['一', '十', '十一', '二十', '一百零五', '一百一十', '二千零三']
    """
    digits = [int(digit) for digit in str(number)]
    written = ""
    gap = False
    for at, digit in enumerate(digits):
        place = PLACES[len(digits) - at - 1]
        if digit:
            written += ("零" if gap else "") + DIGITS[digit] + place
        gap = not digit
    return written.removeprefix("一") if 10 <= number < 20 else written


def roman(number: int) -> str:
    written = ""
    for value, sign in ROMAN:
        count, number = divmod(number, value)
        written += sign * count
    return written
