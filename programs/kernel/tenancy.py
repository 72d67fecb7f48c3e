"""Whose rows are seen: PostgreSQL row-level security, forced, for every table with a hub's data.

Two ordinary roles: the owner, who signs in and migrates, and ``DATABASE_APP_ROLE``, which every
connection assumes and which may neither alter tables nor change append-only rows. No scope set
means no rows. The rules are derived from the models after each migrate, so that no table can be
forgotten (decision 0001).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.models import Model

if TYPE_CHECKING:
    from programs.kernel.actor import Actor

SCOPE = "COALESCE(NULLIF(current_setting('app.hubs', true), ''), '{}')::int[]"
PERSON = "NULLIF(current_setting('app.person', true), '')::int"
HUB_ROWS = f"hub_id = ANY ({SCOPE})"
OWN_ROWS = f"person_id = {PERSON}"


# The scope that a request set for all of its transaction (see ``standing``).
_standing: ContextVar[tuple[tuple[int, ...], int] | None] = ContextVar("scope", default=None)


def enter(hub_ids: Iterable[int], person_id: int | None = None) -> None:
    """Set whose rows the rest of the transaction may see; outside a transaction it sets nothing."""
    _standing.set(None)
    hubs = "{" + ",".join(str(int(hub)) for hub in hub_ids) + "}"
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.hubs', %s, true), set_config('app.person', %s, true)",
            [hubs, str(person_id or "")],
        )


def enter_as(actor: "Actor") -> None:
    """Set the scope of an actor, unless it is the one that stands for the whole request."""
    if _standing.get() != (actor.hub_ids, actor.user_id):
        enter(actor.hub_ids, actor.user_id)


@contextmanager
def standing(actor: "Actor") -> Iterator[None]:
    """Say that the actor's scope was set before any savepoint of this transaction.

    No rollback within it can take that away, so ``enter_as`` need not ask the database again;
    setting another scope ends it, and so does the end of the block.
    """
    _standing.set((actor.hub_ids, actor.user_id))
    try:
        yield
    finally:
        _standing.set(None)


@contextmanager
def as_owner(using: str = "default") -> Iterator[None]:
    """Run as the role that owns the tables: migrations and set-up only. Reopens the connection."""
    connection = connections[using]
    options = connection.settings_dict["OPTIONS"]
    role = options.pop("assume_role", None)
    if role is None:
        yield
        return
    connection.close()
    try:
        yield
    finally:
        options["assume_role"] = role
        connection.close()


def ensure_app_role(using: str = "default") -> None:
    """Create the application role once a server, and let it use what the owner will create."""
    role = settings.DATABASE_APP_ROLE
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('hubsite.roles'))")
        try:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if not cursor.fetchone():
                cursor.execute(f'CREATE ROLE "{role}" NOLOGIN NOBYPASSRLS NOSUPERUSER')
            # From version 16 on, having made a role does not yet allow to assume it.
            cursor.execute("SELECT current_setting('server_version_num')::int >= 160000")
            needed = "SET" if (cursor.fetchone() or [False])[0] else "MEMBER"
            cursor.execute("SELECT pg_has_role(current_user, %s, %s)", [role, needed])
            if not (cursor.fetchone() or [False])[0]:
                cursor.execute(f'GRANT "{role}" TO CURRENT_USER')
            cursor.execute(f'GRANT USAGE ON SCHEMA public TO "{role}"')
            for what, rights in (
                ("TABLES", "SELECT, INSERT, UPDATE, DELETE"),
                ("SEQUENCES", "USAGE, SELECT"),
            ):
                cursor.execute(
                    f'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON {what} TO "{role}"'
                )
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('hubsite.roles'))")


def row_policies(model: type[Model]) -> dict[str, str]:
    """Return the row policies of a model: name -> ``FOR … USING …``; empty for shared tables."""
    hub_rows = getattr(model, "row_rule", None)
    if not hub_rows:
        return {}
    insert_rule = getattr(model, "row_insert_rule", None) or hub_rows
    policies = {
        "scope_select": f"FOR SELECT USING ({hub_rows})",
        "scope_insert": f"FOR INSERT WITH CHECK ({insert_rule})",
        "scope_update": f"FOR UPDATE USING ({hub_rows}) WITH CHECK ({hub_rows})",
        "scope_delete": f"FOR DELETE USING ({hub_rows})",
    }
    if getattr(model, "public_read", False):
        policies["public_read"] = "FOR SELECT USING (true)"
    return policies


def install(using: str = "default") -> None:
    """Bring row security and append-only rules of all tables in line with the models.

    The owner of a table is under FORCEd row security too. Safe to repeat.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(APPEND_ONLY_FUNCTION)
        cursor.execute(
            "REVOKE INSERT, UPDATE, DELETE ON django_migrations "
            f'FROM "{settings.DATABASE_APP_ROLE}"'
        )
        tables = set(connections[using].introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and model._meta.db_table in tables:
                _install_rows(cursor, model)
                if getattr(model, "append_only", False):
                    _install_append_only(cursor, model._meta.db_table)


def _install_rows(cursor: Any, model: type[Model]) -> None:
    table = model._meta.db_table
    wanted = row_policies(model)
    if not wanted:
        return
    cursor.execute(
        "SELECT relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [f'"{table}"']
    )
    if not cursor.fetchone()[0]:
        cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY')
    for name, rule in wanted.items():
        cursor.execute(f'DROP POLICY IF EXISTS "{name}" ON "{table}"')
        cursor.execute(f'CREATE POLICY "{name}" ON "{table}" {rule}')


APPEND_ONLY_FUNCTION = """
CREATE OR REPLACE FUNCTION kernel_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'append_only';
END $$;
"""


def _install_append_only(cursor: Any, table: str) -> None:
    cursor.execute(
        f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM "{settings.DATABASE_APP_ROLE}"'
    )
    cursor.execute(
        f'CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{table}" '
        "FOR EACH ROW EXECUTE FUNCTION kernel_append_only()"
    )
    cursor.execute(
        f'CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()"
    )
