"""Numbers that other systems gave to a family or to one of its people."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programs.kernel.intake.reading import tight
from programs.kernel.models import HubOwned
from programs.registry.models.families import Adult, Child, Household


def code_key(code: str) -> str:
    """A number as it is compared: narrow letters in lower case, without white space."""
    return tight(code).casefold()[:100]


class CodeSystem(HubOwned):
    """Who gives out numbers: the city's portal, another hub's register; the hub's own list."""

    name = models.CharField(_("発行元の名前"), max_length=60)
    in_use = models.BooleanField(_("使用中"), default=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "name"], name="code_system_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class ExternalCode(HubOwned):
    """A number of another system, of one person of a family or of the family itself."""

    system = models.ForeignKey(
        CodeSystem, models.PROTECT, related_name="codes", verbose_name=_("発行元")
    )
    household = models.ForeignKey(Household, models.CASCADE, related_name="external_codes")
    # A person who is taken off leaves the number with the family.
    adult = models.ForeignKey(
        Adult, models.SET_NULL, null=True, blank=True, related_name="external_codes"
    )
    child = models.ForeignKey(
        Child, models.SET_NULL, null=True, blank=True, related_name="external_codes"
    )
    code = models.CharField(_("外部番号"), max_length=100)
    key = models.CharField(max_length=100, db_collation="C", editable=False)
    from_on = models.DateField(_("登録した日"))
    ended_on = models.DateField(_("使用を終えた日"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("記録した人")
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["household_id", "ended_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "system", "key"],
                condition=Q(ended_on=None),
                name="external_code_once",
            ),
            models.CheckConstraint(
                name="external_code_of_one", condition=Q(adult=None) | Q(child=None)
            ),
            models.CheckConstraint(
                name="external_code_dates_in_order",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("from_on")),
            ),
        ]
        indexes = [models.Index(fields=["hub", "key"], name="external_code_by_key")]

    def __str__(self) -> str:
        return self.code

    @property
    def owner(self) -> str:
        """The name of whose number it is; empty for the family's."""
        return str(self.adult or self.child or "")
