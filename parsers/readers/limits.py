"""What a document may hold, and how long its reader may take in a child process, with how much memory."""

from __future__ import annotations

USUAL_SECONDS, USUAL_MEMORY = 10.0, 1 << 30
# Of processor time, for a page or text in this very process, and again for the tables of any kind in it.
OWN_SECONDS = 5.0
# Recognition maps gigabytes of libraries and models, and a page takes it seconds.
LOOKING_SECONDS, LOOKING_MEMORY = 60.0, 4 << 30

MOST_CELLS = 40_000  # of all tables of a page or a text
