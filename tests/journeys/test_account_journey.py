"""A new colleague: invited, a password, a second factor, recovery codes, the first working page."""

import re

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from programs.kernel import clock
from programs.registry.choices import Role
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.server import Server, check_axe
from tests.journeys.steps import press

PASSWORD = "a long quiet word 7"


def test_an_invited_consultant_reaches_her_first_page(server: Server, browse: Browse) -> None:
    with transaction.atomic():
        hub = make.hub()
        admin = make.member(hub, Role.ADMINISTRATOR)
    page = browse(admin)
    page.goto(reverse("registry:member-invite"))
    check_axe(page)
    page.get_by_label("氏名").fill("見本 新人")
    username = f"ｎｅｗ{admin.user_id}"  # typed full-width, understood
    page.get_by_label("ログインID").fill(username)
    page.get_by_text("相談担当", exact=True).click()
    page.get_by_role("button", name="招待する").click()
    link = page.get_by_label("リンク", exact=True).input_value()
    check_axe(page)
    page.reload()
    expect(page.get_by_label("リンク", exact=True)).to_have_count(0)

    guest = browse()
    guest.goto(link)
    check_axe(guest)
    guest.get_by_label("パスワード", exact=False).nth(0).fill(PASSWORD)
    guest.get_by_label("パスワード（確認）").fill(PASSWORD)
    guest.get_by_role("button", name="パスワードを設定する").click()
    guest.get_by_label("ログインID").fill(f"NEW{admin.user_id}")
    guest.get_by_label("パスワード").fill(PASSWORD)
    guest.get_by_role("button", name="ログインする", exact=True).click()

    expect(guest).to_have_url(re.compile(reverse("mfa_activate_totp")))
    check_axe(guest)
    secret = guest.locator(".secret-key").inner_text().strip()
    code = format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30))
    guest.get_by_label("アプリに表示された6けたのコード").fill(code)
    guest.get_by_role("button", name="設定する").click()
    expect(guest.get_by_role("button", name="印刷する")).to_be_visible()
    check_axe(guest)
    guest.get_by_role("link", name="仕事の画面に進む").click()
    expect(guest.get_by_role("heading", name="ホーム")).to_be_visible()
    check_axe(guest)

    page.goto(reverse("registry:member-list"))
    check_axe(page)
    page.get_by_role("link", name="見本 新人").click()
    press(page, page.get_by_role("link", name="アカウントを停止する"))
    check_axe(page)
    page.get_by_role("button", name="停止する").click()
    guest.reload()
    expect(guest).to_have_url(re.compile(reverse("account_login")))


def test_the_audit_and_the_inbox_are_read_without_barriers(server: Server, browse: Browse) -> None:
    with transaction.atomic():
        hub = make.hub()
        auditor = make.member(hub, Role.AUDITOR)
    page = browse(auditor)
    for name in (
        "desk:home",
        "desk:inbox",
        "desk:audit",
        "desk:audit-readers",
        "registry:policy-list",
    ):
        page.goto(reverse(name))
        check_axe(page)
    page.goto(reverse("desk:audit"))
    page.get_by_role("button", name="改ざんがないか調べる").click()
    expect(page.get_by_text("見つかりませんでした")).to_be_visible()
    english = browse(auditor, locale="en-US")
    english.goto(reverse("desk:audit"))
    expect(english.locator("html")).to_have_attribute("lang", "en")
