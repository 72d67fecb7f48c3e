"""Volunteers and students come and leave; they are counted in an evacuation, never as visitors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from programs.dropin.choices import Act
from programs.dropin.commands.leaving import hold_arrival
from programs.dropin.models import Helper
from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.kernel.rows import own
from programs.registry.models import Site


@dataclass(frozen=True)
class Coming:
    """One entry: of which kind (``HelperKind``), what it is called, how many people, since when."""

    kind: str
    name: str
    count: int
    at: datetime


def helpers_in(
    actor: Actor, site: Site, names: Iterable[str], kind: str, count: int, at: datetime
) -> list[Helper]:
    """Record that helpers came; each name is one entry of so many people.

    Raises RuleBroken for a name that is inside already.
    """
    with passing(actor, Act.RECORD_HELPER, site) as trail:
        rows = [_row(actor, site, Coming(kind, name, count, at)) for name in names]
        for row in rows:
            _save_alone(row)
        trail.note(*rows, fields=("came_at",))
    return rows


def helper_came(actor: Actor, site: Site, nonce: UUID, came: Coming) -> Helper | None:
    """Record a coming that was tapped without a network; the same nonce changes nothing.

    Returns None where that name is inside already, let in by another tablet: once is enough.
    """
    with passing(actor, Act.RECORD_HELPER, site) as trail:
        hold_arrival(nonce)
        known = Helper.objects.filter(hub_id=site.hub_id, nonce=nonce).first()
        if known is not None:
            return known
        row = _row(actor, site, came, nonce)
        try:
            _save_alone(row)
        except RuleBroken:
            return None
        trail.note(row, fields=("came_at",))
    return row


def helper_left(
    actor: Actor,
    site: Site,
    at: datetime,
    *,
    helper: int | None = None,
    arrival: UUID | None = None,
) -> Helper | None:
    """Record a leaving that was tapped without a network, of an entry or of a coming's nonce.

    A repeat changes nothing. Returns None where nobody of that entry is inside (any more).
    """
    with passing(actor, Act.RECORD_HELPER, site) as trail:
        which = {"nonce": arrival} if arrival else {"pk": helper}
        rows = Helper.objects.select_for_update(no_key=True)
        row = rows.filter(hub_id=site.hub_id, site=site, **which).first()
        if row is None:
            return None
        left = max(at, row.came_at)
        if row.left_at is not None:
            return row if row.left_at == left else None
        row.left_at = left
        row.save(update_fields=["left_at"])
        trail.note(row, fields=("left_at",))
    return row


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


def _row(actor: Actor, site: Site, came: Coming, nonce: UUID | None = None) -> Helper:
    return Helper(
        hub_id=site.hub_id,
        site=site,
        kind=came.kind,
        name=came.name,
        count=came.count,
        came_at=came.at,
        nonce=nonce,
        created_by_id=actor.user_id,
    )


def _save_alone(row: Helper) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if constraint_name(error) != "helper_inside_once":
            raise
        message = _("%(name)sさんは、すでに館内にいます。") % {"name": row.name}
        raise RuleBroken("names", message) from error
