"""Pages without figures of their own: the questions, the explanations, what machines are told."""

from __future__ import annotations

from datasette import Request, Response
from datasette.app import Datasette

from web import answers
from web.language import language_of
from web.questions import queries, question

# Crawlers may read pages and reports; endless combinations of filters, and originals, are kept from them.
ROBOTS = """User-agent: *
Disallow: /archive/-/
Disallow: /archive/*?
Disallow: /capture/
Disallow: /compare?
Disallow: /search?
Disallow: /-/
"""

LLMS = """# nianbao

> Annual reports of Chinese government bodies on open government information
> (政府信息公开工作年度报告): archived originals, figures as printed, sums checked.

A figure that is not printed is null, never 0. A failing sum is `published_error` (the report contradicts
itself) or `misread` (do not trust the figure). Cite the address, the capture time and the SHA-256.

## For machines

- [A report as JSON](/report/1.json): all tables, prose, failing checks, changes
- [Reports](/archive/reports.json?_shape=array): filter by column=value, search by _search=, page by next_url
- [Applications received and handled](/archive/applications.json): one row is one printed row
- [Downloads](/downloads): whole tables as CSV, prepared exports with digests
- [SQL](/archive/-/query.json?sql=select+1): read-only
- [What tables and columns mean](/archive)
- [New reports as Atom](/feeds/reports.atom)

## Questions with ready queries

"""


async def questions(datasette: Datasette, request: Request) -> Response:
    language = language_of(request)
    context = {"questions": [question(name, language) for name in queries()]}
    return await answers.page(datasette, request, "questions.html", context)


async def about(datasette: Datasette, request: Request) -> Response:
    return await answers.page(datasette, request, "about.html", {})


async def robots() -> Response:
    return Response.text(ROBOTS)


async def llms() -> Response:
    told = [
        f"- [{entry['title']['en']}](/archive/{name}.json): {entry['text']['en']}"
        for name, entry in queries().items()
    ]
    return Response.text(LLMS + "\n".join(told) + "\n")
