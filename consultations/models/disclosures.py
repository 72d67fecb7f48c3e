"""Disclosure to a family: what was asked for, which records, what is blacked out, who received it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations.choices import Asker, DisclosureState, DisclosureStep, HandedBy
from consultations.models.cases import Case
from consultations.models.notes import SealedText
from consultations.models.records import Consultation
from programs.kernel.models import AppendOnly, HubOwned, Versioned


class Disclosure(HubOwned, Versioned):
    """A family asks to see its records; the director decides. A line of the register."""

    number = models.PositiveIntegerField(_("番号"))
    household = models.ForeignKey(
        "registry.Household", models.PROTECT, related_name="+", verbose_name=_("ご家族")
    )
    asker = models.CharField(_("求めた方"), max_length=10, choices=Asker)
    asker_name = models.OneToOneField(SealedText, models.PROTECT, related_name="+")
    asked_on = models.DateField(_("求めのあった日"))
    state = models.CharField(
        _("状態"), max_length=10, choices=DisclosureState, default=DisclosureState.DRAFT
    )
    handed_on = models.DateField(_("渡した日"), null=True)
    handed_by = models.CharField(_("渡し方"), max_length=10, choices=HandedBy, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "number"], name="disclosure_number_once"),
            models.CheckConstraint(
                name="disclosure_handed_known",
                condition=(
                    Q(state=DisclosureState.HANDED, handed_on__isnull=False) & ~Q(handed_by="")
                )
                | (~Q(state=DisclosureState.HANDED) & Q(handed_on=None, handed_by="")),
            ),
        ]

    def __str__(self) -> str:
        return gettext("開示 %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("consultations:disclosure-read", args=[self.pk])


class DisclosurePart(HubOwned, Versioned):
    """One record as it stood when it was chosen, sealed, with the passages that are blacked out.

    `marks`: pairs of character offsets (start, end), apart from each other and in order.
    """

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="parts")
    consultation = models.ForeignKey(Consultation, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    text = models.OneToOneField(SealedText, models.PROTECT, related_name="+")
    marks = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="disclosure_part_of_one",
                condition=Q(consultation=None, case__isnull=False)
                | Q(consultation__isnull=False, case=None),
            ),
            models.UniqueConstraint(
                fields=["disclosure", "consultation"], name="disclosure_talk_once"
            ),
            models.UniqueConstraint(fields=["disclosure", "case"], name="disclosure_case_once"),
        ]

    def __str__(self) -> str:
        return str(self.consultation or self.case)

    @property
    def source(self) -> Consultation | Case:
        """The record that was copied."""
        if self.consultation:
            return self.consultation
        assert self.case is not None  # disclosure_part_of_one
        return self.case


class DisclosureEvent(HubOwned, AppendOnly):
    """What happened to a disclosure: when, by whom; reason and receiver are sealed."""

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="events")
    kind = models.CharField(_("種類"), max_length=10, choices=DisclosureStep)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("記入日時"))
    text = models.OneToOneField(SealedText, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure"],
                condition=Q(kind__in=[DisclosureStep.GRANTED, DisclosureStep.REFUSED]),
                name="disclosure_decided_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
