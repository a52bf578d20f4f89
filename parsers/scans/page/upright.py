"""Pages made level: skew and the perspective of a hand-held camera, measured on the ruling lines.

All lines of a table that run one way meet in one vanishing point, far away or at infinity. The map that
sends the two vanishing points to the ends of the axes makes every rule level, tilt and all, in one warp.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from parsers.scans.page.paper import Paper
from parsers.scans.types import Floats, Grey, Map, Mask

# Segments are looked for in a picture of about this width.
MEASURED_WIDTH = 700
# A line leaning more than this is no rule of a page that is roughly upright (degrees).
LEAN = 12.0
# Below this displacement at the corners (pixels) a page is level.
LEVEL = 0.7
# A pixel of a warped picture is made of others that are at most so near.
REACH = 4


def level(page: Paper) -> tuple[Paper, Map]:
    """The page made level, and the map from its pixels back to those of the page given."""
    height, width = page.flat.shape
    drawn = page.flat if page.sealed is None else page.sealed
    forward = levelling(drawn)
    if forward is None or displacement(forward, width, height) < LEVEL:
        return page, np.eye(3)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    moved = project(forward, corners)
    low, high = moved.min(0), moved.max(0)
    size = high - low
    if not np.isfinite(size).all() or size.max() > 1.6 * max(width, height):
        return page, np.eye(3)
    shift = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]], np.float64)
    forward = shift @ forward
    room = (math.ceil(size[0]), math.ceil(size[1]))
    flat = warped(page.flat, forward, room, 255)

    def picture(part: Grey | None) -> Grey | None:
        return None if part is None else patched(flat, part, cv2.absdiff(part, page.flat), forward, 255)

    def mask(part: Mask | None) -> Mask | None:
        return None if part is None else patched(np.zeros_like(flat), part, part, forward, 0)

    seal, opaque = mask(page.seal), mask(page.opaque)
    colour = None
    if page.colour is not None and page.seal is not None:
        # Beside a seal grey says as much.
        grey = cv2.cvtColor(flat, cv2.COLOR_GRAY2BGR)
        colour = patched(grey, page.colour, page.seal, forward, (255, 255, 255))
    second, bare = picture(page.second), picture(page.bare)
    made = Paper(flat, picture(page.sealed), seal, opaque, second, bare, mask(page.streaks), colour)
    return made, np.linalg.inv(forward)


def warped(picture: Grey, forward: Map, size: tuple[int, int], border: int | tuple[int, int, int]) -> Grey:
    way = cv2.INTER_CUBIC if border else cv2.INTER_NEAREST
    made = cv2.warpPerspective(
        picture, forward, size, flags=way, borderMode=cv2.BORDER_CONSTANT, borderValue=border
    )
    return np.asarray(made, np.uint8)


def patched(
    done: Grey, picture: Grey, differs: Grey, forward: Map, border: int | tuple[int, int, int]
) -> Grey:
    """A picture warped; `done` is another one warped, from which it differs where `differs` is not 0.

    A seal lies on a part of a page: the rest need not be warped again.
    """
    made = done.copy()
    left, top, width, height = cv2.boundingRect(differs)
    right, bottom = left + width, top + height
    moved = project(
        forward, np.array([[left, top], [right, top], [left, bottom], [right, bottom]], np.float64)
    )
    x0, y0 = (max(0, math.floor(least) - REACH) for least in moved.min(0))
    x1, y1 = (math.ceil(most) + REACH for most in moved.max(0))
    part = made[y0:y1, x0:x1]
    if width and part.size:
        shift = np.array([[1, 0, -x0], [0, 1, -y0], [0, 0, 1]], np.float64)
        part[:] = warped(picture, shift @ forward, (part.shape[1], part.shape[0]), border)
    return made


def project(forward: Map, points: Floats) -> Floats:
    """Points (n × 2) through a projective map."""
    lifted = np.hstack([points, np.ones((len(points), 1))]) @ forward.T
    return np.asarray(lifted[:, :2] / lifted[:, 2:])


def displacement(forward: Map, width: int, height: int) -> float:
    """How far the map moves a corner against the middle of the page, at most, in pixels."""
    points = np.array([[width / 2, height / 2], [0, 0], [width, 0], [width, height], [0, height]], np.float64)
    moved = project(forward, points) - points
    return float(np.abs(moved[1:] - moved[0]).max())


def levelling(flat: Grey) -> Map | None:
    """The map that levels a page; None where nothing can be measured."""
    height, width = flat.shape
    across, down = rules(flat)
    centre = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, max(width, height) / 2]], np.float64)
    if len(across) < 4:
        angle = text_angle(flat)
        return None if angle is None else about_centre(rotation(-angle), centre)
    rows = vanishing(across, centre, np.array([1.0, 0.0, 0.0]))
    columns = vanishing(down, centre, np.array([0.0, 1.0, 0.0])) if len(down) >= 4 else None
    if columns is None:
        return about_centre(rotation(-math.atan2(rows[1], rows[0])), centre)
    horizon = np.cross(rows, columns)
    horizon = horizon / horizon[2]
    if np.abs(horizon[:2]).max() > 0.5:
        return None
    tilt = np.array([[1, 0, 0], [0, 1, 0], [horizon[0], horizon[1], 1]], np.float64)
    right = (tilt @ rows)[:2]
    below = (tilt @ columns)[:2]
    right *= np.sign(right[0]) / np.linalg.norm(right)
    below *= np.sign(below[1]) / np.linalg.norm(below)
    axes = np.eye(3)
    axes[:2, :2] = np.linalg.inv(np.column_stack([right, below]))
    return about_centre(axes @ tilt, centre)


def rotation(angle: float) -> Map:
    turn = np.eye(3)
    turn[:2, :2] = [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
    return turn


def about_centre(inner: Map, centre: Map) -> Map:
    """A map of centred, scaled coordinates as one of pixels."""
    return np.asarray(np.linalg.inv(centre) @ inner @ centre)


def rules(flat: Grey) -> tuple[Floats, Floats]:
    """Long straight segments (n × 4: x1 y1 x2 y2, in pixels), nearly level ones and nearly upright ones."""
    scale = min(1.0, MEASURED_WIDTH / flat.shape[1])
    small = cv2.resize(flat, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else flat
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(small)[0]
    if found is None:
        return np.zeros((0, 4)), np.zeros((0, 4))
    lines = found.reshape(-1, 4).astype(np.float64) / scale
    run = np.abs(lines[:, 2] - lines[:, 0])
    rise = np.abs(lines[:, 3] - lines[:, 1])
    lean = math.tan(math.radians(LEAN))
    long = 0.05 * flat.shape[1]
    return lines[(run > long) & (rise < lean * run)], lines[(rise > 0.6 * long) & (run < lean * rise)]


def vanishing(lines: Floats, centre: Map, axis: Floats) -> Floats:
    """The point (homogeneous, in centred coordinates) in which lines meet, outliers weighed down.

    `axis` is where they would meet on a level page; with few or short lines the point stays near it.
    """
    ends = np.hstack([lines.reshape(-1, 2), np.ones((2 * len(lines), 1))]) @ centre.T
    ends /= ends[:, 2:]
    normals = np.cross(ends[0::2], ends[1::2])
    length = np.linalg.norm(ends[0::2, :2] - ends[1::2, :2], axis=1)
    normals /= np.linalg.norm(normals[:, :2], axis=1)[:, None]
    middles = (ends[0::2, :2] + ends[1::2, :2]) / 2
    weights = length.copy()
    point = axis
    for turn in range(8):
        scatter = (normals * weights[:, None]).T @ normals
        # A convergence that few lines claim is doubted: the third coordinate costs a little.
        scatter += np.diag([0.0, 0.0, 1e-5 * weights.sum()])
        point = np.linalg.eigh(scatter)[1][:, 0]
        # The angle between each line and the direction from its middle to the point.
        aim = point[:2] - middles * point[2]
        aim /= np.linalg.norm(aim, axis=1)[:, None] + 1e-12
        wrong = np.abs((normals[:, :2] * aim).sum(1))
        limit = max(0.0015, 0.02 / (turn + 1))
        weights = length / (1 + (wrong / limit) ** 2)
    return np.asarray(point * (np.sign(point @ axis) or 1.0))


def text_angle(flat: Grey) -> float | None:
    """How far lines of text lean (radians, clockwise positive): where their rows of ink are sharpest."""
    scale = min(1.0, 700 / flat.shape[1])
    small = cv2.resize(flat, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = np.argwhere(small < 160)
    if len(ink) < 300:
        return None
    if len(ink) > 40_000:
        ink = ink[:: len(ink) // 40_000 + 1]
    y, x = ink[:, 0].astype(np.float64), ink[:, 1].astype(np.float64)

    def sharpness(angle: float) -> float:
        rows = y - x * math.tan(angle)
        counts = np.histogram(rows, bins=np.arange(rows.min(), rows.max() + 2.0))[0]
        return float((np.diff(counts) ** 2).sum())

    best = 0.0
    # Never exactly 0: an unturned page falls on whole rows of pixels and looks sharper than it is.
    for reach, step in ((5.0, 0.5), (0.5, 0.1), (0.1, 0.03)):
        angles = best + np.radians(np.arange(-reach, reach + step / 2, step) + 0.013)
        best = float(max(angles, key=sharpness))
    return best
