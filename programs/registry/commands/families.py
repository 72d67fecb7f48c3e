"""What happens to a registered family: a birth, consents, a child of two families, the end of use."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken
from programs.kernel.gate import passing
from programs.kernel.rows import own
from programs.registry.choices import Act, ArchiveReason, ConsentKind
from programs.registry.commands.keys import refresh_keys, refresh_keys_of_homes
from programs.registry.models import Child, ChildHome, Consent, Household
from programs.registry.rules import birth_problems

ARCHIVE_FIELDS = ("archived_at", "archived_reason", "archived_note", "moved_on")


@dataclass(frozen=True)
class ConsentSaid:
    """What a family said: to what, yes or no, on which day, by which wording."""

    kind: str
    given: bool
    wording_version: str
    said_on: date


def record_birth(
    actor: Actor, child: Child, name: str, name_kana: str, birth_on: date, today: date
) -> Child:
    """Record that an expected child was born: the row stays, and the due date with it.

    Raises RuleBroken for a day in the future, without a name, or for a child born already.
    """
    for field, message in birth_problems(name, birth_on, today):
        raise RuleBroken(field, message)
    with passing(actor, Act.RECORD_BIRTH, child) as trail:
        row = own(Child, actor, child.pk, hold=True)
        if row.birth_on is not None:
            raise RuleBroken("", _("このお子さんの出生はすでに記録されています。"))
        row.name, row.name_kana, row.birth_on = name, name_kana, birth_on
        row.save(update_fields=["name", "name_kana", "birth_on"])
        household = _held(actor, row.household)
        household.save_if(household.version)
        refresh_keys(household)
        refresh_keys_of_homes(household)
        trail.note(row, fields=("name", "name_kana", "birth_on"))
    return row


def record_consent(actor: Actor, household: Household, said: ConsentSaid, today: date) -> Consent:
    """Record a consent or its withdrawal as a new row; what was said before stays.

    Raises RuleBroken for an unknown kind, no wording, or a day in the future.
    """
    if said.kind not in ConsentKind.values:
        raise RuleBroken("kind", _("同意の内容を選んでください。"))
    if not said.wording_version:
        raise RuleBroken("wording_version", _("説明した文書の版を入力してください。"))
    if said.said_on > today:
        raise RuleBroken("said_on", _("今日までの日を入力してください。"))
    with passing(actor, Act.RECORD_CONSENT, household) as trail:
        row = Consent.objects.create(
            hub_id=household.hub_id,
            household=household,
            created_by_id=actor.user_id,
            **vars(said),
        )
        trail.note(row, fields=("kind", "given", "wording_version", "said_on"))
    return row


def share_child(actor: Actor, household: Household, child: Child) -> ChildHome:
    """Let a child live in a second family too; saying it again changes nothing.

    Raises RuleBroken for the family's own child or a family no longer in use.
    """
    with passing(actor, Act.SHARE_CHILD, household) as trail:
        home = _held(actor, household)
        if home.archived_at is not None:
            raise RuleBroken("", _("このご家族は利用を終了しています。"))
        if child.household_id == home.pk:
            raise RuleBroken("child", _("このお子さんは、すでにこのご家族に登録されています。"))
        if child.hub_id != home.hub_id:
            raise RuleBroken("child", _("見つかったお子さんの中から選んでください。"))
        row, _made = ChildHome.objects.get_or_create(
            hub_id=home.hub_id,
            household=home,
            child=child,
            defaults={"created_by_id": actor.user_id},
        )
        refresh_keys(home)
        trail.note(row, fields=("household", "child"))
    return row


def end_shared_child(actor: Actor, home: ChildHome) -> Household:
    """Take a child off its second family; visits with it stay as they are."""
    with passing(actor, Act.SHARE_CHILD, home) as trail:
        household = _held(actor, home.household)
        ChildHome.objects.filter(pk=home.pk).delete()
        refresh_keys(household)
        trail.note(home, fields=("household", "child"))
    return household


def archive_household(
    actor: Actor,
    household: Household,
    reason: str,
    at: datetime,
    *,
    moved_on: date | None = None,
    note: str = "",
) -> Household:
    """End the use of a family for a reason; its records stay. Raises RuleBroken."""
    if reason not in ArchiveReason.values or reason == ArchiveReason.MERGED:
        raise RuleBroken("reason", _("利用を終了する理由を選んでください。"))
    if reason == ArchiveReason.MOVED and moved_on is None:
        raise RuleBroken("moved_on", _("転出した日を入力してください。"))
    with passing(actor, Act.ARCHIVE_HOUSEHOLD, household) as trail:
        row = _held(actor, household)
        if row.archived_at is not None:
            raise RuleBroken("", _("このご家族は、すでに利用を終了しています。"))
        row.archived_at, row.archived_reason, row.archived_note = at, reason, note
        row.moved_on = moved_on if reason == ArchiveReason.MOVED else None
        row.save_if(row.version, *ARCHIVE_FIELDS)
        trail.note(row, fields=ARCHIVE_FIELDS)
    return row


def restore_household(actor: Actor, household: Household) -> Household:
    """Take a family into use again. Raises RuleBroken for one merged into another."""
    with passing(actor, Act.ARCHIVE_HOUSEHOLD, household) as trail:
        row = _held(actor, household)
        if row.archived_reason == ArchiveReason.MERGED:
            raise RuleBroken(
                "", _("ほかの登録に統合されています。再開するには統合を元に戻してください。")
            )
        if row.archived_at is not None:
            row.archived_at, row.archived_reason, row.archived_note = None, "", ""
            row.moved_on = None
            row.save_if(row.version, *ARCHIVE_FIELDS)
            trail.note(fields=ARCHIVE_FIELDS)
    return row


def _held(actor: Actor, household: Household) -> Household:
    return own(Household, actor, household.pk, hold=True)
