"""The rows behind the numbers of consultations, their counts and parts; a part of `figures`."""

from typing import Any

from django.db.models import Count, F, Func, IntegerField, Q, QuerySet, Sum, Value
from django.utils.translation import gettext

from consultations import queries
from consultations.choices import AgeBand, Caller, CountedIn
from consultations.figures.restricted import in_parts
from consultations.models import Consultation, ConsultationTopic
from consultations.starters import CODES
from programs.kernel.actor import Actor
from programs.kernel.figures import Period
from programs.registry.choices import CityWard, Residence
from programs.registry.models import Household

# breakdown -> the code it counts by; or, below, the enumeration.
_CODES = {"method": "method", "topic": "topic_rows__topic", "outcome": "outcome"}
_CHOICES: dict[str, Any] = {"caller": Caller, "age_band": AgeBand, "residence": Residence}
# What links a consultation to a family that may be counted.
_LINKED = Q(guarded=False, household__isnull=False)


def consultations(actor: Actor, period: Period) -> "QuerySet[Consultation]":
    """Return the consultations held in a period; restricted ones stand last, so their day is not told."""
    return _held(actor, period).filter(counted_in=CountedIn.CONSULTATION)


def user_support(actor: Actor, period: Period) -> "QuerySet[Consultation]":
    """Return the contacts of a period that count in program 7 instead, and so nowhere else."""
    return _held(actor, period).filter(counted_in=CountedIn.USER_SUPPORT)


def people(actor: Actor, period: Period) -> "QuerySet[Consultation]":
    """Return the consultations of a period, each as often as people asked in it."""
    nth = _Series(Value(1), F("people"), output_field=IntegerField())
    return consultations(actor, period).annotate(nth=nth)


class _Series(Func):
    """One row for each number from the first to the second."""

    function = "generate_series"
    set_returning = True


def _held(actor: Actor, period: Period) -> "QuerySet[Consultation]":
    rows = queries.counted(actor).filter(held_on__range=(period.from_on, period.to_on))
    if period.site_ids:
        rows = rows.filter(site_id__in=period.site_ids)
    rows = rows.select_related("method", "outcome", "site").prefetch_related("topic_rows__topic")
    return rows.order_by("guarded", "held_on", "pk")


def families(actor: Actor, period: Period) -> "QuerySet[Household]":
    """Return the families that a consultation of the period is linked to, each once."""
    held = consultations(actor, period).filter(_LINKED)
    rows = Household.objects.filter(
        hub_id__in=actor.hub_ids, pk__in=held.order_by().values("household_id")
    )
    return rows.order_by("number", "pk")


def topics(actor: Actor, period: Period) -> "QuerySet[ConsultationTopic]":
    """Return every topic of every consultation of the period."""
    held = consultations(actor, period).order_by().values("pk")
    rows = ConsultationTopic.objects.filter(hub_id__in=actor.hub_ids, consultation__in=held)
    rows = rows.select_related("topic", "consultation")
    return rows.order_by("consultation__guarded", "consultation__held_on", "pk")


def count_consultations(actor: Actor, period: Period) -> int:
    """Return how many rows `consultations` has."""
    return consultations(actor, period).count()


def count_user_support(actor: Actor, period: Period) -> int:
    """Return how many rows `user_support` has."""
    return user_support(actor, period).count()


def count_people(actor: Actor, period: Period) -> int:
    """Return how many rows `people` has: the sum of who asked."""
    total = consultations(actor, period).order_by().aggregate(total=Sum("people"))["total"]
    return int(total or 0)


def count_families(actor: Actor, period: Period) -> int:
    """Return how many rows `families` has."""
    return families(actor, period).count()


def count_topics(actor: Actor, period: Period) -> int:
    """Return how many rows `topics` has."""
    return topics(actor, period).count()


def split_consultations(actor: Actor, period: Period, breakdown: str) -> dict[str, int]:
    """Return the parts of the count by one breakdown; by topic the main one counts, each record once."""
    return _split(actor, consultations(actor, period), breakdown)


def split_user_support(actor: Actor, period: Period, breakdown: str) -> dict[str, int]:
    """Return the parts of what counts in program 7."""
    return _split(actor, user_support(actor, period), breakdown)


def split_people(actor: Actor, period: Period, breakdown: str) -> dict[str, int]:
    """Return how many people asked, by one breakdown."""
    rows = consultations(actor, period).order_by()
    return in_parts(rows, Sum("people"), lambda rest: _people_by(actor, rest, breakdown), "guarded")


def _people_by(actor: Actor, rows: "QuerySet[Consultation]", breakdown: str) -> dict[str, int]:
    if breakdown == "residence":
        return _by_choice(rows, breakdown, Sum("people"))
    if breakdown == "ward":
        return _by_ward(rows, Sum("people"))
    return _by_code(actor, rows, "method", Sum("people"))


def _split(actor: Actor, found: "QuerySet[Consultation]", breakdown: str) -> dict[str, int]:
    return in_parts(
        found.order_by(), Count("pk"), lambda rest: _talks_by(actor, rest, breakdown), "guarded"
    )


def _talks_by(actor: Actor, rows: "QuerySet[Consultation]", breakdown: str) -> dict[str, int]:
    if breakdown in _CHOICES:
        return _by_choice(rows, breakdown, Count("pk"))
    if breakdown == "ward":
        return _by_ward(rows, Count("pk"))
    if breakdown == "topic":
        rows = rows.filter(topic_rows__is_main=True)
    return _by_code(actor, rows, _CODES[breakdown], Count("pk"))


def _by_choice(rows: "QuerySet[Consultation]", field: str, number: Any) -> dict[str, int]:
    """Count by an enumeration, in its order."""
    numbers = dict(rows.values_list(field).annotate(number=number))
    choices = _CHOICES[field].choices
    return {str(label): numbers[key] for key, label in choices if key in numbers}


def _by_ward(rows: "QuerySet[Consultation]", number: Any) -> dict[str, int]:
    """Count by where callers live, other wards of the city by name; other cities are one part."""
    found = rows.values_list("residence", "ward").annotate(number=number)
    numbers = {(home, ward): int(many) for home, ward, many in found}
    parts: dict[str, int] = {}
    for home, label in Residence.choices:
        wards = CityWard.choices if home == Residence.OTHER_WARD else []
        unnamed = gettext("市内の他区（区名なし）") if wards else str(label)
        for ward, name in [*wards, ("", unnamed)]:
            if (home, ward) in numbers:
                parts[str(name)] = numbers[home, ward]
    return parts


def split_topics(actor: Actor, period: Period, breakdown: str) -> dict[str, int]:
    """Return how often each topic was talked about; those of restricted records are not named."""
    rows, number = topics(actor, period).order_by(), Count("pk")
    return in_parts(
        rows, number, lambda rest: _by_code(actor, rest, breakdown, number), "consultation__guarded"
    )


def _by_code(actor: Actor, rows: "QuerySet[Any]", field: str, number: Any) -> dict[str, int]:
    """Count by the label of a code, in the order of the lists; several hubs' same codes are one part."""
    parts: dict[str, int] = {}
    names = (f"{field}__order", f"{field}__code", f"{field}__label")
    counted = rows.values_list(*names).annotate(number=number).order_by(*names)
    for _order, code, label, many in counted:
        shown = gettext(label) if actor.hub_id else _common(code)
        parts[shown] = parts.get(shown, 0) + int(many)
    return parts


def _common(code: str) -> str:
    """The label that all hubs share: words a hub chose for itself are not for the whole city."""
    for entries in CODES.values():
        for known, label in entries:
            if known == code:
                return gettext(label)
    return gettext("拠点独自の選択肢")
