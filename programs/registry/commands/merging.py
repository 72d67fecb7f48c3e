"""Two registrations of one family become one, and two again if that was a mistake."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.kernel.rows import own
from programs.registry import followers
from programs.registry.choices import Act, ArchiveReason
from programs.registry.commands.keys import refresh_keys, refresh_keys_of_homes
from programs.registry.commands.moving import Moved, move, move_back, needless_homes
from programs.registry.models import (
    Adult,
    Child,
    DifferentFamilies,
    Household,
    MergeRecord,
    SearchKey,
)
from programs.registry.queries.families import kept_apart, merge_away

CHOSEN = (
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
)
ARCHIVED = ("archived_at", "archived_reason", "archived_note")
FILLED: dict[type[Model], tuple[str, ...]] = {
    Adult: ("name", "name_kana", "birth_on", "phone"),
    Child: ("name", "name_kana", "birth_on", "due_on"),
}
_OVERLAPS = ("visit_not_overlapping", "visit_inside_once")
NOTE_LIMIT = 1000


@dataclass(frozen=True)
class MergeChoice:
    """What staff chose side by side: fields taken from the registration that goes, and same people.

    ``adults`` and ``children`` are pairs of ids (kept, gone); versions are those that were shown;
    ``knowing``: they may be the two homes of parents who live apart, and are merged nevertheless.
    """

    kept_version: int
    gone_version: int
    from_gone: frozenset[str] = frozenset()
    adults: tuple[tuple[int, int], ...] = ()
    children: tuple[tuple[int, int], ...] = ()
    knowing: bool = False
    people: dict[type[Any], tuple[tuple[int, int], ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.people.update({Adult: self.adults, Child: self.children})


def merge_households(
    actor: Actor, kept: Household, gone: Household, choice: MergeChoice, at: datetime
) -> MergeRecord:
    """Make two registrations one: all records pass to ``kept``, ``gone`` is archived.

    Raises RuleBroken for a family merged already, for practice with real families, or where both
    were here at the same time; Stale when somebody changed one of them meanwhile.
    """
    with passing(actor, Act.MERGE_HOUSEHOLDS, kept) as trail:
        kept, gone = _both(actor, kept, gone)
        _insist_on_two(kept, gone)
        if kept_apart(kept, gone) and not choice.knowing:
            raise RuleBroken("knowing", _("別々に暮らすご家族でないことを確かめてください。"))
        before = _written_over(kept, gone)
        chosen = {name: getattr(gone, name) for name in CHOSEN if name in choice.from_gone}
        _take(kept, {**chosen, "registered_on": min(kept.registered_on, gone.registered_on)})
        kept.save_if(choice.kept_version, *CHOSEN, "registered_on")
        _take(gone, {"archived_at": at, "archived_reason": ArchiveReason.MERGED})
        gone.save_if(choice.gone_version, *ARCHIVED)
        before["after"] = {name: _plain(getattr(kept, name)) for name in before["kept"]}
        before.update(_pass_records(kept, gone, choice))
        record = MergeRecord.objects.create(
            hub_id=kept.hub_id,
            kept=kept,
            gone=gone,
            before=before,
            merged_at=at,
            merged_by_id=actor.user_id,
        )
        _work_out(kept)
        SearchKey.objects.filter(household=gone).delete()
        trail.note(kept, gone, fields=("household", *sorted(chosen)))
    return record


def undo_merge(actor: Actor, record: MergeRecord, at: datetime) -> MergeRecord:
    """Make the two registrations two again, as they were; what was changed since then stays.

    Raises RuleBroken the second time, and while a later merge of the kept one stands.
    """
    with passing(actor, Act.UNDO_MERGE, record) as trail:
        kept, gone = _both(actor, record.kept, record.gone)
        row = own(MergeRecord, actor, record.pk, hold=True)
        _insist_on_last(row)
        before = row.before
        # First in use again: nothing may be hung on a registration that went into another.
        _take(gone, {name: _read(Household, name, before["gone"][name]) for name in ARCHIVED})
        gone.save_if(gone.version, *ARCHIVED)
        move_back(before["moved"], gone.pk, kept.pk)
        for label, mine, theirs, moved, values, after in before["people"]:
            move_back(moved, theirs, mine)
            person = apps.get_model(label)._base_manager.filter(pk=mine).first()
            if person is not None:
                _put_back(person, values, after).save()
        _put_back(kept, before["kept"], before["after"])
        kept.save_if(kept.version, *before["kept"])
        row.undone_at, row.undone_by_id = at, actor.user_id
        row.save(update_fields=["undone_at", "undone_by"])
        _work_out(kept)
        _work_out(gone)
        trail.note(row, fields=("household",))
    return row


def tell_apart(actor: Actor, one: Household, other: Household) -> DifferentFamilies:
    """Remember that two registrations are two families; saying it again changes nothing."""
    with passing(actor, Act.TELL_APART, one) as trail:
        first, second = sorted((one, own(Household, actor, other.pk)), key=lambda row: row.pk)
        if first == second:
            raise RuleBroken("", _("2つの登録を選んでください。"))
        row, _made = DifferentFamilies.objects.get_or_create(
            hub_id=first.hub_id,
            first=first,
            second=second,
            defaults={"created_by_id": actor.user_id},
        )
        trail.note(row, fields=("first", "second"))
    return row


def undo_apart(actor: Actor, row: DifferentFamilies) -> None:
    """Take back that two registrations are two families; raises Hidden the second time."""
    with passing(actor, Act.TELL_APART, row) as trail:
        held = own(DifferentFamilies, actor, row.pk, hold=True)
        trail.note(held, fields=("first", "second"))
        held.delete()


def _both(actor: Actor, kept: Household, gone: Household) -> tuple[Household, Household]:
    """Hold both, always in the same order: two who merge the same pair take turns.

    Held so fully that whoever hangs a record on one of them waits as well (``registry.guards``).
    """
    rows = Household.objects.select_for_update().filter(hub_id__in=actor.hub_ids)
    held = {row.pk: row for row in rows.filter(pk__in={kept.pk, gone.pk}).order_by("pk")}
    if not {kept.pk, gone.pk} <= held.keys():
        raise Hidden
    return held[kept.pk], held[gone.pk]


def _insist_on_two(kept: Household, gone: Household) -> None:
    if kept.pk == gone.pk:
        raise RuleBroken("", _("2つの登録を選んでください。"))
    if ArchiveReason.MERGED in (kept.archived_reason, gone.archived_reason):
        raise RuleBroken("", _("どちらかの登録は、すでにほかの登録に統合されています。"))
    if kept.archived_at is not None:
        raise RuleBroken("", _("残す登録は利用を終了しています。先に利用を再開してください。"))
    if kept.is_demo != gone.is_demo:
        raise RuleBroken("", _("練習用のご家族は、ほかのご家族と統合できません。"))


def _insist_on_last(record: MergeRecord) -> None:
    if record.undone_at is not None:
        raise RuleBroken("", _("この統合は、すでに元に戻されています。"))
    later = MergeRecord.objects.filter(kept=record.kept_id, undone_at=None, pk__gt=record.pk)
    if later.exists() or merge_away(record.kept) is not None:
        raise RuleBroken(
            "", _("このあとに行った統合があります。新しいものから順に元に戻してください。")
        )


def _written_over(kept: Household, gone: Household) -> dict[str, Any]:
    names = (*CHOSEN, "registered_on")
    return {
        "kept": {name: _plain(getattr(kept, name)) for name in names},
        "gone": {name: _plain(getattr(gone, name)) for name in ARCHIVED},
    }


def _pass_records(kept: Household, gone: Household, choice: MergeChoice) -> dict[str, Any]:
    """Let everything of one family be the other's; same people stay as one of the two rows."""
    try:
        with transaction.atomic():
            people = [_one_person(kept, gone, *pair) for pair in _pairs(kept, gone, choice)]
            skip = {
                "registry.adult": {one[2] for one in people if one[0] == "registry.adult"},
                "registry.child": {one[2] for one in people if one[0] == "registry.child"},
                "registry.childhome": needless_homes(kept, gone),
            }
            return {"people": people, "moved": move(gone, kept, skip)}
    except IntegrityError as error:
        if constraint_name(error) in _OVERLAPS:
            raise RuleBroken(
                "",
                _(
                    "2つの登録に、同じ時間に来館した記録があります。別のご家族でないか確かめ、"
                    "重なっている来館を取り消すか退館の時刻を直してから統合してください。"
                ),
            ) from error
        raise RuleBroken(
            "",
            _("2つの登録に、1つのご家族では重ねて持てない記録があるため、統合できません。"),
        ) from error


def _pairs(
    kept: Household, gone: Household, choice: MergeChoice
) -> list[tuple[type[Any], Any, Any]]:
    """The people said to be the same, each of its own family. Raises RuleBroken."""
    found = []
    for model, pairs in choice.people.items():
        mine = {row.pk: row for row in model.objects.filter(household=kept)}
        theirs = {row.pk: row for row in model.objects.filter(household=gone)}
        for one, other in pairs:
            if one not in mine or other not in theirs:
                raise RuleBroken("", _("同じ方として選んだ方を確かめてください。"))
            found.append((model, mine.pop(one), theirs.pop(other)))
    return found


def _one_person(
    kept: Household, gone: Household, model: type[Model], mine: Any, theirs: Any
) -> list[Any]:
    """Fill what is not known of one person from the other row, and pass its records."""
    names = [*FILLED[model], *(["lives_apart", "not_told"] if model is Adult else [])]
    before = {name: _plain(getattr(mine, name)) for name in names}
    for name in FILLED[model]:
        if getattr(mine, name) in ("", None):
            setattr(mine, name, getattr(theirs, name))
    if model is Adult:
        mine.lives_apart = mine.lives_apart or theirs.lives_apart
        mine.not_told = _both_notes(mine.not_told, theirs.not_told)
    mine.save()
    moved: list[Moved] = move(theirs, mine, {})
    after = {name: _plain(getattr(mine, name)) for name in names}
    return [model._meta.label_lower, mine.pk, theirs.pk, moved, before, after]


def _both_notes(mine: str, theirs: str) -> str:
    """Neither note is lost. Raises RuleBroken where both together are too long."""
    if not theirs or theirs in mine:
        return mine
    joined = f"{mine}／{theirs}" if mine else theirs
    if len(joined) > NOTE_LIMIT:
        raise RuleBroken("", _("「伝えてはいけないこと」が長すぎます。先に短くしてください。"))
    return joined


def _work_out(household: Household) -> None:
    refresh_keys(household)
    refresh_keys_of_homes(household)
    followers.tell(household.pk)


def _take(row: Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _put_back(row: Any, before: dict[str, Any], after: dict[str, Any]) -> Any:
    """Set back what the merge set, except what somebody changed since."""
    for name, value in before.items():
        if _plain(getattr(row, name)) == after[name]:
            setattr(row, name, _read(type(row), name, value))
    return row


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _read(model: type[Model], name: str, value: Any) -> Any:
    return model._meta.get_field(name).to_python(value)  # type: ignore[union-attr]
