"""Two at once: the database decides."""

import threading
from functools import partial
from uuid import uuid4

from django.db import connection, transaction

from programs.dropin.commands import check_in
from programs.exchange import commands
from programs.exchange.models import ImportRow
from programs.kernel import clock
from programs.kernel.errors import RuleBroken
from programs.registry.choices import Role
from programs.registry.commands.external import CodeSaid, link_code
from programs.registry.models import CodeSystem, Household
from tests import make
from tests.make_exchange import ROWS, staged


def together(*works):
    """Start all at once and wait for all."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_two_who_link_a_number_at_once_one_succeeds(committed_db):
    with transaction.atomic():
        hub = make.hub()
        actors = [make.member(hub, Role.STAFF) for _ in range(2)]
        families = [make.household(hub) for _ in range(2)]
        system = CodeSystem.objects.create(hub=hub, name="市")
    outcomes = []

    def work(actor, family):
        try:
            link_code(actor, family, CodeSaid(system.pk, "9"), clock.today())
            outcomes.append("done")
        except RuleBroken:
            outcomes.append("refused")
        finally:
            connection.close()

    together(*(partial(work, *pair) for pair in zip(actors, families, strict=True)))
    assert sorted(outcomes) == ["done", "refused"]


def test_two_who_confirm_one_import_at_once_make_each_family_once(committed_db):
    with transaction.atomic():
        hub = make.hub()
        actors = [make.member(hub, Role.DIRECTOR) for _ in range(2)]
        run = staged(actors[0], *ROWS)
    assert both(actors, [run, run]) == ["done", "refused"]
    with make.seeing(hub):
        assert Household.objects.filter(hub=hub).count() == len(ROWS)


def test_the_same_file_confirmed_twice_at_once_makes_each_family_once(committed_db):
    with transaction.atomic():
        hub = make.hub()
        actors = [make.member(hub, Role.DIRECTOR) for _ in range(2)]
        runs = [staged(actor, *ROWS) for actor in actors]
    assert both(actors, runs) == ["done", "done"]
    with make.seeing(hub):
        assert Household.objects.filter(hub=hub).count() == len(ROWS)
        made = ImportRow.objects.filter(hub=hub).exclude(made_id=None)
        assert made.count() == len(ROWS)


def test_families_are_let_in_while_a_long_import_is_written(committed_db):
    with transaction.atomic():
        hub = make.hub()
        director, volunteer = make.member(hub, Role.DIRECTOR), make.member(hub, Role.RECEPTION)
        site, family = make.site(hub), make.household(hub, "青葉", "あおば")
        run = staged(director, *ROWS)
    let_in = []

    def arrive():
        try:
            check_in(volunteer, family, site, clock.now(), nonce=uuid4())
            let_in.append(family)
        finally:
            connection.close()

    with transaction.atomic():
        commands.confirm(director, run, clock.now())
        together(arrive)
        assert let_in == [family]


def both(actors, runs):
    """What came of confirming two at once."""
    outcomes = []

    def work(actor, run):
        try:
            commands.confirm(actor, run, clock.now())
            outcomes.append("done")
        except RuleBroken:
            outcomes.append("refused")
        finally:
            connection.close()

    together(*(partial(work, *pair) for pair in zip(actors, runs, strict=True)))
    return sorted(outcomes)
