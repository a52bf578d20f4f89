"""Text with the marks of Markdown: `## 一、总体情况`, `| **9** |`, `1\\.属于国家秘密`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers.labels import look_up

HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(?=\S)")
BOLD = re.compile(r"\*\*(?=\S)([^*]+)(?<=\S)\*\*")
BREAK = re.compile(r"<br\s*/?>|&nbsp;", re.IGNORECASE)
WITHIN_FIGURE = re.compile(r"([\d,]+)\\([.,])(?=\d)")
ESCAPED = re.compile(r"\\([.()\[\]#*+_~>!-])")
PICTURE = re.compile(r"\s*!\[[^\]]*\]\([^()]*\)\s*")
A_TABLE = re.compile(rb"<table\b.*?(?:</table\s*>|\Z)", re.DOTALL | re.IGNORECASE)
# Any tag but those of tables and of signs within lines.
ANOTHER_TAG = re.compile(
    rb"<(?!/?(?:table|t[rdh]|tbody|thead|tfoot|caption|br|su[bp]|img|[biu]|strong|em)\b)[a-z/!]",
    re.IGNORECASE,
)
IN_PIPES = re.compile(rb"(?m)^\s*\|.*\|.*\|\s*$")
FEWEST_ROWS = 6
MARKS = ("#", "\\", "**", "<br", "&nbsp;")  # one of which stands in any text that is looked at
MARKED = "#"  # begins the lines of headings that are kept as they are
OF_APPLICANTS = "applications"


def without_marks(lines: Sequence[str]) -> Sequence[str]:
    """The lines of a text without marks; figures of tables keep their columns.

    A heading that says what the rows below it say again (### 一、本年新收…) keeps its mark: it is no row.
    """
    text = "\n".join(lines)
    if not any(mark in text for mark in MARKS):
        return lines
    return [unmarked(line) for line in lines]


def unmarked(line: str) -> str:
    """A line without the marks of Markdown.

    >>> unmarked("## 一、总体情况"), unmarked("| **一、新收** | **9** |")
    ('一、总体情况', '|   一、新收   |   9   |')
    >>> unmarked("| 属于<br>国家秘密 | 3 |")
    '| 属于    国家秘密 | 3 |'
    >>> unmarked(r"| 1\\.属于国家秘密 | 712\\.5 |")
    '| 1 .属于国家秘密 |  712.5 |'
    """
    in_table = "|" in line
    if line.lstrip()[:2] == "![" and PICTURE.fullmatch(line):
        return ""
    if "**" in line:
        line = BOLD.sub(r"  \1  " if in_table else r"\1", line)
    if "<br" in line or "&nbsp;" in line:
        line = BREAK.sub(lambda found: " " * len(found[0]), line)
    if "\\" in line:
        line = WITHIN_FIGURE.sub(r" \1\2", line)
        line = ESCAPED.sub(r" \1" if in_table else r"\1", line)
    if MARKED in line and (found := HEADING.match(line)):
        heading = line[found.end() :].rstrip("# ")
        return line if is_row(heading) else heading
    return line


def in_lines(body: bytes) -> bool:
    """Whether the lines of a text with tables as tags are its paragraphs, no other tag saying so."""
    return ANOTHER_TAG.search(body) is None and A_TABLE.search(body) is not None


def in_pipes(body: bytes) -> bool:
    """Whether a text with tags has its tables in signs, as Markdown has: `<br>` stands in their cells."""
    if b"|" not in body or ANOTHER_TAG.search(body) or A_TABLE.search(body):
        return False
    return len(IN_PIPES.findall(body)) >= FEWEST_ROWS


def with_paragraphs(source: bytes) -> bytes:
    """A text in UTF-8 with tables as tags, each of its other lines made a paragraph without marks."""
    return b"\n".join(made_paragraphs(source))


def made_paragraphs(source: bytes) -> Iterator[bytes]:
    end = 0
    for table in A_TABLE.finditer(source):
        yield from paragraphs_of(source[end : table.start()])
        yield table[0]
        end = table.end()
    yield from paragraphs_of(source[end:])


def paragraphs_of(source: bytes) -> Iterator[bytes]:
    for line in source.decode("utf-8", "replace").splitlines():
        text = unmarked(line)
        if text.strip():
            yield f"<p>{text}</p>".encode()


def is_row(text: str) -> bool:
    return any(meaning.kind == "row" and meaning.table == OF_APPLICANTS for meaning in look_up(text))
