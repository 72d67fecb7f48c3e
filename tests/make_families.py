"""Builders for two registrations of one family."""

from datetime import date, datetime

from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.registry.choices import Relation
from programs.registry.commands.keys import refresh_keys
from programs.registry.commands.merging import MergeChoice, merge_households
from programs.registry.models import Adult, Child, Household, Hub, MergeRecord
from programs.registry.queries.merging import same_adults, same_children
from tests import make

BIRTH = date(2024, 5, 1)
NOON = datetime(2026, 6, 10, 12, 0, tzinfo=clock.TOKYO)


def family(hub: Hub, child: str = "はる", adult: str = "かおり", **fields: object) -> Household:
    """A mother and a child, each with a name of their own."""
    made = make.household(hub, "波多", "はた", children=(), adults=(), **fields)
    Adult.objects.create(
        hub=hub,
        household=made,
        name=f"波多 {adult}",
        name_kana=f"はた {adult}",
        relation=Relation.MOTHER,
    )
    Child.objects.create(
        hub=hub, household=made, name=f"波多 {child}", name_kana=f"はた {child}", birth_on=BIRTH
    )
    refresh_keys(made)
    return made


def merge(
    actor: Actor,
    kept: Household,
    gone: Household,
    *taken: str,
    at: datetime = NOON,
    knowing: bool = False,
) -> MergeRecord:
    """Merge two registrations as the screen proposes, taking some fields of the second."""
    kept, gone = Household.objects.get(pk=kept.pk), Household.objects.get(pk=gone.pk)
    choice = MergeChoice(
        kept.version,
        gone.version,
        frozenset(taken),
        tuple((one.pk, other.pk) for one, other in same_adults(kept, gone)),
        tuple((one.pk, other.pk) for one, other in same_children(kept, gone)),
        knowing=knowing,
    )
    return merge_households(actor, kept, gone, choice, at)
