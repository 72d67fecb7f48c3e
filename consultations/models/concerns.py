"""A suspected maltreatment and its decision log."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultations.choices import StepKind
from consultations.models.notes import SealedText
from consultations.models.records import Consultation
from programs.kernel.models import AppendOnly, HubOwned


class Concern(HubOwned, AppendOnly):
    """A suspected maltreatment; opened once, never changed or deleted. What follows is in its steps."""

    consultation = models.OneToOneField(
        Consultation, models.PROTECT, null=True, related_name="concern", verbose_name=_("相談")
    )
    household = models.ForeignKey("registry.Household", models.PROTECT, null=True, related_name="+")
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("開始日時"))
    told = models.PositiveSmallIntegerField(_("知らせた施設長の人数"), default=0)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["hub", "nonce"], name="concern_nonce_once")]

    def __str__(self) -> str:
        return str(_("虐待の疑いへの対応"))

    def get_absolute_url(self) -> str:
        """Return the address of its log."""
        return reverse("consultations:concern-detail", args=[self.pk])


class ConcernStep(HubOwned, AppendOnly):
    """One line of the decision log: who, when, which kind, whom called; the words are sealed."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="steps")
    kind = models.CharField(_("種類"), max_length=10, choices=StepKind)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    happened_at = models.DateTimeField(_("日時"))
    written_at = models.DateTimeField(_("記入日時"))
    contact = models.ForeignKey("SafetyEntry", models.PROTECT, null=True, related_name="+")
    text = models.OneToOneField(SealedText, models.PROTECT, null=True, related_name="+")
    check_on = models.DateField(_("次に確認する日"), null=True)

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())
