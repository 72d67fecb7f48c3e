"""Reads of the audit: entries of a time, and who read what belongs to a family."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    ForeignKey,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext

from consultations.queries import reads_every_concern
from hubsite.desk.kinds import kind
from hubsite.desk.rules import GUARDED_BY, RESTRICTED, TELLING_ACTS, TELLING_KINDS
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.models import AuditEntry
from programs.kernel.policy import table
from programs.registry.account_trail import LABELS
from programs.registry.models import Household, Person, SearchKey

_HOLDS = "EXISTS (SELECT 1 FROM jsonb_array_elements(target_ids) AS held WHERE held::text::bigint = ANY (%s))"
_DEPTH = 3


def entries(
    actor: Actor, *, from_on: date | None = None, to_on: date | None = None
) -> "QuerySet[AuditEntry]":
    """Return the entries of the actor's hubs (and of no hub, for the city), newest first.

    ``person_name`` is who acted; ``guarded`` whether it tells of a suspected maltreatment.

    Days are Tokyo's, both included.
    """
    names = Person.objects.filter(pk=OuterRef("person_id")).values("name")
    rows = AuditEntry.objects.filter(_in_scope(actor)).order_by("-id")
    rows = rows.annotate(
        person_name=Subquery(names[:1]),
        guarded=ExpressionWrapper(_telling(actor), output_field=BooleanField()),
    )
    if from_on:
        rows = rows.filter(at__gte=clock.moment(from_on))
    if to_on:
        rows = rows.filter(at__lt=clock.moment(to_on + timedelta(days=1)))
    return rows


def narrowed(
    actor: Actor, rows: "QuerySet[AuditEntry]", wanted: dict[str, Any]
) -> "QuerySet[AuditEntry]":
    """Return the entries that a filter leaves: person, deed, outcome, number of the target.

    Restricted ones are found by deed or number by those alone who read every suspicion.
    """
    deed = wanted.get("deed")
    if "person" in wanted:
        named = Q(name__icontains=wanted["person"]) | Q(username__iexact=wanted["person"])
        rows = rows.filter(person_id__in=Person.objects.filter(named).values("pk"))
    if deed:
        rows = rows.filter(guarded=True) if deed == RESTRICTED else rows.filter(action=deed)
    if "outcome" in wanted:
        rows = rows.filter(outcome=wanted["outcome"])
    if "number" in wanted:
        rows = rows.filter(target_ids__contains=[wanted["number"]])
    told = "number" in wanted or deed not in (None, RESTRICTED)
    return rows.filter(guarded=False) if told and not reads_every_concern(actor) else rows


def readings_of(
    actor: Actor, household: Household, from_on: date, to_on: date
) -> "QuerySet[AuditEntry]":
    """Return who read or changed a family or any record of it between two days, newest first.

    What ties the family to a suspicion is listed for those alone who read every suspicion.
    """
    owned = records_of(household)
    wanted = Q(pk=None)
    for label, ids in owned.items():
        wanted |= Q(_holds(ids), target=label)
    rows = entries(actor, from_on=from_on, to_on=to_on).filter(wanted)
    return rows if reads_every_concern(actor) else rows.filter(guarded=False)


def records_of(household: Household) -> dict[str, list[int]]:
    """Return model label -> ids of everything that hangs on a family, found by foreign keys."""
    owned: dict[type[Model], list[int]] = {Household: [household.pk]}
    for _round in range(_DEPTH):
        for model in apps.get_models():
            if model in owned or model is SearchKey or not getattr(model, "row_rule", ""):
                continue
            ids = _children(model, owned)
            if ids:
                owned[model] = ids
    return {model._meta.label_lower: ids for model, ids in owned.items()}


def action_label(action: str) -> Any:
    """Return the words of an action; the key itself for one that no longer exists."""
    grant = table().get(action)
    return grant.label if grant else dict(LABELS).get(action, action)  # type: ignore[call-overload]


def target_label(entry: AuditEntry) -> str:
    """Return the kind and numbers of what was touched: never a name."""
    numbers = gettext("、").join(str(number) for number in entry.target_ids[:5])
    more = "…" if len(entry.target_ids) > 5 else ""
    return f"{kind(entry.target)} {numbers}{more}".strip()


def _children(model: type[Model], owned: dict[type[Model], list[int]]) -> list[int]:
    wanted = Q(pk=None)
    for field in model._meta.get_fields():
        if isinstance(field, ForeignKey) and field.related_model in owned:
            wanted |= Q(**{f"{field.name}__in": owned[field.related_model]})
    if (
        len(wanted) == 1
        or model._meta.pk is None
        or model._meta.pk.get_internal_type() == "UUIDField"
    ):
        return []
    return list(model._base_manager.filter(wanted).values_list("pk", flat=True))


def _telling(actor: Actor) -> Q:
    """Whether an entry tells of a suspicion: by its act, by its kind, or by one of its targets."""
    telling = Q(action__in=TELLING_ACTS) | Q(target__in=TELLING_KINDS)
    for label, ids in _guarded_records(actor).items():
        telling |= Q(_holds(ids), target=label)
    return telling


def _guarded_records(actor: Actor) -> dict[str, list[int]]:
    """Model label -> ids of what is restricted, or hangs on what is, in one query; they are few."""
    first, *others = (
        apps.get_model(label)
        ._base_manager.filter(**{path: True}, hub_id__in=actor.hub_ids)
        .order_by()
        .values_list(Value(label), "pk")
        for label, path in GUARDED_BY.items()
    )
    found: dict[str, list[int]] = defaultdict(list)
    for label, pk in first.union(*others, all=True):
        found[label].append(pk)
    return found


def _holds(ids: list[int]) -> RawSQL:
    return RawSQL(_HOLDS, [ids], output_field=BooleanField())


def _in_scope(actor: Actor) -> Q:
    within = Q(hub_id__in=[hub for hub in actor.hub_ids if hub])
    return within | Q(hub=None) if 0 in actor.hub_ids else within
