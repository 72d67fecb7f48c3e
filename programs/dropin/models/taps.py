"""Taps that are no visit of their own: arrivals that repeat a stay, departures heard of late."""

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programs.dropin.choices import TapKind
from programs.dropin.models.base import OfHub

_TOKYO_DAY = Func(
    F("at"),
    template="(%(expressions)s AT TIME ZONE 'Asia/Tokyo')::date",
    output_field=models.DateField(),
)


class Tap(OfHub):
    """What was tapped and when, kept so that taps heard of later give the same visits (decision 0008).

    A family's is named by the family, a guest's departure by the number of the guest's arrival.
    ``visit`` is the stay that it belongs to; None for a departure that ended none so far.
    """

    site = models.ForeignKey(
        "registry.Site", models.PROTECT, related_name="+", db_index=False, verbose_name=_("施設")
    )
    kind = models.CharField(_("種別"), max_length=10, choices=TapKind)
    household = models.ForeignKey(
        "registry.Household",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # tap_by_household begins with it
        verbose_name=_("ご家族"),
    )
    arrival = models.UUIDField(null=True, editable=False)
    visit = models.ForeignKey("dropin.Visit", models.CASCADE, null=True, related_name="taps")
    at = models.DateTimeField(_("時刻"))
    day = models.GeneratedField(
        expression=_TOKYO_DAY, output_field=models.DateField(_("日付")), db_persist=True
    )
    nonce = models.UUIDField(editable=False)
    device = models.CharField(max_length=16, blank=True, editable=False)
    undone = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("受付で押した記録")
        constraints = [
            models.UniqueConstraint(fields=["hub", "nonce"], name="tap_nonce_once"),
            models.CheckConstraint(
                name="tap_of_somebody",
                condition=Q(household__isnull=False, arrival=None)
                | Q(household=None, arrival__isnull=False, kind=TapKind.DEPARTURE),
            ),
        ]
        indexes = [
            models.Index(fields=["household", "day"], name="tap_by_household"),
            models.Index(
                fields=["arrival"], condition=Q(arrival__isnull=False), name="tap_by_arrival"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
