"""Long lists, read with as little as possible between them and the database."""

from collections.abc import Iterable, Sequence
from typing import Any

from piccolo.columns.base import Column
from piccolo.columns.combination import And, Or, Where, WhereRaw
from piccolo.querystring import QueryString
from piccolo.table import Table

from hub.database.current import current


class Listing:
    """A SELECT for the long lists, whose columns and joins are put together once.

    Piccolo takes longer to do that than the database to answer. Conditions may speak of the tables that the columns
    reach, and of others in subqueries.
    """

    def __init__(self, table: type[Table], *columns: Column) -> None:
        self._query = table.select(*columns)
        self._heads: dict[str, str] = {}

    async def rows(
        self,
        condition: Where | WhereRaw | And | Or,
        *,
        order: Sequence[Column],
        descending: bool = False,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[dict[str, Any]]:
        """The rows that fulfil a condition; `descending` turns the first column of `order` round."""
        by = [_name(column) for column in order]
        by[0] += " DESC" if descending else ""
        query = QueryString(f"{self._head()} WHERE {{}} ORDER BY {', '.join(by)}", condition.querystring)
        if limit is not None:
            query = QueryString("{} LIMIT {} OFFSET {}", query, limit, offset)
        return await self._run(query)

    def _head(self) -> str:
        engine = current().engine_type
        if engine not in self._heads:
            self._heads[engine] = self._query.default_querystrings[0].compile_string(engine)[0]
        return self._heads[engine]

    async def _run(self, query: QueryString) -> list[dict[str, Any]]:
        engine = current()
        rows: list[dict[str, Any]] = engine.transform_response_to_dicts(await engine.run_querystring(query))
        return rows


class Reached:
    """The columns that a foreign key reaches, each looked up once: Piccolo makes a new one whenever it is asked."""

    def __init__(self, key: Column) -> None:
        self._key = key

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._key, name)
        setattr(self, name, found)
        return found


def among(column: Column, ids: Iterable[int]) -> WhereRaw:
    """The condition that a column holds one of some ids of the database, none being no condition that anything fulfils.

    Sixty placeholders take Piccolo longer than the whole query.
    """
    return WhereRaw(f"{_name(column)} IN ({', '.join(str(int(id)) for id in ids) or 'NULL'})")


def less(column: Column, than: Column, *, minus: Column) -> WhereRaw:
    """The condition that a column is less than the difference of two, which Piccolo cannot say of joined tables."""
    return WhereRaw(f"{_name(column)} < {_name(than)} - {_name(minus)}")


def _name(column: Column) -> str:
    return column._meta.get_full_name(with_alias=False)
