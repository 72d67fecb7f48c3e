"""The log of a site's day, who was on duty, and what was corrected after it was closed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.daylog.choices import DutyKind, LogField, Weather
from programs.kernel.models import AppendOnly, HubOwned, Versioned


class DayLog(HubOwned, Versioned):
    """One day of one site. Once closed it never changes: corrections stand beside it."""

    site = models.ForeignKey(
        "registry.Site", models.PROTECT, related_name="+", verbose_name=_("施設")
    )
    day = models.DateField(_("日付"))
    weather = models.CharField(LogField.WEATHER.label, max_length=12, choices=Weather, blank=True)
    closure = models.CharField(LogField.CLOSURE.label, max_length=200, blank=True)
    happened = models.TextField(LogField.HAPPENED.label, max_length=4000, blank=True)
    events = models.TextField(LogField.EVENTS.label, max_length=4000, blank=True)
    remarks = models.TextField(LogField.REMARKS.label, max_length=4000, blank=True)
    tomorrow = models.TextField(LogField.TOMORROW.label, max_length=4000, blank=True)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(db_default=Now())
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("締めた日時"), null=True, editable=False)

    class Meta:
        ordering = ["-day", "pk"]
        verbose_name = _("日報")
        constraints = [
            models.UniqueConstraint(fields=["site", "day"], name="daylog_once"),
            models.CheckConstraint(
                name="daylog_closed_by_somebody",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["hub", "day"], name="daylog_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.pk}"

    def get_absolute_url(self) -> str:
        """Return the page of that day."""
        return reverse("daylog:log-show", args=[self.site_id, self.day.isoformat()])


class Correction(HubOwned, AppendOnly):
    """What one part of a closed log said, what it says now, why, by whom and when."""

    log = models.ForeignKey(DayLog, models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    field = models.CharField(_("項目"), max_length=12, choices=LogField)
    before = models.TextField(_("訂正前"), blank=True)
    after = models.TextField(_("訂正後"), blank=True)
    reason = models.CharField(_("訂正の理由"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = _("日報の訂正")
        constraints = [
            models.UniqueConstraint(fields=["log", "number"], name="correction_in_turn"),
            models.CheckConstraint(name="correction_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="correction_changes", condition=~Q(before=F("after"))),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.number}"


class Duty(HubOwned):
    """Somebody on duty on a day. After the log is closed only added or removed, with a reason."""

    log = models.ForeignKey(DayLog, models.PROTECT, related_name="duties")
    kind = models.CharField(_("区分"), max_length=10, choices=DutyKind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(_("お名前"), max_length=60)
    came_at = models.TimeField(_("出勤"), null=True)
    left_at = models.TimeField(_("退勤"), null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    late_reason = models.CharField(_("あとから加えた理由"), max_length=300, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True)
    removed_reason = models.CharField(_("取り消した理由"), max_length=300, blank=True)

    class Meta:
        ordering = ["kind", "came_at", "pk"]
        verbose_name = _("勤務")
        constraints = [
            models.UniqueConstraint(
                fields=["log", "person"],
                condition=Q(removed_at=None),
                name="duty_person_once",
            ),
            models.UniqueConstraint(
                fields=["log", "name"],
                condition=Q(removed_at=None, person=None),
                name="duty_name_once",
            ),
            models.CheckConstraint(name="duty_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="duty_in_order",
                condition=Q(came_at=None) | Q(left_at=None) | Q(left_at__gte=F("came_at")),
            ),
            models.CheckConstraint(
                name="duty_removed_by_somebody",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
