"""The demonstration hub: loaded small, on different days of the year."""

from datetime import datetime

import pytest
from django.db import transaction
from django.urls import reverse

from evaluations.models import AnnualDocument, Publication
from hubsite.demo import cast, load, visits
from programs.dropin.models import Visit
from programs.kernel import tenancy
from programs.kernel.clock import TOKYO
from programs.registry.choices import Role
from programs.registry.models import Household, Membership
from tests import make


@pytest.mark.django_db
@pytest.mark.parametrize("day", [(2026, 11, 22), (2027, 4, 2), (2028, 2, 29)])
def test_it_loads_on_any_day_with_nothing_in_the_future(day, client):
    now = datetime(*day, 11, 30, tzinfo=TOKYO)
    hub = load.load(now, lambda line: None, share=0.02)
    with make.seeing(hub):
        assert Household.objects.filter(is_demo=True).count() == 1
        assert 500 < Visit.objects.count() < 1500
        assert not Visit.objects.filter(arrived_at__gt=now).exists()
        assert set(Membership.objects.values_list("role", flat=True)) == set(Role)
        states = AnnualDocument.objects.order_by("fy").values_list("state", flat=True)
        assert list(states) == ["published", "review"]
        assert Publication.objects.get().published_at <= now
    page = client.get(reverse("public:year-list", args=[cast.SLUG]))
    assert page.status_code == 200


@pytest.mark.django_db
def test_the_same_day_makes_the_same_hub():
    now = datetime(2026, 11, 22, 11, 30, tzinfo=TOKYO)
    seen = []
    for _ in range(2):
        with transaction.atomic():
            hub = load.load(now, lambda line: None, share=0.01)
            tenancy.enter([hub.pk])
            rows = Visit.objects.order_by("arrived_at", "pk")
            seen.append(list(rows.values_list("arrived_at", "nonce", "household__number")))
            transaction.set_rollback(True)
    assert len(seen[0]) > 200
    assert seen[0] == seen[1]


def test_the_demonstration_is_closed_on_mondays_and_holidays():
    assert not visits.open_on(datetime(2026, 11, 23).date())
    assert not visits.open_on(datetime(2026, 12, 30).date())
    assert visits.open_on(datetime(2026, 11, 25).date())
