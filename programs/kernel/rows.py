"""One row of an actor's hubs, by its key."""

from typing import TypeVar

from django.db.models import Model

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
