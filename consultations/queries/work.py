"""What each person is responsible for and has not finished: follow-ups, cases, referrals."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, Func, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce

from consultations.choices import OPEN_REFERRALS, CaseState, WorkKind
from consultations.models import Case, FollowUp, Referral, Terms
from consultations.queries.cases import cases
from consultations.queries.next_steps import follow_ups, owners
from consultations.queries.records import url
from consultations.queries.referrals import referrals
from consultations.rules import ESCALATION_DAYS, days_over
from programs.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Work:
    """One open thing: what, whose, until when, by how many days overdue, and where it is read.

    `stranded`: its owner no longer works at the hub. `guarded`: only a director may take it.
    """

    kind: WorkKind
    row: Any
    due_on: date
    days_over: int
    stranded: bool
    guarded: bool
    url: str

    @property
    def key(self) -> str:
        """The value that names it in a form, as in ``case-12``."""
        return f"{self.kind.value}-{self.row.pk}"

    @property
    def owner(self) -> Any:
        """Who is responsible."""
        return self.row.owner

    @property
    def family(self) -> Any:
        """Whose family it is for; nobody's where the record is restricted."""
        if self.guarded:
            return None
        sources = (
            self.row,
            getattr(self.row, "consultation", None),
            getattr(self.row, "case", None),
        )
        families = (getattr(source, "household", None) for source in sources)
        return next((family for family in families if family), None)


def open_work(actor: Actor, today: date) -> list[Work]:
    """Return the open follow-ups, cases and referrals that the actor may see, by day."""
    here = set(dict(owners(actor, today)))
    found: list[Work] = []
    for kind, rows, day, screen in _sources(actor):
        for row in rows:
            due_on = getattr(row, day)
            found.append(
                Work(
                    kind,
                    row,
                    due_on,
                    days_over(due_on, today),
                    row.owner_id not in here,
                    bool(getattr(getattr(row, "consultation", None), "guarded", False)),
                    url(screen, row.pk),
                )
            )
    return sorted(found, key=lambda work: (work.due_on, work.key))


def _sources(actor: Actor) -> "tuple[tuple[WorkKind, QuerySet[Any], str, str], ...]":
    return (
        (
            WorkKind.FOLLOW_UP,
            follow_ups(actor).filter(done_at=None).select_related("consultation__household"),
            "due_on",
            "follow-up-read",
        ),
        (WorkKind.CASE, cases(actor).filter(state=CaseState.OPEN), "review_on", "case-read"),
        (
            WorkKind.REFERRAL,
            referrals(actor)
            .filter(state__in=OPEN_REFERRALS)
            .select_related("consultation__household", "case__household"),
            "due_on",
            "referral-read",
        ),
    )


class _Less(Func):
    """A day less a number of days."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = DateField()


def late_work(actor: Actor, today: date) -> "dict[str, QuerySet[Any]]":
    """Return kind -> the open work of others overdue by the hub's own term, for the director's home.

    What is in her own hands stands on her home already, each thing for itself.
    """
    own_term = Terms.objects.filter(hub_id=int(actor.hub_id or 0)).values("escalation_days")[:1]
    days = Coalesce(Subquery(own_term), Value(ESCALATION_DAYS), output_field=IntegerField())
    limit = _Less(Cast(Value(today), DateField()), days)
    return {
        f"late_{kind.value}": rows.exclude(owner_id=actor.user_id).filter(**{f"{day}__lte": limit})
        for kind, rows, day, _screen in _sources(actor)
    }


def overdue_in(hub_id: int, limit: date) -> list[tuple[str, int, date]]:
    """Return (kind, id, day) of all that a hub should have looked at by a day; for the clock."""
    follow = FollowUp.objects.filter(
        hub_id=hub_id, done_at=None, due_on__lte=limit, consultation__voided_at=None
    )
    under = Case.objects.filter(hub_id=hub_id, state=CaseState.OPEN, review_on__lte=limit)
    sent = Referral.objects.filter(hub_id=hub_id, state__in=OPEN_REFERRALS, due_on__lte=limit)
    found: list[tuple[str, int, date]] = []
    for kind, rows, day in (
        (WorkKind.FOLLOW_UP, follow, "due_on"),
        (WorkKind.CASE, under, "review_on"),
        (WorkKind.REFERRAL, sent, "due_on"),
    ):
        found += [(str(kind), pk, on) for pk, on in rows.order_by("pk").values_list("pk", day)]
    return found
