"""Affine maps of the plane: what PDF and OFD call a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from parsers.pages.textlines import Box


class Matrix(NamedTuple):
    """x' = a x + c y + e, y' = b x + d y + f.

    >>> Matrix(2, 0, 0, 2, 10, 0).point(1, 1)
    (12, 2)
    >>> Matrix(e=5.0).then(Matrix(a=2.0)).point(1, 1)
    (12.0, 1.0)
    """

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The upright box around the image of a box, in the order of `Box`."""
        if not (self.b or self.c):
            x0, x1 = self.a * left + self.e, self.a * right + self.e
            y0, y1 = self.d * top + self.f, self.d * bottom + self.f
            if x0 > x1:
                x0, x1 = x1, x0
            return (x0, y0, x1, y1) if y0 <= y1 else (x0, y1, x1, y0)
        corners = [self.point(x, y) for x in (left, right) for y in (top, bottom)]
        xs = [x for x, _ in corners]
        ys = [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def then(self, outer: Matrix) -> Matrix:
        """This map followed by another."""
        return Matrix(
            outer.a * self.a + outer.c * self.b,
            outer.b * self.a + outer.d * self.b,
            outer.a * self.c + outer.c * self.d,
            outer.b * self.c + outer.d * self.d,
            *outer.point(self.e, self.f),
        )

    def inverse(self) -> Matrix:
        """The map back; ZeroDivisionError if everything falls on one line."""
        area = self.a * self.d - self.b * self.c
        a, b, c, d = self.d / area, -self.b / area, -self.c / area, self.a / area
        return Matrix(a, b, c, d, -(a * self.e + c * self.f), -(b * self.e + d * self.f))

    @property
    def scale(self) -> float:
        """How much longer lengths become, on the whole."""
        return sqrt(abs(self.a * self.d - self.b * self.c))

    @property
    def quarter(self) -> int | None:
        """By how many quarter turns upright text is turned, 0 to 3; None for slanting text."""
        along, aside = self.a, self.b
        if abs(aside) <= 0.02 * abs(along):
            return 0 if along > 0 else 2
        if abs(along) <= 0.02 * abs(aside):
            return 1 if aside > 0 else 3
        return None


IDENTITY = Matrix()


def columns_mapped(
    matrix: Matrix, lefts: list[float], tops: list[float], rights: list[float], bottoms: list[float]
) -> tuple[Sequence[float], ...]:
    """The columns left, top, right, bottom of boxes mapped by a matrix, as `Matrix.box` maps each."""
    if not lefts:
        return (), (), (), ()
    a, b, c, d, e, f = matrix
    if b or c:
        return tuple(zip(*map(matrix.box, lefts, tops, rights, bottoms), strict=True))
    moved = a != 1 or e  # seldom
    x0, x1 = ([a * x + e for x in lefts], [a * x + e for x in rights]) if moved else (lefts, rights)
    y0, y1 = [d * y + f for y in tops], [d * y + f for y in bottoms]
    return (
        (x0, y0, x1, y1)
        if a > 0 > d
        else tuple(zip(*map(matrix.box, lefts, tops, rights, bottoms), strict=True))
    )
