"""What stands in a cell of a page other than plain text, and tables that are laid out without `<table>`."""

from __future__ import annotations

from html import escape

import pytest

from parsers import Hints, parse
from parsers.model import Cell, State
from tests.parsers.report_page import Page, Rows, page

LICENCES = "proactive_disclosure.licensing.decisions"


def read(html: str) -> dict[str, Cell]:
    (report,) = parse(html.encode(), Hints(name="report.html"))
    return {cell.key: cell for cell in report.cells}


def with_licences(markup: str, attributes: str = "") -> Page:
    made = page()
    (cell,) = (one for row in made.tables["proactive_disclosure"] for one in row if one.text == "8361")
    cell.text, cell.raw, cell.attributes = markup, True, attributes
    return made


def test_raised_and_struck_digits_of_lines_are_none_of_the_figure() -> None:
    made = page()
    lines = ["行政许可：8361<sup>2</sup>", "行政处罚：<s>12</s>4703", "行政强制：517<sub>4</sub>"]
    listed = f"<h2>二、主动公开政府信息情况</h2><p>{'</p><p>'.join(lines)}</p>"
    (report,) = parse(
        f"<title>{made.title}</title><h1>{made.title}</h1>{listed}".encode(), Hints(name="report.html")
    )
    texts = [paragraph.text for paragraph in report.sections]
    assert "8361²" in texts[-1]
    assert "1\u03362\u03364703" in texts[-1]
    assert "517₄" in texts[-1]
    assert not [cell.value for cell in report.cells if cell.value in (83612, 124703, 5174)]


@pytest.mark.parametrize(
    "markup",
    [
        "<select><option>12<option selected>8361</select>",
        "<select><option>8361<option>12</select>",
        "<select><option disabled>12<option>8361</select>",
        "<select><option label=8361>12</select>",
        "<span hidden style='display:inline'>8361</span>",
        "<math><semantics><mn>8361</mn><annotation>12</annotation></semantics></math>",
        "<input type=figure value=8361>",
        "<textarea>8361</textarea>",
        "<input type=search value=8361 placeholder=12>",
        "<input type=password value=12><input type=checkbox value=3>8361",
        "83\u200b<b></b>61\ufeff<i></i>",
        "83&shy;6<wbr>1",
        "８３６１",
        '<span data-count="8,361">8361</span>',
        '<span data-row="12">8361</span>',
        '<span>8361</span><i data-num="12"></i>',
        "8361<!-- 12 -->",
        "83<!-- -->61",
        "83<?xml 12?>61",
        "<p style='margin:6pt 0'><span>83</span><span style='margin:0cm;padding:0'>61</span></p>",
        "<ruby>8361<rp></rp></ruby>",
    ],
)
def test_the_figure_that_is_shown_is_read(markup: str) -> None:
    cell = read(with_licences(markup).html())[LICENCES]
    assert (cell.state, cell.value) == (State.NUMBER, 8361)


@pytest.mark.parametrize(
    "markup",
    [
        "<span>83</span><span style='margin-left:2em'>61</span>",
        "83<font style='padding: 0 12px'>61</font>",
        "<input placeholder=8361>",
        "<ruby>8361<rt>12</rt></ruby>",
        "<meter value=8361>12</meter>",
        "<progress value=12 max=20>12</progress>",
        "<canvas>12</canvas>",
        "<object data=figure.svg>12</object>",
        "83<object data=figure.svg></object>",
        "<script>document.write('8361')</script>",
        "83<script>document.write('61')</script>",
        "<i style='background:url(8361.png) no-repeat'></i>",
        "{{ item.licences }}",
        "8361<sup>1</sup>",
        "<math><mfrac><mn>83</mn><mn>61</mn></mfrac></math>",
        "<math><msup><mn>836</mn><mn>1</mn></msup></math>",
        "<i style='color:hsl(0 0% 100%)'>8</i>361",
        "83<br>61",
        "<bdo dir=rtl>1638</bdo>",
        "<% licences %>",
        "加载中…",
        "<noscript>-</noscript>",
        "<x-figure of=licences></x-figure>",
        "<script>show('licences')</script>",
        "<i class='digit d8'></i>",
        '<span class="timer" data-target="8361">0</span>',
        '<i></i><b data-count-to="8,361">12</b>',
        '<span class="timer" data-to="8361.25">0</span>',
        "<ol start=8361><li></ol>",
        "<em class='num n8'></em><em class='num n3'></em>",
        "<span class='num_8'></span>",
        "<font face='Wingdings 2'>8361</font>",
        "<span style='font-family:Wingdings'>8361</span>",
        "<span title=8361>8…</span>",
        "83...",
    ],
)
def test_what_is_drawn_or_filled_in_is_no_figure_and_no_blank(markup: str) -> None:
    found = read(with_licences(markup).html())
    assert found[LICENCES].state is State.UNREADABLE
    assert sum(cell.state is State.NUMBER for cell in found.values()) == 199


OWN_FONT = "<style>@font-face{font-family:'secret';src:url(//f.example/a.woff2)}%s</style></head>"


@pytest.mark.parametrize(
    ("markup", "css"),
    [
        ("<span class=n>8361</span>", ".n{font-family:secret,serif!important}"),
        ("<i class=n>8361</i>件", "td .n{font:bold 14px/1.5 'secret'}"),
        ("<span style='font-family:Secret'>8361</span>", ""),
        ("<p class=n>8361 件</p>", '.n{color:#333;FONT-FAMILY:"secret"}'),
    ],
)
def test_figures_in_a_font_brought_for_them_alone_are_in_doubt(markup: str, css: str) -> None:
    html = with_licences(markup).html()
    assert read(html.replace("</head>", OWN_FONT % css))[LICENCES].state is State.UNREADABLE
    for fine in (
        css.replace("secret", "fangsong"),
        css + "h1{font-family:secret}",  # which sets words as well
        css.replace(".n", ".m"),
    ):
        if css:
            assert str(read(html.replace("</head>", OWN_FONT % fine))[LICENCES].value) == "8361"
    named_only = OWN_FONT.replace("src:url(//f.example/a.woff2)", "panose-1:2 1 6 0")
    assert str(read(html.replace("</head>", named_only % css))[LICENCES].value) == "8361"


def test_figures_that_run_up_in_a_text_are_not_told_as_they_begin() -> None:
    said = "本机关共受理政府信息公开申请<i data-count=57>{}</i>件。"
    html = page().html().replace("<p>", f"<p>{said}</p><p>", 1)
    assert "申请57件" in sections_of(html.replace("{}", "57"))
    assert "申请3件" not in sections_of(html.replace("{}", "3"))


def sections_of(html: str) -> str:
    (report,) = parse(html.encode(), Hints(name="report.html"))
    return "".join(section.text for section in report.sections)


def test_a_cell_that_a_script_fills_is_no_blank() -> None:
    html = with_licences("", "id=licences").html()
    script = "<script>document.getElementById('licences').innerHTML = total</script>"
    assert read(html)[LICENCES].state is State.BLANK
    assert read(html.replace("</body>", script + "</body>"))[LICENCES].state is State.UNREADABLE


def test_a_cell_that_a_script_finds_by_a_number_is_no_blank() -> None:
    html = with_licences("", "id=c4_1").html()
    script = "<script>for (k in all) document.getElementById('c' + k).innerHTML = all[k]</script>"
    assert read(html.replace("</body>", script + "</body>"))[LICENCES].state is State.UNREADABLE


@pytest.mark.parametrize("about", ["v-text=n", "data-bind='text: n'", "ng-bind=row.n", "x-text=n"])
def test_a_cell_that_is_bound_to_data_is_no_blank(about: str) -> None:
    assert read(with_licences("", about).html())[LICENCES].state is State.UNREADABLE
    assert read(with_licences(f"<span {about}></span>").html())[LICENCES].state is State.UNREADABLE
    assert read(with_licences("<input :value=n>").html())[LICENCES].state is State.UNREADABLE


@pytest.mark.parametrize("about", ["v-text=n", "ng-bind=row.n", "x-text=n", "data-bind='text: n'"])
def test_a_figure_that_a_program_puts_another_for_is_none(about: str) -> None:
    html = with_licences(f"<span {about}>12</span>").html()
    assert read(html)[LICENCES].value == 12  # a page that was stored as it was shown
    for program in ("<script src=/js/vue.min.js></script>", "<script>angular.module('a', [])</script>"):
        found = read(html.replace("</body>", program + "</body>"))
        assert found[LICENCES].state is State.UNREADABLE
        assert sum(cell.state is State.NUMBER for cell in found.values()) == 199


def test_a_table_that_a_script_fills_as_a_whole_is_not_blank() -> None:
    made = page()
    for row in made.tables["applications"]:
        for cell in row:
            cell.text = "" if cell.text.isdigit() else cell.text
    html = made.html().replace("<table", "<table id=tb3")
    script = "<script>$('#tb3 tr').each(function (i) { $(this).find('td').text(rows[i]) })</script>"
    keys = [key for key in read(html) if key.startswith("applications")]
    assert {read(html)[key].state for key in keys} == {State.BLANK}
    filled = read(html.replace("</body>", script + "</body>"))
    assert {filled[key].state for key in keys} == {State.UNREADABLE}


def laid_out(rows: Rows, row: str, cell: str) -> str:
    def tagged(tag: str, inner: str) -> str:
        return f"<{tag} class={'r' if tag == row else 'c'}>{inner}</{tag}>"

    lines = (tagged(row, "".join(tagged(cell, escape(one.text)) for one in line)) for line in rows)
    return f"<div class=t>{''.join(lines)}</div>"


@pytest.mark.parametrize(
    ("row", "cell", "css"),
    [
        ("div", "span", ".t{display:table} .r{display:table-row} .c{display:table-cell}"),
        ("div", "span", ".c{display:table-cell}"),
        ("p", "span", ".c{display:inline-block;width:120px}"),
        ("ul", "li", ".c{float:left;width:120px}"),
        ("div", "p", ".r{display:flex}"),
    ],
)
def test_tables_of_other_elements(row: str, cell: str, css: str) -> None:
    made = page()
    wanted = read(made.html())
    html = made.html({"proactive_disclosure": laid_out(made.tables["proactive_disclosure"], row, cell)})
    found = read(html.replace("</head>", f"<style>{css}</style></head>"))
    assert {key: cell.value for key, cell in found.items()} == {
        key: cell.value for key, cell in wanted.items()
    }


def test_lists_of_terms() -> None:
    pairs = [("行政许可", "8361"), ("行政处罚", "727"), ("行政强制", "39")]
    terms = "".join(f"<dt>{label}</dt><dd>{figure}</dd>" for label, figure in pairs)
    made = page()
    menu = "<dl><dt>行政许可</dt><dd>行政处罚</dd><dt>规章</dt><dd>更多</dd></dl>"
    html = made.html({"proactive_disclosure": f"<dl>{terms}</dl>"}).replace("<body>", f"<body>{menu}")
    found = read(html)
    values = {
        key.split(".")[1]: found[key].value
        for key in found
        if key.startswith("proactive") and found[key].value
    }
    assert values == {"licensing": 8361, "penalties": 727, "coercion": 39}


def test_hidden_cells_leave_a_gap_unless_they_are_taken_out() -> None:
    for style, state in (("visibility:hidden", State.BLANK), ("opacity:0", State.BLANK)):
        made = page()
        row = next(row for row in made.tables["applications"] if row[0].text.startswith("二、上年结转"))
        assert row[2].text == "23"
        row[2].attributes = f"style='{style}'"
        found = read(made.html())
        assert found["applications.carried_in.business"].state is state
        assert found["applications.carried_in.research"].value == 9
        assert sum(cell.state is State.NUMBER for cell in found.values()) == 199


@pytest.mark.parametrize("end", [0, 1, 2])
def test_a_page_that_ends_in_a_figure_says_so(end: int) -> None:
    html = page().html()
    (report,) = parse(html[: html.index(">517<") + 1 + end].encode(), Hints(name="report.html"))
    found = {cell.key: cell for cell in report.cells}
    assert "cut_off" in {issue.code for issue in report.issues}
    assert found["applications.denied_by_law.other_org"].value == 18
    last = found["applications.denied_by_law.total"]
    assert last.state is (State.UNREADABLE if end else State.BLANK)
    (whole,) = parse(html.replace("</table>", "").encode(), Hints(name="report.html"))
    assert "cut_off" not in {issue.code for issue in whole.issues}
    assert sum(cell.state is State.NUMBER for cell in whole.cells) == 200


def test_rows_that_are_not_begun() -> None:
    made = page()
    html = made.html().replace("</tr>\n<tr>", "</tr>\n")
    assert "</tr>\n<td" in html
    assert {key: cell.value for key, cell in read(html).items()} == {
        key: cell.value for key, cell in read(made.html()).items()
    }


def test_figures_between_the_cells_of_a_row_leave_it_in_doubt() -> None:
    html = page().html().replace("<td>23</td><td>4</td><td>146</td>", "23</td><td>4</td><td>146</td>")
    found = {key: cell for key, cell in read(html).items() if ".normative_documents." in key}
    assert not [cell for cell in found.values() if cell.state is State.NUMBER]
    assert State.UNREADABLE in {cell.state for cell in found.values()}


def applicants_left_to(name: str, script: str) -> set[State]:
    """The states of the second of three tables, of which a script fills the cells; {} stands for a number."""
    made = page()
    cells = [cell for row in made.tables["applications"] for cell in row if cell.text.isdigit()]
    for number, cell in enumerate(cells):
        cell.text, cell.attributes = "", name.format(number)
    made.tables["review_litigation"][0][0].attributes = "class=C"  # as cells with text have, too
    found = read(made.html().replace("</body>", script + "</body>"))
    assert sum(cell.state is State.NUMBER for cell in found.values()) == 25
    return {cell.state for key, cell in found.items() if key.startswith("applications")}


LINKED = "<script src=/js/report.js></script>"


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("id=f{}", LINKED),
        ("data-key={}", LINKED),
        ("class=v{}", LINKED),
        ("class=val", LINKED),
        ("class=val", "<script>$('td.val').each(function (i) { $(this).text(d[i]) })</script>"),
        ("", "<script>document.querySelectorAll('tr td:empty').forEach(c => c.innerText = d[c])</script>"),
        ("", "<script>t.rows[3].cells[i].innerHTML = d[i]</script>"),
    ],
)
def test_one_of_several_tables_that_a_script_fills_is_not_blank(name: str, script: str) -> None:
    assert applicants_left_to(name, "") == {State.BLANK}
    assert applicants_left_to(name, script) == {State.UNREADABLE}


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("", LINKED),
        ("class=val", "<script>$('#hits').html(n); $('li').addClass('val')</script>"),
        ("class=C", LINKED),
        ("data-v-1f={}", LINKED),
    ],
)
def test_a_table_that_no_script_speaks_of_is_blank(name: str, script: str) -> None:
    assert applicants_left_to(name, script) == {State.BLANK}


def test_a_figure_that_a_script_writes_over_is_none() -> None:
    html = with_licences("0", "id=licences").html()
    script = "<script>document.getElementById('licences').innerHTML = total</script>"
    assert read(html)[LICENCES].value == 0
    assert read(html.replace("</body>", script + "</body>"))[LICENCES].state is State.UNREADABLE


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("id=licences", "new CountUp('licences', 0, 8361).start()"),
        ("id=licences", "var o = {el: 'licences', value: 8361}; new Odometer(o)"),
        ("id=licences", "run(document.getElementById('licences'), 0, 8361)"),
        ("class=licences", "$('.licences').numScroll({number: 8361})"),
    ],
)
def test_a_figure_that_a_script_lets_run_up_to_another_is_none(name: str, script: str) -> None:
    html = with_licences("0", name).html()
    assert read(html)[LICENCES].value == 0
    assert (
        read(html.replace("</body>", f"<script>{script}</script></body>"))[LICENCES].state is State.UNREADABLE
    )
    other = f"<script>{script.replace('licences', 'visitors')}</script></body>"
    assert read(html.replace("</body>", other))[LICENCES].value == 0


def without_figures() -> str:
    made = page()
    for rows in made.tables.values():
        for cell in (cell for row in rows for cell in row):
            cell.text = "" if cell.text in made.figures.values() else cell.text
    return made.html()


@pytest.mark.parametrize("script", ['src="/js/report.js">', ">$.getJSON('/data', fillIn)"])
def test_tables_without_any_figure_are_not_blank_where_scripts_may_fill_them(script: str) -> None:
    html = without_figures().replace("</body>", f"<script {script}</script></body>")
    (report,) = parse(html.encode(), Hints(name="report.html"))
    assert {cell.state for cell in report.cells} == {State.UNREADABLE}
    assert "filled_by_script" in {issue.code for issue in report.issues}


def test_tables_without_any_figure_on_a_plain_page_are_blank_and_said_to_be() -> None:
    (report,) = parse(without_figures().encode(), Hints(name="report.html"))
    assert {cell.state for cell in report.cells} == {State.BLANK}
    assert "no_figures" in {issue.code for issue in report.issues}


@pytest.mark.parametrize(
    "markup",
    [
        '<iframe src="figure.html">9</iframe>',
        '<input type="range" value="23">',
    ],
)
def test_what_is_shown_instead_of_the_text_of_a_cell(markup: str) -> None:
    html = page().html().replace("<td>23</td>", f"<td>{markup}</td>", 1)
    changed = [cell for key, cell in read(html).items() if cell.raw != page().figures[key]]
    assert [cell.state for cell in changed] == [State.UNREADABLE]


def boxes(rows: Rows) -> str:
    lines = (
        "".join(
            f"<section style='display:inline-block'><p>{cell.text or '<br>'}</p></section>" for cell in row
        )
        for row in rows
    )
    made = "".join(f"<section style='display:flex;flex-flow:row'>{line}</section>" for line in lines)
    return f"<section style='display:flex;flex-flow:column nowrap'>{made}</section>"


def test_rows_one_below_the_other_in_a_flex_box_are_no_cells_of_it() -> None:
    """As 秀米 lays out tables: a box of rows, each a box of cells; one cell is a picture."""
    made = page()
    rows = made.tables["proactive_disclosure"]
    (pictured,) = (cell for row in rows for cell in row if cell.text == "8361")
    pictured.text, pictured.raw = "<img src=8361.gif>", True
    html = made.html({key: boxes(rows) for key, rows in made.tables.items()})
    found = read(html)
    assert found.pop(LICENCES).state is State.UNREADABLE
    assert {key: cell.raw for key, cell in found.items()} == {
        key: raw for key, raw in made.figures.items() if key != LICENCES
    }
