"""Makes glyphs.npz: `python -m parsers.scans.learn OUT FONT_OR_PDF…` (of a PDF, the digits in its text).

Digits are drawn large, then shrunk, blurred, worn, cut and noised as scanners do, and learnt by one hidden
layer. The same fonts give the same weights. Needs Pillow, which the group `ocr` brings along.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from parsers.scans.glyphs import CLASSES, COLUMNS, ROWS, feature
from parsers.scans.types import Floats, Grey

LARGE = 96
SAMPLES = 360_000
HIDDEN = 128
SEED = 20
# Signs that are no digit; some touch what a digit looks like.
OTHERS = "\\-—()（）件个无元万一二三口日目工己乙了丁人入八力刀又土干千于大小川山上下中"
OTHERS += "ABCDEFGHKLMNPRTUVXYZabdeghkmnpqtuy%&?!*+=#"
Drawn = list[tuple[int, Grey]]
COUNT = len(CLASSES) + 1
STRANGE = COUNT - 1  # the class of what is neither digit nor slash
DIGITS = 10


def drawn(font_path: Path) -> Drawn:
    """The glyphs of a font file: class (the last is something else) and large grey picture."""
    made: Drawn = []
    font = ImageFont.truetype(str(font_path), LARGE)
    for sign in CLASSES + OTHERS:
        if font.getmask(sign).getbbox() is None:
            continue
        picture = Image.new("L", (3 * LARGE, 3 * LARGE), 255)
        ImageDraw.Draw(picture).text((LARGE, LARGE), sign, font=font, fill=0)
        made.append((CLASSES.find(sign) % COUNT, trimmed(np.asarray(picture))))
    return made


def from_pdf(path: Path) -> Drawn:
    """The digits of a PDF's own fonts: one picture per digit, page and size."""
    made: Drawn = []
    seen = set()
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text = page.get_textpage()
            grey = page.render(scale=6, grayscale=True).to_numpy()
            grey = grey if grey.ndim == 2 else grey[:, :, 0]
            for index in range(text.count_chars()):
                sign = text.get_text_range(index, 1)
                left, bottom, right, top = text.get_charbox(index)
                key = (sign, round(right - left, 1), round(top - bottom, 1))
                if sign not in CLASSES or not sign or key in seen:
                    continue
                seen.add(key)
                high = page.get_height()
                room = np.s_[
                    int((high - top) * 6) - 3 : int((high - bottom) * 6) + 4,
                    int(left * 6) - 3 : int(right * 6) + 4,
                ]
                if grey[room].size and grey[room].min() < 128:
                    made.append((CLASSES.index(sign), trimmed(grey[room])))
    return made


def trimmed(picture: Grey) -> Grey:
    ink = np.argwhere(picture < 160)
    (top, left), (bottom, right) = ink.min(0), ink.max(0)
    return np.ascontiguousarray(picture[top : bottom + 1, left : right + 1])


def worn(picture: Grey, rng: np.random.Generator) -> tuple[Grey, float]:
    """A glyph as a scan shows it, cut at its ink; and what share of its ink was changed by damage."""
    height = int(rng.integers(9, 36))
    stretch = float(rng.uniform(0.85, 1.18))
    width = max(2, round(picture.shape[1] * height / picture.shape[0] * stretch))
    field: Grey = np.full((height + 12, width + 12), 255, np.uint8)
    field[6:-6, 6:-6] = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    middle = (width / 2 + 6, height / 2 + 6)
    turn: Floats = np.asarray(cv2.getRotationMatrix2D(middle, float(rng.normal(0, 1.2)), 1))
    turn[0, 1] += rng.normal(0, 0.03)
    turn[:, 2] += rng.uniform(-0.5, 0.5, 2)
    field = cv2.warpAffine(field, turn, field.shape[::-1], flags=cv2.INTER_LINEAR, borderValue=255)
    wear = rng.random()
    if wear < 0.12:
        field = cv2.erode(field, np.ones((2, 2), np.uint8))
    elif wear < 0.24 and height > 18:
        field = cv2.dilate(field, np.ones((2, 2), np.uint8))
    # Paper is made even before letters are read: about 255, with what noise is left below that.
    ink = rng.uniform(0, 120)
    grey: Floats = ink + field.astype(np.float32) / 255 * (255 - ink)
    lost = 0.0
    if rng.random() < 0.2:
        before: Floats = grey.copy()
        if rng.random() < 0.6:  # a strip gone, as under a wiped rule or a seal
            share = rng.uniform(0.05, 0.6)
            start = rng.uniform(0, 1 - share)
            if rng.random() < 0.5:
                grey[int(start * height) + 6 : int((start + share) * height) + 7] = 255
            else:
                grey[:, int(start * width) + 6 : int((start + share) * width) + 7] = 255
        else:  # a stroke across
            thick = max(1, int(rng.uniform(0.05, 0.4) * height))
            ends = rng.integers(0, [grey.shape[1], grey.shape[0]], (2, 2))
            cv2.line(grey, tuple(map(int, ends[0])), tuple(map(int, ends[1])), float(ink), thick)
        lost = float(np.abs(grey - before).sum() / (255 - before).sum())
    grey = cv2.GaussianBlur(grey, (0, 0), float(rng.uniform(0.3, 0.05 * height + 0.35)))
    grey = grey + rng.normal(0, rng.uniform(2, 14), grey.shape)
    made = np.clip(grey, 0, 255).astype(np.uint8)
    if rng.random() < 0.7:
        packed = cv2.imencode(".jpg", made, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(40, 90))])[1]
        made = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    marks = np.argwhere(made < (ink + 255) / 2 + rng.uniform(-20, 25))
    if len(marks) < 4:
        return made, 1.0
    (top, left), (bottom, right) = marks.min(0), marks.max(0)
    return np.ascontiguousarray(made[top : bottom + 1, left : right + 1]), lost


def samples(sources: Drawn, count: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    by_class: list[list[Grey]] = [[] for _ in range(COUNT)]
    for kind, picture in sources:
        by_class[kind].append(picture)
    features = np.zeros((count, ROWS * COLUMNS + 1), np.float32)
    kinds = np.zeros(count, np.int64)
    number = 0
    while number < count:
        kind = int(rng.integers(COUNT)) if rng.random() < 0.9 else STRANGE
        pictures = by_class[kind]
        picture = pictures[int(rng.integers(len(pictures)))]
        if kind == STRANGE and rng.random() < 0.4:
            picture = pair(by_class, rng)
        made, lost = worn(picture, rng)
        if 0.12 < lost < 0.3:  # neither a digit for certain nor certainly none
            continue
        features[number] = feature(made)
        kinds[number] = STRANGE if lost >= 0.3 else kind
        number += 1
    return features, kinds


def pair(by_class: list[list[Grey]], rng: np.random.Generator) -> Grey:
    """Two digits that were not parted, or were parted in the wrong place."""
    halves = []
    for _ in range(2):
        pictures = by_class[int(rng.integers(DIGITS))]
        half = pictures[int(rng.integers(len(pictures)))]
        halves.append(cv2.resize(half, (max(4, half.shape[1] * LARGE // half.shape[0]), LARGE)))
    picture = np.hstack([halves[0], np.full((LARGE, 4), 255, np.uint8), halves[1]])
    if rng.random() < 0.6:
        start = int(rng.uniform(0.25, 0.5) * picture.shape[1])
        picture = picture[:, start : start + picture.shape[1] // 2]
    return np.ascontiguousarray(picture, np.uint8)


def learn(features: Floats, kinds: Floats, rng: np.random.Generator) -> dict[str, Floats]:
    """Weights by Adam on cross-entropy, deterministic for a seed."""
    size = features.shape[1]
    parts = [
        rng.normal(0, np.sqrt(2 / size), (size, HIDDEN)).astype(np.float32),
        np.zeros(HIDDEN, np.float32),
        rng.normal(0, np.sqrt(2 / HIDDEN), (HIDDEN, COUNT)).astype(np.float32),
        np.zeros(COUNT, np.float32),
    ]
    first = [np.zeros_like(part) for part in parts]
    second = [np.zeros_like(part) for part in parts]
    batch, epochs = 512, 24
    steps = epochs * (len(features) // batch)
    order = rng.permutation(len(features))
    for step in range(steps):
        place = step % (len(features) // batch)
        if place == 0:
            order = rng.permutation(len(features))
        chosen = order[place * batch : (place + 1) * batch]
        entry = features[chosen]
        inner = np.maximum(entry @ parts[0] + parts[1], 0)
        scores = inner @ parts[2] + parts[3]
        scores -= scores.max(1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(1, keepdims=True)
        wrong = shares
        wrong[np.arange(batch), kinds[chosen]] -= 1
        wrong /= batch
        back = (wrong @ parts[2].T) * (inner > 0)
        slopes = [entry.T @ back, back.sum(0), inner.T @ wrong, wrong.sum(0)]
        rate = 0.003 * 0.5 * (1 + np.cos(np.pi * step / steps))
        for index, slope in enumerate(slopes):
            first[index] = 0.9 * first[index] + 0.1 * slope
            second[index] = 0.999 * second[index] + 0.001 * slope * slope
            unbiased = first[index] / (1 - 0.9 ** (step + 1))
            spread = np.sqrt(second[index] / (1 - 0.999 ** (step + 1))) + 1e-8
            parts[index] -= (rate * (unbiased / spread + 1e-4 * parts[index])).astype(np.float32)
    names = ("hidden", "hidden_bias", "out", "out_bias")
    return {name: part.astype(np.float16) for name, part in zip(names, parts, strict=True)}


def main(out: str, *paths: str) -> None:
    rng = np.random.default_rng(SEED)
    sources: Drawn = []
    for path in map(Path, paths):
        sources += from_pdf(path) if path.suffix == ".pdf" else drawn(path)
    features, kinds = samples(sources, SAMPLES, rng)
    np.savez_compressed(out, allow_pickle=False, **learn(features, kinds, rng))


if __name__ == "__main__":
    main(*sys.argv[1:])
