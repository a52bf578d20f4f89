"""How long a reader of a document may take in its child process, and how much memory."""

from __future__ import annotations

USUAL_SECONDS, USUAL_MEMORY = 10.0, 1 << 30
# Recognition maps gigabytes of libraries and models, and a page takes it seconds.
LOOKING_SECONDS, LOOKING_MEMORY = 60.0, 4 << 30
