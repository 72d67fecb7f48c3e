"""Corrections of who was present."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from programs.dropin.choices import Act, State
from programs.dropin.commands.recording import rows_of
from programs.dropin.models import Visit, VisitPerson
from programs.dropin.queries import history, who_could_come
from programs.dropin.rules import Present
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken
from programs.kernel.gate import passing
from programs.registry.queries import members


def change_people(
    actor: Actor,
    visit: Visit,
    adults: Collection[int],
    children: Collection[int],
    others: Sequence[Present] = (),
) -> Visit:
    """Correct which members of the family came, and how many others with them.

    Raises RuleBroken for nobody, for a voided visit, for a head count; people of another family
    are not taken.
    """
    with passing(actor, Act.CHANGE_PEOPLE, visit) as trail:
        current = _locked(visit)
        if current.household is None:
            raise RuleBroken("", _("ご家族の登録がない来館です。人数を直してください。"))
        could = who_could_come(members(actor, current.household), current.day)
        chosen = [one for one in could if one.adult_id in adults or one.child_id in children]
        _replace(current, [*chosen, *others])
        trail.note(fields=("people",))
    return current


def change_counts(
    actor: Actor, visit: Visit, people: Sequence[Present], *, families: int = 1
) -> Visit:
    """Correct the numbers of a visit without registration. Raises RuleBroken."""
    with passing(actor, Act.CHANGE_PEOPLE, visit) as trail:
        current = _locked(visit)
        _replace(current, people)
        if current.families != families:
            current.families = families
            current.save(update_fields=["families"])
        trail.note(fields=("people", "families"))
    return current


def _locked(visit: Visit) -> Visit:
    rows = Visit.objects.select_for_update(of=("self",), no_key=True).select_related("household")
    current = rows.filter(pk=visit.pk).first()
    if current is None:
        raise Hidden
    if current.state == State.VOID:
        raise RuleBroken("", _("この来館は取り消されています。画面を新しくしてください。"))
    return current


def _replace(visit: Visit, people: Sequence[Present]) -> None:
    if not people:
        raise RuleBroken("", _("来館した方がいません。1人以上を入力してください。"))
    before = set()
    if visit.household_id:
        past = history.of_household(visit.household_id, visit.site_id, visit.arrived_at, visit.day)
        before = past.persons
    with transaction.atomic():
        visit.people.all().delete()
        VisitPerson.objects.bulk_create(rows_of(visit, people, before))
