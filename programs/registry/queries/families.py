"""Reads about one family: what it agreed to, whose children are shared, what was merged into it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from programs.kernel.actor import Actor
from programs.kernel.rows import own
from programs.registry.choices import ConsentKind
from programs.registry.models import Adult, Child, ChildHome, Consent, Household, MergeRecord

# The registrations that went into a family, through any number of merges.
_MERGED = """
WITH RECURSIVE merged (id) AS (
  SELECT gone_id FROM registry_mergerecord WHERE kept_id = %s AND undone_at IS NULL
  UNION SELECT r.gone_id FROM registry_mergerecord r JOIN merged m ON r.kept_id = m.id
  WHERE r.undone_at IS NULL
) SELECT id FROM merged
"""


@dataclass(frozen=True)
class ConsentState:
    """What holds for one kind of consent: the newest word, or None where nobody was asked."""

    kind: ConsentKind
    newest: Consent | None


@dataclass(frozen=True)
class FamilyChild:
    """A child on its family's page: where else it lives, and the tie if it is registered there."""

    child: Child
    elsewhere: tuple[Household, ...] = ()
    tie: int | None = None


def merged_into(household: Household) -> list[Household]:
    """Return the registrations that were merged into a family, through any number of merges."""
    found: list[Household] = []
    wanted = [household.pk]
    while wanted:
        rows = MergeRecord.objects.filter(kept_id__in=wanted, undone_at=None).order_by("pk")
        fresh = [row.gone for row in rows.select_related("gone")]
        found += fresh
        wanted = [row.pk for row in fresh]
    return found


def kept_instead(household: Household) -> Household:
    """Return the family that a registration was merged into in the end; itself if it was not."""
    while (record := merge_away(household)) is not None:
        household = record.kept
    return household


def merge_away(household: Household) -> MergeRecord | None:
    """Return the merge by which a registration went into another, unless it was taken back."""
    rows = MergeRecord.objects.filter(gone=household, undone_at=None)
    return rows.select_related("kept").first()


def child(actor: Actor, pk: int) -> Child:
    """Return one child; raises Hidden."""
    return own(Child, actor, pk)


def child_home(actor: Actor, pk: int) -> ChildHome:
    """Return one second family of a child; raises Hidden."""
    return own(ChildHome, actor, pk)


def consents(actor: Actor, household: Household) -> "QuerySet[Consent]":
    """Return what a family said about consents, the newest first; merged registrations included.

    Consents are never changed, so those of a merged registration stay with it.
    """
    merged = RawSQL(_MERGED, [household.pk])
    rows = Consent.objects.filter(
        Q(household=household) | Q(household_id__in=merged), hub_id__in=actor.hub_ids
    )
    return rows.select_related("created_by")


def consent_states(said: Iterable[Consent]) -> list[ConsentState]:
    """Return for each kind what holds now, from consents in the order of ``consents``."""
    newest: dict[str, Consent] = {}
    for row in said:
        newest.setdefault(row.kind, row)
    return [ConsentState(kind, newest.get(kind)) for kind in ConsentKind]


def not_told(household: Household) -> list[Adult]:
    """Return the adults who must not be told something."""
    return [adult for adult in household.adults.all() if adult.not_told]


def kept_apart(one: Household, other: Household) -> bool:
    """Whether two registrations look like two homes of one child, not like one family twice.

    They share a child, or somebody in one of them lives apart or must not be told something.
    """
    people = Adult.objects.filter(household__in=(one, other))
    apart = people.filter(Q(lives_apart=True) | ~Q(not_told="")).exists()
    return apart or other.pk in sharing_families(one.pk)


def noted_elsewhere(children: "Iterable[FamilyChild]") -> list[Adult]:
    """Return who must not be told something, of the other families in which the children live."""
    homes = {home.pk for row in children for home in row.elsewhere}
    if not homes:
        return []
    rows = Adult.objects.filter(household__in=homes).exclude(not_told="")
    return list(rows.select_related("household").order_by("household_id", "pk"))


def sharing_families(household_id: int) -> list[int]:
    """Return the ids of other families that have a child in common with one."""
    ours = Q(child__household_id=household_id) | Q(household_id=household_id)
    children = ChildHome.objects.filter(ours).values("child_id")
    ties = ChildHome.objects.filter(child_id__in=children)
    pairs = ties.values_list("household_id", "child__household_id")
    return sorted({pk for pair in pairs for pk in pair} - {household_id})


def children_of(actor: Actor, household: Household) -> list[FamilyChild]:
    """Return the children of a family, its own first, each with its other families."""
    ties = ChildHome.objects.filter(hub_id__in=actor.hub_ids)
    here = Q(household=household) | Q(pk__in=ties.filter(household=household).values("child"))
    rows = Child.objects.filter(here, hub_id__in=actor.hub_ids)
    rows = rows.annotate(tied=Exists(ties.filter(child=OuterRef("pk"))))
    young = sorted(rows, key=lambda child: child.household_id != household.pk)
    tied = [child.pk for child in young if child.tied]
    homes = ties.filter(child__in=tied).select_related("household", "child__household")
    known = list(homes) if tied else []
    return [
        _family_child(household, one, [h for h in known if h.child_id == one.pk]) for one in young
    ]


def _family_child(here: Household, child: Child, homes: list[ChildHome]) -> FamilyChild:
    places = [place for home in homes for place in (home.child.household, home.household)]
    elsewhere = {p.pk: p for p in places if p.pk != here.pk and p.archived_at is None}
    ties = (home.pk for home in homes if home.household_id == here.pk)
    tie = next(ties, None) if child.household_id != here.pk else None
    return FamilyChild(child, tuple(elsewhere.values()), tie)
