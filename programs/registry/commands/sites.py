"""Sites with their hours, and the names of the two parties."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from programs.kernel.actor import Actor
from programs.kernel.errors import RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.registry.choices import Act, SiteKind
from programs.registry.models import OpeningHours, Party, Site

_NAMES = ("name", "kind", "programs", "capacity", "phone", "address", "access")


@dataclass(frozen=True)
class SiteValues:
    """A site as typed; hours map a weekday (0 = Monday) to opening and closing time."""

    name: str
    kind: str = SiteKind.MAIN
    programs: tuple[int, ...] = ()
    capacity: int = 50
    hours: Mapping[int, tuple[time, time]] = field(default_factory=dict)
    phone: str = ""
    address: str = ""
    access: str = ""


def add_site(actor: Actor, values: SiteValues) -> Site:
    """Add a site; raises RuleBroken when the hub has one of that name."""
    with passing(actor, Act.CHANGE_SITE) as trail:
        site = Site(hub_id=actor.hub_id)
        _write(site, values)
        trail.note(site, fields=(*_NAMES, "hours"))
    return site


def change_site(actor: Actor, site: Site, values: SiteValues) -> Site:
    """Change a site and its hours; raises RuleBroken when another one has the name."""
    with passing(actor, Act.CHANGE_SITE, site) as trail:
        changed = [n for n in _NAMES if getattr(site, n) != getattr(values, n)]
        _write(site, values)
        trail.note(site, fields=[*changed, "hours"])
    return site


def rename_party(actor: Actor, side: str, legal_name: str, unit: str, from_on: date) -> Party:
    """Give a party a new name from a day on; the old one stays for what was signed before.

    Raises RuleBroken for a day on or before the one the present name began.
    """
    with passing(actor, Act.CHANGE_SITE) as trail:
        present = (
            Party.objects.select_for_update()
            .filter(hub_id=actor.hub_id, side=side, valid_to=None)
            .first()
        )
        if present and from_on <= present.valid_from:
            raise RuleBroken("from_on", _("いまの名称の適用開始日より後の日を入力してください。"))
        if present:
            present.valid_to = from_on - timedelta(days=1)
            present.save(update_fields=["valid_to"])
        party = Party.objects.create(
            hub_id=actor.hub_id, side=side, legal_name=legal_name, unit=unit, valid_from=from_on
        )
        trail.note(party, fields=("legal_name", "unit", "valid_from"))
    return party


def _write(site: Site, values: SiteValues) -> None:
    site.name, site.kind, site.capacity = values.name, values.kind, values.capacity
    site.programs, site.phone = sorted(values.programs), values.phone
    site.address, site.access = values.address, values.access
    try:
        with transaction.atomic():
            site.save()
    except IntegrityError as error:
        if constraint_name(error) != "site_name_once_a_hub":
            raise
        raise RuleBroken("name", _("同じ名前の施設がすでにあります。")) from error
    OpeningHours.objects.filter(site=site).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(hub_id=site.hub_id, site=site, weekday=day, opens_at=opens, closes_at=closes)
        for day, (opens, closes) in sorted(values.hours.items())
    )
