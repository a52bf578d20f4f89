"""DOC, WPS, ODT, RTF, UOF and ODS files: turned into DOCX or XLSX by LibreOffice, then read as such.

    convert([("doc", body), ("rtf", body), …]) -> [docx | Unreadable, …]
    read_many([(body, hints), …])              -> [Document | Unreadable, …]

One start of LibreOffice serves a batch: starting takes over a second, a conversion a tenth. It runs with
a profile of its own in a temporary folder: macros are off, links are not followed, and no address can be
reached; its memory, processor time and the size of what it writes are limited. A file on which it
crashes or hangs is left out, and the rest is converted in another start. Word 2003 XML needs no
LibreOffice: it becomes DOCX by its names.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from parsers import confined
from parsers.document import Document, Hints, Issue
from parsers.errors import Unreadable
from parsers.readers import ole, ooxml, outside
from parsers.readers.docx import word2003
from parsers.readers.opendocument import without_hidden

SHEETS = frozenset({"ods"})
FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
PROGRAMS = ("soffice", "libreoffice")
MISSING = "LibreOffice is needed for this kind of file; install the package libreoffice-writer-nogui"
BATCH = 64  # files of one start, which takes as long as the conversion of five
PROCESSOR = 8.0  # seconds of processor time until the next file is done, the start included
STALLED = 20.0  # the same by the clock: a sleeping program, or a busy machine
POLL = 0.5  # seconds between looks at what it has finished; each goes through all processes
BARREN = 3  # starts in a row without any result; one more is made from the other end of the batch
MEMORY = 3 << 30  # bytes that LibreOffice may map; an idle one maps 1.2 GB of libraries
HELD = 1 << 30  # bytes of them that it may hold; with a report it holds a quarter of that
WRITTEN = 200 << 20  # bytes of one file it may write
SIZE = 60 << 20  # bytes of a file that is given to it
READING = 10.0  # seconds to read the result
READING_MEMORY = 1 << 30
HIDDEN = "hidden text was left out in {} places"
TOO_LONG = "LibreOffice did not convert it in time"
RTF_START = b"{\\rtf"
OPENDOCUMENT_ENCRYPTED = re.compile(rb"<(?:manifest:)?encryption-data\b")
REGISTRY = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}
</oor:items>
"""
ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>"
)
SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),  # never
    ("Office.Writer/Content/Update", "Field", "false"),
    ("Inet/Settings", "ooInetProxyType", "1"),  # by hand: an address where nobody listens
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Office.Common/Misc", "UseLocking", "false"),
    ("Office.Common/Save/Document", "CreateBackup", "false"),
    ("Office.Recovery/RecoveryInfo", "Enabled", "false"),
    ("Setup/Office", "ooSetupInstCompleted", "true"),
    # A profile of an older version, or of none, has it test how it draws, on bitmaps of a gigabyte in all.
    ("Setup/Product", "ooSetupLastVersion", "999.0"),
    ("Office.Common/Java/ApplicationExecution", "Enable", "false"),
)


def read(body: bytes, hints: Hints) -> Document:
    """One file as a Document of its own kind; a batch is ten times as fast (`read_many`).

    Raises Unreadable: LibreOffice is missing, the file is encrypted or damaged, or took too long.
    """
    (outcome,) = read_many([(body, hints)])
    if isinstance(outcome, Unreadable):
        raise outcome
    return outcome


def read_many(files: Sequence[tuple[bytes, Hints]]) -> list[Document | Unreadable]:
    """The Document of each file, or why there is none."""
    kinds = [kind_of(body, hints) for body, hints in files]
    shown = [
        without_hidden(body) if kind == "odt" else (body, 0)
        for kind, (body, _) in zip(kinds, files, strict=True)
    ]
    converted = convert([(kind, body) for kind, (body, _) in zip(kinds, shown, strict=True)])
    outcomes: list[Document | Unreadable] = []
    for kind, docx, (_, places), (_, hints) in zip(kinds, converted, shown, files, strict=True):
        if isinstance(docx, Unreadable):
            outcomes.append(docx)
            continue
        try:
            reader = f"parsers.readers.{'sheets' if kind in SHEETS else 'docx'}:read"
            made = confined.call(reader, docx, hints, seconds=READING, memory=READING_MEMORY)
        except Unreadable as error:
            outcomes.append(error)
        else:
            hidden = (Issue("hidden_text", HIDDEN.format(places)),) if places else ()
            outcomes.append(Document(kind, made.blocks, made.meta, made.links, (*hidden, *made.issues)))
    return outcomes


def kind_of(body: bytes, hints: Hints) -> str:
    """doc, wps, odt, ods, uof or rtf, by content; the name only tells wps from doc."""
    if body.lstrip()[:5] == RTF_START:
        return "rtf"
    if body.startswith(b"PK") or is_xml(body):
        if b"opendocument" in body[:4096]:
            return "ods" if b"opendocument.spreadsheet" in body[:4096] else "odt"
        if b"<uof:UOF" in body[:4096]:
            return "uof"
        return "odt" if body.startswith(b"PK") else "doc"
    return "wps" if hints.name.lower().endswith(".wps") else "doc"


def is_xml(body: bytes) -> bool:
    """Whether a file is one XML document: flat OpenDocument, UOF, or Word 2003."""
    return body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml")


def convert(documents: Sequence[tuple[str, bytes]]) -> list[bytes | Unreadable]:
    """Each (kind, bytes) as the bytes of a DOCX file, of an XLSX file for workbooks, or why not; in order."""
    outcomes: list[bytes | Unreadable] = [Unreadable("not converted")] * len(documents)
    ready: list[int] = []
    for at, (kind, body) in enumerate(documents):
        if is_xml(body) and word2003.is_word_2003(body):
            outcomes[at] = without_converting(body)
        elif reason := refusal(kind, body):
            outcomes[at] = Unreadable(reason)
        else:
            ready.append(at)
    if ready and program() is None:
        for at in ready:
            outcomes[at] = Unreadable(MISSING)
        return outcomes
    texts = [at for at in ready if documents[at][0] not in SHEETS]
    workbooks = [at for at in ready if documents[at][0] in SHEETS]
    for group in (texts, workbooks):
        for start in range(0, len(group), BATCH):
            these = group[start : start + BATCH]
            made = batch([documents[at] for at in these])
            for at, outcome in zip(these, made, strict=True):
                outcomes[at] = outcome
    return outcomes


def without_converting(body: bytes) -> bytes | Unreadable:
    """A DOCX file of Word 2003 XML."""
    try:
        return word2003.packed(body)
    except Unreadable as error:
        return error


def refusal(kind: str, body: bytes) -> str:
    """Why a file need not be given to LibreOffice at all; "" if it should be."""
    if not body.strip(b"\0 \r\n\t") or len(body) > SIZE:
        return f"larger than {SIZE >> 20} MB" if len(body) > SIZE else "empty file"
    match "xml" if is_xml(body) else kind:
        case "xml":
            return refusal_of_xml(body)
        case "rtf":
            return "" if body.lstrip().startswith(RTF_START) else "not an RTF file"
        case "odt" | "ods":
            return refusal_of_odt(body)
        case "doc" | "wps":
            return refusal_of_doc(body)
    return f"a file of kind {kind} is not converted"


def refusal_of_xml(body: bytes) -> str:
    """The limits of XML in packages hold for XML that is no package as well."""
    try:
        ooxml.root(body, "the file")
    except Unreadable as error:
        return error.reason
    return ""


def refusal_of_doc(body: bytes) -> str:
    if not body.startswith(ole.MAGIC):
        return "not a Word file (no OLE container)"
    try:
        container = ole.Container(body)
        if ole.ENCRYPTED in container:
            return "encrypted with a password"
        if ole.WORD not in container:
            return "an OLE container without a Word document"
        start = container.stream(ole.WORD)[:12]
    except Unreadable as error:
        return error.reason
    # The file information block: its flags stand at 10, the bit for encryption is the ninth.
    return "encrypted with a password" if len(start) == 12 and start[11] & 1 else ""


def refusal_of_odt(body: bytes) -> str:
    try:
        pack = ooxml.package(body)
        pack.measure()
        if "content.xml" not in pack:
            return "not an OpenDocument text (it has no content.xml)"
        if "META-INF/manifest.xml" in pack and OPENDOCUMENT_ENCRYPTED.search(
            pack.read("META-INF/manifest.xml")
        ):
            return "encrypted with a password"
        ooxml.tree(pack, "content.xml")
    except Unreadable as error:
        return error.reason
    return ""


@cache
def program() -> str | None:
    """The path of LibreOffice, None where it is not installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def batch(documents: Sequence[tuple[str, bytes]]) -> list[bytes | Unreadable]:
    """Convert a batch; after a crash or a hang, what is left without the file it stopped at.

    LibreOffice takes the files in order. So the first that has no result is never a sound one: it was
    refused, or the program stopped at it.
    """
    outcomes: list[bytes | Unreadable] = [Unreadable("not converted")] * len(documents)
    left = list(range(len(documents)))
    barren = 0
    while left:
        made, reason, finished = once([documents[at] for at in left])
        missing = []
        for at, result in zip(left, made, strict=True):
            if result is None:
                outcomes[at] = Unreadable(reason)
                missing.append(at)
            else:
                outcomes[at] = result
        barren = barren + 1 if len(missing) == len(left) else 0
        if finished or barren > BARREN:
            break
        left = missing[1:]
        if barren == BARREN:
            left.reverse()  # files that follow each other may have one fault: the last one may be sound
    return outcomes


def once(documents: Sequence[tuple[str, bytes]]) -> tuple[list[bytes | None], str, bool]:
    """One start of LibreOffice: what it made of each file, why not of others, whether it got to all."""
    with tempfile.TemporaryDirectory(prefix="nianbao-office-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        profile, source, target = home / "profile", home / "in", home / "out"
        for each in (profile / "user", source, target):
            each.mkdir(parents=True)
        items = "\n".join(ITEM.format(path=path, name=name, value=value) for path, name, value in SETTINGS)
        (profile / "user" / "registrymodifications.xcu").write_text(REGISTRY.format(items=items), "utf-8")
        names = []
        for number, (kind, body) in enumerate(documents):
            ending = "doc" if kind == "wps" else kind
            if is_xml(body):
                ending = {"doc": "xml", "uof": "uot"}.get(kind, f"f{kind}")
            names.append(f"d{number:04}")
            (source / f"d{number:04}.{ending}").write_bytes(body)
        reason, finished = run(home, sorted(source.iterdir()))
        wanted = target_of(documents[0][0])
        made: list[bytes | None] = []
        for name in names:
            result = target / f"{name}.{wanted}"
            made.append(result.read_bytes() if result.is_file() and result.stat().st_size else None)
        return made, reason, finished


def target_of(kind: str) -> str:
    """The ending of what a file of a kind is turned into."""
    return "xlsx" if kind.lstrip("f") in SHEETS else "docx"


def run(home: Path, files: Sequence[Path]) -> tuple[str, bool]:
    """Run LibreOffice over files: what one without a result is said to be, and whether all had their turn."""
    command = [
        f"-env:UserInstallation={(home / 'profile').as_uri()}",
        "--headless",
        "--invisible",
        "--nologo",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--convert-to",
        FILTERS[target_of(files[0].suffix[1:])],
        "--outdir",
        str(home / "out"),
        *map(str, files),
    ]
    limited = outside.confined(
        str(program()), command, int(PROCESSOR * len(files)) + 2, memory=MEMORY, written=WRITTEN
    )
    with subprocess.Popen(  # noqa: S603 - our own command; files are named by us
        limited,
        cwd=home,
        env=outside.environment(home, SAL_USE_VCLPLUGIN="svp"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            outcome = watched(process, home / "out")
        finally:
            # The program that was started only watches over another: both are of one session.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
    if isinstance(outcome, str):
        return outcome, False
    if outcome:
        return f"LibreOffice crashed or gave up on it (status {outcome})", False
    return "LibreOffice cannot open it: damaged, or not of this kind", True


def watched(process: subprocess.Popen[bytes], target: Path) -> int | str:
    """The exit status, or why it is not waited for.

    A file may take as long as `PROCESSOR` and `STALLED` allow, and `HELD` bytes of memory.
    """
    done = -1
    deadline = allowed = 0.0
    while True:
        spent, held = used(process.pid)
        if (count := sum(1 for _ in target.iterdir())) != done:
            done, deadline, allowed = count, time.monotonic() + STALLED, spent + PROCESSOR
        if held > HELD:
            return f"LibreOffice needed more than {HELD >> 20} MB for it"
        if time.monotonic() > deadline or spent > allowed:
            return TOO_LONG
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = process.wait(POLL)
            return TOO_LONG if status == -signal.SIGXCPU else status


def used(session: int) -> tuple[float, int]:
    """What the processes of a session have used, 0 where the system does not tell.

    That is their processor time in seconds and the bytes of memory they hold.
    """
    ticks = pages = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = entry.read_text("ascii", "replace").rpartition(")")[2].split()
            if int(fields[3]) == session:
                ticks += int(fields[11]) + int(fields[12])
                pages += int(fields[21])
    return ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE")
