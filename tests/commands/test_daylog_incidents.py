"""Near misses and accidents: reported, told on, decided, closed; sealed and never lost."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from programs.daylog import commands, figures, queries
from programs.daylog.choices import IncidentKind, IncidentState, Place, Severity
from programs.daylog.models import Incident
from programs.kernel.errors import Hidden, Refused, RuleBroken, Stale
from programs.kernel.figures import Period
from programs.kernel.models import AuditEntry, Notice
from programs.kernel.policy import may
from programs.registry.choices import Role
from tests import make
from tests.make_daylog import DAY, NOW, House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return House()


def test_a_volunteer_reports_and_the_director_is_told_without_content(house: House) -> None:
    row = house.report(house.volunteer, story="秘密の話")
    make.scope()
    notice = Notice.objects.get(person_id=house.director.user_id)
    assert notice.path == row.get_absolute_url()
    assert notice.values == {}
    entry = AuditEntry.objects.get(action="daylog.report_incident")
    assert "秘密" not in str(entry.__dict__)


def test_the_words_are_sealed_in_the_database(house: House) -> None:
    house.report(story="秘密の話", measures="秘密の対応")
    make.scope()
    with connection.cursor() as cursor:
        cursor.execute("SELECT ciphertext FROM daylog_incidenttext")
        stored = b"".join(bytes(text) for (text,) in cursor.fetchall())
    assert stored
    assert "秘密".encode() not in stored


def test_a_near_miss_hurt_nobody_whatever_was_ticked(house: House) -> None:
    row = house.report(severity=Severity.SERIOUS)
    assert row.severity == Severity.NONE


def test_a_time_to_come_is_refused(house: House) -> None:
    with pytest.raises(RuleBroken):
        house.report(happened_at=NOW + timedelta(minutes=1))


def test_near_misses_are_everybodys_accidents_the_writers_and_directors(house: House) -> None:
    near = house.report()
    accident = house.report(kind=IncidentKind.ACCIDENT, severity=Severity.CLINIC)
    read = "daylog.read_incident"
    assert may(house.colleague, read, near)
    assert not may(house.colleague, read, accident)
    assert may(house.staff, read, accident)
    assert may(house.director, read, accident)
    assert not may(house.volunteer, read, near)


def test_a_report_is_decided_then_closed_and_may_be_taken_up_again(house: House) -> None:
    row = house.report()
    with pytest.raises(RuleBroken):
        commands.close_incident(house.director, row, NOW)
    row = commands.decide(house.director, row, "死角", "柵を置く", version=row.version, at=NOW)
    row = commands.close_incident(house.director, row, NOW)
    assert row.state == IncidentState.CLOSED
    row = commands.reopen_incident(house.director, row, "また起きた", NOW)
    assert row.state == IncidentState.DECIDED
    make.scope()
    whole = queries.incident(house.director, row.pk)
    assert queries.opened(whole)["prevention"] == "柵を置く"
    assert [step.kind for step, _words in queries.steps(whole)] == [
        "reported",
        "decided",
        "closed",
        "reopened",
    ]


def test_two_directors_deciding_do_not_overwrite_each_other(house: House) -> None:
    row = house.report()
    commands.decide(house.director, row, "", "一", version=row.version, at=NOW)
    with pytest.raises(Stale):
        commands.decide(house.director, row, "", "二", version=row.version, at=NOW)


def test_only_the_director_decides(house: House) -> None:
    row = house.report()
    with pytest.raises(Refused):
        commands.decide(house.staff, row, "", "柵", version=row.version, at=NOW)


def test_who_was_told_when_stays(house: House) -> None:
    row = house.report()
    step = commands.record_telling(
        house.staff, row, "guardian", NOW - timedelta(hours=2), "お伝えした", NOW
    )
    make.scope()
    with pytest.raises(Exception, match=r"permission|append"), transaction.atomic():
        type(step).objects.filter(pk=step.pk).update(told="ward")
    with pytest.raises(RuleBroken):
        commands.record_telling(house.staff, row, "ward", NOW + timedelta(hours=1), "", NOW)


def test_what_was_written_cannot_be_put_in_other_words(house: House) -> None:
    row = house.report()
    other = house.report(story="別")
    make.scope()
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=row.pk).update(story_id=other.story_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=row.pk).delete()


def test_a_report_taken_back_counts_no_more_and_stays(house: House) -> None:
    row = house.report()
    commands.take_back(house.director, row, "二重に書いた", NOW)
    assert queries.year_table(house.director, 2026) == []
    with pytest.raises(RuleBroken):
        commands.add_note(house.staff, row, "追記", NOW)
    make.scope()
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=row.pk).update(state=IncidentState.OPEN)


def test_the_figures_equal_their_rows_and_the_years_table(house: House) -> None:
    house.report()
    house.report(place=Place.GARDEN)
    house.report(kind=IncidentKind.ACCIDENT, severity=Severity.LIGHT)
    practice = make.household(house.hub, "練習", is_demo=True)
    house.report(household=practice)
    house.report(happened_at=NOW.replace(month=3))
    period = Period(date(2026, 4, 1), date(2027, 3, 31), (house.site.pk,))
    counts = figures.counts(house.director, period)
    for figure in figures.FIGURES:
        assert figure.count(house.director, period) == counts[figure.key]
        assert figure.rows(house.director, period).count() == counts[figure.key]
        assert figure.split
        for by in figure.breakdowns:
            assert sum(figure.split(house.director, period, by).values()) == counts[figure.key]
    assert counts == {"daylog.near_misses": 2, "daylog.accidents": 1}
    table = queries.year_table(house.director, 2026)
    assert sum(row.total for row in table) == 3
    assert all(row.months[2] == row.total for row in table)  # June


def test_another_hub_neither_sees_nor_counts_a_report(house: House) -> None:
    row = house.report()
    stranger = make.member(make.hub(), Role.DIRECTOR)
    with pytest.raises(Hidden):
        queries.incident(stranger, row.pk)
    with pytest.raises(Hidden):
        commands.add_note(stranger, row, "のぞき見", NOW)
    assert figures.counts(stranger, Period(DAY, DAY))["daylog.near_misses"] == 0
