"""Arrivals: a family, a guest, a nameless group. A repeated or replayed request is one visit."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from programs.dropin import rules
from programs.dropin.choices import Act, ClosedHow, Kind
from programs.dropin.commands import late
from programs.dropin.commands.departures import closing_of, mark_firsts_again
from programs.dropin.models import Visit, VisitPerson
from programs.dropin.queries import history, who_could_come
from programs.dropin.rules import Present
from programs.kernel import clock
from programs.kernel.actor import Actor
from programs.kernel.errors import Hidden, RuleBroken, constraint_name
from programs.kernel.gate import passing
from programs.kernel.rows import own
from programs.registry import queries as registry
from programs.registry.models import Household, PartnerGroup, Site
from programs.registry.queries import Member

_REPEATS = ("visit_nonce_once", "visit_inside_once", "visit_not_overlapping")


def check_in(
    actor: Actor,
    household: Household,
    site: Site,
    at: datetime,
    *,
    nonce: UUID,
    device: str = "",
    members: Sequence[Member] | None = None,
) -> Visit:
    """Record the arrival of a family with the people who usually come; members are read if not given.

    The same nonce, or a family that is inside this site already, gives the existing visit. A visit
    left open on an earlier day or at another site is ended first. Raises RuleBroken for a family
    no longer in use, or one where nobody could come; Hidden for another hub's site. Arrivals that
    reach the server late give the same visits in whatever order they come (decision 0008).
    """
    with passing(actor, Act.CHECK_IN, household) as trail:
        # Two tablets take turns with one family, and nobody waits for another family.
        household = own(Household, actor, household.pk, hold=True)
        day = clock.tokyo(at).date()
        past = history.of_household(household.pk, site.pk, at, day, nonce)
        following = late.following(past)
        visit = _known(past, site, at, day) or late.same_stay(household, following, site, at, day)
        if visit is None:
            _insist_on_use(household)
            residence = household.residence
            visit = _new(actor, site, at, nonce, device, residence=residence, **past.flags)
            late.end_before(following, visit, day)
            visit.household = household
            could = who_could_come(members or registry.members(actor, household), day)
            here = [one for one in could if one.who not in past.with_others]
            people = rules.usual_people(here, past.last)
            visit = _insert(visit, people, past.persons)
            if following is not None:
                mark_firsts_again(visit)
            trail.note(fields=("arrived_at",))
    return visit


def check_in_guest(
    actor: Actor,
    site: Site,
    at: datetime,
    people: Sequence[Present],
    *,
    nonce: UUID,
    residence: str,
    label: str = "",
    device: str = "",
) -> Visit:
    """Record the arrival of a family that is not registered. Raises RuleBroken without people."""
    with passing(actor, Act.ADD_GUEST, site) as trail:
        visit = _new(actor, site, at, nonce, device, kind=Kind.GUEST, residence=residence)
        visit.guest_label = label
        visit = _insert(visit, people, set())
        trail.note(fields=("arrived_at",))
    return visit


def head_count(
    actor: Actor,
    site: Site,
    at: datetime,
    people: Sequence[Present],
    *,
    nonce: UUID,
    residence: str,
    families: int,
    label: str = "",
    group: PartnerGroup | None = None,
    device: str = "",
) -> Visit:
    """Record a number of people without names, as so many families (組). Raises RuleBroken.

    A visiting partner group gives its name where nothing else was written.
    """
    with passing(actor, Act.COUNT_HEADS, site) as trail:
        visit = _new(actor, site, at, nonce, device, kind=Kind.HEAD_COUNT, residence=residence)
        visit.guest_label, visit.families = label or (group.name[:40] if group else ""), families
        visit.partner_group = group
        visit = _insert(visit, people, set())
        trail.note(fields=("arrived_at",))
    return visit


def _insist_on_use(household: Household) -> None:
    if household.archived_at is not None:
        raise RuleBroken("", _("このご家族は利用を終了しています。登録を確認してください。"))


def _insist_on(actor: Actor, site: Site) -> None:
    if site.hub_id != actor.hub_id:
        raise Hidden
    if site.closed_at is not None:
        raise RuleBroken("", _("この施設は廃止されています。"))


def _known(past: history.History, site: Site, at: datetime, day: date) -> Visit | None:
    """The visit that this request repeats, if any; otherwise what is still open elsewhere ends."""
    if past.same_nonce_id:
        return Visit.objects.get(pk=past.same_nonce_id)
    if past.inside_id is None:
        return None
    inside = Visit.objects.select_related("site").get(pk=past.inside_id)
    if inside.arrived_at > at:
        return None  # this arrival was earlier and is only heard of now
    if inside.site_id == site.pk and inside.day == day:
        return inside
    _end(inside, at, day)
    return None


def _end(visit: Visit, at: datetime, day: date) -> None:
    """End a visit that was left open: at closing time of its day, or on moving to another site."""
    if visit.day == day:
        visit.closed_how, until = ClosedHow.MOVED, at
    else:
        visit.closed_how, until = ClosedHow.CLOSING, closing_of(visit.site, visit.day)
    visit.left_at = max(visit.arrived_at, until)
    visit.save(update_fields=["left_at", "closed_how"])


def _new(actor: Actor, site: Site, at: datetime, nonce: UUID, device: str, **fields: Any) -> Visit:
    _insist_on(actor, site)
    return Visit(
        hub_id=actor.hub_id,
        site=site,
        arrived_at=at,
        nonce=nonce,
        device=device,
        created_by_id=actor.user_id,
        **fields,
    )


def _insert(visit: Visit, people: Sequence[Present], before: set[history.Who]) -> Visit:
    """Insert once; where a constraint says that it is there already, return what is there."""
    if not people:
        raise RuleBroken("", _("来館した方がいません。1人以上を入力してください。"))
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
            visit.came = VisitPerson.objects.bulk_create(rows_of(visit, people, before))
    except IntegrityError as error:
        if constraint_name(error) not in _REPEATS:
            raise
        return _existing(visit)
    return visit


def _existing(visit: Visit) -> Visit:
    same = Visit.objects.filter(hub_id=visit.hub_id, nonce=visit.nonce).first()
    if same is None and visit.household_id:
        same = Visit.objects.filter(household_id=visit.household_id, voided_at=None).first()
    if same is None:
        raise RuleBroken("", _("同じ来館がすでに記録されています。"))
    return same


def rows_of(visit: Visit, people: Sequence[Present], before: set[history.Who]) -> list[VisitPerson]:
    """Return the rows of a visit's people; named ones not seen before are marked as first."""
    return [
        VisitPerson(
            hub_id=visit.hub_id,
            visit=visit,
            adult_id=one.adult_id,
            child_id=one.child_id,
            role=one.role,
            age_years=one.age,
            count=one.count,
            first_ever=any(one.who) and one.who not in before,
        )
        for one in rules.merged(people)
    ]
