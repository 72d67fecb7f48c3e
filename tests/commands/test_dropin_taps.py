"""Taps without a network: arrivals and departures give the same visits in whatever order they come."""

import itertools
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs.dropin import commands
from programs.dropin.choices import ClosedHow, State
from programs.dropin.models import Tap, Visit
from programs.dropin.stays import Tapped, What, stays
from programs.kernel.errors import Hidden, Refused
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from tests import make
from tests.make_dropin import DAY, MORNING, Desk, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(hub):
    return Desk(hub)


@pytest.fixture
def other(desk):
    return make.site(desk.hub, "別館")


def leave(desk, who=None, at=MORNING, **fields):
    """Tap a departure: of a family, or of a guest by its visit's number."""
    values = {"nonce": uuid4(), "household": who, **fields}
    actor = values.pop("actor", desk.volunteer)
    return commands.leave(actor, values.pop("site", desk.site), at, **values)


def intervals():
    fields = ("arrived_at", "left_at", "closed_how", "site__name", "first_ever")
    return list(
        Visit.objects.filter(voided_at=None).order_by("arrived_at", "pk").values_list(*fields)
    )


def play(desk, family, taps):
    for what, at, site in taps:
        if what == "in":
            desk.check_in(family, at, site=site)
        else:
            leave(desk, family, at, site=site)


def again(desk, family):
    """Forget everything, so that the same taps can come in another order."""
    Tap.objects.all().delete()
    Visit.objects.all().delete()


# --- every order gives what the order of time gives -----------------------------------------------


def several(desk, other):
    """Two stays at one site, one at another, one on the next day; and departures that end nothing."""
    here = desk.site
    return (
        [("in", MORNING, here), ("in", later(hours=2), here), ("out", later(hours=1), here)],
        [
            ("in", MORNING, here),
            ("out", later(hours=1), here),
            ("in", later(hours=2), here),
            ("out", later(hours=3), here),
        ],
        [
            ("in", MORNING, here),
            ("in", later(hours=1), other),
            ("out", later(hours=2), here),
            ("in", later(hours=3), here),
        ],
        [
            ("in", MORNING, here),
            ("out", later(hours=1), here),
            ("out", later(hours=2), here),
            ("in", later(days=1), here),
        ],
        [
            ("in", MORNING, here),
            ("in", later(hours=1), here),
            ("out", later(minutes=30), here),
            ("in", later(minutes=40), other),
            ("out", later(minutes=50), other),
        ],
    )


@pytest.mark.parametrize("case", range(5))
def test_arrivals_and_departures_give_the_same_visits_in_whatever_order(desk, other, case):
    family, taps = desk.family(), several(desk, other)[case]
    play(desk, family, sorted(taps, key=lambda tap: tap[1]))
    in_time = intervals()
    for order in itertools.permutations(taps):
        again(desk, family)
        play(desk, family, order)
        assert intervals() == in_time, [what for what, *_rest in order]
        people = Visit.objects.filter(people__first_ever=True).distinct().count()
        assert people == sum(row[-1] for row in in_time)


TAPS = st.lists(
    st.tuples(st.sampled_from(["in", "out"]), st.integers(0, 300), st.booleans()),
    min_size=1,
    max_size=6,
    unique_by=lambda tap: tap[1],
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(taps=TAPS, data=st.data())
def test_any_taps_in_any_order_are_those_taps_in_time(desk, other, taps, data):
    family = desk.family()
    sent = [
        (what, later(minutes=minute), other if away else desk.site) for what, minute, away in taps
    ]
    play(desk, family, sorted(sent, key=lambda tap: tap[1]))
    in_time = intervals()
    again(desk, family)
    play(desk, family, data.draw(st.permutations(sent)))
    assert intervals() == in_time
    again(desk, family)


# --- what a departure does ------------------------------------------------------------------------


def test_a_departure_ends_the_stay_at_its_own_time_and_a_repeat_changes_nothing(desk):
    family, nonce = desk.family(), uuid4()
    visit = desk.check_in(family)
    assert leave(desk, family, later(hours=1), nonce=nonce).visit_id == visit.pk
    assert leave(desk, family, later(hours=1), nonce=nonce).visit_id == visit.pk
    visit.refresh_from_db()
    assert (visit.left_at, visit.closed_how) == (later(hours=1), ClosedHow.DESK)
    assert Tap.objects.count() == 1


def test_a_departure_after_the_desks_own_ends_nothing_and_says_so(desk):
    family = desk.family()
    visit = desk.check_in(family)
    commands.check_out(desk.volunteer, visit, later(minutes=20))
    assert leave(desk, family, later(hours=1)).visit_id is None
    visit.refresh_from_db()
    assert visit.left_at == later(minutes=20)


def test_a_departure_is_truer_than_the_closing_of_the_day(desk):
    family = desk.family()
    for at in (later(hours=1), later(hours=7)):
        again(desk, family)
        visit = desk.check_in(family)
        commands.close_open_visits(desk.volunteer, desk.site, DAY, later(hours=9))
        assert leave(desk, family, at).visit_id == visit.pk
        visit.refresh_from_db()
        assert (visit.left_at, visit.closed_how) == (at, ClosedHow.DESK)


def test_a_departure_of_another_day_or_site_sends_nobody_out(desk, other):
    family = desk.family()
    visit = desk.check_in(family)
    leave(desk, family, later(hours=1), site=other)
    leave(desk, family, later(days=-1))
    visit.refresh_from_db()
    assert visit.state == State.INSIDE


def test_an_undone_departure_ends_nothing_when_more_is_heard(desk):
    family = desk.family()
    visit = desk.check_in(family, later(minutes=5))
    leave(desk, family, later(hours=1))
    visit.refresh_from_db()
    commands.undo_check_out(desk.volunteer, visit, DAY)
    assert desk.check_in(family).pk == visit.pk  # an arrival heard of late says the day anew
    visit.refresh_from_db()
    assert (visit.arrived_at, visit.state) == (MORNING, State.INSIDE)


def test_a_repeat_of_an_undone_arrival_brings_nobody_back(desk):
    family, nonce = desk.family(), uuid4()
    visit = desk.check_in(family)
    desk.check_in(family, later(minutes=3), nonce=nonce)
    commands.undo_check_in(desk.volunteer, visit, later(minutes=4), DAY)
    assert desk.check_in(family, later(minutes=3), nonce=nonce).pk == visit.pk
    assert leave(desk, family, later(hours=1)).visit_id is None
    assert intervals() == []


def test_a_family_that_is_registered_no_more_can_still_leave(desk):
    family = desk.family()
    desk.check_in(family)
    type(family).objects.filter(pk=family.pk).update(archived_at=MORNING)
    assert leave(desk, family, later(hours=1)).visit_id


# --- guests ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("arrive", [Desk.guest, Desk.heads])
@pytest.mark.parametrize("first", ["arrival", "departure"])
def test_a_guest_leaves_whichever_is_heard_first(desk, arrive, first):
    nonce = uuid4()
    steps = [
        lambda: arrive(desk, nonce=nonce),
        lambda: leave(desk, at=later(hours=1), arrival=nonce),
    ]
    for step in steps if first == "arrival" else reversed(steps):
        step()
    visit = Visit.objects.get()
    assert (visit.left_at, visit.closed_how) == (later(hours=1), ClosedHow.DESK)
    assert Tap.objects.get().visit_id == visit.pk


def test_the_first_of_two_departures_of_a_guest_counts_in_either_order(desk):
    for hours in ((1, 2), (2, 1)):
        visit = desk.guest()
        for hour in hours:
            leave(desk, at=later(hours=hour), arrival=visit.nonce)
        visit.refresh_from_db()
        assert visit.left_at == later(hours=1)


def test_a_guest_who_was_registered_meanwhile_leaves_as_a_family(desk):
    from programs.dropin.commands.guests import link_guest

    visit, family = desk.guest(), desk.family()
    staff = make.member(desk.hub, Role.STAFF)
    link_guest(staff, visit, family, [])
    assert leave(desk, at=later(hours=1), arrival=visit.nonce).visit_id == visit.pk
    visit.refresh_from_db()
    assert visit.left_at == later(hours=1)


# --- who may, and what is remembered --------------------------------------------------------------


def test_departures_are_recorded_by_whoever_works_at_the_hub(desk):
    family = desk.family()
    with pytest.raises(Refused):
        leave(desk, family, actor=make.member(desk.hub, Role.WARD_OFFICER))
    stranger = Desk(make.hub("鳴海区"))
    with pytest.raises(Hidden):
        leave(desk, family, actor=stranger.volunteer)
    with pytest.raises(Hidden):
        leave(stranger, family)
    make.scope()
    assert Tap.objects.count() == 0


def test_a_late_tap_names_the_family_or_the_site_alone(desk):
    family = desk.family()
    desk.check_in(family, later(hours=2))
    desk.check_in(family)
    entry = AuditEntry.objects.order_by("id").last()
    assert (entry.target, entry.target_ids) == ("registry.household", [family.pk])
    leave(desk, family, later(hours=3))
    entry = AuditEntry.objects.order_by("id").last()
    assert (entry.action, entry.fields) == ("dropin.check_out", ["left_at"])
    assert (entry.target, entry.target_ids) == ("registry.site", [desk.site.pk])


# --- the plain rule -------------------------------------------------------------------------------


def tapped(minute, what, site=1, **more):
    return Tapped(later(minutes=minute), site, What(what), **more)


def test_two_visits_that_are_known_never_become_one():
    first, second = stays([tapped(0, "arrival", visit=1), tapped(9, "arrival", visit=2)])
    assert (first.left_at, second.visit) == (later(minutes=9), 2)


def test_a_stay_may_end_in_the_instant_of_its_beginning():
    taps = [tapped(0, "arrival", visit=1), tapped(0, "departure", ends_at_once=True)]
    assert stays(taps)[0].left_at == MORNING


def test_a_closing_is_passed_over_only_if_the_family_is_heard_of_leaving_there():
    begun = [tapped(0, "arrival"), tapped(5, "closing")]
    assert stays([*begun, tapped(9, "departure")])[0].left_at == later(minutes=9)
    assert stays([*begun, tapped(9, "departure", site=2)])[0].left_at == later(minutes=5)
    assert stays([*begun, tapped(7, "arrival"), tapped(9, "departure")])[0].left_at == later(
        minutes=5
    )
