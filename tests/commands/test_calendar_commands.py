"""Rules of the calendar are added, stopped and taken up again; the desk closes by them."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from programs.dropin import commands as desk_commands
from programs.dropin.calendar_rules import Rule
from programs.dropin.choices import ClosedHow, RuleKind
from programs.dropin.commands import calendar as commands
from programs.dropin.commands.departures import closing_of
from programs.dropin.models import CalendarRule, PublicSite, Visit
from programs.dropin.queries import calendar as queries
from programs.kernel import clock
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from tests import make
from tests.make_calendar import HOURS, add, closure, holidays, one_day
from tests.make_dropin import DAY, Desk, later

pytestmark = pytest.mark.django_db
TOMORROW = DAY + timedelta(days=1)


@pytest.fixture
def desk(hub):
    return Desk(hub)


@pytest.fixture
def director(desk):
    return make.member(desk.hub, Role.DIRECTOR)


def opening(desk, day=DAY):
    return queries.opening_on(desk.site, day)


# --- adding --------------------------------------------------------------------------------------


def test_a_closure_closes_its_days_and_says_who_added_it(desk, director):
    row = add(director, desk.site, closure(DAY, TOMORROW))
    assert (row.added_by_id, row.hub_id) == (director.user_id, desk.hub.pk)
    assert [opening(desk, DAY + timedelta(days=n)).open for n in range(-1, 3)] == [
        True,
        False,
        False,
        True,
    ]


def test_adding_leaves_one_audit_entry_without_any_text(desk, director):
    row = add(director, desk.site, closure(DAY, TOMORROW, reason="ひみつの理由"))
    entry = AuditEntry.objects.filter(action="dropin.change_calendar").get()
    assert row.pk in entry.target_ids
    assert "ひみつ" not in f"{entry.fields}{entry.target_ids}"


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.STAFF, Role.WARD_OFFICER])
def test_only_the_director_and_the_administrator_change_a_calendar(desk, role):
    with pytest.raises(Refused):
        add(make.member(desk.hub, role), desk.site, closure(DAY))
    assert not CalendarRule.objects.exists()


def test_another_hubs_calendar_is_hidden(desk):
    stranger = make.member(make.hub("磯浜区"), Role.DIRECTOR)
    with pytest.raises(Hidden):
        add(stranger, desk.site, closure(DAY))
    make.scope()
    row = add(make.member(desk.hub, Role.DIRECTOR), desk.site, closure(DAY))
    for act in (
        lambda: commands.stop_rule(stranger, row, DAY, later()),
        lambda: commands.restore_rule(stranger, row),
        lambda: queries.calendar_rule(stranger, row.pk),
    ):
        with pytest.raises(Hidden):
            act()


def test_a_day_is_changed_once(desk, director):
    add(director, desk.site, one_day(DAY))
    with pytest.raises(RuleBroken, match="すでに登録されています"):
        add(director, desk.site, one_day(DAY, HOURS))
    assert CalendarRule.objects.count() == 1


def test_each_site_has_a_calendar_of_its_own_and_all_share_the_holidays(desk, director):
    satellite = make.site(desk.hub, "サテライト")
    add(director, desk.site, one_day(DAY))
    assert queries.opening_on(satellite, DAY).open
    for site in (desk.site, satellite):
        add(director, site, holidays())
    add(director, None, Rule(RuleKind.HOLIDAY_ADDED, TOMORROW, reason="開港記念日"))
    for site in (desk.site, satellite):
        assert queries.opening_on(site, TOMORROW).holiday == "開港記念日"


def test_a_mark_on_a_holiday_is_of_one_hub(desk, director):
    other = Desk(make.hub("磯浜区"))
    there = make.member(other.hub, Role.DIRECTOR)
    add(director, desk.site, holidays())
    make.scope()
    add(there, other.site, holidays())
    make.scope()
    add(there, None, Rule(RuleKind.HOLIDAY_ADDED, DAY, reason="開港記念日"))
    make.scope()
    assert queries.opening_on(desk.site, DAY).open
    assert not queries.opening_on(other.site, DAY).open


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": RuleKind.WEEKS, "weekday": 1},
        {"kind": RuleKind.WEEKS, "weekday": 1, "weeks": [6]},
        {"kind": RuleKind.CLOSURE},
        {"kind": RuleKind.DAY, "reason": "x"},
        {"kind": RuleKind.CLOSURE, "reason": "x", "to_on": DAY - timedelta(days=1)},
        {"kind": RuleKind.YEARLY},
        {"kind": RuleKind.HOLIDAY, "opens_at": time(10), "closes_at": time(12)},
        {"kind": RuleKind.DAY, "reason": "x", "to_on": TOMORROW},
        {"kind": RuleKind.DAY, "reason": "x", "to_on": DAY, "opens_at": time(12)},
        {"kind": RuleKind.HOLIDAY_ADDED, "reason": "x", "to_on": DAY},
        {"kind": RuleKind.HOLIDAY, "stopped_on": DAY},
    ],
)
def test_the_database_refuses_a_rule_that_says_nothing(desk, director, wrong):
    row = CalendarRule(
        hub=desk.hub, site=desk.site, from_on=DAY, added_by_id=director.user_id, **wrong
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


# --- stopping and taking up again ------------------------------------------------------------------


def test_a_closure_that_ends_early_keeps_the_days_before(desk, director):
    row = add(director, desk.site, closure(DAY - timedelta(days=3)))
    stopped = commands.stop_rule(director, row, DAY, later())
    assert (stopped.stopped_on, stopped.stopped_by_id) == (DAY, director.user_id)
    assert opening(desk).open
    assert not opening(desk, DAY - timedelta(days=1)).open


def test_stopping_twice_keeps_the_first_time(desk, director):
    row = add(director, desk.site, closure(DAY - timedelta(days=3)))
    commands.stop_rule(director, row, DAY, later())
    assert commands.stop_rule(director, row, TOMORROW, later(hours=1)).stopped_on == DAY


def test_a_change_of_one_day_is_taken_back_altogether(desk, director):
    row = add(director, desk.site, one_day(DAY - timedelta(days=1)))
    assert commands.stop_rule(director, row, DAY, later()).stopped_on == row.from_on
    assert opening(desk, DAY - timedelta(days=1)).open


def test_one_of_two_overlapping_closures_is_stopped_and_the_other_stays(desk, director):
    add(director, desk.site, closure(DAY, TOMORROW, "台風"))
    row = add(director, desk.site, closure(DAY, DAY, "停電"))
    assert opening(desk).reason == "停電"
    commands.stop_rule(director, row, DAY, later())
    assert opening(desk).reason == "台風"


def test_a_stopped_rule_is_taken_up_again(desk, director):
    row = add(director, desk.site, one_day(DAY))
    commands.stop_rule(director, row, DAY, later())
    restored = commands.restore_rule(director, row)
    assert (restored.stopped_on, restored.stopped_by_id, restored.stopped_at) == (None, None, None)
    assert not opening(desk).open
    assert commands.restore_rule(director, row).stopped_on is None


def test_a_day_changed_anew_is_not_overwritten_by_the_old_change(desk, director):
    row = add(director, desk.site, one_day(DAY))
    commands.stop_rule(director, row, DAY, later())
    add(director, desk.site, one_day(DAY, HOURS))
    with pytest.raises(RuleBroken):
        commands.restore_rule(director, row)
    assert opening(desk).open


# --- the public page's values ----------------------------------------------------------------------


def values(**more):
    return PublicSite(**{"shows_crowd": False, "busy_from": 40, "full_from": 70, **more})


def test_the_public_values_are_saved_and_a_second_editor_is_told(desk, director):
    commands.change_public_site(director, desk.site, values(), expected=0)
    found = queries.public_values(desk.site)
    assert (found.shows_crowd, found.busy_from, found.full_from) == (False, 40, 70)
    commands.change_public_site(director, desk.site, values(busy_from=30), expected=found.version)
    with pytest.raises(Stale):
        commands.change_public_site(
            director, desk.site, values(busy_from=20), expected=found.version
        )
    assert queries.public_values(desk.site).busy_from == 30


def test_the_first_values_saved_twice_from_two_screens_are_stale(desk, director):
    commands.change_public_site(director, desk.site, values(), expected=0)
    with pytest.raises(Stale):
        commands.change_public_site(director, desk.site, values(), expected=0)
    PublicSite.objects.all().delete()
    with pytest.raises(Stale):
        commands.change_public_site(director, desk.site, values(), expected=3)


# --- the desk closes by the calendar ---------------------------------------------------------------


def at(day, hour, minute=0):
    return clock.tokyo(later()).replace(
        year=day.year, month=day.month, day=day.day, hour=hour, minute=minute
    )


def test_a_site_closes_by_its_calendar(desk, director):
    assert closing_of(desk.site, DAY) == at(DAY, 16)
    add(director, desk.site, one_day(DAY, HOURS))
    assert closing_of(desk.site, DAY) == at(DAY, 12)
    add(director, desk.site, closure(TOMORROW))
    assert closing_of(desk.site, TOMORROW) == at(TOMORROW, 23, 59)


def test_visits_end_at_the_closing_time_of_the_day(desk, director):
    visit = desk.check_in(desk.family())
    add(director, desk.site, one_day(DAY, HOURS))
    assert desk_commands.close_overdue_visits(desk.hub.pk, at(DAY, 13)) == 1
    make.scope()
    found = Visit.objects.get(pk=visit.pk)
    assert (found.left_at, found.closed_how) == (at(DAY, 12), ClosedHow.CLOSING)


def test_a_closed_day_never_keeps_anybody_from_being_checked_in(desk, director):
    add(director, desk.site, closure(date(2026, 1, 1)))
    assert desk.check_in(desk.family()).left_at is None
    assert desk_commands.close_overdue_visits(desk.hub.pk, at(DAY, 17)) == 0
