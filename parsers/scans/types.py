"""Names for arrays of pixels."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

# Pixels, 0 black to 255 white: height × width, or height × width × 3 (blue, green, red). OpenCV's own
# annotations leave the type of a pixel open, so these do, too.
Grey = NDArray[Any]
# 255 where something is, else 0: height × width.
Mask = NDArray[Any]
# A 3 × 3 projective map of (x, y, 1).
Map = NDArray[Any]
Floats = NDArray[Any]
# One bit a pixel, 64 of them a number: height × numbers.
Words = NDArray[Any]
