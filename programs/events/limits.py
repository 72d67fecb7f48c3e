"""How often somebody may ask for places from outside: counted in the database, by the hour.

One network address may be a whole nursery or ward, so its limit is wide; an e-mail address has a
narrow one. Counted on a connection of its own: a refused or broken request stays counted.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest

HOUR = timedelta(hours=1)
ADDRESS, EMAIL = "events.address", "events.email"
MOST = {ADDRESS: 60, EMAIL: 5}

_TAKE = """
INSERT INTO kernel_wrongtries AS kept (subject, count, since) VALUES (%(subject)s, 1, %(now)s)
ON CONFLICT (subject) DO UPDATE SET
  count = CASE WHEN kept.since <= %(before)s THEN 1 ELSE kept.count + 1 END,
  since = CASE WHEN kept.since <= %(before)s THEN %(now)s ELSE kept.since END
WHERE kept.count < %(most)s OR kept.since <= %(before)s
RETURNING count
"""


def take(kind: str, who: str, now: datetime) -> bool:
    """Count one request of an address; False when the hour's are used up. Keeps a hash only."""
    subject = hashlib.sha256(f"{kind}:{settings.SECRET_KEY}:{who}".encode()).hexdigest()
    values = {"subject": subject, "now": now, "before": now - HOUR, "most": MOST[kind]}
    with _own_connection() as cursor:
        cursor.execute(_TAKE, values)
        return cursor.fetchone() is not None


def address_of(request: HttpRequest) -> str:
    """The network address of the asker; behind the trusted proxy of a real site, as it tells."""
    told = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.HTTPS and told:
        return str(told).rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


@contextmanager
def _own_connection() -> Iterator[Any]:
    connection = connections.create_connection("default")
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
