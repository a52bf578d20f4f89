"""Charts as SVG in the page: no script, readable without colour, the table always beside them.

Drawn here rather than by a library: two kinds of chart need less code than a library needs weight,
and a picture without script shows under the strict policy of the pages, in print and in feeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10

from markupsafe import Markup, escape

Value = float | None
WIDTH, HEIGHT = 640, 260
ROUND = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
LEFT, RIGHT, TOP, BOTTOM = 56, 20, 18, 34


def top_of(values: Sequence[Value]) -> float:
    """A round number just above the largest value.

    >>> top_of([3, None, 97]), top_of([]), top_of([1041])
    (100.0, 1.0, 1200.0)
    """
    most = max((value for value in values if value is not None), default=0) or 1
    unit = 10.0 ** floor(log10(most))
    return next(round(step * unit, 9) for step in ROUND if step * unit >= most)


def number(value: float) -> str:
    """A value with thin marks between thousands.

    >>> number(1234567.0), number(2.5)
    ('1,234,567', '2.5')
    """
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,.4g}"


def spoken(labels: Sequence[object], series: Sequence[tuple[str, Sequence[Value]]]) -> str:
    """A chart in words, for those who hear it."""
    return "; ".join(
        f"{name}: "
        + ", ".join(
            f"{label} {number(value) if value is not None else '—'}"
            for label, value in zip(labels, values, strict=True)
        )
        for name, values in series
    )


def lines(labels: Sequence[object], series: Sequence[tuple[str, Sequence[Value]]]) -> Markup:
    """A line for each series over the labels; a gap where a value is missing; names at the lines' ends."""
    if not labels:
        return Markup("")
    top = top_of([value for _, values in series for value in values])
    names = len(series) > 1
    right = 110 if names else RIGHT + 20
    step = (WIDTH - LEFT - right) / max(len(labels) - 1, 1)
    parts = [frame(top, right)]
    every = ceil(len(labels) / 10)
    for at, label in enumerate(labels):
        if at % every == 0:
            x = LEFT + at * step
            parts.append(
                f'<text class="soft" x="{x:.1f}" y="{HEIGHT - 10}" text-anchor="middle">'
                f"{escape(label)}</text>"
            )
    ends: list[float] = []
    for place, (name, values) in enumerate(series, start=1):
        points = [
            (LEFT + at * step, y_of(value, top)) for at, value in enumerate(values) if value is not None
        ]
        if not points:
            continue
        for run in runs(values):
            path = " ".join(f"{LEFT + at * step:.1f},{y_of(values[at] or 0, top):.1f}" for at in run)
            parts.append(f'<polyline class="line s{place}" points="{path}"/>')
        parts += [f'<circle class="dot s{place}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in points]
        x, y = points[-1]
        if names:
            while any(abs(y - other) < 14 for other in ends):
                y += 14 if y < HEIGHT / 2 else -14
            ends.append(y)
            parts.append(f'<text x="{x + 9:.1f}" y="{y + 4:.1f}">{escape(name)}</text>')
        else:
            last = next(value for value in reversed(values) if value is not None)
            parts.append(f'<text x="{x + 8:.1f}" y="{y + 4:.1f}">{number(last)}</text>')
    return picture(HEIGHT, parts, spoken(labels, series))


def runs(values: Sequence[Value]) -> list[list[int]]:
    """The stretches of places that hold values.

    >>> runs([1, 2, None, 4])
    [[0, 1], [3]]
    """
    found: list[list[int]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            found.append([])
        else:
            found[-1].append(at)
    return [run for run in found if run]


def bars(labels: Sequence[object], values: Sequence[Value], name: str = "") -> Markup:
    """Lying bars, one for each label, its value at the end; long Chinese labels stand above their bar."""
    if not labels:
        return Markup("")
    top = top_of(values)
    height = 38 * len(labels) + 6
    parts = []
    for at, (label, value) in enumerate(zip(labels, values, strict=True)):
        y = 38 * at
        length = (WIDTH - 90) * (value or 0) / top
        shown = number(value) if value is not None else "—"
        parts.append(f'<text x="0" y="{y + 13}">{escape(label)}</text>')
        parts.append(
            f'<rect class="bar" x="0" y="{y + 18}" width="{max(length, 1):.1f}" height="13" rx="2"/>'
        )
        parts.append(f'<text class="soft" x="{length + 6:.1f}" y="{y + 29}">{shown}</text>')
    return picture(height, parts, spoken(labels, [(name, values)]))


def frame(top: float, right: float) -> str:
    marks = []
    for share in (0.0, 0.5, 1.0):
        y = y_of(top * share, top)
        marks.append(f'<line class="axis" x1="{LEFT}" x2="{WIDTH - right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        marks.append(
            f'<text class="soft" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">'
            f"{number(top * share)}</text>"
        )
    return "".join(marks)


def y_of(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top


def picture(height: float, parts: Sequence[str], words: str) -> Markup:
    inner = "".join(parts)
    return Markup(  # noqa: S704 - every text in it is escaped above or here
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{escape(words)}">'
        f"{inner}</svg>"
    )
