"""Families as the hub knows them, and the words by which they are found."""

import secrets
from functools import cache

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programs.kernel.models import HubOwned, Versioned
from programs.registry.choices import (
    Relation,
    Residence,
)


def new_token() -> str:
    """Make the opaque token of a family's card: 22 characters, nothing to guess."""
    return secrets.token_urlsafe(16)


class Household(HubOwned, Versioned):
    """A family as the hub knows it."""

    number = models.PositiveIntegerField(_("登録番号"))
    name = models.CharField(_("ご家族の名前"), max_length=100)
    name_kana = models.CharField(_("ふりがな"), max_length=100, blank=True)
    residence = models.CharField(_("お住まい"), max_length=12, choices=Residence)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    postcode = models.CharField(_("郵便番号"), max_length=8, blank=True)
    address = models.CharField(_("住所"), max_length=200, blank=True)
    door_note = models.CharField(_("受付で知っておくこと"), max_length=300, blank=True)
    card_token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    is_demo = models.BooleanField(_("練習用"), default=False)
    registered_on = models.DateField(_("登録日"))
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["name_kana", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "number"], name="household_number_once")
        ]
        indexes = [models.Index(fields=["hub", "name_kana", "number"], name="household_by_kana")]

    def __str__(self) -> str:
        return self.name

    @property
    def residence_label(self) -> str:
        """Where the family lives, in words; for lists, where Django's own way costs too much."""
        return _residences(get_language())[self.residence]


@cache
def _residences(language: str | None) -> dict[str, str]:
    return {code: str(label) for code, label in Residence.choices}


class Adult(HubOwned):
    """A grown-up of a household."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="adults")
    name = models.CharField(_("氏名"), max_length=100)
    name_kana = models.CharField(_("ふりがな"), max_length=100, blank=True)
    relation = models.CharField(_("続柄"), max_length=12, choices=Relation)
    birth_on = models.DateField(_("生年月日"), null=True, blank=True)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)

    class Meta:
        ordering = ["household_id", "pk"]

    def __str__(self) -> str:
        return self.name


class Child(HubOwned):
    """A child, or one that is expected: then only the due date is known."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="children")
    name = models.CharField(_("お名前"), max_length=100, blank=True)
    name_kana = models.CharField(_("ふりがな"), max_length=100, blank=True)
    birth_on = models.DateField(_("生年月日"), null=True, blank=True)
    due_on = models.DateField(_("出産予定日"), null=True, blank=True)

    class Meta:
        ordering = ["household_id", "birth_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="child_born_or_due",
                condition=Q(birth_on__isnull=False) | Q(due_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name or str(_("（出産予定）"))


class SearchKey(HubOwned):
    """A folded word by which a household is found: kana of any member, number, phone, last four."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="keys")
    key = models.CharField(max_length=100, db_collation="C")
    of_family = models.BooleanField(default=False, help_text="name, number or phone of the family")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "key", "household"], name="search_key_once")
        ]
