"""Columns of cells with a text in the middle of each, drawn for the tests of seals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from parsers.pages.rulegrid import Region
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline
from parsers.scans.types import Grey

INKED = 140  # what is darker than this is ink


@dataclass(frozen=True)
class Face:
    """The size of a cell, the size of its font, the step from digit to digit and their height, in pixels."""

    wide: int
    high: int
    size: int
    step: int
    tall: int
    ink: int

    def drawn(self, text: str) -> Grey:
        """A cell with a text in the middle, each sign with the room of a digit."""
        picture = Image.new("L", (self.wide, self.high), 255)
        draw, middle = ImageDraw.Draw(picture), self.high // 2
        for at, sign in enumerate(text):
            x = self.wide / 2 + (at - (len(text) - 1) / 2) * self.step
            if sign == "—":
                draw.rectangle((x - 11, middle, x + 11, middle + 1), fill=self.ink)
            elif sign == "/":
                draw.line((x - 4, middle + 8, x + 4, middle - 8), fill=self.ink, width=2)
            else:
                below = (x, middle + self.tall // 2)
                draw.text(below, sign, font=ImageFont.load_default(self.size), fill=self.ink, anchor="ms")
        return np.asarray(picture)

    def column(self, texts: Sequence[str], below: int = 0) -> tuple[Grey, list[InkCell]]:
        """The picture of a column with so many empty rows below, and its cells."""
        page = np.full((self.high * (len(texts) + below), self.wide), 255, np.uint8)
        cells = []
        for row, text in enumerate(texts):
            top = self.high * row
            page[top : top + self.high] = self.drawn(text)
            ys, xs = np.nonzero(page[top : top + self.high] < INKED)
            lines: tuple[Inkline, ...] = ()
            if len(xs):
                room = (int(xs.min()), top + int(ys.min()), int(xs.max()) + 1, top + int(ys.max()) + 1)
                lines = (Inkline(room, (room,)),)
            box = (0.0, float(top), float(self.wide), float(top + self.high))
            cells.append(InkCell(Region(row, 0, 1, 1, box), lines))
        return page, cells
