"""Counts over the whole archive, held for half a minute: home and regions need them at every visit."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from datasette.app import Datasette

from web import answers

T = TypeVar("T")
SECONDS = 30.0
_held: WeakKeyDictionary[Datasette, dict[str, tuple[float, Any]]] = WeakKeyDictionary()


async def held(datasette: Datasette, name: str, function: Callable[[sqlite3.Connection], T]) -> T:
    """What a function makes of the archive, at most half a minute old."""
    values = _held.setdefault(datasette, {})
    made, value = values.get(name, (0.0, None))
    if not made or time.monotonic() - made > SECONDS:
        value = await answers.read(datasette, function)
        values[name] = (time.monotonic(), value)
    return cast(T, value)
