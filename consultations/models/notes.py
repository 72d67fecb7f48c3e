"""Sealed texts, the notes of a consultation, and what is to be done next."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.choices import FollowUpKind
from consultations.models.records import Consultation
from programs.kernel.models import AppendOnly, HubOwned, Versioned


class SealedText(HubOwned):
    """A text that a copy of the database does not show; opened only by `sealed.read`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ciphertext = models.BinaryField()
    key_id = models.CharField(max_length=100)

    class Meta:
        indexes = [models.Index(fields=["hub", "key_id"], name="sealed_by_key")]

    def __str__(self) -> str:
        return f"{self.uuid}"


class Note(HubOwned, AppendOnly):
    """A restricted note; a correction is a note of its own that points to the one it replaces."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.OneToOneField(SealedText, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("記入日時"))
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="corrections",
        verbose_name=_("訂正前のメモ"),
    )

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["corrects"], name="note_corrected_once")]

    def __str__(self) -> str:
        return f"{self.written_at:%Y-%m-%d %H:%M}"


class FollowUp(HubOwned, Versioned):
    """Something to do by a day, owned by one person; the words about it are sealed.

    It comes from a consultation, from a meeting, or from looking after a family without a talk.
    """

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, related_name="follow_ups"
    )
    meeting = models.ForeignKey(
        "CaseMeeting", models.PROTECT, null=True, related_name="decisions", verbose_name=_("会議")
    )
    household = models.ForeignKey(
        "registry.Household",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("ご家族"),
    )
    due_on = models.DateField(_("期日"))
    kind = models.CharField(_("することの種類"), max_length=10, choices=FollowUpKind)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("担当")
    )
    text = models.OneToOneField(SealedText, models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(_("完了日時"), null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    result = models.OneToOneField(
        SealedText, models.PROTECT, null=True, related_name="+", verbose_name=_("結果")
    )

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["hub", "owner", "due_on"], name="follow_up_open", condition=Q(done_at=None)
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="follow_up_from_one",
                condition=Q(consultation__isnull=False, meeting=None, household=None)
                | Q(consultation=None, meeting__isnull=False, household=None)
                | Q(consultation=None, meeting=None, household__isnull=False),
            ),
            models.CheckConstraint(
                name="follow_up_done_by_somebody",
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def author_id(self) -> int:
        """Whose it is: the owner reads and finishes it."""
        return self.owner_id
