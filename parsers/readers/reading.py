"""One document by the reader of its kind, all but pages and text in a child process with limits."""

from __future__ import annotations

import importlib

from msgspec import Struct
from msgspec.structs import replace

from parsers import confined
from parsers.document import UNSEEN, Document, Hints, Issue
from parsers.errors import Unreadable
from parsers.processortime import at_most
from parsers.readers.kinds import MODULES, OFFICE, UNREAD
from parsers.readers.limits import LOOKING_MEMORY, LOOKING_SECONDS, OWN_SECONDS, USUAL_MEMORY, USUAL_SECONDS
from parsers.readers.members import Member

HARMLESS = frozenset({"html", "text"}) | OFFICE
# Read without a look at their pictures first, which most have no need of, in the same child.
MAY_BE_SCANS = frozenset({"pdf", "ofd"})


def read(body: bytes, kind: str, hints: Hints) -> Document:
    """The Document in a file of a kind. Raises Unreadable."""
    if kind in UNREAD:
        raise Unreadable(f"{UNREAD[kind]} is not read: ask for another form of it")
    if kind not in MODULES:
        raise Unreadable("empty file" if not body else "a file of an unknown kind")
    name = f"parsers.readers.{MODULES[kind]}"
    try:
        if kind in HARMLESS:  # LibreOffice runs in a process with limits of its own
            with at_most(OWN_SECONDS):
                document: Document = importlib.import_module(name).read(body, hints)
            return document
        if kind == "image":
            made = confined.call(f"{name}:read", body, hints, seconds=LOOKING_SECONDS, memory=LOOKING_MEMORY)
        elif kind in MAY_BE_SCANS:
            made = seen(f"{name}:read", body, hints)
        else:
            made = confined.call(f"{name}:read", body, hints, seconds=USUAL_SECONDS, memory=USUAL_MEMORY)
    except Unreadable:
        raise
    except RecursionError:
        raise Unreadable("nested too deeply to be read") from None
    except MemoryError:
        raise Unreadable("needs more memory than a report may take") from None
    except Exception as error:
        raise Unreadable(f"the reader of {kind} failed ({type(error).__name__}: {error})"[:300]) from None
    if not isinstance(made, Document):
        raise Unreadable(f"the reader of {kind} gave no document")
    return made


def seen(function: str, body: bytes, hints: Hints) -> object:
    """What a reader makes of a file; where pages need a look, with one, for which there is more time."""
    made = confined.call(
        function, body, hints, False, seconds=USUAL_SECONDS, memory=USUAL_MEMORY, beside=True
    )
    if not isinstance(made, Document) or UNSEEN not in made.issues:
        return made
    try:
        return confined.call(function, body, hints, True, seconds=LOOKING_SECONDS, memory=LOOKING_MEMORY)
    except Unreadable as error:
        issues = [issue for issue in made.issues if issue != UNSEEN]
        told = Issue("scan_not_read", f"pages without readable text: {error.reason}")
        return replace(made, issues=(*issues, told))


class Outcome(Struct, frozen=True):
    """What became of a member: its Document, or why there is none."""

    member: Member
    document: Document | None
    error: Unreadable | None = None


def outcome(member: Member) -> Outcome:
    if member.error is not None:
        return Outcome(member, None, member.error)
    try:
        return Outcome(member, read(member.body, member.kind, member.hints))
    except Unreadable as error:
        return Outcome(member, None, error)
