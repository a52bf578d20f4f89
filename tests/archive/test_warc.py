"""Captures in WARC files: written, read back, recovered, and what is said of broken ones."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

from archive import warc
from archive.warc import Exchange, Writer

MOMENT = "2026-01-31T00:30:00Z"


def exchange(number: int, **more: object) -> Exchange:
    values: dict[str, object] = {
        "url": f"http://a.gov.cn/{number}",
        "moment": MOMENT,
        "status": 200,
        "headers": [("Content-Type", "text/html"), ("Set-Cookie", "secret=1")],
        "body": f"body {number} 年报".encode() * 50,
        "request_headers": [("User-Agent", "nianbao"), ("Authorization", "Basic secret")],
        "facts": {"Title": "某镇2023年报告"},
    }
    return Exchange(**(values | more))  # type: ignore[arg-type]


def test_what_was_written_is_read_without_secrets(tmp_path: Path) -> None:
    writer = Writer(tmp_path, "run1", {"software": "test"})
    places = [writer.write(exchange(number)) for number in range(3)]
    assert warc.read(tmp_path, *places[1]).body == exchange(1).body  # while the file is still open
    writer.close()
    for number, place in enumerate(places):
        record = warc.read(tmp_path, *place)
        assert (record.status, record.body) == (200, exchange(number).body)
        assert record.headers == [("Content-Type", "text/html")]
    assert b"secret" not in gzip.decompress((tmp_path / places[0][0]).read_bytes())


def test_files_are_rotated(tmp_path: Path) -> None:
    writer = Writer(tmp_path, "run1", rotate_at=2000)
    files = {writer.write(exchange(number))[0] for number in range(12)}
    writer.close()
    assert len(files) > 2
    assert {path.name for path in tmp_path.iterdir()} == files


@pytest.mark.parametrize("cut", [1, 7, 40, 150])
def test_a_torn_tail_is_cut_and_all_before_it_kept(tmp_path: Path, cut: int) -> None:
    writer = Writer(tmp_path, "run1")
    places = [writer.write(exchange(number)) for number in range(4)]
    writer.file.close()  # type: ignore[union-attr] - as a kill does
    path = tmp_path / (places[0][0] + warc.OPEN)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - cut)
    kept = warc.recover(path, places[2][1])
    closed = tmp_path / places[0][0]
    assert closed.stat().st_size == kept <= places[3][1]
    assert [warc.read(tmp_path, *place).body for place in places[:3]] == [exchange(n).body for n in range(3)]
    assert [end for _, end in warc.members(closed)][-1] == kept


def test_an_index_ahead_of_its_file_is_told(tmp_path: Path) -> None:
    writer = Writer(tmp_path, "run1")
    places = [writer.write(exchange(number)) for number in range(3)]
    writer.file.close()  # type: ignore[union-attr]
    path = tmp_path / (places[0][0] + warc.OPEN)
    with path.open("r+b") as file:
        file.truncate(places[2][1] + 10)
    assert warc.recover(path, places[2][1]) <= places[2][1]


def test_missing_and_damaged_records_have_plain_errors(tmp_path: Path) -> None:
    writer = Writer(tmp_path, "run1")
    file, offset = writer.write(exchange(1))
    writer.close()
    with pytest.raises(warc.CaptureMissingError):
        warc.read(tmp_path, "none.warc.gz", 0)
    with pytest.raises(warc.CaptureMissingError):
        warc.read(tmp_path, file, 10**9)
    damaged = bytearray((tmp_path / file).read_bytes())
    damaged[offset + 60] ^= 0xFF
    (tmp_path / file).write_bytes(bytes(damaged))
    with pytest.raises(warc.CaptureDamagedError):
        warc.read(tmp_path, file, offset)


def test_content_codings() -> None:
    text = "政府信息公开".encode() * 100
    for coding, packed in {
        "gzip": gzip.compress(text), "deflate": zlib.compress(text), "identity": text, "x-gzip": text,
    }.items():  # fmt: skip
        assert warc.decoded(packed, [("Content-Encoding", coding)]) == text
    raw = zlib.compressobj(wbits=-15)
    assert warc.decoded(raw.compress(text) + raw.flush(), [("content-encoding", "deflate")]) == text
    with pytest.raises(warc.BodyTruncatedError):
        warc.decoded(gzip.compress(text)[:-9], [("Content-Encoding", "gzip")])
    with pytest.raises(warc.BodyTooLargeError):
        warc.decoded(gzip.compress(bytes(10_000_000)), [("Content-Encoding", "gzip")], largest=1_000_000)
