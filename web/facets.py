"""Facets of the reports from the table `coverage`: counted beforehand, so that half a million cost nothing.

Configured as `{counted: column}`. Where a page narrows the reports by a column that `coverage` knows
nothing of, the first ten thousand rows are counted and the facet says so by `partial`.
"""

from __future__ import annotations

from typing import Any

from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.utils import path_with_added_args, path_with_removed_args

COLUMNS = ("year", "region", "template", "status", "state")
MOST_COUNTED = 10_000


class CountedFacet(Facet):
    """A facet whose counts are read from `coverage` wherever that can tell them."""

    type = "counted"

    async def suggest(self) -> list[dict[str, Any]]:
        return []

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        wanted, size = self.wanted(), self.get_facet_size()
        columns = [entry["config"]["simple"] for entry in self.get_configs()]
        columns = [column for column in columns if column in COLUMNS]
        if not columns:
            return [], []
        if wanted is not None:
            return [await self.counted(column, wanted, size) for column in columns], []
        try:
            counts = await self.looked_at(columns)
        except QueryInterrupted:
            return [], columns
        return [
            {**self.facet(column, counts.get(column, []), size), "partial": True} for column in columns
        ], []

    async def looked_at(self, columns: list[str]) -> dict[str, list[tuple[Any, int]]]:
        """Values with their counts among the first rows of the page's own query, which runs once for all."""
        each = " UNION ALL ".join(
            f"SELECT '{column}' AS name, {column} AS value, count(*) AS count FROM hits "  # noqa: S608 - COLUMNS
            f"WHERE {column} IS NOT NULL GROUP BY {column}"
            for column in columns
        )
        sql = (
            f"WITH hits AS MATERIALIZED (SELECT {', '.join(columns)} FROM ({self.sql}) LIMIT {MOST_COUNTED}) "  # noqa: S608
            f"SELECT * FROM ({each}) ORDER BY count DESC, value"
        )
        rows = await self.ds.execute(
            self.database,
            sql,
            self.params,
            truncate=False,
            custom_time_limit=self.ds.setting("facet_time_limit_ms"),
        )
        counts: dict[str, list[tuple[Any, int]]] = {}
        for name, value, count in rows.rows:
            counts.setdefault(name, []).append((value, count))
        return counts

    def wanted(self) -> dict[str, str] | None:
        """What the reports are narrowed to, by column; None if `coverage` lacks a column."""
        found: dict[str, str] = {}
        for name, value in self.get_querystring_pairs():
            column = name.removesuffix("__exact")
            if column in COLUMNS and column not in found:
                found[column] = value
            elif not name.startswith("_") or (name in ("_search", "_where", "_through") and value):
                return None
        return found

    async def counted(self, column: str, wanted: dict[str, str], size: int) -> dict[str, Any]:
        where = " AND ".join([f"{column} IS NOT NULL", *(f"{name} = :{name}" for name in wanted)])
        sql = (
            f"SELECT {column} AS value, sum(reports) AS count FROM coverage WHERE {where} "  # noqa: S608 - COLUMNS
            f"GROUP BY 1 ORDER BY count DESC, value LIMIT {size + 1}"
        )
        rows = (await self.ds.execute(self.database, sql, wanted, truncate=False)).rows
        return self.facet(column, [tuple(row) for row in rows], size)

    def facet(self, column: str, counts: list[tuple[Any, int]], size: int) -> dict[str, Any]:
        """What Datasette's templates and JSON want to know of a facet."""
        results = []
        for value, count in counts[:size]:
            text = str(value)
            chosen = {
                name: text for name in (column, f"{column}__exact") if self.request.args.get(name) == text
            }
            path = (
                path_with_removed_args(self.request, chosen)
                if chosen
                else path_with_added_args(self.request, {column: text})
            )
            results.append(
                {
                    "value": value,
                    "label": value,
                    "count": count,
                    "toggle_url": self.ds.absolute_url(self.request, self.ds.urls.path(path)),
                    "selected": bool(chosen),
                }
            )
        return {
            "name": column,
            "type": self.type,
            "hideable": False,
            "toggle_url": "",
            "results": results,
            "truncated": len(counts) > size,
        }
