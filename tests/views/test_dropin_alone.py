"""What a tablet is given for hours without a network: the worker, a page without names, a short list."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.dropin.models import Visit
from programs.kernel import clock
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from tests import make
from tests.make_dropin import MORNING, Desk, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(hub):
    return Desk(hub)


@pytest.fixture
def tablet(desk):
    with clock.frozen(MORNING):
        yield make.client_for(desk.volunteer)


def carried(tablet, desk):
    return tablet.get(reverse("dropin:carried", args=[desk.site.pk])).json()


def test_the_list_holds_few_words_of_each_family(desk, tablet):
    family = desk.family(
        name="見本", kana="みほん", phone="090-1234-5678", door_note="卵アレルギー"
    )
    (one,) = carried(tablet, desk)["families"]
    assert set(one) == {"number", "called", "kana", "usual", "noted", "keys", "card", "url"}
    assert (one["called"], one["noted"]) == ("見本さん", True)
    assert {"みほん", "5678"} <= set(one["keys"])
    assert one["card"] == hashlib.sha256(family.card_token.encode()).hexdigest()
    text = tablet.get(reverse("dropin:carried", args=[desk.site.pk])).content.decode()
    assert "卵" not in text
    assert family.card_token not in text


def test_families_that_have_not_come_for_long_are_not_carried(desk, tablet):
    old = desk.family(registered_on=MORNING.date() - timedelta(days=400))
    assert carried(tablet, desk)["families"] == []
    desk.check_in(old, later(days=-10))
    assert len(carried(tablet, desk)["families"]) == 1


def test_carrying_the_list_is_in_the_audit(desk, tablet):
    carried(tablet, desk)
    entry = AuditEntry.objects.order_by("id").last()
    assert (entry.action, entry.outcome, entry.target_ids) == (
        "dropin.carry_list",
        "read",
        [desk.site.pk],
    )


def test_the_list_does_not_cost_a_query_a_family(desk, tablet):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            carried(tablet, desk)
        return len(caught)

    desk.family(kana="はじめ")
    queries()  # the session is as on any later visit
    few = queries()
    for number in range(8):
        desk.check_in(desk.family(kana=f"かぞく{number}"))
    assert queries() == few


def test_the_page_for_hours_without_a_network_names_nobody(desk, tablet):
    family = desk.family(name="見本", kana="みほん")
    desk.check_in(family)
    html = tablet.get(reverse("dropin:alone", args=[desk.site.pk])).content.decode()
    assert desk.site.name in html
    assert "見本" not in html
    assert desk.volunteer.name not in html
    assert "csrfmiddlewaretoken" not in html


def test_the_worker_is_for_everybody_and_sets_no_cookie(client):
    answer = client.get(reverse("dropin:worker"))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert not answer.cookies
    assert "js/desk_list.js" in answer.content.decode()


def test_somebody_who_may_not_receive_families_is_given_no_list(desk):
    auditor = make.client_for(make.member(desk.hub, Role.AUDITOR))
    assert auditor.get(reverse("dropin:carried", args=[desk.site.pk])).status_code == 403


def test_a_guest_who_waited_counts_from_the_tap(desk, tablet):
    at = later(hours=-2)
    fields = {"residence": "own_ward", "child_1": "1", "at": at.isoformat()}
    tablet.post(reverse("dropin:guest-add", args=[desk.site.pk]), fields)
    assert Visit.objects.get().arrived_at == at


def test_a_tap_for_a_family_that_is_inside_already_says_so(desk, tablet):
    family = desk.family()
    desk.check_in(family, later(minutes=-5))
    path = reverse("dropin:check-in", args=[desk.site.pk, family.pk])
    answer = tablet.post(path, headers={"HX-Request": "true"})
    assert answer["X-Visit"] == "taken"
