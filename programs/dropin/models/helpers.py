"""Volunteers and students who are inside: counted when the house is left, never as visitors."""

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programs.dropin.choices import HelperKind
from programs.dropin.models.base import OfHub

_TOKYO_DAY = Func(
    F("came_at"),
    template="(%(expressions)s AT TIME ZONE 'Asia/Tokyo')::date",
    output_field=models.DateField(),
)


class Helper(OfHub):
    """A volunteer, a student, or a group of them, from coming to leaving."""

    site = models.ForeignKey(
        "registry.Site", models.PROTECT, related_name="+", verbose_name=_("施設")
    )
    kind = models.CharField(_("区分"), max_length=10, choices=HelperKind)
    name = models.CharField(_("お名前"), max_length=60)
    count = models.PositiveSmallIntegerField(_("人数"), default=1)
    came_at = models.DateTimeField(_("来た時刻"))
    left_at = models.DateTimeField(_("帰った時刻"), null=True)
    day = models.GeneratedField(
        expression=_TOKYO_DAY, output_field=models.DateField(_("日付")), db_persist=True
    )
    # Of a coming that was tapped without a network: a repeat of it changes nothing.
    nonce = models.UUIDField(null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["came_at", "pk"]
        verbose_name = _("ボランティア・学生の入館")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "day", "name"], condition=Q(left_at=None), name="helper_inside_once"
            ),
            models.UniqueConstraint(fields=["hub", "nonce"], name="helper_nonce_once"),
            models.CheckConstraint(name="helper_count", condition=Q(count__gte=1)),
            models.CheckConstraint(name="helper_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="helper_leaves_after_coming",
                condition=Q(left_at=None) | Q(left_at__gte=F("came_at")),
            ),
        ]
        indexes = [models.Index(fields=["hub", "day", "site"], name="helper_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.pk}"

    @property
    def key(self) -> str:
        """By what a tablet without a network knows it."""
        return str(self.nonce or f"helper{self.pk}")
