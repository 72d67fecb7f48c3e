"""Time comes from one place and can be held still."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from programs.kernel import clock


def test_now_is_aware_and_in_tokyo() -> None:
    assert clock.now().utcoffset() == timedelta(hours=9)


def test_now_moves_with_the_real_time() -> None:
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_today_is_the_day_in_tokyo_when_utc_is_still_on_the_day_before() -> None:
    with clock.frozen(datetime(2026, 3, 31, 15, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 4, 1)
    with clock.frozen(datetime(2026, 3, 31, 14, 59, tzinfo=UTC)):
        assert clock.today() == date(2026, 3, 31)


def test_a_held_clock_stands_still_and_goes_on_afterwards() -> None:
    held = datetime(2026, 4, 1, 9, 30)
    with clock.frozen(held) as instant:
        assert clock.now() == instant == clock.now()
        assert clock.now().hour == 9
    assert clock.now() > instant + timedelta(days=1) or clock.now() < instant


def test_holds_nest() -> None:
    with clock.frozen(datetime(2026, 4, 1)):
        with clock.frozen(datetime(2020, 1, 1)):
            assert clock.today().year == 2020
        assert clock.today() == date(2026, 4, 1)


def test_the_clock_goes_on_after_an_error_inside_the_hold() -> None:
    with pytest.raises(RuntimeError), clock.frozen(datetime(2001, 1, 1)):
        raise RuntimeError
    assert clock.today().year > 2001


@pytest.mark.parametrize(("every_thread", "seen"), [(False, False), (True, True)])
def test_another_thread_sees_the_hold_only_when_asked(every_thread: bool, seen: bool) -> None:
    days: list[date] = []
    with clock.frozen(datetime(2001, 1, 1), every_thread=every_thread):
        worker = threading.Thread(target=lambda: days.append(clock.today()))
        worker.start()
        worker.join()
    assert (days == [date(2001, 1, 1)]) is seen
    assert clock.today().year > 2001


def test_an_instant_without_a_zone_has_no_meaning() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.tokyo(datetime(2026, 4, 1))
