"""What is printed of a link: its title and its date, inside of it or in the row that it stands in."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

DATE = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*日?")
COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")
BRACKETED_DATE = re.compile(r"[\[【（(]?\s*" + DATE.pattern + r"(?:\s*\d\d?:\d\d(?::\d\d)?)?\s*[\]】）)]?")
DAY = re.compile(
    r"(?<![\d.])(?:\d\d[-/.])?(?:0?[1-9]|1[0-2])\s*[-/.月]\s*(?:0?[1-9]|[12]\d|3[01])(?![\d.])\s*日?"
)
# A day printed large beside its month: "19 2024-01".
SPLIT_DATE = re.compile(r"(?<!\d)([0-3]?\d)\s+((?:19|20)\d\d)[-/.年](\d{1,2})月?(?!\d)")
# What a link says that says nothing of where it leads.
EMPTY_WORDS = re.compile(
    r"[\[【（(<>\s]*(?:点击)?(?:查看|下载|浏览|阅读|打开|预览|详情|详细|进入|链接|pdf|word|html|网页)(?:详情|详细|全文|原文|内容|报告|年报|附件|文件|版)?[\]】）)<>\s]*",
    re.IGNORECASE,
)
TEXTS = etree.XPath(
    ".//text()[not(parent::script or parent::style or parent::noscript or parent::template)]",
    smart_strings=False,
)
IGNORED = {"script", "style", "noscript", "template"}


def find_date(text: str) -> str:
    """The first full date in a text, ISO; "" if there is none.

    >>> find_date("发布时间：2024年1月9日"), find_date("2023年")
    ('2024-01-09', '')
    """
    found = DATE.search(text)
    if not found:
        return ""
    year, month, day = (int(part) for part in found.groups())
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def words_of(element: Any) -> str:
    """The text of an element without scripts, white space folded."""
    if element.tag in IGNORED:
        return ""
    return " ".join((element.text or "").split()) if not len(element) else " ".join(text_of(element).split())


def text_of(element: Any) -> str:
    """The text of an element as it stands, without scripts, styles and comments."""
    return "".join(TEXTS(element))


def title_of(element: Any) -> str:
    """What a link is printed as: its `title` if that says more than its text, without a date in it."""
    text = words_of(element)
    stated = " ".join((element.get("title") or "").split())
    cut = text.rstrip(" .…") != text and not text.endswith("。")
    if (
        stated
        and (len(stated) > len(text) or cut or not text)
        and not stated.lower().startswith(("http", "点击"))
    ):
        text = stated
    if not text:
        text = " ".join((element.get("alt") or element.get("download") or "").split())
    if not text:
        text = next((image.get("alt") or image.get("title") or "" for image in element.iter("img")), "")
    if EMPTY_WORDS.fullmatch(text):
        text = told_by_table(element) or text
    without = BRACKETED_DATE.sub(" ", text)
    return " ".join(without.split()).strip("·•●■> ") or " ".join(text.split())


def told_by_table(element: Any) -> str:
    """What the row of a link that says only 查看 tells of it; in a table of bodies and years, both."""
    cell = next((e for e in element.iterancestors("td", "li", "dd")), None)
    row = cell.getparent() if cell is not None else None
    if cell is None or row is None:
        return ""
    if cell.tag != "td":
        text = words_of(cell).replace(words_of(element), " ", 1)
        return " ".join(text.split()) if sum(1 for _ in cell.iter("a")) == 1 else ""
    cells = [other for other in row if other.tag in ("td", "th")]
    with_links = [other for other in cells if next(other.iter("a"), None) is not None]
    texts = [words_of(other) for other in cells if other not in with_links]
    texts = [text for text in texts if re.search(r"[\u4e00-\u9fff]", text) and not DATE.fullmatch(text)]
    if not texts:
        return ""
    told = max(texts, key=len)
    table = next(row.iterancestors("table"), None)
    head = next(table.iter("tr"), None) if table is not None else None
    if len(with_links) > 1 and head is not None and head is not row:
        heads = [other for other in head if other.tag in ("td", "th")]
        at = cells.index(cell)
        if len(heads) == len(cells) and re.search(r"(?:19|20)\d\d", words_of(heads[at])):
            return f"{told}{words_of(heads[at])}"
    return told


def date_beside(element: Any) -> str:  # noqa: PLR0911 - one branch per case
    """The date printed inside a link or in the row that holds it and no other link with a date."""
    if date := find_date(words_of(element)):
        return date
    row = element
    for _ in range(4):
        row = row.getparent()
        if row is None or ends_row(row):
            return ""
        if any(number > 3 for number, _ in enumerate(row.iter("a"), start=1)):
            return ""
        text = words_of(row)
        if len(text) > 600:
            return ""
        if date := find_date(text):
            return date
        if split := SPLIT_DATE.search(text):
            day, year, month = split.groups()
            return f"{year}-{int(month):02}-{int(day):02}"
    return ""


def ends_row(element: Any) -> bool:
    """Whether an element holds rows, and is none itself; some systems make a list of its own of each row."""
    if element.tag in ("ul", "ol"):
        return sum(1 for _, _ in zip(element.iter("a"), range(2), strict=False)) != 1
    return element.tag in ("body", "html", "table", "tbody")


def day_beside(element: Any) -> bool:
    """Whether a day without its year (01-19, 1月19日) is printed in the row of a link and no other."""
    row = element
    for _ in range(3):
        row = row.getparent() if row is not None else None
        if row is None or ends_row(row):
            return False
        if any(number > 1 for number, _ in enumerate(row.iter("a"), start=1)):
            return False
        own = words_of(element)
        text = words_of(row)
        if len(text) < 600 and DAY.search(text.replace(own, " ", 1)):
            return True
    return False


def signature(element: Any) -> str:
    """The kind of place an element stands in: tags and classes of what is around it, places not counted."""
    parts = []
    for ancestor in element.iterancestors():
        if ancestor.tag in ("html", "body"):
            break
        name = (
            ancestor.get("class") or ancestor.get("id") or ""
            if ancestor.tag in ("ul", "div", "table", "dl", "ol")
            else ""
        )
        parts.append(f"{ancestor.tag}.{name}")
        if len(parts) >= 7:
            break
    return "/".join(parts)
