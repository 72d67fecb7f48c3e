"""A list of families from an Excel file into the register and back, in a real browser."""

import re
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from programs.registry.choices import Role
from programs.registry.models import Household
from tests import make
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.steps import DESK, LOCALES, PHONE, Screen, press, put
from tests.make_exchange import BROKEN, HEADS, ROWS, STAFF_HEADS, STAFF_ROWS, table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class House:
    """A hub with a director and an administrator."""

    def __post_init__(self) -> None:
        with transaction.atomic():
            self.hub = make.hub()
            make.site(self.hub)
            self.director = make.member(self.hub, Role.DIRECTOR)
            self.administrator = make.member(self.hub, Role.ADMINISTRATOR)

    def names(self) -> list[str]:
        with make.seeing(self.hub):
            rows = Household.objects.filter(hub=self.hub).order_by("number")
            return list(rows.values_list("name", flat=True))


@pytest.fixture
def house(server: Server) -> House:
    return House()


def choose(screen: Screen, name: str, body: bytes) -> None:
    """Choose a file and send it."""
    file = {"name": name, "mimeType": XLSX, "buffer": body}
    screen.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    press(screen.page, screen.page.locator("main .form-buttons button"))
    screen.look()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_list_of_families_comes_in_and_goes_back(
    house: House, browse: Browse, language: str
) -> None:
    screen = Screen(browse(house.director, locale=LOCALES[language], viewport=DESK), language)
    page = screen.page
    screen.go(reverse("registry:household-list"))
    press(page, screen.link("Excelから取り込む").first)
    screen.look()
    press(page, screen.link("ファイルを選ぶ").first)
    screen.look()
    choose(screen, "old.xls", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600)
    expect(page.locator(".invalid-feedback").first).to_be_visible()
    choose(screen, "families.xlsx", table(HEADS, *ROWS, BROKEN))
    screen.sees("列の対応")
    expect(page.locator("[name=column4]")).to_have_value("adult1.name")
    press(page, page.locator("main .form-buttons button"))
    screen.look()
    preview(screen, house)
    press(page, screen.button("この内容で取り込む"))
    screen.look()
    assert house.names() == [row[0] for row in ROWS]
    take_back(screen, house)


def preview(screen: Screen, house: House) -> None:
    """What becomes of the rows, those that cannot be taken alone, as a file; on a telephone too."""
    page = screen.page
    assert house.names() == []
    press(page, page.locator(".tabs-hub a", has_text=screen.t("取り込めない")))
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator("main tbody")).to_contain_text("2024/2/30")
    page.set_viewport_size(PHONE)
    screen.look()
    page.set_viewport_size(DESK)
    with page.expect_download() as sent:
        screen.link("取り込めない行をExcelで保存").click()
    assert sent.value.suggested_filename == "families-rejected.xlsx"


def take_back(screen: Screen, house: House) -> None:
    """Undo the whole import; the list of imports says so."""
    page = screen.page
    press(page, screen.link("取り込み全体を元に戻す"))
    screen.look()
    press(page, page.locator("main .form-buttons button"))
    screen.look()
    screen.sees("取り込みを元に戻しました。")
    assert house.names() == []
    press(page, screen.link("取り込みの一覧に戻る"))
    screen.sees("元に戻した")
    screen.look()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_staff_is_invited_from_a_file_and_a_list_written_out_for_a_reason(
    house: House, browse: Browse, language: str
) -> None:
    options = {"locale": LOCALES[language], "viewport": DESK}
    screen = Screen(browse(house.administrator, **options), language)
    page = screen.page
    screen.go(reverse("exchange:staff-upload"))
    unique = [f"m.{language}.{house.hub.pk}" if cell == "m.umi" else cell for cell in STAFF_ROWS[0]]
    choose(screen, "staff.xlsx", table(STAFF_HEADS, unique))
    press(page, page.locator("main .form-buttons button"))
    screen.look()
    press(page, screen.button("この内容で取り込む"))
    press(page, page.locator("main tbody a").first)
    expect(page).to_have_url(re.compile("/registry/members/"))
    screen.go(reverse("exchange:staff-export"))
    press(page, page.locator("main .form-buttons button"))
    expect(page.locator(".invalid-feedback").first).to_be_visible()
    screen.look()
    put(page, "reason", "名簿の確認")
    with page.expect_download() as sent:
        page.locator("main .form-buttons button").click()
    assert sent.value.suggested_filename.endswith(".xlsx")


def test_a_number_of_another_system_receives_its_family(house: House, browse: Browse) -> None:
    with transaction.atomic():
        family = make.household(house.hub, "青葉", "あおば")
    screen = Screen(browse(house.director, viewport=DESK))
    page = screen.page
    screen.go(reverse("registry:code-system-list"))
    screen.go(reverse("registry:code-system-add"))
    put(page, "name", "市のポータル")
    press(page, page.locator("main .form-buttons button"))
    screen.go(reverse("registry:code-add", args=[family.pk]))
    put(page, "code", "P-00121")
    press(page, page.locator("main .form-buttons button"))
    screen.look()
    press(page, screen.button("使用を終える"))
    screen.look()
    press(page, page.locator(".undo-toast button"))
    screen.go(reverse("desk:household", args=[family.pk]))
    expect(page.locator("main")).to_contain_text("P-00121")
    page.goto(reverse("dropin:reception"))
    page.locator("#desk-q").fill("ｐ－００１２１")
    expect(page.locator(".desk-list")).to_contain_text("青葉")
