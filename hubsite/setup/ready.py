"""What must hold before the demonstration is served; every failure is one sentence."""

from __future__ import annotations

import base64
import os
import re
import secrets
import socket
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parents[2]
SECRETS = BASE / "var" / "demo.env"
OLDEST = 150000
APP_ROLE = os.environ.get("DATABASE_APP_ROLE", "hubsite_app")


class CannotServe(Exception):
    """The demonstration cannot start; the text is one sentence for a person."""


def free_port(text: str) -> int:
    """The port in `text` when nobody listens on it; raises `CannotServe` otherwise."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotServe(f"PORT is “{text}”, which is not a number from 1 to 65535.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as exc:
            raise CannotServe(
                f"Port {text} cannot be used ({exc.strerror}): choose another, "
                "for example PORT=8001 make demo."
            ) from None
    return int(text)


def database(url: str) -> bool:
    """Have a database that answers: at `url`, or the embedded one (then True) when it is empty.

    Raises `CannotServe` naming the server, never the password.
    """
    from programs.kernel import embedded

    if url:
        _ask(url)
        return False
    try:
        embedded.database_url(BASE)
    except embedded.NotStarted as exc:
        raise CannotServe(str(exc)) from None
    return True


def _ask(url: str) -> None:
    import psycopg

    plain = re.sub(r"^(postgres|psql|pgsql)://", "postgresql://", url)
    if not plain.startswith("postgresql://"):
        raise CannotServe(
            "DATABASE_URL is not of the form postgresql://user:password@host:port/name."
        )
    where = re.sub(r"//[^@/]*@", "//", plain).split("?")[0].removeprefix("postgresql://")
    try:
        with psycopg.connect(plain, connect_timeout=5) as db:
            missing = _missing(db.execute(RIGHTS, [APP_ROLE]).fetchone() or ())
    except (psycopg.Error, UnicodeError) as exc:
        reason = str(exc).strip().splitlines()[-1].strip()
        raise CannotServe(f"The database {where} cannot be reached: {reason}") from None
    if missing:
        raise CannotServe(f"The database {where} will not do: {missing}.")


RIGHTS = """
SELECT current_setting('server_version_num')::int,
       has_schema_privilege('public', 'CREATE'),
       (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user)
           OR EXISTS (SELECT FROM pg_roles WHERE rolname = %s)
"""


def _missing(facts: tuple[Any, ...]) -> str:
    """What a server lacks for the migrations to succeed, or nothing."""
    version, may_create_tables, has_app_role = facts
    if version < OLDEST:
        return f"it is PostgreSQL {version // 10000}, and 15 is the oldest that serves"
    if not may_create_tables:
        return "its user may not create tables in the schema public"
    if not has_app_role:
        return f"its user may not create the role {APP_ROLE} (CREATEROLE), nor does it exist"
    return ""


def keep_secrets(file: Path) -> None:
    """Write the demonstration's own keys once, readable by its user only."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    note_key = base64.b64encode(secrets.token_bytes(32)).decode()
    lines = (f"SECRET_KEY={secrets.token_urlsafe(50)}", f"NOTE_KEYS=demo={note_key}")
    part = file.with_suffix(f".{os.getpid()}")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write("\n".join(lines) + "\n")
    part.rename(file)
