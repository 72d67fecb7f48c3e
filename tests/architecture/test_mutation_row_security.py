"""A forgotten filter leaks nothing: without it in the code, the database still shows no row."""

import dataclasses
import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet

from consultations import queries as consultations
from evaluations import queries as evaluations
from hubsite.desk import audit_queries as audit
from hubsite.desk import queries as desk
from hubsite.desk.timeline import timeline
from programs.dropin import queries as dropin
from programs.dropin.queries import calendar
from programs.kernel import clock, tenancy
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden
from programs.kernel.figures import Period
from programs.kernel.models import HubOwned
from programs.registry import queries as registry
from programs.registry.choices import Role
from programs.registry.queries import staff as members
from programs.reports.queries import all_figures
from tests import make
from tests.architecture.probing import Prober

OWNED = [model for model in apps.get_models() if issubclass(model, HubOwned)]
# Published documents are for everybody: their rows may be read from anywhere.
PUBLIC = {model for model in OWNED if getattr(model, "public_read", False)}
GUARDED = [model for model in OWNED if model not in PUBLIC]
Query = Callable[[Any, Any], Any]

# Reads as the areas offer them, given an actor whose filter is wrong and the other hub's world.
MUTANTS: dict[str, Query] = {
    "sites": lambda actor, there: registry.sites(actor),
    "one site": lambda actor, there: registry.site(actor, there.site.pk),
    "households": lambda actor, there: registry.households(actor),
    "one household": lambda actor, there: registry.household(actor, there.household.pk),
    "household by card": lambda actor, there: registry.household_by_card(
        actor, there.household.card_token
    ),
    "households by kana": lambda actor, there: registry.matching(actor, "とりとり"),
    "households by phone": lambda actor, there: registry.matching(actor, there.phone),
    "party names": lambda actor, there: registry.party_names(actor, clock.today()),
    "people with a role": lambda actor, there: registry.people_with(
        there.hub.pk, list(Role), clock.today()
    ),
    "groups": lambda actor, there: registry.groups(actor),
    "visits": lambda actor, there: dropin.visits(actor),
    "counted visits": lambda actor, there: dropin.counted_visits(actor),
    "rules of a calendar": lambda actor, there: calendar.rule_rows(actor, there.site),
    "one rule of a calendar": lambda actor, there: calendar.calendar_rule(actor, there.rule.pk),
    "visits of a household": lambda actor, there: dropin.timeline_rows(actor, there.household),
    "what a family went through": lambda actor, there: timeline(actor, there.household)[0],
    "codes": lambda actor, there: consultations.codes(actor),
    "safety": lambda actor, there: consultations.safety(actor),
    "consultations": lambda actor, there: consultations.visible(actor),
    "counted consultations": lambda actor, there: consultations.counted(actor),
    "one consultation": lambda actor, there: consultations.consultation(actor, there.talk.pk),
    "consultation todos": lambda actor, there: make.todos(consultations, actor, clock.today()),
    "referrals": lambda actor, there: consultations.referrals(actor),
    "one referral": lambda actor, there: consultations.referral(actor, there.referral.pk),
    "cases": lambda actor, there: consultations.cases(actor),
    "one case": lambda actor, there: consultations.case(actor, there.case.pk),
    "meetings": lambda actor, there: consultations.meetings(actor),
    "one meeting": lambda actor, there: consultations.meeting(actor, there.meeting.pk),
    "disclosures": lambda actor, there: consultations.disclosures(actor),
    "one disclosure": lambda actor, there: consultations.disclosure(actor, there.disclosure.pk),
    "a disclosed part": lambda actor, there: consultations.part(actor, there.disclosure_part.pk),
    "training needs": lambda actor, there: consultations.training_needs(actor),
    "frequent questions": lambda actor, there: consultations.quick_tallies(actor),
    "open work": lambda actor, there: consultations.open_work(actor, clock.today()),
    "documents": lambda actor, there: evaluations.documents(actor),
    "one document": lambda actor, there: evaluations.document(actor, there.document.pk),
    "notices": lambda actor, there: desk.notices(actor),
    "audit": lambda actor, there: audit.entries(actor),
    "memberships": lambda actor, there: members.memberships(actor),
}


def found(query: Query, actor: Actor, there: Any) -> list[Any]:
    """The rows or words that a query gives; Hidden gives none."""
    try:
        with transaction.atomic():
            got = query(actor, there)
            return list(got) if isinstance(got, QuerySet | list | dict) else [got]
    except Hidden:
        return []


def mistaken(actor: Actor, there: Any) -> Actor:
    """The actor of the other hub, with its numbers in every filter: as if a filter were wrong."""
    return dataclasses.replace(there.actors[actor.role], request_id=actor.request_id)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.AUDITOR], ids=str)
@pytest.mark.parametrize("name", sorted(MUTANTS))
def test_a_query_with_the_other_hubs_numbers_finds_nothing(
    name: str, role: Role, prober: Prober
) -> None:
    actor, there = prober.own.actors[role], prober.other
    with transaction.atomic():
        tenancy.enter_as(actor)
        assert found(MUTANTS[name], mistaken(actor, there), there) == []


def test_the_same_queries_find_the_rows_where_they_may(prober: Prober) -> None:
    """Otherwise the test above would show nothing."""
    there = prober.other
    empty = []
    for name, query in MUTANTS.items():
        rows = []
        for role in (Role.DIRECTOR, Role.AUDITOR):
            with transaction.atomic():
                tenancy.enter_as(there.actors[role])
                rows += found(query, there.actors[role], there)
        if not rows:
            empty.append(name)
    assert empty == []
    assert len(MUTANTS) >= 20


@pytest.mark.parametrize("model", GUARDED, ids=lambda m: m._meta.label)
def test_a_query_without_any_filter_finds_the_own_hub_only(
    model: type[Model], prober: Prober
) -> None:
    own, other = prober.own.hub.pk, prober.other.hub.pk
    with transaction.atomic():
        tenancy.enter_as(prober.own.actors[Role.DIRECTOR])
        assert set(model._base_manager.order_by().values_list("hub_id", flat=True)) <= {own}
        assert not model._base_manager.filter(Q(hub_id=other)).exists()


@pytest.mark.parametrize("model", GUARDED, ids=lambda m: m._meta.label)
def test_without_a_scope_there_are_no_rows(model: type[Model], prober: Prober) -> None:
    with transaction.atomic():
        tenancy.enter([])
        assert not model._base_manager.exists()
        transaction.set_rollback(True)


def test_only_what_is_published_may_be_read_from_anywhere() -> None:
    assert {model._meta.label for model in PUBLIC} == {
        "evaluations.Erratum",
        "evaluations.Publication",
        "evaluations.Withdrawal",
    }


def test_rows_of_the_other_hub_can_be_neither_changed_nor_deleted(prober: Prober) -> None:
    other = prober.other.hub.pk
    with transaction.atomic():
        tenancy.enter_as(prober.own.actors[Role.DIRECTOR])
        for model in OWNED:
            if not getattr(model, "append_only", False):
                assert model._base_manager.filter(hub_id=other).update(hub_id=other) == 0, model
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM registry_searchkey WHERE hub_id = %s", [other])
            assert cursor.rowcount == 0
        transaction.set_rollback(True)


def test_no_figure_counts_the_other_hubs_rows(prober: Prober) -> None:
    actor, there = prober.own.actors[Role.DIRECTOR], prober.other
    today = clock.today()
    period = Period(today - timedelta(days=400), today, ())
    with transaction.atomic():
        tenancy.enter_as(actor)
        for figure in all_figures():
            assert figure.count(mistaken(actor, there), period) == 0, figure.key


def test_every_list_of_the_registry_takes_an_actor_first() -> None:
    """A read that is not for an actor cannot be filtered for one."""
    free = {"people_with"}  # takes the hub itself: called by commands, in their own scope
    for name, function in inspect.getmembers(registry, inspect.isfunction):
        if function.__module__ == registry.__name__ and not name.startswith("_"):
            first = next(iter(inspect.signature(function).parameters))
            assert first == "actor" or name in free, name
