"""Paper made even: a colour picture becomes grey ink on white, without seal, shadow and uneven light."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from parsers.scans.page import stamps
from parsers.scans.page.bitmasks import Bits
from parsers.scans.page.connected import areas
from parsers.scans.page.greyseals import freed
from parsers.scans.page.rims import dark_rims, rims, stands_out
from parsers.scans.types import Floats, Grey, Mask

# The background is looked for in a picture this many times smaller: ink is gone there, shadows are not.
SHRINK = 8
# No paper is darker.
DARKEST_LIGHT = 40
# Most of a picture is ground; one darker than this is that of a screen at night.
DARK_GROUND, DARKEST_PAPER, PAPER = 70, 169, 255
# Where next to nothing (a share) of what is no paper is darker than that, print is very pale: not paler than
# the second, if it takes so much of the page. What is paler than the first is paper there.
PALEST_INK, PALEST_PRINT, MOST_PALE, LEAST_PALE = 220, 207, 0.05, 0.002
# The seal of a grey copy is so much paler than print, and darker than this; pale print has room for none.
CLEARLY_PALER, SHADE, PALE_PRINT = 60, 215, 110
# Print paler than the first is made as dark as the second: a seal on it is told from it then.
PALE, DARK = 90, 60
# Pieces of a seal's rim reach so far (inches), and are of one grey (standard deviation): letters are not.
LONG_ARC, ARC, SHORT_ARC = 0.25, 0.18, 0.07
ROUGH, EVEN = 46, 36
# Lines are rules if they are straight for so long and no thicker (inches); the rim of a seal is not.
LONG_RULE, THICK_RULE = 0.6, 0.06
STRAIGHT = 0.5  # inches; no stroke of a letter is straight for so long
LEAST_SEAL = 0.02  # square inches
# More even grey areas than this are a photograph.
MOST_SPOTS = 50_000
PAGE_WIDTH = 8.27  # inches: pages are taken to be about as wide


@dataclass(frozen=True, slots=True)
class Paper:
    """A picture made even: to be read, with the seal gone; with the seal; and where there was one (255).

    `opaque` is where a seal may hide print wholly (255), `second` the first picture with the seal taken
    away in another way. All are grey, height × width. All but the first are None on a page without a seal.
    `bare` is the first without any letters of a seal, to look for rules in, where `sealed` shows all of it.
    `streaks` is where streaks were taken away (255), which are of the seal, too.
    `colour` is the page with its seal in colour (blue, green, red), where it has any.
    """

    flat: Grey
    sealed: Grey | None = None
    seal: Mask | None = None
    opaque: Mask | None = None
    second: Grey | None = None
    bare: Grey | None = None
    streaks: Mask | None = None
    colour: Grey | None = None


def even(picture: Grey) -> Paper:
    """The picture of a page as grey print on paper of 255, whatever its channels (BGR) were."""
    flat = lit(one_channel(picture))
    zone = None if picture.ndim == 2 else stamps.red_zone(picture)
    if zone is None:
        return without_grey_seal(flat)
    channels = cv2.merge([lit(cv2.extractChannel(picture, 0)), lit(cv2.extractChannel(picture, 1)), flat])
    made = stamps.unstamped(channels, flat, zone, flat.shape[1] / PAGE_WIDTH)
    return Paper(made.flat, made.traces, made.seal, made.opaque, made.second, colour=channels)


def dark_on_pale(picture: Grey) -> Grey:
    """The picture, or its opposite if it is pale print on a dark ground, as on some screens."""
    dark = median(histogram(picture[::4, ::4])) < DARK_GROUND
    return np.asarray(cv2.bitwise_not(picture), np.uint8) if dark else picture


def one_channel(picture: Grey) -> Grey:
    """The channel to be read: red ink is bright in the red one, black print is not."""
    return picture if picture.ndim == 2 else np.asarray(cv2.extractChannel(picture, 2), np.uint8)


def lit(grey: Grey) -> Grey:
    """A channel of a picture as if its paper were evenly white."""
    height, width = grey.shape
    small = cv2.resize(
        grey, (max(1, width // SHRINK), max(1, height // SHRINK)), interpolation=cv2.INTER_AREA
    )
    # The brightest surroundings are paper; letters and lines are narrower than the window.
    window = np.ones((9, 9), np.uint8)
    light = cv2.GaussianBlur(cv2.erode(cv2.dilate(small, window), window), (0, 0), 3)
    light = cv2.resize(light, (width, height), interpolation=cv2.INTER_LINEAR)
    light = cv2.max(light, np.full_like(light, DARKEST_LIGHT))
    return np.asarray(cv2.divide(grey, light, scale=255), np.uint8)


def without_grey_seal(flat: Grey) -> Paper:
    """An even page in grey, with the seal of a grey copy taken away: by its rim, or else paled."""
    dots = flat.shape[1] / PAGE_WIDTH
    level = print_level(flat)
    if level is None:
        return Paper(flat)
    if level > PALE:
        flat = darkened(flat, level)
        level = DARK
    soft = cv2.medianBlur(flat, 3)
    middle = cv2.inRange(soft, level + CLEARLY_PALER, SHADE)
    round_ = rims(np.asarray(cv2.morphologyEx(middle, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))), dots)
    shaded = np.asarray(cv2.inRange(soft, 0, SHADE), np.uint8)
    # A seal in black and white is as dark as print; of an oval one each half is nearly a circle.
    round_ = [rim for rim in round_ if stands_out(shaded, rim, dots)] or dark_rims(
        np.asarray(cv2.inRange(flat, 0, (level + PAPER) // 2), np.uint8), dots
    )
    if round_:
        made = freed(flat, round_, level, dots)
        return Paper(made.flat, flat, made.seal, made.opaque, made.second, made.bare)
    found = grey_zone(flat)
    if found is None:
        return Paper(flat)
    zone, dark, pale = found
    ramp = np.interp(np.arange(256), [0, dark, pale, 255], [0, dark, 255, 255]).astype(np.uint8)
    paled = flat.copy()
    np.copyto(paled, cv2.LUT(flat, ramp), where=zone > 0)
    return Paper(paled, flat, zone, zone)


def darkened(flat: Grey, level: int) -> Grey:
    """A pale page with its print, of a grey `level`, as dark as that of others."""
    greys = PAPER - (PAPER - np.arange(256)) * ((PAPER - DARK) / (PAPER - level))
    return np.asarray(cv2.LUT(flat, np.clip(greys, 0, 255).astype(np.uint8)), np.uint8)


def grey_zone(flat: Grey) -> tuple[Mask, int, int] | None:
    """Where a seal lies in a grey copy, with a rim, and between which greys print passes into it; or None.

    Its strokes are wider than the soft edges of print, reach far, and are clearly paler than print.
    """
    dots = flat.shape[1] / PAGE_WIDTH
    level = print_level(flat)
    if level is None or level > PALE_PRINT:
        return None
    soft = cv2.medianBlur(flat, 3)
    side = max(4, round(dots / 45))
    least = LEAST_SEAL * dots * dots
    core = wide_strokes(soft, level, side)
    if cv2.countNonZero(core) >= least:
        # Beside thick dark rules soft thin letters are as pale as a seal: they tell how dark print is.
        level = max(level, letters_level(flat, dots) or 0)
        core = cv2.subtract(wide_strokes(soft, level, side), thin_rules(soft, dots))
    if level > PALE_PRINT or cv2.countNonZero(core) < least:
        return None
    found = areas(core, MOST_SPOTS)
    if found.count > MOST_SPOTS:
        return None
    labels, rooms = found.labels, found.rooms
    reach = np.maximum(rooms[:, 2] - rooms[:, 0], rooms[:, 3] - rooms[:, 1]) / dots
    uneven = unevenness(soft, labels, found.count)
    large = (reach > LONG_ARC) & (uneven < ROUGH)
    # Rules and print cut the rim of a seal into pieces; crowded letters are grey in pieces, too.
    parts = ((reach > SHORT_ARC) & (uneven < EVEN)) | ((reach > ARC) & (uneven < ROUGH))
    large[0] = parts[0] = False
    if not large.any():
        return None
    around, beside = (np.ones((2 * round(share * dots) + 1,) * 2, np.uint8) for share in (0.8, 0.05))
    seed, whole = ((kept[labels] * 255).astype(np.uint8) for kept in (large, parts))
    near_seeds = cv2.bitwise_and(whole, cv2.dilate(seed, around))
    core = cv2.bitwise_and(core, cv2.dilate(near_seeds, beside))
    near = np.ones((2 * side + 1, 2 * side + 1), np.uint8)
    if cv2.countNonZero(core) < LEAST_SEAL * dots * dots:
        return None
    seal = float(np.percentile(soft[core > 0], 10))
    pale = round(min(seal, (level + 3 * float(np.median(soft[core > 0]))) / 4))
    return np.asarray(cv2.dilate(core, near), np.uint8), (level + pale) // 2, pale


def wide_strokes(soft: Grey, level: int, side: int) -> Mask:
    """What is clearly paler than print of a grey `level`, darker than paper, and wider than `side` pixels."""
    middle = cv2.inRange(soft, level + CLEARLY_PALER, SHADE)
    return np.asarray(cv2.morphologyEx(middle, cv2.MORPH_OPEN, np.ones((side, side), np.uint8)), np.uint8)


def thin_rules(soft: Grey, dots: float) -> Mask:
    """The thin straight lines of a page: where a book bends into its shadow they are as pale as a seal."""
    dark = np.asarray(cv2.inRange(soft, 0, SHADE), np.uint8)
    long, thick = odd(LONG_RULE * dots), odd(THICK_RULE * dots)
    level, upright = Bits.of(dark).opened(1, long), Bits.of(dark).opened(long, 1)
    thin = level.without(level.opened(thick, 1)).together(upright.without(upright.opened(1, thick)))
    return thin.dilated(3, 3).mask()


def odd(length: float) -> int:
    """The side of a window about so long, which has a middle."""
    return 2 * round(length / 2) + 1


def letters_level(flat: Grey, dots: float) -> int | None:
    """The grey of the darkest tenth of what is dark on a page, but for straight rules; None without print."""
    dark = np.asarray(cv2.inRange(flat, 0, DARKEST_PAPER), np.uint8)
    ink, long, around = Bits.of(dark), odd(STRAIGHT * dots), odd(dots / 30)
    rules = ink.opened(1, long).together(ink.opened(long, 1)).dilated(around, around)
    return darkest(histogram(flat[ink.without(rules).mask() > 0]))


def unevenness(picture: Grey, labels: Floats, count: int) -> Floats:
    """The standard deviation of the greys of each numbered area of a picture; that of area 0 is not told."""
    there = labels > 0
    numbers, greys = labels[there], picture[there].astype(np.float64)
    size = np.maximum(np.bincount(numbers, minlength=count), 1)
    mean = np.bincount(numbers, greys, count) / size
    return np.asarray(np.sqrt(np.maximum(0, np.bincount(numbers, greys * greys, count) / size - mean * mean)))


def histogram(greys: Grey) -> Floats:
    """How many pixels have each of the 256 greys."""
    counts = cv2.calcHist([np.ascontiguousarray(greys).reshape(1, -1)], [0], None, [256], [0, 256])
    return np.asarray(counts, np.float64).ravel()


def median(counts: Floats) -> float:
    """The median of the greys counted."""
    below = np.cumsum(counts)
    lower, upper = np.searchsorted(below, [(below[-1] - 1) // 2, below[-1] // 2], side="right")
    return float(lower + upper) / 2


def print_level(flat: Grey) -> int | None:
    """The grey of the darkest tenth of what is dark on a page; None where next to nothing is."""
    return darkest(histogram(flat[::2, ::2]))


def darkest(counts: Floats) -> int | None:
    """The grey of the darkest tenth of print, by how many pixels have each grey; None without print."""
    dark = np.cumsum(counts[: PALEST_INK + 1])
    inked, all_ = dark[DARKEST_PAPER], dark[-1]
    if inked >= MOST_PALE * all_:
        return int(np.searchsorted(dark, inked * 0.1)) if inked >= 20 else None
    level = int(np.searchsorted(dark, all_ * 0.1))
    return level if level <= PALEST_PRINT and all_ >= LEAST_PALE * counts.sum() else None


def ink_level(flat: Grey) -> int:
    """The grey below which a pixel is ink: half-way between paper and print, so also in pale copies."""
    counts = histogram(flat[::2, ::2])
    level = darkest(counts)
    if level is None:
        return 128
    return int(np.clip((level + median(counts)) / 2, 90, 185))
