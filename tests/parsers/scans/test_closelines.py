"""Lines of a cell that are set so close that their letters touch."""

from __future__ import annotations

from itertools import pairwise

from parsers.scans.ink.closelines import parted

LETTER = 20.0


def shape(left: int, top: int, wide: int, high: int) -> list[int]:
    return [left, top, left + wide, top + high, wide * high // 3]


def spans(parts: list[list[list[int]]]) -> list[tuple[int, int]]:
    return [(min(row[1] for row in part), max(row[3] for row in part)) for part in parts]


def test_one_line_is_one() -> None:
    line = [shape(22 * at, 3, 18, 19) for at in range(6)]
    assert parted(line, LETTER) == [line]


def test_lines_that_overlap_part_between_their_letters() -> None:
    upper = [shape(22 * at, 0, 18, 20) for at in range(4)]
    lower = [shape(22 * at + 9, 19, 18, 21) for at in range(3)]
    assert parted(upper + lower, LETTER) == [upper, lower]


def test_letters_that_touch_are_cut_where_the_lines_part() -> None:
    upper = [shape(22 * at, 0, 18, 20) for at in range(3)]
    lower = [shape(22 * at, 20, 18, 20) for at in range(3)]
    touching = shape(66, 0, 18, 40)
    parts = parted([*upper, *lower, touching], LETTER)
    assert spans(parts) == [(0, 20), (20, 40)]
    assert [len(part) for part in parts] == [4, 4]
    assert sum(row[4] for part in parts for row in part) == sum(row[4] for row in [*upper, *lower, touching])


def test_three_lines_part_twice() -> None:
    lines = [[shape(22 * at, 21 * row, 18, 22) for at in range(4)] for row in range(3)]
    parts = parted([one for line in lines for one in line], LETTER)
    assert parts == lines
    assert all(first[1] > second[0] for first, second in pairwise(spans(parts)))


def test_large_letters_are_no_two_lines() -> None:
    """A heading of twice the size, with the parts of a letter above each other and a comma."""
    large = [shape(44 * at, 0, 38, 40) for at in range(4)]
    parts = [shape(180, 0, 38, 9), shape(180, 13, 38, 9), shape(190, 8, 8, 32), shape(230, 32, 5, 9)]
    assert parted(large + parts, LETTER) == [large + parts]
