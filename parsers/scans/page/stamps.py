"""Red seals taken away from print by their colour.

A seal is translucent: what it covers with the share `t` of its full ink, paper shows as a mixture of its
own white and the seal's colour. Print under it stays darker than the seal on paper, by a contrast that is
measured where rules and letters pass under it. Brightness (Y) is used to tell one from the other: JPEG keeps
it at full resolution, colour at half, so `t` is a little blurred and is taken at its largest nearby.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from parsers.scans.page.unmixing import Seal, sharpened, unmixed
from parsers.scans.types import Floats, Grey, Mask

# How much more red than green and blue a seal is, on average around a pixel; noise and warm paper are less.
RED = 14
LEAST_PIXELS = 100
# More of a page than this is red paper, or a photograph.
MOST_RED = 0.2
# Seals are measured one by one: red that is this near, in shares of a page's width, is of one.
TOGETHER = 0.012
# The share of red pixels that are at most as coloured as a seal's full ink.
FULL = 75
# A seal is as large as this both ways, and has a rim or a star thicker than strokes of print: at least this
# share of its red. Inches.
LARGE, BROAD, THICK, LEAST_CORE = 0.45, 0.3, 0.02, 0.01
# Thin strokes lose colour to their surroundings.
GAIN, MOST_INK = 1.6, 1.1
# Of full ink; between these shares a pixel is seal.
SOLID_INK = 0.8
# Print beneath a seal is darker than it by so many deviations of its own ink; and at least so many greys.
CLEAR, LEAST_CONTRAST = 4.0, 24.0
# Print that darkens less than this share of what is seen at most is the soft edge of a letter.
DARKEST_SHARE, FEWEST = 8, 12
# A seal is seen through where so much of what is so far inside (pixels) is darker: at its edges beside rules
# that it covers, colour that JPEG blurs is dark, too.
WELL_INSIDE, SEEN = 3, 0.0015
# Where no print passes under a seal its contrast is taken to be this share of the seal's brightness.
USUAL_CONTRAST = 0.55
PRINT = 30.0
# Between these shares of full ink a pixel passes from thin strokes, whose colour is blurred, to solid ones.
THIN_INK, FULL_INK = 0.55, 0.85
# In thin strokes print is dark in the red channel, too: between these greys it passes into the seal.
RED_DARK, RED_PALE = 120.0, 155.0
# Of a seal's traces, what is darker than this belongs to print that it touches within so many pixels.
NEARLY, GROWTH = 142.0, 3


@dataclass(frozen=True, slots=True)
class Unstamped:
    """A page without its seals: the picture; one with what thin strokes of seals leave, and whole rules.

    `second` is the picture made in another way. `seal` is where seals lie, with a rim; `opaque` where nothing
    is seen through one.
    """

    flat: Grey
    traces: Grey
    second: Grey
    seal: Mask
    opaque: Mask


def red_zone(picture: Grey) -> Mask | None:
    """Where a colour picture is red (255); None if it is not, to speak of.

    JPEG keeps colour at half the resolution: thin red strokes lose theirs to their surroundings and look
    grey. So red is looked for around each pixel.
    """
    blue, green, red = cv2.split(picture)
    redness = cv2.blur(cv2.subtract(red, cv2.max(blue, green)), (5, 5))
    zone = np.asarray(cv2.threshold(redness, RED, 255, cv2.THRESH_BINARY)[1], np.uint8)
    return zone if LEAST_PIXELS <= cv2.countNonZero(zone) < MOST_RED * zone.size else None


def unstamped(even: Grey, flat: Grey, zone: Mask, dots: float) -> Unstamped:
    """A page of even paper (BGR) without its seals.

    `flat` is the same in grey, `zone` where it is red, `dots` are those of an inch.
    """
    seal = cv2.dilate(zone, np.ones((7, 7), np.uint8))
    made, traces, second = flat.copy(), flat.copy(), flat.copy()
    opaque = np.zeros_like(zone)
    reach = 2 * max(2, round(TOGETHER * flat.shape[1])) + 1
    near = cv2.dilate(seal, np.ones((reach, reach), np.uint8))
    for contour in cv2.findContours(near, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
        left, top, width, height = cv2.boundingRect(contour)
        room = (slice(top, top + height), slice(left, left + width))
        member: Mask = np.zeros((height, width), np.uint8)
        cv2.drawContours(member, [contour], -1, 255, cv2.FILLED, offset=(-left, -top))
        member &= seal[room]
        if cv2.countNonZero(member) < LEAST_PIXELS:
            continue
        lifted = lift(even[room], np.asarray(cv2.bitwise_and(zone[room], member)), dots)
        if lifted.hidden is None:
            seal[room][member > 0] = 0
        else:
            np.copyto(opaque[room], lifted.hidden, where=member > 0)
        np.copyto(made[room], lifted.grey, where=member > 0)
        np.copyto(traces[room], lifted.traces, where=member > 0)
        np.copyto(second[room], lifted.second, where=member > 0)
    return Unstamped(made, traces, second, seal, opaque)


@dataclass(frozen=True, slots=True)
class Lifted:
    """A part of a page without its seal, with traces of it, and without it in another way.

    `hidden` is where the seal lets nothing through (255); None where what is red is no seal.
    """

    grey: Grey
    traces: Grey
    second: Grey
    hidden: Mask | None


def lift(part: Grey, zone: Mask, dots: float) -> Lifted:
    """A part of a page without the seal in it. What is red and no seal is print: it is made grey.

    `dots` are those of an inch.
    """
    blue, green, red = (channel.astype(np.float32) for channel in cv2.split(part))
    light = 0.114 * blue + 0.587 * green + 0.299 * red
    colour = red - (blue + green) / 2
    inner = cv2.erode(zone, np.ones((3, 3), np.uint8)) > 0
    if int(inner.sum()) < FEWEST:
        inner = zone > 0
    full = max(10.0, float(np.percentile(colour[inner], FULL)))
    ink = np.clip(colour / full, 0, MOST_INK)
    if not seal_like(zone, np.asarray(ink > SOLID_INK, np.uint8), dots):
        plain = np.clip(light, 0, 255).astype(np.uint8)
        return Lifted(plain, plain, plain, None)
    solid = inner & (ink > SOLID_INK)
    if int(solid.sum()) < FEWEST:
        solid = inner
    brightness = float(np.median(light[solid]))
    spread = 1.48 * float(np.median(np.abs(light[solid] - brightness))) + 1
    under, seen = contrast(light, inner, brightness, spread)
    core = light[cv2.erode(zone, np.ones((2 * WELL_INSIDE + 1,) * 2, np.uint8)) > 0]
    clear = max(LEAST_CONTRAST, CLEAR * spread)
    seen = seen and np.count_nonzero(brightness - core > clear) >= max(FEWEST, SEEN * core.size)
    black = PRINT + np.clip(ink, 0, 1) * (brightness - under - PRINT)

    def without(share: Floats) -> Floats:
        white = 255 - share * (255 - brightness)
        return np.asarray(255 - (255 - PRINT) * (white - light) / np.maximum(white - black, 8))

    solidity = np.clip((ink - THIN_INK) / (FULL_INK - THIN_INK), 0, 1)
    kernel = np.ones((3, 3), np.uint8)
    in_red = np.interp(red, [0, RED_DARK, RED_PALE, 255], [0, RED_DARK, 255, 255])
    lifted = without(np.minimum(MOST_INK, GAIN * cv2.dilate(ink, kernel)))
    strict = in_red + solidity * (lifted - in_red)
    traces = red + solidity * (without(ink) - red) if seen else red
    measured = Seal(ink.astype(np.float32), brightness, max(LEAST_CONTRAST, CLEAR * spread))
    sharp = sharpened(light, measured, dots)
    # What is surely print holds on to what is nearly as dark beside it, and to its soft edge.
    print_core: Mask = (strict < RED_DARK).astype(np.uint8)
    nearly = (sharp < NEARLY).astype(np.uint8)
    for _ in range(GROWTH):
        print_core = cv2.bitwise_or(print_core, cv2.bitwise_and(cv2.dilate(print_core, kernel), nearly))
    beside = cv2.dilate(print_core, kernel) > 0
    grey = np.where(beside, np.minimum(strict, sharp), strict)
    hidden = np.zeros_like(zone)
    if not seen:
        hidden[ink > SOLID_INK] = 255
    second = unmixed(light, measured, dots)
    first, kept, other = (np.clip(one, 0, 255).astype(np.uint8) for one in (grey, traces, second))
    return Lifted(first, kept, other, hidden)


def seal_like(zone: Mask, solid: Mask, dots: float) -> bool:
    """Whether red is a seal by its size and its thickest parts, and not print in red."""
    _, _, width, height = cv2.boundingRect(zone)
    side = max(3, round(THICK * dots))
    core = cv2.erode(cv2.bitwise_and(zone, solid), np.ones((side, side), np.uint8))
    thick = cv2.countNonZero(core) >= LEAST_CORE * cv2.countNonZero(zone)
    return thick and max(width, height) >= LARGE * dots and min(width, height) >= BROAD * dots


def contrast(light: Floats, inner: Floats, brightness: float, spread: float) -> tuple[float, bool]:
    """How much darker than a seal print under it is, and whether that is clear to see."""
    darker = brightness - light[inner]
    clear = max(LEAST_CONTRAST, CLEAR * spread)
    found = darker[darker > clear]
    if len(found) < FEWEST:
        return USUAL_CONTRAST * brightness, False
    return float(np.percentile(found, 100 - DARKEST_SHARE)), True
