"""How programs of others are run over hostile files: with limits, an environment of their own and no network.

What is to be kept from the network is told so by its settings (`office`); bsdtar has no way there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

# Limits are set by a process of their own: code between fork and exec is not safe beside threads.
CONFINE = """
import os, resource, sys
seconds, memory, written = map(int, sys.argv[1:4])
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
os.execv(sys.argv[4], sys.argv[4:])
"""
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")


def confined(program: str, arguments: Sequence[str], seconds: int, memory: int, written: int) -> list[str]:
    """A command that runs a program within limits.

    `program` is its whole path; `seconds` are of the processor, `memory` is what it may map and `written`
    the size of a file that it may write, both in bytes.
    """
    limits = [str(seconds), str(memory), str(written)]
    return [sys.executable, "-I", "-S", "-c", CONFINE, *limits, program, *arguments]


def environment(home: Path, **variables: str) -> dict[str, str]:
    """The variables a program is given: a home of its own, and of ours what programs and languages need."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, "HOME": str(home), "TMPDIR": str(home), **variables}
