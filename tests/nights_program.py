"""Nights in processes forked from one that has everything loaded: a month of them takes a minute.

Reads one JSON object a line: {"words": […], "environment": {…}, "kill_when": SQL or ""}; answers with the
exit status and what was printed. With `kill_when` the night is killed once that query over archive.db gives
something.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import sys
import tempfile
import time

from nianbao import cli, night  # noqa: F401 - loads what every night needs


def told(request: dict) -> dict:
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            os.environ.update(request["environment"])
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            sys.argv = ["nianbao", *request["words"]]
            status = 1
            try:
                cli.main()
                status = 0
            except SystemExit as end:
                status = int(end.code or 0)
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        status = killed_when(request["kill_when"], child) if request["kill_when"] else os.waitpid(child, 0)[1]
        said.seek(0)
        return {"status": os.waitstatus_to_exitcode(status), "said": said.read().decode()}


def killed_when(query: str, child: int) -> int:
    """The child's status, as it ended by itself or by us once the archive answers the query."""
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect("archive.db")) as db:
            if db.execute(query).fetchone():
                os.kill(child, signal.SIGKILL)
                return os.waitpid(child, 0)[1]
        time.sleep(0.005)
    return ended[1]


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(told(json.loads(line))), flush=True)  # noqa: T201
