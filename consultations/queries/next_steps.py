"""Reads of what is to be done: follow-ups, suspected maltreatments, and what waits today."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.utils.translation import gettext as _

from consultations.choices import Act, StepKind
from consultations.models import (
    Concern,
    ConcernStep,
    FollowUp,
)
from consultations.queries.records import url, visible
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.policy import may
from programs.registry import queries as registry
from programs.registry.choices import Role
from programs.registry.models import Person

OWNERS = (Role.STAFF, Role.CONSULTANT, Role.PARTNER, Role.DIRECTOR)


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits for a person on a day; the title tells nothing personal."""

    title: str
    due_on: date
    url: str
    overdue: bool


def follow_ups(actor: Actor) -> "QuerySet[FollowUp]":
    """Return the follow-ups of consultations that the actor may see and that were not undone."""
    return (
        FollowUp.objects.filter(
            hub_id__in=actor.hub_ids,
            consultation__in=visible(actor),
            consultation__voided_at=None,
        )
        .select_related("consultation", "owner")
        .annotate(readable=_readable(actor))
        .order_by("due_on", "pk")
    )


def _readable(actor: Actor) -> Any:
    """Whether the actor may open a follow-up: asked of the policy for one that is not her own."""
    anybodys = FollowUp(hub_id=actor.hub_id, owner_id=0)
    if may(actor, Act.READ_FOLLOW_UP, anybodys):
        return Value(True)
    return ExpressionWrapper(Q(owner_id=actor.user_id), output_field=BooleanField())


def follow_up(actor: Actor, pk: int) -> FollowUp:
    """Return one follow-up; raises Hidden."""
    found = follow_ups(actor).select_related("text").filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def concerns(actor: Actor) -> "QuerySet[Concern]":
    """Return the suspected maltreatments that the actor may read: all for the director, else one's own."""
    rows = Concern.objects.filter(hub_id__in=actor.hub_ids)
    if not may(actor, Act.VIEW_CONCERNS):
        rows = rows.none()
    rows = rows if actor.role == Role.DIRECTOR else rows.filter(created_by_id=actor.user_id)
    closing = ConcernStep.objects.filter(concern=OuterRef("pk"), kind=StepKind.CLOSED)
    latest = ConcernStep.objects.filter(concern=OuterRef("pk"), check_on__isnull=False)
    return (
        rows.select_related("created_by", "household", "consultation")
        .annotate(
            closed=Exists(closing),
            check_on=latest.order_by("-written_at", "-pk").values("check_on")[:1],
        )
        .order_by("closed", "-opened_at", "-pk")
    )


def concern(actor: Actor, pk: int) -> Concern:
    """Return one suspected maltreatment; raises Hidden."""
    found = concerns(actor).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def steps(row: Concern) -> list[ConcernStep]:
    """Return the decision log, oldest first."""
    return list(row.steps.select_related("author", "contact", "text").order_by("written_at", "pk"))


def owners(actor: Actor, on: date) -> list[tuple[int, str]]:
    """Return (id, name) of the people of the hub who take on follow-ups, in the order of kana."""
    ids = registry.people_with(int(actor.hub_id or 0), OWNERS, on)
    rows = Person.objects.filter(pk__in=ids).order_by("name_kana", "pk")
    return [(person.pk, person.name) for person in rows]


def todos(actor: Actor, today: date) -> list[Todo]:
    """Return what waits for the actor today or has waited longer: own follow-ups, open concerns."""
    mine = follow_ups(actor).filter(owner_id=actor.user_id, done_at=None, due_on__lte=today)
    found = [
        Todo(
            _("次の対応：%(what)s") % {"what": row},
            row.due_on,
            url("follow-up-read", row.pk),
            row.due_on < today,
        )
        for row in mine
    ]
    found += [_concern_todo(row, today) for row in concerns(actor).filter(closed=False)]
    return sorted(
        (todo for todo in found if todo.due_on <= today), key=lambda todo: (todo.due_on, todo.url)
    )


def _concern_todo(row: Concern, today: date) -> Todo:
    """An open concern waits from its first day, or from the day set for the next look at it."""
    due: date = getattr(row, "check_on", None) or clock.tokyo(row.opened_at).date()
    return Todo(_("至急確認が必要な記録"), due, row.get_absolute_url(), due < today)
