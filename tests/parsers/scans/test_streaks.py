"""Scans with streaks, where dirt lay on the glass: they are no rules, and what they cut is not certain."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from parsers.readers import image
from parsers.scans.page.paper import Paper
from parsers.scans.page.streaks import streaks, without_streaks
from tests.parsers.ruled_page import HIGH, LEFT, SURE, TOP, WIDE, ruled_page

FIGURES = [["914", "1023", "47"], ["538", "2066", "81"], ["726", "4159", "35"], ["690", "8347", "62"]]


def table(*, words: bool = True) -> np.ndarray:
    return ruled_page(FIGURES, words=words)


@pytest.mark.parametrize("lean", [0, 12])
@pytest.mark.parametrize("x", [290, 300, 316, 590])
def test_no_figure_is_cut_in_two_by_a_streak(x: int, lean: int) -> None:
    """Through the last digit, through the first, through the middle, and beside all of them."""
    page = table()
    cv2.line(page, (x, 0), (x + lean, page.shape[0]), 40, 3)
    (found,) = image.read(cv2.imencode(".png", page)[1].tobytes()).tables
    cells = [cell for row in found.rows() for cell in row]
    printed = [text for row in FIGURES for text in row]
    assert len(cells) == len(printed)
    sure = [(cell.text, text) for cell, text in zip(cells, printed, strict=True) if told(cell.confidence)]
    assert all(read == text for read, text in sure)
    assert len(sure) >= 7  # what stands in the other columns


def told(confidence: float | None) -> bool:
    return confidence is None or confidence >= SURE


def test_streaks_run_both_ways() -> None:
    upright = table()
    cv2.line(upright, (300, 0), (300, upright.shape[0]), 40, 2)
    mask = streaks(upright)
    assert mask is not None
    assert mask[:, 300].all()
    assert not mask[:, 320].any()
    lying = np.ascontiguousarray(upright.T)
    across = streaks(lying)
    assert across is not None
    assert across[300].all()


def test_rules_of_a_cut_out_table_are_no_streaks() -> None:
    """A picture of a part of a table: its rules run from edge to edge, and no letters are on both sides."""
    page = table(words=False)
    right, bottom = LEFT + 3 * WIDE, TOP + len(FIGURES) * HIGH
    assert streaks(np.ascontiguousarray(page[TOP + 5 : bottom - 5, LEFT:right])) is None


def test_what_a_streak_covers_is_of_the_seal() -> None:
    page = table()
    plain = without_streaks(Paper(page))
    assert plain.seal is None
    cv2.line(page, (300, 0), (300, page.shape[0]), 40, 2)
    made = without_streaks(Paper(page))
    assert made.streaks is not None
    assert made.flat[:, 300].min() == 255
    assert made.sealed is page
    assert made.seal is not None
    assert made.seal[:, 300].all()


def test_the_crease_of_a_fold_is_a_streak_though_its_shadow_is_broad() -> None:
    page = table().astype(np.float32)
    x = np.arange(page.shape[1], dtype=np.float32)
    shadow = 1 - 0.5 * np.exp(-(x - 300) / 24) * (x >= 300) - 0.35 * np.exp(-(((x - 300) / 2) ** 2))
    mask = streaks((page * shadow).astype(np.uint8))
    assert mask is not None
    assert mask[:, 300].all()
    assert not mask[:, 340].any()
