"""The information table above an article as text has it, its cells parted by colons, signs, or a space.

Such are copied pages: `索 引 号: | 0142/2026-1 | 分 类: | 报告 |`, `发布机构 某局 发文日期 2026-01-15`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from parsers.document import Block, Document, Paragraph, Table
from parsers.identity.days import DIGIT
from parsers.names import NAME
from parsers.sections import heading_number
from parsers.wording import WORDS, alternatives

_META = WORDS["metadata"]
KEYS = {
    "source": "source",
    "publisher": "publisher",
    "index_number": "index_number",
    "document_number": "document_number",
    "title": "info_title",
    "published_on": "info_published_on",
    "made_on": "made_on",
}
KEY_OF = {
    label: key for name, key in KEYS.items() for label in _META[name] if label not in _META["bare_dates"]
}
LABELS = sorted([*KEY_OF, *_META["other_labels"]], key=len, reverse=True)
SET_APART = "|".join(r"\s*".join(label) for label in LABELS)
# A label as a word of its own, its signs perhaps set apart; or one that runs into the value before it.
LABEL = re.compile(rf"(?:(?<=[\s|:：])|^)(?:{SET_APART})(?=[\s|:：]|$)")
RUN_IN = re.compile(rf"{LABEL.pattern}|(?:{SET_APART})(?=\s?[:：])")
WORD = re.compile(rf"(?:{SET_APART})")
# Such without colons, none of which is as short as a word of a name, the first before a number.
GLUED = re.compile(rf"({alternatives(label for label in LABELS if len(label) > 3)})")
NUMBER_BEHIND = re.compile(rf"({alternatives(_META['index_number'])})(?=[A-Za-z\d])")
# A label that nobody knows, and its value, behind that of another.
UNKNOWN = re.compile(r"[\u4e00-\u9fff]{2,6}\s?[:：].*$")
FIRST_SIGNS = frozenset(label[0] for label in (*LABELS, *_META["bare_dates"], *_META["location"]))
LOCATED = re.compile(rf"(?:{'|'.join(_META['location'])})\s*[:：]")
DATED = re.compile(rf"(?:{'|'.join(_META['bare_dates'])})\s*[:：]\s*\d")
COLONS = frozenset(":：")
COLON, BEHIND_WORD = re.compile("[:：]"), re.compile(r"[\u4e00-\u9fff]\s?[:：]")
AROUND = " \t|:：\u3000"
BULLETS = AROUND + "•·●■*-–—"  # before a line
MOST_BLOCKS = 60  # before the first heading
MOST_ROWS = 12
LONGEST = 300  # signs of a line
MOST_WORDS = 12


def with_labelled(document: Document) -> Document:
    """A document that says of itself what the information table in its first lines says."""
    said: dict[str, str] = {}
    heads: list[str] = []
    above = ""  # a label that stands alone in its line
    for printed in first_lines(document.blocks):
        line = printed
        cells = [cell.strip() for cell in line.strip(AROUND).split("|")] if "|" in line else []
        if cells and len(cells) == len(heads) and not any(map(WORD.fullmatch, cells)):
            for head, value in zip(heads, cells, strict=True):
                for key, told in labelled(f"{head}: {value}"):
                    said.setdefault(key, told)
        heads = cells if len(cells) > 1 and all(map(WORD.fullmatch, cells)) else []
        if above and line.strip():
            line = line if begins_labelled(line) or "。" in line else f"{above} {line.lstrip(BULLETS)}"
            above = ""
        for key, value in labelled(line):
            said.setdefault(key, value)
        if line.rstrip()[-1:] in COLONS and WORD.fullmatch(alone := line.strip(BULLETS)):
            above = f"{alone}:"
    return replace(document, meta=said | document.meta) if said else document


def first_lines(blocks: Sequence[Block]) -> Iterator[str]:
    """The lines and rows of tables before the first heading."""
    for block in blocks[:MOST_BLOCKS]:
        if isinstance(block, Paragraph):
            if heading_number(block.text):
                return
            yield from block.text.split("\n")
        elif isinstance(block, Table):
            if block.height > MOST_ROWS:
                return
            yield from (" | ".join(cell.text for cell in row) for row in block.rows())


def begins_labelled(line: str) -> bool:
    """Whether a line begins with a label of an information table, or of the trail of links."""
    line = line.lstrip(BULLETS)
    return line[:1] in FIRST_SIGNS and bool(LABEL.match(line) or DATED.match(line) or LOCATED.match(line))


def name_before(value: str) -> str:
    """The name with which a value begins, without labels behind it that nobody knows.

    >>> name_before("示例县 水利局 某性 有效"), name_before("某网 示例县"), name_before("某县水务局某性：无")
    ('示例县 水利局', '某网 示例县', '某县水务局')
    """
    if ":" in value or "：" in value:
        told = COLON.split(value)[0]
        whole = (told[:end] for end in range(len(told) - 2, 3, -1) if NAME.fullmatch(told[:end]))
        return next(whole, "")
    words = value.split()
    ends = [end for end in range(1, min(len(words), MOST_WORDS) + 1) if NAME.fullmatch("".join(words[:end]))]
    return " ".join(words[: ends[-1]]) if ends else value


def stands_labelled(line: str) -> bool:
    """Whether a line is one of an information table, not of the prose.

    >>> stands_labelled("发布机构 某局 时效 有效"), stands_labelled("发布机构改革信息12条。")
    (True, False)
    """
    return len(line) <= LONGEST and "。" not in line and begins_labelled(line)


def labelled(line: str) -> Iterator[tuple[str, str]]:
    """Pairs of key and value in a line that begins with a label.

    >>> list(labelled("索 引 号 01/26-1 公开方式 主动公开"))
    [('index_number', '01/26-1')]
    >>> list(labelled("发布机构 | | 成文日期 | 2026-01-15 | |"))
    [('made_on', '2026-01-15')]
    """
    line = line.lstrip(BULLETS).rstrip(AROUND)
    if len(line) > LONGEST or line[:1] not in FIRST_SIGNS:
        return
    if not LABEL.match(line) and not NUMBER_BEHIND.match(line):
        return
    if NUMBER_BEHIND.match(line):
        line = GLUED.sub(r" \1 ", NUMBER_BEHIND.sub(r"\1 ", line)).strip()
    found = list(LABEL.finditer(line))
    if len(BEHIND_WORD.findall(line)) > len(found):
        found = list(RUN_IN.finditer(line))
    ends = [*(one.start() for one in found[1:]), len(line)]
    for one, end in zip(found, ends, strict=True):
        key = KEY_OF.get("".join(one[0].split()), "")
        value = line[one.end() : end].strip(BULLETS).split("|")[0].strip()
        if key == "index_number":
            value = UNKNOWN.sub("", value.split(" ")[0])
            value = value if DIGIT.search(value) else ""
        elif key in ("publisher", "source"):
            value = name_before(value)
        if key and value:
            yield key, value
