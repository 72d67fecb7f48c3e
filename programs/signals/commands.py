"""Writes of signals: the rules' numbers, answers, and what the clock finds."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from consultations.commands.next_steps import begin_follow_up
from consultations.rules import Plan
from programs.dropin.models import Visit
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, Stale, constraint_name
from programs.kernel.gate import passing, unattended
from programs.signals import finding
from programs.signals.choices import Act, Kind, State
from programs.signals.models import Rule, Signal, SignalStep, SignalText
from programs.signals.rules import ANSWERS, OPEN, Reason, Terms

EVERY = timedelta(hours=1)
_COUNTED = ("count", "first_on", "last_on", "rows")
_FIELDS = ("active", "times", "weeks", "absent_weeks")


def set_rule(
    actor: Actor, kind: Kind, on: bool, terms: Terms, now: datetime, *, version: int
) -> Rule:
    """Set a rule's numbers, turn it on or off; who did is kept. Version 0: it was never set.

    Turned off, its open signals end. Raises Stale where somebody was first.
    """
    with passing(actor, Act.CHANGE_RULES) as trail:
        rule = Rule.objects.filter(hub_id=actor.hub_id, kind=kind).first()
        rule = rule or _first(actor, kind, terms)
        switched = rule.active != on
        rule.active, rule.times, rule.weeks = on, terms.times, terms.weeks
        rule.absent_weeks, rule.looked_at = terms.absent_weeks, None
        if switched:
            rule.switched_by_id, rule.switched_at = actor.user_id, now
        fields = (*_FIELDS, "looked_at", "switched_by_id", "switched_at")
        rule.save_if(version or 1, *fields)
        if not on:
            _end(Signal.objects.filter(hub_id=actor.hub_id, kind=kind), now)
        trail.note(rule, fields=fields)
    return rule


def answer(actor: Actor, signal: Signal, to: State, note: str, now: datetime) -> Signal:
    """Say what was done about a signal; the words are sealed.

    Raises RuleBroken for an answer that there is not, or once it ended by itself, Stale where
    somebody answered first.
    """
    with passing(actor, Act.ANSWER, signal) as trail:
        if to not in ANSWERS:
            raise RuleBroken("state", _("選べない答えです。"))
        held = _hold(signal)
        _step(actor, held, to, now, note)
        trail.note(fields=("state", "text"))
    return held


def follow_up(actor: Actor, signal: Signal, plan: Plan, now: datetime) -> Signal:
    """Decide what is done next about the family, which answers the signal. Raises as `answer` does."""
    with passing(actor, Act.ANSWER, signal) as trail:
        held = _hold(signal)
        made = begin_follow_up(actor, plan, now, household=held.household)
        _step(actor, held, State.ACTED, now)
        trail.note(signal, made, fields=("state", "due_on", "kind", "owner", "text"))
    return held


def take_back(actor: Actor, signal: Signal, now: datetime) -> Signal:
    """Take the last answer back, which stays in the course. Raises RuleBroken where there is none."""
    with passing(actor, Act.ANSWER, signal) as trail:
        held = _hold(signal)
        states = list(held.steps.order_by("at", "pk").values_list("state", flat=True))
        if held.state == State.NEW or not states:
            raise RuleBroken("", _("取り消せる答えがありません。"))
        before = State(states[-2]) if len(states) > 1 else State.NEW
        _step(actor, held, before, now)
        trail.note(fields=("state",))
    return held


def _hold(signal: Signal) -> Signal:
    """A signal as it stands, held. Raises Hidden, Stale, and RuleBroken for one that ended by itself."""
    rows = Signal.objects.select_for_update(of=("self",)).select_related("household")
    held = rows.filter(pk=signal.pk).first()
    if held is None:
        raise Hidden
    if held.state != signal.state:
        raise Stale(held)
    lost = held.state in OPEN and finding.standing([held])[held.pk] is None
    if lost or held.state == State.OVER:
        raise RuleBroken("", _("理由がなくなったため、この気づきは終わっています。"))
    return held


def _step(actor: Actor, held: Signal, to: State, now: datetime, note: str = "") -> None:
    held.state, held.answered_at = to, None if to == State.NEW else now
    _save(held)
    text = SignalText.put(held.hub_id, note) if note else None
    SignalStep.objects.create(
        hub_id=held.hub_id, signal=held, state=to, at=now, by_id=actor.user_id, text=text
    )


def look(hub_id: int, now: datetime) -> int:
    """Look for signals of a hub's rules that are on, once an hour; return how many are new.

    Safe to repeat and to run twice at once: a rule is held while it looks, and the database keeps
    one open signal a family, rule and topic.
    """
    with unattended(hub_id, Act.ANSWER) as trail:
        held = Rule.objects.select_for_update(skip_locked=True)
        due = Q(looked_at=None) | Q(looked_at__lte=now - EVERY)
        new: list[Signal] = []
        for rule in held.filter(due, hub_id=hub_id, active=True).order_by("pk"):
            new += _look(rule, now)
            rule.looked_at = now
            rule.save(update_fields=["looked_at"])
        ended = _end(_without_reason(hub_id), now) + _recount(hub_id, now)
        if new or ended:
            trail.note(*new, fields=("state",))
    return len(new)


def _look(rule: Rule, now: datetime) -> list[Signal]:
    found = finding.found(rule, clock.tokyo(now).date())
    standing = Signal.objects.filter(hub_id=rule.hub_id, kind=rule.kind, state__in=OPEN)
    known = {(one.household_id, one.about): one for one in standing}
    new: list[Signal] = []
    grown: list[Signal] = []
    for key, why in found.items():
        one = known.get(key) or Signal(
            hub_id=rule.hub_id,
            household_id=key[0],
            kind=rule.kind,
            about=key[1],
            topic_id=key[1] or None,
            found_at=now,
        )
        _count(one, why)
        (grown if one.pk else new).append(one)
    Signal.objects.bulk_update(grown, _COUNTED, batch_size=500)
    return Signal.objects.bulk_create(new, batch_size=500)


def _without_reason(hub_id: int) -> "QuerySet[Signal]":
    """Open signals of families that came again, are of practice or are no longer in use."""
    latest = Visit.objects.filter(household=OuterRef("household"), voided_at=None)
    again = Q(kind=Kind.GAP, newest__gt=F("last_on"))
    gone = Q(household__is_demo=True) | Q(household__archived_at__isnull=False)
    newest = Subquery(latest.order_by("-day").values("day")[:1])
    return (
        Signal.objects.filter(hub_id=hub_id, state__in=OPEN)
        .annotate(newest=newest)
        .filter(again | gone)
    )


def _recount(hub_id: int, now: datetime) -> int:
    """End or count anew the open signals whose rows changed; return how many."""
    held = Signal.objects.select_for_update().filter(hub_id=hub_id, state__in=OPEN)
    rows = list(held.exclude(kind=Kind.GAP).order_by("pk"))
    stands = finding.standing(rows)
    fewer: list[Signal] = []
    for one in rows:
        why = stands[one.pk]
        if why and why != one.found:
            _count(one, why)
            fewer.append(one)
    Signal.objects.bulk_update(fewer, _COUNTED, batch_size=500)
    lost = [pk for pk, why in stands.items() if why is None]
    return len(fewer) + _end(Signal.objects.filter(pk__in=lost), now)


def _count(signal: Signal, why: Reason) -> None:
    signal.count, signal.first_on, signal.last_on = why.count, why.first_on, why.last_on
    signal.rows = list(why.rows)


def _end(rows: "QuerySet[Signal]", now: datetime) -> int:
    """End open signals whose reason is gone; return how many."""
    ended = list(rows.filter(state__in=OPEN).order_by("pk"))
    Signal.objects.filter(pk__in=[one.pk for one in ended]).update(
        state=State.OVER, answered_at=now
    )
    SignalStep.objects.bulk_create(
        SignalStep(hub_id=one.hub_id, signal=one, state=State.OVER, at=now) for one in ended
    )
    return len(ended)


def _first(actor: Actor, kind: Kind, terms: Terms) -> Rule:
    """The stored rule of a kind; two who set it first at once meet in the same one."""
    try:
        with transaction.atomic():
            return Rule.objects.create(
                hub_id=actor.hub_id,
                kind=kind,
                times=terms.times,
                weeks=terms.weeks,
                absent_weeks=terms.absent_weeks,
            )
    except IntegrityError as error:
        if constraint_name(error) != "signal_rule_once":
            raise
        return Rule.objects.get(hub_id=actor.hub_id, kind=kind)


def _save(signal: Signal) -> None:
    try:
        with transaction.atomic():
            signal.save(update_fields=["state", "answered_at"])
    except IntegrityError as error:
        if constraint_name(error) != "signal_open_once":
            raise
        message = _("同じ理由の新しい気づきがあります。そちらで答えてください。")
        raise RuleBroken("", message) from error
