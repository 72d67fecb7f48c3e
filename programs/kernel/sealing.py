"""The base of tables of sealed texts: each is bound to its table, its hub and its own number."""

import uuid
from typing import Self

from django.apps import apps
from django.db import models

from programs.kernel import vault
from programs.kernel.models import HubOwned


class Sealed(HubOwned):
    """A text that a copy of the database does not show. Readers have passed the gate before."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ciphertext = models.BinaryField()
    key_id = models.CharField(max_length=100)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.uuid}"

    @classmethod
    def put(cls, hub_id: int, text: str) -> Self:
        """Seal a text with the current key and store it."""
        row = cls(hub_id=hub_id, uuid=uuid.uuid4())
        row.ciphertext = vault.seal(text, context=row.place)
        row.key_id = vault.key_id(row.ciphertext)
        row.save(force_insert=True)
        return row

    @property
    def place(self) -> str:
        """What the text is bound to: copied to another row it does not open."""
        return f"{self._meta.label_lower}:{self.hub_id}:{self.uuid}"

    def read(self) -> str:
        """Return the text. Raises vault.VaultError if it was tampered with."""
        return vault.unseal(self.ciphertext, context=self.place)

    def renew(self) -> bool:
        """Seal the text anew with the current key; tell whether that was needed."""
        fresh = vault.reseal(self.ciphertext, context=self.place)
        if fresh == bytes(self.ciphertext):
            return False
        self.ciphertext, self.key_id = fresh, vault.key_id(fresh)
        self.save(update_fields=["ciphertext", "key_id"])
        return True


def tables() -> list[type[Sealed]]:
    """Return every table of sealed texts, for whoever changes the key."""
    return [model for model in apps.get_models() if issubclass(model, Sealed)]
