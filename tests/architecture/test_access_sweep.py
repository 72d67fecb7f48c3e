"""Nobody sees what is not theirs: every address, every role, own hub and other hub, every method.

What must come back is worked out from the policy table alone. The other hub's canaries may stand
nowhere in an answer: page, file, address, message, header.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.urls import reverse

from programs.kernel.policy import decide, needs_second_factor, table
from programs.kernel.views import ListPage
from programs.registry.choices import Role
from tests.architecture.places import PLACES, listed, path_of, place_of
from tests.architecture.probing import Answer, Prober
from tests.architecture.walk import Address, addresses
from tests.architecture.world import CITY, World

FEWEST_PROBES = 5_000  # trust T5: at least so many in every run
REFUSED = {403, 404}
# A screen that may be opened: shown, led on, or told why not now.
FINE = {200, 302, 409, 422}
# Roles that also try other methods and nonsense: between them they may open every address.
CURIOUS = {Role.DIRECTOR, Role.WARD_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR}
NONSENSE = {
    "page": "-1",
    "sort": "-nothing",
    "q": "'\"<b>\\%_",
    "site": "x",
    "month": "2026-13",
    "number": "9" * 30,
    "household": "9" * 30,
    "from_on": "2026-02-30",
    "to_on": "x",
    "export": "exe",
}


@dataclass(frozen=True)
class Probe:
    """One request and what may come back."""

    address: Address
    method: str
    path: str
    allowed: frozenset[int]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path} ({self.address.name})"


def expected(address: Address, role: Role, method: str, own: World, other: bool) -> set[int]:
    """The answers that the policy table allows."""
    if not address.ours or address.public:
        return FINE | REFUSED | {400, 405, 410}
    reading = "get" if method == "head" else method
    known = set(
        getattr(address.view, "methods", ())
        or [m for m in ("get", "post") if hasattr(address.view, m)]
    )
    if reading not in known:
        return {405}
    place, actor = place_of(address), own.actors[role]
    condition = table()[str(address.view.action)].condition_for(role)
    if condition is None:
        return REFUSED
    if other:
        return {404}
    target = place.target(own, role) if place.target else None
    return FINE if decide(actor, str(address.view.action), target).allowed else REFUSED


def probes(role: Role, prober: Prober) -> Iterator[Probe]:
    """Every request that one role makes."""
    own, other = prober.own, prober.other
    for address in listed():
        path = path_of(address, own, role)
        refused = address.ours and not address.public and not _holds(role, address)
        for method in ("get", "post", "put") if role in CURIOUS else ("get", "post"):
            allowed = expected(address, role, method, own, other=False)
            yield Probe(address, method, path, frozenset(allowed))
        if place_of(address).owned:
            there = path_of(address, other, role)
            for method in ("get", "post"):
                allowed = expected(address, role, method, own, other=True)
                yield Probe(address, method, there, frozenset(allowed))
        if "get" in address.methods and not address.library and not refused:
            yield from _queries(address, role, path, other)


def _holds(role: Role, address: Address) -> bool:
    return role in table()[str(address.view.action)].everybody()


def _queries(address: Address, role: Role, path: str, other: World) -> Iterator[Probe]:
    """The same page with the other hub's numbers in its query, with nonsense, and as a file."""
    foreign = {
        "site": other.site.pk,
        "household": other.household.pk,
        "consultation": other.talk.pk,
        "topic": other.code.pk,
        "method": other.method.pk,
        "person": other.actors[Role.STAFF].user_id,
        "number": other.household.pk,
        "q": "とりとり",
        "figure": "dropin.visits.families",
        "day": other.inside.day,
    }
    anything = frozenset(FINE | REFUSED | {405, 410})
    yield Probe(address, "get", f"{path}?{_query(foreign)}", anything)
    if role in CURIOUS:
        yield Probe(address, "get", f"{path}?{_query(NONSENSE)}", anything)
    view = address.view
    if isinstance(view, type) and issubclass(view, ListPage) and view.export_action:
        may = role in table()[str(view.export_action)].everybody()
        for kind in ("csv", "xlsx"):
            allowed = frozenset({200} if may else REFUSED)
            yield Probe(address, "get", f"{path}?export={kind}", allowed)


def _query(values: dict[str, object]) -> str:
    return urlencode({key: str(value) for key, value in values.items()})


def findings(probe: Probe, answer: Answer, canaries: tuple[str, ...]) -> list[str]:
    """What is wrong with an answer."""
    found = [f"{probe}: shows {word}" for word in canaries if word in answer.text]
    if answer.fault:
        found.append(f"{probe}: {answer.fault}")
    elif answer.status not in probe.allowed:
        found.append(f"{probe}: {answer.status}, not {sorted(probe.allowed)}")
    return found


def test_every_address_with_arguments_is_listed_and_nothing_else() -> None:
    assert {a.key for a in addresses() if a.arguments} == set(PLACES)


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_a_role_meets_only_what_is_its_own(role: Role, prober: Prober) -> None:
    session = prober.session(role)
    canaries = prober.other.canaries()
    # The city reads names of places, and so does everybody on their public pages.
    place = () if role in CITY else (prober.other.site.name,)
    wrong, asked = [], 0
    for probe in probes(role, prober):
        asked += 1
        answer = prober.ask(
            session, probe.method, probe.path, {} if probe.method == "post" else None
        )
        hidden = canaries if probe.address.public else (*canaries, *place)
        wrong += findings(probe, answer, hidden)
    assert not wrong, "\n" + "\n".join(wrong)
    assert asked >= FEWEST_PROBES / (2 * len(Role))


def test_the_sweep_is_wide_enough(prober: Prober) -> None:
    asked = sum(1 for role in Role for _probe in probes(role, prober))
    assert asked >= FEWEST_PROBES


def test_nobody_sees_anything_but_public_pages_without_signing_in(prober: Prober) -> None:
    wrong = []
    canaries = (*prober.own.canaries(), *prober.other.canaries())
    login = reverse("account_login")
    for address in listed():
        path = path_of(address, prober.own, Role.STAFF)
        for method in ("get", "post", "put"):
            answer = prober.ask("", method, path)
            probe = Probe(address, method, path, frozenset(FINE | REFUSED | {400, 405, 410}))
            wrong += findings(probe, answer, canaries)
            if address.ours and not address.public and not answer.location.startswith(login):
                wrong.append(f"{probe}: {answer.status} to somebody not signed in")
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("role", [r for r in Role if needs_second_factor(r)], ids=str)
def test_without_the_second_factor_a_role_gets_no_further_than_setting_it_up(
    role: Role, prober: Prober
) -> None:
    session = prober.session(role, second_factor=False)
    setting_up = reverse("mfa_activate_totp")
    wrong = []
    for address in listed():
        if not address.ours or address.public:
            continue
        path = path_of(address, prober.own, role)
        for method in address.methods:
            answer = prober.ask(session, method, path)
            if answer.location != setting_up:
                wrong.append(f"{method} {path}: {answer.status} {answer.fault}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_no_row_ever_points_to_a_row_of_another_hub(prober: Prober) -> None:
    assert mixed_rows() == ""


def mixed_rows() -> str:
    """Tables in which a row of one hub points to a row of another, in one query; empty if none."""
    with connection.cursor() as cursor:
        cursor.execute(_mixed_sql())
        return ", ".join(name for (name,) in cursor.fetchall())


def _mixed_sql() -> str:
    from django.apps import apps

    from programs.kernel.models import HubOwned

    parts = []
    for model in apps.get_models():
        if not issubclass(model, HubOwned):
            continue
        for link in model._meta.fields:
            there = link.related_model
            if isinstance(there, type) and issubclass(there, HubOwned):
                parts.append(
                    f"SELECT '{model._meta.label}.{link.name}' WHERE EXISTS (SELECT 1 FROM"
                    f' "{model._meta.db_table}" a JOIN "{there._meta.db_table}" b'
                    f' ON b.id = a."{link.column}" WHERE a.hub_id <> b.hub_id)'
                )
    return " UNION ALL ".join(parts)
