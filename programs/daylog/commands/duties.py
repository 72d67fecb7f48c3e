"""Who was on duty: members of the hub, and people without an account by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from programs.daylog import queries
from programs.daylog.choices import Act, DutyKind
from programs.daylog.commands.logs import begun
from programs.daylog.models import DayLog, Duty
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.registry.models import Site

_ONCE = ("duty_person_once", "duty_name_once")


@dataclass(frozen=True)
class Worked:
    """From when to when somebody was there, as far as it is known; why it is told late."""

    came_at: time | None = None
    left_at: time | None = None
    reason: str = ""


def add_duties(
    actor: Actor,
    site: Site,
    day: date,
    members: Iterable[int],
    names: Iterable[str],
    kind: str,
    worked: Worked,
    *,
    today: date,
) -> list[Duty]:
    """Add people to the duty of a day; ``kind`` is of those named, members are staff.

    Raises RuleBroken for somebody who is there already, a day to come, or a closed day without a
    reason.
    """
    with passing(actor, Act.CHANGE_DUTY, site) as trail:
        log = begun(actor, site, day, today)
        _insist_on_reason(log, worked.reason)
        people = {person.pk: person for person in queries.members_for(actor, day, None)}
        chosen = [people.get(pk) for pk in members]
        if None in chosen:
            raise Hidden
        rows = [_row(log, actor, worked, DutyKind.STAFF, p.name, p.pk) for p in chosen if p]
        rows += [_row(log, actor, worked, kind, name, None) for name in names]
        for row in rows:
            _save_once(row)
        trail.note(log, *rows, fields=("duties",))
    return rows


def change_duty(actor: Actor, duty: Duty, kind: str, worked: Worked) -> Duty:
    """Change as what and from when to when somebody was there; on an open day only.

    Raises RuleBroken on a closed day: there the entry is removed and added anew.
    """
    with passing(actor, Act.CHANGE_DUTY, duty) as trail:
        held = _held(duty)
        if held.log.closed_at is not None:
            raise RuleBroken("", _("締めた日の勤務は、取り消してから加え直してください。"))
        held.kind, held.came_at, held.left_at = kind, worked.came_at, worked.left_at
        held.save(update_fields=["kind", "came_at", "left_at"])
        trail.note(held, fields=("kind", "came_at", "left_at"))
    return held


def remove_duty(actor: Actor, duty: Duty, reason: str, at: datetime) -> Duty:
    """Remove somebody from the duty of a day; the entry stays, struck out.

    Raises RuleBroken on a closed day without a reason.
    """
    with passing(actor, Act.CHANGE_DUTY, duty) as trail:
        held = _held(duty)
        _insist_on_reason(held.log, reason)
        held.removed_at, held.removed_by_id, held.removed_reason = at, actor.user_id, reason
        held.save(update_fields=["removed_at", "removed_by", "removed_reason"])
        trail.note(held, fields=("removed_at",))
    return held


def _held(duty: Duty) -> Duty:
    DayLog.objects.select_for_update(no_key=True).get(pk=duty.log_id)
    rows = Duty.objects.select_related("log").filter(pk=duty.pk, removed_at=None)
    found = rows.first()
    if found is None:
        raise RuleBroken("", _("この勤務はすでに取り消されています。"))
    return found


def _insist_on_reason(log: DayLog, reason: str) -> None:
    if log.closed_at is not None and not reason:
        raise RuleBroken("reason", _("締めたあとの変更には、理由を書いてください。"))


def _row(
    log: DayLog, actor: Actor, worked: Worked, kind: str, name: str, person_id: int | None
) -> Duty:
    return Duty(
        hub_id=log.hub_id,
        log=log,
        kind=kind,
        person_id=person_id,
        name=name,
        came_at=worked.came_at,
        left_at=worked.left_at,
        created_by_id=actor.user_id,
        late_reason=worked.reason if log.closed_at else "",
    )


def _save_once(row: Duty) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if constraint_name(error) not in _ONCE:
            raise
        message = _("%(name)sさんは、すでにこの日の勤務に入っています。") % {"name": row.name}
        raise RuleBroken("names", message) from error
