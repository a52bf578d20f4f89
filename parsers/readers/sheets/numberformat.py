"""What a spreadsheet shows for a number: its format code applied as far as it changes figures.

    shown(0.5, "0.00") -> "0.50"      shown(0, '0;-0;"-"') -> "-"      shown(12.0, "General") -> "12"

Alignment and colours but white are dropped. A format with fractions or exponents falls back to the number
in full, so that nothing is lost.
"""

from __future__ import annotations

import math
import operator
import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import takewhile

from parsers.document import FAINT, SCALED, UNSHOWN
from parsers.remembered import remembered

# Formats known by number alone; 27 to 36 and 50 to 58 as in Chinese editions.
BUILT_IN = {
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"},
    **{14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 20: "h:mm", 21: "h:mm:ss"},
    **{22: "yyyy/m/d h:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00"},
    **{40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"', 42: '¥#,##0;¥-#,##0;¥"-"'},
    **{43: '#,##0.00;-#,##0.00;"-"', 44: '¥#,##0.00;¥-#,##0.00;¥"-"', 49: "@"},
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    **dict.fromkeys((30,), "m-d-yy"),
    **dict.fromkeys((31,), 'yyyy"年"m"月"d"日"'),
}
Tokens = tuple[tuple[str, str], ...]
LONGEST = 255  # of a format code, as Excel allows
# Quoted text, escaped sign (by ! in Chinese and Japanese editions), blank as wide as a sign, fill,
# [colour, locale or condition], or one sign.
TOKEN = re.compile(
    r'"([^"]*)"|[\\!](.)|_(.)|\*(.)|\[([^\]]*)\]|(AM/PM|A/P|General|G/通用格式|.)', re.IGNORECASE | re.DOTALL
)
CONDITION = re.compile(r"(<=|>=|<>|=|<|>)\s*(-?\d+(?:\.\d+)?)\Z")
HOLDS = {
    **{"<": operator.lt, "<=": operator.le, "=": operator.eq},
    **{">": operator.gt, ">=": operator.ge, "<>": operator.ne},
}
WHITE = frozenset({"white", "白色", "color2", "颜色2"})
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CURRENCY = re.compile(r"\$([^-\]]*)")
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - dates of spreadsheets have no zone
EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
YEARS = range(1990, 2100)  # that a sheet may mean by a format of years alone
LAST_DAY = 2_958_465  # 9999-12-31
NO_DATE = "####"
SIGNIFICANT = 10  # digits that the General format shows of a fraction


def shown(value: float, code: str, from_1904: bool = False) -> str:
    """A number as the format shows it; in full where the format is not understood."""
    tokens, value = chosen(value, sections(code))
    if tokens is None:
        return general(value)
    if is_date(tokens):
        made = calendar(value, tokens, from_1904)
        if made.isdigit() and int(made) not in YEARS and int(made) != value:
            made = SCALED + made  # a count that its format makes a year, or hours, of long ago
    else:
        made = digits(value, tokens)
    if not made.strip():
        return UNSHOWN if value else made  # zeros are often left out, other numbers hidden
    return FAINT + made if ("colour", "white") in tokens else made


def chosen(value: float, parts: tuple[Tokens | None, ...]) -> tuple[Tokens | None, float]:
    """The section that shows a number, None if it is not understood; the number without a sign it implies."""
    if any(part is None for part in parts):
        return None, value
    numeric = [part for part in parts[:3] if part is not None]
    conditions = [next((sign for kind, sign in part if kind == "condition"), "") for part in numeric]
    if not any(conditions):
        at = 1 if value < 0 else 2 if value == 0 else 0
        return (numeric[at], abs(value)) if at < len(numeric) and at else (numeric[0], value)
    for at, (part, condition) in enumerate(zip(numeric, conditions, strict=True)):
        if found := CONDITION.match(condition):
            if HOLDS[found[1]](value, float(found[2])):
                return part, value
        elif at == len(numeric) - 1 or (at == 0 and value > 0):
            return part, value  # what is left
        elif at == 1 and value < 0:
            return part, abs(value)
    return None, value


def shown_text(text: str, code: str) -> str:
    """A text as the format shows it: only the fourth section, or a sole one with @, concerns texts."""
    holder = section_of_texts(code)
    if holder is None:
        return text
    return "".join(text if kind == "@" else sign for kind, sign in holder if kind in ("text", "@"))


@remembered(512, 500)
def section_of_texts(code: str) -> Tokens | None:
    """The section of a format code that shows texts; None where they are shown as they are."""
    parts = sections(code)
    if len(parts) > 3:
        return parts[3]
    return next((each for each in parts if each and ("@", "@") in each), None)


def general(value: float) -> str:
    """A number without a format, whole ones without a point.

    >>> general(12.0), general(25.099999999999998), general(0.5), general(-3.0), general(1234567.25)
    ('12', '25.1', '0.5', '-3', '1234567.25')
    """
    if not math.isfinite(value):
        return "#NUM!"
    if value == int(value):
        return str(int(value)) if abs(value) < 1e21 else repr(value)
    return f"{Decimal(f'{value:.{max(SIGNIFICANT, len(str(int(value))) + 4)}g}'):f}"


@remembered(512, 500)
def sections(code: str) -> tuple[Tokens | None, ...]:
    """The sections of a format code as tokens (kind, sign); None for one that is not understood.

    Kinds: text, digit (0 # ?), point, comma, percent, general, date, @, condition, colour (white only).
    """
    if len(code) > LONGEST:
        return (None,)
    made: list[Tokens | None] = []
    tokens: list[tuple[str, str]] = []
    known = True
    bare: bool | None = None  # whether there are brackets and nothing else
    for quoted, escaped, blank, fill, bracket, plain in TOKEN.findall(code):
        if plain == ";":
            made.append(section(tokens, bare) if known else None)
            tokens, known, bare = [], True, None
            continue
        bare = bool(bracket) and bare is not False
        # What fills a cell stands as often as there is room for it: 12----, but 12000 as well.
        if text := quoted or escaped or fill.strip() or (blank and " "):
            tokens.append(("text", text))
        elif bracket:
            if CONDITION.match(bracket):
                tokens.append(("condition", bracket))
            elif bracket.lower() in WHITE:
                tokens.append(("colour", "white"))
            elif bracket[0] in "<>=":
                known = False
            elif bracket.lower().strip("hms") == "":
                tokens.append(("date", bracket[0]))
            elif found := CURRENCY.match(bracket):
                tokens.append(("text", found[1]))
        elif plain:
            kind = kind_of(plain)
            known = known and kind != "unknown"
            tokens.append((kind, plain))
    made.append(section(tokens, bare) if known else None)
    return tuple(made)


def section(tokens: list[tuple[str, str]], bare: bool | None) -> Tokens:
    """A section of a format code; one of brackets alone shows a number as it is, an empty one nothing."""
    if bare and all(kind in ("condition", "colour") for kind, _ in tokens):
        return (*tokens, ("general", "General"))
    return tuple(tokens)


def kind_of(sign: str) -> str:
    if sign in "0#?":
        return "digit"
    if sign.lower() in ("general", "g/通用格式"):
        return "general"
    if sign.lower() in ("am/pm", "a/p") or sign in "ymdhsYMDHSeE":
        return "date" if sign not in "eE" else "unknown"
    return {".": "point", ",": "comma", "%": "percent", "@": "@", "/": "slash"}.get(sign, "text")


def is_date(tokens: Tokens) -> bool:
    return any(kind == "date" for kind, _ in tokens) and not any(kind == "digit" for kind, _ in tokens)


def calendar(value: float, tokens: Tokens, from_1904: bool) -> str:
    """A serial number as a date or time; ### where it is none, as sheets show it."""
    if not 0 <= value <= LAST_DAY:
        return NO_DATE
    if not from_1904 and value < 61:
        if value >= 60:
            return NO_DATE  # 29 February 1900, a day that was not
        value += 1
    try:
        moment = (EPOCH_1904 if from_1904 else EPOCH) + timedelta(days=value)
    except OverflowError:
        return NO_DATE
    moment += timedelta(microseconds=500_000)  # serial numbers are rounded binary fractions
    written = ""
    at = 0
    clock = False
    while at < len(tokens):
        kind, sign = tokens[at]
        end = at + 1
        if kind == "date":
            while end < len(tokens) and tokens[end] == (kind, sign):
                end += 1
            written += date_part(moment, sign.lower(), end - at, clock)
            clock = clock or sign.lower() == "h" if sign.lower() in "hm" else sign.lower() == "s"
        else:
            written += "" if kind in ("general", "@", "condition", "colour") else sign
        at = end
    return written.strip()


def date_part(moment: datetime, sign: str, count: int, clock: bool) -> str:
    number = {
        "y": moment.year if count > 2 else moment.year % 100,
        "m": moment.minute if clock else moment.month,
        "d": moment.day,
        "h": moment.hour,
        "s": moment.second,
    }.get(sign)
    if number is None:
        return "AM" if moment.hour < 12 else "PM"
    if count > 2 and sign in "md" and not (clock and sign == "m"):
        return MONTHS[moment.month - 1] if sign == "m" else DAYS[moment.weekday()]
    return f"{number:0{min(count, 2)}}" if count < 3 or sign == "y" else f"{number:02}"


def digits(value: float, tokens: Tokens) -> str:
    """A number by its digit places."""
    kinds = [kind for kind, _ in tokens]
    if "digit" not in kinds:
        if "general" in kinds or "@" in kinds:
            number = general(value)
            shown = ((kind, number if kind in ("general", "@") else sign) for kind, sign in tokens)
            return "".join(sign for kind, sign in shown if kind not in ("condition", "colour")).strip()
        sign = "-" if value < 0 else ""
        return sign + "".join(sign for kind, sign in tokens if kind == "text").strip()
    if "slash" in kinds:
        return general(value)
    first = kinds.index("digit")
    last = len(kinds) - 1 - kinds[::-1].index("digit")
    point = kinds.index("point") if "point" in kinds else last + 1
    if any(kind == "text" for kind, _ in tokens[point : last + 1]):
        return general(value)
    # Commas behind the last place, and before the point, divide by a thousand each.
    behind = len(list(takewhile("comma".__eq__, kinds[last + 1 :])))
    whole_end = min(point, last + 1)
    before_point = len(list(takewhile("comma".__eq__, kinds[:whole_end][::-1])))
    scaled = Decimal(repr(value)).scaleb(2 * kinds.count("percent") - 3 * (behind + before_point))
    decimals = [sign for kind, sign in tokens[point:] if kind == "digit"]
    whole_places = sum(1 for kind, sign in tokens[:point] if kind == "digit" and sign == "0")
    rounded = abs(scaled).quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    whole = whole.lstrip("0").rjust(whole_places, "0")
    between = tokens[first : whole_end - before_point]
    if any(kind == "text" for kind, _ in between):  # such as 0!.0,"万" and 000-0000
        whole = mixed(whole, between)
    elif any(kind == "comma" for kind, _ in between):
        whole = f"{int(whole or 0):,}".rjust(len(whole), "0") if whole else whole
    while fraction and decimals[len(fraction) - 1] != "0" and fraction.endswith("0"):
        fraction = fraction[:-1]
    before = "".join(sign for kind, sign in tokens[:first] if kind in ("text", "percent"))
    after = "".join(sign for kind, sign in tokens[last + 1 :] if kind in ("text", "percent"))
    minus = "-" if scaled < 0 and rounded else ""
    dot = "." if fraction or ("point" in kinds and point > last) else ""
    scales = behind or before_point or ("text", ".") in between or any(map(str.isdigit, before + after))
    return (SCALED if scales and value else "") + f"{before}{minus}{whole}{dot}{fraction}{after}".strip()


def mixed(number: str, tokens: Tokens) -> str:
    """Digits with the texts that stand between their places; the first place takes all that are left.

    >>> mixed("1235", (("digit", "0"), ("text", "."), ("digit", "0")))
    '123.5'
    """
    made = ""
    left = number
    for kind, sign in reversed(tokens[1:]):
        if kind == "text":
            made = sign + made
        elif kind == "digit" and left:
            left, made = left[:-1], left[-1] + made
    return left + made


def shown_date(moment: date | datetime) -> str:
    """A date that a library has already made of a number.

    >>> shown_date(date(2024, 1, 19)), shown_date(datetime(2024, 1, 19))
    ('2024-01-19', '2024-01-19')
    """
    if isinstance(moment, datetime) and (moment.hour or moment.minute or moment.second):
        return moment.strftime("%Y-%m-%d %H:%M:%S")
    return moment.strftime("%Y-%m-%d")
