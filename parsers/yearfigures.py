"""Years, and the months and days behind them, that are written in figures or in Chinese numerals."""

from __future__ import annotations

import re

from parsers.values import FULL_WIDTH, numeral
from parsers.wording import WORDS

_DIGITS, _ZEROS = WORDS["values"]["numerals"], WORDS["periods"]["zeros"]
YEAR = r"(?<!\d)20[0-3]\d(?!\d)(?<!\d{5}/\d{4})"  # none of an index number: 0142581323/2024-00017
# 二〇二三年, 一月, 十五日: each with the sign that stands behind it.
YEAR_IN_WORDS = re.compile(rf"(?<![{_DIGITS}])[二贰][{_ZEROS}零]([{_DIGITS}{_ZEROS}]{{2}})(?=年)")
WIDE_DIGITS = [(chr(wide), chr(plain)) for wide, plain in FULL_WIDTH.items()]
ZERO_IN_YEAR = re.compile(rf"2(?<!\d2)[{_ZEROS}](?=[0-3]\d年)")  # the 2 first: it is what is looked for
IN_WORDS = re.compile(rf"[年月二贰][{_DIGITS}{_ZEROS}十]")  # found sooner than either
DAY_IN_WORDS = re.compile(rf"(?<=[年月])([{_DIGITS}十]{{1,3}})(?=[月日])")


def in_figures(text: str) -> str:
    """A text with its years in Chinese numerals, and the months and days behind them, in figures.

    >>> in_figures("某局二〇二三年度报告"), in_figures("二○二四年一月十五日"), in_figures("贰零贰叁年")
    ('某局2023年度报告', '2024年1月15日', '2023年')
    """
    for wide, plain in WIDE_DIGITS:  # each is found in a text sooner than all of them
        text = text.replace(wide, plain)
    if "年" not in text:
        return text
    text = ZERO_IN_YEAR.sub("20", text)
    text = text.replace("年元月", "年1月")
    if not IN_WORDS.search(text):
        return text
    text = YEAR_IN_WORDS.sub(lambda found: "20" + "".join(map(digit, found[1])), text)
    for _ in range(2):  # the day stands behind the month
        text = DAY_IN_WORDS.sub(lambda found: str(numeral(found[1])), text)
    return text


def digit(sign: str) -> str:
    return "0" if sign in _ZEROS else str(numeral(sign))
