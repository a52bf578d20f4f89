"""A confined reader answers, or fails with a plain reason; the caller always goes on."""

from __future__ import annotations

import gc
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal

import pytest

from parsers import confined
from parsers.document import GridCell, Place, Table
from parsers.errors import Unreadable
from parsers.scans.nets import recognition

MB = 1 << 20
LIMITS = {"seconds": 10, "memory": 1024 * MB}


def add_in_worker(number: int) -> int:
    return int(confined.call("operator:add", number, 1, **LIMITS))


def test_values_come_back_as_they_are() -> None:
    table = Table((GridCell(0, 1, "规章", Place(page=2, box=(1.5, 2.0, 3.0, 4.0))),))
    assert confined.call("copy:copy", [table, Decimal("12.50"), {"件": {3}}], **LIMITS) == [
        table,
        Decimal("12.50"),
        {"件": {3}},
    ]


def test_large_values_pass_both_ways() -> None:
    body = os.urandom(5 * MB)
    assert confined.call("copy:copy", body, **LIMITS) == body


@pytest.mark.parametrize(
    ("function", "args", "seconds", "reason"),
    [
        ("time:sleep", (30,), 0.3, "not read within 0.3 s"),
        ("builtins:bytearray", (4096 * MB,), 10, "needs more than 1024 MB of memory"),
        ("os:abort", (), 10, r"crashed \(SIGABRT\)"),
        ("ctypes:string_at", (0,), 10, r"crashed \(SIGSEGV\)"),
        ("os:_exit", (3,), 10, r"ended without an answer \(status 3\)"),
        ("builtins:bytearray", (200 * MB,), 10, "result is larger than 128 MB"),
        ("builtins:int", ("x",), 10, "the reader failed.*ValueError"),
        ("json:loads", ("[" * 100_000,), 10, "nested too deeply"),
        ("os:system", ("true",), 10, "os.system is not for readers"),
        ("socket:create_connection", (("127.0.0.1", 9),), 10, "is not for readers"),
        ("fractions:Fraction", ("1/3",), 10, "answer that is not allowed"),
    ],
)
def test_failures_have_plain_reasons(function: str, args: tuple[object], seconds: float, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        confined.call(function, *args, seconds=seconds, memory=1024 * MB)
    assert confined.call("operator:add", 20, 3, **LIMITS) == 23


def test_the_readers_own_reason_passes() -> None:
    with pytest.raises(Unreadable, match="encrypted with a password"):
        confined.call("tests.parsers.refusal:encrypted", **LIMITS)


def test_a_reader_cannot_write_files(tmp_path: object) -> None:
    target = f"{tmp_path}/written"
    with pytest.raises(Unreadable, match="File too large"):
        confined.call("tests.parsers.refusal:write", target, **LIMITS)


def test_a_call_costs_less_than_a_millisecond() -> None:
    confined.call("operator:add", 1, 1, **LIMITS)
    times = []
    for _ in range(200):
        start = time.perf_counter()
        confined.call("operator:add", 1, 1, **LIMITS)
        times.append(time.perf_counter() - start)
    assert sorted(times)[100] < 0.001


def test_the_child_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    first = confined.call("os:getpid", **LIMITS)
    assert confined.call("os:getpid", **LIMITS) == first
    monkeypatch.setattr(confined, "CALLS", 1)
    assert confined.call("os:getpid", **LIMITS) != first


def test_processor_time_counts_for_each_call() -> None:
    for _ in range(3):
        confined.call("builtins:sum", range(5_000_000), seconds=1, memory=1024 * MB)


def test_a_child_that_other_work_keeps_from_the_processor_is_waited_for() -> None:
    assert confined.call("operator:add", 1, 1, **LIMITS) == 2
    child = confined._child
    assert child is not None
    one_core = {min(os.sched_getaffinity(0))}
    before = os.sched_getaffinity(child.process.pid)
    work = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4)]
    try:
        for process in (child.process, *work):
            os.sched_setaffinity(process.pid, one_core)
        burn = ("while time.process_time() < end: pass", "import time; end = time.process_time() + 0.8")
        # A fifth of a core gives these 0.8 seconds in four; when two are over, half of the work is done.
        assert confined.call("timeit:timeit", *burn, time.perf_counter, 1, seconds=2, memory=1024 * MB) > 2
        with pytest.raises(Unreadable, match="not read within 1 s"):
            confined.call("time:sleep", 30, seconds=1, memory=1024 * MB)
    finally:
        for process in work:
            process.kill()
            process.wait()
        if child.process.returncode is None:
            os.sched_setaffinity(child.process.pid, before)


def test_threads_take_turns() -> None:
    results: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: results.append(confined.call("operator:mul", n, 7, **LIMITS)))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [7 * n for n in range(8)]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_have_their_own_child(method: str) -> None:
    confined.call("operator:add", 1, 1, **LIMITS)
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        assert list(pool.map(add_in_worker, range(20))) == list(range(1, 21))
    assert confined.call("operator:add", 5, 6, **LIMITS) == 11


def test_nothing_is_left_at_exit() -> None:
    program = "from parsers import confined\nprint(confined.call('os:getpid', seconds=10, memory=1 << 30))\n"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "dev", "-c", program],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_close_leaves_no_warning() -> None:
    confined.call("operator:add", 1, 1, **LIMITS)
    confined.close()
    confined.close()
    gc.collect()
    assert confined.call("operator:add", 1, 2, **LIMITS) == 3


def test_what_one_call_left_mapped_does_not_count_against_the_next() -> None:
    confined.call("tests.parsers.refusal:keep_mapped", 700 * MB, seconds=10, memory=2048 * MB)
    size = confined.call("tests.parsers.refusal:map_once", 200 * MB, seconds=10, memory=800 * MB)
    assert size == 200 * MB


def test_a_child_is_kept_for_what_it_has_in_memory_whatever_it_has_mapped() -> None:
    """Networks map more for each shape of picture, of which they use next to nothing."""
    confined.close()
    before = confined.call("os:getpid", seconds=10, memory=4096 * MB)
    confined.call("tests.parsers.refusal:keep_mapped", 3600 * MB, seconds=10, memory=4096 * MB)
    assert confined.call("os:getpid", seconds=10, memory=4096 * MB) == before
    assert confined.call("tests.parsers.refusal:map_once", 900 * MB, seconds=10, memory=4096 * MB) == 900 * MB
    assert confined.call("os:getpid", seconds=10, memory=400 * MB) == before
    confined.call("tests.parsers.refusal:keep_written", 250 * MB, seconds=10, memory=4096 * MB)
    assert confined.call("os:getpid", seconds=10, memory=4096 * MB) == before
    assert confined.call("os:getpid", seconds=10, memory=400 * MB) != before


def test_what_finds_too_little_beside_what_earlier_calls_left_is_asked_again_in_a_fresh_child() -> None:
    confined.call("tests.parsers.refusal:keep_mapped", 700 * MB, seconds=10, memory=4096 * MB)
    size = confined.call("tests.parsers.refusal:hold_once", 3500 * MB, seconds=10, memory=4096 * MB)
    assert size == 3500 * MB
    with pytest.raises(Unreadable, match="more than 4096 MB"):
        confined.call("tests.parsers.refusal:hold_once", 5000 * MB, seconds=10, memory=4096 * MB)


def test_a_network_without_memory_gives_no_answer_rather_than_an_old_one() -> None:
    if recognition.missing():
        pytest.skip("recognition is not installed")
    confined.close()
    for spare in (10, 40):
        with pytest.raises(Unreadable, match="more than 8192 MB"):
            confined.call("tests.parsers.refusal:recognise_within", spare * MB, seconds=30, memory=8192 * MB)
    given = confined.call("tests.parsers.refusal:recognise_within", 2048 * MB, seconds=30, memory=8192 * MB)
    assert given == [1, 1, 1, 5, 5, 5, 20, 20, 20]


def test_memory_beside_what_is_held_already() -> None:
    """Libraries mapped by the call before count for nothing, and the child is kept; its own memory counts."""
    confined.call("tests.parsers.refusal:keep_mapped", 700 * MB, seconds=10, memory=2048 * MB)
    before = confined.call("os:getpid", seconds=10, memory=500 * MB, beside=True)
    size = confined.call("tests.parsers.refusal:map_once", 300 * MB, seconds=10, memory=500 * MB, beside=True)
    assert size == 300 * MB
    assert confined.call("os:getpid", seconds=10, memory=500 * MB, beside=True) == before
    with pytest.raises(Unreadable, match="more than 500 MB"):
        confined.call("builtins:bytearray", 600 * MB, seconds=10, memory=500 * MB, beside=True)
