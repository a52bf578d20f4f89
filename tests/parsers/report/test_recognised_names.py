"""Names, years and numbers of which recognition left a letter in doubt."""

from __future__ import annotations

import pytest

from parsers.document import Document, Hints, Paragraph
from parsers.identity import identify
from parsers.pages.paragraphs import Run, finished
from parsers.pages.textlines import DOUBTED, Char, Line

TITLE = "{}县林业局2023年政府信息公开工作年度报告"
PROSE = "现公布{}县林业局2023年政府信息公开工作年度报告。"


def recognised(text: str) -> Paragraph:
    """A paragraph as recognition makes it: letters behind ? are in doubt."""
    parts = text.split("?")
    letters = [(sign, 0) for sign in parts[0]]
    for part in parts[1:]:
        letters += [(part[0], DOUBTED), *((sign, 0) for sign in part[1:])]
    chars = tuple(
        Char(sign, 10.0 * at, 0.0, 10.0 * at + 10, 10.0, 0.9, mark) for at, (sign, mark) in enumerate(letters)
    )
    line = Line(chars, "".join(char.text for char in chars), 0.0, 0.0, 10.0 * len(chars), 10.0)
    (block,) = finished(Run(1, [line]))
    assert isinstance(block, Paragraph)
    return block


def unclear(lines: list[str], hints: Hints) -> list[str]:
    document = Document("image", tuple(map(recognised, lines)))
    return [issue.code for issue in identify(document, hints).issues if issue.code.endswith("_unclear")]


@pytest.mark.parametrize(
    ("lines", "title", "codes"),
    [
        ([TITLE.format("自川")], "", []),
        ([TITLE.format("?自川")], "", ["agency_unclear"]),
        ([TITLE.format("自川").replace("政府", "?政府")], "", []),
        ([TITLE.format("?自川")], TITLE.format("自川"), []),
        ([TITLE.format("?自川")], TITLE.format("白川"), ["agency_unclear"]),
        ([TITLE.format("?自川"), PROSE.format("?自川")], "", ["agency_unclear"]),
        ([TITLE.format("?自川"), PROSE.format("自川")], "", []),
        (
            [TITLE.format("?自川"), PROSE.format("白川"), "自川县林业局", "自川县林业局"],
            "",
            ["agency_unclear"],
        ),
        ([TITLE.format("自川"), PROSE.format("白川") + "共?收到件。"], "", ["agency_unclear"]),
        ([TITLE.format("自川"), PROSE.format("自川"), "?自川政发〔2024〕3号"], "", ["number_unclear"]),
    ],
)
def test_a_letter_in_doubt_puts_a_name_in_doubt(lines: list[str], title: str, codes: list[str]) -> None:
    assert unclear(lines, Hints(title=title)) == codes


@pytest.mark.parametrize(
    ("second", "year", "codes"),
    [
        ("本报告由六部分组成。", None, ["year_unclear"]),
        ("本报告由六部分组成。", 2023, []),
        ("2023年，我局认真工作。", None, []),
    ],
)
def test_a_year_in_doubt_is_certain_in_any_other_place(
    second: str, year: int | None, codes: list[str]
) -> None:
    lines = [TITLE.format("自川").replace("3年", "?3年"), second]
    assert unclear(lines, Hints(year=year)) == codes
