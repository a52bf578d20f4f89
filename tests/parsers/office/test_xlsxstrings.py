"""Shared texts taken from the text of their part are those of its tree, and what looks otherwise goes to the tree."""

from __future__ import annotations

import pytest
from lxml import etree

from parsers.readers.sheets.sheet import Run
from parsers.readers.sheets.xlsxstrings import runs_in, texts_of
from tests.parsers.office_files import SHEET

PLAIN = (
    '<si><t>本年新收</t></si>\n<si><t xml:space="preserve"> 17 </t><phoneticPr fontId="1" type="noConversion"/></si>'
    '<si><t/></si><si><r><t>第</t></r><r><rPr><b/><sz val="10"/></rPr><t xml:space="preserve">2024\n年</t></r></si>'
    '<si><r><rPr><strike/></rPr><t>29</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>3</t></r>'
    '<r><rPr><color rgb="FFFFFFFF"/></rPr><t>41</t></r><r><rPr><strike val="0"/><color theme="1"/></rPr><t/></r></si>'
)


def part(items: str, head: str = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>') -> bytes:
    return f'{head}<sst xmlns="{SHEET}" count="5">{items}<extLst/></sst>'.encode()


def from_tree(items: str) -> list[list[Run]]:
    return [runs_in(item) for item in etree.fromstring(part(items)).iterchildren(f"{{{SHEET}}}si")]


def test_plain_texts_are_taken_from_the_text() -> None:
    texts = texts_of(part(PLAIN))
    assert texts is not None
    assert texts[:3] == ["本年新收", " 17 ", ""]
    assert [[Run(text)] if isinstance(text, str) else text for text in texts] == from_tree(PLAIN)
    assert from_tree(PLAIN)[4] == [
        Run("29", struck=True),
        Run("3", "superscript"),
        Run("41", faint=True),
        Run(""),
    ]


@pytest.mark.parametrize(
    "item",
    [
        "<si><t>3 &lt; 5</t></si>",
        "<si><t><![CDATA[7]]></t></si>",
        "<si><!-- 5 --><t>11</t></si>",
        "<si><t>13\r\n17</t></si>",
        "<si><r><rPr/><t>19</t></r></si>",
        "<si><r><t>23</t></r><rPh sb='0' eb='1'><t>x</t></rPh></si>",
        '<si><r><rPr><x:b xmlns:x="other"/></rPr><t>29</t></r></si>',
        "<si/>",
    ],
)
def test_texts_of_other_forms_go_to_the_tree(item: str) -> None:
    assert texts_of(part(PLAIN + item + PLAIN)) is None


@pytest.mark.parametrize(
    "content",
    [
        part("<si><t>31</si>"),
        part("<si><t>37</t></si>") + b"</sst>",
        part('<si><r><rPr><b val="1" val="2"/></rPr><t>41</t></r></si>'),
        part("<si><t>43</t></si>", '<?xml version="1.0" encoding="GB18030"?>'),
        part("<si><t>47</t></si>").replace(SHEET.encode(), b"other"),
        b"",
    ],
)
def test_damaged_and_foreign_parts_go_to_the_tree(content: bytes) -> None:
    assert texts_of(content) is None
