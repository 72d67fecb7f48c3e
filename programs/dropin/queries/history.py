"""What is known of a family's earlier visits when it arrives again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Q

from programs.dropin.models import VisitPerson
from programs.kernel import fiscal

Who = tuple[int | None, int | None]
LIVE = Q(visit__voided_at=None)


@dataclass
class History:
    """Earlier visits of one family: who came ever and last, and what is open now."""

    persons: set[Who] = field(default_factory=set)
    last: set[Who] = field(default_factory=set)
    at_site: bool = False
    this_year: bool = False
    inside_id: int | None = None
    same_nonce_id: int | None = None

    @property
    def flags(self) -> dict[str, bool]:
        """The first-visit marks of a visit that follows this history."""
        return {
            "first_ever": not self.persons,
            "first_of_year": not self.this_year,
            "first_at_site": not self.at_site,
        }


def of_household(
    household_id: int, site_id: int, at: datetime, day: date, nonce: UUID | None = None
) -> History:
    """Read a family's visits before an instant, in one query of one row a person."""
    year = fiscal.first_day(fiscal.year_of(day))
    before = LIVE & Q(visit__arrived_at__lt=at)
    rows: Iterable[Any] = (
        VisitPerson.objects.filter(visit__household_id=household_id)
        .order_by()
        .values("adult_id", "child_id")
        .annotate(
            last=Max("visit__arrived_at", filter=before),
            at_site=Max("visit_id", filter=before & Q(visit__site_id=site_id)),
            this_year=Max("visit_id", filter=before & Q(visit__day__gte=year)),
            inside=Max("visit_id", filter=LIVE & Q(visit__left_at=None)),
            same_nonce=Max("visit_id", filter=Q(visit__nonce=nonce)),
        )
    )
    return _history(list(rows))


def last_people(household_ids: Iterable[int]) -> dict[int, set[Who]]:
    """Return household -> who came at its last visit, for a list of search results."""
    rows: Iterable[Any] = (
        VisitPerson.objects.filter(LIVE, visit__household_id__in=list(household_ids))
        .order_by()
        .values("visit__household_id", "adult_id", "child_id")
        .annotate(last=Max("visit__arrived_at"))
    )
    families: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        families.setdefault(row["visit__household_id"], []).append(row)
    return {pk: _latest(people) for pk, people in families.items()}


def _history(rows: list[dict[str, Any]]) -> History:
    before = [row for row in rows if row["last"]]
    return History(
        persons={(row["adult_id"], row["child_id"]) for row in before},
        last=_latest(before),
        at_site=any(row["at_site"] for row in before),
        this_year=any(row["this_year"] for row in before),
        inside_id=next((row["inside"] for row in rows if row["inside"]), None),
        same_nonce_id=next((row["same_nonce"] for row in rows if row["same_nonce"]), None),
    )


def _latest(rows: list[dict[str, Any]]) -> set[Who]:
    newest = max((row["last"] for row in rows), default=None)
    return {(row["adult_id"], row["child_id"]) for row in rows if row["last"] == newest}
