"""Volunteers and students come and leave; they are counted in an evacuation, never as visitors."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from programs.dropin.choices import Act
from programs.dropin.models import Helper
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.kernel.rows import own
from programs.registry.models import Site


def helpers_in(
    actor: Actor, site: Site, names: Iterable[str], kind: str, count: int, at: datetime
) -> list[Helper]:
    """Record that helpers came; each name is one entry of so many people.

    Raises RuleBroken for a name that is inside already.
    """
    with passing(actor, Act.RECORD_HELPER, site) as trail:
        rows = [
            Helper(
                hub_id=site.hub_id,
                site=site,
                kind=kind,
                name=name,
                count=count,
                came_at=at,
                created_by_id=actor.user_id,
            )
            for name in names
        ]
        for row in rows:
            _save_alone(row)
        trail.note(*rows, fields=("came_at",))
    return rows


def helper_out(actor: Actor, helper: Helper, at: datetime) -> Helper:
    """Record that a helper left; a repeated tap changes nothing."""
    with passing(actor, Act.RECORD_HELPER, helper) as trail:
        row = own(Helper, actor, helper.pk, hold=True)
        if row.left_at is None:
            row.left_at = max(at, row.came_at)
            row.save(update_fields=["left_at"])
            trail.note(fields=("left_at",))
    return row


def helper_back(actor: Actor, helper: Helper, today: date) -> Helper:
    """Take a helper's leaving back on its day. Raises RuleBroken later, or if she is inside."""
    with passing(actor, Act.RECORD_HELPER, helper) as trail:
        row = own(Helper, actor, helper.pk, hold=True)
        if row.left_at is not None:
            if row.day != today:
                raise RuleBroken("", _("元に戻せるのは来館した日のうちだけです。"))
            row.left_at = None
            _save_alone(row)
            trail.note(fields=("left_at",))
    return row


def _save_alone(row: Helper) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if constraint_name(error) != "helper_inside_once":
            raise
        message = _("%(name)sさんは、すでに館内にいます。") % {"name": row.name}
        raise RuleBroken("names", message) from error
