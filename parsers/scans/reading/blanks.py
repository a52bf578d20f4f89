"""Cells without words: whether they are blank, hold a pale dash, or may hide what dirt or a seal covers."""

from __future__ import annotations

import cv2
import numpy as np

from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline, Room
from parsers.scans.ink.inks import Inks
from parsers.scans.reading.marks import dash_sign

# A cell of a form is higher than so many letters.
ROOM = 1.2
# A hairline of print that is softened along its run is darker than this.
HAIRLINE = 236
# A seal solid over this many letters can hide a figure.
SOLID = 0.35
# Print beneath a seal is darker than paper by so many greys, and by so many deviations of its noise.
LEAST_PRINT, BEYOND_NOISE = 14.0, 4.0
# What is left of a sign takes so much of the square of a line's height, at least, and lies within so many
# heights of the line. Digits are as high as this share of a letter.
SIGN, BESIDE, DIGIT_HEIGHT = 0.1, 0.7, 0.7
# Share of a letter's area that dirt or pale ink may take in a blank cell.
DIRT = 0.06


def pale_dash(cell: InkCell, inks: Inks) -> str:
    """A hairline too pale to be print by itself, but level, straight and alone in its cell; else ""."""
    room = interior(cell, inks)
    left, top, right, bottom = room
    if right - left < inks.letter or bottom <= top:
        return ""
    if inks.seal is not None and inks.seal[top:bottom, left:right].any():
        return ""
    soft = cv2.blur(inks.clean[top:bottom, left:right], (7, 1))
    marks = cv2.threshold(soft, HAIRLINE, 255, cv2.THRESH_BINARY_INV)[1]
    count, _, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    if count < 2:
        return ""
    sizes = stats[1:, cv2.CC_STAT_AREA]
    _, _, width, height, area = (int(number) for number in stats[1 + int(sizes.argmax())])
    flat = height <= max(4.0, 0.3 * inks.letter) and width >= 4 * height
    alone = int(sizes.sum()) - area < 0.3 * area
    if not (flat and alone and area > 0.5 * width * height and width > 0.5 * inks.letter):
        return ""
    return dash_sign(width, inks.letter)


def interior(cell: InkCell, inks: Inks) -> Room:
    """The room of a cell without what may be left of its rules."""
    rim = round(0.15 * inks.letter) + 2
    left, top, right, bottom = (round(edge) for edge in cell.region.box)
    return max(0, left + rim), max(0, top + rim), right - rim, bottom - rim


def hidden_beside(line: Inkline, inks: Inks) -> bool:
    """Whether a seal lies so close around a mark that it may have hidden more of a figure."""
    if inks.sealed is None or inks.seal is None:
        return False
    reach = round(0.5 * inks.letter)
    left, top, right, bottom = line.room
    room = (slice(max(0, top - reach), bottom + reach), slice(max(0, left - reach), right + reach))
    dark = (inks.sealed[room] < inks.ink) & (inks.clean[room] >= inks.ink)
    hidden = dark & (inks.seal[room] > 0)
    return int(np.count_nonzero(hidden)) > DIRT * inks.letter * inks.letter


def leftover(cell: InkCell, inks: Inks) -> bool:
    """Whether dirt, pale print or a seal as large as a stroke lies in a cell beside the lines found in it."""
    limit = DIRT * inks.letter * inks.letter
    if not cell.lines and cell.dust > limit:
        return True
    left, top, right, bottom = interior(cell, inks)
    room = inks.clean[top:bottom, left:right]
    if room.size < 16:
        return False
    # What is softened a little is noise no more.
    pale = cv2.blur(room, (3, 3)) < (inks.ink + 3 * 255) // 4
    if inks.sealed is not None and inks.opaque is not None and not cell.lines:
        # Print that a seal covers may have paled with it, and wholly so under its star.
        opaque = inks.opaque[top:bottom, left:right]
        pale |= (inks.sealed[top:bottom, left:right] < inks.ink) & (opaque > 0)
        window = np.ones((round(SOLID * inks.letter) + 7,) * 2, np.uint8)
        pale |= cv2.erode(opaque, window, borderValue=0) > 0
    for line in cell.lines:
        x0, y0, x1, y1 = line.room
        pale[max(0, y0 - top - 3) : y1 - top + 3, max(0, x0 - left - 3) : x1 - left + 3] = False
    return int(np.count_nonzero(pale)) > limit


def too_low(cell: InkCell, inks: Inks) -> bool:
    """Whether a blank cell has no room for a figure: the rim of a seal, taken for a rule, may cut it."""
    _, top, _, bottom = cell.region.box
    return not cell.lines and bottom - top < ROOM * inks.letter


def sunken(cell: InkCell, inks: Inks) -> bool:
    """Whether signs may lie in a cell that a strong seal nearly hides: in an empty cell, or beside a line."""
    left, top, right, bottom = interior(cell, inks)
    if inks.second is None or inks.seal is None or right - left < 4 or bottom - top < 4:
        return False
    seal = inks.seal[top:bottom, left:right] > 0
    if not seal.any():
        return False
    soft = cv2.blur(inks.second[top:bottom, left:right], (3, 3)).astype(np.float32)
    usual = float(np.median(soft))
    noise = 1.48 * float(np.median(np.abs(soft - usual)))
    pale = (soft < usual - max(LEAST_PRINT, BEYOND_NOISE * noise)) & seal
    if not cell.lines:
        return int(np.count_nonzero(pale)) > DIRT * inks.letter * inks.letter
    for line in cell.lines:
        x0, y0, x1, y1 = line.room
        pale[max(0, y0 - top - 2) : y1 - top + 2, max(0, x0 - left - 2) : x1 - left + 2] = False
    for line in cell.lines:
        # What is left of the signs that a seal hides is in pieces, beside the line or all around a mark.
        x0, y0, x1, y1 = line.room
        high = max(line.height, DIGIT_HEIGHT * inks.letter)
        above, below = (round((y0 + y1 + way * high) / 2) - top for way in (-1, 1))
        reach = round(BESIDE * high)
        columns = slice(max(0, x0 - left - reach), max(0, x1 - left + reach))
        around = pale[max(0, above) : max(0, below + 1), columns]
        if np.count_nonzero(around) > SIGN * high * high:
            return True
    return False
