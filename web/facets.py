"""Facets of the reports from the table `coverage`: counted beforehand, so that half a million cost nothing.

Configured as `{counted: column}`. Where a page narrows the reports by a column that `coverage` knows
nothing of, the first ten thousand rows are counted and the facet says so by `partial`.
"""

from __future__ import annotations

from typing import Any

from datasette.facets import ColumnFacet
from datasette.utils import path_with_added_args, path_with_removed_args

COLUMNS = ("year", "region", "template", "status", "state")
MOST_COUNTED = 10_000


class CountedFacet(ColumnFacet):
    """A facet whose counts are read from `coverage` wherever that can tell them."""

    type = "counted"

    async def suggest(self) -> list[dict[str, Any]]:
        return []

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        wanted = self.wanted()
        if wanted is None:
            self.sql = f"SELECT * FROM ({self.sql}) LIMIT {MOST_COUNTED}"  # noqa: S608 - our own query
            found, late = await super().facet_results()
            return [{**facet, "hideable": False, "partial": True} for facet in found], late
        size = self.get_facet_size()
        found = [
            await self.counted(entry["config"]["simple"], wanted, size)
            for entry in self.get_configs()
            if entry["config"]["simple"] in COLUMNS
        ]
        return found, []

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
        results = []
        for row in rows[:size]:
            value = str(row["value"])
            chosen = {
                name: value for name in (column, f"{column}__exact") if self.request.args.get(name) == value
            }
            path = (
                path_with_removed_args(self.request, chosen)
                if chosen
                else path_with_added_args(self.request, {column: value})
            )
            results.append(
                {
                    "value": row["value"],
                    "label": row["value"],
                    "count": row["count"],
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
            "truncated": len(rows) > size,
        }
