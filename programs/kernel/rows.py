"""One row of an actor's hubs by its key, and several counts in one question."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden

Row = TypeVar("Row", bound=Model)


def own(model: type[Row], actor: Actor, pk: int, *, hold: bool = False) -> Row:
    """Return the row of the actor's hubs with a key; raises Hidden.

    ``hold`` keeps others from changing it until the transaction ends. Written out, because every
    tap and page begins with such reads and composing the statement costs more than asking it.
    """
    table = model._meta.db_table
    sql = f'SELECT * FROM "{table}" WHERE id = %s AND hub_id = ANY (%s)'
    if hold:
        sql += " FOR NO KEY UPDATE"
    for row in model._default_manager.raw(sql, [pk, list(actor.hub_ids)]):
        return row
    raise Hidden


def counted(
    asked: Mapping[str, "QuerySet[Any]"], sums: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Return how many rows each query has, all in one statement.

    ``sums`` names, by key, a column of whole numbers that is added up instead.
    """
    parts: list[str] = []
    values: list[Any] = []
    for key, rows in asked.items():
        column = (sums or {}).get(key, "")
        sql, given = rows.order_by().values(column or "pk").query.sql_with_params()
        total = f"coalesce(sum({connection.ops.quote_name(column)}), 0)" if column else "count(*)"
        parts.append(f"(SELECT {total} FROM ({sql}) AS found)")
        values += given
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), values)
        return dict(zip(asked, cursor.fetchone(), strict=True))
