"""Words of lines, and the official labels they make: across a line, and over several lines below each other.

    lines of a strip ──▶ words (parted by gaps) ──▶ labels (words whose texts together are a label of a form)

A strip is a run of pages laid below each other, so that a label which a page end cuts is one label still.
Only whole labels are known here; what is printed with an error stays words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from parsers.labels import ORDINAL, Meaning, letters, normalise, squeeze
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Box, Char, Line, around, box_of, close_line, spaced, wide
from parsers.remembered import remembered
from parsers.unruled.spread import spread_labels
from parsers.unruled.wordings import (
    beginnings,
    begins_anew,
    begins_row,
    figure_sign,
    heading_beginnings,
    is_above,
    is_figure,
    known,
    may_become,
)

GAP = 0.27  # between words, in ems
CELL_GAP, TIGHT = 0.1, 0.03  # between cells without padding; between characters of a line set without room
FIGURE_GAP = 0.2  # between a figure and what stands beside it
ORDINAL_GAP = 1.6  # between an ordinal and its label
BESIDE = 1.1  # between two pieces of a label
SPREAD = 2.6  # between the characters of a label that is spread over its cell
PITCH = (0.4, 2.5)  # how far apart the lines of one label stand, in ems
MOST_PIECES = 24
LONGEST_NOTE = 30  # characters of a line of a note in brackets
LONGEST_RUN, LONGEST_HEADING = 60, 12  # characters of headings side by side, of one of them
LONGEST_ORDINAL, LONGEST_LABEL = 20, 60  # characters in which an ordinal ends, and a label is known
MOST_WAYS = 400  # tried to complete one label
STOPS = "，、。；：！？,.;:!?\"'"
PAIRS = tuple(map(tuple, ("“”", "‘’", "（）", "()", "[]", "【】", "〔〕")))
BEGINNING = re.compile(r"[\d(（一二三四]")  # of an ordinal


@dataclass(frozen=True, slots=True)
class Leaf:
    """The lines of a page, or of one column of it, and the vertical rules that part its words.

    So do the places where pieces of level rules meet, if there is room between two signs.
    """

    page: int
    lines: Sequence[Line]
    uprights: Sequence[Segment] = ()
    joints: Sequence[Segment] = ()
    box_around: Callable[[Sequence[Char]], Box] = box_of
    levels: Sequence[tuple[float, float, float]] = ()  # level rules: height, where they begin and end


@dataclass(slots=True, eq=False)
class Word:
    """Characters close together in a line; `box` is in the strip, `leaf` and `line` count in it from 0."""

    chars: tuple[Char, ...]
    text: str
    box: Box
    em: float
    leaf: int
    line: int
    used: bool = False
    middle: float = field(init=False)

    def __post_init__(self) -> None:
        self.middle = (self.box[1] + self.box[3]) / 2


@dataclass(slots=True, eq=False)
class Label:
    """Words that together are a label of the forms."""

    words: list[Word]
    text: str
    meanings: tuple[Meaning, ...]
    box: Box = field(init=False)
    kinds: frozenset[str] = field(init=False)
    ordinal: bool = field(init=False)
    middle: float = field(init=False)

    def __post_init__(self) -> None:
        self.box = around(word.box for word in self.words)
        self.middle = (self.box[1] + self.box[3]) / 2
        self.kinds = frozenset(meaning.kind for meaning in self.meanings)
        self.ordinal = begins_anew(self.text)

    @property
    def centre(self) -> float:
        return (self.box[0] + self.box[2]) / 2

    @property
    def core(self) -> tuple[float, float]:
        """From where to where the label's lines reach, without the room above and below them."""
        margin = 0.3 * self.words[0].em
        middles = [word.middle for word in self.words]
        return min(middles) - margin, max(middles) + margin

    def means(self, kind: str, table: str = "") -> bool:
        return any(m.kind == kind and (not table or m.table == table) for m in self.meanings)


def words_of(leaves: Sequence[Leaf]) -> list[Word]:
    """The words of a strip from top to bottom, each line from left to right."""
    made: list[Word] = []
    foot = 0.0
    for number, leaf in enumerate(leaves):
        if not leaf.lines:
            continue
        ems = list(map(em_of, leaf.lines))
        usual = [em for em in ems if em]
        typical = median(usual) if usual else 0.0
        down = foot - min(line.top for line in leaf.lines)
        for at, line in enumerate(leaf.lines):
            em = ems[at] or min(typical or 99.0, 0.8 * (line.bottom - line.top)) or 1.0
            middle = (line.top + line.bottom) / 2
            rules = [(rule[0] + rule[2]) / 2 for rule in leaf.uprights if rule[1] <= middle <= rule[3]]
            if leaf.joints:
                places = {rule[0] for rule in leaf.joints if rule[1] <= middle <= rule[3]}
                rules += open_places(line, places, TIGHT * em)
            rules.sort()
            for run in parted(line, em, rules):
                whole = line if len(run) == len(line.chars) else close_line(run)
                chars, text, left, top, right, bottom = whole or (tuple(run), spaced(run), *box_of(run))
                made.append(Word(chars, text, (left, top + down, right, bottom + down), em, number, at))
        foot = max(word.box[3] for word in made)
    return made


def open_places(line: Line, places: Iterable[float], room: float) -> Iterator[float]:
    """The places in a line at which two signs stand further apart than signs of one word do."""
    starts = [char[1] for char in line.chars]
    for place in places:
        at = bisect_left(starts, place)
        if (
            0 < at < len(starts)
            and line.chars[at - 1][3] <= place
            and starts[at] - line.chars[at - 1][3] > room
        ):
            yield place


def em_of(line: Line) -> float:
    """The width of a square of the line's type; 0 where nothing tells."""
    widths = sorted(
        [(right - left) / len(text) for text, left, _, right, _, _, _ in line.chars if wide(text[-1])]
    )
    return widths[len(widths) // 2] if widths else 0.0


def parted(line: Line, em: float, rules: Sequence[float]) -> Iterator[list[Char]]:
    """The words of a line: labels that are spread out, and what gaps, rules and ordinals part."""
    chars = list(line.chars)
    gaps = [char[1] - last[3] for last, char in pairwise(chars)]
    start = 0
    if max(gaps, default=0.0) > GAP * em:
        for first, last in spread_labels(chars, gaps, em, GAP * em):
            if bisect_right(rules, chars[first].left) < bisect_left(rules, chars[last - 1].right):
                continue
            yield from words_in(chars[start:first], gaps[start : max(first - 1, 0)], em, rules)
            yield chars[first:last]
            start = last
    yield from words_in(chars[start:], gaps[start:], em, rules)


def words_in(
    chars: list[Char], gaps: Sequence[float], em: float, rules: Sequence[float]
) -> Iterator[list[Char]]:
    """The words of a line, parted by gaps, by rules, and before the ordinal of a label of a row."""
    if not chars:
        return
    room = FIGURE_GAP * em
    least = CELL_GAP * em
    start = 0
    for at, gap in enumerate(gaps, 1) if rules or max(gaps, default=0.0) > least else ():
        if gap <= least and not rules:
            continue
        last, char = chars[at - 1], chars[at]
        ruled = rules and bisect_right(rules, last[3] - 0.5) < bisect_left(rules, char[1] + 0.5)
        parts = ends_word(chars[start:at], char, gap / em) if gap > room else gap > least
        if ruled or (parts and (gap > room or of_two_cells(chars, gaps, at, em))):
            yield from cut(chars[start:at])
            start = at
    yield from cut(chars[start:])


def of_two_cells(chars: Sequence[Char], gaps: Sequence[float], at: int, em: float) -> bool:
    """Whether the room before a character is that between two narrow cells: elsewhere is none."""
    if not (wide(chars[at].text[0]) and wide(chars[at - 1].text[-1])):
        return False
    if not (chars[at].text[0].isalpha() and chars[at - 1].text[-1].isalpha()):
        return False
    return all(abs(gap) < TIGHT * em for gap in (*gaps[max(at - 2, 0) : at - 1], *gaps[at : at + 1]))


def ends_word(run: list[Char], char: Char, gap: float) -> bool:
    """Whether a gap, in ems, before a character ends a word.

    A narrow one ends the beginning of a heading which cannot run on with what stands beside it: the rest is
    on the next line of its cell, and another heading begins in the next cell.
    """
    if gap <= GAP:
        if not figure_sign(char.text):
            text = "".join([one.text for one in run])
            return letters(text) in heading_beginnings() and not may_become(text + char.text)
        return figure_sign(run[-1].text) or unicodedata.category(run[-1].text[-1])[0] != "P"
    if gap <= ORDINAL_GAP and not figure_sign(char.text):
        return ORDINAL.fullmatch(squeeze("".join(one.text for one in run))) is None
    return True


def cut(run: list[Char]) -> Iterator[list[Char]]:
    """A run of characters, cut where the label of a row begins amid it, and between headings of columns."""
    if len(run) == 1:
        yield run
        return
    texts = [char[0] for char in run]
    text = "".join(texts)
    start = 0
    for at in places_in(text) if len(text) == len(run) else places_of(texts):
        yield run[start:at]
        start = at
    yield run[start:] if start else run


def places_of(texts: Sequence[str]) -> tuple[int, ...]:
    """Where to cut a run of characters, by how many stand before."""
    places: list[int] = []
    for found in BEGINNING.finditer("".join([text[0] for text in texts]), 1):
        at = found.start()
        before = texts[at - 1][-1]
        if before.isdecimal() or before in "第(（":
            continue
        if begins_anew("".join(texts[at : at + LONGEST_ORDINAL])) and begins_row(
            letters("".join(texts[at : at + LONGEST_LABEL])[:LONGEST_LABEL])
        ):
            places.append(at)
    start = places[-1] if places else 0
    text = "".join(texts[start:])
    lengths = headings_in(text) if len(text) == len(texts) - start else ()
    for length in lengths:
        start += length
        places.append(start)
    return tuple(places)


@remembered(4096)
def places_in(text: str) -> tuple[int, ...]:
    """The same of characters that are single signs, which make a text."""
    return places_of(text)


@remembered(4096)
def headings_in(text: str) -> tuple[int, ...]:
    """How long each heading but the last is, where a text is several headings of columns side by side.

    Narrow columns leave no room between them. The label of the corner may stand first.

    >>> headings_in("结果维持结果纠正其他结果"), headings_in("其他结果"), headings_in("总计未经复议直接起诉")
    ((4, 4), (), (2,))
    >>> headings_in("信息内容本年制发件数本年废止件数"), headings_in("本年制发件数信息内容")
    ((4, 6), ())
    """
    if not 4 <= len(text) <= LONGEST_RUN or known(text) or len(letters(text)) != len(text):
        return ()
    ways: list[tuple[int, ...] | None] = [(), *[None] * len(text)]  # the lengths that lead to each place
    for end in range(2, len(text) + 1):
        for start in range(max(0, end - LONGEST_HEADING), end - 1):
            way = ways[start]
            meanings = known(text[start:end])
            if way is None or not (any(map(is_above, meanings)) or (not start and is_corner(meanings))):
                continue
            best = ways[end]
            if best is None or len(way) + 1 < len(best):
                ways[end] = (*way, end - start)
    found = ways[-1]
    return found[:-1] if found else ()


def is_corner(meanings: Sequence[Meaning]) -> bool:
    """Whether a label is that of the corner beside the headings of columns."""
    return any(meaning.kind == "corner" for meaning in meanings)


def labels_of(words: Sequence[Word]) -> list[Label]:
    """The labels that words make, from top to bottom; their words are marked as used.

    A label takes as many words as it can: 其他 above 结果 is 其他结果.
    """
    order = sorted(range(len(words)), key=lambda at: words[at].box[1])
    tops = [words[at].box[1] for at in order]
    beside = neighbours(words)

    def further(chain: list[Word]) -> Iterator[Word]:
        """The words on which a label may run on: beside its last one, or below its last line."""
        last = chain[-1]
        if right := beside.get(id(last)):
            yield right
        line = [word for word in chain if word.leaf == last.leaf and word.line == last.line]
        left, right_edge = min(word.box[0] for word in line), max(word.box[2] for word in line)
        near, far = last.middle + PITCH[0] * last.em, last.middle + PITCH[1] * last.em
        for at in range(bisect_left(tops, last.box[1]), len(order)):
            word = words[order[at]]
            if word.box[1] > far:
                break
            if word.middle < near or word.middle > far or word.used or word in chain:
                continue
            common = min(right_edge, word.box[2]) - max(left, word.box[0])
            if common > 0.3 * min(right_edge - left, word.box[2] - word.box[0]):
                yield word

    def longest(chain: list[Word], text: str, ways: list[int]) -> tuple[list[Word], str] | None:
        ways[0] -= 1
        whole = bool(known(text))
        best = (list(chain), text) if whole else None
        if len(chain) >= MOST_PIECES or ways[0] < 0:
            return best
        for word in further(chain):
            if word.used or is_figure(word.text) or (whole and begins_anew(word.text)):
                continue
            if not runs_on(text, word.text) or (
                whole and word is beside.get(id(chain[-1])) and letters(text + word.text) not in beginnings()
            ):
                continue
            found = longest([*chain, word], text + word.text, ways)
            if found and (best is None or weight(found[1]) > weight(best[1])):
                best = found
        return best

    made: list[Label] = []
    for word in words:
        if word.used or is_figure(word.text) or not may_become(word.text):
            continue
        if found := longest([word], word.text, [MOST_WAYS]):
            chain, text = found
            for part in chain:
                part.used = True
            made.append(Label(chain, text, known(text)))
    made.sort(key=lambda label: label.box[1])
    return made


def weight(text: str) -> tuple[int, int]:
    """How much of a label a text is: its letters, and the signs that close it."""
    return len(letters(text)), len(text)


def runs_on(text: str, more: str) -> bool:
    """Whether a label of the forms may run on from a text; what stands in brackets may differ."""
    if not letters(more):
        return all(map(may_end, more)) and closes(text, more) and may_become(text)
    if letters(text + more) in beginnings():
        return True
    # The ordinal of a label further to the left may stand beside the rest of one: 其他处理 beside 禁止公开.
    rest = ORDINAL.sub("", squeeze(more), count=1)
    if begins_anew(more) and letters(rest) and not known(rest):
        return letters(text + rest) in beginnings()
    if begins_anew(more) or normalise(text + more) not in beginnings():
        return False
    if open_bracket(text):
        return not open_bracket(text + more) and len(more) <= LONGEST_NOTE
    return not open_bracket(more)


def may_end(sign: str) -> bool:
    """Whether a sign may stand at the end of a line of a label; others may be all that a cell holds."""
    return sign in STOPS or unicodedata.category(sign) in ("Pe", "Pf", "Zs")


def closes(text: str, more: str) -> bool:
    """Whether each sign that closes something closes what a text opens."""
    return all(text.count(first) > text.count(last) for first, last in PAIRS if more[0] == last)


def open_bracket(text: str) -> bool:
    return max(text.rfind("("), text.rfind("（")) > max(text.rfind(")"), text.rfind("）"))


def neighbours(words: Sequence[Word]) -> dict[int, Word]:
    """The word to the right of each one that may go on with it, by id: close, or single characters apart."""
    found: dict[int, Word] = {}
    for word, other in pairwise(words):
        if (word.leaf, word.line) != (other.leaf, other.line):
            continue
        limit = SPREAD if max(len(word.text), len(other.text)) <= 2 else BESIDE
        if other.box[0] - word.box[2] < limit * word.em:
            found[id(word)] = other
    return found
