"""RAR, 7z, CAB and TAR archives: written anew as ZIP by bsdtar (libarchive), and then opened as such.

    as_zip(body, "RAR") -> bytes

The archive goes in by a file and comes out by one, so that no name in it is ever used as a path. Checksums
of members that were stored and not packed are not compared (libarchive 3.6).
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from parsers.errors import Unreadable
from parsers.readers import outside
from parsers.readers.archives import MEMBERS, RATIO, RATIO_FREE, TOTAL_SIZE, plain

STARTS = ((b"Rar!\x1a\x07", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"MSCF\0\0\0\0", "CAB"))
TAR, TAR_AT = b"ustar", 257
PROGRAM = "bsdtar"
MISSING = "bsdtar is needed for RAR, 7z, CAB and TAR archives; install the package libarchive-tools"
PROCESSOR = 8  # seconds
WAITING = 20.0  # seconds by the clock
MEMORY = 1 << 30  # bytes; what was packed with a larger dictionary is not unpacked
DIRECTORY = 1 << 10  # bytes in a ZIP for each member beside what it holds
ARGUMENTS = ("-c", "-f", "-", "--format", "zip", "--options", "zip:compression=store", "@-")
ENCRYPTED = re.compile(rb"encrypt|passphrase|password", re.IGNORECASE)
TOO_LARGE = re.compile(rb"File too large|Write error")
TOLD = 2_000  # bytes of what it says of a failure


def kind_of(body: bytes) -> str:
    """RAR, 7z, CAB or TAR; "" for anything else.

    >>> kind_of(b"Rar!\\x1a\\x07\\x01\\x00"), kind_of(b"PK\\x03\\x04")
    ('RAR', '')
    """
    if body[TAR_AT : TAR_AT + len(TAR)] == TAR:
        return "TAR"
    return next((kind for magic, kind in STARTS if body.startswith(magic)), "")


def program() -> str | None:
    """The path of bsdtar, None where it is not installed."""
    return shutil.which(PROGRAM)


def as_zip(body: bytes, kind: str) -> bytes:
    """The archive as a ZIP file. Raises Unreadable: no bsdtar, encrypted, damaged, beyond the limits."""
    found = program()
    if found is None:
        raise Unreadable(MISSING)
    most = min(TOTAL_SIZE, max(RATIO_FREE, RATIO * len(body))) + MEMBERS * DIRECTORY
    with (
        tempfile.TemporaryDirectory(prefix="nianbao-archive-") as home,
        tempfile.TemporaryFile(dir=home) as source,
        tempfile.TemporaryFile(dir=home) as target,
        tempfile.TemporaryFile(dir=home) as told,
    ):
        source.write(body)
        source.seek(0)
        with subprocess.Popen(  # noqa: S603 - our own command
            outside.confined(found, ARGUMENTS, PROCESSOR, memory=MEMORY, written=most),
            cwd=home,
            env=outside.environment(Path(home), LC_ALL="C.UTF-8"),  # names are written in UTF-8
            stdin=source,
            stdout=target,
            stderr=told,
            start_new_session=True,
        ) as process:
            try:
                status = process.wait(WAITING)
            except subprocess.TimeoutExpired:
                status = -signal.SIGXCPU
            finally:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
        if status == 0:
            target.seek(0)
            return target.read()
        told.seek(0)
        raise Unreadable(refusal(kind, status, told.read(TOLD), most))


def refusal(kind: str, status: int, told: bytes, most: int) -> str:
    """Why bsdtar did not open an archive, by how it ended and what it said."""
    if status == -signal.SIGXCPU:
        return f"the {kind} archive was not unpacked in time"
    if TOO_LARGE.search(told):
        return f"the {kind} archive unpacks to more than {most >> 20} MB"
    if ENCRYPTED.search(told):
        return "encrypted: the archive asks for a password"
    said = told.decode("utf-8", "replace").replace(f"{PROGRAM}: ", "")
    return f"the {kind} archive cannot be opened ({plain(Unreadable(said))})"
