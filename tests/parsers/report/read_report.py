"""Reports as the tests of titles, years, bodies and scopes read them: of pages, of lines of text."""

from __future__ import annotations

from parsers import Hints, parse
from parsers.model import Report
from tests.parsers.report_page import page

BELOW = "<h2>一、总体情况</h2><p>本年度工作平稳。</p>"


def read(html: str, hints: Hints = Hints()) -> Report:  # noqa: B008 - frozen
    return parse(html.encode(), hints)[0]


def with_head(head: str, **changes: str) -> str:
    made = page()
    for name, value in changes.items():
        setattr(made, name, value)
    return made.html().replace("</head>", head + "</head>")


def told(text: str) -> Report:
    return parse(text.encode(), Hints(name="report.txt"))[0]


def below(title: str, prose: str = "情况。") -> str:
    """A report in text under a title, with prose of its first section."""
    return f"{title}\n一、总体情况\n{prose}\n二、主动公开情况\n情况。"


def conflicts(report: Report) -> list[str]:
    return [issue.message for issue in report.issues if issue.code == "agency_conflict"]
