"""Sealing texts that nobody may read from a copy of the database: AES-256-GCM.

Keys live outside the database, in the setting NOTE_KEYS: key id → 32 bytes in base64. New texts
are sealed with NOTE_KEY_CURRENT, or the first key where it is unset. Older keys stay in the
mapping until `reseal` has gone over every row.

A sealed text is: format byte 1 · length of the key id · key id · nonce of 12 bytes · ciphertext
with its tag. The head and the caller's context are authenticated with it, so a row copied onto
another one does not open.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_FORMAT = 1
_NONCE_BYTES = 12
_TAG_BYTES = 16


class VaultError(Exception):
    """The sealed text does not open: changed, moved to another row, or sealed with an unknown key."""


class _Sealed(NamedTuple):
    head: bytes
    key_id: str
    nonce: bytes
    ciphertext: bytes


def seal(text: str, *, context: str) -> bytes:
    """The text sealed with the current key.

    `context` names the one place it belongs to, such as "consultations.note:<hub id>:<uuid>".
    Raises ImproperlyConfigured where no usable key is set.
    """
    name = _current_key_id()
    spelled = name.encode()
    head = bytes((_FORMAT, len(spelled))) + spelled
    nonce = os.urandom(_NONCE_BYTES)
    locked = _cipher(name).encrypt(nonce, text.encode(), _bound(head, context))
    return head + nonce + locked


def unseal(blob: bytes | memoryview, *, context: str) -> str:
    """The text again. Raises VaultError unless blob, key and context are those of the sealing."""
    sealed = _parts(bytes(blob))
    if sealed.key_id not in _keys():
        raise VaultError("sealed with a key that is not configured")
    try:
        opened = _cipher(sealed.key_id).decrypt(
            sealed.nonce, sealed.ciphertext, _bound(sealed.head, context)
        )
    except InvalidTag as changed:
        raise VaultError("the sealed text or its context was changed") from changed
    return opened.decode()


def key_id(blob: bytes | memoryview) -> str:
    """The id of the key a text was sealed with. Raises VaultError where there is none."""
    return _parts(bytes(blob)).key_id


def reseal(blob: bytes | memoryview, *, context: str) -> bytes:
    """The same text under the current key; a blob already under it comes back as it is."""
    text = unseal(blob, context=context)
    return bytes(blob) if key_id(blob) == _current_key_id() else seal(text, context=context)


def _parts(blob: bytes) -> _Sealed:
    start = 2 + (blob[1] if len(blob) > 1 else 0)
    if len(blob) < start + _NONCE_BYTES + _TAG_BYTES or blob[0] != _FORMAT:
        raise VaultError("not a sealed text")
    try:
        name = blob[2:start].decode()
    except UnicodeDecodeError as broken:
        raise VaultError("not a sealed text") from broken
    nonce_end = start + _NONCE_BYTES
    return _Sealed(blob[:start], name, blob[start:nonce_end], blob[nonce_end:])


def _bound(head: bytes, context: str) -> bytes:
    return head + context.encode()


def _keys() -> Mapping[str, str]:
    keys: Mapping[str, str] = getattr(settings, "NOTE_KEYS", {})
    if not keys:
        raise ImproperlyConfigured("NOTE_KEYS has no key")
    return keys


def _current_key_id() -> str:
    keys = _keys()
    name = getattr(settings, "NOTE_KEY_CURRENT", "") or next(iter(keys))
    if name not in keys or not 0 < len(name.encode()) < 256:
        raise ImproperlyConfigured("NOTE_KEY_CURRENT names no key of NOTE_KEYS")
    return name


def _cipher(name: str) -> AESGCM:
    try:
        key = base64.b64decode(_keys()[name], validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise ImproperlyConfigured(f"the note key {name} is not base64") from wrong
    if len(key) != 32:
        raise ImproperlyConfigured(f"the note key {name} is not 32 bytes long")
    return AESGCM(key)
