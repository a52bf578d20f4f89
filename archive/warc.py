"""Captures as WARC/1.1: written record by record, read back by file and offset.

One gzip member per record; of each exchange a `request` and then a `response` record (or `revisit`,
where the same address served the same payload before). What the crawler knew when it fetched stands
in fields of our own (`Nianbao-…`), so that the index can be made again from the files alone.

A file carries the suffix `.open` while it is written, and a lock. `recover` cuts what a killed writer
left half done: readers of WARC take a torn record for a whole one, and fail on what follows it.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import os
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import IO

import brotli
from fastwarc import ArchiveIterator, GzipWriter, WarcRecord, WarcRecordType

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

OPEN = ".open"
ROTATE_AT = 512 * 1024 * 1024  # bytes; larger files are unhandy to copy and to verify
LARGEST_BODY = 128 * 1024 * 1024  # bytes after content-encoding is removed; attachments may have 100 MB
SECRETS = {"cookie", "set-cookie", "set-cookie2", "authorization", "proxy-authorization"}
REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
Headers = list[tuple[str, str]]


# CaptureError
# ├── CaptureMissingError    the file or the record is not there
# ├── CaptureDamagedError    it is there, but its bytes are not those that were written
# └── BodyError              the record is sound, its body cannot be taken out of its coding
#     ├── BodyTooLargeError
#     └── BodyTruncatedError
class CaptureError(Exception):
    """A capture whose bytes cannot be given."""


class CaptureMissingError(CaptureError):
    """The file or the record is not there."""


class CaptureDamagedError(CaptureError):
    """The record is not as it was written."""


class BodyError(CaptureError):
    """The body cannot be taken out of its content-encoding."""


class BodyTooLargeError(BodyError):
    """The body is larger than allowed once decoded."""


class BodyTruncatedError(BodyError):
    """The compressed body ends before its end mark."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, as sent and received; `body` still in its content-encoding."""

    url: str
    moment: str  # UTC, ISO 8601, to the second, with Z
    status: int
    headers: Headers
    body: bytes
    method: str = "GET"
    request_headers: Headers = field(default_factory=list)
    request_body: bytes = b""
    ip: str = ""
    protocol: str = "HTTP/1.1"
    facts: Mapping[str, str] = field(default_factory=dict)  # what the crawler knew: Site, Role, Title, Parent
    revisit_of: tuple[str, str] | None = None  # address and moment of the exchange with the same payload


@dataclass(frozen=True, slots=True)
class Record:
    """A response as captured: headers as received, body with its content-encoding removed."""

    status: int
    headers: Headers
    body: bytes


def payload_digest(body: bytes) -> str:
    """The digest of a body as it came over the wire, in the form WARC readers verify.

    >>> payload_digest(b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def without_secrets(headers: Headers) -> Headers:
    """The headers that may be kept: no cookies, no credentials."""
    return [(name, value) for name, value in headers if name.lower() not in SECRETS]


class Writer:
    """Appends exchanges to the WARC files of one run."""

    def __init__(
        self, folder: Path, name: str, info: Mapping[str, str] | None = None, rotate_at: int = ROTATE_AT
    ) -> None:
        """Write `<name>-0.warc.gz` and so on in `folder`; `info` goes into each file's warcinfo."""
        self.folder = folder
        self.name = name
        self.info = dict(info or {})
        self.rotate_at = rotate_at
        self.number = 0
        self.file: IO[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def file_name(self) -> str:
        return f"{self.name}-{self.number}.warc.gz"

    def write(self, exchange: Exchange) -> tuple[str, int]:
        """Write an exchange; gives the file and the offset of its response, once they are with the system."""
        file = self.ready()
        response = response_record(exchange)
        begin = file.tell()
        try:
            self.append(file, request_record(exchange, response.record_id or ""))
            offset = self.append(file, response)
            file.flush()
        except OSError:
            self.abandon(file, begin)
            raise
        return self.file_name, offset

    def note(self, uri: str, kind: str, content: bytes) -> str:
        """Write what we know ourselves as a `metadata` record; gives the file."""
        file = self.ready()
        record = WarcRecord()
        record.init_headers(WarcRecordType.metadata)
        record.headers["WARC-Target-URI"] = uri
        record.headers["Content-Type"] = kind
        record.headers["WARC-Block-Digest"] = payload_digest(content)
        record.set_bytes_content(content)
        begin = file.tell()
        try:
            self.append(file, record)
            file.flush()
        except OSError:
            self.abandon(file, begin)
            raise
        return self.file_name

    def ready(self) -> IO[bytes]:
        """The file that is written to: the next one, once the last is full."""
        if self.file is not None and self.file.tell() >= self.rotate_at:
            self.close()
            self.number += 1
        return self.file or self.open()

    def abandon(self, file: IO[bytes], length: int) -> None:
        """Cut what could not be written whole, and close the file; what stood in it stays sound."""
        path = self.folder / (self.file_name + OPEN)
        with contextlib.suppress(OSError):
            file.close()  # what is left in its buffer cannot be written either
        os.truncate(path, length)
        path.rename(self.folder / self.file_name)
        self.file = None
        self.number += 1

    def open(self) -> IO[bytes]:
        path = self.folder / (self.file_name + OPEN)
        self.file = file = path.open("xb")
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.gzip = GzipWriter(file, compression_level=6)
        record = WarcRecord()
        record.init_headers(WarcRecordType.warcinfo)
        record.headers["WARC-Filename"] = self.file_name
        record.headers["Content-Type"] = "application/warc-fields"
        record.set_bytes_content("".join(f"{key}: {value}\r\n" for key, value in self.info.items()).encode())
        self.append(file, record)
        file.flush()
        return file

    def append(self, file: IO[bytes], record: WarcRecord) -> int:
        offset = file.tell()
        record.write(self.gzip)
        self.gzip.finish()
        return offset

    def close(self) -> None:
        """Bring the file to the disk under its final name."""
        if self.file is None:
            return
        path = self.folder / self.file_name
        self.file.flush()
        os.fsync(self.file.fileno())
        path.with_name(path.name + OPEN).rename(path)
        self.file.close()
        self.file = None


def response_record(exchange: Exchange) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(WarcRecordType.revisit if exchange.revisit_of else WarcRecordType.response)
    reason = HTTPStatus(exchange.status).phrase if exchange.status in list(HTTPStatus) else ""
    head = http_head(
        f"{exchange.protocol or 'HTTP/1.1'} {exchange.status} {reason}", without_secrets(exchange.headers)
    )
    fields = {
        "WARC-Target-URI": exchange.url,
        "WARC-Date": exchange.moment,
        "Content-Type": "application/http; msgtype=response",
        "WARC-Payload-Digest": payload_digest(exchange.body),
    }
    if exchange.ip:
        fields["WARC-IP-Address"] = exchange.ip
    if exchange.revisit_of:
        url, moment = exchange.revisit_of
        fields |= {
            "WARC-Profile": REVISIT_PROFILE,
            "WARC-Refers-To-Target-URI": url,
            "WARC-Refers-To-Date": moment,
        }
    block = head if exchange.revisit_of else head + exchange.body
    fields["WARC-Block-Digest"] = payload_digest(block)
    fields |= {f"Nianbao-{key}": one_line(value) for key, value in exchange.facts.items() if value}
    for key, value in fields.items():
        record.headers[key] = value
    record.set_bytes_content(block)
    return record


def request_record(exchange: Exchange, concurrent_to: str) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(WarcRecordType.request)
    target = exchange.url.split("://", 1)[-1]
    path = "/" + target.partition("/")[2]
    headers = [("Host", target.partition("/")[0]), *without_secrets(exchange.request_headers)]
    block = http_head(f"{exchange.method} {path} HTTP/1.1", headers) + exchange.request_body
    fields = {
        "WARC-Target-URI": exchange.url,
        "WARC-Date": exchange.moment,
        "Content-Type": "application/http; msgtype=request",
        "WARC-Concurrent-To": concurrent_to,
        "WARC-Block-Digest": payload_digest(block),
        "WARC-Payload-Digest": payload_digest(exchange.request_body),
    }
    for key, value in fields.items():
        record.headers[key] = value
    record.set_bytes_content(block)
    return record


def http_head(first: str, headers: Headers) -> bytes:
    lines = [first, *(f"{name}: {one_line(value)}" for name, value in headers)]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n"


def one_line(text: str) -> str:
    return " ".join(text.split())


def read(folder: Path, warc_file: str, offset: int, largest: int = LARGEST_BODY) -> Record:
    """The response at this place. For a revisit the caller passes the place of what it refers to.

    Raises:
        CaptureMissingError, CaptureDamagedError: our archive is at fault.
        BodyError: the site sent what cannot be decoded, or more than `largest` bytes.
    """
    path = folder / warc_file
    if not path.exists():
        path = folder / (warc_file + OPEN)
    try:
        with path.open("rb") as file:
            if offset >= os.fstat(file.fileno()).st_size:
                raise CaptureMissingError(f"{warc_file} ends before {offset}")
            file.seek(offset)
            record = next(iter(ArchiveIterator(file, parse_http=True, strict_mode=False)), None)
            if record is None:
                raise CaptureDamagedError(f"no record at {offset} of {warc_file}")
            return taken(record, warc_file, offset, largest)
    except FileNotFoundError:
        raise CaptureMissingError(f"no file {warc_file}") from None
    except (OSError, ValueError, RuntimeError, EOFError, StopIteration) as error:
        raise CaptureDamagedError(f"{warc_file} at {offset}: {error}") from error


def taken(record: WarcRecord, warc_file: str, offset: int, largest: int) -> Record:
    if record.record_type not in (WarcRecordType.response, WarcRecordType.revisit):
        raise CaptureDamagedError(f"the record at {offset} of {warc_file} is no response")
    headers = [
        (name.decode("utf-8", "replace"), value.decode("utf-8", "replace"))
        for name, value in record.http_headers.items_bytes()
    ]
    body = record.reader.read(largest + 1)
    if len(body) > largest:
        raise BodyTooLargeError(f"more than {largest} bytes at {offset} of {warc_file}")
    stated = record.headers.get("WARC-Payload-Digest")
    if record.record_type == WarcRecordType.response and stated and stated != payload_digest(body):
        raise CaptureDamagedError(f"the digest of the record at {offset} of {warc_file} does not hold")
    return Record(record.http_headers.status_code or 0, headers, decoded(body, headers, largest))


def decoded(body: bytes, headers: Headers, largest: int = LARGEST_BODY) -> bytes:
    """The body with its content-encoding removed.

    A body that is not in the coding its header names is given as it is, as browsers do.
    Raises BodyTruncatedError if the coding breaks off, BodyTooLargeError above `largest` bytes.
    """
    codings = [
        coding.strip().lower()
        for name, value in headers
        if name.lower() == "content-encoding"
        for coding in value.split(",")
    ]
    for coding in reversed(codings[-3:]):
        if not body:
            break
        if coding in ("gzip", "x-gzip") and body[:2] == b"\x1f\x8b":
            body = inflated(body, 31, largest)
        elif coding == "deflate":
            wrapped = body[0] & 0x0F == 8 and len(body) > 1 and int.from_bytes(body[:2], "big") % 31 == 0
            body = inflated(body, 15 if wrapped else -15, largest)
        elif coding == "br":
            body = unbrotli(body, largest)
        elif coding == "zstd" and body[:4] == b"\x28\xb5\x2f\xfd":
            body = unzstd(body, largest)
    return body


def inflated(body: bytes, wbits: int, largest: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    rest = body
    while rest:
        decompressor = zlib.decompressobj(wbits)
        try:
            part = decompressor.decompress(rest, largest + 1 - size)
        except zlib.error as error:
            if parts:  # what follows a whole member is padding
                break
            raise BodyError(f"damaged compressed body: {error}") from error
        parts.append(part)
        size += len(part)
        if size > largest:
            raise BodyTooLargeError(f"more than {largest} bytes once decompressed")
        if not decompressor.eof:
            raise BodyTruncatedError("the compressed body breaks off")
        rest = decompressor.unused_data if wbits == 31 else b""
    return b"".join(parts)


def unbrotli(body: bytes, largest: int) -> bytes:
    decompressor = brotli.Decompressor()
    try:
        found = decompressor.process(body, output_buffer_limit=largest + 1)
    except brotli.error as error:
        raise BodyError("damaged brotli body") from error
    if len(found) > largest:
        raise BodyTooLargeError(f"more than {largest} bytes once decompressed")
    if not decompressor.is_finished():
        raise BodyTruncatedError("the compressed body breaks off")
    return bytes(found)


def unzstd(body: bytes, largest: int) -> bytes:
    decompressor = zstd.ZstdDecompressor()
    try:
        found = decompressor.decompress(body, largest + 1)
    except zstd.ZstdError as error:
        raise BodyError("damaged zstd body") from error
    if len(found) > largest:
        raise BodyTooLargeError(f"more than {largest} bytes once decompressed")
    if not decompressor.eof:
        raise BodyTruncatedError("the compressed body breaks off")
    return bytes(found)


def members(path: Path, start: int = 0) -> Iterator[tuple[int, int]]:
    """(begin, end) of each whole gzip member from `start`; stops before a torn or damaged one."""
    with path.open("rb") as file:
        begin = start
        while True:
            file.seek(begin)
            decompressor = zlib.decompressobj(31)
            position = begin
            while not decompressor.eof:
                chunk = file.read(1 << 16)
                if not chunk:
                    return
                try:
                    decompressor.decompress(chunk)
                except zlib.error:
                    return
                position += len(chunk)
            end = position - len(decompressor.unused_data)
            yield begin, end
            begin = end


def recover(path: Path, last_indexed: int | None) -> int:
    """Close a file a killed writer left: cut it behind the last indexed record, give it its final name.

    What stands behind the last record of the index was never reported as stored; it is fetched again.
    Returns the length kept: index rows at or beyond it have no record any more (after a power cut).
    """
    start = last_indexed or 0
    kept = next((end for begin, end in members(path, start) if begin == start), None)
    if kept is None and start:
        kept = max((end for _, end in members(path)), default=0)
    if not kept:
        path.unlink()
        return 0
    with path.open("r+b") as file:
        file.truncate(kept)
        os.fsync(file.fileno())
    path.rename(path.with_name(path.name.removesuffix(OPEN)))
    return kept
