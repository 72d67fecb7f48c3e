"""Sealed notes open only whole, in their own place, with their own key."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from programs.kernel import vault

PLACE = "area.note:1:0b2f"


def _key(fill: str) -> str:
    return base64.b64encode(fill.encode() * 32).decode()


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> None:
    settings.NOTE_KEYS = {"2026a": _key("a"), "2025": _key("b")}
    settings.NOTE_KEY_CURRENT = "2026a"


@pytest.mark.parametrize("text", ["", "相談の記録", "髙﨑𠮷\n😀", "x" * 10_000])
def test_a_sealed_text_opens_again(text: str) -> None:
    blob = vault.seal(text, context=PLACE)
    assert vault.unseal(blob, context=PLACE) == text
    assert vault.unseal(memoryview(blob), context=PLACE) == text
    assert vault.key_id(blob) == "2026a"


def test_the_sealed_text_shows_nothing_and_never_repeats() -> None:
    first, second = (vault.seal("合言葉はひみつ", context=PLACE) for _ in range(2))
    assert first != second
    assert "ひみつ".encode() not in first


def test_a_text_moved_to_another_row_does_not_open() -> None:
    blob = vault.seal("記録", context=PLACE)
    with pytest.raises(vault.VaultError):
        vault.unseal(blob, context="area.note:2:0b2f")


def test_a_change_of_any_byte_is_noticed() -> None:
    blob = vault.seal("記録", context=PLACE)
    for at in range(len(blob)):
        changed = bytes((*blob[:at], blob[at] ^ 1, *blob[at + 1 :]))
        with pytest.raises(vault.VaultError):
            vault.unseal(changed, context=PLACE)


def test_a_cut_text_does_not_open() -> None:
    blob = vault.seal("記録", context=PLACE)
    for end in range(len(blob)):
        with pytest.raises(vault.VaultError):
            vault.unseal(blob[:end], context=PLACE)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_refused(blob: bytes) -> None:
    with pytest.raises(vault.VaultError):
        vault.unseal(blob, context=PLACE)


def test_bytes_that_are_no_key_name_are_refused() -> None:
    with pytest.raises(vault.VaultError):
        vault.key_id(bytes((1, 1, 0xFF)) + bytes(40))


def test_a_key_that_is_gone_is_named_as_the_cause(settings: Settings) -> None:
    blob = vault.seal("記録", context=PLACE)
    settings.NOTE_KEYS = {"2025": _key("b")}
    with pytest.raises(vault.VaultError, match="not configured"):
        vault.unseal(blob, context=PLACE)


def test_rotation_keeps_the_text_and_changes_the_key(settings: Settings) -> None:
    settings.NOTE_KEY_CURRENT = "2025"
    old = vault.seal("記録", context=PLACE)
    settings.NOTE_KEY_CURRENT = "2026a"
    new = vault.reseal(old, context=PLACE)
    assert (vault.key_id(old), vault.key_id(new)) == ("2025", "2026a")
    assert vault.unseal(new, context=PLACE) == vault.unseal(old, context=PLACE) == "記録"
    assert vault.reseal(new, context=PLACE) == new


def test_the_first_key_is_current_where_none_is_named(settings: Settings) -> None:
    settings.NOTE_KEY_CURRENT = ""
    assert vault.key_id(vault.seal("記録", context=PLACE)) == "2026a"


@pytest.mark.parametrize(
    ("keys_set", "current"),
    [
        ({}, ""),
        ({"a": _key("a")}, "b"),
        ({"": _key("a")}, ""),
        ({"a": "not base64!"}, "a"),
        ({"a": base64.b64encode(b"short").decode()}, "a"),
    ],
)
def test_a_wrong_configuration_stops_the_work(
    settings: Settings, keys_set: dict[str, str], current: str
) -> None:
    settings.NOTE_KEYS, settings.NOTE_KEY_CURRENT = keys_set, current
    with pytest.raises(ImproperlyConfigured):
        vault.seal("記録", context=PLACE)
