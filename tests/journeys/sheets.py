"""The sheet of the yearly document in somebody's browser, and a draft to write on."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Locator, expect

from evaluations import commands
from evaluations.models import AnnualDocument
from tests import make
from tests import make_evaluations as makes
from tests.journeys.steps import Screen, press

CLEAN = "当番の案内で、二度目の来館が早くなった。"


def draft() -> tuple[makes.Round, AnnualDocument]:
    """The people of a new hub, and a draft whose outcomes are still to be written."""
    with transaction.atomic():
        who = makes.people(make.hub())
        make.site(who.hub)
        document = makes.document(who)
        for cell in document.cells.filter(kind="outcome"):
            commands.save_text(
                who.director, document, f"cell-{cell.pk}", "", version=cell.version, at=makes.AT
            )
        return who, document


@dataclass
class Sheet(Screen):
    """One person's browser on the document."""

    document: Any = None

    def open(self, name: str = "document-show") -> None:
        """Go to a screen of the document."""
        self.go(reverse(f"evaluations:{name}", args=[self.document.pk]))

    def outcome(self, number: int) -> Locator:
        """The slot of the nth outcome."""
        return self.page.locator("#cells-outcome .slot").nth(number)

    def write(self, number: int, text: str) -> None:
        """Type into an outcome and leave it."""
        box = self.outcome(number).locator("textarea[name=text]").first
        box.fill(text)
        box.press("Tab")

    def saved(self, number: int) -> None:
        """The foot of the box says that it is saved."""
        expect(self.outcome(number).locator(".saved-mark")).to_be_visible()

    def next_step(self, text: str) -> None:
        """Take the next step that the page offers."""
        press(self.page, self.page.locator(".next-box").get_by_role("link", name=self.t(text)))
        self.look()
