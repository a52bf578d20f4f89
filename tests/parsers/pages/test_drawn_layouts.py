"""Whole reports with rules as strangers draw them: every figure in its place, or flagged."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.parsers.drawn_report import Style, counter, read, report, values

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def box(left: float, foot: float, right: float, top: float, figure: bool) -> str:
    return f"{left} {foot} {right - left} {top - foot} re S"


def figures_only(left: float, foot: float, right: float, top: float, figure: bool) -> str:
    return box(left, foot, right, top, figure) if figure else ""


def sides(left: float, foot: float, right: float, top: float, figure: bool) -> str:
    return f"{left} {foot} m {left} {top} l S {right} {foot} m {right} {top} l S"


def dashed(left: float, foot: float, right: float, top: float, figure: bool) -> str:
    return "q [3 2] 0 d " + box(left, foot, right, top, figure) + " Q"


def double(left: float, foot: float, right: float, top: float, figure: bool) -> str:
    return (
        box(left, foot, right, top, figure)
        + " "
        + box(left + 1.5, foot + 1.5, right - 1.5, top - 1.5, figure)
    )


def shaded(left: float, foot: float, right: float, top: float, figure: bool) -> str:
    return f"q 0.85 g {left} {foot} {right - left} {top - foot} re f Q " + box(left, foot, right, top, figure)


def mosaic(left: float, foot: float, right: float, top: float, figure: bool) -> str:
    """A coloured ground in each cell, paper between them, no rule."""
    return f"q 0.85 g {left + 0.5} {foot + 0.5} {right - left - 1} {top - foot - 1} re f Q"


def filled(left: float, foot: float, right: float, top: float, figure: bool) -> str:
    """Thin filled rectangles on all four sides."""
    across = "".join(f"{left} {y - 0.25} {right - left} 0.5 re f " for y in (foot, top))
    return across + "".join(f"{x - 0.25} {foot} 0.5 {top - foot} re f " for x in (left, right))


def foot_only(left: float, foot: float, right: float, top: float, figure: bool) -> str:
    return f"{left} {foot} m {right} {foot} l S"


def hollow(left: float, foot: float, right: float, top: float, figure: bool) -> str:
    """A frame that is one filled path, apart from those beside it, as WeasyPrint draws uniform borders."""
    x, y, width, height = left + 0.6, foot + 0.6, right - left - 1.2, top - foot - 1.2
    return f"{x + 0.5} {y + 0.5} {width - 1} {height - 1} re {x} {y} {width} {height} re f*"


def beyond_corners(left: float, foot: float, right: float, top: float, figure: bool) -> str:
    """Thick strokes, as far beyond those they meet as half of these is thick."""
    across = "".join(f"{left - 0.75} {y} m {right + 0.75} {y} l S " for y in (foot, top))
    return "q 1.5 w " + across + sides(left, foot, right, top, figure) + " Q"


FRAMES: dict[str, Callable[[float, float, float, float, bool], str]] = {
    "a box around each cell": box,
    "boxes around figures only": figures_only,
    "vertical rules only": sides,
    "a rule below each cell": foot_only,
    "dashed": dashed,
    "double": double,
    "shaded": shaded,
    "grounds without rules": mosaic,
    "thin filled rectangles": filled,
    "hollow frames": hollow,
    "thick strokes beyond corners": beyond_corners,
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
@pytest.mark.parametrize("blanks", [0, 3])
def test_every_figure_in_its_place(
    frame: Callable[[float, float, float, float, bool], str], blanks: int
) -> None:
    body, printed = report(Style(frame=frame), lambda key: counter(key, blanks=blanks))
    found = read(body)
    assert values(found) == printed
    assert found.status == "parsed"


SPACED = {
    "characters apart": Style(frame=box, spacing=2.0),
    "characters far apart": Style(frame=box, spacing=4.5, padding=1.0, size=8.0),
}


@pytest.mark.parametrize("style", SPACED.values(), ids=SPACED.keys())
def test_figures_are_spaced_as_labels_are(style: Style) -> None:
    body, printed = report(style, lambda key: f"{int(counter(key)) % 89 + 10}")
    assert values(read(body)) == printed


def test_the_rules_below_cells_part_what_stands_close_in_them() -> None:
    """Figures of five digits fill their columns: nothing but the ends of the rules parts them."""
    style = Style(size=13.0, frame=foot_only)
    body, printed = report(style, lambda key: str(10000 + int(counter(key))))
    assert values(read(body)) == printed


@pytest.mark.parametrize("padding", [2.0, 8.0])
@pytest.mark.parametrize("frame", [None, box, sides], ids=["no rules", "boxes", "vertical rules"])
def test_figures_broken_by_narrow_cells(
    frame: Callable[[float, float, float, float, bool], str] | None, padding: float
) -> None:
    """Wide digits go over two lines of their cell: read whole or flagged, never one line of them."""
    style = Style(size=12.0, leading=1.1, padding=padding, frame=frame)
    body, printed = report(style, lambda key: counter(key).translate(WIDE))
    found = values(read(body))
    assert {key: raw for key, raw in found.items() if raw.replace("\n", "") != printed[key]} == {}
    assert len(found) > len(printed) / 2


@pytest.mark.parametrize("align", ["left", "centre", "right"])
def test_figures_of_a_column_that_lost_its_heading_are_none_of_the_next(align: str) -> None:
    """No figure stands in the last column, so that there are as many headings as columns with figures."""
    left_out = "in_force"
    body, printed = report(Style(align=align), lambda key: "" if left_out in key else counter(key))
    lost = f"<{'本年废止件数'.encode('utf-16-be').hex()}>".encode()
    assert body.count(lost) == 1
    found = values(read(body.replace(lost, b"<" + b" " * (len(lost) - 2) + b">")))
    assert not [key for key in found if left_out in key or "repealed" in key if found[key]]
    assert {key: found[key] for key in found if "fees" in key} == {
        key: printed[key] for key in printed if "fees" in key
    }


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize(
    ("headings", "figures"), [("left", "centre"), ("left", "right"), ("centre", "right"), ("centre", "left")]
)
def test_figures_set_otherwise_than_their_headings(headings: str, figures: str, landscape: bool) -> None:
    """As spreadsheets print: headings of all widths to the left, figures to the right."""
    body, printed = report(Style(align=headings, figures=figures, landscape=landscape), counter)
    assert values(read(body)) == printed


def test_headings_at_the_foot_of_a_page_and_again_on_the_next_are_one_band() -> None:
    """No row of the table of applications stands on the page on which it begins."""
    body, printed = report(Style(landscape=True, size=10.5, heads=True), counter)
    heads = [page.count("自然人".encode("utf-16-be").hex().encode()) for page in body.split(b"endstream")]
    assert heads[:2] == [1, 1]
    assert values(read(body)) == printed


@pytest.mark.parametrize("figures", ["left", "centre", "right"])
@pytest.mark.parametrize(("lost", "blank"), [("商业企业", "research"), ("社会公益组织", "research")])
def test_figures_set_otherwise_below_a_lost_heading_are_none_of_the_next(
    lost: str, blank: str, figures: str
) -> None:
    style = Style(align="left", figures=figures, landscape=True)
    body, printed = report(style, lambda key: "" if key.endswith(blank) else counter(key))
    heading = f"<{lost.encode('utf-16-be').hex()}>".encode()
    assert body.count(heading) == 1
    found = values(read(body.replace(heading, b"<" + b" " * (len(heading) - 2) + b">")))
    assert not {key: raw for key, raw in found.items() if raw and raw != printed[key]}


def test_a_figure_that_runs_into_its_label_is_in_doubt_with_its_row() -> None:
    """All figures moved into the column before theirs; the first one stands amid the label."""
    body, printed = report(Style(align="left"), counter)
    moved = re.sub(
        rb"(\d+\.\d\d)( \d+\.\d\d Td <(?:003\d)+>)",
        lambda found: b"%.2f%s" % (float(found[1]) - 15, found[2]),
        body,
    )
    found = values(read(moved))
    assert not {key: found[key] for key in found if found[key] and found[key] != printed[key]}


def test_the_only_figures_of_a_block_may_stand_beside_their_heading() -> None:
    """A heading set to the left, figures in the middle of the same wide cell."""
    body, printed = report(Style(align="centre"), counter)
    head = "本年处理决定数量".encode("utf-16-be").hex().encode()
    moved = re.sub(rb"(\S+)( \S+ Td <" + head + rb">)", rb"210\2", body)
    assert moved != body
    found = values(read(moved))
    assert {key: found[key] for key in found if "decisions" in key} == {
        key: printed[key] for key in printed if "decisions" in key
    }
