"""Masks of bits grow and shrink as OpenCV's do, to the last pixel."""

from __future__ import annotations

import numpy as np
import pytest

cv2 = pytest.importorskip("cv2")

from parsers.scans.page.bitmasks import Bits  # noqa: E402

SIZES = [(5, 3), (40, 64), (33, 65), (50, 130), (64, 1), (1, 300)]
WINDOWS = [(1, 1), (3, 1), (1, 5), (1, 45), (45, 1), (9, 7), (1, 129), (1, 301)]


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("share", [0.03, 0.5, 0.97])
def test_windows_are_those_of_opencv(size: tuple[int, int], window: tuple[int, int], share: float) -> None:
    mask = np.where(np.random.default_rng(1).random(size) < share, 255, 0).astype(np.uint8)
    kernel = np.ones(window, np.uint8)
    bits = Bits.of(mask)
    assert (bits.mask() == mask).all()
    assert (bits.dilated(*window).mask() == cv2.dilate(mask, kernel)).all()
    assert (bits.eroded(*window).mask() == cv2.erode(mask, kernel)).all()
    assert (bits.opened(*window).mask() == cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel)).all()
    assert (bits.closed(*window).mask() == cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel)).all()


def test_masks_are_put_together_and_taken_away() -> None:
    one, other = (np.zeros((4, 70), np.uint8) for _ in range(2))
    one[1, 5:69] = 255
    other[1, 60:70] = 1
    assert (Bits.of(one).together(Bits.of(other)).mask() == cv2.bitwise_or(one, other * 255)).all()
    assert (Bits.of(one).without(Bits.of(other)).mask() == cv2.subtract(one, other * 255)).all()
