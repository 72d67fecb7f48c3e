"""What is known of a family's earlier visits when it arrives again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Max, Q

from programs.dropin.models import VisitPerson
from programs.kernel import fiscal

Who = tuple[int | None, int | None]
LIVE = Q(visit__voided_at=None)


# One row a person; written out, because a tap at the desk waits for it.
_BEFORE = """
SELECT p.adult_id, p.child_id,
  max(v.arrived_at) FILTER (WHERE v.voided_at IS NULL AND v.arrived_at < %(at)s),
  max(v.id) FILTER (WHERE v.voided_at IS NULL AND v.arrived_at < %(at)s AND v.site_id = %(site)s),
  max(v.id) FILTER (WHERE v.voided_at IS NULL AND v.arrived_at < %(at)s AND v.day >= %(year)s),
  max(v.id) FILTER (WHERE v.voided_at IS NULL AND v.left_at IS NULL),
  max(v.id) FILTER (WHERE v.nonce = %(nonce)s),
  bool_or(v.voided_at IS NULL AND (v.arrived_at >= %(at)s OR v.left_at > %(at)s)),
  NULL::timestamptz, NULL::bigint
FROM dropin_visit v JOIN dropin_visitperson p ON p.visit_id = v.id
WHERE v.household_id = %(household)s
GROUP BY p.adult_id, p.child_id
UNION ALL
SELECT NULL, p.child_id, NULL, NULL, NULL, NULL, NULL, NULL,
  max(v.arrived_at) FILTER (WHERE v.arrived_at < %(at)s),
  max(v.id) FILTER (WHERE v.arrived_at <= %(at)s AND (v.left_at IS NULL OR v.left_at > %(at)s))
FROM dropin_visitperson p JOIN dropin_visit v ON v.id = p.visit_id
WHERE p.child_id = ANY (ARRAY(
    SELECT child_id FROM registry_childhome WHERE household_id = %(household)s
    UNION SELECT h.child_id FROM registry_childhome h JOIN registry_child c ON c.id = h.child_id
    WHERE c.household_id = %(household)s))
  AND v.voided_at IS NULL AND v.household_id <> %(household)s
GROUP BY p.child_id
"""


class Past(NamedTuple):
    """One person of a family: when last here, and visits by what is asked of them.

    A child of two families has a second row for its visits with the other one.
    """

    adult_id: int | None
    child_id: int | None
    last: datetime | None
    at_site: int | None
    this_year: int | None
    inside: int | None
    same_nonce: int | None
    late: bool | None
    with_others: datetime | None
    inside_with_others: int | None

    @property
    def who(self) -> Who:
        """The registered person."""
        return self.adult_id, self.child_id


@dataclass
class History:
    """Earlier visits of one family: who came ever and last, what is open, what is known of later."""

    persons: set[Who] = field(default_factory=set)
    last: set[Who] = field(default_factory=set)
    came: bool = False
    with_others: set[Who] = field(default_factory=set)  # children inside with another family
    at_site: bool = False
    this_year: bool = False
    inside_id: int | None = None
    same_nonce_id: int | None = None
    late: bool = False  # of this instant or a later one something is known already

    @property
    def flags(self) -> dict[str, bool]:
        """The first-visit marks of a visit that follows this history."""
        return {
            "first_ever": not self.came,
            "first_of_year": not self.this_year,
            "first_at_site": not self.at_site,
        }


def of_household(
    household_id: int, site_id: int, at: datetime, day: date, nonce: UUID | None = None
) -> History:
    """Read a family's visits before an instant, in one query of one row a person."""
    values: dict[str, Any] = {
        "household": household_id,
        "site": site_id,
        "at": at,
        "year": fiscal.first_day(fiscal.year_of(day)),
        "nonce": nonce,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, values)
        return _history([Past(*row) for row in cursor.fetchall()])


def last_people(household_ids: Iterable[int]) -> dict[int, set[Who]]:
    """Return household -> who came at its last visit, for a list of search results."""
    rows: Iterable[Any] = (
        VisitPerson.objects.filter(LIVE, visit__household_id__in=list(household_ids))
        .order_by()
        .values("visit__household_id", "adult_id", "child_id")
        .annotate(last=Max("visit__arrived_at"))
    )
    families: dict[int, list[tuple[Who, Any]]] = {}
    for row in rows:
        who = row["adult_id"], row["child_id"]
        families.setdefault(row["visit__household_id"], []).append((who, row["last"]))
    return {pk: _latest(people) for pk, people in families.items()}


def _history(rows: list[Past]) -> History:
    before = [row for row in rows if row.last]
    return History(
        persons={row.who for row in rows if row.last or row.with_others},
        came=bool(before),
        with_others={row.who for row in rows if row.inside_with_others},
        last=_latest((row.who, row.last) for row in before),
        at_site=any(row.at_site for row in before),
        this_year=any(row.this_year for row in before),
        inside_id=next((row.inside for row in rows if row.inside), None),
        same_nonce_id=next((row.same_nonce for row in rows if row.same_nonce), None),
        late=any(row.late for row in rows),
    )


def _latest(rows: Iterable[tuple[Who, Any]]) -> set[Who]:
    came = list(rows)
    newest = max((last for _who, last in came), default=None)
    return {who for who, last in came if last == newest}
