"""Rules as data of a hub, signals with their reason, and what was done about each."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.kernel.models import AppendOnly, HubOwned, Versioned
from programs.kernel.sealing import Sealed
from programs.signals.choices import Kind, State
from programs.signals.rules import OPEN, Reason, Terms

_PERSON = settings.AUTH_USER_MODEL


class Rule(HubOwned, Versioned):
    """One rule with its numbers; off unless somebody turned it on, who is named."""

    kind = models.CharField(_("決まり"), max_length=10, choices=Kind)
    active = models.BooleanField(_("使う"), default=False)
    times = models.PositiveSmallIntegerField(_("回数"))
    weeks = models.PositiveSmallIntegerField(_("期間（週）"))
    absent_weeks = models.PositiveSmallIntegerField(_("来館のない期間（週）"), default=0)
    switched_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    switched_at = models.DateTimeField(_("切り替えた日時"), null=True)
    looked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["hub_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "kind"], name="signal_rule_once"),
            models.CheckConstraint(
                name="signal_rule_on_by_somebody",
                condition=Q(active=False) | Q(switched_by__isnull=False, switched_at__isnull=False),
            ),
            models.CheckConstraint(
                name="signal_rule_numbers", condition=Q(times__gte=2, weeks__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def terms(self) -> Terms:
        """Its numbers as the rules take them."""
        return Terms(self.times, self.weeks, self.absent_weeks)


class SignalText(Sealed):
    """What somebody wrote when answering a signal."""


class Signal(HubOwned):
    """A reason to look at a family; open until somebody answers or the reason is gone."""

    household = models.ForeignKey(
        "registry.Household", models.PROTECT, related_name="+", verbose_name=_("ご家族")
    )
    kind = models.CharField(_("決まり"), max_length=10, choices=Kind)
    topic = models.ForeignKey("consultations.Code", models.PROTECT, null=True, related_name="+")
    # The topic's key once more, 0 without one, because a constraint needs a value.
    about = models.BigIntegerField(default=0)
    count = models.PositiveSmallIntegerField(_("回数"))
    first_on = models.DateField(_("最初の日"))
    last_on = models.DateField(_("最後の日"))
    rows = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField(
        pgettext_lazy("signal", "状態"), max_length=10, choices=State, default=State.NEW
    )
    found_at = models.DateTimeField(_("見つけた日時"))
    answered_at = models.DateTimeField(null=True)

    # The reason by its rows as they are by now, where `queries.stand` has looked.
    why: Reason | None

    class Meta:
        ordering = ["-found_at", "-pk"]
        verbose_name = _("気づき")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "kind", "about"],
                condition=Q(state__in=OPEN),
                name="signal_open_once",
            ),
            models.CheckConstraint(
                name="signal_days_in_order", condition=Q(last_on__gte=models.F("first_on"))
            ),
        ]
        indexes = [models.Index(fields=["hub", "state", "-found_at"], name="signal_by_state")]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def found(self) -> Reason:
        """The reason as it was found, or last counted."""
        return Reason(self.count, self.first_on, self.last_on, tuple(self.rows))

    def get_absolute_url(self) -> str:
        """Return the page where it is answered."""
        return reverse("signals:signal-answer", args=[self.pk])


class SignalStep(HubOwned, AppendOnly):
    """One answer: who, when, what, and the words sealed."""

    signal = models.ForeignKey(Signal, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=State)
    at = models.DateTimeField()
    by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    text = models.OneToOneField(SignalText, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.get_state_display())
