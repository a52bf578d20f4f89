"""ZIP files: office packages read by name, and archives that hold several documents.

Nothing is ever written to disk, and no name is used as a path. Every member is read against limits
on its declared size, its true size and its ratio, because the directory of a hostile file lies.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from parsers.errors import Unreadable

PACKAGE_MEMBERS = 5_000  # of an office file: Word writes under a hundred, plus one for each picture
MEMBERS = 200  # documents of an archive
MEMBER_SIZE = 100 << 20  # bytes, unpacked
TOTAL_SIZE = 300 << 20
RATIO = 250  # unpacked to packed; measured on reports: 40 at most (wide tables of blank cells)
RATIO_FREE = 4 << 20  # bytes below which no ratio is held against a member
DEPTH = 2  # archives within archives
ENCRYPTED = 0x1
UTF8 = 0x800
READABLE = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
# What archivers on people's machines leave beside the documents.
LITTER = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})


class Package:
    """A ZIP file whose members are read by name, each once within the limits.

    Raises Unreadable where the directory of the archive cannot be read or has too many entries.
    """

    def __init__(self, body: bytes, members: int = PACKAGE_MEMBERS) -> None:
        self.unpacked = 0
        try:
            self.file = zipfile.ZipFile(io.BytesIO(body))
            self.entries = self.file.infolist()
        except Exception as error:  # zipfile, struct and the codecs each have their own
            raise Unreadable(f"not a whole ZIP archive ({plain(error)})") from None
        if len(self.entries) > members:
            raise Unreadable(f"the archive holds {len(self.entries)} files; the limit is {members}")
        # Part names of office packages are compared without regard to case; some producers write \.
        self.by_name = {entry.filename.replace("\\", "/").lower(): entry for entry in self.entries}

    def __contains__(self, name: str) -> bool:
        return name.lstrip("/").lower() in self.by_name

    def names(self) -> list[str]:
        """The names of all members, in the order of the directory, with / between folders."""
        return [entry.filename.replace("\\", "/") for entry in self.entries]

    def measure(self) -> None:
        """Check what all members say of themselves, for programs that unpack the file on their own.

        Raises Unreadable if they are too large together or packed too densely.
        """
        total = sum(entry.file_size for entry in self.entries)
        packed = sum(entry.compress_size for entry in self.entries)
        if total > TOTAL_SIZE or (total > RATIO_FREE and total > RATIO * max(packed, 1)):
            raise Unreadable(
                f"the archive unpacks to {total >> 20} MB, or to more than {RATIO} times its size"
            )

    def read(self, name: str) -> bytes:
        """The bytes of a member. Raises KeyError if there is none, Unreadable beyond the limits."""
        return self.content(self.by_name[name.lstrip("/").lower()])

    def content(self, entry: zipfile.ZipInfo) -> bytes:
        """The bytes of an entry. Raises Unreadable if it is encrypted, damaged or beyond the limits."""
        name = entry.filename
        if entry.flag_bits & ENCRYPTED:
            raise Unreadable("encrypted: the archive asks for a password")
        if entry.compress_type not in READABLE:
            raise Unreadable(f"packed in a way that is not supported (method {entry.compress_type})")
        if entry.file_size > MEMBER_SIZE:
            raise Unreadable(
                f"{name} unpacks to {entry.file_size >> 20} MB; the limit is {MEMBER_SIZE >> 20}"
            )
        if entry.file_size > RATIO_FREE and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise Unreadable(f"{name} unpacks to more than {RATIO} times its size")
        # The declared size lies in a bomb: never read further than it says.
        if self.unpacked + entry.file_size > TOTAL_SIZE:
            raise Unreadable(f"the archive unpacks to more than {TOTAL_SIZE >> 20} MB")
        try:
            with self.file.open(entry) as member:
                content = member.read(entry.file_size + 1)
        except Exception as error:  # zipfile, zlib, bz2, lzma and struct each have their own
            raise Unreadable(f"{name} is damaged ({plain(error)})") from None
        if len(content) != entry.file_size:
            raise Unreadable(f"{name} is not as long as the archive says")
        self.unpacked += len(content)
        return content


def plain(error: BaseException) -> str:
    """An exception in a few words, without addresses and line ends."""
    return " ".join(str(error).split())[:120] or type(error).__name__


def members(body: bytes, depth: int = 1) -> Iterator[tuple[str, bytes]]:
    """Each document of an archive: its name as a person reads it, and its bytes.

    Archives within it are opened up to `DEPTH`; their members are named `inner.zip/name`. A name that
    climbs out of the archive or begins at the root keeps only what is left without that: it is shown,
    never opened as a path. Folders and what systems leave beside documents are passed over.

    Raises:
        Unreadable: not an archive, encrypted, damaged, too many, too large or packed too densely.
    """
    package = Package(body, MEMBERS)
    for entry in package.entries:
        name = shown(entry)
        if entry.is_dir() or not name or litter(name):
            continue
        content = package.content(entry)
        if depth < DEPTH and name.lower().endswith(".zip") and content.startswith(b"PK"):
            for inner, document in members(content, depth + 1):
                package.unpacked += len(document)
                if package.unpacked > TOTAL_SIZE:
                    raise Unreadable(f"the archive unpacks to more than {TOTAL_SIZE >> 20} MB")
                yield f"{name}/{inner}", document
        else:
            yield name, content


def shown(entry: zipfile.ZipInfo) -> str:
    """The name of an entry for people: decoded, without roots, drives and steps upwards."""
    name = entry.orig_filename if isinstance(entry.orig_filename, str) else entry.filename
    if not entry.flag_bits & UTF8:
        # zipfile has taken the bytes for cp437; Chinese archivers write the code page of the system.
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = name.encode("utf-8", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", "replace")
    name = "".join(character for character in name if character.isprintable())
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "/".join(part for part in parts if part not in {"/", "//", "..", "."} and not part.endswith(":"))


def litter(name: str) -> bool:
    path = PurePosixPath(name)
    return path.name.lower() in LITTER or path.name.startswith(("~$", "._")) or path.parts[0] == "__MACOSX"
