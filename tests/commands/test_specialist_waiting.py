"""The waiting list of a specialist day moves up by itself; words of families are erased in time."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from hubsite.desk import housekeeping
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.keeping import set_days
from programs.kernel.models import AuditEntry, Notice
from programs.specialists import commands, letters
from programs.specialists.choices import Act, State
from programs.specialists.commands import Wish
from programs.specialists.models import Booking, BookingStep, ConcernText, Keeping
from tests import make
from tests.commands.test_specialists import count, together
from tests.make_specialists import DAY, NOW, Room, later


@pytest.fixture
def room(db: None) -> Room:
    """A midwife's day whose three slots are taken."""
    made = Room()
    for number in range(3):
        made.book(f"先{number}", number)
    return made


def wait(room: Room, name: str, now: Any = NOW, **given: Any) -> Booking:
    booking = commands.wait(room.volunteer, room.day, Wish(name, **given), now, nonce=uuid4())
    make.scope()
    return booking


def ask(room: Room, email: str, now: Any = NOW) -> Booking:
    commands.ask_to_wait(room.hub.pk, room.day, Wish("花", email=email), now, nonce=uuid4())
    make.scope()
    return Booking.objects.get(email=email)


def join(room: Room, email: str, now: Any = NOW) -> Booking:
    """Somebody asks for a turn and presses the button that her mail leads to."""
    commands.confirm(room.hub.pk, ask(room, email, now), now)
    make.scope()
    return Booking.objects.select_related("day").get(email=email)


def first(room: Room) -> Booking:
    return Booking.objects.get(name="先0")


def again(booking: Booking) -> Booking:
    make.scope()
    return Booking.objects.select_related("slot", "day").get(pk=booking.pk)


class TestMovingUp:
    def test_a_slot_given_up_is_offered_to_who_waits_longest(self, room: Room) -> None:
        one = join(room, "a@example.jp")
        two = wait(room, "次", later(hours=1))
        assert [one.state, two.state] == [State.WAITING] * 2
        commands.cancel(room.volunteer, first(room), later(hours=2))
        offered = again(one)
        assert (offered.state, offered.slot) == (State.OFFERED, room.slots()[0])
        assert offered.offered_until == later(hours=2 + 48)
        assert again(two).state == State.WAITING
        assert commands.confirm(room.hub.pk, offered, later(hours=3)).state == State.BOOKED

    def test_unanswered_it_goes_to_the_next_by_itself(self, room: Room) -> None:
        one, two = join(room, "a@example.jp"), join(room, "b@example.jp", later(hours=1))
        commands.cancel(room.volunteer, first(room), later(hours=2))
        make.scope()
        assert commands.free_unconfirmed(room.hub.pk, later(hours=50)) == 1
        assert (again(one).state, again(two).state) == (State.CANCELLED, State.OFFERED)

    def test_who_gives_her_offer_up_passes_it_on(self, room: Room) -> None:
        one, two = join(room, "a@example.jp"), join(room, "b@example.jp", later(hours=1))
        commands.cancel(room.volunteer, first(room), later(hours=2))
        commands.withdraw(room.hub.pk, again(one), later(hours=3))
        assert again(two).state == State.OFFERED

    def test_a_slot_that_is_opened_again_or_left_for_another_passes_on(self, room: Room) -> None:
        other = room.open(DAY + timedelta(days=1))
        one = wait(room, "一")
        commands.change_slot(room.volunteer, first(room), room.slots(other)[0], later(hours=1))
        assert again(one).state == State.OFFERED
        commands.cancel(room.volunteer, again(one), later(hours=2))
        commands.close_slot(room.staff, room.slots()[0], True, later(hours=2))
        two = wait(room, "二")
        assert two.state == State.WAITING
        commands.close_slot(room.staff, room.slots()[0], False, later(hours=2))
        assert again(two).state == State.OFFERED

    def test_who_was_asked_and_moves_at_the_desk_has_the_slot_and_is_told(
        self, room: Room, django_capture_on_commit_callbacks: Any, settings: Any
    ) -> None:
        settings.TASKS = {
            "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
        }
        asked = join(room, "a@example.jp")
        for taken in (first(room), Booking.objects.get(name="先1")):
            commands.cancel(room.volunteer, taken, NOW)
        assert again(asked).state == State.OFFERED
        with django_capture_on_commit_callbacks(execute=True):
            commands.change_slot(room.volunteer, again(asked), room.slots()[1], later(hours=1))
        moved = again(asked)
        assert (moved.state, moved.offered_until) == (State.BOOKED, None)
        assert mail.outbox

    def test_too_late_to_answer_it_stays_free_for_the_telephone(self, room: Room) -> None:
        one = wait(room, "一")
        eve = later(days=9, hours=20)  # four hours before the first slot
        commands.cancel(room.volunteer, first(room), eve)
        assert again(one).state == State.WAITING
        slot = room.slots()[0]
        booked = commands.change_slot(room.volunteer, again(one), slot, eve)
        assert (booked.state, booked.slot) == (State.BOOKED, slot)
        steps = BookingStep.objects.filter(booking=one).values_list("before", "after", "slot")
        assert list(steps) == [("", "waiting", None), ("waiting", "booked", slot.pk)]

    def test_whoever_has_no_mail_is_telephoned_by_who_took_the_call(self, room: Room) -> None:
        wait(room, "一", phone="045-000-0000")
        commands.cancel(room.staff, first(room), later(hours=1))
        make.scope()
        notice = Notice.objects.get(key="specialists.call_family")
        assert notice.person_id == room.volunteer.user_id

    def test_the_mails_tell_where_one_stands(self, room: Room) -> None:
        one = ask(room, "a@example.jp")
        letters.mail_family.call(room.hub.pk, one.pk, "confirm_wait")
        commands.confirm(room.hub.pk, one, NOW)
        letters.mail_family.call(room.hub.pk, one.pk, "waiting")
        commands.cancel(room.staff, first(room), later(hours=1))
        letters.mail_family.call(room.hub.pk, one.pk, "offered")
        letters.mail_family.call(room.hub.pk, one.pk, "waiting")  # no longer so
        asked, waiting, offered = mail.outbox
        assert "6月11日(木) 10:05までに" in asked.body
        assert "「キャンセル待ちに並ぶ」" in asked.body
        assert "キャンセル待ちとして承りました" in waiting.body
        assert "10:00" not in waiting.body
        assert "空きが出ました" in offered.body
        assert "10:00" in offered.body


class TestAnUnansweredTurn:
    """Whose mail has not answered has no turn yet: an invented address holds nobody up."""

    def test_it_is_passed_over_until_it_answers(self, room: Room) -> None:
        silent = ask(room, "a@example.jp")
        sure = join(room, "b@example.jp", later(hours=1))
        commands.cancel(room.volunteer, first(room), later(hours=2))
        assert (again(silent).state, again(sure).state) == (State.WAITING, State.OFFERED)
        commands.cancel(room.volunteer, Booking.objects.get(name="先1"), later(hours=3))
        assert again(silent).state == State.WAITING
        commands.confirm(room.hub.pk, silent, later(hours=4))
        assert again(silent).state == State.OFFERED

    def test_after_a_day_it_is_taken_back_and_answers_too_late(self, room: Room) -> None:
        silent = ask(room, "a@example.jp")
        assert commands.free_unconfirmed(room.hub.pk, later(hours=23)) == 0
        make.scope()
        with pytest.raises(RuleBroken, match="期限"):
            commands.confirm(room.hub.pk, silent, later(hours=24))
        make.scope()
        assert commands.free_unconfirmed(room.hub.pk, later(hours=24)) == 1
        assert again(silent).state == State.CANCELLED
        make.scope()
        commands.put_in(room.staff, again(silent), later(hours=25))  # she telephoned
        assert again(silent).answer_until is None

    def test_the_desk_speaks_for_a_family_that_telephones(self, room: Room) -> None:
        silent = ask(room, "a@example.jp")
        commands.cancel(room.volunteer, first(room), later(hours=1))
        make.scope()
        assert wait(room, "花", later(hours=2), email="a@example.jp").pk == silent.pk
        assert again(silent).state == State.OFFERED


class TestTurns:
    def test_a_family_has_one_turn_a_day(self, room: Room) -> None:
        family = make.household(room.hub)
        one = wait(room, "一", household_id=family.pk)
        assert wait(room, "一", household_id=family.pk) == one
        assert ask(room, "a@example.jp") == ask(room, "a@example.jp")

    def test_a_cancelled_turn_comes_back_to_its_place(self, room: Room) -> None:
        one, two = wait(room, "一"), wait(room, "二", later(hours=1))
        commands.cancel(room.staff, one, later(hours=2))
        assert commands.put_in(room.staff, again(one), later(hours=3)).state == State.WAITING
        make.scope()
        commands.cancel(room.staff, first(room), later(hours=4))
        assert (again(one).state, again(two).state) == (State.OFFERED, State.WAITING)

    def test_nobody_lines_up_for_a_day_that_is_off_or_over(self, room: Room) -> None:
        one = wait(room, "一", email="a@example.jp")
        with pytest.raises(RuleBroken, match="終わりました"):
            wait(room, "二", later(days=11))
        commands.cancel_day(room.staff, room.day, "大雨のため", NOW)
        assert again(one).state == State.CANCELLED
        with pytest.raises(RuleBroken, match="中止"):
            wait(room, "三")
        with pytest.raises(RuleBroken):
            commands.put_in(room.staff, again(one), NOW)

    @pytest.mark.parametrize("now", [NOW - timedelta(days=30), later(days=9, hours=14)])
    def test_outside_the_window_nobody_lines_up_alone(self, room: Room, now: Any) -> None:
        with pytest.raises(RuleBroken):
            ask(room, "a@example.jp", now)

    def test_a_day_of_the_desk_and_another_hubs_are_hidden(self, room: Room) -> None:
        with pytest.raises(Hidden):
            commands.wait(Room().volunteer, room.day, Wish("一"), NOW, nonce=uuid4())
        make.scope()
        commands.change_day(room.staff, room.day, 1, room.values(booked_by="staff"))
        with pytest.raises(Hidden):
            ask(room, "a@example.jp")

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE specialists_booking SET state = 'waiting' WHERE name = '先0'",
            "UPDATE specialists_booking SET slot_id = NULL WHERE name = '先0'",
            "UPDATE specialists_booking SET state = 'booked' WHERE name = '待'",
        ],
    )
    def test_the_database_knows_who_has_a_slot_and_who_waits(self, room: Room, sql: str) -> None:
        wait(room, "待")
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.fixture
def busy(committed_db: None) -> Room:
    with transaction.atomic():
        made = Room()
        for number in range(3):
            made.book(f"先{number}", number)
        return made


def test_giving_up_and_lining_up_at_once_leaves_no_slot_free_while_somebody_waits(
    busy: Room,
) -> None:
    with make.seeing(busy.hub):
        held = list(Booking.objects.filter(day=busy.day).order_by("pk"))

    def act(number: int) -> Any:
        if number < 3:
            return commands.cancel(busy.volunteer, held[number], NOW)
        wish = Wish(str(number), email=f"f{number}@example.jp")
        commands.ask_to_wait(busy.hub.pk, busy.day, wish, NOW, nonce=uuid4())
        with make.seeing(busy.hub):
            mine = Booking.objects.select_related("day").get(day=busy.day, email=wish.email)
        return commands.confirm(busy.hub.pk, mine, NOW)

    together(act, 16)
    assert count(busy) == {"cancelled": 3, "offered": 3, "waiting": 10}
    with make.seeing(busy.hub):
        slots = Booking.objects.filter(day=busy.day, state=State.OFFERED).values_list("slot")
        assert len(set(slots)) == 3


class TestKeeping:
    def test_words_and_contacts_go_and_what_is_counted_stays(self, room: Room) -> None:
        family = make.household(room.hub)
        commands.cancel(room.staff, first(room), NOW)
        booking = room.book(
            "髙橋", 0, household_id=family.pk, phone="045-1", email="a@example.jp", concern="夜泣き"
        )
        assert ConcernText.objects.count() == 1
        set_days(Keeping, Act.CHANGE_KEEPING, room.director, 90, version=0)
        make.scope()
        assert commands.erase_concerns(room.hub.pk, later(days=10 + 90)) == 0
        assert commands.erase_concerns(room.hub.pk, later(days=10 + 91)) == 4
        assert commands.erase_concerns(room.hub.pk, later(days=10 + 91)) == 0
        gone = again(booking)
        words = (gone.name, gone.phone, gone.email, gone.email_key, gone.concern_id)
        assert words == ("（消去済み）", "", "", "", None)
        assert (gone.household_id, gone.state) == (family.pk, State.BOOKED)
        assert not ConcernText.objects.exists()
        entry = AuditEntry.objects.filter(action="specialists.change_keeping").latest("pk")
        assert set(entry.fields) == {"concern", "name", "phone", "email"}

    def test_without_a_period_everything_stays(self, room: Room) -> None:
        assert commands.erase_concerns(room.hub.pk, later(days=5000)) == 0
        set_days(Keeping, Act.CHANGE_KEEPING, room.director, None, version=0)
        assert commands.erase_concerns(room.hub.pk, later(days=5000)) == 0

    def test_the_director_sets_it_and_a_second_editor_is_told(self, room: Room) -> None:
        with pytest.raises(Refused):
            set_days(Keeping, Act.CHANGE_KEEPING, room.staff, 90, version=0)
        make.scope()
        row = set_days(Keeping, Act.CHANGE_KEEPING, room.director, 90, version=0)
        with pytest.raises(Stale):
            set_days(Keeping, Act.CHANGE_KEEPING, room.director, 30, version=0)
        make.scope()
        set_days(Keeping, Act.CHANGE_KEEPING, room.director, 30, version=row.version)
        make.scope()
        assert Keeping.objects.get().days == 30

    def test_the_clock_does_it_for_every_hub(self, committed_db: None) -> None:
        with transaction.atomic():
            here = Room()
            here.book("一", concern="夜泣き")
            set_days(Keeping, Act.CHANGE_KEEPING, here.director, 30, version=0)
        assert housekeeping.once(later(days=60), (housekeeping.erase_contacts,)) == []
        with make.seeing(here.hub):
            assert Booking.objects.get(day=here.day).name == "（消去済み）"
