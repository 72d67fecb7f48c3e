"""The calendar of a site: rules are added, stopped from a day on, and taken up again."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from programs.dropin.calendar_rules import MARKS, Rule
from programs.dropin.choices import Act, RuleKind
from programs.dropin.models import CalendarRule, PublicSite
from programs.dropin.queries.calendar import closure_of
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, Stale, constraint_name
from programs.kernel.gate import passing
from programs.kernel.rows import own
from programs.registry.models import Site

_ONE_DAY = {RuleKind.DAY, *MARKS}
_TWICE = {
    "calendar_day_once": _(
        "この日の変更はすでに登録されています。先にその変更を取りやめてください。"
    ),
    "calendar_mark_once": _("この日はすでに変更されています。先にその変更を取りやめてください。"),
}


def add_rule(actor: Actor, site: Site | None, rule: Rule) -> CalendarRule:
    """Add a rule to a site's calendar, or a mark on a holiday for all sites of the hub.

    Raises RuleBroken for a second change of one day.
    """
    with passing(actor, Act.CHANGE_CALENDAR, site) as trail:
        hub_id = site.hub_id if site else actor.hub_id
        row = _row(rule, hub_id=hub_id, site=site, added_by_id=actor.user_id)
        _save_once(row)
        trail.note(row, fields=("kind", "from_on", "to_on", "reason"))
    return row


def close_today(actor: Actor, site: Site, reason: str, day: date) -> CalendarRule:
    """Close a site for the rest of a day that has begun, for a reason that everybody reads.

    Raises RuleBroken where it is closed for the day already.
    """
    with passing(actor, Act.CLOSE_TODAY, site) as trail:
        own(Site, actor, site.pk, hold=True)
        if closure_of(site, day) is not None:
            raise RuleBroken("", _("今日はすでに臨時休館になっています。"))
        rule = Rule(kind=RuleKind.CLOSURE, from_on=day, to_on=day, reason=reason)
        row = _row(rule, hub_id=site.hub_id, site=site, added_by_id=actor.user_id)
        row.to_on = day
        row.save()
        trail.note(row, fields=("kind", "from_on", "reason"))
    return row


def open_today(actor: Actor, site: Site, day: date, at: datetime) -> CalendarRule | None:
    """Take the closure of one day back on that day; None where there is none."""
    with passing(actor, Act.CLOSE_TODAY, site) as trail:
        own(Site, actor, site.pk, hold=True)
        row = closure_of(site, day)
        if row is not None:
            row.stopped_on, row.stopped_by_id, row.stopped_at = day, actor.user_id, at
            row.save(update_fields=["stopped_on", "stopped_by", "stopped_at"])
            trail.note(row, fields=("stopped_on",))
    return row


def stop_rule(actor: Actor, row: CalendarRule, stopped_on: date, at: datetime) -> CalendarRule:
    """Stop a rule from a day on; earlier days keep it. Stopping it again changes nothing.

    A day before its first one takes it back altogether, and so does any day for a rule of one day.
    """
    with passing(actor, Act.CHANGE_CALENDAR, row) as trail:
        current = own(CalendarRule, actor, row.pk, hold=True)
        if current.stopped_on is None:
            whole = current.kind in _ONE_DAY
            current.stopped_on = current.from_on if whole else max(stopped_on, current.from_on)
            current.stopped_by_id, current.stopped_at = actor.user_id, at
            current.save(update_fields=["stopped_on", "stopped_by", "stopped_at"])
            trail.note(fields=("stopped_on",))
    return current


def restore_rule(actor: Actor, row: CalendarRule) -> CalendarRule:
    """Take a stopped rule up again. Raises RuleBroken if its day was changed anew meanwhile."""
    with passing(actor, Act.CHANGE_CALENDAR, row) as trail:
        current = own(CalendarRule, actor, row.pk, hold=True)
        if current.stopped_on is not None:
            current.stopped_on = current.stopped_by = current.stopped_at = None
            _save_once(current)
            trail.note(fields=("stopped_on",))
    return current


def change_public_site(
    actor: Actor, site: Site, values: PublicSite, *, expected: int
) -> PublicSite:
    """Say what everybody may see of a site. Raises Stale when somebody was first."""
    names = ("shows_page", "shows_crowd", "busy_from", "full_from")
    with passing(actor, Act.CHANGE_CALENDAR, site) as trail:
        trail.note(fields=names)
        own(Site, actor, site.pk, hold=True)
        current = PublicSite.objects.filter(site_id=site.pk).first()
        if current is None:
            current = PublicSite(hub_id=site.hub_id, site_id=site.pk)
            for name in names:
                setattr(current, name, getattr(values, name))
            if expected:
                raise Stale(site)
            current.save()
            return current
        for name in names:
            setattr(current, name, getattr(values, name))
        return current.save_if(expected, *names)


def _row(rule: Rule, **whose: Any) -> CalendarRule:
    first, last, hours = rule.first or (None, None), rule.last or (None, None), rule.hours
    return CalendarRule(
        **whose,
        kind=rule.kind,
        from_on=rule.from_on,
        to_on=rule.from_on if rule.kind in _ONE_DAY else rule.to_on,
        reason=rule.reason,
        weekday=rule.weekday,
        weeks=sorted(rule.weeks),
        falls=rule.falls,
        first_month=first[0],
        first_day=first[1],
        last_month=last[0],
        last_day=last[1],
        opens_at=hours[0] if hours else None,
        closes_at=hours[1] if hours else None,
    )


def _save_once(row: CalendarRule) -> None:
    """Save a row unless another one says something of its day already."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        message = _TWICE.get(constraint_name(error))
        if message is None:
            raise
        raise RuleBroken("from_on", message) from error
