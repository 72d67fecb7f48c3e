"""The end of the day: who is still inside, each or all sent home, and taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hubsite.desk import day_numbers
from programs.dropin import commands
from programs.dropin.choices import HelperKind, State
from programs.dropin.models import Visit
from programs.kernel import clock
from programs.registry.choices import Role
from tests import make
from tests.make_dropin import DAY, MORNING, Desk, later
from tests.views.test_dropin_desk import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(hub):
    return Desk(hub)


@pytest.fixture
def client(desk):
    with clock.frozen(later(hours=5)):
        yield make.client_for(desk.volunteer)


def page(desk):
    return reverse("dropin:closing", args=[desk.site.pk])


def test_everybody_still_inside_is_listed_by_name_with_helpers(desk, client):
    desk.check_in(desk.family(name="若葉", kana="わかば"))
    desk.check_in(desk.family(name="青葉", kana="あおば"))
    desk.guest(label="青い帽子の方")
    desk.check_in(desk.family(), later(days=-1))
    commands.helpers_in(desk.volunteer, desk.site, ["浜野"], HelperKind.STUDENT, 1, MORNING)
    text = read(client.get(page(desk)))
    assert "まだ館内にいる方 3" in text
    assert text.index("青葉さん") < text.index("若葉さん") < text.index("青い帽子の方")
    assert "浜野" in text
    assert "見本さん" not in text


def test_one_is_sent_home_from_the_list_and_brought_back_to_it(desk, client):
    visit = desk.check_in(desk.family())
    out = reverse("dropin:check-out", args=[visit.pk])
    answer = client.post(out, {"back": page(desk)}, follow=True)
    assert answer.redirect_chain[-1][0] == page(desk)
    assert "館内に残っている方はいません" in read(answer)
    assert f'name="back" value="{page(desk)}"' in answer.content.decode()
    undo = reverse("dropin:visit-undo", args=[visit.pk])
    answer = client.post(undo, {"step": "departure", "back": page(desk)}, follow=True)
    assert "まだ館内にいる方 1" in read(answer)


def test_all_are_sent_home_listed_as_forgotten_and_one_is_brought_back(desk, client):
    visit = desk.check_in(desk.family())
    desk.guest()
    close = reverse("dropin:visits-close", args=[desk.site.pk])
    text = read(client.post(close, {"back": page(desk)}, follow=True))
    assert "2件を退館にしました。" in text
    assert "退館の記録を忘れた来館 2" in text
    assert "10:05来館・15:05退館" in text
    undo = reverse("dropin:visit-undo", args=[visit.pk])
    text = read(client.post(undo, {"step": "departure", "back": page(desk)}, follow=True))
    assert "退館の記録を忘れた来館 1" in text
    assert "まだ館内にいる方 1" in text
    client.post(close, {"undo": "1", "back": page(desk)})
    assert {one.state for one in Visit.objects.all()} == {State.INSIDE}


def test_an_address_from_elsewhere_is_no_way_back(desk, client):
    visit = desk.check_in(desk.family())
    out = reverse("dropin:check-out", args=[visit.pk])
    for back in ("https://example.com/", "//example.com", "/accounts/logout/"):
        answer = client.post(out, {"back": back})
        assert answer["Location"] == reverse("dropin:reception", args=[desk.site.pk])


def test_the_days_log_counts_what_was_forgotten(desk, client):
    desk.check_in(desk.family())
    commands.check_out(desk.volunteer, desk.guest(), later(hours=1))
    desk.check_in(desk.family(is_demo=True))
    commands.close_open_visits(desk.volunteer, desk.site, DAY, later(hours=3))
    number = day_numbers.of_day(make.member(desk.hub, Role.STAFF), desk.site, DAY)[3]
    assert (str(number.label), number.value) == ("退館の記録を忘れた来館", 1)
    assert "見本" in read(client.get(number.rows_url))
    staff = make.member(desk.hub, Role.STAFF)
    assert day_numbers.of_day(staff, desk.site, DAY - timedelta(days=1))[3].value == 0


def test_another_hub_and_the_ward_do_not_close(desk, client):
    other = Desk(make.hub("鳴海区"))
    assert client.get(page(other)).status_code == 404
    officer = make.client_for(make.member(desk.hub, Role.WARD_OFFICER))
    assert officer.get(page(desk)).status_code == 403
