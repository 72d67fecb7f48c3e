"""The one way in and out of sealed texts. Each is bound to its hub and its own number."""

from uuid import uuid4

from consultations.models import SealedText
from programs.kernel import vault


def context_of(sealed: SealedText) -> str:
    """Return what the text is bound to: copied to another row it does not open."""
    return f"consultations.text:{sealed.hub_id}:{sealed.uuid}"


def put(hub_id: int, text: str) -> SealedText:
    """Seal a text with the current key and store it."""
    row = SealedText(hub_id=hub_id, uuid=uuid4())
    row.ciphertext = vault.seal(text, context=context_of(row))
    row.key_id = vault.key_id(row.ciphertext)
    row.save(force_insert=True)
    return row


def read(sealed: SealedText | None) -> str:
    """Return the text; callers have passed the gate. Raises vault.VaultError if it was tampered with."""
    if sealed is None:
        return ""
    return vault.unseal(sealed.ciphertext, context=context_of(sealed))


def renew(sealed: SealedText) -> bool:
    """Seal the text anew with the current key; tell whether that was needed."""
    fresh = vault.reseal(sealed.ciphertext, context=context_of(sealed))
    if fresh == bytes(sealed.ciphertext):
        return False
    sealed.ciphertext, sealed.key_id = fresh, vault.key_id(fresh)
    sealed.save(update_fields=["ciphertext", "key_id"])
    return True
