"""Several reports in one document: of several bodies or years, of both scopes of a body, beside blank forms.

standalone ──▶ beginnings ──▶ compiled ──▶ scopes
 grids          where one      one for each   one for each of
 parted         begins         body, year     its scopes
"""

from __future__ import annotations

from parsers.document import Document, Hints
from parsers.several.compiled import reports_in
from parsers.several.scopes import apart, labelled_in

__all__ = ["separate"]


def separate(document: Document, hints: Hints) -> list[Document]:
    """The reports in a document, in printed order; itself where it holds one."""
    labelled = labelled_in(document.blocks)
    parts = reports_in(document, labelled)
    if len(parts) == 1 and parts[0] is document:
        return apart(document, hints, labelled)
    return [one for part in parts for one in apart(part, hints, labelled_in(part.blocks))]
