"""What the rules look at, read in a few statements for a whole hub; the clock asks, nobody else.

Left out: families of practice, those no longer in use, and every consultation about a suspected
maltreatment.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Q, QuerySet

from consultations.models import Consultation, ConsultationTopic, Note
from programs.dropin.models import Visit
from programs.kernel import clock
from programs.signals import rules
from programs.signals.choices import Kind, State
from programs.signals.models import Rule, Signal
from programs.signals.rules import Reason, Row

# (household, topic or 0) -> why
Found = dict[tuple[int, int], Reason]
_IN_USE = Q(household__is_demo=False, household__archived_at=None, household__isnull=False)


def found(rule: Rule, today: date) -> Found:
    """Return the families of a rule's hub for which it says yes on a day, with the reason."""
    return dict(_FINDERS[Kind(rule.kind)](rule, today))


def _gaps(rule: Rule, today: date) -> Iterator[tuple[tuple[int, int], Reason]]:
    terms = rule.terms
    enough = timedelta(weeks=terms.absent_weeks)
    oldest = today - enough - timedelta(weeks=rules.FRESH_WEEKS + terms.weeks)
    rows = Visit.objects.filter(_IN_USE, hub_id=rule.hub_id, voided_at=None, day__gte=oldest)
    grouped = (
        rows.order_by()
        .values("household_id")
        .annotate(last=Max("day"), days=ArrayAgg("day", distinct=True, default=[]))
    )
    answered = _answered_until(rule)
    for row in grouped.filter(last__lte=today - enough):
        reason = rules.gap(row["days"], today, terms)
        family = row["household_id"]
        if reason and reason.last_on > answered.get(family, date.min):
            yield (family, 0), reason


def _worries(rule: Rule, today: date) -> Iterator[tuple[tuple[int, int], Reason]]:
    oldest = today - timedelta(weeks=rule.weeks)
    rows = ConsultationTopic.objects.filter(
        hub_id=rule.hub_id, topic__stops=False, consultation__in=_talks(rule, oldest)
    )
    grouped = (
        rows.order_by()
        .values("consultation__household_id", "topic_id")
        .annotate(
            number=Count("pk"),
            talks=ArrayAgg("consultation_id", order_by="consultation_id", default=[]),
            days=ArrayAgg("consultation__held_on", order_by="consultation_id", default=[]),
        )
    )
    used = _used(rule)
    for row in grouped.filter(number__gte=rule.times):
        key = (row["consultation__household_id"], row["topic_id"])
        pairs = zip(row["talks"], row["days"], strict=True)
        reason = rules.worry([Row(pk, day) for pk, day in pairs if pk not in used[key]], rule.terms)
        if reason:
            yield key, reason


def _writers(rule: Rule, today: date) -> Iterator[tuple[tuple[int, int], Reason]]:
    oldest = today - timedelta(weeks=rule.weeks)
    rows = Note.objects.filter(
        hub_id=rule.hub_id,
        corrects=None,
        written_at__date__gt=oldest,
        consultation__in=_talks(rule, None),
    )
    notes: dict[int, list[Row]] = defaultdict(list)
    values = rows.order_by("pk").values_list(
        "consultation__household_id", "pk", "written_at", "author_id"
    )
    for family, pk, written_at, author in values:
        notes[family].append(Row(pk, clock.tokyo(written_at).date(), author))
    used = _used(rule)
    for family, written in notes.items():
        fresh = [row for row in written if row.pk not in used[family, 0]]
        reason = rules.writers(fresh, rule.terms)
        if reason:
            yield (family, 0), reason


_FINDERS = {Kind.GAP: _gaps, Kind.WORRY: _worries, Kind.WRITERS: _writers}


def _talks(rule: Rule, after: date | None) -> "QuerySet[Any]":
    rows = _counting([rule.hub_id]).filter(_IN_USE)
    return rows.filter(held_on__gt=after) if after else rows


def _counting(hub_ids: Iterable[int]) -> "QuerySet[Any]":
    """Consultations that stand and are not restricted."""
    return Consultation.objects.filter(
        hub_id__in=hub_ids, voided_at=None, guarded=False, concern=None
    )


def standing(signals: Iterable[Signal]) -> dict[int, Reason | None]:
    """Return signal -> its reason by the rows as they are by now; None where it holds no longer.

    Rows that were restricted or undone meanwhile, or are of another family or topic by now, count
    for nobody. A gap stands until the clock ends it.
    """
    every = list(signals)
    found: dict[int, Reason | None] = {one.pk: one.found for one in every}
    for kind, (left, judge) in _LEFT.items():
        asked = [one for one in every if one.kind == kind]
        if not asked:
            continue
        hub_ids = {one.hub_id for one in asked}
        terms = {row.hub_id: row.terms for row in Rule.objects.filter(hub__in=hub_ids, kind=kind)}
        rows = left(asked, _counting(hub_ids))
        for one in asked:
            numbers = terms.get(one.hub_id, rules.USUAL[kind])
            mine = rows[one.household_id, one.about]
            here = [mine[pk] for pk in one.rows if pk in mine]
            found[one.pk] = rules.still(one.found, here, numbers, judge)
    return found


# (household, topic or 0) -> key -> row
_Left = dict[tuple[int, int], dict[int, Row]]


def _left_talks(signals: list[Signal], talks: "QuerySet[Any]") -> _Left:
    keys = {pk for one in signals for pk in one.rows}
    rows = ConsultationTopic.objects.filter(
        consultation__in=talks.filter(pk__in=keys), topic__stops=False
    )
    left: _Left = defaultdict(dict)
    names = ("consultation__household_id", "topic_id", "consultation_id", "consultation__held_on")
    for family, topic, pk, day in rows.values_list(*names):
        left[family, topic][pk] = Row(pk, day)
    return left


def _left_notes(signals: list[Signal], talks: "QuerySet[Any]") -> _Left:
    keys = {pk for one in signals for pk in one.rows}
    rows = Note.objects.filter(pk__in=keys, consultation__in=talks)
    left: _Left = defaultdict(dict)
    names = ("consultation__household_id", "pk", "written_at", "author_id")
    for family, pk, written_at, author in rows.values_list(*names):
        left[family, 0][pk] = Row(pk, clock.tokyo(written_at).date(), author)
    return left


_LEFT = {Kind.WORRY: (_left_talks, rules.worry), Kind.WRITERS: (_left_notes, rules.writers)}


def _answered(rule: Rule) -> "QuerySet[Any]":
    return Signal.objects.filter(hub_id=rule.hub_id, kind=rule.kind).exclude(state__in=rules.OPEN)


def _used(rule: Rule) -> dict[tuple[int, int], set[int]]:
    """The rows of signals that somebody answered before: they are not said twice."""
    used: dict[tuple[int, int], set[int]] = defaultdict(set)
    answered = _answered(rule).exclude(state=State.OVER)
    for family, about, rows in answered.values_list("household_id", "about", "rows"):
        used[family, about] |= set(rows)
    return used


def _answered_until(rule: Rule) -> dict[int, date]:
    """Until which visit a family's gap was answered."""
    rows = _answered(rule).exclude(state=State.OVER).order_by()
    return dict(
        rows.values("household_id")
        .annotate(until=Max("last_on"))
        .values_list("household_id", "until")
    )
