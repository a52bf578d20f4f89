"""Connected areas are described as OpenCV's own, slower statistics describe them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from parsers.scans.page.connected import areas, boxes


def drawn() -> np.ndarray:
    """Rings within rings, single pixels, strokes that touch by a corner or the edge, and noise."""
    mask = np.zeros((120, 161), np.uint8)
    for radius in (40, 30, 12):
        cv2.circle(mask, (60, 60), radius, 255, 2)
    mask[60, 60] = mask[0, 0] = mask[119, 160] = 255
    cv2.line(mask, (110, 0), (160, 50), 255, 1)
    mask[80:90, 110:115] = mask[90:95, 115:120] = 255
    mask[100:, 100:][np.random.default_rng(7).random((20, 61)) < 0.3] = 255
    return mask


@pytest.mark.parametrize("mask", [drawn(), np.full((9, 30), 255, np.uint8)])
def test_areas_are_those_of_opencv(mask: np.ndarray) -> None:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    left, top, wide, high, size = stats[1:].T
    found = areas(mask, 1000)
    assert found.count == count > 1
    assert np.array_equal(found.labels, labels)
    assert np.array_equal(found.rooms[1:], np.column_stack([left, top, left + wide, top + high, size]))
    whole = {tuple(room) for room in found.rooms[1:, :4].tolist()}
    assert whole <= set(boxes(mask))


def test_what_is_told_of_areas_is_spread_over_their_pixels() -> None:
    mask = np.zeros((5, 12), np.uint8)
    mask[1:4, 1:3] = mask[0, 6:9] = mask[4, 10] = 255
    values = np.array([0, 7, 0, 9], np.uint8)
    for one in (mask, np.asfortranarray(mask)):  # which lies the other way in memory
        found = areas(one, 10)
        assert found.count == 4
        assert np.array_equal(found.spread(values), values[found.labels])


def test_more_areas_than_asked_for_are_counted_only() -> None:
    mask = np.zeros((40, 40), np.uint8)
    mask[::2, ::2] = 255
    found = areas(mask, 100)
    assert (found.count, len(found.rooms)) == (401, 0)


def test_nothing_on_a_mask() -> None:
    found = areas(np.zeros((20, 30), np.uint8), 100)
    assert (found.count, len(found.rooms)) == (1, 1)
    assert boxes(np.zeros((20, 30), np.uint8)) == []
