"""Specialist days: success, refusal, another hub, twice at once, and what the audit keeps."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from hubsite.desk import housekeeping
from programs.kernel import vault
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.models import AuditEntry, Notice
from programs.kernel.policy import may
from programs.registry.choices import Area, Role
from programs.registry.models import Handoff
from programs.specialists import commands, letters
from programs.specialists.choices import Act, EntryKind, Letter, Result, State
from programs.specialists.commands import Finding, Wish
from programs.specialists.models import (
    Booking,
    BookingStep,
    ConcernText,
    Entry,
    Slot,
    SpecialistDay,
)
from tests import make
from tests.make_specialists import DAY, NOW, Room, later

HELD = later(days=10)  # the day itself, five past ten
FAMILIES = 50


@pytest.fixture
def room(db: None) -> Room:
    return Room()


def test_a_day_is_added_with_its_slots(room: Room) -> None:
    assert [str(slot) for slot in room.slots()] == [
        "10:00〜10:30",
        "10:30〜11:00",
        "11:00〜11:30",
    ]


def test_a_day_without_room_for_a_slot_is_refused(room: Room) -> None:
    with pytest.raises(RuleBroken) as broken:
        commands.add_day(room.staff, room.values(), DAY, [])
    assert broken.value.field == "ends"


def test_a_volunteer_plans_no_day(room: Room) -> None:
    with pytest.raises(Refused):
        commands.add_day(room.volunteer, room.values(), DAY, [])


def test_another_hubs_site_or_list_is_hidden(room: Room) -> None:
    other = Room()
    for given in ({"site": other.site}, {"profession": other.midwife}):
        with pytest.raises(Hidden):
            commands.change_day(room.staff, room.day, 1, room.values(**given))
    with pytest.raises(Hidden):
        commands.change_entry(room.director, other.midwife, 1, "x", None)
    with pytest.raises(Hidden):
        commands.book(room.volunteer, other.slots()[0], Wish("x"), NOW, nonce=uuid4())


def test_the_second_editor_of_a_day_is_told(room: Room) -> None:
    commands.change_day(room.staff, room.day, 1, room.values(description="一"))
    with pytest.raises(Stale):
        commands.change_day(room.staff, room.day, 1, room.values(description="二"))


def test_a_booking_keeps_what_the_family_wants_to_say_sealed(room: Room) -> None:
    booking = room.book("青葉", concern="夜泣きがつらい")
    assert booking.state == State.BOOKED
    stored = ConcernText.objects.get(pk=booking.concern_id)
    assert "夜泣き".encode() not in bytes(stored.ciphertext)
    assert stored.read() == "夜泣きがつらい"
    entry = AuditEntry.objects.filter(action="specialists.book").first()
    assert entry is not None and entry.fields == ["bookings"]


def test_a_sealed_concern_does_not_open_on_another_row(room: Room) -> None:
    one = room.book("一", concern="ひみつ").concern
    two = room.book("二", 1, concern="べつ").concern
    two.ciphertext = one.ciphertext
    with pytest.raises(vault.VaultError):
        two.read()


def test_a_change_of_keys_reaches_the_concerns(room: Room, settings: Any) -> None:
    text = room.book(concern="ひみつ").concern
    settings.NOTE_KEYS = {**settings.NOTE_KEYS, "next": next(iter(settings.NOTE_KEYS.values()))}
    settings.NOTE_KEY_CURRENT = "next"
    call_command("rotate_note_keys", verbosity=0)
    make.scope()
    fresh = ConcernText.objects.get(pk=text.pk)
    assert (fresh.key_id, fresh.read()) == ("next", "ひみつ")


def test_a_second_tap_is_the_same_booking(room: Room) -> None:
    nonce = uuid4()
    assert room.book(nonce=nonce).pk == room.book(nonce=nonce).pk


def test_a_family_has_one_booking_a_day(room: Room) -> None:
    family = make.household(room.hub)
    first = room.book(household_id=family.pk)
    assert room.book(at=1, household_id=family.pk).pk == first.pk


def test_a_taken_slot_is_refused_in_words(room: Room) -> None:
    room.book("一")
    with pytest.raises(RuleBroken, match="ほかの方の予約"):
        room.book("二")


def test_the_database_alone_keeps_a_slot_for_one_family(room: Room) -> None:
    booking = room.book("一")
    with pytest.raises(IntegrityError, match="slot_booked_once"), transaction.atomic():
        Booking.objects.create(
            hub=room.hub,
            day=room.day,
            slot_id=booking.slot_id,
            name="二",
            state=State.BOOKED,
            booked_at=NOW,
            nonce=uuid4(),
        )


def test_the_database_alone_keeps_slot_and_day_together(room: Room) -> None:
    other = room.open(DAY + timedelta(days=1))
    rows = Booking.objects.filter(pk=room.book().pk)
    with pytest.raises(IntegrityError, match="booking_slot_of_day"), transaction.atomic():
        rows.update(day=other)


def test_a_closed_slot_is_not_booked_and_a_taken_one_not_closed(room: Room) -> None:
    commands.close_slot(room.staff, room.slots()[0], True, NOW)
    with pytest.raises(RuleBroken, match="受け付けていません"):
        room.book()
    commands.close_slot(room.staff, room.slots()[0], False, NOW)
    room.book()
    with pytest.raises(RuleBroken, match="閉じられません"):
        commands.close_slot(room.staff, room.slots()[0], True, NOW)


def test_nobody_books_a_slot_that_is_over(room: Room) -> None:
    with pytest.raises(RuleBroken, match="過ぎて"):
        room.book(now=later(days=10, hours=2))


def test_a_cancelled_slot_is_free_again_and_the_tap_can_be_taken_back(room: Room) -> None:
    booking = commands.cancel(room.volunteer, room.book("一"), NOW)
    assert commands.put_in(room.volunteer, booking, NOW).state == State.BOOKED
    commands.cancel(room.volunteer, booking, NOW)
    room.book("二")
    with pytest.raises(RuleBroken, match="ほかの方の予約"):
        commands.put_in(room.volunteer, booking, NOW)
    assert room.states() == [("一", "cancelled"), ("二", "booked")]


def test_a_booking_moves_to_another_slot_and_another_day(room: Room) -> None:
    booking = room.book(email="a@example.jp")
    other = room.open(DAY + timedelta(days=7))
    moved = commands.change_slot(room.volunteer, booking, room.slots()[2], NOW)
    moved = commands.change_slot(room.volunteer, moved, room.slots(other)[1], NOW)
    assert (moved.day_id, moved.slot_id) == (other.pk, room.slots(other)[1].pk)
    assert BookingStep.objects.filter(booking=booking).count() == 3


def test_a_booking_does_not_move_where_it_may_not(room: Room) -> None:
    booking = room.book("一")
    room.book("二", 1)
    diet = room.open(DAY, profession=room.dietitian)
    for slot, words in ((room.slots()[1], "ほかの方"), (room.slots(diet)[0], "同じ専門職")):
        with pytest.raises(RuleBroken, match=words):
            commands.change_slot(room.volunteer, booking, slot, NOW)
    with pytest.raises(Hidden):
        commands.change_slot(room.volunteer, booking, Room().slots()[0], NOW)


def test_calling_a_day_off_tells_everybody_once(room: Room) -> None:
    room.book("電話")
    room.book("手紙", 1, email="a@example.jp")
    told = commands.cancel_day(room.staff, room.day, "大雨のため", NOW)
    assert [row.name for row in told] == ["電話", "手紙"]
    assert commands.cancel_day(room.staff, room.day, "大雨のため", NOW) == []
    with pytest.raises(RuleBroken, match="中止"):
        room.book("あと", 2)
    with pytest.raises(RuleBroken):
        commands.cancel_day(room.staff, room.open(DAY + timedelta(1)), "", NOW)


def test_who_came_is_marked_from_the_day_on_and_taken_back(room: Room) -> None:
    booking = room.book()
    with pytest.raises(RuleBroken, match="相談日から"):
        commands.mark(room.volunteer, booking, State.CAME, NOW)
    for state in (State.CAME, State.BOOKED, State.NO_SHOW):
        assert commands.mark(room.volunteer, booking, state, HELD).state == state


def test_a_result_with_a_follow_up_is_one_handoff_without_a_word_of_it(room: Room) -> None:
    family = make.household(room.hub)
    booking = room.book(household_id=family.pk, concern="夜泣き")
    said = Finding(room.topic, Result.ADVISED, follow_up=True)
    for _turn in range(2):
        booking = commands.record_result(room.staff, booking, said, HELD)
    handoff = Handoff.objects.get(hub=room.hub)
    assert (handoff.to_area, handoff.household_id) == (Area.CONSULTATIONS, family.pk)
    assert "夜泣き" not in handoff.subject and str(room.topic) not in handoff.subject
    assert booking.state == State.CAME
    with pytest.raises(RuleBroken, match="相談後の記録"):
        commands.mark(room.volunteer, booking, State.NO_SHOW, HELD)


def test_a_volunteer_records_no_result(room: Room) -> None:
    with pytest.raises(Refused):
        commands.record_result(room.volunteer, room.book(), Finding(None, Result.ADVISED), HELD)


def test_a_slot_asked_for_from_outside_is_kept_until_the_mail_is_answered(room: Room) -> None:
    booking = room.ask("a@example.jp")
    assert (booking.state, booking.offered_until) == (State.OFFERED, later(hours=24))
    assert commands.confirm(room.hub.pk, booking, later(hours=23)).state == State.BOOKED
    assert commands.withdraw(room.hub.pk, booking, later(hours=24)).state == State.CANCELLED


def test_an_unanswered_slot_is_free_after_a_day(room: Room) -> None:
    booking = room.ask("a@example.jp")
    with pytest.raises(RuleBroken):
        commands.confirm(room.hub.pk, booking, later(hours=24))
    assert commands.free_unconfirmed(room.hub.pk, later(hours=24)) == 1
    assert commands.free_unconfirmed(room.hub.pk, later(hours=24)) == 0
    make.scope()
    assert room.ask("b@example.jp").state == State.OFFERED


@pytest.mark.parametrize("now", [NOW - timedelta(days=30), later(days=9, hours=14)])
def test_outside_the_window_nothing_is_kept(room: Room, now: Any) -> None:
    with pytest.raises(RuleBroken):
        room.ask("a@example.jp", now=now)


def test_a_day_of_the_desk_alone_is_hidden_outside(room: Room) -> None:
    commands.change_day(room.staff, room.day, 1, room.values(booked_by="staff"))
    with pytest.raises(Hidden):
        room.ask("a@example.jp")


def test_tomorrows_families_hear_once_and_no_mail_says_what_about(room: Room) -> None:
    booking = room.book("青葉", email="a@example.jp", concern="夜泣き")
    eve = later(days=9)
    assert (commands.remind(room.hub.pk, eve), commands.remind(room.hub.pk, eve)) == (1, 0)
    for letter in Letter:
        letters.mail_family.call(room.hub.pk, booking.pk, str(letter))
    # it waits for no confirmation any more, nor for a slot
    assert len(mail.outbox) == len(Letter) - 4
    assert all("夜泣き" not in one.body + one.subject for one in mail.outbox)


def test_a_link_is_void_once_the_address_changed(room: Room) -> None:
    booking = room.ask("a@example.jp")
    token = letters.token_for(booking)
    assert letters.booking_of(room.hub.pk, token) == booking
    assert letters.booking_of(Room().hub.pk, token) is None
    make.scope()
    booking.email_key = letters.email_key("z@example.jp")
    booking.save(update_fields=["email_key"])
    make.scope()
    assert letters.booking_of(room.hub.pk, token) is None
    assert letters.booking_of(room.hub.pk, "x" + token) is None


def test_lists_are_data_of_the_hub(room: Room) -> None:
    entry = commands.add_entry(room.director, EntryKind.PROFESSION, "言語聴覚士")
    with pytest.raises(RuleBroken):
        commands.add_entry(room.director, EntryKind.PROFESSION, "言語聴覚士")
    with pytest.raises(RuleBroken):
        commands.change_entry(room.director, entry, 1, room.midwife.label, None)
    make.scope()
    entry = commands.change_entry(room.director, entry, 1, "ST", date(2026, 6, 1))
    assert Entry.objects.get(pk=entry.pk).retired_on == date(2026, 6, 1)
    assert commands.begin_lists(room.director) == 0
    with pytest.raises(Refused):
        commands.begin_lists(room.volunteer)


def together(act: Callable[[int], Any], many: int = FAMILIES) -> list[Any]:
    """Let all act at the same moment, each on its own connection; refusals are answers."""
    start = threading.Barrier(many)

    def one(number: int) -> Any:
        start.wait()
        try:
            return act(number)
        except RuleBroken as broken:
            return str(broken.message)
        finally:
            connection.close()

    with ThreadPoolExecutor(many) as pool:
        return [answer.result() for answer in [pool.submit(one, n) for n in range(many)]]


@pytest.fixture
def busy(committed_db: None) -> Room:
    with transaction.atomic():
        return Room()


def count(room: Room) -> Counter[str]:
    with make.seeing(room.hub):
        return Counter(state for _name, state in room.states())


def the_slot(room: Room, at: int = 0) -> Slot:
    with make.seeing(room.hub):
        return room.slots()[at]


def test_fifty_telephones_for_the_last_slot_sell_it_once(busy: Room) -> None:
    slot = the_slot(busy)
    together(lambda n: commands.book(busy.volunteer, slot, Wish(str(n)), NOW, nonce=uuid4()))
    assert count(busy) == {"booked": 1}


def test_fifty_families_by_themselves_keep_one_slot(busy: Room) -> None:
    slot = the_slot(busy)

    def ask(number: int) -> None:
        wish = Wish(str(number), email=f"f{number}@example.jp")
        commands.ask_for_slot(busy.hub.pk, slot, wish, NOW, nonce=uuid4())

    together(ask)
    assert count(busy) == {"offered": 1}


def test_moving_crosswise_and_booking_at_once_never_hold_a_slot_twice(busy: Room) -> None:
    with make.seeing(busy.hub):
        other = busy.open(DAY + timedelta(days=1))
        here, there = busy.slots()[0], busy.slots(other)[0]
        one = commands.book(busy.volunteer, here, Wish("一"), NOW, nonce=uuid4())
        two = commands.book(busy.volunteer, there, Wish("二"), NOW, nonce=uuid4())
        free = [busy.slots()[1], busy.slots(other)[1]]

    def act(number: int) -> Any:
        if number % 3 == 2:
            wish = Wish(str(number))
            return commands.book(busy.volunteer, free[number % 2], wish, NOW, nonce=uuid4())
        booking = (one, two)[number % 2]
        return commands.change_slot(busy.volunteer, booking, free[1 - number % 2], NOW)

    together(act, 12)
    with make.seeing(busy.hub):
        live = Booking.objects.filter(hub=busy.hub).exclude(state=State.CANCELLED)
        slots = list(live.values_list("slot_id", flat=True))
        assert len(slots) == len(set(slots))
        assert all(row.slot.day_id == row.day_id for row in live.select_related("slot"))


def test_calling_off_and_booking_at_once_leave_nobody_booked(busy: Room) -> None:
    slot = the_slot(busy)

    def act(number: int) -> Any:
        if number == 5:
            return commands.cancel_day(busy.staff, busy.day, "大雨", NOW)
        return commands.book(busy.volunteer, slot, Wish(str(number)), NOW, nonce=uuid4())

    together(act, 12)
    assert count(busy)["booked"] == 0


def test_the_tick_frees_and_reminds_for_every_hub(busy: Room) -> None:
    with make.seeing(busy.hub):
        busy.ask("a@example.jp")
    steps = (housekeeping.pass_offers_on, housekeeping.remind_families)
    assert housekeeping.once(later(hours=25), steps) == []
    assert count(busy) == {"cancelled": 1}


def test_a_partner_of_another_list_may_not_read(room: Room) -> None:
    from programs.kernel.policy import may
    from programs.specialists.choices import Act

    midwife = make.member(room.hub, Role.PARTNER)
    with_account = room.open(DAY + timedelta(1), person_id=midwife.user_id)
    assert may(midwife, Act.READ_CONCERNS, with_account)
    assert not may(midwife, Act.READ_CONCERNS, room.day)
    assert may(room.staff, Act.READ_CONCERNS, room.day)
    assert not may(room.colleague, Act.READ_CONCERNS, room.day)
    assert may(room.director, Act.READ_CONCERNS, room.day)
    assert not may(room.volunteer, Act.READ_CONCERNS, room.day)


def test_who_may_not_read_what_families_wrote_cannot_name_herself(room: Room) -> None:
    room.book("青葉", concern="夜泣きがつらい")
    with pytest.raises(RuleBroken) as refused:
        commands.change_day(
            room.colleague, room.day, 1, room.values(in_charge_id=room.colleague.user_id)
        )
    assert refused.value.field == "in_charge"
    make.scope()
    assert not may(room.colleague, Act.READ_CONCERNS, room.day)
    commands.change_day(room.colleague, room.day, 1, room.values(description="持ち物"))
    make.scope()
    assert SpecialistDay.objects.get(pk=room.day.pk).description == "持ち物"
    assert AuditEntry.objects.latest("id").fields == ["description"]


def test_who_is_on_the_list_hands_it_on_and_both_are_told(room: Room) -> None:
    other = room.colleague.user_id
    commands.change_day(room.director, room.day, 1, room.values(in_charge_id=other))
    make.scope()
    day = SpecialistDay.objects.get(pk=room.day.pk)
    assert day.in_charge_id == other
    told = Notice.objects.filter(key__startswith="specialists.list_")
    assert set(told.values_list("person_id", "key")) == {
        (other, "specialists.list_joined"),
        (room.staff.user_id, "specialists.list_left"),
    }
    with pytest.raises(RuleBroken):
        commands.change_day(room.staff, day, 2, room.values())
    make.scope()
    commands.change_day(room.colleague, day, 2, room.values())  # gives it back
