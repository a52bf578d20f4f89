"""Archives with several documents, some of them hostile."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import pytest

from parsers import confined
from parsers.errors import Unreadable
from parsers.readers import archives
from tests.parsers.office_files import mutants, packed


def members(body: bytes) -> list[tuple[str, bytes]]:
    return list(archives.members(body))


def renamed(body: bytes, old: bytes, new: bytes, utf8: bool = False) -> bytes:
    """The archive with a member's name replaced by bytes of the same length, without the flag for UTF-8."""
    assert len(old) == len(new)
    body = body.replace(old, new)
    if not utf8:
        for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            place = body.find(mark)
            while place >= 0:
                body = body[: place + at] + b"\0\0" + body[place + at + 2 :]
                place = body.find(mark, place + 4)
    return body


def flagged(body: bytes) -> bytes:
    """The archive with every member marked as encrypted."""
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = body.find(mark)
        while place >= 0:
            body = body[: place + at] + b"\1\0" + body[place + at + 2 :]
            place = body.find(mark, place + 4)
    return body


def test_documents_folders_and_archives_within() -> None:
    inner = packed({"甲局.docx": "1", "第三层.zip": packed({"丙.txt": "x"})})
    body = packed(
        {"年报/": "", "年报/乙局.doc": "2", "年报/内.zip": inner, "__MACOSX/._a": "", "Thumbs.db": ""}
    )
    found = members(body)
    assert [name for name, _ in found] == ["年报/乙局.doc", "年报/内.zip/甲局.docx", "年报/内.zip/第三层.zip"]
    assert [content for _, content in found[:2]] == [b"2", b"1"]


def test_names_in_the_code_page_of_chinese_systems() -> None:
    name = "某局年报.doc"
    raw = name.encode("gb18030")
    placeholder = b"x" * (len(raw) - 4) + b".doc"
    body = renamed(packed({placeholder.decode(): "1"}), placeholder, raw)
    assert members(body) == [(name, b"1")]
    raw = name.encode()
    placeholder = b"x" * (len(raw) - 4) + b".doc"
    assert members(renamed(packed({placeholder.decode(): "1"}), placeholder, raw)) == [(name, b"1")]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\windows\\a.doc", "windows/a.doc"),
        ("a/../../b.doc", "a/b.doc"),
        ("..\\..\\c.doc", "c.doc"),
        ("d\n\x1b[31m.doc", "d[31m.doc"),
    ],
)
def test_names_are_shown_and_never_paths(written: str, shown: str) -> None:
    assert members(packed({written: "1"})) == [(shown, b"1")]


def lying(size: int) -> bytes:
    """An archive whose directory says that its member is small, while it unpacks to much more."""
    body = bytearray(packed({"a.doc": b"\0" * size}))
    for mark, at in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        struct.pack_into("<I", body, body.find(mark) + at, 1000)
    return bytes(body)


HOSTILE = {
    "empty": (b"", "not a whole ZIP archive"),
    "zeros": (b"\0" * 1000, "not a whole ZIP archive"),
    "truncated": (packed({"a.doc": "x" * 5000})[:-30], "not a whole ZIP archive"),
    "encrypted": (flagged(packed({"a.doc": "x" * 50})), "encrypted"),
    "bomb": (packed({"a.doc": b"\0" * (95 << 20)}), "more than 250 times"),
    "large": (packed({"a.doc": b"\0" * (101 << 20)}), "the limit is 100"),
    "lying": (lying(50 << 20), "damaged|not as long"),
    "nested bomb": (packed({"a.zip": packed({"a.doc": b"\0" * (95 << 20)})}), "more than 250 times"),
    "too many": (packed({f"{number}.txt": "" for number in range(201)}), "holds 201 files; the limit is 200"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_archives_end_quickly_with_a_reason(name: str) -> None:
    body, reason = HOSTILE[name]
    start = time.perf_counter()
    with pytest.raises(Unreadable, match=reason):
        confined.call("parsers.readers.members:unpacked", body, seconds=10, memory=1 << 30)
    assert time.perf_counter() - start < 10


def test_the_total_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "TOTAL_SIZE", 1000)
    with pytest.raises(Unreadable, match="unpacks to more than"):
        members(packed({f"{number}.doc": "x" * 300 for number in range(4)}))
    with pytest.raises(Unreadable, match="unpacks to more than"):
        members(packed({f"{number}.zip": packed({"a.doc": "y" * 300}) for number in range(4)}))


def test_an_unknown_method_is_said_so() -> None:
    body = bytearray(packed({"a.doc": "x" * 500}))
    for mark, at in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        struct.pack_into("<H", body, body.find(mark) + at, 9)
    with pytest.raises(Unreadable, match="method 9"):
        members(bytes(body))


def test_an_archive_inside_itself_ends() -> None:
    body = packed({"a.txt": "x"})
    for _ in range(30):
        body = packed({"a.zip": body})
    assert [name for name, _ in members(body)] == ["a.zip/a.zip"]


def test_damaged_archives_are_read_or_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("甲.docx", b"first" * 40, zipfile.ZIP_DEFLATED)
        archive.writestr("乙.doc", b"second" * 40, zipfile.ZIP_STORED)
        archive.writestr("丙.txt", b"third" * 40, zipfile.ZIP_LZMA)
        archive.writestr("丁.txt", b"fourth" * 40, zipfile.ZIP_BZIP2)
    sound = {b"first" * 40, b"second" * 40, b"third" * 40, b"fourth" * 40}
    for body in mutants(target.getvalue(), 3000, 11):
        try:
            found = members(body)
        except Unreadable as error:
            assert str(error)
        else:
            assert {content for _, content in found} <= sound | {b""}
