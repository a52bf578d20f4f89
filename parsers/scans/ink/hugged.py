"""Print that hugs a rule, told from it where it would be wiped away with it: a dash, the side of a 6.

beside a rule ── less the greys of the rule alone ──▶ print ── may more lie beneath the rule? ──▶ doubtful
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from parsers.pages.rulegrid import Region
from parsers.pages.textlines import Box
from parsers.scans.ink.inkcells import SHORT, InkCell
from parsers.scans.ink.inklines import Inkline
from parsers.scans.types import Floats, Grey, Mask

# A rule is wiped over so much of a column beside it, no farther from its middle than this, in letters.
LEVEL, REACH = 0.5, 0.6
# A rule is looked at in pieces so long, and so far beyond their ends, in letters. By itself it is as in this
# share of its rows, the palest, of so many at least.
PIECE, AROUND, PALEST, LEAST = 8.0, 3.0, 0.15, 4
# A seal that was taken away leaves pieces of rules paler than they are: there it is as in more of its rows.
PALEST_SEALED = 0.5
# So many pixels beside a corner are darker than the rule.
CORNER = 1
# Print on it is darker by this share of half the print's depth, over so much of a letter's square and so many
# rows; beside those (letters), what is darker by the last share is of it, too.
DARKER, PART, ROWS, BESIDE, FAINT = 0.5, 0.02, 2, 0.15, 0.25
# Columns that the soft edge of a rule has. A rule is thicker than where it is palest by no more than this
# many times what it is in most of its rows (percentile), or than as many pixels of full ink.
SOFT, UNEVEN, MOST_ROWS = 2, 1.25, 90
# What is left of a dash beside a rule may be too small for print: it is looked for so far beyond (letters).
DASH = 0.3
# Print goes on beneath a rule if it is so dark beside it, of the darkest within so many pixels. An upright
# stroke may be hidden there if nothing is seen so near to the rule between what goes on beneath it, over so
# many rows (letters).
GOES_ON, FURTHER = 0.8, 5
OPEN, STROKE = 0.2, 0.1
# Print so near to a rule, in letters, may be of a line, and ink so near to what is wiped (pixels) beside it.
NEAR, TOUCH = 0.6, 3


@dataclass(frozen=True, slots=True)
class Pages:
    """A page with its rules, where they are wiped away (255), and without them.

    `told` is where print was told from them (255); the last two are drawn upon, unless the page is `sealed`:
    such a one is read in several ways.
    """

    flat: Grey
    wiped: Mask
    clean: Grey
    told: Mask
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """A piece of a rule with what is beside it: rows along it, columns from its middle on.

    The rule is `level` or not, at the right or bottom of a cell (`far`) or not; `start` is the first row on
    the page, `own` are the rows of the piece, the others beyond its ends. `across` is the other side of the
    page, from the middle of the rule on.
    """

    level: bool
    far: bool
    start: int
    own: slice
    flat: Grey
    wiped: Mask
    clean: Grey
    told: Mask
    across: Grey


@dataclass(frozen=True, slots=True)
class Hugging:
    """Print beside a piece of a rule: how dark it is, by pixel, over what is wiped away with the rule.

    By the piece's rows: which have print, in which it goes on beneath the rule, which are empty beside it.
    """

    strip: Strip
    dark: Floats
    rows: Mask
    going_on: Mask
    empty: Mask


def strips(region: Region, pages: Pages, letter: float) -> Iterator[Strip]:
    """The rules around a cell, in pieces; of a page with a seal the upright ones."""
    x0, y0, x1, y1 = (max(0, round(edge)) for edge in region.box)
    more = round(AROUND * letter)
    drawn = (pages.flat, pages.wiped, pages.clean, pages.told)
    for level in (False,) if pages.sealed else (False, True):
        left, top, right, bottom = (y0, x0, y1, x1) if level else (x0, y0, x1, y1)
        reach = min(round(REACH * letter), (right - left) // 2)
        if reach < 1 or bottom - top < ROWS:
            continue
        turned = [page.T for page in drawn] if level else drawn
        count = max(1, round((bottom - top) / (PIECE * letter)))
        for first, last in pairwise(top + (bottom - top) * at // count for at in range(count + 1)):
            start = max(0, first - more)
            rows = [page[start : last + more, left:right] for page in turned]
            own = slice(first - start, last - start)
            for far in (False, True):
                parts = [page[:, : -reach - 1 : -1] if far else page[:, :reach] for page in rows]
                flat = turned[0][start : last + more]
                over, beyond = flat[:, max(0, left - reach) : left], flat[:, right : right + reach]
                parts.append(beyond if far else over[:, ::-1])
                yield Strip(level, far, start, own, *parts)


def hugging(strip: Strip, ink: int, letter: float, *, blank: bool, sealed: bool) -> Hugging | None:
    """The print that hugs a piece of a rule; None where there is none.

    In a cell that is otherwise `blank` all of it may have been wiped away. On a page that was `sealed` only
    what is clearly darker than the rule is print.
    """
    half = 255 - ink
    covered = (strip.wiped[strip.own] > 0).mean(0) > LEVEL
    width = len(covered) if covered.all() else int(covered.argmin())
    near = strip.clean[strip.own, width : width + 2]
    if not width or ((strip.level or not blank) and near.size and near.min() >= 255 - FAINT * half):
        return None
    ruled = alone(strip, width)
    greys = strip.flat[ruled]
    if len(greys) < LEAST:
        return None
    share = PALEST_SEALED if sealed else PALEST
    palest = np.argsort(greys.sum(1, dtype=np.int32))[-max(LEAST, round(share * len(greys))) :]
    rule = np.median(greys[palest], axis=0).astype(np.int16)
    darker = rule - strip.flat[strip.own].astype(np.int16)
    darker[~ruled[strip.own]] = 0
    beyond = round(DASH * letter) if blank or not sealed else 0
    reached = darker[:, : width + beyond]
    hidden = reached > DARKER * half
    if blank and sealed:
        # The sides of a rule are uneven where a seal was taken from them.
        hidden = in_runs(hidden, SOFT + 1)
    elif blank and not strip.level:
        # Of a dash that lies mostly beneath a rule little is left. What is spread over more rows and is no
        # wider than this is the soft edge of a rule that leans a little, and its noise. So is what the rule
        # lost at its other side.
        faint = reached > FAINT * half
        lines = np.flatnonzero(faint.any(1))
        is_band = len(lines) > 0 and lines[-1] - lines[0] < DASH * letter
        runs = in_runs(hidden, SOFT) | in_runs(faint, SOFT + 1)
        hidden = faint if is_band else runs & thicker(strip, ruled, palest, reached, half)[:, None]
    rows = np.asarray(hidden.any(1))
    if hidden.sum() < max(3, PART * letter * letter) or rows.sum() < ROWS:
        return None
    # Where the rule is ink itself, no print is seen.
    seen = np.flatnonzero(rule >= ink)
    core = int(seen[0]) if len(seen) else len(rule)
    beside = darker[:, core : core + FURTHER]
    if not beside.size:
        return Hugging(strip, darker[:, :width], rows, rows, np.ones_like(rows))
    most = beside.max(1)
    # On the soft edge of a rule print darkens only what the rule leaves white.
    white = max(0.0, (int(rule[core]) - 255 + 2 * half) / (2 * half))
    going_on = rows & (beside[:, 0] >= GOES_ON * white * most) & (most > DARKER * half)
    empty = beside[:, : max(2, round(OPEN * letter))].max(1) <= DARKER * half
    return Hugging(strip, darker[:, :width], rows, going_on, empty)


def thicker(strip: Strip, ruled: Mask, palest: Floats, darker: Floats, half: int) -> Mask:
    """In which rows of a piece there is more ink than its rule has, both sides of it together.

    In black and white a rule that leans moves by a pixel at once, and is thicker by one here and there.
    """
    other = strip.across.astype(np.int16)
    lost = np.clip(other - np.median(other[ruled][palest], axis=0), 0, None).sum(1)
    more = np.clip(darker, 0, None).sum(1) - lost[strip.own]
    usual = more[ruled[strip.own]]
    uneven = float(np.percentile(usual, MOST_ROWS)) if len(usual) else 0.0
    return np.asarray(more > max(DARKER * half, UNEVEN * min(uneven, 2 * half)))


def in_runs(mask: Mask, length: int) -> Mask:
    """What of a mask stands in so many columns beside each other, at least."""
    core = mask
    for step in range(1, length):
        core = core & shifted(mask, -step)
    whole = core
    for step in range(1, length):
        whole = whole | shifted(core, step)
    return whole


def shifted(mask: Mask, columns: int) -> Mask:
    """A mask moved sideways; nothing comes in from beyond its edge."""
    moved = np.roll(mask, columns, axis=1)
    moved[:, : max(0, columns)] = moved[:, mask.shape[1] + min(0, columns) :] = False
    return moved


def alone(strip: Strip, width: int) -> Mask:
    """The rows of a strip in which a rule is, and no other crosses it; it is wiped over so many columns."""
    beyond = strip.wiped[:, width:]
    crossed = np.asarray(beyond.all(1) & (beyond.shape[1] > 0))
    ruled = (strip.wiped[:, :width] > 0).mean(1) > LEVEL
    return np.asarray(ruled & ~around(crossed, CORNER))


def around(rows: Mask, reach: int) -> Mask:
    """Which rows are within reach of one of these."""
    return np.asarray(np.convolve(rows, np.ones(2 * reach + 1), "same") > 0)


def unwiped(found: Hugging, ink: int, letter: float) -> bool:
    """Whether print that hugs a rule is put back on the page from which it was wiped away with the rule."""
    strip, reach = found.strip, max(ROWS, round(BESIDE * letter))
    if strip.level and 2 * np.count_nonzero(found.going_on) > np.count_nonzero(found.rows):
        return False  # a false rule, through the middle of signs
    near = around(found.rows, reach)
    width = found.dark.shape[1]
    shown = (found.dark > FAINT * (255 - ink)) & near[:, None] & (strip.wiped[strip.own, :width] > 0)
    strip.clean[strip.own, :width][shown] = (255 - found.dark[shown]).astype(np.uint8)
    strip.told[strip.own, : width + TOUCH][near & ~around(found.going_on, reach)] = 255
    return bool(shown.any())


def told_apart(regions: Sequence[Region], pages: Pages, ink: int, letter: float) -> dict[int, list[Hugging]]:
    """What hugs the rules of cells, by their numbers; `ink` is the grey half-way to print."""
    made: dict[int, list[Hugging]] = {}
    for index, region in enumerate(regions):
        left, top, right, bottom = (max(0, round(edge)) for edge in region.box)
        room = pages.clean[top:bottom, left:right]
        blank = not room.size or int(room.min()) >= ink
        looks = (
            hugging(strip, ink, letter, blank=blank, sealed=pages.sealed)
            for strip in strips(region, pages, letter)
        )
        if found := [one for one in looks if one is not None]:
            made[index] = found
    return made


def put_back(hugged: Sequence[dict[int, list[Hugging]]], ink: int, letter: float) -> bool:
    """Whether any print that hugs rules was put back on its page."""
    found = [one for of_grid in hugged for of_cell in of_grid.values() for one in of_cell]
    return sum(unwiped(one, ink, letter) for one in found) > 0


def beside_rules(cell: InkCell, found: Sequence[Hugging], letter: float, *, back: bool) -> InkCell:
    """A cell, those short lines marked as cut of which a part may lie beneath a rule.

    An empty cell with print that hugs its rules is no blank. `back` tells that such print was put back.
    """
    if not (found and cell.lines):
        return replace(cell, dust=max(cell.dust, round(letter * letter))) if found else cell
    lines = tuple(
        replace(line, cut=True)
        if line.width < SHORT * line.height
        and any(in_part(line, cell.region.box, one, letter, back=back) for one in found)
        else line
        for line in cell.lines
    )
    return replace(cell, lines=lines)


def in_part(line: Inkline, box: Box, found: Hugging, letter: float, *, back: bool) -> bool:
    """Whether a part of a line may lie beneath a rule: a stroke of its first or last digit, a top of all."""
    strip, room = found.strip, line.room
    left, top, right, bottom = (1, 0, 3, 2) if strip.level else (0, 1, 2, 3)
    away = box[right] - room[right] if strip.far else room[left] - box[left]
    if away >= NEAR * letter + strip.flat.shape[1]:
        return False
    first = strip.start + int(strip.own.start)
    rows = slice(max(0, room[top] - first), max(0, room[bottom] - first))
    places = np.flatnonzero(found.going_on[rows])
    if strip.level:
        return len(places) >= ROWS
    if not back:
        return bool(found.rows[rows].any())
    empty = np.append(0, np.cumsum(found.empty[rows]))
    return bool((np.diff(empty[places]) >= max(ROWS, STROKE * letter)).any())
