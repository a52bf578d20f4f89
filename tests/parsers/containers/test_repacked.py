"""RAR, 7z, CAB and TAR archives, which bsdtar writes anew as ZIP."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import struct
import subprocess
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from parsers import Hints, Report, parse
from parsers.errors import Unreadable
from parsers.model import Status
from parsers.readers import repacked
from tests.parsers.office_files import packed
from tests.parsers.report_page import page

Held = dict[str, bytes]

with_bsdtar = pytest.mark.skipif(
    not (shutil.which("bsdtar") or os.environ.get("CI")), reason="bsdtar (libarchive-tools) is not installed"
)


def rar4(held: Held) -> bytes:
    """An archive as WinRAR 4 writes one without compression; names in ASCII, or in UTF-8 as unrar takes them."""

    def block(kind: int, flags: int, more: bytes = b"") -> bytes:
        rest = struct.pack("<BHH", kind, flags, 7 + len(more)) + more
        return struct.pack("<H", zlib.crc32(rest) & 0xFFFF) + rest

    made = b"Rar!\x1a\x07\x00" + block(0x73, 0, bytes(6))
    for name, content in held.items():
        told = name.encode()
        head = struct.pack(
            "<IIBIIBBHI",
            len(content),
            len(content),
            2,
            zlib.crc32(content),
            0x5A2B0000,
            20,
            0x30,
            len(told),
            32,
        )
        made += block(0x74, 0x8000 | (0 if told.isascii() else 0x200), head + told) + content
    return made + block(0x7B, 0x4000)


def rar5(held: Held, encrypted: bool = False) -> bytes:
    """The same as WinRAR 5 and later write it; numbers have seven bits a byte."""

    def number(value: int) -> bytes:
        made = b""
        while value > 0x7F:
            made, value = made + bytes([value & 0x7F | 0x80]), value >> 7
        return made + bytes([value])

    def block(*parts: bytes) -> bytes:
        rest = b"".join(parts)
        rest = number(len(rest)) + rest
        return struct.pack("<I", zlib.crc32(rest)) + rest

    made = b"Rar!\x1a\x07\x01\x00"
    if encrypted:  # the header, and all that follows it
        return made + block(*map(number, (4, 0, 0, 0, 15)), bytes(range(16))) + bytes(range(64))
    made += block(number(1), number(0), number(0))
    for name, content in held.items():
        told = name.encode()
        size = number(len(content))
        crc = struct.pack("<I", zlib.crc32(content))
        made += block(
            *(number(2), number(2), size, number(4), size, number(32), crc),
            *(number(0), number(0), number(len(told)), told),
        )
        made += content
    return made + block(number(5), number(0), number(0))


def tar(held: Held) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, content in held.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


def seven_zip(held: Held, folder: Path) -> bytes:
    for name, content in held.items():
        (folder / name).write_bytes(content)
    made = folder / "made.7z"
    subprocess.run(["bsdtar", "-cf", made, "--format", "7zip", "-C", folder, *held], check=True)
    return made.read_bytes()


def read(body: bytes, name: str) -> list[Report]:
    return parse(body, Hints(name=name))


def figures(report: Report) -> dict[str, str]:
    return {one.key: one.raw for one in report.cells}


@with_bsdtar
@pytest.mark.parametrize("pack", [rar4, rar5, tar, lambda held: gzip.compress(tar(held))])
def test_a_report_in_an_archive(pack: Callable[[Held], bytes]) -> None:
    made = page()
    (report,) = read(pack({"2023年报.html": made.html().encode()}), "附件.rar")
    assert (report.status, report.part, figures(report)) == (Status.PARSED, "2023年报.html", made.figures)


@with_bsdtar
def test_reports_in_7z_and_one_archive_in_another(tmp_path: Path) -> None:
    made = page()
    held = made.html().encode()
    for body in (
        seven_zip({"甲.html": held, "乙.rar": rar5({"内.html": held})}, tmp_path),
        packed({"甲.html": made.html(), "乙.rar": rar4({"内.html": held})}),
    ):
        reports = {one.part: figures(one) for one in read(body, "附件.7z")}
        assert reports == {"甲.html": made.figures, "乙.rar/内.html": made.figures}


@with_bsdtar
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (rar4({"a.html": b"<p>1"})[:40], "cannot be opened"),
        (rar5({}, encrypted=True), "encrypted"),
        (b"7z\xbc\xaf\x27\x1c\0\4" + b"\1" * 300, "7z archive cannot be opened"),
        (gzip.compress(tar({"a.txt": bytes(200 << 20)})), "more than"),
        (rar4({}), "holds no document"),
    ],
)
def test_archives_that_cannot_be_opened(body: bytes, said: str) -> None:
    (report,) = read(body, "附件.rar")
    assert report.status is Status.FAILED
    assert said in report.reason


@with_bsdtar
def test_names_that_climb_out_are_only_shown() -> None:
    (report,) = read(tar({"../../tmp/年报.html": page().html().encode()}), "附件.tar")
    assert report.part == "tmp/年报.html"


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repacked, "program", lambda: None)
    (report,) = read(rar5({"a.html": b"<p>1"}), "附件.rar")
    assert (report.status, "libarchive-tools" in report.reason) == (Status.FAILED, True)


@with_bsdtar
def test_an_archive_that_unpacks_to_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repacked, "TOTAL_SIZE", 1 << 20)
    with pytest.raises(Unreadable, match="the TAR archive unpacks to more than 1 MB"):
        repacked.as_zip(tar({"a.txt": bytes(2 << 20)}), "TAR")
