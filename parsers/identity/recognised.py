"""Whether what identifies a report was recognised with certainty, where it was recognised from a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.document import Document, Hints, Issue, Paragraph
from parsers.labels import squeeze

# What came with the report, printed by others.
BESIDE = ("title", "page_title", "info_title", "heading", "publisher", "source", "site", "breadcrumb")
HAN = re.compile(r"[\u4e00-\u9fff]")
LEAST_NAME = 5  # letters of a name; shorter ones have others like them: 县水利局, 县财政局


def left_in_doubt(
    document: Document, hints: Hints, agency: str, year: int | None, number: str
) -> Iterator[Issue]:
    """Issues for a name, a year and a document number that were recognised, not each letter with certainty.

    A name that is certain in one of its places, and alike in all, is certain, and so is one that came with
    the report. One that is made of several places is not looked for. A year is certain in any place.
    """
    printed = [block for block in document.blocks if isinstance(block, Paragraph)]
    if not any(block.sure for block in printed):
        return
    read = squeeze("\n".join(block.text for block in printed))
    sure = squeeze("\n".join(block.sure or block.text for block in printed))
    beside = squeeze("\n".join((hints.title, hints.agency, *(document.meta.get(key, "") for key in BESIDE))))
    names = (
        ("agency_unclear", "the name of the body", squeeze(agency)),
        ("number_unclear", "the document number", squeeze(number)),
    )
    for code, what, said in names:
        told = said in beside or (said in sure and not another_letter(said, read))
        if said and said in read and not told:
            yield Issue(code, f"{what} was recognised, not every letter of it with certainty: {said}")
    when = f"{year}年"
    if year and year != hints.year and when in read and when not in sure and when not in beside:
        yield Issue("year_unclear", f"the year was recognised, not every digit of it with certainty: {year}")


def another_letter(name: str, text: str) -> bool:
    """Whether a text also has a name with another letter in one place: 自川县林业局 beside 白川县林业局.

    >>> another_letter("自川县林业局", "自川县林业局2023年报告。现公布白川县林业局2023年报告。")
    True
    >>> another_letter("白川县林业局", "白川县林业局2023年报告。请与白川县林业局联系。")
    False
    """
    letters = (at for at, letter in enumerate(name) if HAN.match(letter))
    others = (
        f"{re.escape(name[:at])}(?!{re.escape(name[at])}){HAN.pattern}{re.escape(name[at + 1 :])}"
        for at in letters
    )
    return len(name) >= LEAST_NAME and any(re.search(other, text) for other in others)
