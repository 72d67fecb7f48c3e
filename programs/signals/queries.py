"""Reads of signals: for those who may act, each with its reason in words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations import queries as consultations
from consultations.models import Note
from programs.dropin.models import Visit
from programs.kernel import localdates
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.policy import may
from programs.kernel.todos import Each, Todo
from programs.signals import finding
from programs.signals.choices import Act, Kind, State
from programs.signals.models import Rule, Signal, SignalStep
from programs.signals.rules import OPEN, USUAL, Reason, Terms

MOST_ROWS = 20


@dataclass(frozen=True)
class Known:
    """A rule as the settings show it, stored or not yet."""

    kind: Kind
    row: Rule | None

    @property
    def active(self) -> bool:
        """Whether it is in use."""
        return self.row is not None and self.row.active

    @property
    def terms(self) -> Terms:
        """Its numbers, the usual ones where none were set."""
        return self.row.terms if self.row else USUAL[self.kind]

    @property
    def words(self) -> str:
        """The whole rule in a sentence."""
        return _rule_words(self.kind, self.terms)


def signals(actor: Actor) -> "QuerySet[Signal]":
    """Return the signals of the actor's hubs, the newest first; only for those who may act."""
    rows = Signal.objects.filter(hub_id__in=actor.hub_ids)
    if not may(actor, Act.VIEW):
        return rows.none()
    return rows.select_related("household", "topic").order_by("-found_at", "-pk")


def signal(actor: Actor, pk: int) -> Signal:
    """Return one signal as it stands by now; raises Hidden."""
    found = signals(actor).filter(pk=pk).first()
    if found is None:
        raise Hidden
    stand([found])
    return found


def stand(rows: Iterable[Signal]) -> None:
    """Show signals as their rows are by now; an open one without a reason as ended."""
    every = list(rows)
    stands = finding.standing(every)
    for one in every:
        why = stands[one.pk]
        one.why = why
        if why is None and one.state in OPEN:
            one.state = State.OVER


def known_rules(actor: Actor) -> list[Known]:
    """Return all three rules with the hub's numbers."""
    rows = Rule.objects.filter(hub_id=actor.hub_id).select_related("switched_by")
    stored = {row.kind: row for row in rows}
    return [Known(kind, stored.get(kind)) for kind in Kind]


def rule(actor: Actor, kind: str) -> Known:
    """Return one rule; raises Hidden for an unknown one."""
    for known in known_rules(actor):
        if known.kind == kind:
            return known
    raise Hidden


def reason(signal: Signal) -> str:
    """Return why, in words: what happened, how often, from when until when, by the rows that are left."""
    why = _why(signal)
    if why is None:
        return _("もとになった記録が変わり、理由がなくなりました。")
    values = {
        "count": why.count,
        "first": localdates.day(why.first_on),
        "last": localdates.day(why.last_on),
        "topic": signal.topic or "",
    }
    words = _ON_ONE_DAY if why.first_on == why.last_on else _REASONS
    return words[Kind(signal.kind)]() % values


def _why(signal: Signal) -> Reason | None:
    """The reason that `stand` found, or else is found now."""
    if not hasattr(signal, "why"):
        stand([signal])
    return signal.why


_REASONS: dict[Kind, Callable[[], str]] = {
    Kind.GAP: lambda: _(
        "%(first)sから%(last)sまでに%(count)s日来館がありましたが、そのあと来館がありません。"
    ),
    Kind.WORRY: lambda: _(
        "%(first)sから%(last)sまでに、「%(topic)s」の相談が%(count)s回ありました。"
    ),
    Kind.WRITERS: lambda: _("%(first)sから%(last)sまでに、%(count)s人の職員がメモを書きました。"),
}


_ON_ONE_DAY: dict[Kind, Callable[[], str]] = {
    **_REASONS,
    Kind.WORRY: lambda: _("%(first)sに、「%(topic)s」の相談が%(count)s回ありました。"),
    Kind.WRITERS: lambda: _("%(first)sに、%(count)s人の職員がメモを書きました。"),
}


def _rule_words(kind: Kind, terms: Terms) -> str:
    values = {"times": terms.times, "weeks": terms.weeks, "absent": terms.absent_weeks}
    return _RULES[kind]() % values


_RULES: dict[Kind, Callable[[], str]] = {
    Kind.GAP: lambda: _(
        "%(weeks)s週間に%(times)s日以上来館していたご家族が、%(absent)s週間以上来館していないとき"
    ),
    Kind.WORRY: lambda: _("同じ相談内容の相談が、%(weeks)s週間に%(times)s回以上あったとき"),
    Kind.WRITERS: lambda: _(
        "%(times)s人以上の職員が、%(weeks)s週間のうちに同じご家族についてメモを書いたとき"
    ),
}


def behind(actor: Actor, signal: Signal) -> list[tuple[str, str]]:
    """Return (text, address) of the rows behind a signal, as far as the role sees them."""
    family = reverse("desk:household", args=[signal.household_id])
    if signal.kind == Kind.GAP:
        return [(_came(signal), family)]
    why = _why(signal)
    keys = list(why.rows) if why else []
    if signal.kind == Kind.WRITERS:
        rows = Note.objects.filter(hub_id__in=actor.hub_ids, pk__in=keys)
        keys = list(rows.values_list("consultation_id", flat=True))
    talks = consultations.listed(actor).filter(pk__in=keys)[:MOST_ROWS]
    return [
        (
            f"{localdates.day(talk.held_on)}　{consultations.summary(talk)}",
            reverse("consultations:consultation-detail", args=[talk.pk]),
        )
        for talk in talks
    ]


def _came(signal: Signal) -> str:
    """The days of the visits before a gap, in words."""
    rows = Visit.objects.filter(
        hub_id=signal.hub_id,
        household=signal.household_id,
        voided_at=None,
        day__range=(signal.first_on, signal.last_on),
    )
    days = rows.order_by("day").values_list("day", flat=True).distinct()[:MOST_ROWS]
    return _("来館の記録：%(days)s") % {
        "days": _("、").join(localdates.day_short(day) for day in days)
    }


def steps(signal: Signal) -> list[tuple[SignalStep, str]]:
    """Return what was done about a signal, oldest first, with the words; callers passed the gate."""
    rows = signal.steps.select_related("by", "text").order_by("at", "pk")
    return [(row, row.text.read() if row.text else "") for row in rows]


def waiting(actor: Actor, today: date) -> list[Each]:
    """Return what waits on the home page: a line for each rule with new signals, without a number."""
    if not may(actor, Act.VIEW):
        return []
    fresh = Signal.objects.filter(hub=OuterRef("hub"), kind=OuterRef("kind"), state=State.NEW)
    rows = Rule.objects.filter(Exists(fresh), hub_id__in=actor.hub_ids).order_by("pk")
    return [Each(rows, _todo)]


def _todo(rule: Rule, today: date) -> Todo | None:
    """A line unless all new signals of the rule have lost their reason."""
    new = Signal.objects.filter(hub=rule.hub_id, kind=rule.kind, state=State.NEW)
    if not any(finding.standing(new).values()):
        return None
    title = _("気づきを確認する：%(what)s") % {"what": rule}
    return Todo(title, f"{reverse('signals:signal-list')}?kind={rule.kind}", today)


def narrowed(rows: "QuerySet[Signal]", wanted: dict[str, Any]) -> "QuerySet[Signal]":
    """Return what a filter leaves: open ones unless answered ones are asked for."""
    if "kind" in wanted:
        rows = rows.filter(kind=wanted["kind"])
    if wanted.get("state") == "answered":
        return rows.exclude(state__in=OPEN)
    if wanted.get("state") == "all":
        return rows
    still_open = rows.filter(state__in=OPEN)
    stands = finding.standing(still_open)
    return still_open.exclude(pk__in=[pk for pk, why in stands.items() if why is None])
