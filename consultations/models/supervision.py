"""Supervision: the director has read a record through, with a comment, and may lock it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.choices import SupervisionStep
from consultations.models.meetings import CaseMeeting
from consultations.models.notes import SealedText
from consultations.models.records import Consultation
from programs.kernel.models import AppendOnly, HubOwned


class Supervision(HubOwned, AppendOnly):
    """A record was read through, locked or unlocked: by whom, when; the comment is sealed."""

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, related_name="supervisions"
    )
    meeting = models.ForeignKey(CaseMeeting, models.PROTECT, null=True, related_name="supervisions")
    kind = models.CharField(_("種類"), max_length=10, choices=SupervisionStep)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("記入日時"))
    text = models.OneToOneField(SealedText, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="supervision_of_one",
                condition=Q(consultation=None, meeting__isnull=False)
                | Q(consultation__isnull=False, meeting=None),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class TrainingNeed(HubOwned):
    """What somebody on the staff should learn, noted while reading through; the director's list."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("職員")
    )
    subject = models.CharField(_("学ぶこと"), max_length=100)
    supervision = models.ForeignKey(
        Supervision, models.PROTECT, null=True, related_name="training_needs"
    )
    noted_on = models.DateField(_("書いた日"))
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    met_on = models.DateField(_("研修を終えた日"), null=True)

    class Meta:
        ordering = ["person", "noted_on", "pk"]
        indexes = [models.Index(fields=["hub", "person"], name="training_need_of")]

    def __str__(self) -> str:
        return self.subject
