"""From bytes to a Document: which kind of file it is, and the reader of that kind.

`sniff` asks the bytes before names and headers, which lie. Every reader module has
`read(body, hints) -> Document` and raises `Unreadable`; all but those of pages and text run in a child
process with limits.
"""

from parsers.readers.batches import read_many
from parsers.readers.kinds import NOTHING_KNOWN, ending, sniff
from parsers.readers.members import Member, expand
from parsers.readers.reading import Outcome, outcome, read
from parsers.readers.within import carried, looked_at

__all__ = [
    "NOTHING_KNOWN",
    "Member",
    "Outcome",
    "carried",
    "ending",
    "expand",
    "looked_at",
    "outcome",
    "read",
    "read_many",
    "sniff",
]
