"""What a tablet is given for hours without a network: the worker, a page without names, a short list."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.dropin import commands
from programs.dropin.choices import HelperKind
from programs.dropin.models import Helper, Tap, Visit
from programs.kernel import clock
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from tests import make, make_families
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
    names = {"number", "called", "kana", "usual", "people", "noted", "keys", "card", "url", "key"}
    assert set(one) == names
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

    desk.check_in(desk.family(kana="はじめ"))
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


def test_the_tablet_knows_who_is_inside_with_helpers(desk, tablet):
    family = desk.family(name="見本", kana="みほん", phone="090-1234-5678")
    desk.check_in(family)
    guest = desk.guest(label="青い帽子の方")
    (helper,) = commands.helpers_in(
        desk.volunteer, desk.site, ["浜野"], HelperKind.STUDENT, 2, MORNING
    )
    address = reverse("dropin:carried", args=[desk.site.pk]) + "?only=inside"
    carried = tablet.get(address).json()
    assert "families" not in carried
    told = [(one["key"], one["called"], one["count"], one["at"]) for one in carried["inside"]]
    assert told[:2] == [
        (f"h{family.pk}", "見本さん", 2, "10:05"),
        (str(guest.nonce), "青い帽子の方", 2, "10:05"),
    ]
    assert told[2:] == [(f"helper{helper.pk}", "浜野", 2, "10:05")]
    assert "1234" not in tablet.get(address).content.decode()


def leave(tablet, desk, **fields):
    path = reverse("dropin:leave", args=[desk.site.pk])
    return tablet.post(path, {"nonce": str(uuid4()), **fields}, headers={"HX-Request": "true"})


def test_a_departure_that_waited_counts_from_the_tap(desk, tablet):
    family, at = desk.family(), later(minutes=-10)
    visit = desk.check_in(family, later(hours=-1))
    answer = leave(tablet, desk, household=family.pk, at=at.isoformat())
    assert (answer.status_code, "X-Visit" in answer) == (204, False)
    visit.refresh_from_db()
    assert visit.left_at == at
    after = later(minutes=-5).isoformat()
    assert leave(tablet, desk, household=family.pk, at=after)["X-Visit"] == "taken"


def test_a_guests_departure_names_its_arrival(desk, tablet):
    visit = desk.guest(at=later(hours=-1))
    assert leave(tablet, desk, arrival=visit.nonce).status_code == 204
    visit.refresh_from_db()
    assert visit.left_at == MORNING


@pytest.mark.parametrize(
    "fields",
    [{}, {"household": "x" * 10_000}, {"arrival": "😀"}, {"household": "-1"}, {"household": 2**70}],
)
def test_a_departure_of_nobody_is_refused_and_not_kept(desk, tablet, fields):
    assert leave(tablet, desk, **fields).status_code == 422
    assert Tap.objects.count() == 0


def test_a_departure_of_another_hubs_family_is_not_found(desk, tablet):
    stranger = Desk(make.hub("鳴海区")).family()
    assert leave(tablet, desk, household=stranger.pk).status_code == 404
    assert leave(tablet, desk, household=2**62).status_code == 404


def test_taps_for_a_registration_that_was_merged_meanwhile_are_the_kept_ones(desk, tablet):
    kept, gone = make_families.family(desk.hub), make_families.family(desk.hub)
    make_families.merge(make.member(desk.hub, Role.STAFF), kept, gone, at=MORNING)
    path = reverse("dropin:check-in", args=[desk.site.pk, gone.pk])
    at = (MORNING - timedelta(minutes=30)).isoformat()
    assert tablet.post(path, {"nonce": uuid4(), "at": at}).status_code == 302
    assert leave(tablet, desk, household=gone.pk, at=MORNING.isoformat()).status_code == 204
    visit = Visit.objects.get()
    assert (visit.household, visit.left_at) == (kept, MORNING)


def test_a_departure_of_last_week_does_not_end_a_stay_of_today(desk, tablet):
    family = desk.family()
    visit = desk.check_in(family, later(hours=-1))
    answer = leave(tablet, desk, household=family.pk, at=later(days=-8).isoformat())
    assert answer.status_code == 422
    visit.refresh_from_db()
    assert visit.left_at is None
    assert Tap.objects.count() == 0


def late_helper(tablet, desk, name, **fields):
    path = reverse(f"dropin:helper-{name}", args=[desk.site.pk])
    return tablet.post(path, {"nonce": str(uuid4()), **fields}, headers={"HX-Request": "true"})


def test_a_helper_who_came_and_left_without_a_network_is_known_by_the_number(desk, tablet):
    nonce, at = str(uuid4()), later(minutes=-50)
    said = {"kind": "volunteer", "names": "山辺 さくら", "count": "１", "nonce": nonce}
    assert late_helper(tablet, desk, "came", **said, at=at.isoformat()).status_code == 204
    assert [one["key"] for one in carried(tablet, desk)["inside"]] == [nonce]
    left = {"arrival": nonce, "at": later(minutes=-5).isoformat()}
    for _again in range(2):
        answer = late_helper(tablet, desk, "left", **left)
        assert (answer.status_code, "X-Visit" in answer) == (204, False)
    row = Helper.objects.get()
    assert (row.came_at, row.left_at) == (at, later(minutes=-5))
    assert late_helper(tablet, desk, "left", arrival=nonce)["X-Visit"] == "taken"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("came", {}),
        ("came", {"kind": "volunteer", "names": "あ" * 61, "count": "1"}),
        ("came", {"kind": "volunteer", "names": "山辺", "count": "0"}),
        ("came", {"kind": "king", "names": "山辺", "count": "1"}),
        ("left", {}),
        ("left", {"helper": "1", "arrival": str(uuid4())}),
        ("left", {"helper": "x" * 10_000}),
    ],
)
def test_a_helpers_tap_that_says_nothing_is_refused_and_not_kept(desk, tablet, name, fields):
    assert late_helper(tablet, desk, name, **fields).status_code == 422
    assert Helper.objects.count() == 0


@pytest.mark.parametrize("name", ["guest-add", "head-count-add"])
def test_what_a_tablet_tells_afterwards_needs_no_page(desk, tablet, name):
    path = reverse(f"dropin:{name}", args=[desk.site.pk])
    fields = {"residence": "own_ward", "child_1": "1", "families": "1", "nonce": str(uuid4())}
    for _again in range(2):
        assert tablet.post(path, fields, headers={"HX-Request": "true"}).status_code == 204
    assert Visit.objects.count() == 1
    assert "受け付けました" not in tablet.get(reverse("dropin:visit-list")).content.decode()


def test_what_waited_longer_than_a_week_is_refused_and_never_of_today(desk, tablet):
    family, old = desk.family(), later(days=-8).isoformat()
    row = commands.helpers_in(desk.volunteer, desk.site, ["浜野"], HelperKind.STUDENT, 2, MORNING)
    said = {"kind": "volunteer", "names": "山辺", "count": "1"}
    site, guest = desk.site.pk, {"residence": "own_ward", "child_1": "1"}
    for name, args, fields in (
        ("check-in", [site, family.pk], {}),
        ("scan", [site], {"code": family.card_token}),
        ("guest-add", [site], guest),
        ("head-count-add", [site], {**guest, "families": "1"}),
        ("leave", [site], {"household": family.pk}),
        ("helper-came", [site], said),
        ("helper-left", [site], {"helper": row[0].pk}),
    ):
        path = reverse(f"dropin:{name}", args=args)
        fields = {**fields, "at": old, "nonce": str(uuid4())}
        answer = tablet.post(path, fields, headers={"HX-Request": "true"})
        assert answer.status_code == 422, name
    assert not Visit.objects.exists()
    assert Helper.objects.get().left_at is None
