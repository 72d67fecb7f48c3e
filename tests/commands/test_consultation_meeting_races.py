"""Two people correct a meeting, or decide a disclosure, in the same instant: the second is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection, transaction

from consultations import queries
from consultations.commands import disclosures, meetings
from consultations.models import Disclosure, DisclosureEvent, DisclosurePart, MeetingMinutes
from programs.kernel import clock
from programs.kernel.errors import RuleBroken, Stale
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc

NOW = datetime(2026, 4, 20, 14, 0, tzinfo=clock.TOKYO)


@pytest.fixture
def house(committed_db):
    with clock.frozen(NOW), transaction.atomic():
        hub = make.hub()
        make.site(hub)
        mc.codes(hub)
        return hub, make.member(hub, Role.CONSULTANT), make.member(hub, Role.DIRECTOR)


def at_once(*acts):
    """What becomes of acts that begin together."""
    gate = Barrier(len(acts))

    def run(act):
        try:
            with clock.frozen(NOW):
                gate.wait()
                act()
            return "done"
        except (Stale, RuleBroken) as told:
            return type(told).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_of_two_corrections_one_is_kept_and_one_is_told(house):
    hub, who, _director = house
    with clock.frozen(NOW), transaction.atomic():
        row = mc.meeting(who, hub)
        first = queries.minutes_of(row)[0]

    def correct():
        meetings.correct_minutes(who, row, "訂正", corrects_id=first.pk, at=NOW)

    assert at_once(correct, correct) == ["Stale", "done"]
    with make.seeing(hub):
        assert MeetingMinutes.objects.filter(meeting=row).count() == 2


def test_a_disclosure_is_decided_once(house):
    hub, who, director = house
    with clock.frozen(NOW), transaction.atomic():
        family = make.household(hub)
        row = mc.disclosure(who, family, mc.consultation(who, hub, household_id=family.pk))

    def decide(*, grant):
        mine = Disclosure(**{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields})
        disclosures.decide_disclosure(
            director, mine, grant=grant, reason="理由", version=row.version, at=NOW
        )

    told = at_once(lambda: decide(grant=True), lambda: decide(grant=False))
    assert told == ["Stale", "done"]
    with make.seeing(hub):
        assert DisclosureEvent.objects.filter(disclosure=row).exclude(kind="asked").count() == 1


def test_no_bar_is_lost_when_two_black_out_at_once(house):
    hub, who, director = house
    with clock.frozen(NOW), transaction.atomic():
        family = make.household(hub)
        talk = mc.consultation(who, hub, household_id=family.pk)
        mc.note(who, talk, "田中さんと山本さん")
        row = mc.disclosure(who, family, talk)

    def black(actor, words):
        with transaction.atomic():
            make.tenancy.enter([hub.pk])
            part = DisclosurePart.objects.select_related("text", "disclosure").get(disclosure=row)
        disclosures.black_out(actor, part, words, version=1)

    told = at_once(lambda: black(who, "田中"), lambda: black(director, "山本"))
    assert told == ["Stale", "done"]
    with make.seeing(hub):
        assert len(DisclosurePart.objects.get(disclosure=row).marks) == 1
