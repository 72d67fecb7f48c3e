"""Families as the hub knows them, and the words by which they are found."""

import secrets
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programs.kernel.models import HubOwned, Versioned
from programs.kernel.ordering import kana_order
from programs.registry.choices import (
    ArchiveReason,
    FoundBy,
    Language,
    Relation,
    Residence,
)

if TYPE_CHECKING:
    from programs.registry.models.ties import ChildHome


def new_token() -> str:
    """Make the opaque token of a family's card: 22 characters, nothing to guess."""
    return secrets.token_urlsafe(16)


class Household(HubOwned, Versioned):
    """A family as the hub knows it."""

    number = models.PositiveIntegerField(_("登録番号"))
    name = models.CharField(_("ご家族の名前"), max_length=100)
    name_kana = models.CharField(_("ふりがな"), max_length=100, blank=True)
    kana_order = kana_order("name_kana")
    residence = models.CharField(_("お住まい"), max_length=12, choices=Residence)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    postcode = models.CharField(_("郵便番号"), max_length=8, blank=True)
    address = models.CharField(_("住所"), max_length=200, blank=True)
    door_note = models.CharField(_("受付で知っておくこと"), max_length=300, blank=True)
    allergies = models.CharField(_("アレルギー"), max_length=300, blank=True)
    languages = ArrayField(
        models.CharField(max_length=12, choices=Language),
        verbose_name=_("日本語以外で使うことば"),
        default=list,
        blank=True,
    )
    found_by = models.CharField(
        _("拠点を知ったきっかけ"), max_length=12, choices=FoundBy, blank=True
    )
    moved_on = models.DateField(_("転出した日"), null=True, blank=True)
    card_token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    is_demo = models.BooleanField(_("練習用"), default=False)
    registered_on = models.DateField(_("登録日"))
    archived_at = models.DateTimeField(null=True, editable=False)
    archived_reason = models.CharField(
        _("利用を終了した理由"), max_length=12, choices=ArchiveReason, blank=True
    )
    archived_note = models.CharField(_("補足"), max_length=200, blank=True)
    shared_children: "models.ManyToManyField[Child, ChildHome]" = models.ManyToManyField(
        "Child", through="ChildHome", related_name="other_homes"
    )

    class Meta:
        ordering = ["kana_order", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "number"], name="household_number_once"),
            models.CheckConstraint(
                name="household_archived_for_a_reason",
                condition=Q(archived_at=None, archived_reason="") | Q(archived_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["hub", "kana_order", "number"], name="household_by_kana")]

    def __str__(self) -> str:
        return self.name

    @property
    def residence_label(self) -> str:
        """Where the family lives, in words; for lists, where Django's own way costs too much."""
        return _residences(get_language())[self.residence]

    @property
    def language_labels(self) -> list[str]:
        """The family's languages besides Japanese, in words."""
        return [str(Language(code).label) for code in self.languages]

    def everybody_young(self) -> "list[Child]":
        """Return the children, then those who live in another family as well; each once."""
        own = list(self.children.all())
        known = {child.pk for child in own}
        return own + [child for child in self.shared_children.all() if child.pk not in known]


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
    lives_apart = models.BooleanField(_("別居している"), default=False)
    # Forms take 300 characters; a merge joins two notes rather than lose one.
    not_told = models.CharField(_("この方に伝えてはいけないこと"), max_length=1000, blank=True)

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
