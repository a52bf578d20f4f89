"""Formats that no reader asks for are taken out of DOCX files; nothing else is."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from parsers.document import Hints
from parsers.readers import docx as reader
from parsers.readers.docx.styles import Styles
from parsers.readers.docx.thin import thinned
from tests.parsers.office_files import BEGIN, NAMESPACES, ON, cell, docx, paragraph, row, run, span, table

FONT = '<w:rFonts w:ascii="Arial" w:eastAsia="仿宋"/><w:sz w:val="18"/>'
BORDERS = '<w:tcW w:w="900"/><w:tcBorders><w:top w:val="single" w:sz="4"/><w:left w:val="nil"/></w:tcBorders>'
ALIGNED = '<w:spacing w:line="276"/><w:jc w:val="center"/><w:rPr><w:b/></w:rPr>'


def plain_styles() -> Styles:
    return Styles(lambda: None)


def main_part(body: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return archive.read("word/document.xml")


def test_only_what_is_read_is_left_of_a_table() -> None:
    figure = paragraph(run("37", FONT), properties=ALIGNED)
    body = table(row(cell(figure, BORDERS + span(2) + BEGIN), properties='<w:trHeight w:val="340"/>'))
    left = thinned(main_part(docx(body)), plain_styles()).decode()
    assert left == (
        f"<w:document {NAMESPACES}><w:body><w:tbl><w:tr>"
        '<w:tc><w:tcPr><w:tcBorders></w:tcBorders><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr>'
        '<w:p><w:r><w:t xml:space="preserve">37</w:t></w:r></w:p></w:tc>'
        "</w:tr></w:tbl></w:body></w:document>"
    )


def test_what_hides_strikes_and_merges_stays_among_formats() -> None:
    body = table(
        row(cell(paragraph(run("19", FONT + "<w:vanish/>"), run("23", FONT)), BORDERS + BEGIN), "29"),
        row(cell("", BORDERS + ON), cell(paragraph(run("31", "<w:strike/>" + FONT), run("37")), BORDERS)),
        row(cell(paragraph(run("41", FONT + '<w:dstrike w:val="0"/>')), BORDERS), "43"),
    )
    document = reader.read(docx(body), Hints())
    assert [(each.text, each.row, each.row_span) for each in document.tables[0].cells] == [
        ("23", 0, 2),
        ("29", 0, 1),
        ("37", 1, 1),
        ("41", 2, 1),
        ("43", 2, 1),
    ]
    assert {issue.code for issue in document.issues} == {"hidden_text", "struck_text"}


def test_lists_and_deleted_ends_stay_among_formats() -> None:
    numbered = '<w:jc w:val="left"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    joined = f'<w:jc w:val="left"/><w:rPr>{FONT}<w:del w:id="1"/></w:rPr>'
    levels = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="3"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    body = paragraph("保密", properties=numbered) + paragraph("收到13", properties=joined) + paragraph("7件")
    document = reader.read(docx(body, {"word/n.xml": levels}, n="numbering:n.xml"), Hints())
    assert [block.text for block in document.paragraphs] == ["3.保密", "收到137件"]


@pytest.mark.parametrize(
    "inside",
    [
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t><![CDATA[<w:rPr>41</w:rPr>]]></w:t></w:r></w:p>",
        "<w:p><!-- <w:rPr> --><w:r><w:rPr><w:b/></w:rPr><w:t>43</w:t></w:r></w:p>",
        "<w:p><?x <w:rPr> ?><w:r><w:rPr><w:b/></w:rPr><w:t>47</w:t></w:r></w:p>",
        "<w:p xmlns:w='urn:other'><w:r><w:rPr><w:b/></w:rPr><w:t>53</w:t></w:r></w:p>",
        "<w:p><w:r><w:rPr><w:b/><w:rPrChange><w:rPr><w:i/></w:rPr></w:rPrChange></w:rPr></w:r></w:p>",
        "<w:p><w:r><w:rPr><w:b>59</w:i></w:rPr><w:t>61</w:t></w:r></w:p>",
    ],
)
def test_what_is_not_certain_stays_as_it_is(inside: str) -> None:
    content = f"<w:document {NAMESPACES}><w:body>{inside}</w:body></w:document>".encode()
    assert thinned(content, plain_styles()) == content


def test_signs_of_exclamation_and_question_do_not_stop_it() -> None:
    content = main_part(docx(paragraph(run("收到几件？67件! 真的?", FONT))))
    left = thinned(content, plain_styles())
    assert "67件! 真的?".encode() in left
    assert b"rFonts" not in left


def test_other_prefixes_are_read_as_they_are() -> None:
    body = docx(table(row(cell(paragraph(run("71", FONT)), BORDERS), "73")))
    renamed = main_part(body).replace(b"w:", b"word:")
    assert thinned(renamed, plain_styles()) == renamed
