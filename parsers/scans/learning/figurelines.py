"""Lines of figures as scans show them beneath seals, drawn to teach the net of `figurenet`.

text ── font ──▶ large ── shrunk, slanted ──▶ print ┐
seals' strokes, rules, handwriting ─────────────────┴─ mixed ── worn, packed, cut ──▶ line, and what it says

Of what a stroke hides the line still says what was printed: that one cannot know it is for the net to learn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from parsers.scans.nets.figurenet import DIGIT_ROWS, DIGITS, ELSE, ROWS, SIGNS
from parsers.scans.types import Floats, Grey

LARGE = 64
# Lines are drawn this wide at most, in pixels of ROWS rows.
COLUMNS = 144
TILE = 448  # side of a seal's picture
RADIUS = 0.46 * TILE
TILES = 240
DIGIT_RANGE = (8.5, 30.0)  # height of digits on a page, in pixels
WORDS = "件个项元万无一二三日目工己人入八力又土于大小川山上中年本份其他合计政府信息公开未收到有"
OFFICES = (
    "市县区镇乡街道办事处人民政府公室财局教育文化旅游自然资源规划民卫生健康农业村应急管理交通运输住房城建设"
)
LETTERS = "ABCDEFGHKLMNPRSTUVXYZabdefghkmnpqrtuy%&?!*=#()（）:;"
WIDE = {sign: chr(ord(sign) + 0xFEE0) for sign in "0123456789+-.,/"}
Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Printed:
    """A text as printed: darkness 0–1, the columns of each of its signs, the rows of its digits."""

    dark: Floats
    text: str
    columns: list[tuple[float, float]]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line for the net: ROWS × width × 3 (blue, green, red), what it says, the middle of each sign.

    `covered` is the largest share of a sign that strokes lie on, `grey` tells that it has no colour.
    """

    picture: Grey
    text: str
    middles: list[float]
    covered: float
    grey: bool


class Face:
    """A font, and which signs of full width it has."""

    def __init__(self, path: Path, index: int = 0) -> None:
        self.font = ImageFont.truetype(str(path), LARGE, index=index)
        strange = self.shape("\ue83a")
        self.wide = self.shape("５") not in (strange, b"") and self.shape("５") != self.shape("６")
        self.words = self.shape("件") not in (strange, b"") and self.shape("件") != self.shape("项")

    def shape(self, sign: str) -> bytes:
        return bytes(self.font.getmask(sign))


def told(text: str) -> str:
    """What a line of a text says to the net: signs of full width as others, ELSE for what is of no figure."""
    plain = "".join(chr(ord(sign) - 0xFEE0) if sign in WIDE.values() else sign for sign in text)
    plain = plain.replace("–", "—").replace("——", "—")
    return "".join(sign if sign in SIGNS else ELSE for sign in plain if sign != " ")


def wording(rng: np.random.Generator, face: Face) -> str:
    """What a cell of a report holds: mostly a figure, seldom words, a mark or nothing."""
    kind = rng.random()
    count = int(rng.choice([1, 2, 3, 4, 5, 6], p=[0.2, 0.26, 0.24, 0.16, 0.09, 0.05]))
    digits = some(rng, DIGITS, count)
    if kind < 0.08:
        text = ""
    elif kind < 0.11:
        text = str(rng.choice(["/", "—", "—", "-", "–", "——"]))
    elif kind < 0.18:
        words = some(rng, WORDS if face.words else LETTERS, int(rng.integers(1, 4)))
        place = int(rng.integers(len(digits) + 1))
        text = words if rng.random() < 0.3 else digits[:place] + words + digits[place:]
    elif kind < 0.30:
        text = digits[:3] + "," + some(rng, DIGITS, 3)
    elif kind < 0.42:
        text = digits + "." + some(rng, DIGITS, int(rng.integers(1, 4)))
    elif kind < 0.48:
        text = str(rng.choice(["+", "-"])) + digits[:3]
    elif kind < 0.56 and len(digits) > 1:  # the same digit several times
        text = digits[0] * int(rng.integers(2, 5)) + digits[1:3]
    else:
        text = digits
    return text


def some(rng: np.random.Generator, signs: str, count: int) -> str:
    """So many signs out of some, each as likely as any other."""
    return "".join(signs[rng.integers(len(signs))] for _ in range(count))


def printed(face: Face, text: str, rng: np.random.Generator) -> Printed | None:
    """A text in a font, its signs a little nearer or farther than the font says, at times far apart."""
    gap = float(rng.uniform(-0.04, 0.07) if rng.random() < 0.88 else rng.uniform(0.1, 0.6)) * LARGE
    font = face.font
    wide = face.wide and rng.random() < 0.12
    signs = "".join(WIDE.get(sign, sign) for sign in text) if wide else text
    picture = Image.new("L", (LARGE * (len(signs) + 2) + round(max(0.0, gap) * len(signs)), 2 * LARGE), 0)
    pen = ImageDraw.Draw(picture)
    x = float(LARGE)
    columns = []
    for sign in signs:
        left, _, right, bottom = pen.textbbox((x, LARGE / 2), sign, font=font)
        if right - left < 2 or bottom > 2 * LARGE:
            return None
        pen.text((x, LARGE / 2), sign, font=font, fill=255)
        columns.append((left - LARGE / 2, right - LARGE / 2))
        x += pen.textlength(sign, font=font) + gap
    _, top, _, bottom = pen.textbbox((LARGE, LARGE / 2), "０" if wide else "0", font=font)
    if bottom - top < LARGE / 4:
        return None
    crop = picture.crop((LARGE // 2, 0, max(LARGE, round(x + LARGE / 2)), 2 * LARGE))
    return Printed(np.asarray(crop), told(text), columns, top, bottom)


def star(pen: ImageDraw.ImageDraw, middle: float, radius: float, turn: float) -> None:
    pen.polygon(
        [
            (
                middle + (radius if at % 2 == 0 else 0.4 * radius) * math.sin(turn + at * math.pi / 5),
                middle - (radius if at % 2 == 0 else 0.4 * radius) * math.cos(turn + at * math.pi / 5),
            )
            for at in range(10)
        ],
        fill=255,
    )


def tile(faces: Sequence[Face], rng: np.random.Generator) -> Grey:
    """The ink of a seal (0–255): round, oval, square or of lines of text, or strokes of a hand."""
    picture = Image.new("L", (TILE, TILE), 0)
    pen = ImageDraw.Draw(picture)
    face = faces[int(rng.integers(len(faces)))]
    words = some(rng, OFFICES, int(rng.integers(4, 17)))
    kind = rng.random()
    if kind < 0.62:
        round_seal(picture, pen, face, words, rng)
    elif kind < 0.82:
        square_seal(pen, face, words, rng)
    elif kind < 0.9:  # letters alone, very large
        font = face.font.font_variant(size=round(TILE * float(rng.uniform(0.3, 0.6))))
        pen.text((TILE / 2, TILE / 2), words[:2], font=font, fill=255, anchor="mm")
    else:
        handwriting(pen, rng)
    return inked(np.asarray(picture, np.uint8), rng)


def thickness(rng: np.random.Generator) -> int:
    """How thick the rim of a seal is."""
    return max(2, round(RADIUS * float(rng.uniform(0.015, 0.07))))


def round_seal(
    picture: Image.Image, pen: ImageDraw.ImageDraw, face: Face, words: str, rng: np.random.Generator
) -> None:
    """Draws one or two rims, a star, an office along the rim, and a number below."""
    middle, radius, thick = TILE / 2, RADIUS, thickness(rng)
    high = radius * float(rng.uniform(0.6, 0.8)) if rng.random() < 0.25 else radius
    pen.ellipse((middle - radius, middle - high, middle + radius, middle + high), outline=255, width=thick)
    if rng.random() < 0.3:
        inner = float(rng.uniform(0.84, 0.94))
        wide, tall = inner * radius, inner * high
        box = (middle - wide, middle - tall, middle + wide, middle + tall)
        pen.ellipse(box, outline=255, width=max(1, thick // 2))
    if rng.random() < 0.85:
        star(pen, middle, radius * float(rng.uniform(0.22, 0.4)), float(rng.uniform(-0.3, 0.3)))
    size = round(radius * float(rng.uniform(0.17, 0.32)))
    font = face.font.font_variant(size=size)
    away = float(rng.uniform(0.66, 0.78))
    step = min(30, 260 / len(words))
    for at, sign in enumerate(words):
        angle = (at - (len(words) - 1) / 2) * step
        glyph = Image.new("L", (2 * size, 2 * size), 0)
        ImageDraw.Draw(glyph).text((size, size), sign, font=font, fill=255, anchor="mm")
        glyph = glyph.rotate(-angle, Image.Resampling.BICUBIC)
        x = middle + away * radius * math.sin(math.radians(angle))
        y = middle - away * high * math.cos(math.radians(angle))
        picture.paste(255, (round(x) - size, round(y) - size), mask=glyph)
    if rng.random() < 0.5:
        font = face.font.font_variant(size=round(radius * float(rng.uniform(0.1, 0.2))))
        below = some(rng, DIGITS, 10) if rng.random() < 0.6 else "专用章"
        pen.text((middle, middle + 0.6 * high), below, font=font, fill=255, anchor="mm")


def square_seal(pen: ImageDraw.ImageDraw, face: Face, words: str, rng: np.random.Generator) -> None:
    """Draws a frame with one to three lines of letters."""
    middle, radius = TILE / 2, RADIUS
    high = radius * float(rng.uniform(0.35, 1.0))
    box = (middle - radius, middle - high, middle + radius, middle + high)
    pen.rectangle(box, outline=255, width=thickness(rng))
    rows = int(rng.integers(1, 4))
    across = max(1, len(words) // rows)
    size = max(12, round(min(1.7 * radius / across, 1.7 * high / rows)))
    font = face.font.font_variant(size=size)
    for row in range(rows):
        for at, sign in enumerate(words[row * across : (row + 1) * across]):
            x = middle + (at - (across - 1) / 2) * 1.8 * radius / across
            y = middle + (row - (rows - 1) / 2) * 1.8 * high / rows
            pen.text((x, y), sign, font=font, fill=255, anchor="mm")


def handwriting(pen: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    """Draws one long soft stroke."""
    points = rng.uniform(0, TILE, (9, 2))
    steps = np.linspace(0, len(points) - 1, 200)
    lines = [np.interp(steps, np.arange(len(points)), points[:, way]) for way in (0, 1)]
    soft = [np.convolve(np.pad(one, 8, mode="edge"), np.ones(17) / 17, "valid") for one in lines]
    pen.line(
        [(float(x), float(y)) for x, y in zip(*soft, strict=True)], fill=255, width=int(rng.integers(5, 13))
    )


def inked(ink: Grey, rng: np.random.Generator) -> Grey:
    """A seal as its ink comes off: unevenly, or in a printer's dots, or as it is."""
    if rng.random() < 0.5:
        noise = rng.normal(0, 1, ink.shape).astype(np.float32)
        rough = cv2.GaussianBlur(noise, (0, 0), float(rng.uniform(1, 7)))
        share = np.clip(rng.uniform(0.6, 1) + rng.uniform(0.1, 0.5) * rough / rough.std(), 0, 1)
        return np.asarray(np.clip(ink * share, 0, 255), np.uint8)
    if rng.random() < 0.15:
        ys, xs = np.mgrid[:TILE, :TILE]
        turn, pitch = rng.uniform(0, math.pi), rng.uniform(4, 9)
        across, down = xs * math.cos(turn) + ys * math.sin(turn), ys * math.cos(turn) - xs * math.sin(turn)
        dots = np.sin(2 * math.pi * across / pitch) * np.sin(2 * math.pi * down / pitch)
        return np.where(dots > rng.uniform(-0.6, 0.4), ink, ink // 3).astype(np.uint8)
    return ink


def strokes(tiles: Sequence[Grey], size: tuple[int, int], height: float, rng: np.random.Generator) -> Floats:
    """A part of a seal (0–1) as large as a line; ink of it lies somewhere on the line."""
    ink = tiles[int(rng.integers(len(tiles)))]
    scale = height * float(np.exp(rng.uniform(math.log(7), math.log(17)))) / TILE
    turn = rng.uniform(-0.3, 0.3) if rng.random() < 0.7 else rng.uniform(-math.pi, math.pi)
    cos, sin = scale * math.cos(turn), scale * math.sin(turn)
    inked = np.flatnonzero(ink[::8, ::8] > 100)
    if not len(inked):
        return np.zeros((size[1], size[0]), np.float32)
    y, x = (8 * part for part in np.unravel_index(inked[rng.integers(len(inked))], ink[::8, ::8].shape))
    to = (rng.uniform(0.1, 0.9) * size[0], rng.uniform(0.1, 0.9) * size[1])
    turned: Floats = np.array(
        [[cos, -sin, to[0] - cos * x + sin * y], [sin, cos, to[1] - sin * x - cos * y]], np.float32
    )
    if scale < 0.6:
        ink = cv2.blur(ink, (2, 2))
    return np.asarray(cv2.warpAffine(ink, turned, size, flags=cv2.INTER_LINEAR), np.float32) / 255


def seal_colour(rng: np.random.Generator) -> Colour:
    """The ink of a seal: blue, green, red (0–255)."""
    kind = rng.random()
    if kind < 0.68:  # red
        return float(rng.uniform(10, 90)), float(rng.uniform(5, 80)), float(rng.uniform(150, 245))
    if kind < 0.76:  # orange
        return float(rng.uniform(10, 70)), float(rng.uniform(70, 130)), float(rng.uniform(200, 250))
    if kind < 0.84:  # magenta, violet
        return float(rng.uniform(90, 190)), float(rng.uniform(10, 70)), float(rng.uniform(120, 220))
    if kind < 0.96:  # blue
        return float(rng.uniform(130, 230)), float(rng.uniform(40, 120)), float(rng.uniform(10, 90))
    return float(rng.uniform(20, 110)), float(rng.uniform(100, 170)), float(rng.uniform(20, 90))


def mixed(print_: Floats, seals: Sequence[Floats], rng: np.random.Generator) -> tuple[Floats, bool]:
    """Print and seals on paper (height × width × 3, 0–255), and whether in grey alone."""
    black = float(rng.uniform(0, 90))
    paper: Floats = np.full((*print_.shape, 3), 255.0, np.float32)
    upon = rng.random() < 0.12  # printed over the seal
    if not upon:
        paper += print_[:, :, None] * (black - paper)
    grey = rng.random() < 0.45
    for ink in seals:
        colour: Floats = np.array(seal_colour(rng), np.float32)
        strength = float(rng.uniform(0.35, 1.0))
        share = strength * ink[:, :, None]
        if grey:
            colour[:] = rng.uniform(black - 10, 225)
        if rng.random() < (0.45 if strength < 0.93 else 0.15):  # paint
            paper += share * (colour - paper)
        elif grey and rng.random() < 0.5:
            paper = np.minimum(paper, 255 + share * (colour - 255))
        else:
            paper *= 1 - share * (1 - colour / 255)
    if upon:
        paper += print_[:, :, None] * (black - paper)
    return paper, grey


def worn(paper: Floats, grey: bool, height: float, rng: np.random.Generator) -> Grey:
    """What a scanner, and the making even of paper, leave of a picture."""
    if rng.random() < 0.8:
        paper = cv2.GaussianBlur(paper, (0, 0), float(rng.uniform(0.25, 0.035 * height + 0.45)))
    if grey:
        weights = np.array([[0.114, 0.587, 0.299], [0, 0, 1], [1 / 3, 1 / 3, 1 / 3]])[int(rng.integers(3))]
        paper = np.repeat((paper @ weights.astype(np.float32))[:, :, None], 3, axis=2)
    elif rng.random() < 0.5:
        paper = paper * rng.uniform(0.97, 1, 3).astype(np.float32)
    if rng.random() < 0.5:
        paper = 255 * (np.clip(paper, 0, 255) / 255) ** float(rng.uniform(0.75, 1.4))
    if rng.random() < 0.2:
        paper = paper + np.linspace(0, rng.uniform(-25, 10), paper.shape[1])[None, :, None]
    spread = float(rng.uniform(0.5, 12))
    paper = paper + rng.normal(0, spread, (*paper.shape[:2], 1)) - float(rng.uniform(0, 6))
    if not grey and rng.random() < 0.3:
        paper = paper + rng.normal(0, 0.5 * spread, paper.shape)
    made = np.clip(paper, 0, 255).astype(np.uint8)
    if grey and rng.random() < 0.06:  # a fax
        made = np.where(made < rng.uniform(110, 200), 0, 255).astype(np.uint8)
    if rng.random() < 0.75:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 93))]
        packed = cv2.imencode(".jpg", made[:, :, 0] if grey else made, quality)[1]
        way = cv2.IMREAD_GRAYSCALE if grey else cv2.IMREAD_COLOR
        made = np.asarray(cv2.imdecode(packed, way), np.uint8)
        if grey:
            made = np.repeat(made[:, :, None], 3, axis=2)
    return made


def placed(large: Printed, height: float, rng: np.random.Generator) -> tuple[Floats, Printed]:
    """A text at the size it has on a page, a little slanted and stretched, with room around it."""
    scale = height / (large.bottom - large.top)
    stretch = float(rng.uniform(0.86, 1.16)) * scale
    across, down = large.dark.shape[1] * stretch, large.dark.shape[0] * scale
    small = cv2.resize(
        large.dark, (max(4, round(across)), max(8, round(down))), interpolation=cv2.INTER_AREA
    ).astype(np.float32)
    left, right = (float(rng.uniform(0.0, 1.3)) * height for _ in range(2))
    size = (math.ceil(small.shape[1] + left + right), math.ceil(2.6 * height))
    shear = float(rng.normal(0, 0.03))
    turn = float(rng.normal(0, 0.006))
    middle = (large.top + large.bottom) / 2 * scale
    rise = size[1] / 2 - middle
    moved: Floats = np.array([[1, shear, left - shear * middle], [turn, 1, rise]], np.float32)
    dark: Floats = cv2.warpAffine(small, moved, size, flags=cv2.INTER_LINEAR) / 255
    wear = rng.random()
    if wear < 0.1 and height > 13:
        dark = np.asarray(cv2.erode(dark, np.ones((2, 2), np.uint8)))
    elif wear < 0.2 and height > 16:
        dark = np.asarray(cv2.dilate(dark, np.ones((2, 2), np.uint8)))
    columns = [(one * stretch + left, other * stretch + left) for one, other in large.columns]
    top, bottom = (edge * scale + rise for edge in (large.top, large.bottom))
    return dark, Printed(dark, large.text, columns, top, bottom)


def ruled(dark: Floats, line: Printed, rng: np.random.Generator) -> None:
    """Draws what stands around a text in its cell: rules, and what is left of the row above or below."""
    height = line.bottom - line.top
    rows, wide = dark.shape
    if rng.random() < 0.2:
        thick = max(1, round(height * float(rng.uniform(0.04, 0.14))))
        for side in (0, 1):
            if rng.random() < 0.6:
                x = (
                    int(rng.uniform(0, 0.25 * height))
                    if side == 0
                    else wide - 1 - int(rng.uniform(0, 0.25 * height))
                )
                cv2.line(dark, (x, 0), (x, rows), float(rng.uniform(0.5, 1)), thick)
    if rng.random() < 0.15:
        thick = max(1, round(height * float(rng.uniform(0.04, 0.14))))
        away = float(rng.uniform(0.18, 0.5)) * height
        y = round(line.top - away) if rng.random() < 0.5 else round(line.bottom + away)
        cv2.line(dark, (0, y), (wide, y), float(rng.uniform(0.5, 1)), thick)


def line(faces: Sequence[Face], tiles: Sequence[Grey], rng: np.random.Generator) -> Line | None:
    """A line to learn from; None where a font lacks a sign, or the line is too wide."""
    face = faces[int(rng.integers(len(faces)))]
    large = printed(face, wording(rng, face), rng)
    if large is None:
        return None
    height = float(np.exp(rng.uniform(*np.log(DIGIT_RANGE))))
    dark, text = placed(large, height, rng)
    # Later, as only print is of interest in what strokes cover.
    pure = dark.copy()
    ruled(dark, text, rng)
    size = (dark.shape[1], dark.shape[0])
    count = int(rng.choice([0, 1, 2], p=[0.15, 0.67, 0.18]))
    seals = [strokes(tiles, size, height, rng) for _ in range(count)]
    if rng.random() < 0.03:  # something wiped away
        low = int(rng.integers(0, size[0]))
        seals.append(np.zeros_like(dark))
        dark[:, low : low + max(1, round(height * rng.uniform(0.06, 0.3)))] = 0
    paper, grey = mixed(dark, seals, rng)
    page = worn(paper, grey, height, rng)
    scale = DIGIT_ROWS / height * float(rng.uniform(0.8, 1.22))
    tall = ROWS / scale
    top = (text.top + text.bottom - tall) / 2 + float(rng.normal(0, 0.06)) * height
    said = text.text
    if rng.random() < 0.05:  # a line that stands elsewhere: something is there, but not to be read
        top += float(rng.uniform(0.55, 1.0) * rng.choice([-1, 1])) * height
        said = ELSE * len(said)
    across = scale * float(rng.uniform(0.92, 1.08))
    wide = round(size[0] * across)
    if wide > COLUMNS or wide < 6:
        return None
    if scale < 0.8:
        page = cv2.GaussianBlur(page, (0, 0), 0.4 / scale)
    cutting: Floats = np.array([[across, 0, 0.5 * across - 0.5], [0, scale, -top * scale]], np.float32)
    picture = cv2.warpAffine(page, cutting, (wide, ROWS), flags=cv2.INTER_LINEAR, borderValue=(255,) * 3)
    middles = [(left + right) / 2 * across for left, right in text.columns]
    covered = 0.0
    if seals:
        ink = np.maximum.reduce(seals)
        covered = max(
            (
                float(
                    (pure[:, low:high] * (ink[:, low:high] > 0.3)).sum() / max(1.0, pure[:, low:high].sum())
                )
                for low, high in ((max(0, int(left)), int(right) + 1) for left, right in text.columns)
            ),
            default=float((ink > 0.3).mean()),
        )
    return Line(np.asarray(picture, np.uint8), said, middles, covered, grey)
