"""The archive as Datasette's database: what each of its pages asks, and seldom changes, is held a moment."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.database import Database

SECONDS = 30.0


class Archive(Database):
    """A database of Datasette that asks the shape and the sizes of its tables at most twice a minute.

    A page of a query or of the database counts every table and looks up the columns, keys and search tables
    of each: 250 statements, 120 ms of a page over half a million reports. Tables come and go only with a
    new version; the sizes shown are "more than 10,000" where they would change.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.held: dict[tuple[str, ...], tuple[float, Any]] = {}

    async def hold(self, key: tuple[str, ...], ask: Callable[[], Awaitable[Any]]) -> Any:
        asked, answer = self.held.get(key, (0.0, None))
        if not asked or time.monotonic() - asked > SECONDS:
            answer = await ask()
            self.held[key] = (time.monotonic(), answer)
        return answer

    async def table_counts(self, limit: int = 10) -> Any:
        ask = super().table_counts
        return dict(await self.hold(("counts",), lambda: ask(limit)))

    async def hidden_table_names(self) -> Any:
        return list(await self.hold(("hidden",), super().hidden_table_names))

    async def get_all_foreign_keys(self) -> Any:
        return await self.hold(("foreign keys",), super().get_all_foreign_keys)

    async def table_columns(self, table: str) -> Any:
        ask = super().table_columns
        return list(await self.hold(("columns", table), lambda: ask(table)))

    async def primary_keys(self, table: str) -> Any:
        ask = super().primary_keys
        return list(await self.hold(("primary keys", table), lambda: ask(table)))

    async def fts_table(self, table: str) -> Any:
        ask = super().fts_table
        return await self.hold(("search table", table), lambda: ask(table))
