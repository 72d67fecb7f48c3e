"""Two people change the calendar in the same instant."""

import threading

from django.db import connection, transaction

from programs.dropin.models import CalendarRule
from programs.kernel.errors import RuleBroken
from programs.registry.choices import Role
from tests import make
from tests.make_calendar import add, one_day
from tests.make_dropin import DAY, Desk


def test_two_directors_change_one_day_at_once_and_one_is_told(committed_db):
    with transaction.atomic():
        desk = Desk(make.hub())
        actors = [make.member(desk.hub, Role.DIRECTOR) for _ in range(2)]
    gate, told = threading.Barrier(2), []

    def change(actor):
        try:
            gate.wait()
            add(actor, desk.site, one_day(DAY))
        except RuleBroken as broken:
            told.append(broken.field)
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=[actor]) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["from_on"]
    with make.seeing(desk.hub):
        assert CalendarRule.objects.count() == 1
