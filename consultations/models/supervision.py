"""Supervision: the director has read a record through, with a comment, and may lock it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.choices import SupervisionStep
from consultations.models.records import Consultation, SealedText
from programs.kernel.models import AppendOnly, HubOwned


class Supervision(HubOwned, AppendOnly):
    """A record was read through, locked or unlocked: by whom, when; the comment is sealed."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="supervisions")
    kind = models.CharField(_("種類"), max_length=10, choices=SupervisionStep)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("記入日時"))
    text = models.OneToOneField(SealedText, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())
