"""Writes of trainings and pledges."""

import pytest

from programs.kernel import clock
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.models import AuditEntry
from programs.staffing import commands, queries
from programs.staffing.choices import PledgeKind, Topic
from programs.staffing.models import Pledge
from tests import make
from tests.make_staffing import DAY, Office, pledge_values, values

pytestmark = pytest.mark.django_db
YEAR = 2026


@pytest.fixture
def office(db):
    return Office()


def line(office, name):
    lines = queries.register(office.director, YEAR, DAY)
    return next(one for one in lines if one.name == name)


def test_a_training_counts_for_whoever_attended(office):
    office.train(office.staff.user_id, names=("見本 花子",))
    assert line(office, office.staff.name).standing.trained_on == DAY
    assert line(office, office.volunteer.name).standing.trained_on is None
    [entry] = AuditEntry.objects.filter(hub_id=office.hub.pk, action="staffing.change_training")
    assert (entry.person_id, entry.outcome) == (office.director.user_id, "done")
    assert "attendees" in entry.fields


def test_a_training_of_another_topic_or_year_is_not_the_needed_one(office):
    office.train(office.staff.user_id, topic=Topic.SAFETY)
    office.train(office.staff.user_id, held_on=DAY.replace(year=2025))
    found = line(office, office.staff.name).standing
    assert (found.trained_on, found.minutes) == (None, 90)


def test_a_training_without_anybody_is_not_taken(office):
    with pytest.raises(RuleBroken):
        office.train()


def test_a_training_is_changed_once(office):
    row = office.train(office.staff.user_id)
    said = values(minutes=60)
    people = [office.volunteer.user_id]
    changed = commands.change_training(office.director, row, said, people, [], 1)
    assert [str(one) for one in changed.attendees.all()] == [office.volunteer.name]
    with pytest.raises(Stale):
        commands.change_training(office.director, row, said, people, [], 1)


def test_a_training_taken_out_counts_no_longer_and_can_be_put_back(office):
    row = office.train(office.staff.user_id)
    commands.void_training(office.director, row, clock.now())
    assert line(office, office.staff.name).standing.minutes == 0
    commands.restore_training(office.director, row)
    assert line(office, office.staff.name).standing.minutes == 90


def test_people_of_another_hub_cannot_be_written_down(office):
    stranger = Office().staff
    with pytest.raises(Hidden):
        office.train(stranger.user_id)
    with pytest.raises(Hidden):
        office.pledge(stranger.user_id)


def test_another_hubs_training_is_none(office):
    row = office.train(office.staff.user_id)
    with pytest.raises(Hidden):
        queries.training(Office().director, row.pk)


def test_only_the_director_keeps_the_register(office):
    with pytest.raises(Refused):
        commands.add_training(office.staff, values(), [office.staff.user_id], [])
    with pytest.raises(Refused):
        commands.record_pledges(office.volunteer, pledge_values(), [], ["a"], clock.now())


def test_a_pledge_signed_anew_ends_the_former_one(office):
    assert office.pledge(office.staff.user_id, names=("見本 花子",)) == 2
    assert office.pledge(office.staff.user_id, signed_on=DAY.replace(month=7)) == 1
    own = Pledge.objects.filter(person_id=office.staff.user_id)
    assert own.count() == 2
    assert own.get(ended_at=None).signed_on == DAY.replace(month=7)
    assert line(office, "見本 花子").standing.pledged_on == DAY


def test_a_pledge_that_ended_is_taken_back_unless_there_is_a_newer_one(office):
    office.pledge(names=("見本 花子",))
    old = Pledge.objects.get(hub=office.hub)
    commands.end_pledge(office.director, old, clock.now())
    assert [one.name for one in queries.register(office.director, YEAR, DAY)].count(old.name) == 0
    commands.restore_pledge(office.director, old)
    assert line(office, old.name).standing.pledged_on == DAY
    office.pledge(names=("見本 花子",))
    with pytest.raises(RuleBroken):
        commands.restore_pledge(office.director, old)


def test_other_papers_do_not_stand_for_the_pledge_of_secrecy(office):
    office.pledge(office.staff.user_id, kind=PledgeKind.PERSONAL_DATA)
    assert line(office, office.staff.name).standing.pledged_on is None


def test_what_is_missing_is_said_until_nothing_is(office):
    [todo] = make.todos(queries, office.director, DAY)
    assert "3人" in todo.title
    everybody = [office.director.user_id, office.staff.user_id, office.volunteer.user_id]
    office.pledge(*everybody)
    office.train(*everybody)
    assert make.todos(queries, office.director, DAY) == []
    assert make.todos(queries, office.staff, DAY) == []
