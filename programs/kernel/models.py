"""What the kernel keeps: the audit, its seals, notices, receipts of forms, wrong tries.

And the three bases from which the areas' models take their protection.
"""

import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programs.kernel import tenancy
from programs.kernel.errors import Stale


class HubOwned(models.Model):
    """A row of one hub; PostgreSQL shows it only within the scope that the gate sets."""

    row_rule = tenancy.HUB_ROWS

    hub = models.ForeignKey(
        "registry.Hub", models.PROTECT, related_name="+", verbose_name=_("拠点")
    )

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A row that two people may edit: the second is told, never overwrites."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save_if(self, expected: int, *fields: str) -> Self:
        """Save the named fields if the row still has the expected version, and raise it by one.

        Raises Stale with the current row when somebody was first.
        """
        values = {name: getattr(self, name) for name in fields}
        rows = type(self)._base_manager.filter(pk=self.pk, version=expected)
        if not rows.update(version=F("version") + 1, **values):
            raise self._stale(values)
        self.version = expected + 1
        return self

    def _stale(self, values: dict[str, Any]) -> Stale:
        current = type(self)._base_manager.filter(pk=self.pk).first()
        labels = {name: _label(type(self), name) for name in values}
        by, at = _last_change(self)
        return Stale(
            current,
            by=by,
            at=at,
            mine={labels[name]: str(value or "") for name, value in values.items()},
            theirs={labels[name]: str(getattr(current, name, "") or "") for name in values},
        )


def _label(model: type[models.Model], name: str) -> str:
    return str(getattr(model._meta.get_field(name), "verbose_name", name))


def _last_change(row: models.Model) -> tuple[str, datetime | None]:
    """Who changed a row last, and when, by the audit; empty where it does not know."""
    entry = AuditEntry.objects.filter(
        target=row._meta.label_lower, target_ids__contains=[row.pk], outcome="done"
    ).first()
    if entry is None:
        return "", None
    person = get_user_model().objects.filter(pk=entry.person_id).first()
    return str(person or ""), entry.at


class AppendOnly(models.Model):
    """A row that is never changed or deleted, by nobody: right and trigger see to it."""

    append_only = True

    class Meta:
        abstract = True


class AuditEntry(AppendOnly):
    """One act: who, in which role and hub, what, on which rows, which fields; never free text.

    Written with plain SQL by ``kernel.gate`` in the transaction of the act itself.
    """

    row_rule = f"COALESCE(hub_id, 0) = ANY ({tenancy.SCOPE})"
    row_insert_rule = f"hub_id IS NULL OR hub_id = ANY ({tenancy.SCOPE})"

    hub = models.ForeignKey("registry.Hub", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("日時"), db_default=Now())
    person_id = models.BigIntegerField(_("利用者"), null=True)
    role = models.CharField(_("役割"), max_length=40)
    action = models.CharField(_("操作"), max_length=60)
    outcome = models.CharField(_("結果"), max_length=10)
    target = models.CharField(_("対象"), max_length=60)
    target_ids = models.JSONField(_("対象の番号"), default=list)
    fields = models.JSONField(_("変更した項目"), default=list)
    request_id = models.UUIDField(default=uuid.uuid4)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["hub", "-id"], name="audit_hub"),
            models.Index(fields=["hub", "target", "-id"], name="audit_target"),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_outcome",
                condition=models.Q(outcome__in=["read", "done", "refused", "invalid"]),
            ),
            models.CheckConstraint(
                name="audit_no_free_text",
                condition=models.Q(action__regex=r"^[a-z_]+\.[a-z_]+$")
                & models.Q(target__regex=r"^[a-z_.]*$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.outcome}"


class AuditSeal(AppendOnly):
    """One link of a hub's chain: the hash over the entries it covers and the link before."""

    row_rule = f"chain = ANY ({tenancy.SCOPE})"

    chain = models.IntegerField(help_text="hub id; 0 for entries of no hub")
    number = models.PositiveIntegerField()
    entry_ids = models.JSONField(default=list)
    entries_before = models.BigIntegerField(default=0)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["chain", "number"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_seal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}/{self.number}"


class Receipt(models.Model):
    """A form that was accepted: posting it again leads to the same place and does nothing."""

    row_rule = tenancy.OWN_ROWS

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField()
    path = models.CharField(max_length=300)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="receipt_once")]

    def __str__(self) -> str:
        return str(self.key)


class Notice(HubOwned):
    """A message waiting in somebody's inbox: a text key and an address, no personal content."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=60)
    values = models.JSONField(default=dict)
    path = models.CharField(max_length=300)
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["hub", "person", "read_at"], name="notice_unread")]

    def __str__(self) -> str:
        return self.key


class WrongTries(models.Model):
    """A bucket of tries per subject (an account, hashed); refilled with time, kept in the database."""

    subject = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.subject[:8]}… {self.count}"
