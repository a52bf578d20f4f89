"""Pages whose styles show another text than their source holds: every figure is read as shown, or refused.

In each case a nine stands before every figure of a report, or the figures are carried another way; a reader of the
page never sees the nine, or sees that it is not part of the figure.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from parsers import Hints, Report, parse
from parsers.model import State
from parsers.readers.html.colours import colour
from parsers.readers.html.looks import look, pixels
from parsers.readers.html.ruleblocks import blocks
from parsers.readers.html.stylesheets import rules_in
from tests.parsers.report_page import C, Page, page


def figures(made: Page) -> list[C]:
    cells = [cell for rows in made.tables.values() for row in rows for cell in row]
    return [cell for cell in cells if any(map(str.isdigit, cell.text)) and len(cell.text) < 11]


def with_styles(html: str, css: str) -> str:
    return html.replace("</head>", f"<style>{css}</style></head>")


def read(html: str) -> Report:
    (report,) = parse(html.encode(), Hints(name="report.html"))
    return report


def ghost(attributes: str = "", css: str = "", tag: str = "span") -> str:
    made = page()
    for cell in figures(made):
        cell.text, cell.raw = f"<{tag} {attributes}>9</{tag}>{cell.text}", True
    return with_styles(made.html(), css)


# Attributes of the element around the nine, style sheet, tag: nobody sees the nine.
UNSEEN = {
    "no size": ("style='font-size:0px'", "", "span"),
    "no size by the short form": ("class=z", ".z{font:0/0 a}", "span"),
    "no opacity": ("style='opacity:0%'", "", "span"),
    "clipped": ("class=s", ".s{position:absolute;clip:rect(0 0 0 0);overflow:hidden}", "span"),
    "clipped to a pixel": ("style='position:absolute;width:1px;height:1px;overflow:hidden'", "", "span"),
    "clip-path": ("style='position:absolute;clip-path:inset(50%)'", "", "span"),
    "no height": ("style='display:inline-block;height:0;overflow:hidden'", "", "span"),
    "no width": ("style='float:left;max-width:0;overflow:hidden'", "", "span"),
    "scaled to nothing": ("style='display:inline-block;transform:scale(0)'", "", "span"),
    "far to the right": ("style='position:absolute;right:-9999px'", "", "span"),
    "far to the left": ("style='position:absolute;left:-999em'", "", "span"),
    "moved away": ("style='position:absolute;transform:translateX(-9999px)'", "", "span"),
    "indented away": ("style='display:inline-block;text-indent:-9999px'", "", "span"),
    "first child": ("", "td span:first-child{display:none}", "span"),
    "not a class": ("", "td span:not(.x){display:none}", "span"),
    "an attribute": ("data-old=1", "[data-old]{display:none}", "span"),
    "one of several": ("class=z", ":is(.y, .z){display:none}", "span"),
    "by what stands in the cell": ("class=z", "td:has(> .z) .z{display:none}", "span"),
    "by what stands in the row": ("class=z", "tr:has(td):not(:has(i)) .z{display:none}", "span"),
    "an escaped class": ("class='z:a'", r".z\:a{display:none}", "span"),
    "in a comment of markup": ("class=z", "<!-- .z{display:none} -->", "span"),
    "nested rules": ("class=z", "table{ & .z{display:none} }", "span"),
    "after other rules at the top": (
        "class=z",
        "@charset 'utf-8';@import url(x.css); .z{display:none}",
        "span",
    ),
    "media within media": ("class=z", "@media screen{@media (min-width:9px){.z{display:none}}}", "span"),
    "what is supported": ("class=z", "@supports (display:grid){.z{display:none}}", "span"),
    "a variable": ("class=z", ":root{--x:none} .z{display:var(--x)}", "span"),
    "what a variable is else": ("class=z", ":root{--y:0} .z{display:var(--x, none)}", "span"),
    "a range of widths": ("class=z", "@media (width>=769px){.z{display:none}}", "span"),
    "important": ("class=z style='display:inline'", ".z{display:none ! important}", "span"),
    "a dialog that is not open": ("", "", "dialog"),
    "capitals": ("class=z", ".z{DISPLAY:NONE}", "span"),
    "on any medium but paper": ("class=z", "@media not print{.z{display:none}}", "span"),
    "on wide screens, as less is not": (
        "class=z",
        "@media not all and (max-width:40em){.z{display:none}}",
        "span",
    ),
    "one of two media": ("class=z", "@media print, (min-width:800px){.z{display:none}}", "span"),
    "where another browser has nothing": (
        "class=z",
        "@supports not (-ms-ime-align:auto){.z{display:none}}",
        "span",
    ),
    "unless pointed at": ("class=z", "td:not(:hover) .z{display:none}", "span"),
    "none of several classes": ("class=z", ".z:not(.a, .b){display:none}", "span"),
    "an element of no size by its own name": ("style='display:inline-block;scale:0'", "", "span"),
    "moved away by its own name": ("style='display:inline-block;translate:-9999px'", "", "span"),
    "cut to a point": ("style='position:absolute;clip-path:polygon(0 0, 0 0, 0 0)'", "", "span"),
    "after a value for another browser": ("style='display:none;display:inline\\9'", "", "span"),
    "with a note in it": ("style='display/*x*/:none'", "", "span"),
    "out of a layer": ("class=z", ".z{display:none} @layer a{td span.z{display:inline}}", "span"),
    "in the later layer": (
        "class=z",
        "@layer a,b; @layer b{.z{display:none}} @layer a{td .z{display:inline}}",
        "span",
    ),
    "important before what is not": ("style='display:none !important;display:inline'", "", "span"),
    "on wide screens, within its own rule": (
        "class=z",
        ".z{display:inline;@media (width >= 600px){display:none}}",
        "span",
    ),
    "what pops up": ("popover", "", "span"),
    "what a drawing says of itself": ("", "", "desc"),
    "hidden, as its style says too": ("hidden", "[hidden]{display:none}", "span"),
    "a variable without a value": ("class=z", ".z{display:var(--x, none)}", "span"),
    "a box of no width": ("style='display:inline-flex;max-width:0;overflow:hidden'", "", "span"),
    "what is shown without frames": ("", "", "noembed"),
    "off by the way of writing": ("style='position:absolute;inset-inline-start:-9999px'", "", "span"),
    "off by all sides at once": ("style='position:absolute;inset:auto auto auto -9999px'", "", "span"),
    "of no size by the way of writing": (
        "style='display:inline-block;inline-size:0;overflow:hidden'",
        "",
        "span",
    ),
    "a block of no height": ("style='height:0;overflow:hidden'", "", "div"),
    "a block with its text beyond its edge": (
        "style='text-indent:100%;white-space:nowrap;overflow:hidden'",
        "",
        "p",
    ),
    "a variable with room": ("class=z", ":root{--x:none} .z{display:var( --x )}", "span"),
    "cut from below": ("style='clip-path:inset(0 0 100% 0)'", "", "span"),
}
# What may be seen, but is no plain digit of the figure.
DOUBTFUL = {
    "white": ("style='color:rgb(255, 255, 255)'", "", "span"),
    "white by a class": ("class=w", ".w{color:#FFFFFF}", "span"),
    "white type": ("color=#ffffff", "", "font"),
    "nearly white": ("style='color:#f0f0f0'", "", "span"),
    "on the same ground": ("style='color:#246;background:#246'", "", "span"),
    "transparent": ("style='color:rgba(0,0,0,0)'", "", "span"),
    "hardly opaque": ("style='opacity:.01'", "", "span"),
    "filled with nothing": ("class=z", ".z{-webkit-text-fill-color:transparent}", "span"),
    "blurred": ("class=z", ".z{filter:blur(4px)}", "span"),
    "filtered away": ("style='filter:opacity(0.0)'", "", "span"),
    "shown as discs": ("style='-webkit-text-security:disc'", "", "span"),
    "a hair of the type around": ("class=z", ".z{font-size:5%}", "span"),
    "on its head": ("style='display:inline-block;transform:rotate(180deg)'", "", "span"),
    "in a mirror": ("class=z", ".z{display:inline-block;transform:scaleX(-1)}", "span"),
    "tiny": ("style='font-size:1px'", "", "span"),
    "struck out": ("style='text-decoration:line-through'", "", "span"),
    "struck out by a class": ("class=k", ".k{text-decoration-line:line-through}", "span"),
    "raised": ("style='vertical-align:super;font-size:8px'", "", "span"),
    "raised by position": ("style='position:relative;top:-5px'", "", "span"),
    "to the right": ("style='float:right'", "", "span"),
    "a variable of another sheet": ("class=z", ".z{display:var(--x)}", "span"),
    "white by a variable": ("class=z", ":root{--p:#fff} .dark{--p:#000} .z{color:var(--p)}", "span"),
    "hidden in Word alone": ("style='mso-hide:all'", "", "span"),
    "moved to the side": ("style='position:relative;left:90px'", "", "span"),
    "moved down": ("style='display:inline-block;transform:translateY(300px)'", "", "span"),
    "in a mirror by its own name": ("style='display:inline-block;scale:-1 1'", "", "span"),
    "white by its lightness": ("class=z", ".z{color:oklch(1 0 0)}", "span"),
    "white by the share of light": ("style='color:color(srgb 1 1 1)'", "", "span"),
    "light yellow": ("style='color:lightyellow'", "", "span"),
    "white without a sign": ("color=FFFFFF", "", "font"),
    "transparent by its last digits": ("style='color:#00000003'", "", "span"),
    "behind a mask": ("class=z", ".z{mask-image:linear-gradient(transparent,transparent)}", "span"),
    "black on black": ("style='background:black;mso-highlight:black'", "", "span"),
    "a value given in a function": ("class=z", ".z{color:var(--x, rgb(255 255 255))}", "span"),
    "said with a name of its own": ("style='--a:#fff;color:var(--a)'", "", "span"),
    "off the page, if it were placed": ("style='left:-9999px'", "", "span"),
    "the first, whatever its tag": ("class=z", ".z:nth-of-type(1){display:none}", "span"),
    "in a selector not known": ("class=z", "td .z:defined{visibility:hidden}", "span"),
    "in a box of some width": ("class=z", "@container (width > 1px){.z{display:none}}", "span"),
    "in a scope": ("class=z", "@scope (table){.z{display:none}}", "span"),
    "perhaps not hidden": ("class=z", ".z{display:none} .z:nth-of-type(1){display:inline}", "span"),
    "white by its own variable": ("style='color:var(--p)'", ":root{--q:white;--p:var(--q)}", "span"),
}


def compared(html: str) -> tuple[dict[str, str], dict[str, State]]:
    """(figures that are wrong or not there, states of those that are not numbers)."""
    wanted = {cell.key: cell.value for cell in read(page().html()).cells}
    found = {cell.key: cell for cell in read(html).cells}
    states = {key: found[key].state for key in wanted if key in found}
    other = {key: state for key, state in states.items() if state is not State.NUMBER}
    wrong = {
        key: found[key].raw if key in found else "absent"
        for key in wanted
        if key not in found or (key not in other and found[key].value != wanted[key])
    }
    return wrong, other


@pytest.mark.parametrize("case", UNSEEN)
def test_what_is_not_shown_is_not_read(case: str) -> None:
    assert compared(ghost(*UNSEEN[case])) == ({}, {})


@pytest.mark.parametrize("case", DOUBTFUL)
def test_what_is_shown_in_an_odd_way_is_refused(case: str) -> None:
    wrong, other = compared(ghost(*DOUBTFUL[case]))
    assert not wrong
    assert set(other.values()) == {State.UNREADABLE}
    assert len(other) >= 199


CLOSE = "letter-spacing:-1em"
# Attributes of tables, style sheet, tag around each figure: only some digits of a figure are seen.
IN_PART = {
    "close": ("", f"td{{{CLOSE}}}", ""),
    "close within": ("", "", f"span style='{CLOSE}'"),
    "close all over": (f"style='{CLOSE}'", "", ""),
    "no first letter": ("", "td::first-letter{font-size:0}", ""),
    "white first letter": ("", ".v:first-letter{color:#fff}", "p class=v"),
    "no first line": ("", "td::first-line{color:transparent}", ""),
    "struck out all over": ("", "table{text-decoration:line-through}", ""),
    "rows struck out": ("", "tr:nth-child(n){text-decoration-line:line-through}", ""),
    "black ground": ("", "td{background:#000}", ""),
    "black ground by an attribute": ("bgcolor='#000000'", "", ""),
    "blurred all over": ("style='filter:blur(3px)'", "", ""),
}


def in_part(attributes: str, css: str, tag: str) -> str:
    made = page()
    for cell in figures(made):
        cell.text, cell.raw = f"<{tag}>{cell.text}</{tag.partition(' ')[0]}>" if tag else cell.text, True
    return with_styles(made.html().replace("<table", f"<table {attributes}"), css)


@pytest.mark.parametrize("case", IN_PART)
def test_digits_that_are_not_all_seen_are_refused(case: str) -> None:
    wrong, other = compared(in_part(*IN_PART[case]))
    assert not wrong
    assert set(other.values()) == {State.UNREADABLE}
    assert len(other) >= 190


@pytest.mark.parametrize(
    ("attributes", "css", "tag"),
    [
        ("style='letter-spacing:-.5pt'", "", ""),
        ("", "p::first-letter{font-size:200%;color:#900;float:left}", "p"),
        ("style='letter-spacing:-1em'", "td{font-size:14px;letter-spacing:normal}", ""),
        ("bgcolor=black", "td{color:#fff}", ""),
        ("style='background:#000'", "td{background:#fff}", ""),
        ("", "@supports (-webkit-touch-callout:none){td{display:none}}", ""),
        ("", "@container (width > 1px){td{display:block;padding:0}}", ""),
        ("", ".menu:nth-of-type(2), th:defined{display:none}", ""),
        ("", "", "div style='height:1.2em;overflow:hidden'"),
    ],
)
def test_digits_that_are_seen_are_read(attributes: str, css: str, tag: str) -> None:
    assert compared(in_part(attributes, css, tag)) == ({}, {})


@pytest.mark.parametrize("sign", ["\x02", "&#2;"])
def test_signs_that_a_tree_does_not_take_back_break_nothing(sign: str) -> None:
    made = page()
    for cell in figures(made):
        cell.text, cell.raw = f"<bdo>{sign}9</bdo>{cell.text}", True
    wrong, other = compared(made.html())
    assert not wrong
    assert set(other.values()) == {State.UNREADABLE}


# Rules that no browser on a desk follows.
VOID = {
    "for paper": "@media not screen{td{display:none}}",
    "for those whom motion disturbs": "@media (prefers-reduced-motion:reduce){td{visibility:hidden}}",
    "for sharper screens": "@media (-webkit-min-device-pixel-ratio:2){td::before{content:'7'}}",
    "for televisions": "@media tv{td{display:none}}",
    "of a list with another browser's name": "_:-ms-fullscreen, td{display:none}",
    "of a list that ends with a comma": "td, {display:none}",
    "for another browser": "td{display:none\\9;visibility:hidden !ie}",
    "without effect": "td::before{content:'7'} td::before{display:none}",
    "in the weaker layer": "td{display:table-cell} @layer x{table tr td{display:none}}",
    "taken back by a layer behind": "@layer a{tr td{opacity:0}} @layer b{td{opacity:1}}",
    "of columns": "col{display:none}",
    "behind a semicolon": "a{color:red}; td{display:none}",
    "behind a semicolon, on a screen": "@media screen{a{color:red}; td{display:none}}",
    "behind a bracket": "} td{display:none}",
    "of what moves in": "td{opacity:0;animation:in 1s forwards}",
    "of white signs on dark rows": "tr:nth-child(even){background:#024} tr:nth-child(even) td{color:#fff}",
    "of white rows whose cells are black": "tr{color:#fff} td{color:#333}",
    "of another theme": ".dark{--ink:#fff} :root{--ink:#333} td{color:var(--ink)}",
}
# Sheets that a browser does not follow.
PASSED_OVER = {
    "of another language": "<style type='text/less'>{}</style>",
    "a pattern": "<script type='text/template'><style>{}</style></script>",
    "without scripts": "<noscript><style>{}</style></noscript>",
    "of a part that is not there yet": "<template><style>{}</style></template>",
}


@pytest.mark.parametrize("case", PASSED_OVER)
def test_sheets_that_no_browser_follows_change_nothing(case: str) -> None:
    html = page().html()
    at = html.index("<h1>")
    assert compared(html[:at] + PASSED_OVER[case].format("td{display:none}") + html[at:]) == ({}, {})


WHITE_AROUND = {
    "a class of rows": ("<style>tr{color:#fff}</style>", ""),
    "a table": ("<style>table{color:white}</style>", ""),
    "an element": ("<font color=white>", "</font>"),
}


@pytest.mark.parametrize("case", WHITE_AROUND)
def test_figures_that_are_white_by_what_is_around_them_are_refused(case: str) -> None:
    before, after = WHITE_AROUND[case]
    html = page().html()
    at, end = html.index("<h1>"), html.index("</body>")
    wrong, other = compared(html[:at] + before + html[at:end] + after + html[end:])
    assert not wrong
    assert set(other.values()) == {State.UNREADABLE}
    assert len(other) >= 199


def test_digits_that_all_float_are_read() -> None:
    made = page()
    for cell in figures(made):
        cell.text, cell.raw = "".join(f"<i class=f>{sign}</i>" for sign in cell.text), True
    assert compared(with_styles(made.html(), ".f{float:left}")) == ({}, {})


@pytest.mark.parametrize("case", VOID)
def test_rules_that_do_not_count_change_nothing(case: str) -> None:
    made = page()
    assert compared(with_styles(made.html(), VOID[case])) == ({}, {})


def test_a_column_that_is_folded_away_is_in_doubt() -> None:
    html = page().html()
    at = html.index("<table", html.index("三、"))
    inside = html.index(">", at) + 1
    columns = "<col span=4><col style='visibility:collapse'>"
    wrong, other = compared(html[:inside] + columns + html[inside:])
    assert not wrong
    assert set(other.values()) == {State.UNREADABLE}
    assert {key.rpartition(".")[2] for key in other} == {"business"}
    assert len(other) == 25


def test_a_cell_that_floats_above_its_row_leaves_a_gap_there() -> None:
    made = page()
    row = made.tables["applications"][4]
    row.insert(2, C("777", attributes="style='position:absolute;left:-9999px'"))
    wrong, other = compared(made.html())
    assert not wrong
    assert {key.rsplit(".", 1)[0] for key in other} == {"applications.carried_in"}


def test_light_signs_on_dark_ground_are_read() -> None:
    made = page()
    for cell in figures(made):
        cell.attributes = "class=d"
        cell.text, cell.raw = f"<b style='color:#fff'>{cell.text[:1]}</b>{cell.text[1:]}", True
    assert compared(with_styles(made.html(), ".d{background:#036}")) == ({}, {})


def test_rules_for_other_screens_and_pointers_hide_nothing() -> None:
    css = (
        "@media (prefers-color-scheme: dark){td{display:none}} @media print{td{display:none}}"
        "td:hover{display:none} td:has(i), td:has(+ th b){display:none} @keyframes k{from{visibility:hidden}} td span::first-letter{font-size:0}"
    )
    made = page()
    assert compared(with_styles(made.html(), css)) == ({}, {})


def test_what_a_sheet_elsewhere_seems_to_hide_is_no_part_of_a_figure() -> None:
    linked = ghost("class='old hide'").replace("</head>", "<link rel=stylesheet href=site.css></head>")
    wrong, other = compared(linked)
    assert not wrong
    assert set(other.values()) == {State.UNREADABLE}
    shown = with_styles(linked, ".hide{display:none}")
    assert compared(shown) == ({}, {})


def beside_by_attribute(made: Page) -> str:
    for cell in figures(made):
        cell.attributes, cell.text = f"data-v='{cell.text}'", ""
    return with_styles(made.html(), "td[data-v]::before{content:attr(data-v)}")


def beside_by_classes(made: Page) -> str:
    for cell in figures(made):
        digits = (f"<i class=d{sign}></i>" if sign.isdigit() else sign for sign in cell.text)
        cell.text, cell.raw = "".join(digits), True
    return with_styles(made.html(), "".join(f".d{digit}:after{{content:'{digit}'}}" for digit in range(10)))


def beside_in_part(made: Page) -> str:
    for cell in figures(made):
        if len(cell.text) > 1:
            cell.attributes, cell.text = f"class='c{cell.text[0]}'", cell.text[1:]
    return with_styles(
        made.html(), "".join(f"td.c{digit}:before{{content:'{digit}'}}" for digit in range(10))
    )


def clearing_of_floats(made: Page) -> str:
    css = (
        "*::before,*::after{box-sizing:border-box} td::before{content:''} table:after{content:' ';clear:both}"
    )
    return with_styles(made.html(), css + " li::before{content:'\\e603'}")


def pushed_and_brought_back(made: Page) -> str:
    for cell in figures(made):
        cell.text, cell.raw = f"<p class=n>{cell.text}</p>", True
    css = ".n{margin-left:-100px;padding-left:100px} table{position:relative;left:50%;margin-left:-500px}"
    return with_styles(made.html(), css)


def size_given_back(made: Page) -> str:
    html = made.html().replace('class="TRS_Editor"', 'class="TRS_Editor" style="font-size:0"')
    return with_styles(html, ".TRS_Editor td,p,h1,h2{font-size:14px}")


def seen_again(made: Page) -> str:
    for cell in figures(made):
        text = f"<p style='visibility:hidden'>9<span style='visibility:visible'>{cell.text}</span></p>"
        cell.text, cell.raw = text, True
    return made.html()


def raised_altogether(made: Page) -> str:
    style = "position:relative;top:-1.0pt;mso-text-raise:1.0pt"
    for cell in figures(made):
        parts = (f"<span style='{style}'>{part}</span>" for part in (cell.text[:1], cell.text[1:]))
        cell.text, cell.raw = "".join(parts), True
    return made.html()


def read_aloud(made: Page) -> str:
    spoken = "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(1px,1px,1px,1px)"
    for cell in figures(made):
        text = f"<span aria-hidden=true>{cell.text}</span><span style='{spoken}'>{cell.text}</span>"
        cell.text, cell.raw = text, True
    return made.html()


@pytest.mark.parametrize(
    "change",
    [
        beside_by_attribute,
        beside_by_classes,
        beside_in_part,
        clearing_of_floats,
        pushed_and_brought_back,
        size_given_back,
        seen_again,
        raised_altogether,
        read_aloud,
    ],
    ids=lambda change: change.__name__,
)
def test_figures_are_read_as_a_style_sheet_shows_them(change: Callable[[Page], str]) -> None:
    assert compared(change(page())) == ({}, {})


@pytest.mark.parametrize(
    ("markup", "css"),
    [
        ("", ".q::before{counter-increment:n 8361;content:counter(n)}"),
        ("1234", ".q{color:white}"),
        ("<span>1638</span>", ".q span{unicode-bidi:bidi-override;direction:rtl}"),
        ("1638", ".q{unicode-bidi:isolate-override;direction:rtl}"),
        ("<b>61</b><b>83</b>", ".q{display:flex;flex-direction:row-reverse}"),
        ("<b>61</b>83", ".q b{position:absolute;left:40px}"),
        ("61<b>83</b>", ".q b{float:left}"),
        ("<div style='width:20px;overflow:hidden'>8361</div>", ""),
        ("<div style='width:2ch;overflow:hidden'>8361</div>", ""),
        ("8361", ".q{max-width:20px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}"),
        ("361", ".q::before{content:'8';display:block}"),
        ("83<b>61</b>", ".q b{display:table-cell}"),
        ("83<button>61</button>", ""),
        ("8361", "tr:has(.q){opacity:.02}"),
    ],
)
def test_one_cell_that_shows_another_figure_is_refused(markup: str, css: str) -> None:
    made = page()
    (cell,) = (cell for cell in figures(made) if cell.text == "8361")
    cell.text, cell.raw, cell.attributes = markup, True, "class=q"
    wrong, other = compared(with_styles(made.html(), css))
    assert (wrong, other) == ({}, {"proactive_disclosure.licensing.decisions": State.UNREADABLE})


def test_looks_and_colours() -> None:
    assert look("color:#333;margin:0 auto") is None
    assert colour("#ABCDEF")[0] == (0xAB, 0xCD, 0xEF)
    assert colour("rgb(10%, 20, 300)")[0] == (26, 20, 300)
    assert colour("#12345")[0] is None
    assert pixels("1.5em") is None


def test_braces_that_do_not_close_and_sheets_without_effect() -> None:
    assert list(blocks("a{b:c} }} d{e:f")) == [("a", "b:c", 100, False)]
    assert rules_in(".a{color:#123;margin:3px}") == ()
    assert [rule.key for rule in rules_in(".a .b{display:none} .c{color:red}")] == [".b", ".c"]


def test_selectors_that_would_take_too_long_are_passed_over() -> None:
    assert rules_in("div:has(div:has(p)){display:none} p:first-child:hover{display:none}") == ()
    cells = "<td>1</td>" * 5000
    css = "".join(f"td ~ td:nth-child({at}){{display:none}}" for at in range(200))
    report = read(f"<html><head><style>{css}</style></head><table><tr>{cells}</tr></table></html>")
    assert not report.cells


HOSTILE = {
    "a function without an end": f"<p style='transform:{'translate(' * 15_000}'>x</p>",
    "notes without an end": f"<p style='{'/*' * 50_000}'>x</p>",
    "names without rules": f"<style>td{{color:var(--x)}} {'a' * 150_000}</style>",
    "selectors not known": f"<style>{':a(' * 600}b{{display:none}}{'x:y(z' * 300}{{display:none}}</style>",
    "values within values": f"<p style='color:{'var(--a,(' * 15_000}'>x</p>",
    "pseudo-classes one by one": "<style>" + ".q:defined{display:none}" * 1_900 + "</style>",
    "a medium of one long word": f"<style media='{'a' * 150_000}'>td{{display:none}}</style>",
    "brackets of a medium": f"<style media='{'(' * 150_000}'>td{{display:none}}</style>",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_styles_that_would_take_too_long_are_passed_over(case: str) -> None:
    assert compared(page().html().replace("<h1>", HOSTILE[case] + "<h1>")) == (
        {},
        {},
    )  # or it ran out of time


def test_marks_within_marks_do_not_grow() -> None:
    made = page()
    (cell,) = (cell for cell in figures(made) if cell.text == "8361")
    cell.text, cell.raw = "<span style='text-decoration:line-through'>" * 60 + "8361", True
    found = {one.key: one for one in read(made.html()).cells}["proactive_disclosure.licensing.decisions"]
    assert found.state is State.UNREADABLE
    assert found.raw == "8\u03363\u03366\u03361\u0336"


BESIDE = {
    "boxes of a width": ".w{display:inline-block;width:45%}|<i class=w>12</i><i class=w>34</i>",
    "boxes with room between": "|<i style='display:inline-block;margin-right:9px'>12</i>34",
    "parts of a row": "|<div style='display:flex;justify-content:space-between'><b>12</b><b>34</b></div>",
    "parts of a grid": ".g{display:grid;grid-template-columns:1fr 1fr}|<div class=g><b>12</b><b>34</b></div>",
}


@pytest.mark.parametrize("case", BESIDE)
def test_two_figures_in_boxes_beside_each_other_are_not_one(case: str) -> None:
    made = page()
    sheet, cell = BESIDE[case].split("|")
    row = made.tables["applications"][4]
    row[2].text, row[2].raw = cell, True
    html = made.html().replace("<body>", f"<style>{sheet}</style><body>")
    found = {c.column: c for c in read(html).cells if c.item == "carried_in"}
    assert (found["business"].state, found["business"].raw) == (State.UNREADABLE, "12 34")
    assert {c.state for key, c in found.items() if key != "business"} == {State.NUMBER}


STACKED = {
    "by a class": ".w{display:block}|<i class=w>12</i><i class=w>34</i>",
    "by its own style": "|12<b style='display: block; color: #888'>34</b>",
    "as tables": "|<b style='display:table'>12</b><b style='display:table'>34</b>",
}


@pytest.mark.parametrize("case", STACKED)
def test_two_figures_that_a_style_puts_below_each_other_are_not_one(case: str) -> None:
    made = page()
    sheet, cell = STACKED[case].split("|")
    row = made.tables["applications"][4]
    row[2].text, row[2].raw = cell, True
    found = {c.key: c for c in read(made.html().replace("<body>", f"<style>{sheet}</style><body>")).cells}
    assert found["applications.carried_in.business"].state is State.UNREADABLE
    assert sum(c.state is State.NUMBER for c in found.values()) == 199


def test_a_figure_with_its_unit_below_it_is_one() -> None:
    made = page()
    row = made.tables["applications"][4]
    row[2].text, row[2].raw = "<b style='display:block'>12</b><i style='display:block'>件</i>", True
    cell = next(c for c in read(made.html()).cells if c.key == "applications.carried_in.business")
    assert (cell.value, cell.state) == (12, State.NUMBER)


def test_a_figure_and_its_unit_in_boxes_beside_each_other_are_one() -> None:
    made = page()
    row = made.tables["applications"][4]
    row[2].text = "<i style='display:inline-block;width:40px'>12</i><i style='display:inline-block'>件</i>"
    row[2].raw = True
    cell = next(c for c in read(made.html()).cells if c.key == "applications.carried_in.business")
    assert (cell.value, cell.state) == (12, State.NUMBER)
