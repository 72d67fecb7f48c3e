"""Departures, undo, closing, and corrections of who was there."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from programs.dropin import commands, queries
from programs.dropin.choices import ClosedHow, State
from programs.dropin.models import Helper, Visit
from programs.dropin.rules import Present
from programs.kernel import clock
from programs.kernel.errors import Hidden, Refused, RuleBroken
from programs.kernel.models import AuditEntry
from programs.registry.choices import Relation, Role
from tests import make
from tests.make_dropin import DAY, MORNING, Desk, later

pytestmark = pytest.mark.django_db
TOMORROW = DAY + timedelta(days=1)


@pytest.fixture
def desk(hub):
    return Desk(hub)


@pytest.fixture
def visit(desk):
    return desk.check_in(desk.family(adults=[Relation.MOTHER, Relation.FATHER]))


def fresh(visit):
    return Visit.objects.get(pk=visit.pk)


# --- check out -----------------------------------------------------------------------------------


def test_a_family_leaves_and_a_second_tap_changes_nothing(desk, visit):
    commands.check_out(desk.volunteer, visit, later(hours=1))
    commands.check_out(desk.volunteer, visit, later(hours=2))
    assert (fresh(visit).left_at, fresh(visit).closed_how) == (later(hours=1), ClosedHow.DESK)


def test_a_clock_set_back_never_makes_a_visit_end_before_it_began(desk, visit):
    assert commands.check_out(desk.volunteer, visit, later(hours=-1)).left_at == MORNING


def test_an_undone_visit_cannot_be_left(desk, visit):
    commands.undo_check_in(desk.volunteer, visit, later(minutes=1), DAY)
    with pytest.raises(RuleBroken, match="取り消されています"):
        commands.check_out(desk.volunteer, visit, later(hours=1))


# --- undo ----------------------------------------------------------------------------------------


def test_an_undone_arrival_stays_recorded_and_does_not_count(desk, visit):
    colleague = make.member(desk.hub, Role.STAFF)
    commands.undo_check_in(colleague, visit, later(minutes=1), DAY)
    commands.undo_check_in(desk.volunteer, visit, later(minutes=2), DAY)
    kept = fresh(visit)
    assert (kept.state, kept.voided_at, kept.voided_by_id) == (
        State.VOID,
        later(minutes=1),
        colleague.user_id,
    )
    assert queries.today_totals(desk.volunteer, DAY).families == 0


def test_after_an_undo_the_family_can_arrive_and_is_new_again(desk, visit):
    commands.undo_check_in(desk.volunteer, visit, later(minutes=1), DAY)
    again = desk.check_in(visit.household, later(minutes=2))
    assert again.first_ever
    assert all(again.people.values_list("first_ever", flat=True))


def test_undoing_the_first_of_two_visits_makes_the_second_the_first(desk, visit):
    commands.check_out(desk.volunteer, visit, later(hours=1))
    second = desk.check_in(visit.household, later(hours=2))
    assert not second.first_ever
    commands.undo_check_in(desk.volunteer, visit, later(hours=3), DAY)
    assert fresh(second).first_ever
    assert fresh(second).first_at_site
    assert all(second.people.values_list("first_ever", flat=True))


def test_a_guests_arrival_can_be_undone(desk):
    guest = desk.guest()
    assert commands.undo_check_in(desk.volunteer, guest, later(minutes=1), DAY).state == State.VOID


def test_a_departure_can_be_taken_back_and_doing_it_twice_does_not_undo_the_arrival(desk, visit):
    commands.check_out(desk.volunteer, visit, later(hours=1))
    commands.undo_check_out(desk.volunteer, visit, DAY)
    commands.undo_check_out(desk.volunteer, visit, DAY)
    assert fresh(visit).state == State.INSIDE


def test_a_departure_stays_when_the_family_came_again(desk, visit):
    commands.check_out(desk.volunteer, visit, later(hours=1))
    desk.check_in(visit.household, later(hours=2))
    with pytest.raises(RuleBroken, match="そのあとにも来館"):
        commands.undo_check_out(desk.volunteer, visit, DAY)
    assert fresh(visit).state == State.LEFT


def test_an_undone_arrival_has_no_departure_to_take_back(desk, visit):
    commands.undo_check_in(desk.volunteer, visit, later(minutes=1), DAY)
    with pytest.raises(RuleBroken, match="取り消されています"):
        commands.undo_check_out(desk.volunteer, visit, DAY)


def test_steps_are_taken_back_on_their_own_day_only(desk, visit):
    with pytest.raises(RuleBroken, match="来館した日"):
        commands.undo_check_in(desk.volunteer, visit, later(days=1), TOMORROW)
    commands.check_out(desk.volunteer, visit, later(hours=1))
    with pytest.raises(RuleBroken, match="来館した日"):
        commands.undo_check_out(desk.volunteer, visit, TOMORROW)


# --- who may -------------------------------------------------------------------------------------


def every_write(actor, visit, site):
    return (
        lambda: commands.check_out(actor, visit, later(hours=1)),
        lambda: commands.undo_check_in(actor, visit, later(hours=1), DAY),
        lambda: commands.undo_check_out(actor, visit, DAY),
        lambda: commands.change_people(actor, visit, [], []),
        lambda: commands.change_counts(actor, visit, [Present("mother")]),
        lambda: commands.close_open_visits(actor, site, DAY, later(hours=1)),
        lambda: commands.reopen_closed_visits(actor, site, DAY),
    )


def test_the_ward_touches_no_visit(desk, visit):
    officer = make.member(desk.hub, Role.WARD_OFFICER)
    for write in every_write(officer, visit, desk.site):
        with pytest.raises(Refused):
            write()
    assert fresh(visit).state == State.INSIDE


def test_another_hubs_visits_do_not_exist(desk, visit):
    stranger = Desk(make.hub("鳴海区")).volunteer
    for write in every_write(stranger, visit, desk.site):
        with pytest.raises(Hidden):
            write()
    make.scope()
    assert fresh(visit).state == State.INSIDE


def test_a_visit_that_is_gone_is_hidden(desk, visit):
    Visit.objects.filter(pk=visit.pk).delete()
    for write in every_write(desk.volunteer, visit, desk.site)[:5]:
        with pytest.raises(Hidden):
            write()


def test_each_write_leaves_one_entry(desk, visit):
    before = AuditEntry.objects.count()
    commands.check_out(desk.volunteer, visit, later(hours=1))
    commands.undo_check_out(desk.volunteer, visit, DAY)
    commands.change_people(desk.volunteer, visit, [visit.household.adults.first().pk], [])
    commands.close_open_visits(desk.volunteer, desk.site, DAY, later(hours=1))
    commands.undo_check_in(desk.volunteer, visit, later(hours=2), DAY)
    entries = AuditEntry.objects.order_by("id").values_list("action", "fields")[before:]
    assert list(entries) == [
        ("dropin.check_out", ["left_at"]),
        ("dropin.undo_visit", ["left_at"]),
        ("dropin.change_people", ["people"]),
        ("dropin.close_visits", ["left_at"]),
        ("dropin.undo_visit", ["voided_at"]),
    ]


# --- the end of the day --------------------------------------------------------------------------


def test_closing_early_ends_all_open_visits_of_the_site_now(desk, visit):
    elsewhere = desk.guest(site=make.site(desk.hub, "別館"))
    guest = desk.guest(at=later(hours=2))
    closed = commands.close_open_visits(desk.volunteer, desk.site, DAY, later(hours=1))
    assert closed == 2
    assert (fresh(visit).left_at, fresh(visit).closed_how) == (later(hours=1), ClosedHow.CLOSING)
    assert fresh(guest).left_at == guest.arrived_at
    assert fresh(elsewhere).state == State.INSIDE


def test_closing_late_ends_visits_at_closing_time(desk, visit):
    commands.close_open_visits(desk.volunteer, desk.site, DAY, later(hours=9))
    assert fresh(visit).left_at == MORNING.replace(hour=16, minute=0)
    assert commands.close_open_visits(desk.volunteer, desk.site, DAY, later(hours=9)) == 0


def test_a_closing_is_taken_back_for_those_it_sent_home_and_did_not_come_again(desk, visit):
    at_desk, again, guest = desk.check_in(desk.family()), desk.family(), desk.guest()
    commands.check_out(desk.volunteer, at_desk, later(minutes=5))
    first = desk.check_in(again)
    commands.close_open_visits(desk.volunteer, desk.site, DAY, later(hours=1))
    second = desk.check_in(again, later(hours=2))
    assert commands.reopen_closed_visits(desk.volunteer, desk.site, DAY) == 2
    states = [fresh(one).state for one in (visit, guest, at_desk, first, second)]
    assert states == [State.INSIDE, State.INSIDE, State.LEFT, State.LEFT, State.INSIDE]


def test_helpers_whom_a_closing_sent_home_are_back_when_it_is_taken_back(desk, visit):
    commands.helpers_in(desk.volunteer, desk.site, ["浜野", "磯部"], "student", 1, MORNING)
    early = Helper.objects.order_by("pk")[0]
    commands.helper_out(desk.volunteer, early, later(minutes=10))
    commands.close_open_visits(desk.volunteer, desk.site, DAY, later(hours=1))
    commands.reopen_closed_visits(desk.volunteer, desk.site, DAY)
    assert [one.left_at for one in Helper.objects.order_by("pk")] == [later(minutes=10), None]
    assert fresh(visit).state == State.INSIDE


def test_the_clock_closes_only_what_is_past_closing_time(desk, visit):
    assert commands.close_overdue_visits(desk.hub.pk, MORNING.replace(hour=15, minute=59)) == 0
    assert commands.close_overdue_visits(desk.hub.pk, MORNING.replace(hour=16, minute=0)) == 1
    make.scope()
    assert (fresh(visit).left_at, fresh(visit).closed_how) == (
        MORNING.replace(hour=16, minute=0),
        ClosedHow.CLOSING,
    )
    entry = AuditEntry.objects.order_by("-id").first()
    assert (entry.action, entry.role, entry.outcome) == ("dropin.close_visits", "system", "done")


def test_without_opening_hours_the_day_ends_at_its_last_minute(desk):
    sunday = MORNING + timedelta(days=4)
    visit = desk.check_in(desk.family(), sunday)
    assert commands.close_overdue_visits(desk.hub.pk, sunday.replace(hour=23, minute=58)) == 0
    assert commands.close_overdue_visits(desk.hub.pk, sunday + timedelta(days=1)) == 1
    make.scope()
    assert fresh(visit).left_at == sunday.replace(hour=23, minute=59)


def test_the_closing_command_goes_through_all_hubs(desk, visit, capsys):
    other = Desk(make.hub("鳴海区"))
    theirs = other.check_in(other.family())
    with clock.frozen(later(days=2)):
        call_command("close_visits")
    assert "visits closed" in capsys.readouterr().out
    make.scope()
    assert fresh(visit).state == fresh(theirs).state == State.LEFT


# --- who was there -------------------------------------------------------------------------------


def people(visit):
    return sorted(visit.people.values_list("role", "age_years", "count"), key=str)


def test_the_people_of_a_visit_are_corrected_with_others_beside_them(desk, visit):
    father = visit.household.adults.get(relation="father")
    child = visit.household.children.get()
    commands.change_people(
        desk.volunteer, visit, [father.pk], [child.pk], [Present("grandmother", count=2)]
    )
    assert people(visit) == [("child", 2, 1), ("father", None, 1), ("grandmother", None, 2)]


def test_people_of_another_family_are_not_taken(desk, visit):
    stranger = desk.family().adults.get()
    mother = visit.household.adults.get(relation="mother")
    commands.change_people(desk.volunteer, visit, [mother.pk, stranger.pk], [])
    assert people(visit) == [("mother", None, 1)]


def test_somebody_must_have_come(desk, visit):
    with pytest.raises(RuleBroken, match="1人以上"):
        commands.change_people(desk.volunteer, visit, [], [])
    assert len(people(visit)) == 2


def test_numbers_of_a_guest_and_a_head_count_are_corrected(desk):
    guest, heads = desk.guest(), desk.heads()
    commands.change_counts(desk.volunteer, guest, [Present("father")])
    commands.change_counts(desk.volunteer, heads, [Present("child", 4, count=9)], families=5)
    assert people(guest) == [("father", None, 1)]
    assert people(heads) == [("child", 4, 9)]
    assert (fresh(guest).families, fresh(heads).families) == (1, 5)


def test_a_guest_has_no_members_to_choose_from(desk):
    with pytest.raises(RuleBroken, match="登録がない"):
        commands.change_people(desk.volunteer, desk.guest(), [1], [])


def test_an_undone_visit_is_not_corrected(desk, visit):
    commands.undo_check_in(desk.volunteer, visit, later(minutes=1), DAY)
    with pytest.raises(RuleBroken, match="取り消されています"):
        commands.change_people(desk.volunteer, visit, [1], [])
