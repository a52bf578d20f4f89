"""Rows of a sheet taken from its text are those of its tree, and whatever looks otherwise goes to the tree."""

from __future__ import annotations

import pytest
from lxml import etree

from parsers.document import Document, Hints
from parsers.errors import Unreadable
from parsers.readers import sheets as reader
from parsers.readers.sheets.xlsxrows import WORKED_OUT, Row, rows_in, rows_of
from tests.parsers.office_files import SHEET, xlsx


def sheet(rows: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData>'
        '<mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
    ).encode()


def from_tree(rows: str) -> list[Row]:
    return list(rows_in(etree.fromstring(sheet(rows)), lambda element: "".join(element.itertext())))


def read(rows: str) -> Document:
    return reader.read(xlsx({"表": f"<sheetData>{rows}</sheetData>"}), Hints())


PLAIN = (
    '<row r="2" spans="1:3" ht="12.8" hidden="false"><c r="A2" s="1"/><c r="B2" s="3" t="s"><v>7</v></c></row>'
    '<row r="4" ht="0"/>\n<row hidden="1"><c r="A5"><v>13</v></c><c r="C5" s="2"><f>A5+6</f><v>19</v></c></row>'
    '<row r="9"><c r="AB9" t="str"><f t="shared" si="0"/><v>二十三</v></c><c r="AC9"/></row>\n'
)


def test_plain_rows_are_taken_from_the_text() -> None:
    quick = rows_of(sheet(PLAIN))
    assert quick is not None
    rest, rows = quick
    assert b"<sheetData></sheetData><mergeCells>" in rest
    assert rows == [
        Row(2, "false", "12.8", [(2, ("3", "s", None, "7"))]),
        Row(4, None, "0", []),
        Row(0, "1", "", [(1, (None, None, None, "13")), (3, ("2", None, WORKED_OUT, "19"))]),
        Row(9, None, "", [(28, (None, "str", WORKED_OUT, "二十三"))]),
    ]
    assert rows == from_tree(PLAIN)


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        ('<row r="1"><c><v>11</v></c><c><v>17</v></c></row>', ["11", "17"]),
        ('<row r="1"><c s="0" r="A1"><v>11</v></c><c r="C1"><v>29</v></c></row>', ["11", "", "29"]),
        ('<row r="1"><c r="a1"><v>11</v></c><c r="$B1"><v>31</v></c></row>', ["11", "31"]),
        ('<row r="1"><c r="A1"><v>11</v></c><!-- <c r="B1"><v>5</v></c> --><c r="B1"><v>37</v></c></row>', ["11", "37"]),
        ('<row r="1"><c r="A1"><v>11</v></c><c r="B1"><v><![CDATA[41]]></v></c></row>', ["11", "41"]),
        ('<row r="1"><c r="A1"><v>&#49;1</v></c><c r="B1"><v xml:space="preserve">43</v></c></row>', ["11", "43"]),
        (
            '<row r="1"><c r="A1"><v>11</v></c><c r="B1" t="inlineStr"><is><t>47</t></is></c></row>',
            ["11", "47"],
        ),
        (
            (f'<x:row xmlns:x="{SHEET}" r="1"><x:c r="A1"><x:v>11</x:v></x:c></x:row>'
            '<row r="1"><c r="B1"><v>53</v></c></row>'),
            ["11", "53"],
        ),
    ],
)  # fmt: skip
def test_rows_of_other_forms_are_read_from_a_tree(row: str, texts: list[str]) -> None:
    assert rows_of(sheet(row)) is None
    (table,) = read(row).tables
    assert [cell.text for cell in table.cells] == texts


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"><c r="A1"><v>11</v></c><c r="B1"><v>17</c></row>',
        '<row r="1" r="2"><c r="A1"><v>11</v></c><c r="B1"><v>17</v></c></row>',
        '<row r="1"><c r="A1"><v>11</v></c><c r="B1"><v>1\x017</v></c></row>',
        '<row r="1"><c r="A1"><v>11</v></c></row></row>',
        '<row r="1"><c r="A1"><v>11</v></c><row r="2"></row>',
        '<row r="1"><c r="A1"><v>11</v></c>',
        '<row r="1"><c r="A1"><v>11</v></c><c r="<c r="B1"/>C1" s="3"/></row>',
    ],
)
def test_damaged_rows_are_refused(row: str) -> None:
    with pytest.raises(Unreadable, match="not well-formed"):
        read(row)


def test_a_sheet_in_another_encoding_is_read_from_a_tree() -> None:
    content = sheet('<row r="1"><c r="A1" t="str"><v>收</v></c></row>').decode()
    assert rows_of(content.replace("UTF-8", "GB18030").encode("gb18030")) is None
    assert rows_of(content.replace("UTF-8", "UTF-16").encode("utf-16")) is None
