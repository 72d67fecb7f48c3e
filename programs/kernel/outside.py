"""People without an account: signed links from mails, and how often somebody may ask.

A link names a row and a keyed hash of the mail address on it: another address makes it void. One
network address may be a whole nursery or ward, so its limit is wide; a mail address has a narrow
one. Asking is counted on a connection of its own: a refused or broken request stays counted.
"""

import hashlib
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import connections
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

HOUR = timedelta(hours=1)
LINK_LASTS = timedelta(days=120)
# How long what somebody asked for is kept until her mail has answered.
CONFIRM_WITHIN = timedelta(hours=24)

_TAKE = """
INSERT INTO kernel_wrongtries AS kept (subject, count, since) VALUES (%(subject)s, 1, %(now)s)
ON CONFLICT (subject) DO UPDATE SET
  count = CASE WHEN kept.since <= %(before)s THEN 1 ELSE kept.count + 1 END,
  since = CASE WHEN kept.since <= %(before)s THEN %(now)s ELSE kept.since END
WHERE kept.count < %(most)s OR kept.since <= %(before)s
RETURNING count
"""


@dataclass(frozen=True)
class Limit:
    """So many requests an hour; the name keeps the counts of different pages apart."""

    name: str
    most: int


def confirm_by(now: datetime, starts_at: datetime) -> datetime:
    """Until when a place is kept for somebody whose mail has not answered yet.

    A day, and never longer than half of the time that is left: the other half is for whoever is
    next.
    """
    return now + min(CONFIRM_WITHIN, (starts_at - now) / 2)


def take(limit: Limit, who: str, now: datetime) -> bool:
    """Count one request of somebody; False when the hour's are used up. Keeps a hash only."""
    subject = hashlib.sha256(f"{limit.name}:{settings.SECRET_KEY}:{who}".encode()).hexdigest()
    values = {"subject": subject, "now": now, "before": now - HOUR, "most": limit.most}
    with _own_connection() as cursor:
        cursor.execute(_TAKE, values)
        return cursor.fetchone() is not None


def address_of(request: HttpRequest) -> str:
    """The network address of the asker; behind the trusted proxy of a real site, as it tells."""
    told = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.HTTPS and told:
        return str(told).rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def email_key(salt: str, email: str) -> str:
    """A keyed hash by which one address is known again; empty without one."""
    folded = unicodedata.normalize("NFKC", email).strip().casefold()
    return salted_hmac(salt, folded, algorithm="sha256").hexdigest() if folded else ""


def link_token(salt: str, row: Any) -> str:
    """The signed key of a row that has ``pk`` and ``email_key``."""
    return signing.dumps([row.pk, _digest(row)], salt=salt)


def linked_key(salt: str, token: str) -> int | None:
    """The key of the row that a token names; None for one that was changed or is too old."""
    try:
        pk, _stamp = signing.loads(token, salt=salt, max_age=LINK_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(pk)


def fits(salt: str, token: str, row: Any) -> bool:
    """Whether a token is of this row as it stands now: with the address it was sent to."""
    try:
        found = signing.loads(token, salt=salt, max_age=LINK_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return bool(found == [row.pk, _digest(row)])


def _digest(row: Any) -> str:
    return hashlib.sha256(f"{row.pk}:{row.email_key}".encode()).hexdigest()[:32]


@contextmanager
def _own_connection() -> Iterator[Any]:
    connection = connections.create_connection("default")
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
