"""`manage.py demo_accounts`: who can sign in to the demonstration, and the codes of this moment."""

import unicodedata
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from hubsite.desk import demo


class Command(BaseCommand):
    """Print one line an account: role, hub, login id, password, present code."""

    help = "Print the demonstration's accounts with their passwords and present codes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table; one sentence where there is no demonstration."""
        with transaction.atomic():
            accounts = demo.accounts()
        if not accounts:
            self.stdout.write(
                "No demonstration accounts here (HUBSITE_DEMO is off or nothing is loaded)."
            )
            return
        lines = [("role", "hub", "login id", "password", "code now")]
        lines += [
            (str(a.role), a.hub or "-", a.username, a.password, a.code or "-") for a in accounts
        ]
        widths = [max(_width(line[column]) for line in lines) for column in range(5)]
        for line in lines:
            cells = (
                text + " " * (width - _width(text))
                for text, width in zip(line, widths, strict=True)
            )
            self.stdout.write("  " + "  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)
