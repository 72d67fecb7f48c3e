"""The real PostgreSQL for every test; rows are seen as the application role sees them."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from programs.kernel import audit, tenancy
from tests import make

_LET_GO = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = %s AND usename = session_user AND pid <> pg_backend_pid()
"""
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's sync API runs a loop


# WhiteNoise warns about a missing folder; tests serve static files from their sources.
Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """Create this worker's database as the owner, then work as the application role.

    The workers of one run take turns: the first migrates, the others copy what it made.
    """
    run = getattr(request.config, "workerinput", {})
    connection = connections["default"]
    place = connection.creation.connection.settings_dict
    old, template = place["NAME"], f"{place['TEST']['NAME']}_{run.get('testrunuid', '')[:8]}"
    place["TEST"]["NAME"] += f"_{run['workerid']}" if run else ""
    with django_db_blocker.unblock(), tenancy.as_owner():
        made = _create(connection, template if run else "")
        audit.anchor_file().unlink(missing_ok=True)  # left by an earlier database of that name
    yield
    with django_db_blocker.unblock():
        for opened in connections.all():
            opened.close()
        with tenancy.as_owner():
            names = [place["NAME"], *([template] if made else [])]
            place["NAME"] = old
            for name in names:
                _drop(connection, name)


def _create(connection: Any, template: str) -> bool:
    """Make the test database, where the run has a template by copying it; whether that was made here."""
    place = connection.settings_dict
    name = place["TEST"]["NAME"]
    if not template:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        return False
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [template])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        first = cursor.fetchone() is None
        if first:
            place["TEST"]["NAME"] = template
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()
            place["TEST"]["NAME"] = name
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    connection.close()
    settings.DATABASES["default"]["NAME"] = place["NAME"] = name
    return first


def _drop(connection: Any, name: str) -> None:
    with connection._nodb_cursor() as cursor:
        # A server of the journeys may hold on to it. WITH (FORCE) would also end what is
        # not ours to end, the vacuum at work there; a plain DROP asks that to stop.
        cursor.execute(_LET_GO, [name])
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


@pytest.fixture(scope="session", autouse=True)
def _compiled_texts() -> None:
    """English is read from the compiled catalogue, which is not kept in the repository."""
    call_command("compile_messages", verbosity=0)


@pytest.fixture(autouse=True)
def _fresh_scope() -> None:
    make.forget()


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database without a surrounding transaction: for threads, servers and browsers.

    Nothing is flushed afterwards; each such test makes hubs of its own.
    """
    with django_db_blocker.unblock():
        yield
        for connection in connections.all():
            connection.close()


@pytest.fixture
def hub(db: None) -> Any:
    """A hub of the test's own."""
    return make.hub()
