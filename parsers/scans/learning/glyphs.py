"""Makes glyphs.npz: `python -m parsers.scans.learning.glyphs OUT FONT…`, in about ten minutes.

Whole figures are drawn large, then shrunk, blurred, worn, struck through and noised as scanners do, and cut
into signs where they should be, and where they should not. The same fonts give the same weights.
Needs Pillow, which the group `ocr` brings along.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from parsers.scans.nets.glyphnet import COLUMNS, COUNT, ELSE_SIGN, FIRST, ROWS, SECOND, SIGNS, STEP, Weights
from parsers.scans.reading.glyphs import Strip, field_of, strip_of
from parsers.scans.types import Floats, Grey

LARGE = 80
SAMPLES = 330_000
EPOCHS = 8
BATCH = 256
FILTERS, SECOND_FILTERS, HIDDEN = 16, 32, 112
SEED = 20
# Signs that are no part of a figure; some touch what a digit looks like.
OTHERS = "—()（）件个项元万无一二三口日目工己乙了丁人入八力刀又土干千于大小川山上下中"
OTHERS += "ABCDEFGHKLMNPRTUVXYZabdeghkmnpqtuy%&?!*=#"
# What of a sign may be cut off, or of its neighbour be left on, and it is still that sign; and surely not.
SAME, OTHER = 0.1, 0.25
DOUBT = 0.001


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure as drawn: its picture, the signs and the columns each of them takes, rows of its digits."""

    picture: Grey
    text: str
    columns: list[tuple[float, float]]
    top: float
    bottom: float


def figure(rng: np.random.Generator) -> str:
    """A figure as reports print them, or what is none."""
    digits = "".join(
        str(rng.integers(10)) for _ in range(int(rng.choice([1, 2, 3, 4, 5], p=[0.2, 0.3, 0.28, 0.15, 0.07])))
    )
    kind = rng.random()
    if kind < 0.12:
        return digits + "," + "".join(str(rng.integers(10)) for _ in range(3))
    if kind < 0.24:
        return digits + "." + "".join(str(rng.integers(10)) for _ in range(int(rng.integers(1, 4))))
    if kind < 0.36:
        return str(rng.choice(["+", "-"])) + digits[:2]
    if kind < 0.42:
        return "/"
    if kind < 0.56:
        place = int(rng.integers(len(digits) + 1))
        return digits[:place] + OTHERS[int(rng.integers(len(OTHERS)))] + digits[place:]
    return digits


def drawn(font: ImageFont.FreeTypeFont, text: str, rng: np.random.Generator) -> Drawing | None:
    """A text in a font, its signs a little nearer or farther than the font says."""
    gap = float(rng.uniform(-0.05, 0.08)) * LARGE
    picture = Image.new("L", (LARGE * (len(text) + 2), 2 * LARGE), 255)
    pen = ImageDraw.Draw(picture)
    x = float(LARGE)
    columns = []
    for sign in text:
        left, _, right, bottom = pen.textbbox((x, LARGE / 2), sign, font=font)
        if right - left < 2 or bottom > 2 * LARGE:
            return None
        pen.text((x, LARGE / 2), sign, font=font, fill=0)
        columns.append((left, right))
        x += pen.textlength(sign, font=font) + gap
    _, top, _, bottom = pen.textbbox((LARGE, LARGE / 2), "0", font=font)
    crop = picture.crop((LARGE // 2, 0, round(x + LARGE / 2), 2 * LARGE))
    shifted = [(left - LARGE // 2, right - LARGE // 2) for left, right in columns]
    return Drawing(np.asarray(crop), text, shifted, top, bottom)


def worn(drawing: Drawing, rng: np.random.Generator) -> tuple[Drawing, Floats]:
    """A figure as a scan shows it, and how much of each column's ink was changed by damage (0-1)."""
    height = float(np.exp(rng.uniform(np.log(8), np.log(36))))
    scale = height / (drawing.bottom - drawing.top)
    stretch = float(rng.uniform(0.86, 1.16)) * scale
    size = (
        max(4, round(drawing.picture.shape[1] * stretch)),
        max(8, round(drawing.picture.shape[0] * scale)),
    )
    field: Grey = cv2.resize(drawing.picture, size, interpolation=cv2.INTER_AREA)
    shift = rng.uniform(-0.5, 0.5, 2)
    shear = float(rng.normal(0, 0.025))
    middle = field.shape[0] / 2
    turn: Floats = np.array(
        [[1, shear, shift[0] - shear * middle], [float(rng.normal(0, 0.006)), 1, shift[1]]]
    )
    field = cv2.warpAffine(field, turn, field.shape[::-1], flags=cv2.INTER_LINEAR, borderValue=255)
    wear = rng.random()
    if wear < 0.08:
        field = cv2.erode(field, np.ones((2, 2), np.uint8))
    elif wear < 0.16 and height > 18:
        field = cv2.dilate(field, np.ones((2, 2), np.uint8))
    # Paper is made even before letters are read: about 255, with what noise is left below that.
    ink = rng.uniform(0, 120)
    grey: Floats = ink + field.astype(np.float32) / 255 * (255 - ink)
    changed = np.zeros(grey.shape[1])
    if rng.random() < 0.12:
        grey, changed = damaged(grey, float(ink), height, rng)
    grey = cv2.GaussianBlur(grey, (0, 0), float(rng.uniform(0.3, 0.04 * height + 0.4)))
    grey = grey + rng.normal(0, rng.uniform(1, 14), grey.shape)
    made = np.clip(grey, 0, 255).astype(np.uint8)
    if rng.random() < 0.12:  # dust
        for _ in range(int(rng.integers(1, 4))):
            y, x = rng.integers(0, made.shape[0]), rng.integers(0, made.shape[1])
            wide = max(1, round(height * rng.uniform(0.03, 0.1)))
            made[y : y + wide, x : x + wide] = np.minimum(
                made[y : y + wide, x : x + wide], int(rng.integers(60, 200))
            )
    if rng.random() < 0.08:  # a fax
        made = np.where(made < rng.uniform(120, 200), 0, 255).astype(np.uint8)
    if rng.random() < 0.65:
        packed = cv2.imencode(".jpg", made, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 92))])[1]
        made = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    columns = [(left * stretch + shift[0], right * stretch + shift[0]) for left, right in drawing.columns]
    top, bottom = drawing.top * scale + shift[1], drawing.bottom * scale + shift[1]
    return Drawing(made, drawing.text, columns, top, bottom), changed


def damaged(grey: Floats, ink: float, height: float, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A figure with a strip gone, as under a wiped rule or a seal, or with a stroke across."""
    made: Floats = grey.copy()
    if rng.random() < 0.6:
        wide = max(1, round(height * rng.uniform(0.08, 0.6)))
        if rng.random() < 0.5:
            start = int(rng.integers(0, made.shape[0]))
            made[start : start + wide] = 255
        else:
            start = int(rng.integers(0, made.shape[1]))
            made[:, start : start + wide] = 255
    else:
        thick = max(1, int(rng.uniform(0.05, 0.3) * height))
        ends = rng.integers(0, [made.shape[1], made.shape[0]], (2, 2))
        cv2.line(made, tuple(map(int, ends[0])), tuple(map(int, ends[1])), ink, thick)
    print_ = np.maximum((255 - grey).sum(0), 0.15 * (255 - ink) * height)
    return made, np.abs(made - grey).sum(0) / print_


def cuts(drawing: Drawing, changed: Floats, rng: np.random.Generator) -> list[tuple[Floats, int]]:
    """Pieces of a worn figure as the net sees them, each with the number of its sign."""
    height = drawing.bottom - drawing.top
    top = drawing.top + rng.normal(0, 0.035) * height
    bottom = drawing.bottom + rng.normal(0, 0.035) * height
    strip = strip_of(drawing.picture, round(top), round(bottom), 0, drawing.picture.shape[1])
    if strip is None:
        return []
    places = [(left, right) for left, right in drawing.columns]
    numbers = [SIGNS.find(sign) if sign in SIGNS else ELSE_SIGN for sign in drawing.text]
    made: list[tuple[Floats, int]] = []

    def add(left: float, right: float, number: int) -> None:
        jitter = rng.normal(0, 0.025, 2) * height
        low, high = max(0, round(left + jitter[0])), min(drawing.picture.shape[1], round(right + jitter[1]))
        share = changed[low:high].mean() if high > low else 1.0
        if high - low < 1 or 0.04 < share < 0.15:
            return
        kind = ELSE_SIGN if share >= 0.15 else number
        piece = field_of(strip, low * strip.scale, high * strip.scale)
        if piece is not None:
            made.append((piece, kind))

    for at, ((left, right), number) in enumerate(zip(places, numbers, strict=True)):
        add(left, right, number)
        chance = rng.random()
        if at + 1 < len(places) and chance < 0.3:  # two signs that were not parted
            add(left, places[at + 1][1], ELSE_SIGN)
        elif chance < 0.42 and number != ELSE_SIGN:  # a part of a sign
            part = rng.uniform(0.3, 0.7)
            low, high = (
                (left, left + part * (right - left))
                if rng.random() < 0.5
                else (right - part * (right - left), right)
            )
            lost = missing(strip, (left, right), (low, high))
            if lost > OTHER and SIGNS[number] not in "-+.,/":
                add(low, high, ELSE_SIGN)
            elif lost < SAME:
                add(low, high, number)
        elif at + 1 < len(places) and chance < 0.6:  # a sign and a part of the next
            other = places[at + 1]
            part = rng.uniform(0.2, 0.7)
            high = other[0] + part * (other[1] - other[0])
            if 1 - missing(strip, other, (other[0], high)) > OTHER:
                start = left if rng.random() < 0.6 else left + rng.uniform(0.3, 0.7) * (right - left)
                add(start, high, ELSE_SIGN)
    return made


def missing(strip: Strip, whole: tuple[float, float], part: tuple[float, float]) -> float:
    """The share of a sign's ink that lies outside of a part of its columns."""
    scale = strip.scale
    ink = strip.dark[:, round(whole[0] * scale) : round(whole[1] * scale)].sum()
    kept = strip.dark[:, round(part[0] * scale) : round(part[1] * scale)].sum()
    return float(1 - kept / max(1e-6, ink))


def samples(paths: list[Path], count: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    fonts = [ImageFont.truetype(str(path), LARGE) for path in paths]
    pictures = np.zeros((count, ROWS, COLUMNS), np.float16)
    kinds = np.zeros(count, np.int64)
    number = 0
    while number < count:
        drawing = drawn(fonts[int(rng.integers(len(fonts)))], figure(rng), rng)
        if drawing is None:
            continue
        for picture, kind in cuts(*worn(drawing, rng), rng):
            if number < count:
                pictures[number], kinds[number] = picture, kind
                number += 1
    return pictures, kinds


def learn(pictures: Floats, kinds: Floats, rng: np.random.Generator) -> Weights:
    """Weights by Adam on cross-entropy, deterministic for a seed."""
    sizes = {"filters": (25, FILTERS), "second": (SECOND * SECOND * FILTERS, SECOND_FILTERS)}
    sizes["hidden"] = (ROWS // 4 * COLUMNS // 4 * SECOND_FILTERS, HIDDEN)
    sizes["out"] = (HIDDEN, COUNT)
    parts: dict[str, Floats] = {}
    for name, size in sizes.items():
        parts[name] = rng.normal(0, np.sqrt(2 / size[0]), size).astype(np.float32)
        parts[f"{name}_bias"] = np.zeros(size[1], np.float32)
    first = {name: np.zeros_like(part) for name, part in parts.items()}
    second = {name: np.zeros_like(part) for name, part in parts.items()}
    turns = len(pictures) // BATCH
    steps = EPOCHS * turns
    order = rng.permutation(len(pictures))
    loss = 0.0
    for step in range(steps):
        place = step % turns
        if place == 0:
            order = rng.permutation(len(pictures))
        chosen = order[place * BATCH : (place + 1) * BATCH]
        slopes, wrong = gradients(Weights(**parts), pictures[chosen].astype(np.float32), kinds[chosen])
        loss = 0.99 * loss + 0.01 * wrong
        if place == turns - 1:
            sys.stderr.write(f"turn {step // turns + 1} of {EPOCHS}: loss {loss:.4f}\n")
        rate = 0.002 * 0.5 * (1 + np.cos(np.pi * step / steps))
        for name, slope in slopes.items():
            first[name] = 0.9 * first[name] + 0.1 * slope
            second[name] = 0.999 * second[name] + 0.001 * slope * slope
            unbiased = first[name] / (1 - 0.9 ** (step + 1))
            spread = np.sqrt(second[name] / (1 - 0.999 ** (step + 1))) + 1e-8
            parts[name] -= (rate * (unbiased / spread + 1e-4 * parts[name])).astype(np.float32)
    return Weights(**{name: part.astype(np.float16) for name, part in parts.items()})


def patches(pictures: Floats, side: int) -> Floats:
    """The squares of pictures (n × rows × columns × channels) that a layer of filters looks at.

    Returns n × (rows / 2) × (columns / 2) × (side² · channels).
    """
    edge = side // 2
    padded = np.pad(pictures, ((0, 0), (edge, edge), (edge, edge), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side), axis=(1, 2))
    windows = windows[:, ::STEP, ::STEP].transpose(0, 1, 2, 4, 5, 3)
    return windows.reshape(*windows.shape[:3], -1)


def layers(net: Weights, pictures: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """What each layer makes of pictures (n × ROWS × COLUMNS), and last the shares of the signs."""
    first_in = patches(pictures[..., None], FIRST)
    first = np.maximum(first_in @ net.filters + net.filters_bias, 0)
    second_in = patches(first, SECOND)
    second = np.maximum(second_in @ net.second + net.second_bias, 0).reshape(len(pictures), -1)
    inner = np.maximum(second @ net.hidden + net.hidden_bias, 0)
    scores = inner @ net.out + net.out_bias
    scores -= scores.max(1, keepdims=True)
    shares = np.exp(scores)
    shares /= shares.sum(1, keepdims=True)
    return first_in, first, second_in, second, inner, shares


def gradients(net: Weights, pictures: Floats, kinds: Floats) -> tuple[dict[str, Floats], float]:
    """The slope of the loss in each weight, and the loss, over a batch."""
    first_in, first, second_in, second, inner, shares = layers(net, pictures)
    rows = np.arange(len(kinds))
    loss = float(-np.log(shares[rows, kinds] + 1e-9).mean())
    wrong = shares.copy()
    # A thousandth is left to doubt, so that certainty stays a measure.
    wrong -= DOUBT / COUNT
    wrong[rows, kinds] -= 1 - DOUBT
    wrong /= len(kinds)
    back = (wrong @ net.out.T) * (inner > 0)
    low = ((back @ net.hidden.T) * (second > 0)).reshape(*second_in.shape[:3], -1)
    spread = (low @ net.second.T).reshape(*second_in.shape[:3], SECOND, SECOND, -1)
    high, wide = first.shape[1:3]
    under = np.zeros((len(kinds), high + 2, wide + 2, first.shape[3]), np.float32)
    for y in range(SECOND):
        for x in range(SECOND):
            under[:, y : y + high : STEP, x : x + wide : STEP] += spread[:, :, :, y, x]
    under = under[:, 1:-1, 1:-1] * (first > 0)
    slopes = {
        "out": inner.T @ wrong,
        "out_bias": wrong.sum(0),
        "hidden": second.T @ back,
        "hidden_bias": back.sum(0),
        "second": second_in.reshape(-1, second_in.shape[3]).T @ low.reshape(-1, low.shape[3]),
        "second_bias": low.sum((0, 1, 2)),
        "filters": first_in.reshape(-1, first_in.shape[3]).T @ under.reshape(-1, under.shape[3]),
        "filters_bias": under.sum((0, 1, 2)),
    }
    return slopes, loss


def main(out: str, *paths: str) -> None:
    rng = np.random.default_rng(SEED)
    pictures, kinds = samples([Path(path) for path in paths], SAMPLES, rng)
    sys.stderr.write(f"{len(kinds)} signs; by kind: {np.bincount(kinds, minlength=COUNT).tolist()}\n")
    net = learn(pictures, kinds, rng)
    stored = {one.name: getattr(net, one.name) for one in fields(net)}
    np.savez_compressed(out, allow_pickle=False, **stored)


if __name__ == "__main__":
    main(*sys.argv[1:])
