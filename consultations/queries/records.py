"""Reads of consultations and their notes; guarded ones only for those who know of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import (
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.choices import Act, AgeBand, Caller
from consultations.models import (
    Code,
    Concern,
    Consultation,
    ConsultationChild,
    ConsultationTopic,
    Note,
)
from programs.kernel import fiscal
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.policy import may
from programs.registry import queries as registry
from programs.registry.choices import CityWard, Role
from programs.registry.models import Hub


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


def for_a_file(rows: "QuerySet[Consultation]") -> "QuerySet[Consultation]":
    """Narrow a list to what may leave the screen in a file: never what is restricted."""
    return rows.filter(guarded=False)


def _open_to(actor: Actor) -> Q:
    mine = actor.user_id
    return Q(guarded=False) | Q(created_by_id=mine) | Q(concern__created_by_id=mine)


def readers(row: Consultation, on: date) -> set[int]:
    """Return who may read a record while it is restricted: as `visible` tells, but of all people."""
    opened = Concern.objects.filter(consultation=row).values_list("created_by_id", flat=True)
    directors = registry.people_with(row.hub_id, (Role.DIRECTOR,), on)
    return {row.created_by_id, *opened, *directors}


def listed(actor: Actor) -> "QuerySet[Consultation]":
    """Return what the list shows, with everything a line needs."""
    current = Note.objects.filter(consultation=OuterRef("pk"))
    return (
        visible(actor)
        .filter(voided_at=None)
        .select_related("site", "method", "outcome", "household", "created_by")
        .prefetch_related(topic_rows())
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


def other_wards(actor: Actor) -> list[tuple[str, str]]:
    """Return (code, name) of the wards of the city without the hub's own."""
    own = Hub.objects.filter(pk=actor.hub_id).values_list("ward_name", flat=True).first()
    return [(code, name) for code, name in CityWard.choices if str(name) != own]


def home_text(row: Consultation) -> str:
    """Return where the caller lives: the kind, and which ward or city where that is known."""
    kind, place = row.get_residence_display(), row.get_ward_display() or row.city
    return _("%(kind)s（%(place)s）") % {"kind": kind, "place": place} if place else str(kind)


def topic_rows(path: str = "topic_rows") -> "Prefetch[Any, Any, Any]":
    """Return what fetches the topics of consultations with them, the main one first."""
    rows = ConsultationTopic.objects.select_related("topic").order_by(
        "-is_main", "topic__order", "pk"
    )
    return Prefetch(path, rows)


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
        "agency",
    )
    found = (
        visible(actor).select_related(*related).prefetch_related(topic_rows()).filter(pk=pk).first()
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


def with_callers_text(row: Consultation) -> list[str]:
    """Return who asked together with the first caller."""
    return [str(Caller(value).label) for value in row.with_callers]


def bands_text(row: Consultation) -> str:
    """Return the ages of the children talked about, in one line."""
    bands = [AgeBand(value) for value in (row.age_band, *row.with_bands)]
    return _("、").join(str(band.label) for band in bands)


def other_children(row: Consultation) -> list[ConsultationChild]:
    """Return the further children of the family that a consultation was about."""
    if not row.household_id or not row.with_bands:
        return []
    return list(row.child_rows.select_related("child").order_by("pk"))


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


def summary(row: Consultation) -> str:
    """Return a consultation in a few words: method and main topic."""
    return in_words(row.method, next(iter(topics_of(row)), ""))


def in_words(method: Any, topic: Any) -> str:
    """Return a consultation as its method and main topic, already in words."""
    return _("相談（%(method)s・%(topic)s）") % {"method": method, "topic": topic}


def url(name: str, *args: Any) -> str:
    """Return the address of one of this area's screens."""
    return reverse(f"consultations:{name}", args=args)
