"""Two at once: the database decides."""

import threading
from functools import partial

from django.db import connection, transaction

from programs.kernel import clock
from programs.kernel.errors import RuleBroken
from programs.registry.choices import Role
from programs.registry.commands.external import CodeSaid, link_code
from programs.registry.models import CodeSystem
from tests import make


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
