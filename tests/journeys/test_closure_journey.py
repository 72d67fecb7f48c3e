"""A typhoon: staff close the site for today, see what was planned, and call it off."""

from datetime import datetime

import pytest
from django.db import transaction
from django.urls import reverse

from programs.events.models import EventDate
from programs.kernel import clock
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.steps import DESK, LOCALES, PHONE, Screen, press, put
from tests.make_events import DAY, NOW, Hall

MORNING = datetime(DAY.year, DAY.month, DAY.day, 8, 30, tzinfo=clock.TOKYO)
REASON = "台風のため"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_sudden_closure_leads_to_what_was_planned(
    server: Server, browse: Browse, language: str
) -> None:
    with transaction.atomic(), clock.frozen(NOW):
        hall = Hall()
        hall.book("見本 花子", phone="045-000-4444")
    public = reverse("public_events:date", args=[hall.hub.slug, hall.on.pk])
    with server.clock(MORNING):
        office = Screen(browse(hall.staff, locale=LOCALES[language], viewport=DESK), language)
        phone = Screen(browse(locale=LOCALES[language], viewport=PHONE), language)
        office.go(reverse("dropin:today-close", args=[hall.site.pk]))
        put(office.page, "reason", REASON)
        office.button("臨時休館にする").click()
        office.sees("今日の予定があります")
        office.sees(hall.event.title)
        office.look()

        phone.page.goto(public + f"?lang={language}")
        phone.page.get_by_text(REASON).first.wait_for()
        phone.look()

        standing = hall.on.get_absolute_url()
        press(office.page, office.page.locator(f"#plans a[href='{standing}']"))
        office.look()
        off = reverse("events:date-cancel", args=[hall.on.pk])
        press(office.page, office.page.locator(f"main a[href='{off}']"))
        put(office.page, "reason", REASON)
        office.page.locator("main form button.btn-primary, main form button.btn-danger").click()
        office.page.wait_for_url("**" + reverse("events:date-detail", args=[hall.on.pk]))
        with make.seeing(hall.hub):
            assert EventDate.objects.get(pk=hall.on.pk).cancelled_reason == REASON

        phone.page.reload()
        phone.sees("この回は中止になりました")
        assert not phone.page.locator(".notice-warning").count()


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_planning_on_a_closed_day_warns_and_goes_on_with_a_tick(
    server: Server, browse: Browse, viewport: dict[str, int]
) -> None:
    with transaction.atomic(), clock.frozen(NOW):
        hall = Hall()
    with server.clock(NOW):
        desk = Screen(browse(hall.staff, viewport=viewport), "ja")
        desk.go(reverse("events:date-move", args=[hall.on.pk]))
        put(desk.page, "day_day", "21")  # a Sunday
        desk.button("日時を変更する").click()
        desk.page.get_by_text("休館日です：令和8年6月21日(日)（定休日）").first.wait_for()
        desk.look()
        desk.page.locator("label[for='id_on_closed']").click()
        desk.button("日時を変更する").click()
        desk.sees("日時を変更しました。")
