"""Hubs, their places and hours, and the two parties under their names of a time."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.kernel.models import HubOwned
from programs.registry.choices import (
    Program,
    Side,
    SiteKind,
)
from programs.registry.rules import place_name


class Hub(models.Model):
    """One ward's hub. Names of hubs are public; all else of a hub is under row security."""

    ward_code = models.CharField(_("区コード"), max_length=10, unique=True)
    ward_name = models.CharField(_("区名"), max_length=20)
    name = models.CharField(_("拠点名"), max_length=60)
    slug = models.SlugField(_("公開アドレス名"), max_length=30, unique=True)

    class Meta:
        ordering = ["ward_code", "pk"]
        verbose_name = _("拠点")
        constraints = [
            # These stand beside the hubs' names in public addresses.
            models.CheckConstraint(
                name="hub_slug_not_reserved",
                condition=~Q(slug__in=["check", "accessibility", "help"]),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Site(HubOwned):
    """A place where a hub works, and which of the seven programs it offers."""

    name = models.CharField(_("施設名"), max_length=60)
    kind = models.CharField(_("種別"), max_length=10, choices=SiteKind, default=SiteKind.MAIN)
    programs = ArrayField(
        models.PositiveSmallIntegerField(choices=Program),
        verbose_name=_("実施する事業"),
        default=list,
    )
    capacity = models.PositiveSmallIntegerField(_("定員の目安（人）"), default=50)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    address = models.CharField(_("住所"), max_length=200, blank=True)
    access = models.CharField(_("交通"), max_length=200, blank=True)
    closed_at = models.DateTimeField(_("廃止日時"), null=True, blank=True)

    class Meta:
        ordering = ["hub_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "name"], name="site_name_once_a_hub"),
            models.CheckConstraint(name="site_capacity_positive", condition=Q(capacity__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Its name for people outside: under that of its hub."""
        return place_name(self.hub.name, self.name)

    @property
    def whereabouts(self) -> str:
        """The place and, where known, its address, on one line."""
        return f"{self.place}　{self.address}" if self.address else self.place

    @property
    def phone_line(self) -> str:
        """The line of a letter that gives the number to call; empty where none is known."""
        return gettext("電話：%(phone)s") % {"phone": self.phone} + "\n" if self.phone else ""


class OpeningHours(HubOwned):
    """A weekday's opening hours of a site; a weekday without a row is closed."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("曜日"), help_text="0 = Monday")
    opens_at = models.TimeField(_("開館"))
    closes_at = models.TimeField(_("閉館"))

    class Meta:
        ordering = ["site", "weekday"]
        constraints = [
            models.UniqueConstraint(fields=["site", "weekday"], name="hours_once_a_weekday"),
            models.CheckConstraint(
                name="hours_in_order", condition=Q(opens_at__lt=F("closes_at")) & Q(weekday__lte=6)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday_name} {self.opens_at:%H:%M}"

    @property
    def weekday_name(self) -> str:
        """The weekday in the language of the screen."""
        return str(WEEKDAYS[self.weekday])


class Party(HubOwned):
    """One of the two who implement the program, under the name of a time."""

    side = models.CharField(_("立場"), max_length=10, choices=Side)
    legal_name = models.CharField(_("名称"), max_length=100)
    unit = models.CharField(_("部署"), max_length=100, blank=True)
    valid_from = models.DateField(_("適用開始日"))
    valid_to = models.DateField(_("適用終了日"), null=True, blank=True)

    class Meta:
        ordering = ["hub", "side", "valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "side", "valid_from"], name="party_name_from_a_day"
            ),
            models.UniqueConstraint(
                fields=["hub", "side"], condition=Q(valid_to=None), name="party_one_present_name"
            ),
            models.CheckConstraint(
                name="party_dates_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.legal_name} {self.unit}".strip()
