"""Partner groups, and what one area hands on to another."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programs.kernel.models import HubOwned, Versioned
from programs.kernel.ordering import kana_order
from programs.registry.choices import (
    Area,
    GroupKind,
    HandoffState,
)
from programs.registry.models.families import Household
from programs.registry.models.people import Person


class PartnerGroup(HubOwned, Versioned):
    """A group or office that the hub works with; its people are not users of this system."""

    name = models.CharField(_("団体名"), max_length=100)
    name_kana = models.CharField(_("ふりがな"), max_length=100, blank=True)
    kana_order = kana_order("name_kana")
    kind = models.CharField(_("種別"), max_length=20, choices=GroupKind)
    area = models.CharField(_("地区"), max_length=60, blank=True)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    contact_name = models.CharField(_("担当の方"), max_length=100, blank=True)
    opening = models.CharField(_("開いている日と時間"), max_length=200, blank=True)
    source = models.CharField(_("情報の出どころ"), max_length=200, blank=True)
    note = models.CharField(_("メモ"), max_length=500, blank=True)
    verified_on = models.DateField(_("最終確認日"), null=True, blank=True)

    class Meta:
        ordering = ["kana_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["hub", "name"], name="group_name_once")]

    def __str__(self) -> str:
        return self.name


class GroupContact(HubOwned):
    """Somebody of a partner group whom the hub may turn to; no user of this system."""

    group = models.ForeignKey(PartnerGroup, models.CASCADE, related_name="contacts")
    name = models.CharField(_("お名前"), max_length=100)
    position = models.CharField(_("役職・担当"), max_length=100, blank=True)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    email = models.EmailField(_("メールアドレス"), blank=True)
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["group_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "name"],
                condition=Q(removed_at=None),
                name="group_contact_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Handoff(HubOwned):
    """One area asks another to take something on; the two never import each other."""

    from_area = models.CharField(max_length=20)
    to_area = models.CharField(max_length=20)
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject = models.CharField(_("内容"), max_length=200)
    state = models.CharField(max_length=10, choices=HandoffState, default=HandoffState.OFFERED)
    offered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(db_default=Now())
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(_("理由"), max_length=300, blank=True)

    class Meta:
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="handoff_answered_or_open",
                condition=Q(state=HandoffState.OFFERED, answered_at=None)
                | (~Q(state=HandoffState.OFFERED) & Q(answered_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_label} → {self.to_label}"

    @property
    def from_label(self) -> str:
        """The area that asks, in words."""
        return str(Area(self.from_area).label)

    @property
    def to_label(self) -> str:
        """The area that is asked, in words."""
        return str(Area(self.to_area).label)
