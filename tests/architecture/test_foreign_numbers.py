"""Forms sent with the other hub's numbers: no row ever points over the fence, nothing is shown."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest

from programs.kernel.policy import decide
from programs.registry.choices import Role
from tests.architecture.places import listed, path_of, place_of
from tests.architecture.probing import Prober
from tests.architecture.test_access_sweep import mixed_rows
from tests.architecture.walk import Address
from tests.architecture.world import World

FIELD = re.compile(r"<(?:input|select|textarea)\b[^>]*\bname=\"([^\"]+)\"[^>]*>")
VALUE = re.compile(r"\bvalue=\"([^\"]*)\"")
# Fields that name a row, and which row of the other hub is tried there.
FOREIGN = {
    "household": "household",
    "site": "site",
    "child": "child",
    "adult": "adult",
    "group": "group",
    "consultation": "talk",
    "method": "method",
    "outcome": "outcome",
    "topics": "code",
    "main_topic": "code",
    "topic": "code",
    "contact": "contact",
    "goal": "goal",
    "evidence": "evidence",
    "comment": "comment",
    "visit": "inside",
    "case": "case",
}
ROLES = (Role.DIRECTOR, Role.WARD_OFFICER, Role.ADMINISTRATOR, Role.STAFF)
PAGES = [a for a in listed() if a.ours and not a.public and "post" in a.methods]


def sent(page: str, posting_to: str) -> dict[str, Any]:
    """What the page itself would send."""
    data: dict[str, Any] = {}
    for form in re.findall(r"<form\b.*?</form>", page, re.S):
        action = re.search(r"action=\"([^\"]*)\"", form[: form.find(">")])
        if action and action[1] and urlsplit(unescape(action[1])).path != posting_to:
            continue
        for tag in FIELD.finditer(form):
            chosen = (
                form[tag.end() : form.find("</select>", tag.end())]
                if "<select" in tag[0]
                else tag[0]
            )
            values = [unescape(value) for value in VALUE.findall(chosen)]
            data.setdefault(tag[1], next((value for value in values if value), ""))
    data.pop("csrfmiddlewaretoken", None)
    return data


def tampered(data: dict[str, Any], other: World) -> Iterator[dict[str, Any]]:
    """The same with one row of the other hub, each in turn; fields that the page lacks as well."""
    owner = other.actors[Role.STAFF]
    foreign = {name: getattr(other, thing).pk for name, thing in FOREIGN.items()}
    foreign |= {"owner": owner.user_id, "membership": owner.membership_id}
    named = {name: value for name, value in foreign.items() if name in data}
    yield {**data, **(named or foreign)}
    for name, value in named.items():
        yield {**data, name: str(value)}


@pytest.mark.parametrize("address", PAGES, ids=lambda a: a.key)
def test_a_form_with_the_other_hubs_numbers_reaches_nothing_of_it(
    address: Address, prober: Prober
) -> None:
    canaries = prober.other.canaries()
    for role in ROLES:
        place = place_of(address)
        target = place.target(prober.own, role) if place.target else None
        if not decide(prober.own.actors[role], str(address.view.action), target).allowed:
            continue
        session, path = prober.session(role), path_of(address, prober.own, role)
        page = prober.ask(session, "get", path).text if "get" in address.methods else ""
        for data in tampered(sent(page, path), prober.other):
            answer = prober.ask(session, "post", path, data, follow=True, check=mixed_rows)
            assert not answer.fault, (role, data, answer.fault)
            assert answer.status < 500
            assert [word for word in canaries if word in answer.text] == []
        break  # one role is enough: what others may send is the sweep's matter
