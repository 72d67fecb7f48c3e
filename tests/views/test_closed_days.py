"""What stands on a day on which its site is closed: nobody comes before a locked door unwarned."""

import re
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from programs.dropin.commands.calendar import change_public_site
from programs.dropin.models import PublicSite
from programs.events import commands as events
from programs.events import letters as event_letters
from programs.events.models import EventDate
from programs.kernel import clock
from programs.kernel.policy import may
from programs.registry import plans
from programs.registry.choices import Role
from programs.registry.models import Hub, Site
from programs.specialists import commands as specialists
from programs.specialists import letters
from programs.specialists.choices import EntryKind
from programs.specialists.models import Entry, Slot, SpecialistDay
from tests import make, make_calendar
from tests.make_events import DAY, NOW, Hall, later

pytestmark = pytest.mark.django_db
SUNDAY, MONDAY = DAY + timedelta(days=1), DAY + timedelta(days=2)  # the site never opens then


@pytest.fixture(autouse=True)
def _at_now() -> Any:
    with clock.frozen(NOW):
        yield


class House(Hall):
    """An event and a midwife's day on the same Saturday at one site."""

    def __init__(self) -> None:
        super().__init__()
        self.director = make.member(self.hub, Role.DIRECTOR)
        specialists.install_entries(self.hub.pk)
        self.midwife = Entry.objects.filter(hub=self.hub, kind=EntryKind.PROFESSION)[0]
        values = {
            "site": self.site,
            "profession": self.midwife,
            "specialist_name": "見本 助産師",
            "person_id": None,
            "in_charge_id": self.staff.user_id,
            "description": "",
            "booked_by": "public",
            "opens_days": 30,
            "closes_days": 1,
        }
        hours = [(time(10), time(10, 30))]
        self.midwife_day = specialists.add_day(self.staff, values, DAY, hours)

    def close(self, first: date = DAY, last: date | None = None) -> None:
        make_calendar.add(self.director, self.site, make_calendar.closure(first, last or first))
        make.scope()


@pytest.fixture
def house(db: None) -> House:
    return House()


def read(client: Client, address: str, **given: Any) -> str:
    answer = client.get(address, given)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def tick(page: str) -> str:
    """What the box says that asks about closed days."""
    found = re.search(r'<input type="checkbox" name="on_closed" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def at(name: str, *args: object) -> str:
    return reverse(name, args=args)


class TestClosing:
    def test_the_calendar_lists_what_still_stands_until_it_is_called_off(
        self, house: House
    ) -> None:
        house.book("一"), house.book("二"), house.book("三")
        director = make.client_for(house.director)
        calendar = at("dropin:calendar", house.site.pk)
        assert "休館日に予定が残っています" not in read(director, calendar)
        make.scope()
        house.close()
        page = read(director, calendar)
        listed = page.split('id="clashes"')[1].split("</ul>")[0]
        assert at("events:date-detail", house.on.pk) in listed
        assert at("specialists:day-detail", house.midwife_day.pk) in listed
        assert "予約 3件" in listed
        assert "空調の工事" in listed
        make.scope()
        events.cancel_date(house.staff, house.on, "工事のため", NOW)
        specialists.cancel_day(house.staff, house.midwife_day, "工事のため", NOW)
        assert "休館日に予定が残っています" not in read(director, calendar)

    def test_a_date_planned_on_a_usual_closed_weekday_was_meant_so(self, house: House) -> None:
        house.open(house.event, MONDAY)
        make.scope()
        calendar = at("dropin:calendar", house.site.pk)
        assert 'id="clashes"' not in read(make.client_for(house.director), calendar)

    def test_closing_today_leads_to_what_is_to_be_called_off(self, house: House) -> None:
        with clock.frozen(later(days=9, hours=22, minutes=30)):  # half an hour before it is over
            client = make.client_for(house.staff)
            address = at("dropin:today-close", house.site.pk)
            assert "今日の予定があります" in read(client, address)
            answer = client.post(address, {"reason": "停電のため"})
            assert answer.url == address
            page = read(client, address)
            assert "今日は臨時休館になっています" in page
            assert at("events:date-detail", house.on.pk) in page

    def test_without_plans_closing_today_leads_back_to_the_desk(self, house: House) -> None:
        client = make.client_for(house.staff)
        answer = client.post(at("dropin:today-close", house.site.pk), {"reason": "停電のため"})
        assert answer.url == at("dropin:reception", house.site.pk)

    def test_the_pages_of_what_stands_say_that_the_site_is_closed(self, house: House) -> None:
        staff = make.client_for(house.staff)
        pages = [
            at("events:date-detail", house.on.pk),
            at("specialists:day-detail", house.midwife_day.pk),
        ]
        assert all("この日は休館日です" not in read(staff, page) for page in pages)
        make.scope()
        house.close()
        assert all("この日は休館日です（空調の工事）" in read(staff, page) for page in pages)
        assert "休館日</" in read(staff, at("events:event-detail", house.event.pk))
        make.scope()
        events.cancel_date(house.staff, house.on, "工事のため", NOW)
        assert "この日は休館日です" not in read(staff, pages[0])

    def test_another_hubs_closure_and_plans_are_its_own(self, house: House) -> None:
        other = House()
        other.close()
        assert plans.clashes(house.director, house.site, DAY, DAY) == []
        assert plans.planned(house.director, other.site, DAY, DAY) == []

    def test_who_may_not_see_events_is_not_told_of_them(self, house: House) -> None:
        blind = make.member(house.hub, Role.AUDITOR)
        make.scope()
        assert not may(blind, "events.view_events")
        assert plans.planned(blind, house.site, DAY, DAY) == []


class TestEverybody:
    def test_the_public_pages_say_so_while_the_date_still_stands(self, house: House) -> None:
        slug = house.hub.slug
        pages = [
            at("public_events:date", slug, house.on.pk),
            at("public_events:book", slug, house.on.pk),
            at("public_specialists:list", slug),
        ]
        for page in pages:
            assert "臨時の休館日" not in read(Client(), page)
        make.scope()
        house.close()
        for page in pages:
            assert "この日は臨時の休館日です（空調の工事）" in read(Client(), page)
        assert "臨時休館" in read(Client(), at("public_events:list", slug))
        make.scope()
        events.cancel_date(house.staff, house.on, "工事のため", NOW)
        assert "臨時の休館日" not in read(Client(), pages[0])

    def test_why_is_told_only_where_the_calendar_is_public(self, house: House) -> None:
        house.close()
        hidden = PublicSite(shows_page=False, busy_from=50, full_from=90)
        change_public_site(house.director, house.site, hidden, expected=0)
        page = read(Client(), at("public_events:date", house.hub.slug, house.on.pk))
        assert "この日は臨時の休館日です" in page
        assert "空調の工事" not in page

    def test_who_has_booked_reads_it_on_the_page_of_her_booking(self, house: House) -> None:
        one = house.book("一", email="a@example.jp")
        wish = specialists.Wish("二", email="b@example.jp")
        slot = Slot.objects.get(day=house.midwife_day)
        two = specialists.book(house.staff, slot, wish, NOW, nonce=uuid4())
        pages = [
            at("public_events:booking", house.hub.slug, event_letters.token_for(one)),
            at("public_specialists:booking", house.hub.slug, letters.token_for(two)),
        ]
        for page in pages:
            assert "臨時の休館日" not in read(Client(), page)
        make.scope()
        house.close()
        for page in pages:
            assert "この日は臨時の休館日です（空調の工事）" in read(Client(), page)

    def test_a_date_planned_on_a_usual_closed_day_stands_as_any_other(self, house: House) -> None:
        on = house.open(house.event, MONDAY)
        make.scope()
        page = read(Client(), at("public_events:date", house.hub.slug, on.pk))
        assert "休館" not in page


class TestPlanning:
    def dates(self, day: date, **given: Any) -> dict[str, Any]:
        usual = {"begins": "10:00", "ends": "11:00", "times": "1", "weeks": "1"}
        return {"first_year": day.isoformat(), **usual, **given}

    def test_a_closed_day_is_asked_about_once_and_then_planned(self, house: House) -> None:
        staff, address = make.client_for(house.staff), at("events:date-add", house.event.pk)
        asked = staff.post(address, self.dates(MONDAY))
        assert asked.status_code == 422
        page = asked.content.decode()
        assert "休館日です：令和8年6月22日(月)（定休日）。" in page
        assert "checked" not in page.split('name="on_closed"')[1].split(">")[0]
        make.scope()
        assert EventDate.objects.filter(event=house.event).count() == 1
        box = tick(page)
        other = self.dates(MONDAY + timedelta(weeks=1), on_closed=box)
        assert staff.post(address, other).status_code == 422  # the tick was for another day
        assert staff.post(address, self.dates(MONDAY, on_closed=box)).status_code == 302
        make.scope()
        assert EventDate.objects.filter(event=house.event).count() == 2

    def test_a_series_names_its_closed_days_and_an_open_one_asks_nothing(
        self, house: House
    ) -> None:
        house.close(DAY + timedelta(weeks=1), DAY + timedelta(weeks=6))
        staff, address = make.client_for(house.staff), at("events:date-add", house.event.pk)
        page = staff.post(address, self.dates(DAY + timedelta(weeks=1), times="8")).content.decode()
        assert "令和8年6月27日(土)（空調の工事）、" in page
        assert "ほか3日" in page
        beside = self.dates(DAY + timedelta(weeks=7))
        assert staff.post(address, beside).status_code == 302

    def test_moving_to_a_closed_day_is_asked_about_and_other_hours_are_not(
        self, house: House
    ) -> None:
        staff, address = make.client_for(house.staff), at("events:date-move", house.on.pk)
        seen = re.search(r'name="seen" value="([^"]+)"', read(staff, address))[1]
        to = {"begins": "13:00", "ends": "14:00", "seen": seen}
        assert staff.post(address, {**to, "day_year": SUNDAY.isoformat()}).status_code == 422
        make.scope()
        house.close()
        assert staff.post(address, {**to, "day_year": DAY.isoformat()}).status_code == 302

    def test_a_specialist_day_is_asked_about_as_well(self, house: House) -> None:
        staff = make.client_for(house.staff)
        values = {
            "held_on_year": MONDAY.isoformat(),
            "begins": "10:00",
            "ends": "11:00",
            "minutes": "30",
            "pause": "0",
            "profession": house.midwife.pk,
            "specialist_name": "見本 助産師",
            "in_charge": house.staff.user_id,
            "site": house.site.pk,
            "booked_by": "public",
            "opens_days": "30",
            "closes_days": "1",
        }
        asked = staff.post(at("specialists:day-add"), values)
        assert asked.status_code == 422
        assert "（定休日）" in asked.content.decode()
        box = tick(asked.content.decode())
        answer = staff.post(at("specialists:day-add"), {**values, "on_closed": box})
        assert answer.status_code == 302
        make.scope()
        assert SpecialistDay.objects.filter(hub=house.hub, held_on=MONDAY).exists()

    def test_a_site_without_hours_has_no_usual_closed_day(self, house: House) -> None:
        hall = Site.objects.create(hub=house.hub, name="公会堂", kind="main", programs=[1])
        assert plans.closed([(hall, MONDAY), (house.site, MONDAY)]).keys() == {
            (house.site.pk, MONDAY)
        }


class TestDayLogs:
    def test_a_closed_day_of_the_month_asks_for_no_log(self, house: House) -> None:
        make_calendar.add(
            house.director, house.site, make_calendar.one_day(date(2026, 6, 9), reason="大掃除")
        )
        page = read(make.client_for(house.director), at("daylog:log-list"))
        rows = dict(re.findall(r'<th scope="row" class="nowrap">([^<]+)</th>(.*?)</tr>', page))
        assert "休館" in rows["令和8年6月8日(月)"]
        assert "大掃除" not in rows["令和8年6月8日(月)"]
        assert "休館 （大掃除）" in rows["令和8年6月9日(火)"]
        assert "未記入" in rows["令和8年6月6日(土)"]
        client = make.client_for(house.director)
        log = at("daylog:log-show", house.site.pk, "2026-06-09")
        assert "休館 （大掃除）" in read(client, log)


def test_every_kind_of_rule_that_closes_is_named() -> None:
    hub: Hub = make.hub()
    site, director = make.site(hub), make.member(hub, Role.DIRECTOR)
    tuesday = date(2026, 7, 14)
    assert plans.closed([(site, tuesday)]) == {}
    make_calendar.add(director, site, make_calendar.one_day(tuesday))
    make.scope()
    (found,) = plans.closed([(site, tuesday)]).values()
    assert (found.reason, found.sudden, found.usual) == ("大掃除", True, False)
    make_calendar.add(director, site, make_calendar.holidays())
    make.scope()
    marine = date(2026, 7, 20)  # the Day of the Sea, a Monday
    (found,) = plans.closed([(site, marine)]).values()
    assert (found.sudden, found.usual) == (False, False)
