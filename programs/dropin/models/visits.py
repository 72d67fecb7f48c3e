"""A visit is an interval at a site, with the people present and their ages of that day."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.dropin import rules
from programs.dropin.choices import ClosedHow, Kind, PersonRole, State
from programs.dropin.models.base import OfHub
from programs.registry.choices import Residence

_SAME_HOUSEHOLD = Func(
    F("household"), F("household"), Value("[]"), function="int8range", output_field=models.Field()
)
_TOKYO_DAY = Func(
    F("arrived_at"),
    template="(%(expressions)s AT TIME ZONE 'Asia/Tokyo')::date",
    output_field=models.DateField(),
)
_INTERVAL = Func(
    F("arrived_at"), F("left_at"), function="tstzrange", output_field=DateTimeRangeField()
)


class Visit(OfHub):
    """One arrival of a family, a guest or a nameless group. A voided visit stays, and never counts."""

    site = models.ForeignKey(
        "registry.Site", models.PROTECT, related_name="+", verbose_name=_("施設")
    )
    kind = models.CharField(_("種別"), max_length=10, choices=Kind, default=Kind.FAMILY)
    household = models.ForeignKey(
        "registry.Household",
        models.PROTECT,
        null=True,
        related_name="visits",
        db_index=False,  # visit_by_household begins with it
        verbose_name=_("ご家族"),
    )
    guest_label = models.CharField(_("呼び名"), max_length=40, blank=True)
    partner_group = models.ForeignKey(
        "registry.PartnerGroup",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("関係団体"),
    )
    families = models.PositiveSmallIntegerField(_("組数"), default=1)
    residence = models.CharField(_("お住まい"), max_length=12, choices=Residence)
    arrived_at = models.DateTimeField(_("来館"))
    left_at = models.DateTimeField(_("退館"), null=True)
    closed_how = models.CharField(_("退館の記録"), max_length=8, choices=ClosedHow, blank=True)
    day = models.GeneratedField(
        expression=_TOKYO_DAY,
        output_field=models.DateField(_("日付")),
        db_persist=True,
    )
    nonce = models.UUIDField(editable=False)
    device = models.CharField(max_length=16, blank=True, editable=False)
    first_ever = models.BooleanField(_("初めての来館"), default=False)
    first_of_year = models.BooleanField(_("年度で初めて"), default=False)
    first_at_site = models.BooleanField(_("この施設は初めて"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(db_default=Now())
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    came: "list[VisitPerson] | None" = None  # its people, where they were just written

    class Meta:
        ordering = ["-arrived_at", "-pk"]
        verbose_name = _("来館")
        constraints = [
            models.UniqueConstraint(fields=["hub", "nonce"], name="visit_nonce_once"),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(left_at=None, voided_at=None),
                name="visit_inside_once",
            ),
            # Ranges of one number stand for equality: no extension is needed for that.
            ExclusionConstraint(
                name="visit_not_overlapping",
                expressions=[
                    (_SAME_HOUSEHOLD, RangeOperators.OVERLAPS),
                    (_INTERVAL, RangeOperators.OVERLAPS),
                ],
                condition=Q(household__isnull=False, voided_at=None),
            ),
            models.CheckConstraint(
                name="visit_leaves_after_arrival",
                condition=Q(left_at=None) | Q(left_at__gte=F("arrived_at")),
            ),
            models.CheckConstraint(
                name="visit_closed_how",
                condition=Q(left_at=None, closed_how="")
                | (Q(left_at__isnull=False) & ~Q(closed_how="")),
            ),
            models.CheckConstraint(
                name="visit_kind",
                condition=Q(kind=Kind.FAMILY, household__isnull=False, families=1)
                | Q(kind=Kind.GUEST, household=None, families=1)
                | Q(kind=Kind.HEAD_COUNT, household=None),
            ),
            models.CheckConstraint(
                name="visit_group_without_names",
                condition=Q(partner_group=None) | Q(kind=Kind.HEAD_COUNT),
            ),
            models.CheckConstraint(
                name="visit_voided_by",
                condition=Q(voided_at=None, voided_by=None)
                | Q(voided_at__isnull=False, voided_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["hub", "day", "site"], name="visit_by_day"),
            models.Index(fields=["household", "-arrived_at"], name="visit_by_household"),
            models.Index(
                fields=["site"], condition=Q(left_at=None, voided_at=None), name="visit_inside"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.pk}"

    @property
    def state(self) -> State:
        """Inside, left or voided."""
        return rules.state_of(self.left_at, self.voided_at)

    def get_absolute_url(self) -> str:
        """Return the page where the people of the visit are corrected."""
        return reverse("dropin:visit-people", args=[self.pk])


class VisitPerson(OfHub):
    """A person of a visit, or a number of nameless people of one role and age."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="people")
    adult = models.ForeignKey("registry.Adult", models.SET_NULL, null=True, related_name="+")
    child = models.ForeignKey("registry.Child", models.SET_NULL, null=True, related_name="+")
    role = models.CharField(_("続柄"), max_length=12, choices=PersonRole)
    age_years = models.PositiveSmallIntegerField(_("年齢"), null=True)
    count = models.PositiveSmallIntegerField(_("人数"), default=1)
    first_ever = models.BooleanField(_("初めて"), default=False)

    class Meta:
        ordering = ["visit_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "adult"], name="visitperson_adult_once"),
            models.UniqueConstraint(fields=["visit", "child"], name="visitperson_child_once"),
            models.CheckConstraint(
                name="visitperson_role",
                condition=Q(role=PersonRole.CHILD, adult=None)
                | (~Q(role=PersonRole.CHILD) & Q(child=None, age_years=None)),
            ),
            models.CheckConstraint(name="visitperson_count", condition=Q(count__gte=1)),
            models.CheckConstraint(
                name="visitperson_named_once",
                condition=Q(count=1) | Q(adult=None, child=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.count}"
