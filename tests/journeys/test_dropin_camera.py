"""A card held before the camera is read on the tablet itself, and the family arrives."""

from datetime import date

import pytest
import segno
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from programs.dropin.models import Visit
from programs.registry.choices import Role
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.server import Server, check_axe
from tests.journeys.steps import TABLET

# A camera that sees one picture once it is held up; the browser's own reader is taken away.
CAMERA = """picture => {
  delete globalThis.BarcodeDetector;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [640, 480];
  const image = new Image();
  image.src = picture;
  setInterval(() => {
    const brush = canvas.getContext("2d");
    brush.fillStyle = "white";
    brush.fillRect(0, 0, 640, 480);
    if (globalThis.held && image.complete) brush.drawImage(image, 160, 80, 320, 320);
  }, 50);
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20);
}"""


@pytest.mark.parametrize("locale", ["ja-JP", "en-US"])
def test_a_card_before_the_camera_checks_the_family_in(
    server: Server, browse: Browse, locale: str
) -> None:
    with transaction.atomic():
        hub = make.hub()
        site = make.site(hub)
        volunteer = make.member(hub, Role.RECEPTION)
        family = make.household(hub, "みほん", "見本", children=[date(2024, 9, 3)])
    desk = browse(volunteer, viewport=TABLET, locale=locale)
    desk.goto(reverse("dropin:reception", args=[site.pk]))
    desk.evaluate(CAMERA, segno.make(family.card_token).png_data_uri(scale=8, border=4))
    desk.locator("#desk-camera-open").click()
    expect(desk.locator("#desk-camera")).to_be_visible()
    desk.evaluate("globalThis.held = true")
    expect(desk.locator("#found .btn-done")).to_be_visible()
    expect(desk.locator("#desk-camera")).to_be_hidden()
    check_axe(desk)
    with make.seeing(hub):
        assert Visit.objects.get().household_id == family.pk


def test_a_camera_that_may_not_be_used_says_what_to_do(server: Server, browse: Browse) -> None:
    with transaction.atomic():
        hub = make.hub()
        site = make.site(hub)
        volunteer = make.member(hub, Role.RECEPTION)
    desk = browse(volunteer, viewport=TABLET)
    desk.goto(reverse("dropin:reception", args=[site.pk]))
    desk.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = async () => {"
        " throw new DOMException('no', 'NotAllowedError'); }; }"
    )
    desk.locator("#desk-camera-open").click()
    expect(desk.locator("#desk-camera")).to_contain_text("許可されていません")
    check_axe(desk)
    desk.locator("#desk-camera").get_by_role("button", name="閉じる").click()
    expect(desk.locator("#desk-camera")).to_be_hidden()
