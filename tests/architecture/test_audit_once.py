"""Every request of somebody signed in leaves exactly one audit entry, whatever comes of it."""

from collections.abc import Callable

import pytest

from programs.kernel.policy import decide, table
from programs.registry.choices import Role
from tests.architecture.places import listed, path_of, place_of
from tests.architecture.probing import Prober
from tests.architecture.walk import Address

CLOSED = (404, 405)  # nothing is shown and nothing happens
OURS = [address for address in listed() if address.ours and not address.public]
# Pages of a library about one's own account: each is wrapped in `account_trail.recorded`.
ACCOUNT = [
    address
    for address in listed()
    if address.library
    and address.name not in ("account_login", "account_inactive", "set_language")
    and address.name not in ("mfa_authenticate", "mfa_login_webauthn")
    and not address.arguments
]
ReadsAs = Callable[[Address, Prober], Role | None]


def holder(address: Address, prober: Prober) -> Role | None:
    """A role that may open the address in the first world."""
    place = place_of(address)
    for role in Role:
        target = place.target(prober.own, role) if place.target else None
        if decide(prober.own.actors[role], str(address.view.action), target).allowed:
            return role
    return None


def outsider(address: Address, prober: Prober) -> Role | None:
    """A role that may not open it at all."""
    allowed = table()[str(address.view.action)].everybody()
    return next((role for role in Role if role not in allowed), None)


def ask(prober: Prober, address: Address, find: ReadsAs, method: str) -> tuple[int, list[str]]:
    role = find(address, prober)
    if role is None:
        return 404, []
    data = {} if method == "post" else None
    path = path_of(address, prober.own, role)
    answer = prober.ask(prober.session(role), method, path, data, audited=True)
    return answer.status, answer.outcomes


@pytest.mark.parametrize("address", OURS, ids=lambda a: a.key)
def test_opening_a_page_is_one_entry(address: Address, prober: Prober) -> None:
    status, outcomes = ask(prober, address, holder, "get")
    assert len(outcomes) == 1 or (status in CLOSED and not outcomes), (status, outcomes)


@pytest.mark.parametrize("address", OURS, ids=lambda a: a.key)
def test_sending_a_form_is_one_entry(address: Address, prober: Prober) -> None:
    status, outcomes = ask(prober, address, holder, "post")
    assert len(outcomes) == 1 or (status in CLOSED and not outcomes), (status, outcomes)


@pytest.mark.parametrize("address", OURS, ids=lambda a: a.key)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_refusal_is_one_entry(address: Address, method: str, prober: Prober) -> None:
    status, outcomes = ask(prober, address, outsider, method)
    if status == 403:
        assert [o.split()[1] for o in outcomes] == ["refused"], outcomes
    else:
        assert status in CLOSED
        assert outcomes == []


@pytest.mark.parametrize("address", ACCOUNT, ids=lambda a: a.key)
def test_a_page_of_ones_own_account_is_one_entry(address: Address, prober: Prober) -> None:
    session = prober.session(Role.STAFF)
    for method in ("get", "post"):
        path = path_of(address, prober.own, Role.STAFF)
        answer = prober.ask(session, method, path, {} if method == "post" else None, audited=True)
        assert len(answer.outcomes) == 1, (method, answer.status, answer.outcomes, answer.fault)
