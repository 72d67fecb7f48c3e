"""From the registration of a family to what was promised to it: two people, two days."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from consultations.models import Consultation, Note
from programs.dropin.models import Visit
from programs.kernel.models import AuditEntry
from programs.registry.choices import Role
from programs.registry.models import Household, Person
from tests import make, make_consultations
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.steps import (
    LOCALES,
    PHONE,
    TABLET,
    Screen,
    press,
    put,
    put_day,
    sign_in_here,
    until,
)

TODAY = datetime(2026, 4, 22, 13, 10)
TOMORROW = datetime(2026, 4, 23, 10, 0)
WRITTEN = "まだ保存していない文"
SAID = "夜中に三回起きるとのこと。<b>昼寝</b>の時間を一緒に書き出した。"


@dataclass
class House:
    """A hub, somebody on the floor, and a consultant."""

    hub: Any
    staff: Any
    consultant: Any


@pytest.fixture
def house(server: Server) -> House:
    with transaction.atomic():
        hub = make.hub()
        make.site(hub)
        make_consultations.codes(hub)
        return House(
            hub,
            make.member(hub, Role.STAFF, make.person("浜野 渚")),
            make.member(hub, Role.CONSULTANT, make.person("汐入 環")),
        )


@pytest.mark.parametrize("language", LOCALES)
def test_from_registration_to_what_was_promised(
    server: Server, browse: Browse, house: House, language: str
) -> None:
    locale = LOCALES[language]
    with server.clock(TODAY):
        staff = Screen(browse(house.staff, locale=locale, viewport=TABLET), language)
        family = register(staff, house)
        arrive(staff, family)
        consultant = Screen(browse(house.consultant, locale=locale), language)
        record(consultant, family)
        row = write_note(consultant, house)
    with server.clock(TOMORROW):
        consultant = Screen(browse(house.consultant, locale=locale), language)
        do_what_was_promised(consultant, house, row)


def register(screen: Screen, house: House) -> Household:
    """A mistake first, told at its field with nothing lost; then the family as it is."""
    page = screen.page
    screen.go(reverse("registry:household-list"))
    press(screen.page, screen.link("ご家族を登録する").first)
    screen.look()
    put(page, "name", "髙橋")
    put(page, "name_kana", "ﾀｶﾊｼ")
    screen.field("区内").check(force=True)
    put(page, "phone", "０９０ー００００ー１２３４")
    put(page, "child0_name", "湊")
    put_day(page, "child0_birth_on", "令和99年4月1日")
    put(page, "child1_name", "ふたりめ")
    put_day(page, "child1_due_on", "2026-08-15")
    put(page, "adult0_name", "髙橋 渚")
    screen.button("登録する").click()
    expect(page.locator(".form-errors")).to_be_focused()
    expect(page.locator("[name=phone]")).not_to_have_value("")
    screen.look()
    put_day(page, "child0_birth_on", "R5.4.1")
    for part in ("month", "day"):
        put(page, f"child0_birth_on_{part}", "")
    screen.button("登録する").click()
    expect(page.locator("h1")).to_contain_text("髙橋")
    screen.look()
    screen.sees("出産予定日 %(day)s", day=screen.day(2026, 8, 15))
    with make.seeing(house.hub):
        family = Household.objects.get()
        assert family.phone == "090-0000-1234"
        assert family.name_kana == "ﾀｶﾊｼ"  # as typed; found however it is typed
    return family


def arrive(screen: Screen, family: Household) -> None:
    """One tap, from the page of the family."""
    press(screen.page, screen.link("受付する"))
    screen.look()
    screen.page.locator("#found").get_by_role("button").click()
    expect(screen.page.locator("#found .btn-done")).to_be_visible()
    with make.seeing():
        assert Visit.objects.get().household_id == family.pk


def record(screen: Screen, family: Household) -> None:
    """Five taps: method, two topics, caller, outcome."""
    screen.go(reverse("desk:household", args=[family.pk]))
    screen.link("相談を記録する").click()
    page = screen.page
    screen.look()
    page.set_viewport_size(PHONE)
    screen.look()
    for name, number in (
        ("method", 0),
        ("topics", 2),
        ("topics", 4),
        ("caller", 0),
        ("outcome", 0),
    ):
        page.locator(f"label[for='id_{name}_{number}']").click()
    expect(page.locator("[data-main-topic]")).to_be_visible()
    screen.button("保存してメモを書く").click()


def write_note(screen: Screen, house: House) -> Consultation:
    """The restricted note, and tomorrow's call."""
    page = screen.page
    expect(page.locator("[name=text]")).to_be_visible()
    page.set_viewport_size(TABLET)
    screen.look()
    put(page, "text", SAID)
    put_day(page, "due_on", "2026.4.23")
    put(page, "plan_text", "眠れているか聞く")
    screen.button("メモを保存する").click()
    screen.sees("メモを保存しました。")
    expect(page.locator("main")).not_to_contain_text("夜中に三回")
    screen.look()
    with make.seeing(house.hub):
        return Consultation.objects.get()


def do_what_was_promised(screen: Screen, house: House, row: Consultation) -> None:
    """Home shows it on its day; the note is read, which the audit keeps; then it is done."""
    page = screen.page
    screen.go("/")
    todo = page.locator("section[aria-labelledby=todo-title] a.row-item-title")
    expect(todo).to_have_count(1)
    todo.click()
    expect(page.locator("main")).to_contain_text("眠れているか聞く")
    screen.look()
    address = page.url
    page.locator("main dd a").click()
    screen.link("メモを読む").click()
    expect(page.locator("article")).to_contain_text(SAID)
    assert page.locator("article b").count() == 0
    screen.look()
    with make.seeing(house.hub):
        read = AuditEntry.objects.filter(action="consultations.read_note")
        assert [entry.person_id for entry in read] == [house.consultant.user_id]
    page.goto(address)
    screen.button("完了にする").click()
    expect(screen.button("完了を取り消す")).to_be_visible()
    screen.look()
    page.goto("/")
    expect(todo).to_have_count(0)
    screen.look()


def test_a_note_too_long_is_told_and_stays(server: Server, browse: Browse, house: House) -> None:
    with transaction.atomic():
        row = make_consultations.consultation(house.consultant, house.hub)
    page = browse(house.consultant)
    screen = Screen(page)
    screen.go(reverse("consultations:note-add", args=[row.pk]))
    put(page, "text", "あ" * 10_001)
    screen.button("メモを保存する").click()
    expect(page.locator(".form-errors")).to_contain_text(re.compile("10,?000"))
    expect(page.locator("[name=text]")).to_have_value("あ" * 10_001)
    screen.look()
    put(page, "text", "あ" * 10_000)
    screen.button("メモを保存する").click()
    screen.sees("メモを保存しました。")


def test_a_session_that_ended_while_writing_loses_no_word(
    server: Server, browse: Browse, house: House
) -> None:
    with transaction.atomic():
        make.second_factor(house.consultant.user_id)
        row = make_consultations.consultation(house.consultant, house.hub)
    page = browse(house.consultant)
    screen = Screen(page)
    address = reverse("consultations:note-add", args=[row.pk])
    page.goto(address)
    page.locator("[name=text]").press_sequentially(WRITTEN)
    expect(page.locator("[name=text]")).to_have_value(WRITTEN)
    draft = "Object.keys(sessionStorage).some(key => key.startsWith('draft:'))"
    until(page, draft)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    screen.button("メモを保存する").click()
    page.locator("input[name=password]").wait_for()
    screen.look()
    sign_in_here(page, Person.objects.get(pk=house.consultant.user_id))
    expect(page.locator("[name=text]")).to_have_value(WRITTEN)
    screen.sees("書きかけのメモを戻しました。")
    screen.look()
    with make.seeing(house.hub):
        assert Note.objects.count() == 0
    screen.button("メモを保存する").click()
    screen.sees("メモを保存しました。")
