"""Consultation screens as people read them."""

import uuid

import pytest
from django.urls import reverse

from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"consultations:{name}", args=args)


def filled(hub, **changes):
    """What the tally posts."""
    facts = mc.tally(hub)
    data = {
        "request_key": str(uuid.uuid4()),
        "method": facts.method_id,
        "topics": list(facts.topic_ids),
        "caller": "mother",
        "age_band": "age_1",
        "outcome": facts.outcome_id,
        "residence": "own_ward",
        "site": facts.site_id,
        "held_on_year": facts.held_on.year,
        "held_on_month": facts.held_on.month,
        "held_on_day": facts.held_on.day,
    }
    return {**data, **changes}


@pytest.fixture
def staff(hub):
    mc.codes(hub)
    return make.member(hub, Role.STAFF)


def test_a_tally_is_saved_and_stands_in_the_list(hub, staff):
    client = make.client_for(staff)
    page = client.get(url("consultation-add"))
    assert page.status_code == 200
    saved = client.post(url("consultation-add"), filled(hub), follow=True)
    assert saved.status_code == 200
    assert "相談を記録しました" in saved.content.decode()
    assert "元に戻す" in saved.content.decode()
    listed = client.get(url("consultation-list")).content.decode()
    assert "睡眠" in listed and "ひろばで" in listed
