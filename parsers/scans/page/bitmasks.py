"""Masks of one bit a pixel, made thicker and thinner 64 pixels at a time: long runs cost as little as short.

OpenCV looks at every pixel of the window around each; here a window grows to twice its size with each step.
What lies outside of a mask neither adds to it nor takes away, as with OpenCV.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parsers.scans.types import Mask, Words

WORD = 64


@dataclass(frozen=True, slots=True)
class Bits:
    """A mask, `width` pixels wide: in `words` (rows × words) the lowest bit is the leftmost pixel.

    Windows are `rows` × `columns` pixels, both odd.
    """

    words: Words
    width: int

    @classmethod
    def of(cls, mask: Mask) -> Bits:
        """The pixels of a mask that are not 0."""
        height, width = mask.shape
        packed = np.packbits(mask, axis=1, bitorder="little")
        held = np.zeros((height, -(-width // WORD) * WORD // 8), np.uint8)
        held[:, : packed.shape[1]] = packed
        return cls(held.view("<u8"), width)

    def mask(self) -> Mask:
        """The mask again, 255 where a bit is set."""
        made = np.unpackbits(self.words.view(np.uint8), axis=1, count=self.width, bitorder="little")
        return np.negative(made, out=made)

    def dilated(self, rows: int, columns: int) -> Bits:
        """What has a pixel within the window around it."""
        words = self.words
        if rows > 1:
            words = below(words, rows // 2) | below(words[::-1], rows // 2)[::-1]
        if columns > 1:
            words = beside(words, columns // 2)
        return Bits(words, self.width).cut() if columns > 1 else Bits(words, self.width)

    def eroded(self, rows: int, columns: int) -> Bits:
        """What has nothing else within the window around it."""
        return self.inverted().dilated(rows, columns).inverted()

    def opened(self, rows: int, columns: int) -> Bits:
        """What fills such a window somewhere."""
        return self.eroded(rows, columns).dilated(rows, columns)

    def closed(self, rows: int, columns: int) -> Bits:
        """The mask with its gaps filled into which no such window goes."""
        return self.dilated(rows, columns).eroded(rows, columns)

    def together(self, other: Bits) -> Bits:
        return Bits(self.words | other.words, self.width)

    def without(self, other: Bits) -> Bits:
        return Bits(self.words & ~other.words, self.width)

    def inverted(self) -> Bits:
        return Bits(~self.words, self.width).cut()

    def cut(self) -> Bits:
        """The mask without the bits behind its last pixel, which this clears in place."""
        if beyond := self.width % WORD:
            self.words[:, -1] &= np.uint64((1 << beyond) - 1)
        return self


def below(words: Words, reach: int) -> Words:
    """Each row together with so many above it."""
    made, known = words.copy(), 1
    while known <= reach:
        step = min(known, reach + 1 - known)
        made[step:] |= made[:-step].copy()
        known += step
    return made


def beside(words: Words, reach: int) -> Words:
    """Each pixel together with so many left and right of it; behind the last one there may be others, too."""
    height, count = words.shape
    # Rows lie one behind the other, with room between them for what grows out of one.
    made = np.zeros((height, count + reach // WORD + 1), np.uint64)
    made[:, :count] = words
    row = made.reshape(-1)
    known, wanted = 1, 2 * reach + 1
    while known < wanted:
        step = min(known, wanted - known)
        row |= later(row, step)
        known += step
    return np.ascontiguousarray(earlier(row, reach).reshape(height, -1)[:, :count])


def later(row: Words, step: int) -> Words:
    """A row of pixels so many places later."""
    whole, part = divmod(step, WORD)
    made = np.zeros_like(row)
    np.left_shift(row[: len(row) - whole], np.uint64(part), out=made[whole:])
    if part:
        made[whole + 1 :] |= row[: len(row) - whole - 1] >> np.uint64(WORD - part)
    return made


def earlier(row: Words, step: int) -> Words:
    """A row of pixels so many places earlier."""
    whole, part = divmod(step, WORD)
    made = np.zeros_like(row)
    np.right_shift(row[whole:], np.uint64(part), out=made[: len(row) - whole])
    if part:
        made[: len(row) - whole - 1] |= row[whole + 1 :] << np.uint64(WORD - part)
    return made
