"""Bookings: places, the waiting list, deadlines, attendance, and what the database refuses."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from programs.events import commands, letters
from programs.events.choices import Act, Audience, Counts, How, State
from programs.events.models import Booking, BookingStep, Event, EventDate, Keeping
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.keeping import set_days
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from tests import make
from tests.make_events import BABY, DAY, NOW, Hall, later, values

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    return Hall()


def last_entry() -> AuditEntry:
    return AuditEntry.objects.order_by("-pk")[0]


def test_the_desk_books_and_the_next_families_wait(hall: Hall) -> None:
    for name in ("一", "二", "三"):
        hall.book(name)
    assert hall.states() == [("一", "booked"), ("二", "booked"), ("三", "waiting")]
    assert hall.taken() == 2


def test_a_booking_leaves_one_audit_entry_and_one_step(hall: Hall) -> None:
    before = AuditEntry.objects.count()
    booking = hall.book()
    assert AuditEntry.objects.count() == before + 1
    entry = last_entry()
    assert (entry.action, entry.target_ids, entry.fields) == (
        "events.book",
        [hall.on.pk],
        ["bookings"],
    )
    step = booking.steps.get()
    assert (step.before, step.after, step.how) == ("", State.BOOKED, How.DESK)
    assert step.by_id == hall.volunteer.user_id


def test_the_same_request_twice_is_one_booking(hall: Hall) -> None:
    nonce = uuid4()
    assert hall.book(nonce=nonce).pk == hall.book(nonce=nonce).pk
    assert hall.taken() == 1


def test_a_family_has_one_booking_a_date(hall: Hall) -> None:
    family = make.household(hall.hub, children=[BABY])
    first = hall.book("見本", household_id=family.pk)
    assert hall.book("見本", household_id=family.pk).pk == first.pk
    commands.cancel(hall.volunteer, first, NOW)
    assert hall.book("見本", household_id=family.pk).pk != first.pk


def test_a_child_outside_the_window_is_told_kindly(hall: Hall) -> None:
    with pytest.raises(RuleBroken, match="2か月から6か月"):
        hall.book(births=[DAY.replace(year=2024)])
    assert hall.states() == []


def test_a_cancelled_place_is_offered_to_the_first_in_the_queue(hall: Hall) -> None:
    first = hall.book("一")
    for number, name in enumerate(("二", "三", "四")):
        hall.book(name, later(minutes=number))
    commands.cancel(hall.volunteer, first, later(hours=1))
    assert hall.states() == [
        ("一", "cancelled"),
        ("二", "booked"),
        ("三", "offered"),
        ("四", "waiting"),
    ]
    offered = Booking.objects.get(name="三")
    assert offered.offered_until == later(hours=49)
    assert hall.taken() == 2


def test_an_offer_nobody_answers_passes_on_and_then_ends(hall: Hall) -> None:
    first = hall.book("一")
    hall.book("二")
    hall.book("三", later(minutes=1))
    hall.book("四", later(minutes=2))
    commands.cancel(hall.volunteer, first, NOW)
    assert commands.pass_offers_on(hall.hub.pk, later(hours=47)) == 0
    assert commands.pass_offers_on(hall.hub.pk, later(hours=48)) == 1
    make.scope()
    assert hall.states()[2:] == [("三", "cancelled"), ("四", "offered")]
    assert last_entry().role == "system"
    assert commands.pass_offers_on(hall.hub.pk, later(hours=48)) == 0
    make.scope()
    assert commands.pass_offers_on(hall.hub.pk, later(hours=96)) == 1
    make.scope()
    assert hall.taken() == 1


def test_a_larger_family_that_does_not_fit_keeps_its_turn(hall: Hall) -> None:
    event = hall.plan(title="人数の会", counts=Counts.PEOPLE, capacity=4)
    hall.on = hall.open(event)
    first = hall.book("一", adults=1, children=1)
    hall.book("二", adults=1, children=1)
    hall.book("三人", later(minutes=1), adults=2, children=1)
    hall.book("二人", later(minutes=2), adults=1, children=1)
    commands.cancel(hall.volunteer, first, later(minutes=3))
    assert hall.states()[2:] == [("三人", "waiting"), ("二人", "offered")]


def test_no_more_people_than_places_are_taken_in_one_booking(hall: Hall) -> None:
    hall.on = hall.open(hall.plan(counts=Counts.PEOPLE, capacity=3))
    with pytest.raises(RuleBroken, match="定員を超える"):
        hall.book(adults=3, children=1)


def test_childcare_has_places_of_its_own(hall: Hall) -> None:
    hall.on = hall.open(hall.plan(capacity=5, childcare_places=1))
    hall.book("一", childcare=1)
    assert hall.book("二", childcare=1).state == State.WAITING
    assert hall.book("三").state == State.BOOKED
    with pytest.raises(RuleBroken) as broken:
        hall.book("四", children=1, childcare=2)
    assert broken.value.field == "childcare"


def test_childcare_is_refused_where_there_is_none(hall: Hall) -> None:
    with pytest.raises(RuleBroken, match="保育はありません"):
        hall.book(childcare=1)


def test_a_yes_on_the_telephone_confirms_and_a_full_date_refuses(hall: Hall) -> None:
    first = hall.book("一")
    hall.book("二")
    third = hall.book("三")
    with pytest.raises(RuleBroken, match="空きがありません"):
        commands.put_in(hall.volunteer, third, NOW)
    commands.cancel(hall.volunteer, first, NOW)
    assert commands.put_in(hall.volunteer, third, NOW).state == State.BOOKED
    assert commands.put_in(hall.volunteer, third, NOW).state == State.BOOKED
    assert hall.taken() == 2


def test_staff_are_told_to_telephone_who_has_no_mail(hall: Hall) -> None:
    from programs.kernel.models import Notice

    first = hall.book("一")
    hall.book("二")
    hall.book("三")
    commands.cancel(hall.staff, first, NOW)
    notice = Notice.objects.get(key="events.call_family")
    assert notice.person_id == hall.volunteer.user_id
    assert "三" not in str(notice.values)


def test_attendance_is_marked_from_the_day_on_and_taken_back(hall: Hall) -> None:
    booking = hall.book()
    with pytest.raises(RuleBroken, match="開催日から"):
        commands.mark(hall.volunteer, booking, State.ATTENDED, NOW)
    on_the_day = later(days=10)
    for state in (State.ATTENDED, State.NO_SHOW, State.BOOKED, State.ATTENDED):
        assert commands.mark(hall.volunteer, booking, state, on_the_day).state == state
    assert hall.taken() == 1
    with pytest.raises(RuleBroken, match="状態が変わっています"):
        commands.cancel(hall.volunteer, booking, on_the_day)


def test_who_waits_is_not_marked_as_present(hall: Hall) -> None:
    hall.book("一")
    hall.book("二")
    waiting = hall.book("三")
    for state in (State.ATTENDED, State.CANCELLED):
        with pytest.raises(RuleBroken, match="予約済みの方だけ"):
            commands.mark(hall.volunteer, waiting, state, later(days=10))


def test_a_date_called_off_cancels_everybody_and_takes_no_more(hall: Hall) -> None:
    for name in ("一", "二", "三"):
        hall.book(name)
    told = commands.cancel_date(hall.staff, hall.on, "大雨のため", NOW)
    assert [one.name for one in told] == ["一", "二", "三"]
    assert {state for _name, state in hall.states()} == {"cancelled"}
    assert hall.taken() == 0
    assert commands.cancel_date(hall.staff, hall.on, "もう一度", NOW) == []
    with pytest.raises(RuleBroken, match="中止"):
        hall.book("四")
    assert EventDate.objects.get(pk=hall.on.pk).cancelled_reason == "大雨のため"


def test_calling_off_needs_a_reason_and_a_date_that_is_not_over(hall: Hall) -> None:
    with pytest.raises(RuleBroken, match="理由"):
        commands.cancel_date(hall.staff, hall.on, "", NOW)
    with pytest.raises(RuleBroken, match="終わりました"):
        commands.cancel_date(hall.staff, hall.on, "大雨", later(days=11))


def test_the_desk_books_until_the_end_and_no_longer(hall: Hall) -> None:
    assert hall.book("当日", later(days=10)).state == State.BOOKED
    with pytest.raises(RuleBroken, match="終わりました"):
        hall.book("翌日", later(days=11))


def test_a_volunteer_neither_plans_nor_calls_off(hall: Hall) -> None:
    with pytest.raises(Refused):
        commands.add_event(hall.volunteer, values(hall.site))
    with pytest.raises(Refused):
        commands.cancel_date(hall.volunteer, hall.on, "大雨", NOW)


def test_another_hub_books_cancels_and_plans_nothing_here(hall: Hall) -> None:
    booking = hall.book()
    stranger = make.member(make.hub("別区"), Role.DIRECTOR)
    with pytest.raises(Hidden):
        commands.book(stranger, hall.on, hall.wish(), NOW, nonce=uuid4())
    with pytest.raises(Hidden):
        commands.cancel(stranger, booking, NOW)
    with pytest.raises(Hidden):
        commands.add_event(stranger, values(hall.site))
    make.scope()
    assert hall.states() == [("見本", "booked")]


# --- planning ------------------------------------------------------------------------------------


def test_a_larger_capacity_passes_on_to_those_who_wait(hall: Hall) -> None:
    for name in ("一", "二", "三", "四"):
        hall.book(name)
    more = values(hall.site, capacity=3)
    commands.change_event(hall.staff, hall.event, hall.event.version, more, NOW)
    assert [state for _name, state in hall.states()] == ["booked", "booked", "offered", "waiting"]


def test_fewer_places_than_are_taken_are_refused_at_the_field(hall: Hall) -> None:
    hall.book("一")
    hall.book("二")
    less = values(hall.site, capacity=1)
    with pytest.raises(RuleBroken) as broken:
        commands.change_event(hall.staff, hall.event, hall.event.version, less, NOW)
    assert broken.value.field == "capacity"


def test_the_way_of_counting_stays_while_bookings_stand(hall: Hall) -> None:
    hall.book()
    other = values(hall.site, counts=Counts.PEOPLE)
    with pytest.raises(RuleBroken) as broken:
        commands.change_event(hall.staff, hall.event, hall.event.version, other, NOW)
    assert broken.value.field == "counts"


def test_a_series_is_added_once(hall: Hall) -> None:
    from datetime import time

    days = [DAY.replace(day=27), DAY.replace(month=7, day=4)]
    assert len(commands.add_dates(hall.staff, hall.event, days, time(10), time(11))) == 2
    with pytest.raises(RuleBroken, match="すでに"):
        commands.add_dates(hall.staff, hall.event, days, time(10), time(11))
    with pytest.raises(RuleBroken) as broken:
        commands.add_dates(hall.staff, hall.event, [DAY], time(11), time(11))
    assert broken.value.field == "ends"


# --- families by themselves ----------------------------------------------------------------------


def test_a_place_is_kept_until_the_mail_is_answered(hall: Hall) -> None:
    booking = hall.ask("a@example.jp")
    assert (booking.state, booking.offered_until) == (State.OFFERED, later(hours=24))
    assert last_entry().role == "public"
    commands.confirm(hall.hub.pk, booking, later(hours=23))
    commands.confirm(hall.hub.pk, booking, later(hours=25))
    make.scope()
    assert hall.states() == [("見本", "booked")]


def test_a_place_that_is_not_confirmed_is_free_again(hall: Hall) -> None:
    booking = hall.ask("a@example.jp")
    with pytest.raises(RuleBroken, match="期限"):
        commands.confirm(hall.hub.pk, booking, later(hours=24))
    commands.pass_offers_on(hall.hub.pk, later(hours=24))
    make.scope()
    assert hall.taken() == 0


def test_a_known_address_asks_again_and_nothing_is_added(hall: Hall) -> None:
    first = hall.ask("a@example.jp")
    assert (
        hall.ask(" Ａ@Example.jp ".strip().lower().replace("ａ", "a"), name="別名").pk == first.pk
    )
    assert hall.states() == [("見本", "offered")]


def test_giving_up_passes_the_place_on(hall: Hall) -> None:
    first = hall.ask("a@example.jp", name="一")
    hall.ask("b@example.jp", later(minutes=1), name="二")
    hall.answer(hall.ask("c@example.jp", later(minutes=2), name="三"), later(minutes=3))
    commands.withdraw(hall.hub.pk, first, later(hours=1))
    commands.withdraw(hall.hub.pk, first, later(hours=1))
    make.scope()
    assert [state for _name, state in hall.states()] == ["cancelled", "offered", "offered"]
    with pytest.raises(RuleBroken, match="始まって"):
        commands.withdraw(hall.hub.pk, Booking.objects.get(name="三"), later(days=10))


@pytest.mark.parametrize(
    ("days", "said"), [(-40, "まだ始まって"), (10, "受け付けは終わり"), (11, "終わりました")]
)
def test_outside_the_booking_window_the_answer_says_so(hall: Hall, days: int, said: str) -> None:
    with pytest.raises(RuleBroken, match=said):
        hall.ask("a@example.jp", later(days=days))


def test_an_event_for_the_counter_only_is_hidden_from_outside(hall: Hall) -> None:
    hall.on = hall.open(hall.plan(booked_by="staff"))
    with pytest.raises(Hidden):
        hall.ask("a@example.jp")


def test_events_before_the_birth_ask_for_no_child(hall: Hall) -> None:
    audience = {"audience": Audience.PREGNANT, "months_from": None, "months_to": None}
    hall.on = hall.open(hall.plan(**audience))
    assert hall.book(births=[], children=0).child_months is None


def test_a_birthday_is_not_kept_only_the_months_on_the_day(hall: Hall) -> None:
    assert hall.ask("a@example.jp").child_months == 4


# --- what the database itself refuses --------------------------------------------------------------


def refused(act) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        act()
    return str(error.value)


def test_raw_writes_cannot_oversell(hall: Hall) -> None:
    for name in ("一", "二", "三"):
        hall.book(name)
    rows = Booking.objects.filter(name="三")
    assert "eventdate_not_oversold" in refused(lambda: rows.update(state=State.BOOKED))


def test_an_event_with_bookings_is_not_moved_to_another_site_behind_their_backs(
    hall: Hall,
) -> None:
    there = {**values(hall.site), "site": make.site(hall.hub, "サテライト 浜辺")}
    booking = hall.book()
    with pytest.raises(RuleBroken, match="会場を変えられません") as broken:
        commands.change_event(hall.staff, hall.event, hall.event.version, there, NOW)
    assert broken.value.field == "site"
    commands.cancel(hall.staff, booking, NOW)
    event = Event.objects.get()
    commands.change_event(hall.staff, event, event.version, there, NOW)
    assert Event.objects.get().site == there["site"]


def test_the_count_is_changed_by_bookings_alone(hall: Hall) -> None:
    hall.book()
    dates = EventDate.objects.filter(pk=hall.on.pk)
    assert "eventdate_counted_by_bookings" in refused(lambda: dates.update(taken=0))


def test_a_cancelled_booking_never_returns(hall: Hall) -> None:
    booking = hall.book()
    commands.cancel(hall.volunteer, booking, NOW)
    rows = Booking.objects.filter(pk=booking.pk)
    assert "booking_move" in refused(lambda: rows.update(state=State.BOOKED))


def test_the_history_of_a_booking_stays(hall: Hall) -> None:
    hall.book()
    assert refused(lambda: BookingStep.objects.update(how=How.CLOCK))


# --- mails ---------------------------------------------------------------------------------------


def written(booking: Booking, letter: str) -> str:
    letters.mail_family.call(booking.hub_id, booking.pk, letter)
    make.scope()
    return f"{mail.outbox[-1].subject}\n{mail.outbox[-1].body}"


def test_a_mail_names_the_event_the_deadline_and_the_way_to_answer(hall: Hall) -> None:
    booking = hall.ask("a@example.jp")
    text = written(booking, "confirm")
    assert "はじめての赤ちゃんの会" in text
    assert "令和8年6月11日(木) 10:05" in text
    assert f"/public/{hall.hub.slug}/events/booking/" in text
    assert mail.outbox[-1].to == ["a@example.jp"]


def test_a_mail_that_is_no_longer_so_is_not_sent(hall: Hall) -> None:
    booking = hall.ask("a@example.jp")
    commands.withdraw(hall.hub.pk, booking, NOW)
    assert letters.mail_family.call(booking.hub_id, booking.pk, "confirm") == 0


def test_a_link_works_for_its_booking_and_hub_only(hall: Hall) -> None:
    booking = hall.ask("a@example.jp")
    token = letters.token_for(booking)
    assert letters.booking_of(hall.hub, token) == booking
    assert letters.booking_of(hall.hub, token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert letters.booking_of(hall.hub, "x") is None
    assert letters.booking_of(make.hub("別区"), token) is None
    booking.email_key = letters.email_key("z@example.jp")
    booking.save(update_fields=["email_key"])
    assert letters.booking_of(hall.hub, token) is None


def test_tomorrows_families_are_reminded_once(hall: Hall) -> None:
    booking = hall.ask("a@example.jp")
    commands.confirm(hall.hub.pk, booking, NOW)
    hall.book("電話の方")
    assert commands.remind(hall.hub.pk, later(days=8)) == 0
    assert commands.remind(hall.hub.pk, later(days=9)) == 1
    assert commands.remind(hall.hub.pk, later(days=9)) == 0
    make.scope()
    assert "明日" in written(Booking.objects.get(pk=booking.pk), "reminder")


# --- how many come ------------------------------------------------------------------------------


def test_numbers_change_without_losing_the_place(db: None) -> None:
    hall = Hall(counts=Counts.PEOPLE, capacity=5, childcare_places=1)
    booking = hall.book(adults=1, children=1)
    more = commands.Numbers(adults=2, children=2, childcare=1)
    changed = commands.change_numbers(hall.volunteer, booking, more, NOW)
    assert (changed.state, changed.places, hall.taken()) == (State.BOOKED, 3, 3)
    hall.book("次", adults=1, children=1)
    with pytest.raises(RuleBroken, match="空き"):
        commands.change_numbers(hall.volunteer, booking, commands.Numbers(2, 2), NOW)
    make.scope()
    assert hall.taken() == 5


def test_fewer_people_let_somebody_in_who_waits(db: None) -> None:
    hall = Hall(counts=Counts.PEOPLE, capacity=4)
    booking = hall.book("多い", adults=2, children=2)
    hall.book("待つ", later(minutes=1), adults=1, children=1)
    commands.change_numbers(hall.volunteer, booking, commands.Numbers(1, 1), later(minutes=2))
    assert hall.states() == [("多い", "booked"), ("待つ", "offered")]


def test_a_family_changes_its_own_numbers_until_it_begins(db: None) -> None:
    hall = Hall(counts=Counts.PEOPLE, capacity=4)
    booking = hall.ask("a@example.jp")
    changed = commands.change_own_numbers(hall.hub.pk, booking, commands.Numbers(2, 1), NOW)
    assert (changed.adults, changed.places) == (2, 3)
    for numbers in (commands.Numbers(0, 0), commands.Numbers(1, 1, 2), commands.Numbers(9, 9)):
        with pytest.raises(RuleBroken):
            commands.change_own_numbers(hall.hub.pk, booking, numbers, NOW)
    with pytest.raises(RuleBroken, match="始まって"):
        commands.change_own_numbers(hall.hub.pk, booking, commands.Numbers(1, 1), hall.on.starts_at)
    commands.withdraw(hall.hub.pk, booking, NOW)
    with pytest.raises(RuleBroken):
        commands.change_own_numbers(hall.hub.pk, booking, commands.Numbers(1, 1), NOW)


# --- contacts are not kept for ever ---------------------------------------------------------------


def test_contacts_are_erased_after_the_days_that_the_hub_decided(hall: Hall) -> None:
    director = make.member(hall.hub, Role.DIRECTOR)
    booking = hall.book("見本", phone="045-123-4567", email="a@example.jp", note="双子")
    over = later(days=10, hours=1)
    assert commands.erase_contacts(hall.hub.pk, later(days=400)) == 0  # nothing was decided
    make.scope()
    set_days(Keeping, Act.CHANGE_KEEPING, director, 30, version=0)
    assert commands.erase_contacts(hall.hub.pk, over + timedelta(days=29)) == 0
    assert commands.erase_contacts(hall.hub.pk, over + timedelta(days=30)) == 1
    assert commands.erase_contacts(hall.hub.pk, over + timedelta(days=31)) == 0
    make.scope()
    row = Booking.objects.get(pk=booking.pk)
    assert (row.phone, row.email, row.email_key, row.note) == ("", "", "", "")
    assert (row.name, row.adults, row.state) == ("（消去済み）", 1, State.BOOKED)


def test_who_decides_how_long_and_the_second_is_told(hall: Hall) -> None:
    director = make.member(hall.hub, Role.DIRECTOR)
    with pytest.raises(Refused):
        set_days(Keeping, Act.CHANGE_KEEPING, hall.staff, 30, version=0)
    first = set_days(Keeping, Act.CHANGE_KEEPING, director, 30, version=0)
    for version in (0, 99):
        with pytest.raises(Stale):
            set_days(Keeping, Act.CHANGE_KEEPING, director, 60, version=version)
    assert set_days(Keeping, Act.CHANGE_KEEPING, director, None, version=first.version).days is None


# --- a whole course -------------------------------------------------------------------------------


def test_a_course_is_booked_on_every_date_once(hall: Hall) -> None:
    dates = [hall.on, *(hall.open(hall.event, DAY + timedelta(days=7 * n)) for n in (1, 2))]
    nonce = uuid4()
    for _turn in range(2):
        wish = hall.wish("続き", email="a@example.jp")
        made = commands.book_course(hall.volunteer, dates[0], wish, NOW, nonce=nonce)
        make.scope()
        assert [row.date_id for row in made] == [on.pk for on in dates]
    assert Booking.objects.filter(name="続き", state=State.BOOKED).count() == 3


def test_a_course_leaves_out_dates_called_off_and_counts_the_age_once(hall: Hall) -> None:
    far = hall.open(hall.event, DAY + timedelta(days=365))
    off = hall.open(hall.event, DAY + timedelta(days=1))
    commands.cancel_date(hall.staff, off, "大雨", NOW)
    make.scope()
    made = commands.book_course(hall.volunteer, hall.on, hall.wish(), NOW, nonce=uuid4())
    assert [row.date_id for row in made] == [hall.on.pk, far.pk]
    with pytest.raises(RuleBroken, match="中止"):
        commands.book_course(hall.volunteer, off, hall.wish("x"), NOW, nonce=uuid4())
    with pytest.raises(Hidden):
        commands.book_course(hall.volunteer, Hall().on, hall.wish("x"), NOW, nonce=uuid4())
