"""What a title on a list promises. The words are data, in `titles.toml`.

No report may be missed without a word: what is not clearly something else is looked at.
"""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

WORDS = tomllib.loads((Path(__file__).parent / "titles.toml").read_text("utf-8"))


class Promise(StrEnum):
    """What a link's title promises: a report, a list of them, something else, or nothing clear."""

    REPORT = "report"
    COLUMN = "column"
    UNCLEAR = "unclear"
    OTHER = "other"


def either(name: str, whole: bool = False) -> re.Pattern[str]:
    words = WORDS[name] if isinstance(WORDS[name], list) else [WORDS[name]]
    joined = "|".join(words)
    return re.compile(f"(?:{joined})$" if whole else joined, re.IGNORECASE)


REPORT = either("report")
BESIDE = either("beside")
CARRIERS = either("carriers")
OTHER = either("other")
WITHIN_NAMES = re.compile(WORDS["within_names"])
# A report on what was done, and no notice to do it: 关于开展…情况的报告.
ON_WHAT_WAS_DONE = re.compile(r"^.{0,30}关于(?:开展|做好|报送|进一步.{1,12})(.*信息公开.*(?:报告|年报))$")
HINTS = either("hints")
COLUMN = either("columns", whole=True)
BODY = either("bodies", whole=True)
YEAR = re.compile(r"(?:19|20)\d\d|[〇○零一二三四五六七八九]{4}年")
FILE = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|zip|rar|txt|rtf|jpe?g|png)$", re.IGNORECASE)
LEAD = re.compile(r"^[·•●◆■▪>\-—\[【（(\s]*(?:\d{4}[-/.]\d\d?[-/.]\d\d?)?[\]】）)]?")
# The body at the head of a title: its name may hold a word that means something else in a title (审计局).
HEAD = re.compile(r"^.{2,20}?(?:局|委员会|委|办公室|办公厅|厅|中心|人民政府|管委会|办事处|院)(?![:：])")
NAME_LENGTH = 16  # the longest plain name of a body; longer titles must hold a telling word
NEXT = {re.sub(r"\s", "", word).lower() for word in WORDS["next_page"]}
PAGER = {re.sub(r"\s", "", word).lower() for word in WORDS["pager"]} | NEXT
ARROWS = "<>»\u203a→▶[]()（）【】{}|"
NUMBER = re.compile(r"[\[(（第]?(\d{1,4})[\])）页]?")
CUT = re.compile(r"(?:…|\.{2,}|。{3})$")


def squeezed(title: str) -> str:
    """A title without white space and without the extension of a file.

    >>> squeezed(" 某局 2023年\\u3000年报.pdf ")
    '某局2023年年报'
    """
    return FILE.sub("", re.sub(r"[\s\u200b\ufeff]+", "", title))


@lru_cache(maxsize=20_000)
def promise(title: str) -> Promise:  # noqa: PLR0911 - one branch per case
    """What the title of a link promises.

    >>> promise("某镇人民政府2023年政府信息公开工作年度报告")
    <Promise.REPORT: 'report'>
    >>> promise("某市2023年政府信息公开年度报告解读"), promise("某市召开2024年工作会议")
    (<Promise.OTHER: 'other'>, <Promise.OTHER: 'other'>)
    >>> promise("某县审计局2019年政府信息公开工作年…")
    <Promise.UNCLEAR: 'unclear'>
    >>> promise("2023年"), promise("乡镇年报")
    (<Promise.COLUMN: 'column'>, <Promise.COLUMN: 'column'>)
    >>> promise("市财政局"), promise("某局2023年度报告")
    (<Promise.UNCLEAR: 'unclear'>, <Promise.UNCLEAR: 'unclear'>)
    """
    text = LEAD.sub("", squeezed(title), count=1)
    if not text:
        return Promise.OTHER
    if COLUMN.match(text) and COLUMN.fullmatch(text):
        return Promise.COLUMN
    if REPORT.search(text):
        done = ON_WHAT_WAS_DONE.match(text)
        told = WITHIN_NAMES.sub("", done.group(1) if done else text)
        if BESIDE.search(told) and not CARRIERS.search(told):
            return Promise.OTHER
        return Promise.REPORT
    rest = HEAD.sub("", text, count=1)
    if BESIDE.search(rest) or OTHER.search(rest):
        return Promise.OTHER
    # A title that is cut off may have lost what tells.
    if len(text) > NAME_LENGTH and not CUT.search(text) and not HINTS.search(text) and not YEAR.search(text):
        return Promise.OTHER
    return Promise.UNCLEAR


def is_next(text: str) -> bool:
    """Whether a link's text means the next page, with or without an arrow.

    >>> is_next("下一页 >>"), is_next("[下页]"), is_next(">"), is_next("上一页")
    (True, True, True, False)
    """
    plain = re.sub(r"\s", "", text).lower()
    return plain in NEXT or plain.strip(ARROWS) in NEXT - {""}


def is_pager(text: str) -> bool:
    """Whether a link's text is a word or a number of a pager.

    >>> is_pager("尾页"), is_pager("[3]"), is_pager("第2页"), is_pager("2023年")
    (True, True, True, False)
    """
    plain = re.sub(r"\s", "", text).lower()
    return plain in PAGER or NUMBER.fullmatch(plain) is not None


def page_number(text: str) -> int | None:
    """The number of a page that a link's text names and nothing else; None for other texts."""
    found = NUMBER.fullmatch(re.sub(r"\s", "", text))
    return int(found.group(1)) if found else None


def body_named(title: str) -> str:
    """The body that a title of a column or an entry names and nothing else; "" if it does not.

    >>> body_named("县教育局"), body_named("各乡镇"), body_named("县教育局2023年年报")
    ('县教育局', '', '')
    """
    return squeezed(title) if is_body(title) and promise(title) is not Promise.COLUMN else ""


def is_body(title: str) -> bool:
    """Whether a title is the name of a body and nothing else.

    >>> is_body("市财政局"), is_body("城关镇2023年"), is_body("首页")
    (True, False, False)
    """
    text = squeezed(title)
    return 2 <= len(text) <= NAME_LENGTH + 8 and BODY.search(text) is not None and not YEAR.search(text)
