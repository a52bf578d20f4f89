"""Reports as HTML: the official tables from the forms, in the markups that editors leave behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from parsers import templates
from parsers.templates import FormBlock, FormTable
from practice.publications import Figure, Filing

HEADINGS = {
    1: "一、总体情况",
    5: "五、存在的主要问题及改进情况",
    6: "六、其他需要报告的事项",
}
GROUPS = 3  # label columns of the applications table


@dataclass(frozen=True, slots=True)
class Spot:
    """A physical cell of a table: its text and the rows and columns it spans."""

    text: str
    across: int = 1
    down: int = 1


Row = list[Spot]


def rows_of(table: FormTable, filing: Filing, width: int = 4) -> list[list[Row]]:
    """The physical rows of a table, one list per block of the form; rows that are not printed are left out.

    `width` is the number of columns of the disclosure table, 4 as a rule, 5 on some sites.
    """
    figures = {
        (row.key, column.key): filing.figures[f"{table.key}.{row.key}.{column.key}"]
        for row, column in table.figures()
    }
    if table.across:
        return [across_rows(table.blocks[0], figures)]
    if table.corner and table.blocks[0].label:
        return [block_rows(table.corner, block, figures, width) for block in table.blocks]
    return [grouped_rows(table, figures)]


def block_rows(
    corner: str, block: FormBlock, figures: dict[tuple[str, str], Figure], width: int
) -> list[Row]:
    """A block of the disclosure table: line, header and rows; the last cell fills the width."""

    def line(texts: list[str]) -> Row:
        *some, last = texts
        return [*(Spot(text) for text in some), Spot(last, across=width - len(some))]

    rows = [[Spot(block.label, across=width)], line([corner, *(column.label for column in block.columns)])]
    for row in block.rows:
        cells = [figures[row.key, column.key] for column in block.columns]
        if any(cell.state != "absent" for cell in cells):
            rows.append(line([row.label, *(cell.raw for cell in cells)]))
    return rows


def grouped_rows(table: FormTable, figures: dict[tuple[str, str], Figure]) -> list[Row]:
    """The applications table: three header rows, labels in three columns, groups beside their rows."""
    block = table.blocks[0]
    rows = [
        [Spot(table.corner, across=GROUPS, down=3), Spot("申请人情况", across=len(block.columns))],
        [],
        [],
    ]
    for column in block.columns:
        inner = column.groups[1:]
        if not inner:
            rows[1].append(Spot(column.label, down=2))
            continue
        if not any(spot.text == inner[0] for spot in rows[1]):
            rows[1].append(Spot(inner[0], across=sum(inner[0] in other.groups for other in block.columns)))
        rows[2].append(Spot(column.label))
    printed = [
        row
        for row in block.rows
        if any(figures[row.key, column.key].state != "absent" for column in block.columns)
    ]
    seen: set[tuple[str, ...]] = set()
    for row in printed:
        line: Row = []
        for depth, group in enumerate(row.groups, start=1):
            path = row.groups[:depth]
            if path not in seen:
                seen.add(path)
                line.append(Spot(group, down=sum(other.groups[:depth] == path for other in printed)))
        line.append(Spot(row.label, across=GROUPS - len(row.groups)))
        line += [Spot(figures[row.key, column.key].raw) for column in block.columns]
        rows.append(line)
    return rows


def across_rows(block: FormBlock, figures: dict[tuple[str, str], Figure]) -> list[Row]:
    """The table of reviews and litigation: its rows side by side under three levels of headers."""
    width = len(block.columns)
    rows: list[Row] = [[], [], [], []]
    for row in block.rows:
        if not row.groups:
            rows[0].append(Spot(row.label, across=width))
            rows[1] += [Spot(column.label, down=2) for column in block.columns]
        else:
            if not any(spot.text == row.groups[0] for spot in rows[0]):
                rows[0].append(Spot(row.groups[0], across=width * sum(bool(r.groups) for r in block.rows)))
            rows[1].append(Spot(row.label, across=width))
            rows[2] += [Spot(column.label) for column in block.columns]
        rows[3] += [Spot(figures[row.key, column.key].raw) for column in block.columns]
    return rows


def spans(spot: Spot) -> str:
    return (f' rowspan="{spot.down}"' if spot.down > 1 else "") + (
        f' colspan="{spot.across}"' if spot.across > 1 else ""
    )


def plain_table(rows: list[Row]) -> str:
    lines = [
        "".join(f"<td{spans(spot)}>{escape(spot.text) or '&nbsp;'}</td>" for spot in row) for row in rows
    ]
    return (
        '<table border="1" cellspacing="0">\n'
        + "\n".join(f"<tr>{line}</tr>" for line in lines)
        + "\n</table>"
    )


def word_table(rows: list[Row]) -> str:
    """As pasted from Word: every cell a paragraph, its text split over spans in the middle of a word."""

    def cell(spot: Spot) -> str:
        cut = len(spot.text) // 2
        texts = [spot.text[:cut], spot.text[cut:]] if cut > 2 else [spot.text]
        runs = "".join(
            f'<span style="font-family:仿宋_GB2312;font-size:10.5pt">{escape(text) or "&nbsp;"}</span>'
            for text in texts
        )
        return (
            f'<td{spans(spot)} valign="center" style="border:0.5pt solid windowtext;padding:0 5.4pt">'
            f'<p class="MsoNormal" align="center">{runs}<o:p></o:p></p></td>'
        )

    lines = "\n".join("<tr>" + "".join(map(cell, row)) + "</tr>" for row in rows)
    return (
        '<table class="MsoNormalTable" style="border-collapse:collapse;mso-table-layout-alt:fixed">'
        f"<tbody>\n{lines}\n</tbody></table>"
    )


def nested_table(rows: list[Row]) -> str:
    """Inside a layout table, with an empty column beside it."""
    return (
        '<table width="100%" border="0"><tr><td width="3%">&nbsp;</td><td>'
        + plain_table(rows)
        + '</td><td width="3%"></td></tr></table>'
    )


def headed_table(rows: list[Row]) -> str:
    """With th for labels and every row in its own tbody, as some editors close what they opened."""

    def cell(spot: Spot) -> str:
        tag = "td" if not spot.text or spot.text[0].isdigit() else "th"
        return f"<{tag}{spans(spot)}>\n  {escape(spot.text)}\n</{tag}>"

    return "<table>" + "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in rows) + "</table>"


TABLES: dict[str, Callable[[list[Row]], str]] = {
    "plain": plain_table,
    "word": word_table,
    "nested": nested_table,
    "four": plain_table,
    "wide": plain_table,
    "headed": headed_table,
}


def paragraph(text: str, layout: str) -> str:
    if layout == "word":
        return (
            '<p class="MsoNormal" style="text-indent:32pt">'
            f'<span style="font-family:仿宋_GB2312;font-size:16pt">{escape(text)}</span></p>'
        )
    return f"<p>　　{escape(text)}</p>"


def heading(text: str, layout: str) -> str:
    if layout == "word":
        return f'<p class="MsoNormal"><b><span style="font-family:黑体">{escape(text)}</span></b></p>'
    if layout == "headed":
        return f"<h2>{escape(text)}</h2>"
    return f"<p><strong>{escape(text)}</strong></p>"


def table_parts(table: FormTable, filing: Filing, layout: str) -> Iterator[str]:
    blocks = rows_of(table, filing, width=5 if layout == "wide" else 4)
    if layout == "four":
        for rows in blocks:
            yield TABLES[layout](rows)
    else:
        yield TABLES[layout]([row for rows in blocks for row in rows])


def parts(filing: Filing, layout: str = "plain") -> list[str]:
    """The body of a report as HTML in printed order; cut, it makes the pages of a long article."""
    form = templates.load(filing.template)
    made = [paragraph(text, layout) for text in filing.sections.get(0, ())]
    for number in range(1, 7):
        if 2 <= number <= 4:
            table = form.tables[number - 2]
            made += [heading(table.label, layout), *table_parts(table, filing, layout)]
        else:
            made.append(heading(HEADINGS[number], layout))
            made += [paragraph(text, layout) for text in filing.sections.get(number, ())]
    return made


def report(filing: Filing, layout: str = "plain") -> str:
    return "\n".join(parts(filing, layout))
