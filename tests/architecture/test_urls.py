"""Every address says who may open it, or is one of a short list."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from programs.kernel.policy import table
from tests.architecture.walk import LIBRARY_NAMES, Address, addresses

OURS = [address for address in addresses() if address.ours]
# Screens for everybody. A new one is a decision, so it is written here as well.
PUBLIC = {
    "account_reset_password",
    "desk:demo-codes",
    "dropin:worker",
    "public:accessibility",
    "public:check",
    "public:file",
    "public:hub-list",
    "public:latest",
    "public:report",
    "public:year-list",
    "public_events:book",
    "public_events:booking",
    "public_events:date",
    "public_events:ical",
    "public_events:list",
    "public_events:numbers",
    "public_events:received",
    "public_events:rss",
    "public_specialists:book",
    "public_specialists:booking",
    "public_specialists:list",
    "public_specialists:received",
    "public_specialists:received_waiting",
    "public_specialists:wait",
    "registry:invitation",
    "sites:site",
    "sites:site-feed",
    "sites:site-list",
}
# Addresses that the library builds links to and that this site does not offer.
CLOSED = {
    "account_confirm_email key": {"key": "x"},
    "account_confirm_login_code": {},
    "account_email": {},
    "account_email_verification_sent": {},
    "account_set_password": {},
    "account_signup": {},
}


def test_every_view_is_ours_or_one_of_the_listed_library_views() -> None:
    unknown = [a.name for a in addresses() if not a.ours and a.name not in LIBRARY_NAMES]
    assert unknown == []
    assert [a.name for a in addresses() if a.library and a.name not in LIBRARY_NAMES] == []


def test_every_listed_library_view_is_still_there() -> None:
    assert {a.name for a in addresses() if not a.ours} == LIBRARY_NAMES


@pytest.mark.parametrize("address", OURS, ids=lambda a: a.key)
def test_a_view_names_an_action_of_the_policy_table_or_is_public(address: Address) -> None:
    action = address.view.action
    if address.public:
        assert action is None
    else:
        assert str(action) in {str(known) for known in table()}


def test_public_views_are_the_listed_ones() -> None:
    open_to_all = {a.name for a in OURS if a.public} - {key.split()[0] for key in CLOSED}
    assert open_to_all == PUBLIC


def test_every_action_is_offered_on_some_screen_or_used_by_one() -> None:
    """A line of the table without any code behind it is a right that nobody can use."""
    from tests.architecture.source import ours

    text = "\n".join(path.read_text() for path in ours() if path.name != "policy.py")
    unused = []
    for action in table():
        name = getattr(action, "name", "")
        if text.count(f".{name}") == 0 and text.count(f'"{action}"') < 2:
            unused.append(str(action))
    assert unused == []


def test_every_address_has_a_name_and_no_two_mean_the_same() -> None:
    keys = [address.key for address in addresses()]
    assert [
        address for address in addresses() if address.name.endswith(":") or not address.name
    ] == []
    assert sorted(keys) == sorted(set(keys))


def test_neither_the_admin_nor_a_media_folder_is_served() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert not settings.MEDIA_URL.strip("/")


@pytest.mark.django_db
@pytest.mark.parametrize("key", sorted(CLOSED))
def test_addresses_that_the_library_would_offer_are_closed(key: str, client: Client) -> None:
    path = reverse(key.split()[0], kwargs=CLOSED[key])
    assert client.get(path).status_code == 404
    assert client.post(path, {"username": "x", "email": "x@hub.example"}).status_code == 404
