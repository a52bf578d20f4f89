"""Calls a reader in a child process with limits, so that no document can hurt the caller.

    call("parsers.readers.pdf:read", body, seconds=10, memory=1 << 30)

One warm child is kept for each process and serves one call after the other over a pair of sockets;
frames are a length of eight bytes and a pickle. It is started anew after a failure, after a fork,
and after `CALLS` calls, so that nothing leaks from document to document.
"""

from __future__ import annotations

import atexit
import builtins
import contextlib
import importlib
import io
import math
import os
import pickle
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parsers import collector
from parsers.errors import ParseError, Unreadable

CALLS = 500  # a child is replaced after so many documents
REQUEST_LIMIT = 512 << 20  # bytes of pickled arguments
RESULT_LIMIT = 128 << 20  # bytes of a pickled result
HEADROOM = 1 << 30  # bytes a call can always map beside what the child has mapped already, if so many are its
STARTING = 30.0  # seconds a child may take to start
# A child that other work keeps from the processor is waited for until it has had its seconds of processor
# time, so many times as long at most. With a tenth left it has had them: clocks differ by as much.
PATIENCE, LEFT = 30, 0.1
SPARE = 2  # seconds of processor time beyond those allowed: the parent's clock comes first
SOON = 0.001  # seconds
CLOCK = os.sysconf("SC_CLK_TCK")
OPEN_FILES = 256
HEADER = struct.Struct(">Q")
# Of the C library: blocks below the first size come from one heap, of which so much is kept for later.
KEPT_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(64 << 20), "MALLOC_TRIM_THRESHOLD_": str(256 << 20)}
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "OMP_NUM_THREADS")
PLAIN_BUILTINS = frozenset({"set", "frozenset", "bytearray", "complex", "range", "slice"})
FORBIDDEN_EVENTS = frozenset(
    {
        "socket.connect",
        "socket.bind",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.posix_spawn",
    }
)


class TooLarge(Unreadable):
    """A call needs more memory than it may have."""


def call(function: str, *args: Any, seconds: float, memory: int, beside: bool = False) -> Any:
    """What `function` ("package.module:name") returns for `args`, run within `seconds` and `memory` bytes.

    Arguments and result are pickled; a result may hold built-in values, decimals and classes of
    `parsers`. The memory is all that the child may map, libraries included, and half of it what calls
    before may have left in memory; with `beside`, what it may map beside what it holds already.

    Where other work keeps the child from the processor, the time it has had there counts, not the clock.

    Raises:
        ParseError: as raised by the function itself.
        Unreadable: too slow, too large, crashed, or any other exception; its text says which.
    """
    request = (function, args, seconds, memory, beside)
    with _lock:
        child = _ready(0 if beside else memory)
        fresh = not child.calls
        try:
            return child.ask(*request)
        except TooLarge:
            if fresh:
                raise
        # What documents before left mapped may have been too much, and not this one.
        return _ready(0 if beside else memory).ask(*request)


def close() -> None:
    """End the child, if there is one; the next call starts another."""
    global _child
    with _lock:
        child, _child = _child, None
        if child:
            child.close()


@dataclass(slots=True)
class Deadline:
    """When an answer of a child is due, and when at the very last (`time.monotonic`)."""

    process: int
    seconds: float
    due: float
    last: float

    @classmethod
    def of(cls, process: int, seconds: float) -> Deadline:
        now = time.monotonic()
        return cls(process, seconds, now + seconds, now + PATIENCE * seconds)

    def left(self) -> float:
        """The seconds left. Raises TimeoutError where none are, unless the child is only kept waiting."""
        now = time.monotonic()
        if now >= self.due:
            owed = unspent(self.process)
            if owed <= LEFT * self.seconds or now >= self.last:
                raise TimeoutError
            self.due = min(now + owed, self.last)
        return max(self.due - now, SOON)


class Child:
    """A running child process and our end of its socket."""

    def __init__(self) -> None:
        self.calls = 0
        ours, theirs = socket.socketpair()
        environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        # Its many small products of matrices are done long before other threads are awake.
        environment["OPENBLAS_NUM_THREADS"] = "1"
        # Memory of one picture serves for the next: to have it from the system again means to have it zeroed.
        environment |= KEPT_MEMORY
        environment["PYTHONPATH"] = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-B", "-X", "utf8", "-m", "parsers.confined", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=environment,
            )
        self.socket = ours
        try:
            receive(self.socket, 1 << 10, Deadline.of(self.process.pid, STARTING))
        except (OSError, EOFError) as error:
            self.close()
            raise RuntimeError("the child process for risky documents does not start") from error

    def ask(self, function: str, args: tuple[Any, ...], seconds: float, memory: int, beside: bool) -> Any:
        self.calls += 1
        deadline = Deadline.of(self.process.pid, seconds)
        request = pickle.dumps((function, args, seconds, memory, beside), pickle.HIGHEST_PROTOCOL)
        if len(request) > REQUEST_LIMIT:
            raise Unreadable(f"larger than {REQUEST_LIMIT >> 20} MB")
        try:
            send(self.socket, request, deadline)
            answer = receive(self.socket, RESULT_LIMIT, deadline)
        except TimeoutError:
            self.close()
            raise Unreadable(f"not read within {seconds:g} s") from None
        except (OSError, EOFError):
            raise Unreadable(self.last_words(seconds, memory)) from None
        except BaseException:  # such as Ctrl-C: the answer would be taken for that of the next call
            self.close()
            raise
        try:
            outcome, value = Answers(io.BytesIO(answer)).load()
        except Exception:
            self.close()
            raise Unreadable("the reader gave an answer that is not allowed") from None
        if outcome == "value":
            return value
        if outcome == "memory":
            self.close()
            raise TooLarge(f"needs more than {memory >> 20} MB of memory")
        if outcome == "refused" and isinstance(value, ParseError):
            raise value
        raise Unreadable(str(value))

    def last_words(self, seconds: float, memory: int) -> str:
        """Why the child is gone, from its exit status."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        status = self.process.returncode
        self.close()
        if status == -signal.SIGXCPU:
            return f"not read within {seconds:g} s"
        if status == -signal.SIGKILL:
            return f"the reader was ended by the system, with {memory >> 20} MB of memory allowed"
        if status is not None and status < 0:
            return f"the reader crashed ({signal.Signals(-status).name})"
        return f"the reader ended without an answer (status {status})"

    def close(self) -> None:
        self.socket.close()
        if self.process.returncode is None:
            self.process.kill()
            self.process.wait()

    def usable(self, memory: int) -> bool:
        if self.socket.fileno() < 0 or self.calls >= CALLS or self.process.poll() is not None:
            return False
        # What earlier calls left in memory counts against this one. What is but mapped does not: recognition
        # maps gigabytes of libraries, and more for each shape of picture that its networks first see.
        return not (self.calls and memory) or held(self.process.pid) <= memory // 2

    def abandon(self) -> None:
        """Forget a child that belongs to the process we were forked from."""
        self.socket.close()
        self.process.returncode = 0  # not ours to wait for


def mapped(process: int | str) -> int:
    """The bytes a process has mapped; 0 where the system does not say."""
    return sizes(process)[0]


def held(process: int | str) -> int:
    """The bytes a process has in memory; 0 where the system does not say."""
    return sizes(process)[1]


def sizes(process: int | str) -> tuple[int, int]:
    try:
        whole, resident = Path(f"/proc/{process}/statm").read_text("ascii").split()[:2]
        return int(whole) * resource.getpagesize(), int(resident) * resource.getpagesize()
    except (OSError, ValueError):
        return 0, 0


class Answers(pickle.Unpickler):
    """Reads what a child sends; a child that a document has taken over cannot make us run its code."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "decimal" and name == "Decimal":
            return super().find_class(module, name)
        if module == "builtins" and name in PLAIN_BUILTINS:
            return getattr(builtins, name)
        if module.partition(".")[0] == "parsers":
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__.partition(".")[0] == "parsers":
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed")


def unspent(process: int) -> float:
    """The seconds of processor time that a process may still use and would use now; 0 if it sleeps."""
    try:
        told = Path(f"/proc/{process}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        allowed, _ = resource.prlimit(process, resource.RLIMIT_CPU)
        used = (int(told[11]) + int(told[12])) / CLOCK
    except (OSError, ValueError, IndexError, AttributeError):
        return 0.0  # the clock alone counts where the system does not say
    if told[0] not in "RD":
        return 0.0
    return STARTING if allowed == resource.RLIM_INFINITY else allowed - SPARE - used


def send(connection: socket.socket, content: bytes, deadline: Deadline) -> None:
    for piece in (HEADER.pack(len(content)), content):
        rest = memoryview(piece)
        while rest:
            connection.settimeout(deadline.left())
            with contextlib.suppress(TimeoutError):
                rest = rest[connection.send(rest) :]


def receive(connection: socket.socket, limit: int, deadline: Deadline) -> bytes:
    """One frame. Raises TimeoutError, or EOFError where the other side is gone or sends too much."""
    (length,) = HEADER.unpack(exactly(connection, HEADER.size, deadline))
    if length > limit:
        raise EOFError("frame too large")
    return exactly(connection, length, deadline)


def exactly(connection: socket.socket, length: int, deadline: Deadline | None) -> bytes:
    content = bytearray()
    while len(content) < length:
        if deadline is not None:
            connection.settimeout(deadline.left())
        try:
            piece = connection.recv(min(length - len(content), 1 << 20))
        except TimeoutError:
            continue  # whether to wait on is said above
        if not piece:
            raise EOFError("the other side is gone")
        content += piece
    return bytes(content)


def _ready(memory: int) -> Child:
    global _child  # noqa: PLW0603 - the one child of this process
    if _child is None or not _child.usable(memory):
        if _child:
            _child.close()
        _child = Child()
    return _child


def _forget() -> None:
    global _child, _lock  # noqa: PLW0603 - after a fork the child is the parent's
    _lock = threading.RLock()
    if _child:
        _child.abandon()
        _child = None


_lock = threading.RLock()
_child: Child | None = None
atexit.register(close)
os.register_at_fork(after_in_child=_forget)


# What follows runs in the child.


def serve(descriptor: int) -> None:
    """Answer one request after the other until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    collector.run_seldom()
    with socket.socket(fileno=descriptor) as connection:
        sys.addaudithook(refuse)
        connection.sendall(HEADER.pack(0))
        while True:
            try:
                (length,) = HEADER.unpack(exactly(connection, HEADER.size, None))
                request = exactly(connection, length, None)
            except EOFError:
                return
            answer = perform(request)
            connection.sendall(HEADER.pack(len(answer)))
            connection.sendall(answer)


def refuse(event: str, _args: tuple[Any, ...]) -> None:
    if event in FORBIDDEN_EVENTS:
        raise PermissionError(f"{event} is not for readers")


def perform(request: bytes) -> bytes:
    function, args, seconds, memory, beside = pickle.loads(request)  # noqa: S301 - from our own parent
    module, _, name = function.partition(":")
    outcome: tuple[str, Any]
    try:
        unlimit()  # the limit of the call before must not stop an import
        target = getattr(importlib.import_module(module), name)
        limit(seconds, room(memory, beside=beside))
        outcome = ("value", target(*args))
        answer = pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL)
        if len(answer) > RESULT_LIMIT:
            outcome = ("failed", f"the result is larger than {RESULT_LIMIT >> 20} MB")
            answer = pickle.dumps(outcome)
    except MemoryError:
        unlimit()
        answer = pickle.dumps(("memory", None))
    except ParseError as error:
        answer = pickle.dumps(("refused", error))
    except RecursionError:
        answer = pickle.dumps(("failed", "nested too deeply"))
    except Exception as error:
        answer = pickle.dumps(("failed", f"the reader failed ({type(error).__name__}: {str(error)[:200]})"))
    return answer


def room(memory: int, *, beside: bool) -> int:
    """How many bytes may be mapped in all: so many, or so many beside what is; a share beside it always."""
    there = mapped("self")
    return there + memory if beside else max(memory, there + min(HEADROOM, memory // 2))


def limit(seconds: float, memory: int) -> None:
    """Bound this call: processor time from now on, and all memory mapped."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = math.ceil(used.ru_utime + used.ru_stime + seconds) + SPARE
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.RLIM_INFINITY))


def unlimit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


if __name__ == "__main__":
    serve(int(sys.argv[1]))
