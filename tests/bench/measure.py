"""What is measured, and the table that is printed."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.rendering import publication_artefacts
from programs.kernel import clock
from tests import make, make_publication
from tests.bench.ground import Place

ROUNDS = 150
WARM_UP = 20
MOST_RATIO = 3.0
MOST_QUERIES = 12
# Marks of a transaction: they are counted apart, as they ask for nothing.
CONTROL = re.compile(r"^(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)", re.I)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    value: str
    goal: str
    ok: bool | None


class Browser:
    """One kept-open connection of one signed-in person."""

    def __init__(self, place: Place) -> None:
        client = make.client_for(place.director)
        self.session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.token = "a" * 32
        self.at = urlsplit(place.server.url).netloc
        self.connection = HTTPConnection(self.at, timeout=30)

    def ask(self, method: str, path: str, **fields: str) -> float:
        """Ask once; return the milliseconds. Raises when the answer is an error."""
        head = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session};"
            f" {settings.CSRF_COOKIE_NAME}={self.token}",
            "HX-Request": "true" if method == "POST" else "",
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": self.token,
        }
        body = urlencode(fields) if method == "POST" else None
        began = time.perf_counter()
        self.connection.request(method, path, body, {k: v for k, v in head.items() if v})
        answer = self.connection.getresponse()
        text = answer.read()
        spent = (time.perf_counter() - began) * 1000
        if answer.status not in (200, 302):
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]!r}")
        return spent


def ratios(place: Place) -> Iterator[Row]:
    """Check-in against a bare insert, the list of families against a bare list; in turn."""
    browser = Browser(place)
    families = iter(place.households)

    def check_in() -> float:
        path = reverse("dropin:check-in", args=[place.site.pk, next(families)])
        return browser.ask("POST", path, nonce=str(uuid4()))

    steps: dict[str, Callable[[], float]] = {
        "check-in": check_in,
        "bare insert": lambda: browser.ask("POST", "/bare/insert/"),
        "family list": lambda: browser.ask("GET", reverse("registry:household-list")),
        "bare list": lambda: browser.ask("GET", "/bare/list/"),
    }
    spent: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(WARM_UP + ROUNDS):
        for name, step in steps.items():
            took = step()
            if turn >= WARM_UP:
                spent[name].append(took)
    middle = {name: median(times) for name, times in spent.items()}
    for what, ours, bare in (
        ("check-in ÷ bare view with one insert", "check-in", "bare insert"),
        ("list of 50 families ÷ bare list of 50", "family list", "bare list"),
    ):
        ratio = middle[ours] / middle[bare]
        value = f"{ratio:.2f}  ({middle[ours]:.1f} ÷ {middle[bare]:.1f} ms)"
        yield Row(what, value, f"≤ {MOST_RATIO:g}", ratio <= MOST_RATIO)


def screens(place: Place) -> dict[str, str]:
    """The main screens and their addresses."""
    first = place.households[0]
    return {
        "home": reverse("desk:home"),
        "inbox": reverse("desk:inbox"),
        "search": reverse("desk:search") + "?q=あい",
        "reception": reverse("dropin:reception", args=[place.site.pk]),
        "reception, searching": reverse("dropin:search", args=[place.site.pk]) + "?q=あい",
        "visits of the day": reverse("dropin:visit-list"),
        "families": reverse("registry:household-list"),
        "a family": reverse("desk:household", args=[first]),
        "change a family": reverse("registry:household-edit", args=[first]),
        "consultations": reverse("consultations:consultation-list"),
        "record a consultation": reverse("consultations:consultation-add"),
        "partner groups": reverse("network:group-list"),
        "month": reverse("reports:month"),
        "today's handover": reverse("desk:handover"),
        "day log": reverse("daylog:log-show", args=[place.site.pk, clock.today().isoformat()]),
        "specialist days": reverse("specialists:day-list"),
        "loans": reverse("lending:loan-list"),
        "evaluations": reverse("evaluations:document-list"),
        "accounts": reverse("registry:member-list"),
    }


def queries_of_pages(place: Place) -> Iterator[Row]:
    """Queries of each main screen, as the director."""
    client = make.client_for(place.director)
    for name, path in screens(place).items():
        client.get(path)  # caches and the session are as on any later visit
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(path)
        asked = [q["sql"] for q in caught.captured_queries if not CONTROL.match(q["sql"])]
        marks = len(caught) - len(asked)
        value = f"{len(asked)}  (and {marks} of transaction control)"
        if answer.status_code != 200:
            value = f"status {answer.status_code}"
        yield Row(f"queries: {name}", value, f"≤ {MOST_QUERIES}", len(asked) <= MOST_QUERIES)


def pdf(rounds: int = 20) -> Row:
    """The published document in all four forms, and so its PDF."""
    document, signatures = make_publication.document(), make_publication.signatures()
    times = []
    for _round in range(rounds):
        began = time.perf_counter()
        publication_artefacts(document, signatures, make_publication.PUBLISHED_AT)
        times.append((time.perf_counter() - began) * 1000)
    return Row("report as PDF, HTML, text and JSON", f"{median(times):.0f} ms", "", None)


def show(rows: list[Row]) -> None:
    """Print the table."""
    width = max(len(row.what) for row in rows)
    for row in rows:
        verdict = "" if row.ok is None else "ok" if row.ok else "ABOVE THE GOAL"
        print(f"{row.what:<{width}}  {row.value:<40}  {row.goal:<6} {verdict}")
