"""What is printed in a figure's place: number, blank, sign or word, and what is refused. Typed by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsers import values
from parsers.model import State
from parsers.templates import Heading

COUNT = Heading("total", "总计", unit="件")
CHANGE = Heading("change", "本年增/减", unit="项", signed=True)
FEE = Heading("amount", "本年收费金额", unit="万元", decimal=True)
PURCHASE = Heading("amount", "采购总金额", decimal=True)


@pytest.mark.parametrize(
    ("raw", "column", "value"),
    [
        ("37", COUNT, 37),
        ("'37", COUNT, 37),  # text of a workbook, as it is exported
        ('="37"', COUNT, 37),
        ("１，１１３", COUNT, 1113),
        ("12件", COUNT, 12),
        ("3（含上年1件）", COUNT, 3),
        ("47（更正）", COUNT, 47),
        ("47（2022年3月5日更正）", COUNT, 47),
        ("47（含更正申请2件）", COUNT, 47),
        ("47（修订3件）", COUNT, 47),
        ("47（原为155）", COUNT, 47),
        ("+7", CHANGE, 7),
        ("-8", CHANGE, -8),
        ("增10", CHANGE, 10),
        ("减少2", CHANGE, -2),
        ("0/0", CHANGE, 0),
        ("18.8710", FEE, Decimal("18.8710")),
        ("251000元", FEE, Decimal("25.1")),
        ("2.5万元", FEE, Decimal("2.5")),
        ("3亿元", FEE, Decimal(30000)),
        ("947.7367万元", PURCHASE, Decimal("947.7367")),  # the form names no unit: as printed
        ("3405820元", PURCHASE, Decimal(3405820)),
        ("251000（元）", FEE, Decimal("25.1")),  # a unit, not a remark
        ("2.5（单位：万元）", FEE, Decimal("2.5")),
        ("12（件）", COUNT, 12),
        ("12①", COUNT, 12),  # a footnote's mark
        ("12 注2", COUNT, 12),
        ("12注", COUNT, 12),
        ("12[²]", COUNT, 12),
        ("12。", COUNT, 12),
        ("—3", CHANGE, -3),
        ("\u22124", CHANGE, -4),
        ("二千零三件（含上年1件）", COUNT, 2003),
        ("二〇一八", COUNT, 2018),
        ("一万二千三百四十五", COUNT, 12345),
        ("两", COUNT, 2),
        ("一件", COUNT, 1),
        ("五万元", FEE, 5),
        ("三千元", FEE, Decimal("0.3")),
        ("三元", PURCHASE, 3),
        ("三（万元）", FEE, 3),
        ("三千（元）", FEE, Decimal("0.3")),
    ],
)
def test_numbers(raw: str, column: Heading, value: int | Decimal) -> None:
    reading = values.read(raw, column)
    assert (reading.state, reading.value) == (State.NUMBER, value)


@pytest.mark.parametrize(
    ("raw", "column", "state"),
    [
        ("", COUNT, State.BLANK),
        ("　", COUNT, State.BLANK),
        ("/", COUNT, State.SLASH),
        ("／", COUNT, State.SLASH),
        ("-", COUNT, State.DASH),
        ("——", COUNT, State.DASH),
        ("无", COUNT, State.TEXT),
        ("不适用", COUNT, State.TEXT),
        ("N/A", COUNT, State.TEXT),
        ("BF", COUNT, State.UNREADABLE),  # as a font names digits whose map is lost
        ("七一二.一八", FEE, State.UNREADABLE),
        ("增", CHANGE, State.TEXT),
        ("万元", FEE, State.TEXT),  # printed in the form, the amount left out
        ("百", COUNT, State.TEXT),
        ("—3", COUNT, State.UNREADABLE),
        ("⑫", COUNT, State.UNREADABLE),
        ("\ufffc12", COUNT, State.UNREADABLE),  # a picture that says it shows 12
        ("\u202e21", COUNT, State.UNREADABLE),
        ("1.5", COUNT, State.UNREADABLE),  # a fraction of an application
        ("12元", COUNT, State.UNREADABLE),
        ("007", COUNT, State.UNREADABLE),  # perhaps cells run together
        ("012件", COUNT, State.UNREADABLE),
        ("0012.5", FEE, State.UNREADABLE),
        ("一", COUNT, State.UNREADABLE),  # perhaps a dash
        ("一（含上年1件）", COUNT, State.UNREADABLE),
        ("十百件", COUNT, State.UNREADABLE),
        ("一百二", COUNT, State.UNREADABLE),  # 120 as a rule, 102 as it stands
        ("廿三", COUNT, State.UNREADABLE),
        ("三万二万", COUNT, State.UNREADABLE),
        ("三元", COUNT, State.UNREADABLE),
        ("三（万元）", COUNT, State.UNREADABLE),
        ("三（件）", FEE, State.UNREADABLE),
        ("十件", FEE, State.UNREADABLE),
        ("12万", FEE, State.UNREADABLE),  # of 元, or of the 万元 that the form asks for
        ("十二万", FEE, State.UNREADABLE),
        ("3" * 19, COUNT, State.UNREADABLE),
        ("12 34", COUNT, State.UNREADABLE),
        ("12（上年）\n34（本年）", COUNT, State.UNREADABLE),
        ("12（上年）34", FEE, State.UNREADABLE),
        ("47（更正为155）", COUNT, State.UNREADABLE),
        ("47件（应为155件）", COUNT, State.UNREADABLE),
        ("47\n【实为一百五十五】", COUNT, State.UNREADABLE),
        ("四十七（改为155）", COUNT, State.UNREADABLE),
        ("增加4（修正：5）", CHANGE, State.UNREADABLE),
        ("4.7万元（误，应为15.5万元）", FEE, State.UNREADABLE),
        ("47（数据有误）", COUNT, State.UNREADABLE),
        ("47（更正前）", COUNT, State.UNREADABLE),
        ("1?", COUNT, State.UNREADABLE),
        ("#REF!", COUNT, State.UNREADABLE),
        ("三\ufffd", COUNT, State.UNREADABLE),
        ("5%", COUNT, State.UNREADABLE),
        ("\u2163", COUNT, State.UNREADABLE),  # a Roman four
        ("0.0万", COUNT, State.UNREADABLE),  # a few, rounded
        ("{$n}", COUNT, State.UNREADABLE),
        ("lO", COUNT, State.UNREADABLE),  # letters in place of digits
    ],
)
def test_what_is_no_number_has_no_value(raw: str, column: Heading, state: State) -> None:
    reading = values.read(raw, column)
    assert (reading.state, reading.value) == (state, None)
