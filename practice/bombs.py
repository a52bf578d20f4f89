"""Answers of a few kilobytes that are 600 MB when they are unpacked."""

from __future__ import annotations

import sys
import zlib
from functools import cache

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MEGABYTE = 1 << 20


@cache
def bomb(encoding: str) -> bytes:
    """600 MB of blanks, packed. One megabyte is packed and said 600 times over: making it costs little."""
    blanks, times = b" " * MEGABYTE, 600
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(blanks) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = block * times + b"\x03\x00"  # an empty last block
    check = 0 if encoding == "gzip" else 1
    for _ in range(times):
        check = zlib.crc32(blanks, check) if encoding == "gzip" else zlib.adler32(blanks, check)
    if encoding == "gzip":
        size = MEGABYTE * times
        tail = check.to_bytes(4, "little") + size.to_bytes(4, "little")
        return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + packed + tail
    return b"\x78\xda" + packed + check.to_bytes(4, "big")


@cache
def packed_tightly(coding: str) -> bytes:
    """The same 600 MB as Brotli or as Zstandard packs them: a few kilobytes."""
    if coding == "br":
        packer = brotli.Compressor(quality=1)
        step, finish = packer.process, packer.finish
    else:
        other = zstd.ZstdCompressor()
        step, finish = other.compress, other.flush
    return b"".join([*(step(b" " * MEGABYTE) for _ in range(600)), finish()])
