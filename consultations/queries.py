"""Reads of consultations, always for an actor; guarded ones only for their author and the director."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Exists, Model, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.choices import Act, CodeKind, SafetyKind, StepKind
from consultations.models import (
    Code,
    Concern,
    ConcernStep,
    Consultation,
    ConsultationTopic,
    FollowUp,
    Note,
    SafetyEntry,
)
from programs.kernel import clock, fiscal
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.policy import may
from programs.registry import queries as registry
from programs.registry.choices import Role
from programs.registry.models import Household, Person

OWNERS = (Role.STAFF, Role.CONSULTANT, Role.PARTNER, Role.DIRECTOR)

_USES: dict[CodeKind, tuple[type[Model], str]] = {
    CodeKind.METHOD: (Consultation, "method_id"),
    CodeKind.OUTCOME: (Consultation, "outcome_id"),
    CodeKind.TOPIC: (ConsultationTopic, "topic_id"),
}


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits for a person on a day; the title tells nothing personal."""

    title: str
    due_on: date
    url: str
    overdue: bool


def codes(actor: Actor, kind: CodeKind | None = None) -> "QuerySet[Code]":
    """Return the codes of the actor's hubs in their order, retired ones too."""
    rows = Code.objects.filter(hub_id__in=actor.hub_ids)
    return rows.filter(kind=kind) if kind else rows


def code(actor: Actor, pk: int) -> Code:
    """Return one code; raises Hidden."""
    found = codes(actor).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def safety(actor: Actor, kind: SafetyKind | None = None) -> "QuerySet[SafetyEntry]":
    """Return the lines of the stop page in their order, retired ones too."""
    rows = SafetyEntry.objects.filter(hub_id__in=actor.hub_ids)
    return rows.filter(kind=kind) if kind else rows


def safety_entry(actor: Actor, pk: int) -> SafetyEntry:
    """Return one line of the stop page; raises Hidden."""
    found = safety(actor).filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def counted(actor: Actor) -> "QuerySet[Consultation]":
    """Return what counts: nothing undone, no demonstration family; guarded ones count too."""
    return Consultation.objects.filter(
        Q(household=None) | Q(household__is_demo=False), hub_id__in=actor.hub_ids, voided_at=None
    )


def visible(actor: Actor) -> "QuerySet[Consultation]":
    """Return what the actor may see, undone ones included."""
    rows = Consultation.objects.filter(hub_id__in=actor.hub_ids)
    if not may(actor, Act.VIEW):
        return rows.none()
    return rows if actor.role == Role.DIRECTOR else rows.filter(_open_to(actor))


def _open_to(actor: Actor) -> Q:
    return Q(guarded=False) | Q(created_by_id=actor.user_id)


def listed(actor: Actor) -> "QuerySet[Consultation]":
    """Return what the list shows, with everything a line needs."""
    current = Note.objects.filter(consultation=OuterRef("pk"))
    return (
        visible(actor)
        .filter(voided_at=None)
        .select_related("site", "method", "outcome", "household", "created_by")
        .prefetch_related(_topics())
        .annotate(has_note=Exists(current))
        .order_by("-held_on", "-pk")
    )


def narrowed(rows: "QuerySet[Consultation]", wanted: Mapping[str, Any]) -> "QuerySet[Consultation]":
    """Return the listed rows that a filter leaves: month 2026-04, method, topic, site, linked, note."""
    if "month" in wanted:
        first = date.fromisoformat(f"{wanted['month']}-01")
        rows = rows.filter(held_on__range=(first, fiscal.month_end(first)))
    for name in ("method", "site"):
        if name in wanted:
            rows = rows.filter(**{f"{name}_id": wanted[name]})
    if "topic" in wanted:
        rows = rows.filter(
            pk__in=ConsultationTopic.objects.filter(topic=wanted["topic"]).values("consultation")
        )
    if "linked" in wanted:
        rows = rows.filter(household__isnull=wanted["linked"] == "no")
    if "note" in wanted:
        rows = rows.filter(has_note=wanted["note"] == "yes")
    return rows


def last_site(actor: Actor) -> int | None:
    """Return the site of the actor's newest consultation."""
    mine = Consultation.objects.filter(hub_id__in=actor.hub_ids, created_by_id=actor.user_id)
    return mine.order_by("-pk").values_list("site_id", flat=True).first()


def _topics() -> "Prefetch[Any, Any, Any]":
    rows = ConsultationTopic.objects.select_related("topic").order_by(
        "-is_main", "topic__order", "pk"
    )
    return Prefetch("topic_rows", rows)


def consultation(actor: Actor, pk: int) -> Consultation:
    """Return one consultation with what its page shows; raises Hidden."""
    related = (
        "site",
        "method",
        "outcome",
        "household",
        "child",
        "created_by",
        "changed_by",
        "concern",
    )
    found = (
        visible(actor).select_related(*related).prefetch_related(_topics()).filter(pk=pk).first()
    )
    if found is None:
        raise Hidden
    return found


def topics_of(row: Consultation) -> list[Code]:
    """Return the topics of a consultation, the main one first."""
    return [link.topic for link in row.topic_rows.all()]


def topics_text(row: Consultation) -> str:
    """Return the topics in one line, the main one first."""
    return _("、").join(str(topic) for topic in topics_of(row))


def note_heads(row: Consultation) -> "QuerySet[Note]":
    """Return who wrote notes and when; their texts stay sealed. Corrected ones are included."""
    return row.notes.select_related("author").order_by("written_at", "pk")


def note(actor: Actor, pk: int) -> Note:
    """Return one note of a consultation that the actor may see; raises Hidden."""
    rows = Note.objects.filter(hub_id__in=actor.hub_ids, consultation__in=visible(actor))
    found = rows.select_related("author", "text", "consultation").filter(pk=pk).first()
    if found is None:
        raise Hidden
    return found


def notes_with_text(row: Consultation) -> list[Note]:
    """Return the notes with their sealed texts at hand, oldest first."""
    return list(note_heads(row).select_related("author", "text"))


def follow_ups(actor: Actor) -> "QuerySet[FollowUp]":
    """Return the follow-ups of consultations that the actor may see and that were not undone."""
    return (
        FollowUp.objects.filter(
            hub_id__in=actor.hub_ids,
            consultation__in=visible(actor),
            consultation__voided_at=None,
        )
        .select_related("consultation", "owner")
        .order_by("due_on", "pk")
    )


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
        return rows.none()
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
            _url("follow-up-read", row.pk),
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
    return Todo(str(row), due, row.get_absolute_url(), due < today)


def timeline(actor: Actor, household: Household) -> list[tuple[datetime, str, str]]:
    """Return (instant, text, address) of a family's consultations, newest first, as far as the role sees."""
    rows = listed(actor).filter(household=household).exclude(guarded=True)
    return [(held_at(row), summary(row), _url("consultation-detail", row.pk)) for row in rows]


def held_at(row: Consultation) -> datetime:
    """Return when a consultation was: its start, else when it was recorded that day, else noon."""
    recorded = clock.tokyo(row.created_at)
    if row.started_at is None and recorded.date() == row.held_on:
        return recorded
    return datetime.combine(row.held_on, row.started_at or time(12), tzinfo=clock.TOKYO)


def summary(row: Consultation) -> str:
    """Return a consultation in a few words: method and main topic."""
    main = next(iter(topics_of(row)), "")
    return _("相談（%(method)s・%(topic)s）") % {"method": row.method, "topic": main}


def _url(name: str, pk: int) -> str:
    return reverse(f"consultations:{name}", args=[pk])


def used(actor: Actor, kinds: Iterable[CodeKind]) -> dict[int, int]:
    """Return code id -> number of consultations that use it, for the given kinds."""
    numbers: dict[int, int] = {}
    for kind in kinds:
        model, field = _USES[kind]
        rows = model._base_manager.filter(hub_id__in=actor.hub_ids).order_by()
        numbers |= dict(rows.values_list(field).annotate(number=Count("pk")))
    return numbers
