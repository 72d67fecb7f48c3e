"""Two at once at the register of pledges."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from programs.kernel.errors import RuleBroken
from programs.staffing.models import Pledge
from tests import make
from tests.make_staffing import Office


def test_two_who_record_the_same_pledge_leave_one(committed_db):
    with make.seeing():
        hub = make.hub()
    with make.seeing(hub):
        office = Office(hub)

    def record(_n):
        try:
            return office.pledge(office.staff.user_id)
        except RuleBroken:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(record, range(8)))
    assert sum(done) >= 1
    with make.seeing(hub):
        assert Pledge.objects.filter(hub=hub, ended_at=None).count() == 1
