"""With the keyboard alone: sign-in, a check-in, a cell of the evaluation; and what else may happen."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Locator, expect

from programs.dropin.models import Visit
from programs.registry.choices import Role
from programs.registry.models import Person
from tests import make
from tests import make_evaluations as makes
from tests.journeys.conftest import Browse
from tests.journeys.server import Server
from tests.journeys.steps import LOCALES, Screen

MORNING = datetime(2026, 4, 22, 10, 20)
FAR = 80  # so many steps with the tab key are too many
OUTLINE = """() => {
    const at = document.activeElement;
    const look = (element) => {
        const style = getComputedStyle(element);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
            || style.boxShadow !== "none";
    };
    return look(at) || (at.closest(".form-check") ? look(at.closest(".form-check")) : false);
}"""


@dataclass
class Keys(Screen):
    """Somebody who never touches a mouse."""

    def press(self, *keys: str) -> None:
        """Press one key after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, wanted: Locator, key: str = "Tab") -> None:
        """Go on with the tab key until it is reached; focus is visible at every step."""
        for _step in range(FAR):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.press(key)
            assert self.page.evaluate(OUTLINE), self.page.evaluate(
                "document.activeElement.outerHTML.slice(0, 200)"
            )
        raise AssertionError(f"the tab key does not reach {wanted}")


@pytest.mark.parametrize("language", LOCALES)
def test_a_check_in_with_the_keyboard_alone(server: Server, browse: Browse, language: str) -> None:
    with transaction.atomic():
        hub = make.hub()
        make.site(hub)
        volunteer = make.member(hub, Role.RECEPTION)
        make.household(hub, "渡瀬", "わたせ", children=[date(2024, 9, 3)])
    page = browse(locale=LOCALES[language])
    keys = Keys(page, language)
    with server.clock(MORNING):
        page.goto("/accounts/login/")
        sign_in(keys, Person.objects.get(pk=volunteer.user_id))
        reception = page.locator(f".nav-wide a[href='{reverse('dropin:reception')}']")
        keys.tab_to(reception)
        keys.press("Enter")
        box = page.locator("#desk-q")
        expect(box).to_be_focused()
        skip_to_main(keys)
        keys.tab_to(box)
        page.keyboard.type("わた")
        button = page.locator("#found").get_by_role("button")
        expect(button).to_be_visible()
        keys.tab_to(button)
        keys.press("Enter")
        expect(page.locator("#found .btn-done")).to_be_visible()
        expect(box).to_be_focused()
        expect(box).to_have_value("")
        keys.tab_to(page.locator("#inside").get_by_role("button", name=keys.t("退館"), exact=True))
        keys.press("Enter")
        expect(page.locator("#inside .desk-row-done")).to_be_visible()
        expect(box).to_be_focused()
    with make.seeing(hub):
        assert Visit.objects.get().left_at is not None


def sign_in(keys: Keys, person: Person) -> None:
    """Name, password, Enter."""
    keys.tab_to(keys.page.locator("[name=login]"))
    keys.page.keyboard.type(person.username)
    keys.tab_to(keys.page.locator("[name=password]"))
    keys.page.keyboard.type(make.PASSWORD)
    keys.press("Enter")
    keys.page.wait_for_url("**/")


def skip_to_main(keys: Keys) -> None:
    """The first stop of every page leads past the header."""
    keys.page.reload()
    keys.page.evaluate("document.activeElement.blur()")
    skip = keys.page.locator(".skip-link")
    keys.tab_to(skip, key="Shift+Tab")
    expect(skip).to_be_in_viewport()
    keys.press("Enter")
    expect(keys.page.locator("#main")).to_be_focused()


def test_a_cell_is_written_with_the_keyboard_alone(server: Server, browse: Browse) -> None:
    with transaction.atomic():
        who = makes.people(make.hub())
        document = makes.document(who)
    keys = Keys(browse(who.director))
    page = keys.page
    with server.clock(MORNING):
        page.goto("/evaluations/")
        keys.tab_to(page.locator("main .row-item-title").first)
        keys.press("Enter")
        slot = page.locator("#cells-outcome .slot").first
        box = slot.locator("textarea[name=text]").first
        box.wait_for()
        page.locator("#cells-outcome").evaluate("element => element.focus()")
        keys.tab_to(box)
        keys.press("ControlOrMeta+a")
        page.keyboard.type("鍵盤だけで書いた成果。")
        keys.tab_to(slot.locator("[name=none_applicable]"))
        expect(slot.locator(".saved-mark")).to_be_visible()
        keys.look()
    with make.seeing():
        texts = document.cells.filter(kind="outcome").values_list("text", flat=True)
        assert "鍵盤だけで書いた成果。" in texts


def test_the_session_of_a_disabled_account_ends_at_once(server: Server, browse: Browse) -> None:
    with transaction.atomic():
        hub = make.hub()
        site = make.site(hub)
        volunteer = make.member(hub, Role.RECEPTION)
        make.household(hub, "渡瀬", "わたせ")
    screen = Screen(browse(volunteer))
    page = screen.page
    page.goto(reverse("dropin:reception", args=[site.pk]))
    page.locator("#desk-q").press_sequentially("わた")
    button = page.locator("#found").get_by_role("button")
    expect(button).to_be_visible()
    Person.objects.filter(pk=volunteer.user_id).update(is_active=False)
    button.click()
    page.locator("input[name=password]").wait_for()
    expect(page.locator("#found input[name=password]")).to_have_count(0)
    screen.look()
    with make.seeing(hub):
        assert not Visit.objects.exists()


def test_a_tap_after_the_session_ended_leads_to_the_sign_in(server: Server, browse: Browse) -> None:
    with transaction.atomic():
        hub = make.hub()
        site = make.site(hub)
        volunteer = make.member(hub, Role.RECEPTION)
    screen = Screen(browse(volunteer))
    page = screen.page
    page.goto(reverse("dropin:reception", args=[site.pk]))
    page.context.clear_cookies()
    page.locator("#desk-q").press_sequentially("わた")
    page.locator("input[name=password]").wait_for()
    expect(page.locator("#found input[name=password]")).to_have_count(0)
    screen.look()
