"""What is half written about a family comes back to its writer, for that record alone, and then goes."""

from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from consultations.models import Referral
from programs.registry.choices import Role
from tests import make
from tests import make_consultations as mc
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.steps import Screen, until

WRITTEN = "夜眠れないとのこと。訪問をお願いしたい。"
KEPT = "Object.keys(sessionStorage).filter(key => key.startsWith('draft:')).length"


def _write(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("[name=text]").fill(WRITTEN)
    until(page, f"{KEPT} === 1")


def test_a_referral_half_written_is_kept_for_its_own_record_until_it_is_sent(
    server: Server, browse: Browse
) -> None:
    with transaction.atomic():
        hub = make.hub()
        make.site(hub)
        staff = make.member(hub, Role.STAFF)
        one, other = mc.consultation(staff, hub), mc.consultation(staff, hub)
    page = browse(staff)
    screen = Screen(page)
    address = reverse("consultations:referral-add", args=[one.pk])
    _write(page, address)
    page.goto(reverse("consultations:referral-add", args=[other.pk]))
    expect(page.locator("[name=text]")).to_have_value("")
    page.goto(address)
    expect(page.locator("[name=text]")).to_have_value(WRITTEN)
    screen.sees("前回の書きかけを戻しました。")
    page.locator("input[name=to][value=ward] + label").click()
    page.locator("input[name=basis][value=spoken] + label").click()
    page.locator("input[name=contacts][value=phone] + label").click()
    screen.button("紹介を記録する").click()
    screen.sees("紹介を記録しました。")
    until(page, f"{KEPT} === 0")
    with make.seeing(hub):
        assert Referral.objects.get().consultation_id == one.pk


def test_one_more_row_of_a_meeting_is_no_draft_that_came_back_and_signing_out_forgets(
    server: Server, browse: Browse
) -> None:
    with transaction.atomic():
        hub = make.hub()
        make.site(hub)
        staff = make.member(hub, Role.STAFF)
        mc.codes(hub)
    page = browse(staff)
    screen = Screen(page)
    _write(page, reverse("consultations:meeting-add"))
    screen.button("関係団体の欄を増やす").click()
    expect(page.locator("form[data-draft-given]")).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value(WRITTEN)
    expect(page.get_by_text(screen.t("前回の書きかけを戻しました。"))).to_have_count(0)
    page.locator("summary", has_text=screen.t("アカウント")).click()
    screen.button("ログアウト").click()
    page.wait_for_url(lambda url: "/accounts/" in url or url.endswith("/"))
    until(page, f"{KEPT} === 0")
