"""Near misses and accidents; every text of theirs is sealed, every step stays."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.daylog.choices import (
    Care,
    IncidentKind,
    IncidentState,
    Involved,
    Place,
    Severity,
    StepKind,
    Told,
)
from programs.kernel.models import AppendOnly, HubOwned, Versioned
from programs.kernel.sealing import Sealed


class IncidentText(Sealed):
    """A sealed text of a report."""

    class Meta:
        verbose_name = _("報告の文")


class Incident(HubOwned, Versioned):
    """One report: what is counted stands here, what tells of people is sealed."""

    site = models.ForeignKey(
        "registry.Site", models.PROTECT, related_name="+", verbose_name=_("施設")
    )
    kind = models.CharField(_("種別"), max_length=10, choices=IncidentKind)
    happened_at = models.DateTimeField(_("発生日時"))
    place = models.CharField(pgettext_lazy("incident", "場所"), max_length=10, choices=Place)
    involved = models.CharField(_("だれに"), max_length=8, choices=Involved)
    severity = models.CharField(_("程度"), max_length=8, choices=Severity)
    care = models.CharField(_("手当て"), max_length=10, choices=Care)
    household = models.ForeignKey(
        "registry.Household", models.PROTECT, null=True, related_name="+", verbose_name=_("ご家族")
    )
    story = models.ForeignKey(IncidentText, models.PROTECT, related_name="+")
    measures = models.ForeignKey(IncidentText, models.PROTECT, related_name="+")
    cause = models.ForeignKey(IncidentText, models.PROTECT, null=True, related_name="+")
    prevention = models.ForeignKey(IncidentText, models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        pgettext_lazy("incident", "状態"),
        max_length=8,
        choices=IncidentState,
        default=IncidentState.OPEN,
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("ヒヤリハット・事故")
        constraints = [
            models.CheckConstraint(
                name="incident_decided_says_how",
                condition=Q(state__in=[IncidentState.OPEN, IncidentState.VOID])
                | Q(prevention__isnull=False),
            ),
            models.CheckConstraint(
                name="incident_near_miss_hurt_nobody",
                condition=Q(kind=IncidentKind.ACCIDENT) | Q(severity=Severity.NONE),
            ),
        ]
        indexes = [models.Index(fields=["hub", "happened_at"], name="incident_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def tone(self) -> str:
        """The colour of its state's badge."""
        return _TONES.get(self.state, "neutral")

    def get_absolute_url(self) -> str:
        """Return the page of the report."""
        return reverse("daylog:incident-read", args=[self.pk])


_TONES: dict[str, str] = {
    IncidentState.OPEN: "warning",
    IncidentState.DECIDED: "info",
    IncidentState.CLOSED: "success",
}


class IncidentStep(HubOwned, AppendOnly):
    """One thing done about a report: who was told when, what was added, decided, closed."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind)
    told = models.CharField(_("連絡先"), max_length=10, choices=Told, blank=True)
    happened_at = models.DateTimeField(_("日時"))
    text = models.ForeignKey(IncidentText, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("報告の経過")
        constraints = [
            models.CheckConstraint(
                name="incidentstep_told_somebody",
                condition=(Q(kind=StepKind.TOLD) & ~Q(told=""))
                | (~Q(kind=StepKind.TOLD) & Q(told="")),
            ),
            models.CheckConstraint(
                name="incidentstep_note_says_something",
                condition=~Q(kind__in=[StepKind.NOTE, StepKind.VOID, StepKind.REOPENED])
                | Q(text__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
