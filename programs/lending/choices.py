"""Enumerations of lending toys, books and baby goods (貸し出し).

Item 品物 · loan 貸し出し · due 返却予定日 · overdue 返却が遅れている · label 品物の番号.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.kernel.policy import Action


class ItemKind(models.TextChoices):
    """What is lent."""

    TOY = "toy", _("おもちゃ")
    BOOK = "book", _("絵本・本")
    BABY = "baby", _("ベビー用品")
    OTHER = "other", pgettext_lazy("item", "その他")


class Condition(models.TextChoices):
    """How an item is."""

    GOOD = "good", _("良い")
    WORN = "worn", _("使用感あり")
    REPAIR = "repair", _("修理中")
    GONE = "gone", _("なくなった・処分した")


LENDABLE = (Condition.GOOD, Condition.WORN)


class Ending(models.TextChoices):
    """How a loan ended."""

    OPEN = "", _("貸し出し中")
    RETURNED = "returned", _("返却")
    DAMAGED = "damaged", _("破損して返却")
    LOST = "lost", _("紛失")


class StepKind(models.TextChoices):
    """One step of a loan."""

    LENT = "lent", _("貸し出し")
    EXTENDED = "extended", _("延長")
    RETURNED = "returned", _("返却")
    DAMAGED = "damaged", _("破損して返却")
    LOST = "lost", _("紛失")
    UNDONE = "undone", _("返却の取り消し")


class Act(Action):
    """What can be done with items and loans."""

    VIEW_LOANS = "lending.view_loans"
    LEND = "lending.lend"
    RETURN = "lending.return_item"
    CHANGE_ITEM = "lending.change_item"
    CHANGE_TERMS = "lending.change_terms"
    EXPORT_LOANS = "lending.export_loans"
