"""What is printed behind a figure to say that it should be another one: 47（更正为155）."""

from __future__ import annotations

import re

from parsers.wording import WORDS, alternatives

_WORDS = WORDS["corrections"]
DIGIT = f"[\\d{WORDS['values']['numerals']}十拾百千万]"
NOTE = re.compile(
    rf"[(（\[\uff3b【](?!{alternatives(_WORDS['part_notes'])})"
    rf"(?:(?=.*{DIGIT}).*?(?:{_WORDS['corrected']})|.*?(?:{_WORDS['withdrawn']}))",
    re.DOTALL,
)
DAY = re.compile(r"(?:(?:20)?\d\d年)?\d{1,2}月(?:\d{1,2}日)?|20\d\d(?:年度?|[-./]\d{1,2}[-./]\d{1,2})")
IN_PROSE = re.compile(_WORDS["should_be"])
NOTE_IN_PROSE = re.compile(r"[^\W\d]?(?P<note>[(（\[【][^)）\]】]*)")


def says_other(note: str) -> bool:
    """Whether a note behind a figure says that it should be another; not that it is a corrected one.

    >>> [says_other(note) for note in ("（更正为155）", "【应为一百五】", "(有误)", "（更正前）")]
    [True, True, True, True]
    >>> [says_other(note) for note in ("（更正）", "（2022年3月5日更正）", "（含更正2件）", "（上年12件）")]
    [False, False, False, False]
    """
    return NOTE.match(DAY.sub("", note)) is not None


def other_behind(sentence: str, end: int) -> bool:
    """Whether it is said right behind a number of a sentence that it should be another.

    >>> [other_behind(f"52{behind}", 2) for behind in ("件（应为48）", "件，更正为48件", "件，实际办结48件")]
    [True, True, False]
    """
    if IN_PROSE.match(sentence, end):
        return True
    noted = NOTE_IN_PROSE.match(sentence, end)
    return noted is not None and says_other(noted["note"])
