"""From what is printed in a cell to its value and state.

Only what can be read in exactly one way becomes a number. White space between digits, superscripts,
leading zeros, decimals in counts and units of money in counts are all refused as `unreadable`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from parsers.corrections import says_other
from parsers.document import FAINT, PICTURED, REVERSED, SCALED, UNSHOWN
from parsers.labels import simplified
from parsers.model import State, Value
from parsers.remembered import remembered
from parsers.templates import Heading
from parsers.wording import WORDS, alternatives

_WORDS = WORDS["values"]
FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]")
SPACES = re.compile(r"\s+")
SLASH = re.compile(r"[/\\\u2044\u2215\u29f8]{1,3}\Z")
DASH = re.compile(r"[-\u2010-\u2015\u2212\u2500\u2501\u30fc\uff0d_~\u02c9\u00af]{1,6}\Z")
DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
UNIT = alternatives(
    [
        *_WORDS["count_units"],
        *_WORDS["yuan"],
        *_WORDS["ten_thousand_yuan"],
        *_WORDS["hundred_million_yuan"],
        *_WORDS["other_yuan"],
    ],
)
NOTE = re.compile(r"(?P<note>[(\[【].*|[*※]{1,3})\Z", re.DOTALL)
BEHIND_NOTE = re.compile(r"[)\]】][^(\[【]*\d")  # another figure, behind a note
UNIT_NOTE = re.compile(rf"[(\[【](?:{alternatives(_WORDS['unit_labels'])}:?)?(?P<unit>万?{UNIT})[)\]】]\Z")
BARE_UNIT = re.compile(rf"万?{UNIT}\Z")
COUNTED = re.compile(rf"(\d+){alternatives(_WORDS['count_units'])}")
GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")
AMOUNT = re.compile(r"(?:0|[1-9][0-9]*)\.[0-9]+")  # in the unit of the form
DASH_FOR_MINUS = re.compile(r"[\u2010-\u2015\u2212](?=\d)")
# A figure that a workbook holds as text, as it is exported: '12 and ="12".
AS_TEXT = re.compile(r"""'(?=\d)(?P<marked>[\d.,]+)|="(?P<quoted>[\d.,]+)\"""")
NUMBER = re.compile(
    rf"(?:{alternatives(_WORDS['openers'])})?"
    rf"(?P<sign>[+-]|{alternatives([*_WORDS['plus'], *_WORDS['minus']])})?"
    rf"(?P<digits>{DIGITS})(?P<scale>[万亿])?(?P<unit>{UNIT})?\Z",
)
NONE = re.compile(rf"{alternatives(_WORDS['none'])}[。.]?\Z")
SIGNS = ((SLASH, State.SLASH), (DASH, State.DASH), (NONE, State.TEXT))
BOTH = re.compile(rf"(\d+)/(\d+)\Z|{alternatives(_WORDS['plus'])}(\d+){alternatives(_WORDS['minus'])}(\d+)\Z")
BARE_SIGN = re.compile(rf"(?:[+]|{alternatives([*_WORDS['plus'], *_WORDS['minus']])})\Z")
NUMERAL_VALUES = dict(zip(_WORDS["numerals"], _WORDS["numeral_values"], strict=True))
NUMERAL = re.compile(
    rf"(?P<numeral>[{_WORDS['numerals']}十拾][{_WORDS['numerals']}十百千万拾佰仟]*)(?P<unit>{UNIT})?\Z"
)
CUT_SHORT = re.compile(rf"[百佰千仟万](?![零〇])[{_WORDS['numerals']}]\Z")
TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MONEY = {
    **dict.fromkeys(_WORDS["yuan"], Decimal(1)),
    **dict.fromkeys(_WORDS["ten_thousand_yuan"], Decimal(10_000)),
    **dict.fromkeys(_WORDS["hundred_million_yuan"], Decimal(100_000_000)),
    **{unit: Decimal(yuan) for unit, yuan in _WORDS["other_yuan"].items()},
}
WAN = Decimal(10_000)
LIKE_DIGITS = "OoIl"
BARE_WAN = "万 without 元 where the form asks for an amount"
LONGEST_NUMBER = 15  # digits; more than the whole country could count
LONGEST_RAW = 2000
LONGEST_KEPT = 100  # of what is read of words


@remembered(16384)
def looks_like_figure(raw: str) -> bool:
    """Whether a text stands where a figure belongs: a number with or without unit, a slash, a dash, a 无.

    >>> looks_like_figure("12件"), looks_like_figure("/"), looks_like_figure("无"), looks_like_figure("规章")
    (True, True, True, False)
    """
    if raw.isdigit() or counted(raw) is not None:
        return True
    text = squeezed(raw[:80])
    if not text:
        return False
    text = text[: tail.start()] if (tail := NOTE.search(text)) and tail.start() else text
    patterns = (NUMBER, SLASH, DASH, NONE, BOTH, BARE_SIGN, NUMERAL)
    return any(pattern.match(text) for pattern in patterns) or not any(sign.isalpha() for sign in text)


def count(raw: str) -> int | None:
    """The number that bare digits say, None for anything else: signs, spaces, zeros before a number.

    >>> count("12"), count("0"), count("012"), count(" 12"), count("１２")
    (12, 0, None, None, 12)
    """
    if len(raw) >= LONGEST_NUMBER:
        return None
    text = raw if raw.isascii() else raw.translate(FULL_WIDTH)
    return int(text) if text.isascii() and text.isdigit() and (text[0] != "0" or text == "0") else None


@remembered(16384)
def counted(raw: str) -> int | None:
    """The number that bare digits say, or in groups of three, or with the unit of a count; None for the rest.

    Nearly all figures of counts are printed so, and need none of what `read` does with others.

    >>> counted("12"), counted("12件"), counted("１２件"), counted("012件"), counted("12 件"), counted("12元")
    (12, 12, 12, None, None, None)
    >>> counted("1,113"), counted("1,113件"), counted("11,13"), counted("0,113"), counted("１,113")
    (1113, None, None, None, None)
    """
    number = count(raw)
    if number is None and raw[:1].isdigit():
        if GROUPED.fullmatch(raw):
            return count(raw.replace(",", ""))
        if found := COUNTED.fullmatch(raw):
            return count(found[1])
    return number


@remembered(4096)
def sign_of(raw: str) -> State | None:
    """The state of what stands for no figure in any column: nothing, a slash, a dash, 无; None for the rest.

    >>> sign_of("/"), sign_of("——"), sign_of("无"), sign_of("3"), sign_of(" ")
    (<State.SLASH: 'slash'>, <State.DASH: 'dash'>, <State.TEXT: 'text'>, None, <State.BLANK: 'blank'>)
    """
    if len(raw) > LONGEST_KEPT or UNSHOWN in raw:
        return None
    text = squeezed(raw)
    if not text:
        return State.BLANK
    return next((state for pattern, state in SIGNS if pattern.match(text)), None)


@remembered(16384)
def plain(raw: str) -> tuple[str, int | None, State] | None:
    """What nearly all cells print: the text, its value in a column of counts, its state; None for the rest.

    What is no number says the same in every column.

    >>> plain("12件"), plain(" / "), plain("12.5")
    (('12件', 12, <State.NUMBER: 'number'>), ('/', None, <State.SLASH: 'slash'>), None)
    """
    number = count(raw)  # first, for most are bare digits, of which nothing need be kept twice
    if number is None:
        number = counted(raw)
    if number is not None:
        return raw, number, State.NUMBER
    text = raw.strip()
    state = sign_of(text)
    return None if state is None else (text, None, state)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a printed figure means; `value` is None unless `state` is `NUMBER`; `note` says what else."""

    value: Value
    state: State
    note: str = ""


BLANK = Reading(None, State.BLANK)
ABSENT = Reading(None, State.ABSENT)


def unreadable(note: str) -> Reading:
    return Reading(None, State.UNREADABLE, note)


def squeezed(raw: str) -> str:
    """A printed figure in half width and the script of the forms, without any white space.

    >>> squeezed(" １２．５ 萬元")
    '12.5万元'
    """
    return simplified(SPACES.sub("", INVISIBLE.sub("", unicodedata.normalize("NFKC", raw))))


def numeral(text: str) -> int | None:
    """The number a Chinese numeral says, None if it says none.

    A digit right behind 百, 千 or 万 may be short for tens, hundreds or thousands: 一百二 is 120 as a rule.

    >>> [numeral(text) for text in ("十二", "一百零三", "二〇", "两万三千", "十百", "一百二")]
    [12, 103, 20, 23000, None, None]
    """
    if CUT_SHORT.search(text):
        return None
    if not any(sign in text for sign in (*TENS, "万")):
        digits = "".join(str(NUMERAL_VALUES[sign]) for sign in text)
        return int(digits) if len(digits) <= LONGEST_NUMBER else None
    if text.count("万") > 1:
        return None
    total = 0
    for part in text.split("万"):
        total *= 10_000
        section, digit, last = 0, None, 10_000
        for sign in part:
            if sign in TENS:
                if TENS[sign] >= last:
                    return None
                last = TENS[sign]
                section += (1 if digit is None else digit) * last
                digit = None
            else:
                if digit:
                    return None
                digit = NUMERAL_VALUES[sign]
        total += section + (digit or 0)
    return total


def read(raw: str, column: Heading) -> Reading:  # noqa: PLR0911 - a return for each form of it
    """What a printed figure says in a column of a form.

    >>> from parsers.templates import Heading
    >>> count, change = Heading("total", "总计"), Heading("change", "增/减", unit="项", signed=True)
    >>> read("１，１１３", count).value, read("3（含上年1件）", count).note, read("—", count).state.value
    (1113, '（含上年1件）', 'dash')
    >>> read("增10", change).value, read("减少2", change).value, read("0/0", change).value
    (10, -2, 0)
    >>> fee = Heading("amount", "本年收费金额", unit="万元", decimal=True)
    >>> read("251000元", fee).value, read("1.5", count).state.value
    (Decimal('25.1'), 'unreadable')
    """
    if raw.isascii() and raw.isdigit():  # nearly every figure there is
        if len(raw) > LONGEST_NUMBER:
            return unreadable("more digits than a count can have")
        if raw[0] == "0" and len(raw) > 1:
            return unreadable("zeros before the number: perhaps several cells run together")
        return Reading(Decimal(raw) if column.decimal else int(raw), State.NUMBER)
    if not raw:
        return BLANK
    if len(raw) > LONGEST_RAW:
        return unreadable("too long for a figure")
    if not column.decimal and (number := counted(raw)) is not None:
        return Reading(number, State.NUMBER)
    if column.decimal and len(raw) <= LONGEST_NUMBER and AMOUNT.fullmatch(raw):
        return Reading(Decimal(raw), State.NUMBER)
    return uncommon_kept(raw, column) if len(raw) <= LONGEST_KEPT else uncommon(raw, column)


# What the signs mean that readers put in a text.
MARKS = {
    SCALED: "shown otherwise than stored: the number in the sheet is another",
    FAINT: "signs in the colour of the paper",
    REVERSED: "signs that are shown in another order",
    PICTURED: "a picture stands in the cell",
}


def uncommon(raw: str, column: Heading) -> Reading:  # noqa: PLR0911 - a return for each state
    """The reading of anything but bare digits."""
    if UNSHOWN in raw:
        return unreadable("stored and not shown by the sheet")
    text = squeezed(raw)
    if not text:
        return BLANK
    for pattern, state in SIGNS:
        if pattern.match(text):
            return Reading(None, state)
    if doubt := next((told for mark, told in MARKS.items() if mark in raw), ""):
        return unreadable(doubt)
    if kept := AS_TEXT.fullmatch(raw.strip()):
        return read(kept["marked"] or kept["quoted"], column)
    if mark := FOOTNOTE.search(raw.rstrip()):
        reading = uncommon(raw[: mark.start()], column)
        if reading.state is State.NUMBER:
            return replace(reading, note=reading.note or mark[0].strip())
    if any(unicodedata.category(sign) in ("No", "Nl") and sign not in NUMERAL_VALUES for sign in raw):
        return unreadable("a raised, circled or Roman digit")
    if DIGIT_GAP.search(INVISIBLE.sub("", unicodedata.normalize("NFKC", raw)).strip()):
        return unreadable("white space between digits")
    return of_words(text, raw.strip(), column)


uncommon_kept = lru_cache(maxsize=8192)(uncommon)
# A footnote's mark behind a figure: a circled number, 注 with or without a number, a raised one in brackets.
# The tag of a template, or a word that stands in for what is yet to come.
AWAITED = re.compile(
    rf"\{{\{{|[$#@]\{{|<[%?#]|\{{[$%]|\[!--|{alternatives(_WORDS['awaited'])}", re.IGNORECASE
)
FOOTNOTE = re.compile(
    rf"(?<=\d)\s*(?:[\u2460-\u2473]|{alternatives(_WORDS['footnotes'])}\s*[\d\u2460-\u2473⁰¹²³⁴-⁹]{{0,2}}"
    rf"|[(（\[【〔][⁰¹²³⁴-⁹\u2460-\u2473]{{1,2}}[)）\]】〕])\Z"
)
DIGIT_GAP = re.compile(r"[\d.,]\s+[\d.,]")


def of_words(  # noqa: PLR0911, PLR0912 - a return for each form of words
    text: str, raw: str, column: Heading
) -> Reading:
    """The reading of a figure that is more than bare digits."""
    text = UNIT_NOTE.sub(r"\g<unit>", text)  # 12.5（元） names its unit, it has no note
    found, note = number_in(text, column)
    if found is None and (tail := NOTE.search(text)) and tail.start():
        if BEHIND_NOTE.search(tail["note"]):
            return unreadable("two figures where the form has one")
        if says_other(tail["note"]):
            return unreadable("a note beside the figure says that it should be another")
        found = NUMBER.match(text[: tail.start()])
        note = printed_note(raw, tail["note"]) if found else ""
        if found is None and (words := NUMERAL.match(text[: tail.start()])):
            return of_numeral(words, column, printed_note(raw, tail["note"]))
    if found:
        return of_number(found, column, note)
    if words := NUMERAL.match(text):
        return of_numeral(words, column, "")
    if BARE_UNIT.match(text):
        return Reading(None, State.TEXT, "a unit without a number")
    if column.signed:
        if both := BOTH.match(text):
            figures = [int(part) for part in both.groups() if part is not None]
            if figures == [0, 0]:
                return Reading(0, State.NUMBER, "printed as two zeros")
            return unreadable("two figures where the form has one")
        if BARE_SIGN.match(text):
            return Reading(None, State.TEXT, "a sign without a number")
    if any(sign.isdigit() for sign in text):
        return unreadable("not a plain number")
    if text.startswith(("#", "=")) or "\ufffd" in text:
        return unreadable("an error of a workbook, or a sign of no known meaning")
    if AWAITED.search(raw):
        return unreadable("a place that a script fills")
    if not text.strip(LIKE_DIGITS):
        return unreadable("letters that look like digits")
    if any("\u4e00" <= sign <= "\u9fff" for sign in text):
        if all(sign in NUMERAL_VALUES or sign in ".廿卅" for sign in text):
            return unreadable("a numeral that says no number")
        return Reading(None, State.TEXT)
    if text.upper() in _WORDS["foreign_none"]:
        return Reading(None, State.TEXT)
    if sum(sign.isalpha() for sign in text) > 1:
        return unreadable("letters that are no word")  # as fonts name digits whose map is lost
    return unreadable("neither a number nor a word")


def number_in(text: str, column: Heading) -> tuple[re.Match[str] | None, str]:
    """A figure with no more beside it than a sign, a unit and a full stop; a note on how it was read."""
    if found := NUMBER.match(text):
        return found, ""
    if column.signed and (dash := DASH_FOR_MINUS.match(text)):
        return NUMBER.match("-" + text[dash.end() :]), "a dash for minus"
    if column.decimal or text.endswith(".."):  # dots that leave out what follows are no full stop
        return None, ""
    return NUMBER.match(text.rstrip(".。")), ""


def names_money(raw: str) -> bool:
    """Whether a unit of money is printed with a figure."""
    text = squeezed(raw)
    return any(unit in text for unit in MONEY)


def printed_note(raw: str, note: str) -> str:
    """The note beside a number as printed, brackets and all."""
    for opener in _WORDS["note_openers"]:
        if (at := raw.find(opener)) > 0:
            return raw[at:].strip()
    return note


def of_number(  # noqa: PLR0911, PLR0912 - one for each reason to refuse
    found: re.Match[str], column: Heading, note: str
) -> Reading:
    """The value of a matched number, its sign, scale and unit, where the column allows them."""
    digits = found["digits"].replace(",", "")
    whole = digits.split(".")[0]
    if len(digits) > LONGEST_NUMBER:
        return unreadable("more digits than a count can have")
    if len(whole) > 1 and whole[0] == "0":
        return unreadable("zeros before the number: perhaps several cells run together")
    sign = found["sign"] or ""
    if sign not in ("", "+", "-") and not column.signed:
        return unreadable("a word for more or less where the form asks for a count")
    value = Decimal(digits)
    if sign == "-" or sign in _WORDS["minus"]:
        value = -value
    unit, scale = found["unit"] or "", found["scale"] or ""
    if scale + unit in MONEY:  # 万元 is one unit, not ten thousand of 元
        unit = scale + unit
    elif scale:
        if not value:
            return unreadable("rounded to nothing")
        value *= WAN if scale == "万" else WAN * WAN
    if unit in MONEY:
        return of_money(value, unit, column, note)
    if column.unit == "万元" and unit:
        return unreadable(f"{unit} where the form asks for an amount")
    if not column.decimal:
        if "." in digits and not found["scale"]:
            return unreadable("a fraction where the form asks for a count")
        if value != value.to_integral_value():
            return unreadable("a fraction where the form asks for a count")
        if value < 0 and not column.signed:
            note = note or "a count below zero"
        return Reading(int(value), State.NUMBER, note)
    if column.unit == "万元" and found["scale"]:
        return unreadable(BARE_WAN)
    return Reading(value, State.NUMBER, note)


def of_money(value: Decimal, unit: str, column: Heading, note: str) -> Reading:
    """An amount in the unit of the form (万元); as printed, unit in the note, where the form names none."""
    if not column.decimal:
        return unreadable(f"{unit} where the form asks for a count")
    if not column.unit:
        return Reading(value, State.NUMBER, note or f"unit: {unit}")
    if unit in _WORDS["ten_thousand_yuan"]:
        return Reading(value, State.NUMBER, note)
    amount = (value * MONEY[unit] / WAN).normalize()
    if amount == amount.to_integral_value():
        amount = amount.quantize(Decimal(1))
    return Reading(amount, State.NUMBER, note or f"printed in {unit}")


def of_numeral(found: re.Match[str], column: Heading, note: str) -> Reading:
    if found["numeral"] == "一" and not found["unit"]:
        return unreadable("一 may be a one or a dash")
    unit = found["unit"] or ""
    value = numeral(found["numeral"])
    if value is None:
        return unreadable("a numeral that says no number")
    if unit in MONEY:
        return of_money(Decimal(value), unit, column, note)
    if column.unit == "万元" and unit:
        return unreadable(f"{unit} where the form asks for an amount")
    if column.unit == "万元" and "万" in found["numeral"]:
        return unreadable(BARE_WAN)
    return Reading(Decimal(value) if column.decimal else value, State.NUMBER, note or "printed in words")
