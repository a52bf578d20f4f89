"""Official labels and what is printed in their place: one way to compare them.

`normalise` is the only comparison of labels in nianbao; what is printed is stored as printed.
`lexicon()` holds the labels of all forms under their normal forms; `similarity` serves typing errors.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from parsers.remembered import remembered
from parsers.templates import Form, FormTable, Heading, forms
from parsers.wording import WORDS, pairs

SIMPLIFIED = pairs(WORDS["characters"]["traditional"])
MATCHED = {chr(sign): same for sign, same in (SIMPLIFIED | pairs(WORDS["characters"]["lookalike"])).items()}
# Words that converters put for others of as many signs, so that places in a text stay what they are.
OTHER_WORDS: dict[str, str] = WORDS["characters"]["words"]
# Several times as fast as str.translate, which looks up every sign of a text.
TO_MATCH = re.compile(
    f"[{re.escape(''.join(MATCHED))}](?:{'|'.join(f'(?<={word[0]}){word[1:]}' for word in OTHER_WORDS)})?"
)
# An ordinal before a label: 一、 （三） (3) 1. 1、 1． 1 ① — with its brackets or its point.
ORDINAL = re.compile(
    r"""^(?:
        [(\[【〔]\s*[一二三四五六七八九十\d]{1,3}\s*[)\]】〕][、.,:]?
      | [一二三四五六七八九十]{1,3}\s*[、.,:)]
      | \d{1,2}\s*[、.,:)]
      | \d{1,2}(?=[\u4e00-\u9fff])
    )\s*""",
    re.VERBOSE,
)
NOTE = WORDS["values"]["footnotes"][0] + ":"  # what follows is said about the label
BRACKETED = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]?")
NOT_LETTERS = re.compile(r"[^\u3400-\u9fff\U00020000-\U0003ffffA-Za-z0-9/]+")
# The label again in another language, with what stands between its words.
FOREIGN = re.compile(r"/?[A-Za-z]{2,}[A-Za-z0-9/]*")
# The signs of prose that normalisation changes: it takes a text without any in a tenth of the time.
PUNCTUATION = [(sign, unicodedata.normalize("NFKC", sign)) for sign in "，：；（）！？"]
LONGEST = 300  # signs; anything longer is prose, not a label


def squeeze(text: str) -> str:
    """Text without white space, in one width and script: what labels are compared in.

    >>> squeeze("（三）  不予 公開")
    '(三)不予公开'
    """
    text = "".join(text.split())  # an ideographic space is one more sign that normalisation changes
    if not unicodedata.is_normalized("NFKC", text):
        for sign, plain in PUNCTUATION:
            text = text.replace(sign, plain)
        normal = unicodedata.normalize("NFKC", text)
        text = normal if normal == text else "".join(normal.split())
    return simplified(text)


def simplified(text: str) -> str:
    """A text in simplified characters, as far as the words of the forms need them; for comparison only.

    >>> simplified("政府資訊公開"), simplified("資源")
    ('政府信息公开', '资源')
    """
    return TO_MATCH.sub(lambda found: MATCHED.get(found[0]) or OTHER_WORDS[found[0]], text)


@remembered(16384, LONGEST)
def normalise(text: str) -> str:
    """A label without ordinal, brackets' content, quotes, punctuation and white space.

    >>> normalise("3. 危及“三安全一稳定”"), normalise("（二）部分公开（区分处理的，\\n只计这一情形）")
    ('危及三安全一稳定', '部分公开')
    >>> normalise("本年收费金额(单位:万元)"), normalise("（本列数据的勾稽关系）"), normalise("总计/Sum 2023")
    ('本年收费金额', '本列数据的勾稽关系', '总计')
    >>> normalise("规章 注：由法规科填写")
    '规章'
    """
    if len(text) > LONGEST:
        return ""
    text = squeeze(text)
    text = ORDINAL.sub("", text, count=1)
    if NOTE in text:
        text = text[: text.index(NOTE)] or text
    inside = text
    text = BRACKETED.sub("", text)
    text = NOT_LETTERS.sub("", text)
    if FOREIGN.search(text):
        text = FOREIGN.sub("", text) or text
    return text or NOT_LETTERS.sub("", inside)


@remembered(4096, LONGEST)
def letters(text: str) -> str:
    """All letters and figures of a text, nothing else: ordinals and notes stay."""
    return NOT_LETTERS.sub("", squeeze(text))


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label says: `kind` is row, column, group, corner, block or title of a table of a form."""

    kind: str
    form: str
    table: str
    block: int
    key: str


def wordings(heading: Heading) -> Iterator[str]:
    """Every wording under which a heading is known, normal forms; ambiguous ones are left to the caller."""
    for label in (heading.label, *heading.synonyms):
        yield normalise(label)
        yield letters(label)
        for depth in range(1, len(heading.groups) + 1):
            yield letters("".join(heading.groups[-depth:]) + label)
            # the same with the inner ordinals lost
            yield normalise(heading.groups[-depth]) + normalise(label)


def meanings(form: Form, table: FormTable) -> Iterator[tuple[str, Meaning]]:
    yield normalise(table.label), Meaning("title", form.key, table.key, -1, table.key)
    if table.corner:
        yield normalise(table.corner), Meaning("corner", form.key, table.key, -1, "corner")
    for number, block in enumerate(table.blocks):
        if block.label:
            yield letters(block.label), Meaning("block", form.key, table.key, number, str(number))
        for kind, headings in (("column", block.columns), ("row", block.rows)):
            for heading in headings:
                for wording in wordings(heading):
                    yield wording, Meaning(kind, form.key, table.key, number, heading.key)
                for group in heading.groups:
                    yield normalise(group), Meaning("group", form.key, table.key, number, kind)


@cache
def lexicon() -> dict[str, tuple[Meaning, ...]]:
    """All that a normal form can mean, over all forms."""
    found: dict[str, dict[Meaning, None]] = defaultdict(dict)
    for form in forms().values():
        for table in form.tables:
            for wording, meaning in meanings(form, table):
                if wording:
                    found[wording][meaning] = None
    return {wording: tuple(known) for wording, known in found.items()}


@remembered(16384, LONGEST)
def look_up(text: str) -> tuple[Meaning, ...]:
    """Everything a printed text means as a whole label; () if it is no label.

    >>> sorted({meaning.key for meaning in look_up("(二) 上年结转政府信息公开申请数量")})
    ['carried_in']
    """
    # Figures, most of all: no label is of digits, with or without one sign behind them.
    if text.isascii() or text[:-1].isdigit() or len(text) > LONGEST:
        return ()
    known = lexicon()
    whole, plain = known.get(letters(text), ()), known.get(normalise(text), ())
    return tuple(dict.fromkeys((*whole, *plain))) if whole and plain else whole or plain


@lru_cache(maxsize=8192)
def similarity(one: str, other: str) -> float:
    """How alike two normal forms are, 0 to 1: one minus edit distance over the longer length.

    >>> similarity("要求提供公开出版物", "要求提供公开出版物"), round(similarity("重复申请", "重复申情"), 2)
    (1.0, 0.75)
    """
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    if len(one) < len(other):
        one, other = other, one
    previous = list(range(len(other) + 1))
    for row, sign in enumerate(one, 1):
        current = [row]
        for column, twin in enumerate(other, 1):
            current.append(
                min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (sign != twin)),
            )
        previous = current
    return 1 - previous[-1] / len(one)
