"""Two hubs full of canaries, built once for all tests of a module and undone after them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests import make
from tests.architecture import world
from tests.architecture.probing import Prober


@pytest.fixture(scope="module")
def prober(django_db_setup: None, django_db_blocker: Any) -> Iterator[Prober]:
    """Asks as the people of one hub while another stands beside it."""
    make.forget()
    with django_db_blocker.unblock(), transaction.atomic():
        yield Prober(world.build("甲"), world.build("乙"))
        transaction.set_rollback(True)
