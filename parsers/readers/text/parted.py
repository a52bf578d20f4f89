"""Lines whose cells are parted by signs, or by rules drawn with signs: the same with tabs between cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from parsers.labels import look_up
from parsers.readers.text.annex import with_tabs_for_words
from parsers.readers.text.celled import is_value
from parsers.readers.text.dropped import doubted, in_doubt, too_few
from parsers.readers.text.ends import CUT_OFF, lacking
from parsers.readers.text.tabs import LONGEST_LINE, width_of

RULES_UPRIGHT = "│┃║┆┇┊┋"
UPRIGHT = re.compile(f"[{RULES_UPRIGHT}]")
OPENING, CLOSING = re.compile(r"^(\s*)[│┃║|\uff5c]"), re.compile(r"()[│┃║|\uff5c]\s*$")
OUTER = re.compile(rf"{OPENING.pattern}|[│┃║|\uff5c]\s*$")
UNFRAMED = re.compile("()(?!)")  # finds nothing
MOST_FRAMED = 0.9  # of the rows, for the signs around them to be a frame, and to stand beside no blank
DRAWN = re.compile("[\u2500-\u257f\\s]")  # signs of rules and corners
TYPED = re.compile(r"[-=:+|\uff5c\s]*[-=]{2}[-=:+|\uff5c\s]*")  # a rule of signs that every keyboard has
SEPARATORS = "|\uff5c,;；"
FEWEST_SEPARATORS = 2  # in a line of separated values that begins with no label
FEWEST_ROWS = 6  # of them with a label of a form
OPEN_CELL = re.compile(r'(?:^|[\t,;；])"[^"]*$')
ONE_VALUE = re.compile(r'\s*"((?:[^"]|"")*)"[,;；\s]*')
FILLED_UP = re.compile(r"[^|\s] \| \|{2,}\s*$")  # with a sign for each column that merged cells cover
CLOSED_CELLS = re.compile(r"\s*\|[^|]+\|(?:\|[^|]+\|)*\s*")  # |规章||3||12|
SIGN = "|"
SENTENCE = re.compile(r"[。！？]")
SET_OFF = re.compile(r"^(\s*)([*_`])([^*_`]+)\2(\s*)$")  # a cell of Markdown in italics or code
MOST_CLOSED = 0.8  # of the rows, for one that does not end with a sign to be cut off
LONGEST_ROW = 2_000  # signs of one that is put together
QUOTED = re.compile(r"\s*>+ ?")  # how letters quote letters
MOST_QUOTED = 0.6  # of the lines, for a text to be a letter that quotes


def with_tabs_for_signs(lines: Sequence[str]) -> Sequence[str]:
    """The lines of a text with tabs between the cells that other signs part; the others as they are."""
    text = "\n".join(lines)
    if text.count(">") >= FEWEST_ROWS:
        lines = without_quotes(lines)
    if '"' in text and "\t" in text:
        lines = with_bare_cells(with_whole_cells(lines))
    if any(map(text.__contains__, RULES_UPRIGHT)):
        return with_tabs_for_rules(lines)
    for sign in SEPARATORS:
        if text.count(sign) >= FEWEST_ROWS and may_be_rows(sign, lines):
            made = with_tabs_for(sign, lines)
            if made is not lines:
                return made
    return with_tabs_for_words(lines, text)


def may_be_rows(sign: str, lines: Sequence[str]) -> bool:
    """Whether enough lines hold a sign, and no tab beside it: commas of prose and of figures are many."""
    return len([line for line in lines if sign in line and "\t" not in line]) >= FEWEST_ROWS


def without_quotes(lines: Sequence[str]) -> Sequence[str]:
    """The lines of a letter without the signs that mark them as quoted; others as they are."""
    quoted = sum(">" in line[:4] and QUOTED.match(line) is not None for line in lines)
    if quoted < FEWEST_ROWS or quoted < MOST_QUOTED * len(lines):
        return lines
    return [
        " " * found.end() + line[found.end() :] if (found := QUOTED.match(line)) else line for line in lines
    ]


def with_tabs_for_rules(lines: Sequence[str]) -> list[str]:
    """The lines of a text whose tables are drawn with │ and ─, with tabs between cells."""
    made = []
    frame = frame_of([line for line in lines if UPRIGHT.search(line)])
    for line in lines:
        drawn = line.strip()
        if drawn and not DRAWN.sub("", drawn):
            made.append("\t\t")  # a rule between rows, or a row of blank cells
        elif UPRIGHT.search(line):
            made.append(UPRIGHT.sub("\t", frame.sub(r"\1 ", line)))
        else:
            made.append(line)
    return made


def frame_of(rows: Sequence[str]) -> re.Pattern[str]:
    """What finds the signs around the rows of tables that stand there as a frame, and part no cells.

    Nearly all rows have them. Where fewer begin with one, it stands beside a blank, as many rows begin with
    under labels of groups; rows without their totals all end with a blank, their header does not.
    """
    many = MOST_FRAMED * len(rows)
    opened = sum(OPENING.match(row) is not None for row in rows) >= many
    open_ends = [row for row in rows[:-1] if not CLOSING.search(row)]  # the last may be cut off
    if not open_ends or (opened and len(open_ends) <= len(rows) - many):
        return OUTER if opened else CLOSING
    return OPENING if opened else UNFRAMED


def with_tabs_for(sign: str, lines: Sequence[str]) -> Sequence[str]:
    """The lines of separated values with tabs between cells, if enough begin with labels of a form."""
    whole = lines if sign in "|\uff5c" else with_whole_cells(lines)
    closed = sign == "|" and each_cell_closed(lines)
    if closed:
        whole = [line.replace("||", "| ") for line in lines]
    elif sign == "|" and any(map(FILLED_UP.search, lines)):
        whole = with_whole_rows(lines)
    frame = UNFRAMED
    if sign in "|\uff5c":
        frame = frame_of([line for line in whole if sign in line and not TYPED.fullmatch(line)])
    rows = {
        at: cells
        for at, line in enumerate(whole)
        if sign in line
        and (cells := separated(line, sign, frame))
        and (len(cells) > FEWEST_SEPARATORS or look_up(cells[0].strip()))
    }
    if sum(any(map(look_up, cells)) for cells in rows.values()) < FEWEST_ROWS:
        return lines
    if sign in "|\uff5c":  # a row of two cells with a mistyped label, between others
        amid = {at + 1 for at in rows if at + 2 in rows and at + 1 not in rows and sign in whole[at + 1]}
        amid = {at for at in amid if not TYPED.fullmatch(whole[at])}
        rows = dict(sorted((rows | {at: separated(whole[at], sign, frame) for at in amid}).items()))
    if closed or (sign == "|" and any(FILLED_UP.search(whole[at]) for at in rows)):
        rows = without_filling(rows)
    if sign in "|\uff5c" and max(rows) == last_line(whole):
        last = rows[max(rows)]
        if cut_off(sign, [whole[at] for at in rows]):
            last[-1:] = [CUT_OFF] * max(1, max(map(len, rows.values())) - len(last) + 1)
        else:
            last += [CUT_OFF] * lacking([list(map(str.strip, row)) for row in rows.values()])
    return [
        "\t".join(rows[at]) if at in rows else "\t\t" if TYPED.fullmatch(line) else unquoted(line)
        for at, line in enumerate(whole)
    ]


def each_cell_closed(lines: Sequence[str]) -> bool:
    """Whether cells stand between signs of their own, as programs write them that leave out blank ones."""
    doubled = [line for line in lines if "||" in line]
    if len(doubled) < FEWEST_ROWS or len(max(lines, key=len)) > LONGEST_LINE:
        return False
    return all(CLOSED_CELLS.fullmatch(line) for line in lines if SIGN in line)


def without_filling(rows: dict[int, list[str]]) -> dict[int, list[str]]:
    """Rows without what fills them up at their end; figures in doubt that may have moved over a blank."""
    doubtful = too_few([list(map(str.strip, cells)) for cells in rows.values()])
    return {
        at: in_doubt(cells, *doubtful[number], doubted, CUT_OFF) if number in doubtful else unfilled(cells)
        for number, (at, cells) in enumerate(rows.items())
    }


def unfilled(cells: list[str]) -> list[str]:
    """The cells of a row of the table of applications without blanks that fill it up behind its figures."""
    width = width_of(list(map(str.strip, cells)))
    return cells if any(map(str.strip, cells[width:])) else cells[: width or None]


def last_line(lines: Sequence[str]) -> int:
    return max((at for at, line in enumerate(lines) if line.strip()), default=-1)


def cut_off(sign: str, rows: Sequence[str]) -> bool:
    """Whether the last of some rows lacks the sign with which nearly all the others end."""
    closed = [row.rstrip().endswith(sign) for row in rows]
    return not closed[-1] and sum(closed) >= MOST_CLOSED * len(rows)


def with_whole_rows(lines: Sequence[str]) -> Sequence[str]:
    """The lines of a text with rows put together that the ends of lines in blank cells break.

    A line goes on with the row before it that begins with a sign and holds figures only, unless that row is
    filled up. The others are left blank, so that every line keeps its number.
    """
    made = list(lines)
    start = -1  # of the row that may go on
    for at, line in enumerate(lines):
        if SIGN not in line or len(line) > LONGEST_ROW:
            start = -1
        elif (
            start >= 0
            and line.lstrip()[:1] == SIGN
            and all(is_value(text.strip()) for text in line.split(SIGN))
        ):
            made[start] += line
            made[at] = ""
            start = -1 if line.rstrip().endswith("||") or len(made[start]) > LONGEST_ROW else start
        else:
            start = -1 if line.rstrip().endswith("||") else at
    return made


def with_whole_cells(lines: Sequence[str]) -> Sequence[str]:
    """The lines of separated values with quoted cells that are broken over lines in the first of them.

    The others are left blank, so that every line keeps its number. What stood in two lines stays apart.
    """
    if not any(line.count('"') % 2 for line in lines):
        return lines
    made = list(lines)
    start: int | None = None
    for at, line in enumerate(lines):
        if start is not None:
            made[start] += f" {line}"
            made[at] = ""
            start = None if line.count('"') % 2 or len(made[start]) > LONGEST_ROW else start
        elif line.count('"') % 2 and OPEN_CELL.search(line):
            start = at
    return made


def with_bare_cells(lines: Sequence[str]) -> list[str]:
    """The lines of a text with tabs without the quotes around whole cells, as workbooks write them."""
    return [
        "\t".join(map(unquoted, line.split("\t"))) if '"' in line and "\t" in line else line for line in lines
    ]


def unquoted(line: str) -> str:
    """A line that is one quoted value, without its quotes; any other as it is."""
    found = ONE_VALUE.fullmatch(line)
    return found[1].replace('""', '"') if found else line


def separated(line: str, sign: str, frame: re.Pattern[str]) -> list[str]:
    """The cells of a line with separators, [] for one that is no line of separated values.

    `frame` finds the signs around the lines that part no cells.
    """
    if len(line) > LONGEST_LINE or "\t" in line or SENTENCE.search(line) or TYPED.fullmatch(line):
        return []
    if sign in "|\uff5c":
        cells = frame.sub(r"\1 ", line).split(sign)
        if "*" in line or "`" in line or "_" in line:
            cells = [SET_OFF.sub(r"\1\3\4", cell) for cell in cells]
        return cells
    return next(csv.reader([line], delimiter=sign), [])
