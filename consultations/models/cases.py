"""Continuing cases: several consultations under one plan, with an owner and a day to look again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations.choices import CaseEnd, CaseState, CaseStep, WorkKind
from consultations.models.notes import SealedText
from consultations.models.records import Consultation
from consultations.rules import ANSWER_DAYS, ESCALATION_DAYS, REVIEW_DAYS
from programs.kernel.models import AppendOnly, HubOwned, Versioned


class Case(HubOwned, Versioned):
    """Support over a longer time; its plan is sealed, what happened to it stands in its events."""

    number = models.PositiveIntegerField(_("番号"))
    site = models.ForeignKey(
        "registry.Site", models.PROTECT, related_name="+", verbose_name=_("施設")
    )
    household = models.ForeignKey(
        "registry.Household",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("ご家族"),
    )
    plan = models.OneToOneField(
        SealedText, models.PROTECT, related_name="+", verbose_name=_("支援の計画")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("担当")
    )
    review_on = models.DateField(_("見直しの日"))
    state = models.CharField(_("状態"), max_length=10, choices=CaseState, default=CaseState.OPEN)
    end = models.CharField(_("終了の理由"), max_length=10, choices=CaseEnd, blank=True)
    opened_on = models.DateField(_("開始日"))
    closed_on = models.DateField(_("終了日"), null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["review_on", "pk"]
        indexes = [
            models.Index(
                fields=["hub", "owner", "review_on"],
                name="case_open",
                condition=Q(state=CaseState.OPEN),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["hub", "number"], name="case_number_once"),
            models.CheckConstraint(
                name="case_closed_with_reason",
                condition=Q(state=CaseState.OPEN, closed_on=None, end="")
                | (Q(state=CaseState.CLOSED, closed_on__isnull=False) & ~Q(end="")),
            ),
        ]

    def __str__(self) -> str:
        return gettext("継続支援 %(number)s") % {"number": self.number}


class CaseTalk(HubOwned):
    """A consultation that belongs to a case; to one at most."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="talks")
    consultation = models.OneToOneField(
        Consultation, models.PROTECT, related_name="case_link", verbose_name=_("相談")
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.consultation)


class CaseEvent(HubOwned, AppendOnly):
    """What happened to a case: when, by whom; the words are sealed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    kind = models.CharField(_("種類"), max_length=10, choices=CaseStep)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("記入日時"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    review_on = models.DateField(_("見直しの日"), null=True)
    end = models.CharField(_("終了の理由"), max_length=10, choices=CaseEnd, blank=True)
    text = models.ForeignKey(SealedText, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Terms(HubOwned, Versioned):
    """The hub's own terms in days; a hub without a row goes by the defaults."""

    review_days = models.PositiveSmallIntegerField(_("見直しまでの日数"), default=REVIEW_DAYS)
    answer_days = models.PositiveSmallIntegerField(_("返事を待つ日数"), default=ANSWER_DAYS)
    escalation_days = models.PositiveSmallIntegerField(
        _("施設長に知らせるまでの日数"), default=ESCALATION_DAYS
    )

    class Meta:
        ordering = ["hub", "pk"]
        constraints = [models.UniqueConstraint(fields=["hub"], name="terms_once")]

    def __str__(self) -> str:
        return f"{self.review_days}/{self.answer_days}/{self.escalation_days}"


class Escalation(HubOwned, AppendOnly):
    """The director was told that something is long overdue; once for each thing and due day."""

    kind = models.CharField(_("種類"), max_length=10, choices=WorkKind)
    number = models.BigIntegerField()
    due_on = models.DateField(_("期日"))
    told_at = models.DateTimeField(_("知らせた日時"))

    class Meta:
        ordering = ["told_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "kind", "number", "due_on"], name="escalation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
