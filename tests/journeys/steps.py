"""What the journeys share: reading a screen in the language it is shown in, and looking at it."""

import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from playwright.sync_api import Locator, Page, ViewportSize, expect

from programs.kernel import localdates
from tests import make
from tests.journeys.server import check_axe, one_time_code

LOCALES = {"ja": "ja-JP", "en": "en-US"}
DESK: ViewportSize = {"width": 1280, "height": 900}
TABLET: ViewportSize = {"width": 820, "height": 1180}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_S = 15.0  # as patient as the pages of the journeys
expect.set_options(timeout=PATIENCE_S * 1000)


@dataclass
class Screen:
    """A page in one of the two languages; texts are looked for by the words of the code."""

    page: Page
    language: str = "ja"

    def t(self, text: str, **values: Any) -> str:
        """The text as this screen shows it; values fill its %(name)s places."""
        with translation.override(self.language):
            shown = translation.gettext(text)
        return shown % values if values else shown

    def day(self, year: int, month: int, day: int) -> str:
        """A day as this screen writes it."""
        with translation.override(self.language):
            return localdates.day(date(year, month, day))

    def button(self, text: str, **values: Any) -> Locator:
        """A button whose label contains the text."""
        return self.page.get_by_role("button", name=self.t(text, **values))

    def link(self, text: str, **values: Any) -> Locator:
        """A link whose label contains the text."""
        return self.page.get_by_role("link", name=self.t(text, **values))

    def field(self, text: str, *, exact: bool = False) -> Locator:
        """A field by its label."""
        return self.page.get_by_label(self.t(text), exact=exact)

    def sees(self, text: str, **values: Any) -> None:
        """The text stands somewhere in the main part."""
        expect(self.page.locator("main")).to_contain_text(self.t(text, **values))

    def go(self, address: str) -> None:
        """Open an address and look at the page."""
        self.page.goto(address)
        self.look()

    def look(self) -> None:
        """Axe finds nothing, the language is right, and nothing is wider than the window."""
        check_axe(self.page)
        assert self.page.locator("html").get_attribute("lang") == self.language
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"


def until(page: Page, expression: str) -> None:
    """Wait until the expression holds in the page.

    Playwright's own ``wait_for_function`` evaluates text within the page at every look after the
    first, which our Content-Security-Policy forbids; ``evaluate`` asks from outside.
    """
    end = time.monotonic() + PATIENCE_S
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"did not come true: {expression}"
        page.wait_for_timeout(50)


def press(page: Page, what: Locator) -> None:
    """Press what loads another page (or this one again), and wait until that page is there."""
    with page.expect_event("domcontentloaded"):
        what.click()


def put(page: Page, name: str, value: str) -> None:
    """Fill the field of a name."""
    page.locator(f"[name='{name}']").fill(value)


def put_day(page: Page, name: str, whole: str) -> None:
    """Type a whole date into the first of its boxes, as people paste it."""
    put(page, f"{name}_year", whole)


def sign_in_here(page: Page, person: Any, *, code: str | None = None) -> None:
    """Sign in on the sign-in page that one was led to, and go on where one came from."""
    put(page, "login", person.username)
    put(page, "password", make.PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.locator("[name=password]").wait_for(state="detached")
    if "/2fa/" in page.url:
        put(page, "code", code or one_time_code())
        page.locator("[name=code]").press("Enter")
