"""Registering a family, and changing what is known of it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken
from programs.kernel.gate import passing
from programs.registry.choices import Act
from programs.registry.commands.keys import refresh_keys, refresh_keys_of_homes
from programs.registry.commands.moving import all_references
from programs.registry.models import Adult, Child, Household, Hub, new_token
from programs.registry.queries.families import merged_into
from programs.registry.rules import HouseholdValues, problems

OWN_FIELDS = (
    "name",
    "name_kana",
    "residence",
    "phone",
    "postcode",
    "address",
    "door_note",
    "allergies",
    "languages",
    "found_by",
    "is_demo",
)


def register_household(actor: Actor, values: HouseholdValues, today: date) -> Household:
    """Register a family under the hub's next number.

    Raises RuleBroken at the first field that breaks a rule (``rules.problems``).
    """
    with passing(actor, Act.REGISTER_HOUSEHOLD) as trail:
        household = write_household(actor, values, today)
        trail.note(household, fields=OWN_FIELDS)
    return household


def write_household(actor: Actor, values: HouseholdValues, today: date) -> Household:
    """Write a new family under the hub's next number; the caller has passed the gate.

    Raises RuleBroken at the first field that breaks a rule (``rules.problems``).
    """
    _insist(values, today)
    Hub.objects.select_for_update(no_key=True).get(pk=actor.hub_id)  # numbers in turn
    household = Household.objects.create(
        hub_id=actor.hub_id,
        number=_next_number(actor),
        registered_on=today,
        **{name: kept(values, name) for name in OWN_FIELDS},
    )
    _write_members(household, values)
    refresh_keys(household)
    return household


def change_household(
    actor: Actor, household: Household, values: HouseholdValues, expected: int, today: date
) -> Household:
    """Change a family; members whose row was emptied are taken off unless records refer to them.

    Raises RuleBroken, or Stale when somebody changed it since version ``expected``.
    """
    _insist(values, today)
    with passing(actor, Act.CHANGE_HOUSEHOLD, household) as trail:
        changed = [name for name in OWN_FIELDS if getattr(household, name) != kept(values, name)]
        if "is_demo" in changed:
            _insist_on_nothing_recorded(household)
        for name in OWN_FIELDS:
            setattr(household, name, kept(values, name))
        household.save_if(expected, *OWN_FIELDS)
        _write_members(household, values)
        refresh_keys(household)
        refresh_keys_of_homes(household)
        trail.note(household, fields=[*changed, "adults", "children"])
    return household


def reissue_card(actor: Actor, household: Household) -> Household:
    """Give a family a new card; the old one is worth nothing from now on.

    So are the cards of registrations that were merged into it.
    """
    with passing(actor, Act.CHANGE_HOUSEHOLD, household) as trail:
        for row in (household, *merged_into(household)):
            row.card_token = new_token()
            row.save(update_fields=["card_token"])
        trail.note(household, fields=["card_token"])
    return household


def kept(values: HouseholdValues, name: str) -> Any:
    """A value as the row holds it: several are a list there."""
    value = getattr(values, name)
    return list(value) if isinstance(value, tuple) else value


def _insist(values: HouseholdValues, today: date) -> None:
    for field, message in problems(values, today):
        raise RuleBroken(field, message)


def _insist_on_nothing_recorded(household: Household) -> None:
    """What counts in a report stays as it was reported: the mark of practice is set before records."""
    for holder, name in all_references(Household):
        own = holder._meta.app_label == Household._meta.app_label
        if not own and holder._base_manager.filter(**{name: household}).exists():
            words = _("来館などの記録があるため、練習用かどうかは変えられません。")
            raise RuleBroken("is_demo", words + _("新しく登録してください。"))


def _next_number(actor: Actor) -> int:
    last = Household.objects.filter(hub_id=actor.hub_id).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def _write_members(household: Household, values: HouseholdValues) -> None:
    _write(Adult, household, values.adults, values.removed_adults)
    _write(Child, household, values.children, values.removed_children)
    for name in ("adults", "children"):
        getattr(household, "_prefetched_objects_cache", {}).pop(name, None)


def _write(
    model: Any, household: Household, rows: tuple[Any, ...], removed: tuple[int, ...]
) -> None:
    """Update rows that have an id, add those without, take off the removed ones."""
    known = {row.pk: row for row in model.objects.filter(household=household)}
    for pk in removed:
        _take_off(known.pop(pk, None))
    for values in rows:
        fields = {k: v for k, v in vars(values).items() if k != "id"}
        if values.id is None:
            model.objects.create(hub_id=household.hub_id, household=household, **fields)
            continue
        if values.id not in known:
            raise Hidden
        row = known.pop(values.id)
        for key, value in fields.items():
            setattr(row, key, value)
        row.save()


def _take_off(row: Any) -> None:
    if row is None:
        raise Hidden
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise RuleBroken(
            "", _("%(name)sさんには来館などの記録があるため、外せません。") % {"name": row.name}
        ) from error
