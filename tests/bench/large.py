"""A hub of 100,000 families, and a tablet that comes back with 1,000 arrivals."""

import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.urls import reverse

from programs.kernel import clock, tenancy
from programs.registry import queries as registry
from programs.registry.models import Household
from tests.bench import duplicates
from tests.bench.ground import KANA, Place
from tests.bench.measure import Browser, Row

FAMILIES = 100_000
MOST_SEARCH = 4.0
ARRIVALS = 1_000
ROUNDS = 60
LIMIT = 12  # families that the desk shows

_BARE = """
SELECT h.* FROM registry_household h
WHERE h.hub_id = %s AND h.archived_at IS NULL AND h.id IN (
  SELECT k.household_id FROM registry_searchkey k
  WHERE k.hub_id = %s AND k.key >= %s AND k.key < %s)
ORDER BY h.kana_order, h.number, h.id LIMIT 12
"""
_COPY = """
INSERT INTO registry_household ({columns})
SELECT {values} FROM registry_household h CROSS JOIN generate_series(1, %s) AS n
"""
_KEYS = """
INSERT INTO registry_searchkey (hub_id, household_id, key, of_family)
SELECT h.hub_id, h.id, word, true FROM registry_household h
CROSS JOIN LATERAL (VALUES
  (substr(%(kana)s, 1 + (h.id * 7919 %% 36)::int, 1) || substr(%(kana)s, 1 + (h.id / 36 %% 36)::int, 1)
    || substr(%(kana)s, 1 + (h.id / 7 %% 36)::int, 1)),
  (h.number::text), (right(h.number::text, 4) || 'x')) AS words (word)
WHERE h.id > %(after)s
"""


def rows(place: Place) -> Iterator[Row]:
    """The tablet's arrivals first, then the search among so many families."""
    yield replayed(place)
    _grow(place)
    yield search(place)
    yield twins()


def replayed(place: Place) -> Row:
    """A tablet sends what waited while it had no network, one after the other, newest first."""
    browser, now = Browser(place), clock.now()
    began = time.perf_counter()
    for number in range(ARRIVALS):
        family = place.households[-1 - number % len(place.households)]
        path = reverse("dropin:check-in", args=[place.site.pk, family])
        at = now - timedelta(seconds=number)
        browser.ask("POST", path, nonce=str(uuid4()), at=at.isoformat())
    spent = time.perf_counter() - began
    return Row("1,000 arrivals that waited", f"{spent:.1f} s, each recorded", "", None)


def search(place: Place) -> Row:
    """The desk's search by the first kana, in turn with the same question in bare SQL."""
    spent: dict[str, list[float]] = {"ours": [], "bare": []}
    with transaction.atomic():
        tenancy.enter_as(place.director)
        for turn in range(ROUNDS):
            text = KANA[turn % len(KANA)] + KANA[turn * 5 % len(KANA)]
            spent["bare"].append(_timed(lambda text=text: _bare(place, text)))
            spent["ours"].append(_timed(lambda text=text: _ours(place, text)))
    ours, bare = median(spent["ours"]), median(spent["bare"])
    value = f"{ours / bare:.2f}  ({ours:.1f} ÷ {bare:.1f} ms)"
    what = "search in 100,000 families ÷ bare SQL"
    return Row(what, value, f"≤ {MOST_SEARCH:g}", ours / bare <= MOST_SEARCH)


def twins() -> Row:
    """How the search for duplicates grows over four sizes."""
    measured = duplicates.growth()
    power = duplicates.exponent(measured)
    largest, seconds = measured[-1]
    value = f"n^{power:.2f}  ({seconds:.1f} s of {largest:,})"
    goal = f"≤ n^{duplicates.EXPONENT:g}"
    return Row("search for duplicates", value, goal, power <= duplicates.EXPONENT)


def _ours(place: Place, text: str) -> Any:
    found = registry.households_matching(place.director, text, LIMIT)
    return found, registry.at_the_door(place.director, [family.pk for family in found])


def _bare(place: Place, text: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(_BARE, [place.hub.pk, place.hub.pk, text, text + "\U0010ffff"])
        return cursor.fetchall()


def _timed(step: Any) -> float:
    began = time.perf_counter()
    step()
    return (time.perf_counter() - began) * 1000


def _grow(place: Place) -> None:
    """Copy the families until there are so many; numbers and cards are their own."""
    fields = [f for f in Household._meta.concrete_fields if not f.generated]
    names = [f.column for f in fields if f.column != "id"]
    own = {"number": "h.number + n * 10000", "card_token": "h.card_token || n"}
    values = ", ".join(own.get(name, f'h."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    with transaction.atomic(), connection.cursor() as cursor:
        tenancy.enter_as(place.director)
        after = Household.objects.order_by("-pk").values_list("pk", flat=True)[0]
        times = FAMILIES // len(place.households)
        cursor.execute(_COPY.format(columns=columns, values=values), [times])
        cursor.execute(_KEYS, {"kana": KANA, "after": after})
    with tenancy.as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
