"""The rules of a site's calendar, and what its public page shows."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programs.dropin.choices import Falls, RuleKind
from programs.dropin.models.base import OfHub
from programs.kernel.models import Versioned

_MARK = Q(kind__in=[RuleKind.HOLIDAY_ADDED, RuleKind.HOLIDAY_OFF])
_ONE_DAY = Q(kind=RuleKind.DAY) | _MARK


class CalendarRule(OfHub):
    """A rule of a site's calendar, or a hub's own mark on a holiday; see ``calendar_rules``.

    A rule is stopped from a day on and never deleted: what it decided before stays explained.
    """

    site = models.ForeignKey(
        "registry.Site", models.PROTECT, null=True, related_name="+", verbose_name=_("施設")
    )
    kind = models.CharField(_("種別"), max_length=14, choices=RuleKind)
    from_on = models.DateField(_("開始日"))
    to_on = models.DateField(_("終了日"), null=True)
    reason = models.CharField(_("理由"), max_length=60, blank=True)
    weekday = models.PositiveSmallIntegerField(_("曜日"), null=True)
    weeks = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("第何週"), default=list)
    falls = models.CharField(_("祝日の曜日"), max_length=6, choices=Falls, default=Falls.ANY)
    first_month = models.PositiveSmallIntegerField(null=True)
    first_day = models.PositiveSmallIntegerField(null=True)
    last_month = models.PositiveSmallIntegerField(null=True)
    last_day = models.PositiveSmallIntegerField(null=True)
    opens_at = models.TimeField(_("開館"), null=True)
    closes_at = models.TimeField(_("閉館"), null=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(db_default=Now())
    stopped_on = models.DateField(_("取りやめた日"), null=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-from_on", "-pk"]
        verbose_name = _("開館カレンダーの決まり")
        indexes = [models.Index(fields=["hub", "site"], name="calendar_by_site")]
        constraints = [
            models.CheckConstraint(
                name="calendar_site_or_hub",
                condition=(_MARK & Q(site=None)) | (~_MARK & Q(site__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["site", "from_on"],
                condition=Q(kind=RuleKind.DAY, stopped_on=None),
                name="calendar_day_once",
            ),
            models.UniqueConstraint(
                fields=["hub", "from_on"],
                condition=_MARK & Q(stopped_on=None),
                name="calendar_mark_once",
            ),
            models.CheckConstraint(
                name="calendar_days_in_order",
                condition=(_ONE_DAY & Q(to_on__isnull=False, to_on=F("from_on")))
                | (~_ONE_DAY & (Q(to_on=None) | Q(to_on__gte=F("from_on")))),
            ),
            models.CheckConstraint(
                name="calendar_hours",
                condition=Q(opens_at=None, closes_at=None)
                | Q(
                    kind=RuleKind.DAY,
                    opens_at__isnull=False,
                    closes_at__isnull=False,
                    closes_at__gt=F("opens_at"),
                ),
            ),
            models.CheckConstraint(
                name="calendar_weeks",
                condition=~Q(kind=RuleKind.WEEKS)
                | Q(weekday__isnull=False, weeks__len__gte=1, weeks__contained_by=[1, 2, 3, 4, 5]),
            ),
            models.CheckConstraint(
                name="calendar_weekday", condition=Q(weekday=None) | Q(weekday__lte=6)
            ),
            models.CheckConstraint(
                name="calendar_yearly",
                condition=~Q(kind=RuleKind.YEARLY)
                | Q(
                    first_month__isnull=False,
                    first_day__isnull=False,
                    last_month__isnull=False,
                    last_day__isnull=False,
                    first_month__range=(1, 12),
                    first_day__range=(1, 31),
                    last_month__range=(1, 12),
                    last_day__range=(1, 31),
                ),
            ),
            models.CheckConstraint(
                name="calendar_reason",
                condition=~Q(kind__in=[RuleKind.CLOSURE, RuleKind.DAY, RuleKind.HOLIDAY_ADDED])
                | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="calendar_stopped",
                condition=Q(stopped_on=None, stopped_by=None, stopped_at=None)
                | Q(
                    stopped_on__gte=F("from_on"),
                    stopped_by__isnull=False,
                    stopped_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_on}"


class PublicSite(OfHub, Versioned):
    """What everybody may see of a site on its public page; without a row the values here hold."""

    site = models.OneToOneField(
        "registry.Site", models.PROTECT, related_name="+", verbose_name=_("施設")
    )
    shows_page = models.BooleanField(_("公開ページ"), default=True)
    shows_crowd = models.BooleanField(_("混み具合"), default=True)
    busy_from = models.PositiveSmallIntegerField(_("やや混んでいます"), default=50)
    full_from = models.PositiveSmallIntegerField(_("混んでいます"), default=80)

    class Meta:
        ordering = ["site_id", "pk"]
        verbose_name = _("公開ページの設定")
        constraints = [
            models.CheckConstraint(
                name="public_shares_in_order",
                condition=Q(busy_from__gte=1, full_from__gt=F("busy_from"), full_from__lte=100),
            )
        ]

    def __str__(self) -> str:
        return f"{self.site_id}"
