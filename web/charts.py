"""What a chart shows, as the table that stands in the page; static/charts.js draws it from that table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from web.vendor import listed

Value = float | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The heading of the labels, the labels, and a named series of values over them; None where none is."""

    label: str
    labels: Sequence[object]
    series: Sequence[tuple[str, Sequence[Value]]]


def outline_source() -> str:
    """The package whose outlines the maps show, with its version."""
    entry = listed()["provinces"]
    return f"{entry['from'].partition(' ')[2]} {entry['version']} ({entry['licence']})"
