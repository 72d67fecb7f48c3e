"""A specialist day from planning to outcome, a family booking by itself; signals from on to acted."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urljoin
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from programs.dropin.choices import ClosedHow
from programs.dropin.models import Visit
from programs.kernel import clock
from programs.registry.choices import Residence, Role
from programs.signals import commands as signals
from programs.specialists import commands, letters
from programs.specialists.models import Booking, SpecialistDay
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.steps import DESK, LOCALES, PHONE, TABLET, Screen, press, put
from tests.read_publication import pdf_text

EMAIL = "hana@example.jp"


@dataclass
class House:
    """A hub with a site, its lists, its people and a family."""

    def __post_init__(self) -> None:
        self.now = clock.now()
        self.day = self.now.date() + timedelta(days=9)
        with transaction.atomic():
            self.hub = make.hub()
            self.site = make.every_day(make.site(self.hub))
            self.staff = make.member(self.hub, Role.STAFF)
            self.director = make.member(self.hub, Role.DIRECTOR)
            self.consultant = make.member(self.hub, Role.CONSULTANT)
            self.family = make.household(self.hub, "青葉", "あおば")
            commands.install_entries(self.hub.pk)

    def open(self, name: str, *args: object) -> str:
        return reverse(f"public_specialists:{name}", args=[self.hub.slug, *args])

    def booking(self) -> Booking:
        with make.seeing(self.hub):
            return Booking.objects.select_related("slot", "day", "hub").get(email=EMAIL)

    def today(self) -> None:
        """Let the day of the bookings be today, its slots over."""
        with make.seeing(self.hub):
            day = SpecialistDay.objects.get(hub=self.hub)
            day.held_on = self.now.date()
            day.save(update_fields=["held_on"])
            for slot in day.slots.order_by("pk"):
                slot.starts_at -= timedelta(days=10)
                slot.ends_at -= timedelta(days=10)
                slot.save(update_fields=["starts_at", "ends_at"])


@pytest.fixture
def house(server: Server) -> House:
    return House()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_specialist_day_from_planning_to_outcome(
    house: House, browse: Browse, language: str
) -> None:
    staff = Screen(browse(house.staff, locale=LOCALES[language], viewport=DESK), language)
    day_page = plan(staff, house)
    family = Screen(browse(locale=LOCALES[language], viewport=PHONE), language)
    link = ask(family, house)
    confirm(family, house, link)
    book_by_telephone(staff, day_page)
    move_and_close(staff, day_page)
    staff.page.set_viewport_size(TABLET)
    read_list(staff, day_page)
    house.today()
    outcome(staff, house, day_page)
    lists(Screen(browse(house.director, locale=LOCALES[language]), language))


def plan(staff: Screen, house: House) -> str:
    """Add a day of three slots; return its address."""
    staff.go(reverse("specialists:day-list"))
    press(staff.page, staff.page.locator(".page-actions .btn-primary"))
    staff.look()
    values = {
        "held_on_year": house.day.isoformat(),
        "begins": "１０：００",
        "ends": "11:50",
        "specialist_name": "見本 さつき",
    }
    for name, value in values.items():
        put(staff.page, name, value)
    staff.page.locator("[name='profession']").first.check(force=True)
    press(staff.page, staff.page.locator("main .form-buttons button"))
    expect(staff.page.locator("#slots ~ .row-list > li")).to_have_count(3)
    staff.look()
    return staff.page.url


def ask(family: Screen, house: House) -> str:
    """Ask from outside on a telephone; return the link that the mail carries."""
    family.go(house.open("list"))
    press(family.page, family.page.locator("main .cluster .btn").first)
    family.look()
    press(family.page, family.page.locator("main .form-buttons button"))  # nothing typed yet
    family.look()
    for name, value in {"name": "見本 花子", "email": EMAIL, "concern": "夜泣き"}.items():
        put(family.page, name, value)
    press(family.page, family.page.locator("main .form-buttons button"))
    expect(family.page.locator(".notice-info")).to_be_visible()
    family.look()
    booking = house.booking()
    assert booking.language == family.language
    return house.open("booking", letters.token_for(booking))


def confirm(family: Screen, house: House, link: str) -> None:
    """Answer the mail."""
    family.go(link)
    press(family.page, family.page.locator("button[value='confirm']"))
    expect(family.page.locator(".notice-success")).to_be_visible()
    family.look()
    assert house.booking().state == "booked"


def book_by_telephone(staff: Screen, day_page: str) -> None:
    """Search, a few words, booked."""
    staff.go(day_page)
    press(staff.page, staff.page.locator("a[href$='/book/']").first)
    staff.page.locator("#slot-q").fill("ｱｵﾊﾞ")
    press(staff.page, staff.page.locator(".event-search button"))
    staff.look()
    press(staff.page, staff.page.locator(".event-row .btn"))
    staff.look()
    put(staff.page, "concern", "離乳食")
    press(staff.page, staff.page.locator("main .form-buttons button"))
    expect(staff.page.locator("#slots ~ .row-list")).to_contain_text("青葉")


def move_and_close(staff: Screen, day_page: str) -> None:
    """The family on the telephone moves to the last slot; the middle one is closed."""
    row = staff.page.locator("#slots ~ .row-list > li", has_text="青葉")
    press(staff.page, row.locator("a[href$='/move/']"))
    staff.look()
    staff.page.locator("[name='slot']").last.check(force=True)
    press(staff.page, staff.page.locator("main .form-buttons button"))
    last = staff.page.locator("#slots ~ .row-list > li").last
    expect(last).to_contain_text("青葉")
    press(staff.page, staff.page.locator("button[name='closed']"))
    expect(staff.page.locator("button[value='no']")).to_have_count(1)
    staff.go(day_page)


def read_list(staff: Screen, day_page: str) -> None:
    """The one in charge opens the list for the specialist: a file to print."""
    staff.go(day_page)
    link = str(staff.page.locator("main a[href$='/print/']").get_attribute("href"))
    text = pdf_text(staff.page.request.get(urljoin(staff.page.url, link)).body())
    assert "夜泣き" in text
    assert "離乳食" in text


def outcome(staff: Screen, house: House, day_page: str) -> None:
    """One came, with a follow-up; one stayed away."""
    staff.go(day_page)
    press(staff.page, staff.page.locator("button[value='came']").first)
    press(staff.page, staff.page.locator("a[href$='/result/']"))
    staff.look()
    staff.page.locator("[name='topic']").first.check(force=True)
    staff.page.locator("[name='result'][value='advised']").check(force=True)
    staff.page.locator("[name='follow_up']").check(force=True)
    press(staff.page, staff.page.locator("main .form-buttons button"))
    press(staff.page, staff.page.locator("button[value='no_show']"))
    staff.look()
    assert house.booking().state == "came"
    staff.go(reverse("registry:handoff-list"))
    expect(staff.page.locator("main tbody tr")).to_have_count(1)


def lists(director: Screen) -> None:
    """The hub's own lists."""
    director.go(reverse("specialists:lists"))
    press(director.page, director.page.locator("a[href$='/topic/add/']"))
    director.look()
    put(director.page, "label", "多胎児の育児")
    press(director.page, director.page.locator("main .form-buttons button"))
    expect(director.page.locator("main")).to_contain_text("多胎児の育児")


def test_a_full_day_is_waited_for_and_moves_up_by_itself(house: House, browse: Browse) -> None:
    staff = Screen(browse(house.staff, viewport=TABLET))
    day_page = plan(staff, house)
    fill(house)
    family = Screen(browse(viewport=PHONE))
    family.go(house.open("list"))
    press(family.page, family.page.locator("a[href*='/wait/']"))
    family.look()
    put(family.page, "name", "見本 花子")
    put(family.page, "email", EMAIL)
    press(family.page, family.page.locator("main .form-buttons button"))
    expect(family.page.locator(".notice-info")).to_contain_text("キャンセル待ち")
    family.look()
    link = house.open("booking", letters.token_for(house.booking()))
    staff.go(day_page)
    expect(staff.page.locator("#queue ~ .row-list > li")).to_contain_text("メール未確認")
    family.go(link)
    press(family.page, family.page.locator("button[value='confirm']"))
    expect(family.page.locator(".notice-info")).to_contain_text("キャンセル待ち")
    family.look()
    staff.go(day_page)
    queue = staff.page.locator("#queue ~ .row-list > li")
    expect(queue).to_contain_text("見本 花子")
    expect(queue).not_to_contain_text("メール未確認")
    press(staff.page, staff.page.locator("form[action$='/cancel/'] button").first)
    expect(staff.page.locator("#queue ~ .row-list > li")).to_have_count(0)
    staff.look()
    confirm(family, house, link)


def fill(house: House) -> None:
    """Every slot of the day is taken by telephone."""
    with make.seeing(house.hub), transaction.atomic():
        slots = list(SpecialistDay.objects.get(hub=house.hub).slots.order_by("pk"))
    for number, slot in enumerate(slots):
        wish = commands.Wish(f"先{number}")
        commands.book(house.staff, slot, wish, house.now, nonce=uuid4())


@pytest.mark.parametrize("language", ["ja", "en"])
def test_signals_from_turning_a_rule_on_to_acting(
    house: House, browse: Browse, language: str
) -> None:
    regular(house)
    director = Screen(browse(house.director, locale=LOCALES[language], viewport=DESK), language)
    director.go(reverse("signals:signal-list"))
    press(director.page, director.page.locator(".page-actions .btn"))
    director.look()
    press(director.page, director.page.locator("a[href$='/gap/']"))
    director.look()
    director.page.locator("[name='active']").check(force=True)
    press(director.page, director.page.locator("main .form-buttons button"))
    director.look()
    with transaction.atomic():
        assert signals.look(house.hub.pk, house.now) == 1
    consultant = Screen(
        browse(house.consultant, locale=LOCALES[language], viewport=PHONE), language
    )
    consultant.go("/")
    press(consultant.page, consultant.page.locator("main a[href*='/signals/']"))
    consultant.look()
    press(consultant.page, consultant.page.locator("main .row-item-title", has_text="青葉"))
    consultant.look()
    press(consultant.page, consultant.page.locator("form[action$='/dismiss/'] button"))
    expect(consultant.page.locator(".row-item-title")).to_have_count(0)
    consultant.look()
    press(consultant.page, consultant.page.locator("form[action$='/undo/'] button"))
    expect(consultant.page.locator("a[href$='/plan/']")).to_be_visible()
    consultant.look()
    press(consultant.page, consultant.page.locator("a[href$='/plan/']"))
    consultant.look()
    consultant.page.locator("[name='due_in'][value='7']").check(force=True)
    consultant.page.locator("[name='kind'][value='call']").check(force=True)
    put(consultant.page, "plan_text", "様子を聞く")
    press(consultant.page, consultant.page.locator("main .form-buttons button"))
    expect(consultant.page.locator(".row-item-title")).to_have_count(0)
    consultant.go(reverse("consultations:follow-up-list"))
    expect(consultant.page.locator("tbody tr")).to_contain_text("青葉")


def regular(house: House) -> None:
    """The family came every week, and then no more."""
    with make.seeing(house.hub):
        for ago in (30, 37, 44, 51):
            arrived = house.now - timedelta(days=ago)
            Visit.objects.create(
                hub=house.hub,
                site=house.site,
                household=house.family,
                residence=Residence.OWN_WARD,
                arrived_at=arrived,
                left_at=arrived + timedelta(hours=1),
                closed_how=ClosedHow.DESK,
                nonce=uuid4(),
                created_by_id=house.staff.user_id,
            )
