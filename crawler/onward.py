"""What is asked for next: the requests that an answer leads to, each with what is known of it so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from crawler import urls
from crawler.adapters.adapter import Adapter, Entry
from crawler.adapters.follow import MOST_PAGES, Follow
from crawler.frontier import Task
from crawler.page import Page
from crawler.registry import Site
from crawler.titles import body_named

DEEPEST = 6  # lists below lists
MOST_FRAMES = 5


def task_of(task: Task, follow: Follow, **facts: Any) -> Task:
    """The request that an adapter wants, with what its page knows of it and these facts beside."""
    known = {
        "root": task.facts.get("root", task.url),
        "title": follow.title,
        "list_url": task.url,
        **facts,
    }
    if body := body_named(follow.title) or task.facts.get("agency"):
        known["agency"] = body
    if follow.probe:
        known["probe"] = True
    if follow.method != "GET":
        known |= {"method": follow.method, "body": follow.body}
    if follow.headers:
        known["headers"] = dict(follow.headers)
    if follow.context:
        known["context"] = dict(follow.context)
    if follow.otherwise:
        other = follow.otherwise
        known["otherwise"] = {
            "url": other.url, "method": other.method, "body": other.body, "headers": dict(other.headers),
            "context": dict(other.context),
        }  # fmt: skip
    return Task(task.site_id, follow.url, follow.role, known)


def below(task: Task, url: str, role: str, title: str) -> Task:
    """A request for a part of an article or a document attached to it: of the same body, of the same day."""
    facts = {key: task.facts[key] for key in ("agency",) if key in task.facts}
    facts |= {"title": title, "date": task.facts.get("date", "")}
    return Task(task.site_id, url, role, facts)


def frames(task: Task, site: Site, page: Page) -> list[Task]:
    """The requests for what a page shows in frames, as far as they lie on the site."""
    depth = task.facts.get("depth", 0) + 1
    if depth > DEEPEST:
        return []
    handed_down = ("title", "date", "root", "list_url", "agency")
    facts: dict[str, Any] = {key: task.facts[key] for key in handed_down if key in task.facts}
    return [
        Task(site.id, url, "list" if task.role == "list" else "page", {**facts, "depth": depth})
        for url in page.frames[:MOST_FRAMES]
        if urls.host_of(url) in site.hosts
    ]


def from_list(
    task: Task, site: Site, page: Page, adapter: Adapter, entries: list[Entry], chain: str
) -> Iterator[Task]:
    """The requests for a list's other pages and for the lists below it; `chain` names what they are of."""
    depth = task.facts.get("depth", 0)
    number = task.facts.get("page", 1)
    # A list without entries goes on only where its data comes by another request, or if it is the first
    # page of several, on which papers of other kinds may stand.
    for follow in adapter.next_pages(page):
        if urls.host_of(follow.url) not in site.hosts or number >= MOST_PAGES:
            continue
        if follow.below:
            yield task_of(task, follow, chain=follow.url, depth=depth + 1)
        elif entries or follow.role == "data" or (number == 1 and (adapter.pages(page) or 0) > 1):
            again = replace(follow, title=follow.title or str(task.facts.get("title", "")))
            yield task_of(task, again, chain=chain, depth=depth, page=number + 1)
    if depth >= DEEPEST or (task.role == "data" and "sublists" not in page.context):
        return
    for follow in adapter.sublists(page, entries):
        if urls.host_of(follow.url) in site.hosts:
            yield task_of(task, follow, depth=depth + 1)
