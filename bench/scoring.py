"""What was read, compared with what is printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

FLAG = "unreadable"


@dataclass(slots=True)
class Score:
    """Counts over the documents of one kind as one reader gives them.

    A figure is right if its value and its state are. A wrong one is `flagged` if the reader says that it
    could not read it, or gives nothing for it and does not call the report wholly read.
    """

    reports: int = 0
    whole: int = 0
    cells: int = 0
    right: int = 0
    filled: int = 0
    filled_right: int = 0
    unflagged: int = 0
    named: int = 0  # agency and year are right
    misses: list[str] = field(default_factory=list)

    def add(self, name: str, expected: dict[str, Any], read: dict[str, Any]) -> None:
        self.reports += 1
        self.named += (read.get("agency"), read.get("year")) == (expected["agency"], expected["year"])
        found = {key: tuple(cell) for key, cell in read["cells"].items()}
        wrong = 0
        for key, cell in expected["cells"].items():
            wanted = (cell["value"], cell["state"])
            filled = bool(cell["value"])
            self.cells += 1
            self.filled += filled
            if found.get(key) == wanted:
                self.right += 1
                self.filled_right += filled
                continue
            wrong += 1
            self.miss(name, key, wanted, found.get(key), whole=read.get("status", "parsed") == "parsed")
        for key in found.keys() - expected["cells"].keys():
            wrong += 1
            self.miss(name, key, "nothing printed", found[key], whole=True)
        self.whole += not wrong and read["template"] == expected["template"]

    def miss(self, name: str, key: str, wanted: Any, got: Any, *, whole: bool) -> None:
        flagged = got[1] == FLAG if got else not whole
        self.unflagged += not flagged
        self.misses.append(f"{'' if flagged else 'NOT FLAGGED '}{name} {key}: printed {wanted}, read {got}")


def always_zero(expectations: list[dict[str, Any]]) -> Score:
    """The score of a reader that answers 0 for every figure of every report."""
    score = Score()
    for expected in expectations:
        cells = dict.fromkeys(expected["cells"], (0, "number"))
        score.add("", expected, {"template": expected["template"], "cells": cells})
    return score
