"""Reads of continuing cases, the hub's terms, and what each person is responsible for."""

from datetime import date

from django.db.models import BooleanField, Count, ExpressionWrapper, Max, Q, QuerySet, Value

from consultations.choices import Act, CaseState
from consultations.models import Case, CaseEvent, CaseTalk, Consultation, Terms
from consultations.queries.records import listed, visible
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.policy import Action, may


def readable(actor: Actor, action: Action) -> Value | ExpressionWrapper:
    """Return whether the actor may open a row: any, or only those begun by or in the hands of her."""
    anybodys = Case(hub_id=actor.hub_id, owner_id=0, created_by_id=0)
    if may(actor, action, anybodys):
        return Value(True)
    mine = Q(owner_id=actor.user_id) | Q(created_by_id=actor.user_id)
    return ExpressionWrapper(mine, output_field=BooleanField())


def cases(actor: Actor) -> "QuerySet[Case]":
    """Return the cases of the actor's hubs with what a line needs, the next review first.

    ``talk_count`` and ``last_on`` are of the consultations that the actor may see, as on the page.
    """
    rows = Case.objects.filter(hub_id__in=actor.hub_ids)
    if not may(actor, Act.VIEW_CASES):
        rows = rows.none()
    shown = Q(talks__consultation__voided_at=None, talks__consultation__in=visible(actor))
    return (
        rows.select_related("household", "owner", "site")
        .annotate(
            readable=readable(actor, Act.READ_CASE),
            talk_count=Count("talks", filter=shown),
            last_on=Max("talks__consultation__held_on", filter=shown),
        )
        .order_by("-state", "review_on", "pk")
    )


def case(actor: Actor, pk: int) -> Case:
    """Return one case; raises Hidden."""
    found = cases(actor).select_related("plan").filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def case_of(actor: Actor, row: Consultation) -> Case | None:
    """Return the case that a consultation belongs to, or None."""
    return cases(actor).filter(talks__consultation=row).first()


def case_events(row: Case) -> list[CaseEvent]:
    """Return what happened to a case, oldest first."""
    rows = row.events.select_related("author", "owner", "text")
    return list(rows.order_by("written_at", "pk"))


def case_talks(actor: Actor, row: Case) -> list[Consultation]:
    """Return the consultations of a case that the actor may see, newest first."""
    links = CaseTalk.objects.filter(case=row).values("consultation_id")
    return list(listed(actor).filter(pk__in=links))


def cases_for(actor: Actor, row: Consultation) -> "QuerySet[Case]":
    """Return the open cases that a consultation could join and that the actor may change."""
    rows = cases(actor).filter(state=CaseState.OPEN, readable=True)
    if row.household_id:
        return rows.filter(Q(household=row.household_id) | Q(household=None))
    return rows


def terms(hub_id: int) -> Terms:
    """Return a hub's terms; those of a new hub where it has set none."""
    return Terms.objects.filter(hub_id=hub_id).first() or Terms(hub_id=hub_id)


def reviews_due(actor: Actor, today: date) -> "QuerySet[Case]":
    """Return the actor's own open cases whose review is due."""
    return cases(actor).filter(owner_id=actor.user_id, state=CaseState.OPEN, review_on__lte=today)
