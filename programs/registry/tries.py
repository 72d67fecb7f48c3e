"""How often an account's password and codes may be guessed: five times, then a quarter of an hour.

One bucket an account, whatever is guessed and wherever: sign-in, second factor, signing. It is
kept in the database on a connection of its own, outside the request's transaction: a counted try
stays counted when the request ends in an error, and no lock is held while a password is hashed.
"""

import hashlib
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connections

MOST = 5
PAUSE = timedelta(minutes=15)
_PURPOSE = "account"

# since is the last counted try: a full bucket opens again when it has been quiet for PAUSE.
# Refused tries are not counted, so nobody can keep an account closed for ever by trying on.
_TAKE = """
INSERT INTO kernel_wrongtries AS kept (subject, count, since) VALUES (%(subject)s, 1, %(now)s)
ON CONFLICT (subject) DO UPDATE SET
  count = CASE WHEN kept.since <= %(quiet)s THEN 1 ELSE kept.count + 1 END, since = %(now)s
WHERE kept.count < %(most)s OR kept.since <= %(quiet)s
RETURNING count
"""
_GIVE_BACK = "UPDATE kernel_wrongtries SET count = count - 1 WHERE subject = %s AND count > 0"


def fold(username: str) -> str:
    """Return a login id as it is compared: narrow, lower case, without spaces around it."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def take(username: str, now: datetime) -> bool:
    """Count one try before it is made; False when the account has none left.

    Unknown names are counted like known ones, so that the answer tells nothing.
    """
    values = {"subject": _subject(username), "now": now, "quiet": now - PAUSE, "most": MOST}
    with _own_connection() as cursor:
        cursor.execute(_TAKE, values)
        return cursor.fetchone() is not None


def give_back(username: str) -> None:
    """Uncount a try that turned out right; earlier wrong ones stay counted."""
    with _own_connection() as cursor:
        cursor.execute(_GIVE_BACK, [_subject(username)])


def _subject(username: str) -> str:
    return hashlib.sha256(f"{_PURPOSE}:{fold(username)}".encode()).hexdigest()


@contextmanager
def _own_connection() -> Iterator[Any]:
    connection = connections.create_connection("default")
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
