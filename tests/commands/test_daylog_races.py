"""Several people at one day's log at once: the database decides, nobody is overwritten."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from programs.daylog import commands
from programs.daylog.models import Correction, DayLog, Duty
from programs.kernel.errors import RuleBroken, Stale
from tests import make
from tests.make_daylog import DAY, NOW, House

MANY = 6


def at_once(act: Callable[[int], object]) -> Counter[str]:
    """What became of so many who did it at the same moment."""
    outcomes: list[str] = []
    start = threading.Barrier(MANY)

    def run(number: int) -> None:
        try:
            start.wait()
            act(number)
            outcomes.append("done")
        except (RuleBroken, Stale) as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


@pytest.fixture
def house(committed_db: None) -> House:
    with transaction.atomic():
        return House()


def test_one_begins_the_day_and_the_others_are_told(house: House) -> None:
    found = at_once(lambda n: house.write(happened=f"{n}さんの話"))
    assert found == {"done": 1, "Stale": MANY - 1}
    with make.seeing(house.hub):
        assert DayLog.objects.filter(site=house.site, day=DAY).count() == 1


def test_a_day_is_closed_once(house: House) -> None:
    found = at_once(lambda n: house.close())
    assert found == {"done": 1, "RuleBroken": MANY - 1}


def test_one_correction_wins_and_the_numbers_have_no_gap(house: House) -> None:
    log = house.close()
    found = at_once(
        lambda n: commands.correct_log(
            house.staff, log, "remarks", f"訂正{n}", "直し", seen=0, at=NOW
        )
    )
    assert found == {"done": 1, "Stale": MANY - 1}
    with make.seeing(house.hub):
        assert list(Correction.objects.values_list("number", flat=True).filter(log=log)) == [1]


def test_somebody_is_on_duty_once(house: House) -> None:
    found = at_once(lambda n: house.work("山辺 さくら"))
    assert found == {"done": 1, "RuleBroken": MANY - 1}
    with make.seeing(house.hub):
        assert Duty.objects.filter(log__site=house.site).count() == 1


def test_prevention_is_decided_once_and_the_others_see_it(house: House) -> None:
    row = house.report()
    found = at_once(
        lambda n: commands.decide(
            house.director, row, "", f"柵{n}", version=row.version, at=NOW + timedelta(minutes=1)
        )
    )
    assert found == {"done": 1, "Stale": MANY - 1}
