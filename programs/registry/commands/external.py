"""Numbers of other systems: linked to a family or one of its people, ended, and who gives them out."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.kernel.rows import own
from programs.registry.choices import Act
from programs.registry.commands.keys import refresh_keys
from programs.registry.models import CodeSystem, ExternalCode, Household, code_key


@dataclass(frozen=True)
class CodeSaid:
    """A number as typed: who gave it out, and whose it is (neither adult nor child: the family's)."""

    system_id: int
    code: str
    adult_id: int | None = None
    child_id: int | None = None


def link_code(actor: Actor, household: Household, said: CodeSaid, today: date) -> ExternalCode:
    """Link a number of another system to a family or one of its people, from today on.

    Raises RuleBroken for a system no longer in use, somebody of another family, and a number that
    is linked already.
    """
    with passing(actor, Act.CHANGE_EXTERNAL_CODE, household) as trail:
        home = own(Household, actor, household.pk, hold=True)
        system = own(CodeSystem, actor, said.system_id)
        if not system.in_use or system.hub_id != home.hub_id:
            raise RuleBroken("system", _("使用中の発行元を選んでください。"))
        _insist_on_member(home, said)
        if not code_key(said.code):
            raise RuleBroken("code", _("外部番号を入力してください。"))
        row = _saved(
            ExternalCode(
                hub_id=home.hub_id,
                system=system,
                household=home,
                adult_id=said.adult_id,
                child_id=said.child_id,
                code=said.code,
                key=code_key(said.code),
                from_on=today,
                created_by_id=actor.user_id,
            )
        )
        refresh_keys(home)
        trail.note(row, fields=("system", "code"))
    return row


def end_code(actor: Actor, code: ExternalCode, today: date) -> ExternalCode:
    """End a number: it no longer finds the family; the row stays. Ending twice changes nothing."""
    with passing(actor, Act.CHANGE_EXTERNAL_CODE, code) as trail:
        home = own(Household, actor, code.household_id, hold=True)
        row = own(ExternalCode, actor, code.pk, hold=True)
        if row.ended_on is None:
            row.ended_on = max(today, row.from_on)
            row.save(update_fields=["ended_on"])
            refresh_keys(home)
        trail.note(row, fields=("ended_on",))
    return row


def reopen_code(actor: Actor, code: ExternalCode) -> ExternalCode:
    """Take back that a number was ended. Raises RuleBroken where it is somebody else's by now."""
    with passing(actor, Act.CHANGE_EXTERNAL_CODE, code) as trail:
        home = own(Household, actor, code.household_id, hold=True)
        row = own(ExternalCode, actor, code.pk, hold=True)
        row.ended_on = None
        _saved(row)
        refresh_keys(home)
        trail.note(row, fields=("ended_on",))
    return row


def add_system(actor: Actor, name: str) -> CodeSystem:
    """Add somebody who gives out numbers. Raises RuleBroken for a name there already."""
    with passing(actor, Act.CHANGE_CODE_SYSTEMS) as trail:
        row = _named(CodeSystem(hub_id=actor.hub_id), name)
        trail.note(row, fields=("name",))
    return row


def change_system(actor: Actor, system: CodeSystem, name: str, in_use: bool) -> CodeSystem:
    """Rename a giver of numbers, or take it out of use: its numbers keep finding their families."""
    with passing(actor, Act.CHANGE_CODE_SYSTEMS, system) as trail:
        row = own(CodeSystem, actor, system.pk, hold=True)
        row.in_use = in_use
        _named(row, name)
        trail.note(row, fields=("name", "in_use"))
    return row


def _insist_on_member(home: Household, said: CodeSaid) -> None:
    if said.adult_id and said.child_id:
        raise RuleBroken("owner", _("どなたの番号か、一人を選んでください。"))
    if said.adult_id and not home.adults.filter(pk=said.adult_id).exists():
        raise RuleBroken("owner", _("このご家族の方を選んでください。"))
    if said.child_id and said.child_id not in {child.pk for child in home.everybody_young()}:
        raise RuleBroken("owner", _("このご家族の方を選んでください。"))


def _saved(row: ExternalCode) -> ExternalCode:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if constraint_name(error) != "external_code_once":
            raise
        raise RuleBroken(
            "code",
            _("この番号は、すでに登録されています。番号で検索して、ご家族を確かめてください。"),
        ) from error
    return row


def _named(row: CodeSystem, name: str) -> CodeSystem:
    row.name = name
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if constraint_name(error) != "code_system_name_once":
            raise
        raise RuleBroken("name", _("同じ名前の発行元がすでにあります。")) from error
    return row
