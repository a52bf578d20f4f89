"""A file that was stored packed as a whole: gzip, zlib, bzip2 or XZ, as a server sent it.

Runs in the child process, with limits on what it unpacks to, as for the members of an archive.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from typing import Any

from parsers.errors import Unreadable
from parsers.readers.archives import MEMBER_SIZE, RATIO, RATIO_FREE, plain

LAYERS = 2  # one in the other: a .gz file that a server packed again
MEMORY = 256 << 20  # bytes a dictionary of XZ may take
STEP = 1 << 20


def unpacked(body: bytes) -> bytes:
    """What a packed file holds; any other file as it is.

    Raises Unreadable where it is damaged or cut off, or holds more than a report may.
    """
    for _ in range(LAYERS):
        unpacker: Any
        if body.startswith(b"\x1f\x8b"):
            unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        elif body.startswith(b"BZh"):
            unpacker = bz2.BZ2Decompressor()
        elif body.startswith(b"\xfd7zXZ\0"):
            unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, MEMORY)
        elif body.startswith(b"x"):
            unpacker = zlib.decompressobj()
        else:
            break
        try:
            body = held(unpacker, body)
        except (zlib.error, lzma.LZMAError, OSError, EOFError) as error:
            if body.startswith(b"x"):  # a letter of a text
                break
            raise Unreadable(f"packed, and damaged ({plain(error)})") from None
    return body


def held(unpacker: Any, body: bytes) -> bytes:
    """All that an unpacker makes of a body, within the limits."""
    most = max(RATIO_FREE, min(MEMBER_SIZE, len(body) * RATIO))
    made = [unpacker.decompress(body, STEP)]
    size = len(made[0])
    while not unpacker.eof:
        made.append(unpacker.decompress(getattr(unpacker, "unconsumed_tail", b""), STEP))
        size += len(made[-1])
        if size > most:
            raise Unreadable(f"the file unpacks to more than {most >> 20} MB")
        if not made[-1]:
            raise EOFError("it is cut off before its end")
    return b"".join(made)
