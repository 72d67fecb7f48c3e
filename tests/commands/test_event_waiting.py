"""A turn on the waiting list counts once its mail has answered; a place is kept ever shorter."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from programs.events import commands
from programs.events.choices import State
from programs.events.models import Booking
from programs.kernel.errors import RuleBroken
from programs.kernel.models import AuditEntry
from programs.kernel.outside import confirm_by
from tests import make
from tests.make_events import NOW, Hall, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    """Two families have the two places."""
    made = Hall()
    made.book("一")
    made.book("二")
    return made


def first(hall: Hall) -> Booking:
    return Booking.objects.get(date=hall.on, name="一")


class TestAnUnansweredTurn:
    """Whose mail has not answered has no turn yet: an invented address holds nobody up."""

    def test_the_one_who_answered_is_offered_the_place_first(self, hall: Hall) -> None:
        silent = hall.ask("a@example.jp", later(minutes=1), name="無言")
        sure = hall.answer(hall.ask("b@example.jp", later(minutes=2), name="返事"))
        assert (silent.answer_until, sure.answer_until) == (later(hours=24, minutes=1), None)
        commands.cancel(hall.volunteer, first(hall), later(hours=1))
        make.scope()
        assert dict(hall.states())["無言"] == "waiting"
        assert dict(hall.states())["返事"] == "offered"

    def test_it_keeps_its_place_in_the_queue_when_it_answers(self, hall: Hall) -> None:
        early = hall.ask("a@example.jp", later(minutes=1), name="先")
        hall.answer(hall.ask("b@example.jp", later(minutes=2), name="後"), later(minutes=3))
        hall.answer(early, later(minutes=4))
        commands.cancel(hall.volunteer, first(hall), later(hours=1))
        make.scope()
        assert (dict(hall.states())["先"], dict(hall.states())["後"]) == ("offered", "waiting")

    def test_a_place_that_was_free_meanwhile_is_offered_at_once(self, hall: Hall) -> None:
        silent = hall.ask("a@example.jp", later(minutes=1))
        commands.cancel(hall.volunteer, first(hall), later(hours=1))
        make.scope()
        assert hall.answer(silent, later(hours=2)).state == State.OFFERED

    def test_answering_is_remembered_once(self, hall: Hall) -> None:
        silent = hall.ask("a@example.jp")
        before = AuditEntry.objects.count()
        hall.answer(silent, later(hours=1))
        hall.answer(silent, later(hours=2))
        (entry,) = AuditEntry.objects.order_by("pk")[before:]
        assert (entry.role, entry.target_ids, entry.fields) == (
            "public",
            [silent.pk],
            ["answered_at"],
        )

    def test_after_a_day_it_is_taken_back_without_a_word(self, hall: Hall, letters) -> None:
        silent = hall.ask("a@example.jp")
        assert commands.pass_offers_on(hall.hub.pk, later(hours=23)) == 0
        with pytest.raises(RuleBroken, match="期限"):
            hall.answer(silent, later(hours=24))
        make.scope()
        assert letters(lambda: commands.pass_offers_on(hall.hub.pk, later(hours=24))) == []
        make.scope()
        assert hall.states()[-1][1] == "cancelled"

    def test_the_mail_asks_for_an_answer_and_the_answer_is_told_once(
        self, hall: Hall, letters
    ) -> None:
        wish = hall.wish(email="a@example.jp")
        ask = partial(commands.ask_for_place, hall.hub.pk, hall.on.pk, wish, NOW)
        for _again in range(2):
            (body,) = letters(lambda: ask(nonce=uuid4()))
            assert "「キャンセル待ちに並ぶ」" in body
        make.scope()
        waiting = Booking.objects.get(email="a@example.jp")
        (body,) = letters(lambda: hall.answer(waiting, later(hours=1)))
        assert "キャンセル待ちとして承りました" in body
        assert letters(lambda: hall.answer(waiting, later(hours=2))) == []
        (body,) = letters(lambda: ask(nonce=uuid4()))
        assert "キャンセル待ちとして承りました" in body

    def test_the_desk_speaks_for_a_family_that_telephones(self, hall: Hall) -> None:
        silent = hall.ask("a@example.jp", name="電話")
        commands.cancel(hall.volunteer, first(hall), later(hours=1))
        make.scope()
        assert hall.book("電話", later(hours=2), email="a@example.jp").pk == silent.pk
        make.scope()
        assert dict(hall.states())["電話"] == "offered"


@pytest.mark.parametrize(
    ("left", "kept"),
    [
        (timedelta(days=10), timedelta(days=1)),
        (timedelta(days=2), timedelta(days=1)),
        (timedelta(hours=5), timedelta(hours=2, minutes=30)),
    ],
)
def test_near_the_event_a_place_is_kept_for_half_of_the_time_left(
    left: timedelta, kept: timedelta
) -> None:
    assert confirm_by(NOW, NOW + left) == NOW + kept
