"""Items, who has them, and the steps of each loan that nobody changes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.kernel.models import AppendOnly, HubOwned, Versioned
from programs.lending import rules
from programs.lending.choices import LENDABLE, Condition, Ending, ItemKind, StepKind


class Terms(HubOwned, Versioned):
    """For how many days a hub lends; without a row the usual number holds."""

    hub = models.OneToOneField("registry.Hub", models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField(_("貸し出す日数"), default=rules.DEFAULT_DAYS)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("貸し出しの設定")
        constraints = [models.CheckConstraint(name="terms_days", condition=Q(days__gte=1))]

    def __str__(self) -> str:
        return f"{self.days}"


class Item(HubOwned, Versioned):
    """A toy, a book or something for a baby, with the number on its label."""

    site = models.ForeignKey(
        "registry.Site", models.PROTECT, related_name="+", verbose_name=_("施設")
    )
    kind = models.CharField(_("種類"), max_length=6, choices=ItemKind)
    number = models.CharField(_("品物の番号"), max_length=20)
    name = models.CharField(_("品名"), max_length=100)
    condition = models.CharField(_("状態"), max_length=6, choices=Condition, default=Condition.GOOD)
    note = models.CharField(_("メモ"), max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["kind", "number", "pk"]
        verbose_name = _("品物")
        constraints = [
            models.UniqueConstraint(fields=["hub", "number"], name="item_number_once"),
            models.CheckConstraint(name="item_numbered", condition=~Q(number="")),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def lendable(self) -> bool:
        """Whether it may leave the house as it is."""
        return self.condition in LENDABLE

    def get_absolute_url(self) -> str:
        """Return the page of the item."""
        return reverse("lending:item-detail", args=[self.pk])


class Loan(HubOwned):
    """An item in somebody's hands: a registered family's, or those of somebody by name."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="loans")
    household = models.ForeignKey(
        "registry.Household", models.PROTECT, null=True, related_name="+", verbose_name=_("ご家族")
    )
    name = models.CharField(_("借りた方のお名前"), max_length=100)
    phone = models.CharField(_("電話番号"), max_length=20, blank=True)
    note = models.CharField(_("メモ"), max_length=300, blank=True)
    lent_on = models.DateField(_("貸した日"))
    due_on = models.DateField(_("返却予定日"))
    ended_on = models.DateField(_("返却日"), null=True)
    ending = models.CharField(_("結果"), max_length=8, choices=Ending, blank=True)
    lent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("貸し出し")
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(ended_on=None), name="loan_item_once"
            ),
            models.CheckConstraint(
                name="loan_ended_somehow",
                condition=Q(ended_on=None, ending="") | (Q(ended_on__isnull=False) & ~Q(ending="")),
            ),
            models.CheckConstraint(
                name="loan_days_in_order",
                condition=Q(due_on__gte=F("lent_on"))
                & (Q(ended_on=None) | Q(ended_on__gte=F("lent_on"))),
            ),
            models.CheckConstraint(name="loan_named", condition=~Q(name="")),
        ]
        indexes = [
            models.Index(
                fields=["hub", "due_on"], condition=Q(ended_on=None), name="loan_open_by_due"
            ),
            models.Index(fields=["hub", "lent_on"], name="loan_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.lent_on}"


class LoanStep(HubOwned, AppendOnly):
    """One step of a loan: lent, extended, returned, taken back; when and by whom."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8, choices=StepKind)
    due_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("貸し出しの経過")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
