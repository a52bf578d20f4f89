"""The unit that words beside figures name: in a header, in the label of a row, in a caption above the table.

A unit comes back as printed (万元, 千元, 万件), "" where none is named that matters, `UNCLEAR` where several
are, or money of another country. That figures are counted in 件 one by one changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from parsers import values
from parsers.document import Block, Paragraph, Table
from parsers.remembered import remembered
from parsers.wording import WORDS, alternatives

_WORDS = WORDS["values"]
UNCLEAR = "?"
LONGEST_CAPTION = 40  # signs
MOST_BETWEEN = 2  # paragraphs between a caption and its table
SCALE = alternatives(_WORDS["scales"])
CURRENCY = re.compile(rf"(?P<scale>{SCALE})?(?P<abroad>{alternatives(_WORDS['abroad'])})?(?:人民币)?元")
LABEL = alternatives(_WORDS["unit_labels"])
COUNTED = re.compile(
    rf"(?:[(\[【]|{LABEL}:?)(?:{LABEL}:?)?(?P<scale>{SCALE})(?:{alternatives(_WORDS['count_units'])})(?:[)\]】]|\Z)"
)
CAPTION = re.compile(
    rf"(?:^[(\[【]?[^()\[\]【】:]{{0,4}}|[(\[【]){LABEL}:(?P<units>[^()\[\]【】:]+)[)\]】]?\Z"
)
SAID_ALONE = re.compile(rf"[(\[【]?[^()\[\]【】:]{{0,4}}{LABEL}:[^()\[\]【】:]+[)\]】]?\Z")
# Cells that are a unit of money, or one of many counts, and nothing else.
ALONE = frozenset(
    wrapped.format(unit)
    for unit in (
        *values.MONEY,
        *(scale + unit for scale in _WORDS["scales"] for unit in _WORDS["count_units"]),
    )
    for wrapped in ("{}", "（{}）", "({})")
)
BETWEEN = re.compile("[、,/;和及或]")
ONE_OF_THEM = re.compile(rf"(?:{SCALE})?(?:{alternatives(_WORDS['count_units'])})|{CURRENCY.pattern}")


def of_money(text: str) -> str:
    """The unit of money that a label names; it is unclear where its signs may stand in another order.

    >>> of_money("本年收费金额（单位：元）"), of_money("金额（万元/元）"), of_money("金额(万美元)")
    ('元', '?', '?')
    >>> of_money("本年收费金额（单位万：元）")
    '?'
    """
    named = {(found["scale"] or "", found["abroad"]) for found in CURRENCY.finditer(values.squeezed(text))}
    if len(named) > 1 or any(abroad for _, abroad in named):
        return UNCLEAR
    if named == {("", None)} and "万" in text:
        return UNCLEAR
    return f"{named.pop()[0]}元" if named else ""


def of_counts(text: str) -> str:
    """The unit of ten, a hundred or more in which a label says that its figures are counted.

    >>> of_counts("本年处理决定数量（万件）"), of_counts("行政许可（单位：千件）"), of_counts("制发数（件）")
    ('万件', '千件', '')
    """
    found = COUNTED.search(values.squeezed(text))
    return found[0].strip("()[]【】").rpartition(":")[2] if found else ""


def one_of(named: set[str]) -> str:
    """The unit that is named, or "" for none; `UNCLEAR` where several are.

    >>> one_of({"", "元"}), one_of({"元", "千元"}), one_of({""})
    ('元', '?', '')
    """
    found = named - {""}
    return UNCLEAR if len(found) > 1 else max(found, default="")


@remembered(4096)
def of_label(text: str) -> tuple[str, str]:
    """The units (of money, of counts) that the label of a row names."""
    return of_money(text), of_counts(text)


@remembered(4096, LONGEST_CAPTION)
def of_caption(text: str) -> tuple[str, ...]:
    """The units that a line ends with, alone or in brackets; () for any other line.

    >>> of_caption("（单位：件、万元）"), of_caption("单位：青溪县水利局"), of_caption("二、收费（单位：元）")
    (('件', '万元'), (), ('元',))
    """
    if len(text) > LONGEST_CAPTION:
        return ()
    found = CAPTION.search(values.squeezed(text))
    units = BETWEEN.split(found["units"]) if found else []
    return tuple(units) if all(map(ONE_OF_THEM.fullmatch, units)) else ()


def captioned(blocks: Sequence[Block]) -> list[Table]:
    """The tables of a document, each with the line above it that names a unit, where there is one."""
    tables: list[Table] = []
    caption, since = "", 0
    for block in blocks:
        if isinstance(block, Table):
            tables.append(replace(block, caption=caption) if caption else block)
            caption = ""
        elif isinstance(block, Paragraph):
            since += 1
            line = block.text.rpartition("\n")[2]
            if "位" in line and of_caption(line):
                caption, since = line, 0
            elif since > MOST_BETWEEN:
                caption = ""
    return tables


def said_of(table: Table) -> tuple[str, str]:
    """The units that the caption of a table names, and cells that hold nothing but one."""
    within = [
        cell.text
        for cell in table.cells
        if "位" in cell.text and SAID_ALONE.match(values.squeezed(cell.text))
    ]
    return said_above([table.caption, *within]) if within or table.caption else ("", "")


def said_above(captions: Iterable[str]) -> tuple[str, str]:
    """The units (of money, of counts) that the captions of a table name together."""
    units = {unit for caption in captions for unit in of_caption(caption)}
    money, counts = (set(map(of, units)) for of in (of_money, counted))
    return one_of(money), one_of(counts)


def counted(unit: str) -> str:
    return of_counts(f"({unit})")
