"""Scans of printed reports: pages of a PDF turned a little, grey, noisy, sealed, and pressed as JPEG."""

from __future__ import annotations

import io
from random import Random

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw


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
    """A round red seal, half transparent, somewhere on the lower half of the page."""
    radius = dpi * 0.8
    x = random.uniform(0.3, 0.8) * page.width
    y = random.uniform(0.5, 0.85) * page.height
    ink = Image.new("L", page.size, 0)
    draw = ImageDraw.Draw(ink)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=150, width=max(3, dpi // 30))
    draw.regular_polygon((x, y, radius / 3), 5, fill=150)
    page.paste((205, 30, 30), mask=ink)


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
