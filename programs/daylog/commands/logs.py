"""Writing a day's log, closing it, and correcting it visibly afterwards."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from programs.daylog import queries
from programs.daylog.choices import Act, LogField
from programs.daylog.models import Correction, DayLog
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, Stale
from programs.kernel.gate import Trail, passing
from programs.kernel.rows import own
from programs.registry.models import Site

FIELDS = tuple(field.value for field in LogField)
CLOSED = _("この日報は締めたあとです。訂正から直してください。")


def write_log(
    actor: Actor, site: Site, day: date, values: Mapping[str, str], *, version: int, today: date
) -> DayLog:
    """Save the draft of a day's log; version 0 where none was shown.

    Raises RuleBroken for a day to come or a closed log, Stale when somebody was first.
    """
    with passing(actor, Act.WRITE_LOG, site) as trail:
        return _write(actor, begun(actor, site, day, today), values, version, trail)


def close_log(
    actor: Actor, site: Site, day: date, values: Mapping[str, str], *, version: int, at: datetime
) -> DayLog:
    """Save a day's log and close it: from now on it is corrected only visibly.

    Raises RuleBroken for a day to come, a log that says nothing or is closed; Stale as above.
    """
    with passing(actor, Act.CLOSE_LOG, site) as trail:
        if not (values.get("happened") or values.get("closure")):
            raise RuleBroken(
                "happened", _("一日の様子か、休館・短縮の理由を書いてから締めてください。")
            )
        log = _write(actor, begun(actor, site, day, at.date()), values, version, trail)
        log.closed_at, log.closed_by_id = at, actor.user_id
        log.save_if(log.version, "closed_at", "closed_by_id")
        trail.note(fields=("closed_at",))
    return log


def correct_log(
    actor: Actor, log: DayLog, field: str, text: str, reason: str, *, seen: int, at: datetime
) -> Correction:
    """Correct one part of a closed log; the former text stays and is shown.

    ``seen`` is how many corrections were shown. Raises RuleBroken for an open log or a text that
    changes nothing, Stale when somebody corrected it meanwhile.
    """
    with passing(actor, Act.CORRECT_LOG, log) as trail:
        held = own(DayLog, actor, log.pk, hold=True)
        if held.closed_at is None:
            raise RuleBroken("", _("締める前の日報は、そのまま書き直せます。"))
        rows = queries.corrections(held)
        mine = [row for row in rows if row.field == field]
        before = mine[-1].after if mine else getattr(held, LogField(field).value)
        if len(rows) != seen:
            raise _overtaken(rows, LogField(field), before, text)
        if before == text:
            raise RuleBroken("text", _("訂正前と同じ内容です。"))
        last = Correction.objects.filter(log=held).aggregate(n=Max("number"))["n"] or 0
        row = Correction.objects.create(
            hub_id=held.hub_id,
            log=held,
            number=last + 1,
            field=field,
            before=before,
            after=text,
            reason=reason,
            by_id=actor.user_id,
            at=at,
        )
        trail.note(row, fields=(field,))
    return row


def begun(actor: Actor, site: Site, day: date, today: date) -> DayLog:
    """Return the log of a day, held until the transaction ends; begun if nobody had.

    Part of other commands. Raises RuleBroken for a day to come.
    """
    if day > today:
        raise RuleBroken("", _("これからの日の日報は書けません。"))
    DayLog.objects.bulk_create(
        [DayLog(hub_id=site.hub_id, site=site, day=day, begun_by_id=actor.user_id)],
        ignore_conflicts=True,
    )
    return DayLog.objects.select_for_update(no_key=True).get(site=site, day=day)


def _write(
    actor: Actor, log: DayLog, values: Mapping[str, str], version: int, trail: Trail
) -> DayLog:
    if log.closed_at is not None:
        raise RuleBroken("", CLOSED)
    untouched = version == 0 and not any(getattr(log, name) for name in FIELDS)
    changed = [name for name in FIELDS if getattr(log, name) != values.get(name, "")]
    for name in changed:
        setattr(log, name, values.get(name, ""))
    trail.note(log, fields=changed)
    return log.save_if(log.version if untouched else version, *changed) if changed else log


def _overtaken(rows: list[Correction], field: LogField, now: str, mine: str) -> Stale:
    last = rows[-1]
    label = str(field.label)
    return Stale(last, by=str(last.by), at=last.at, mine={label: mine}, theirs={label: now})
