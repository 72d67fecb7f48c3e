"""A guest becomes a registered family; the visits stay what they were and carry its name."""

from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from programs.dropin import guest_rules
from programs.dropin.choices import Act, Kind
from programs.dropin.commands.departures import mark_firsts_of
from programs.dropin.commands.leaving import hold_arrival
from programs.dropin.commands.recording import rows_of
from programs.dropin.models import Visit, VisitPerson
from programs.dropin.queries import present, who_could_come
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.kernel.rows import own
from programs.registry.commands.households import write_household
from programs.registry.models import Household
from programs.registry.queries import members
from programs.registry.rules import HouseholdValues

_CHANGED = ("household", "kind", "people")
_CLASHES = ("visit_not_overlapping", "visit_inside_once")


def register_guest(
    actor: Actor, visit: Visit, values: HouseholdValues, others: Collection[int], today: date
) -> Household:
    """Register the guest of a visit as a family, and give it that visit and others of the guest.

    No number of visits or people changes; first visits are marked anew. Raises RuleBroken for a
    visit that is no guest's (any more), visits at the same time, or a family that breaks a rule.
    """
    with passing(actor, Act.REGISTER_GUEST, visit) as trail:
        rows = _guests(actor, _held(actor, {visit.pk, *others}))
        household = write_household(actor, values, today)
        _give_all(actor, rows, household)
        trail.note(*rows, fields=_CHANGED)
    return household


def link_guest(actor: Actor, visit: Visit, family: Household, others: Collection[int]) -> Household:
    """Give the visit of a guest, and others of the guest, to a family that is registered already.

    Raises RuleBroken as ``register_guest``, and for a family no longer in use.
    """
    with passing(actor, Act.REGISTER_GUEST, visit) as trail:
        keys = _held(actor, {visit.pk, *others})
        household = own(Household, actor, family.pk, hold=True)
        if household.archived_at is not None:
            raise RuleBroken("household", _("このご家族は利用を終了しています。"))
        rows = _guests(actor, keys)
        _give_all(actor, rows, household)
        trail.note(*rows, fields=_CHANGED)
    return household


def _held(actor: Actor, keys: Collection[int]) -> Collection[int]:
    """Let departures of these visits wait; before the family is held, as they hold that after."""
    rows = Visit.objects.filter(pk__in=keys, hub_id__in=actor.hub_ids).order_by("nonce")
    for nonce in rows.values_list("nonce", flat=True):
        hold_arrival(nonce)
    return keys


def _give_all(actor: Actor, rows: list[Visit], household: Household) -> None:
    for row in rows:
        _give(actor, row, household)
    mark_firsts_of(household.pk, min(row.arrived_at for row in rows))


def _guests(actor: Actor, keys: Collection[int]) -> list[Visit]:
    rows = Visit.objects.filter(pk__in=keys, hub_id__in=actor.hub_ids).order_by("pk")
    found = list(rows.select_for_update(no_key=True).prefetch_related("people"))
    if len(found) < len(keys):
        raise Hidden
    if any(row.kind != Kind.GUEST for row in found):
        raise RuleBroken("", _("この来館は、すでにご家族として登録されています。"))
    if any(row.voided_at for row in found):
        raise RuleBroken("", _("この来館は取り消されています。画面を新しくしてください。"))
    return found


def _give(actor: Actor, visit: Visit, household: Household) -> None:
    """Make a visit the family's; whoever of its people is certain gets a name."""
    could = who_could_come(members(actor, household), visit.day)
    people = guest_rules.named(present(visit), could)
    visit.kind, visit.household = Kind.FAMILY, household
    try:
        with transaction.atomic():
            visit.save(update_fields=["kind", "household"])
    except IntegrityError as error:
        if constraint_name(error) not in _CLASHES:
            raise
        message = _(
            "選んだ来館には同じ時間のものがあり、1つのご家族の来館にはできません。選び直してください。"
        )
        raise RuleBroken("visits", message) from error
    visit.people.all().delete()
    VisitPerson.objects.bulk_create(rows_of(visit, people, set()))
