"""What ties families together: shared children, consents, and registrations of one family found twice."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programs.kernel.models import AppendOnly, HubOwned
from programs.registry.choices import ConsentKind
from programs.registry.models.families import Child, Household


class ChildHome(HubOwned):
    """A second family of a child; the child stays one row, of the family that registered it."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="homes")
    household = models.ForeignKey(Household, models.CASCADE, related_name="child_homes")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["household_id", "child_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["household", "child"], name="child_home_once")
        ]

    def __str__(self) -> str:
        return f"{self.household_id}/{self.child_id}"


class Consent(HubOwned, AppendOnly):
    """A family's yes or no to one thing on a day; the newest row of a kind is what holds."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="consents")
    kind = models.CharField(_("同意の内容"), max_length=12, choices=ConsentKind)
    given = models.BooleanField(_("同意"))
    wording_version = models.CharField(_("説明した文書の版"), max_length=40)
    said_on = models.DateField(_("確認した日"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("記録した人")
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-said_on", "-pk"]
        indexes = [models.Index(fields=["household", "-said_on", "-id"], name="consent_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.said_on}"


class DifferentFamilies(HubOwned):
    """Two registrations that look alike and were found to be two families."""

    first = models.ForeignKey(Household, models.CASCADE, related_name="+")
    second = models.ForeignKey(Household, models.CASCADE, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["first_id", "second_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="different_families_once"),
            models.CheckConstraint(
                name="different_families_in_order", condition=Q(first__lt=F("second"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}/{self.second_id}"


class MergeRecord(HubOwned):
    """Two registrations of one family made one, with what is needed to take it back.

    ``before`` holds ids of moved rows and the values that the merge replaced.
    """

    kept = models.ForeignKey(
        Household, models.PROTECT, related_name="+", verbose_name=_("残した登録")
    )
    gone = models.ForeignKey(
        Household, models.PROTECT, related_name="+", verbose_name=_("統合した登録")
    )
    before = models.JSONField(default=dict)
    merged_at = models.DateTimeField(_("統合した日時"))
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("統合した人")
    )
    undone_at = models.DateTimeField(_("元に戻した日時"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at=None), name="merged_away_once"
            ),
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("gone"))),
            models.CheckConstraint(
                name="merge_undone_by",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"
