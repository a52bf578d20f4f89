"""Pages that only a browser can build: run without a network, in rounds, on what the crawler has fetched.

The browser sends nothing. What it asks for and is not there yet is wanted: on hosts of the registry it
becomes tasks of the frontier like any other, under robots.txt, delay, ledger and archive; then the page is
run again from its beginning. When nothing more is wanted, what it shows is read as a list.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive import warc
from crawler import urls
from crawler.frontier import Task
from crawler.journal import Journal
from crawler.outcomes import FETCHED
from crawler.settings import USER_AGENT
from crawler.titles import NEXT

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
MOST_REQUESTS = 60  # for one page
MOST_ROUNDS = 40
MEMORY = 2 << 30  # bytes of all processes of a round together
LARGEST_ANSWER = 8 << 20
LARGEST_RESULT = 64 << 20
WATCH_EVERY = 0.25
VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
# Of an answer's headers, those that no longer hold or are no business of a page.
LEFT_OUT = {"content-encoding", "content-length", "transfer-encoding", "set-cookie", "connection"}
one_at_a_time = threading.Lock()  # a browser takes as much memory as all else together


class RenderingError(Exception):
    """A page that could not be run; its text says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request of the page brought: its status, and where its body is archived."""

    status: int
    place: tuple[str, int] | None = None


@dataclass(slots=True)
class Rendering:
    """A page that is being run, over all its rounds."""

    task: Task  # which brought the page
    body: bytes
    content_type: str
    moment: int  # seconds since 1970, the same in all rounds
    answers: dict[str, Answer] = field(default_factory=dict)  # by the key of the child
    waiting: set[str] = field(default_factory=set)  # keys under way
    rounds: int = 0
    asked: int = 0
    left: dict[str, str] = field(default_factory=dict)  # address → why it was not had


def missing() -> str:
    """What must be installed before a page can be run; "" if nothing."""
    wanting = []
    if importlib.util.find_spec("playwright") is None:
        wanting.append("Playwright (the extra `browser` of nianbao; `make setup` installs it)")
    if program() is None:
        wanting.append("Chromium (the system's package `chromium`)")
    return 'adapter = "browser" needs ' + " and ".join(wanting) if wanting else ""


def program() -> str | None:
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


class Renderings:
    """The pages of one run that are being run in the browser."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.open: dict[str, Rendering] = {}  # by site and address
        self.ready: list[Rendering] = []

    def begin(self, task: Task, body: bytes, content_type: str) -> None:
        """Take up a page that has just been fetched; it is run once its task is settled."""
        moment = int(self.journal.clock.now().timestamp())
        rendering = Rendering(task, body, content_type, moment)
        self.open[f"{task.site_id} {task.url}"] = rendering
        self.ready.append(rendering)

    def end(self, rendering: Rendering) -> None:
        self.open.pop(f"{rendering.task.site_id} {rendering.task.url}", None)

    def settled(self, task: Task, detail: str = "") -> list[Rendering]:
        """Those that can be run now that a request has ended, `detail` saying why nothing was had."""
        if wanted := task.facts.get("rendering"):
            answer = self.answer_to(task)
            for rendering in self.open.values():
                if rendering.task.site_id != task.site_id:
                    continue
                for key in [key for key in rendering.waiting if address_key(key) == wanted]:
                    self.arrived(rendering, key, answer, detail)
        ready, self.ready = self.ready, []
        return ready

    def arrived(self, rendering: Rendering, key: str, answer: Answer, detail: str) -> None:
        rendering.waiting.discard(key)
        rendering.answers[key] = answer
        if answer.place is None:
            rendering.left[json.loads(key)[1]] = detail or "no answer"
        if not rendering.waiting:
            self.ready.append(rendering)

    def stuck(self) -> list[Rendering]:
        """Those that wait for what will not come any more, such as an address that others led to before."""
        for rendering in list(self.open.values()):
            for key in list(rendering.waiting):
                self.arrived(rendering, key, Answer(0), "not asked a second time")
        ready, self.ready = self.ready, []
        return ready

    def answer_to(self, task: Task) -> Answer:
        """What is archived of the answer to a request that has ended."""
        visit = self.journal.visits.known(task)
        if visit is None or visit["outcome"] not in FETCHED or visit["capture_id"] is None:
            return Answer(0)
        return Answer(200, self.journal.place(visit["capture_id"]))

    def wants(self, rendering: Rendering, wanted: Iterable[dict[str, Any]]) -> list[Task]:
        """The tasks for what a round asked for; what may not or need not be asked is answered at once."""
        tasks = []
        hosts = self.journal.sites[rendering.task.site_id].hosts
        for each in wanted:
            key, url = each["key"], str(each["url"]).partition("#")[0]
            if key in rendering.answers or key in rendering.waiting:
                continue
            if not url.startswith(("http://", "https://")) or urls.host_of(url) not in hosts:
                rendering.answers[key] = Answer(0)
                rendering.left[url[:300]] = "its host is not in the entry"
                continue
            if rendering.asked >= MOST_REQUESTS:
                rendering.answers[key] = Answer(0)
                rendering.left[url] = f"more than {MOST_REQUESTS} requests for one page"
                continue
            task = self.task(rendering, each, key, url)
            if self.journal.frontier.knows(task):
                if not self.awaited(task):
                    rendering.answers[key] = self.answer_to(task)
                    continue
            else:
                tasks.append(task)
            rendering.asked += 1
            rendering.waiting.add(key)
        return tasks

    def awaited(self, task: Task) -> bool:
        """Whether a page of the same site waits for the answer to this task already."""
        return any(
            address_key(key) == task.address_key
            for rendering in self.open.values()
            if rendering.task.site_id == task.site_id
            for key in rendering.waiting
        )

    def task(self, rendering: Rendering, wanted: dict[str, Any], key: str, url: str) -> Task:
        own = rendering.task
        facts: dict[str, Any] = {
            "title": own.facts.get("title", ""),
            "list_url": own.url,
            "root": own.facts.get("root", own.url),
            "headers": dict(wanted["headers"]),
            "rendering": address_key(key),
        }
        if wanted["method"] != "GET":
            facts |= {"method": wanted["method"], "body": wanted["body"]}
        elif wanted["kind"] == "script":
            facts["recheck"] = True  # programs rarely change: asked for with validators
        return Task(own.site_id, url, "data", facts)

    def given(self, rendering: Rendering) -> dict[str, Any]:
        """What the child is told of a page."""
        answers = {key: self.read(answer) for key, answer in rendering.answers.items()}
        page = json.dumps(["GET", rendering.task.url.partition("#")[0], ""])
        answers[page] = {
            "status": 200,
            "headers": {"content-type": rendering.content_type or "text/html"},
            "body": base64.b64encode(rendering.body).decode(),
        }
        return {
            "url": rendering.task.url,
            "moment": rendering.moment,
            "agent": USER_AGENT,
            "next": sorted(NEXT),
            "answers": answers,
        }

    def read(self, answer: Answer) -> dict[str, Any]:
        if answer.place is not None:
            try:
                record = warc.read(self.journal.folder, *answer.place, LARGEST_ANSWER)
            except warc.CaptureError:
                record = warc.Record(502, [], b"")
            headers = {name: value for name, value in record.headers if name.lower() not in LEFT_OUT}
            status, body = record.status, record.body
        else:
            headers, status, body = {}, 503, b""
        return {"status": status, "headers": headers, "body": base64.b64encode(body).decode()}


def address_key(key: str) -> str:
    """The key of the task that a request of the page becomes."""
    method, url, body = json.loads(key)
    facts = {} if method == "GET" else {"method": method, "body": body}
    return Task("", url, "data", facts).address_key


def run(given: dict[str, Any], seconds: float, stop: threading.Event) -> dict[str, Any]:
    """What a page shows and wants, from a child process that has so much time and memory and no network.

    Raises RenderingError if it comes to no end, takes too much, or fails.
    """
    with one_at_a_time, tempfile.TemporaryDirectory(prefix="nianbao-browser-") as folder:
        environment = {name: os.environ[name] for name in VARIABLES if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
        out = Path(folder) / "result.json"
        with out.open("wb") as result, (Path(folder) / "errors").open("wb") as errors:
            child = subprocess.Popen(
                [sys.executable, "-B", "-X", "utf8", "-m", "crawler.chromium"],
                stdin=subprocess.PIPE,
                stdout=result,
                stderr=errors,
                env=environment | {"TMPDIR": folder},
            )
            try:
                child.stdin.write(json.dumps({**given, "program": program()}).encode() + b"\n")  # type: ignore[union-attr]
                child.stdin.flush()  # type: ignore[union-attr]
                watched(child, seconds, stop)
            except BrokenPipeError:
                child.wait()
            finally:
                end(child)
        if out.stat().st_size > LARGEST_RESULT:
            raise RenderingError("the page shows more than can be kept")
        try:
            found: dict[str, Any] = json.loads(out.read_bytes())
        except ValueError:
            said = (Path(folder) / "errors").read_text("utf-8", "replace").strip().splitlines()
            raise RenderingError(f"the browser failed: {said[-1][:200] if said else 'no word'}") from None
        return found


def watched(child: subprocess.Popen[bytes], seconds: float, stop: threading.Event) -> None:
    """Wait for the child, within its time and memory."""
    deadline = time.monotonic() + seconds
    while child.poll() is None:
        if stop.wait(WATCH_EVERY):
            raise RenderingError("the run ended")
        if time.monotonic() > deadline:
            raise RenderingError(f"the page came to no end within {seconds:g} s")
        if memory_of(family(child.pid)) > MEMORY:
            raise RenderingError(f"the page needs more than {MEMORY >> 20} MB of memory")


def end(child: subprocess.Popen[bytes]) -> None:
    """End a child and all it has started."""
    if child.poll() is None:
        for pid in reversed(family(child.pid)):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
    child.wait()
    if child.stdin:
        child.stdin.close()


def family(pid: int) -> list[int]:
    """A process and all below it, parents first."""
    below: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        below.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found = [pid]
    for each in found:
        found.extend(below.get(each, ()))
    return found


def memory_of(pids: list[int]) -> int:
    """The bytes these processes hold in memory that is theirs alone."""
    total = 0
    for pid in pids:
        try:
            pages = Path(f"/proc/{pid}/statm").read_text("ascii").split()
        except OSError:
            continue
        total += (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGE_SIZE")
    return total
