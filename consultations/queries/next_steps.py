"""Reads of what is to be done: follow-ups, suspected maltreatments, and what waits today."""

from datetime import date, datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from consultations.choices import Act, StepKind
from consultations.models import (
    Case,
    Concern,
    ConcernStep,
    FollowUp,
)
from consultations.queries.records import visible
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.models import AuditEntry
from programs.kernel.policy import may
from programs.registry import queries as registry
from programs.registry.choices import Role
from programs.registry.models import Person

OWNERS = (Role.STAFF, Role.CONSULTANT, Role.PARTNER, Role.DIRECTOR)


def follow_ups(actor: Actor) -> "QuerySet[FollowUp]":
    """Return the follow-ups of what the actor may see and was not undone, of meetings and families.

    What a meeting was about is not told here; who may open a follow-up reads its words.
    """
    seen = Q(consultation__in=visible(actor), consultation__voided_at=None)
    if may(actor, Act.VIEW_FOLLOW_UPS):
        seen |= Q(meeting__isnull=False) | Q(household__isnull=False)
    return (
        FollowUp.objects.filter(seen, hub_id__in=actor.hub_ids)
        .select_related("consultation", "meeting", "household", "owner")
        .annotate(readable=_readable(actor))
        .order_by("due_on", "pk")
    )


def follow_ups_of_case(actor: Actor, case: Case) -> "QuerySet[FollowUp]":
    """Return what is still to be done after the consultations of a case, by day."""
    return follow_ups(actor).filter(consultation__case_link__case=case, done_at=None)


def _readable(actor: Actor) -> Any:
    """Whether the actor may open a follow-up: asked of the policy for one that is not her own."""
    anybodys = FollowUp(hub_id=actor.hub_id, owner_id=0)
    if may(actor, Act.READ_FOLLOW_UP, anybodys):
        return Value(True)
    return ExpressionWrapper(Q(owner_id=actor.user_id), output_field=BooleanField())


def follow_up(actor: Actor, pk: int) -> FollowUp:
    """Return one follow-up; raises Hidden."""
    found = follow_ups(actor).select_related("text", "result").filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def concerns(actor: Actor) -> "QuerySet[Concern]":
    """Return the suspected maltreatments that the actor may read: all for the director, else one's own.

    Each with how far it is: closed or not, when and which the last step was, when the last
    decision was taken, and the day of the next look; none of their words.
    """
    rows = Concern.objects.filter(hub_id__in=actor.hub_ids)
    if not may(actor, Act.VIEW_CONCERNS):
        rows = rows.none()
    rows = rows if actor.role == Role.DIRECTOR else rows.filter(created_by_id=actor.user_id)
    course = ConcernStep.objects.filter(concern=OuterRef("pk")).order_by("-written_at", "-pk")
    return (
        rows.select_related("created_by", "household", "consultation")
        .annotate(
            closed=Exists(course.filter(kind=StepKind.CLOSED)),
            check_on=course.filter(check_on__isnull=False).values("check_on")[:1],
            decided_at=course.filter(kind=StepKind.DECIDED).values("happened_at")[:1],
            called_at=course.filter(kind=StepKind.CALLED).values("happened_at")[:1],
            called=course.filter(kind=StepKind.CALLED).values("contact__title")[:1],
        )
        .order_by("closed", "-opened_at", "-pk")
    )


def reads_every_concern(actor: Actor) -> bool:
    """Tell whether the actor may read the suspicions of everybody at the hub, not only her own."""
    return may(actor, Act.READ_CONCERN, Concern(hub_id=actor.hub_id, created_by_id=0))


def concerns_in(rows: "QuerySet[Concern]", state: str, today: date) -> "QuerySet[Concern]":
    """Return the suspicions in one state of the register: open, closed, late, or all of them."""
    if state == "late":
        return rows.filter(closed=False, check_on__lt=today)
    if state in ("open", "closed"):
        return rows.filter(closed=state == "closed")
    return rows


def concern(actor: Actor, pk: int) -> Concern:
    """Return one suspected maltreatment; raises Hidden."""
    found = concerns(actor).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def steps(row: Concern) -> list[ConcernStep]:
    """Return the decision log, oldest first."""
    return list(row.steps.select_related("author", "contact", "text").order_by("written_at", "pk"))


def openings(row: Concern) -> list[tuple[str, datetime]]:
    """Return which directors have opened the log and when first, by the audit; a ticked notice is none."""
    read = AuditEntry.objects.filter(
        hub_id=row.hub_id,
        target="consultations.concern",
        action=Act.READ_CONCERN,
        outcome="read",
        role=Role.DIRECTOR,
        target_ids__contains=[row.pk],
    )
    first = read.order_by().values("person_id").annotate(first_at=Min("at"))
    found = dict(first.values_list("person_id", "first_at"))
    names = Person.objects.filter(pk__in=found).values_list("pk", "name")
    return sorted(((name, found[pk]) for pk, name in names), key=lambda one: one[1])


def owners(actor: Actor, on: date) -> list[tuple[int, str]]:
    """Return (id, name) of the people of the hub who take on follow-ups, in the order of kana."""
    ids = registry.people_with(int(actor.hub_id or 0), OWNERS, on)
    rows = Person.objects.filter(pk__in=ids).order_by("kana_order", "pk")
    return [(person.pk, person.name) for person in rows]
