"""Scans of printed reports: pages of a PDF turned a little, grey, noisy, sealed, and pressed as JPEG."""

from __future__ import annotations

import io
import math
import shutil
import subprocess
from functools import cache
from random import Random

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont


def sheets(body: bytes, dpi: int, random: Random) -> list[Image.Image]:
    """The pages of a PDF as they come out of a scanner."""
    pdf = pdfium.PdfDocument(body)
    return [worn(page.render(scale=dpi / 72).to_pil().convert("RGB"), dpi, random) for page in pdf]


def worn(page: Image.Image, dpi: int, random: Random) -> Image.Image:
    if random.random() < 0.5:
        seal(page, dpi, random)
    page = page.rotate(random.uniform(-1, 1), Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    if random.random() < 0.4:
        page = page.convert("L").convert("RGB")
    pixels = np.asarray(page, dtype=np.float32)
    noise = np.random.default_rng(random.getrandbits(32)).normal(0, random.uniform(3, 8), pixels.shape[:2])
    paper = random.uniform(0.93, 1.0)
    pixels = np.clip(pixels * paper + noise[:, :, None], 0, 255)
    return Image.fromarray(pixels.astype(np.uint8))


def seal(page: Image.Image, dpi: int, random: Random) -> None:
    """A round red seal with a star and the letters of an office, more or less translucent, on the page."""
    radius = dpi * random.uniform(0.7, 0.85)
    x = random.uniform(0.3, 0.8) * page.width
    y = random.uniform(0.2, 0.85) * page.height
    strength = random.randint(140, 215)
    ink = Image.new("L", page.size, 0)
    draw = ImageDraw.Draw(ink)
    box = (x - radius, y - radius, x + radius, y + radius)
    draw.ellipse(box, outline=strength, width=max(3, dpi // 30))
    draw.regular_polygon((x, y, radius / 3), 5, fill=strength)
    letters(ink, (x, y), radius, strength, random)
    page.paste((random.randint(185, 230), random.randint(20, 55), random.randint(25, 60)), mask=ink)


def letters(
    ink: Image.Image, middle: tuple[float, float], radius: float, strength: int, random: Random
) -> None:
    """The name of an office along the rim of a seal; nothing where the font of the pages is not installed."""
    path = font()
    if not path:
        return
    size = round(radius * 0.24)
    face = ImageFont.truetype(path, size)
    name = random.choice(("青禾县人民政府办公室", "松岭县教育局", "云川县自然资源和规划局"))
    for at, sign in enumerate(name):
        angle = (at - (len(name) - 1) / 2) * min(30, 250 / len(name))
        glyph = Image.new("L", (2 * size, 2 * size), 0)
        ImageDraw.Draw(glyph).text((size, size), sign, font=face, fill=255, anchor="mm")
        glyph = glyph.rotate(-angle, Image.Resampling.BICUBIC)
        x = middle[0] + 0.72 * radius * math.sin(math.radians(angle))
        y = middle[1] - 0.72 * radius * math.cos(math.radians(angle))
        ink.paste(strength, (round(x) - size, round(y) - size), mask=glyph)


@cache
def font() -> str:
    """The file of the font that seals are cut in; "" where fontconfig knows none."""
    if shutil.which("fc-match") is None:
        return ""
    asked = ("fc-match", "-f", "%{file}", "Noto Serif CJK SC:lang=zh-cn")
    path = subprocess.run(asked, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return path if "CJK" in path else ""


def as_pdf(pages: list[Image.Image], dpi: int, quality: int) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=quality)
    return out.getvalue()


def as_one(pages: list[Image.Image], quality: int) -> bytes:
    """All pages under each other in one tall JPEG, as sites put them into an article."""
    tall = Image.new("RGB", (max(page.width for page in pages), sum(page.height for page in pages)), "white")
    y = 0
    for page in pages:
        tall.paste(page, (0, y))
        y += page.height
    out = io.BytesIO()
    tall.save(out, "JPEG", quality=quality)
    return out.getvalue()
