"""Consultations as nameless tallies, with their topics and children."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consultations.choices import AgeBand, Caller, CountedIn
from consultations.models.lists import Code
from consultations.rules import LONGEST_CITY, LONGEST_TALK, MOST_PEOPLE
from programs.kernel import localdates
from programs.kernel.models import HubOwned, Versioned
from programs.registry.choices import CityWard, Residence


class Consultation(HubOwned, Versioned):
    """One consultation as a tally; nameless unless linked to a family. Undone ones are voided.

    `guarded`: it concerns a suspected maltreatment; only its author and the director see it.
    """

    site = models.ForeignKey(
        "registry.Site", models.PROTECT, related_name="+", verbose_name=_("施設")
    )
    held_on = models.DateField(_("相談日"))
    started_at = models.TimeField(_("開始時刻"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("相談時間"), null=True, blank=True)
    method = models.ForeignKey(Code, models.PROTECT, related_name="+", verbose_name=_("相談方法"))
    outcome = models.ForeignKey(
        Code, models.PROTECT, related_name="+", verbose_name=_("相談の結果")
    )
    topics = models.ManyToManyField(Code, through="ConsultationTopic", related_name="+")
    caller = models.CharField(_("相談者"), max_length=12, choices=Caller, default=Caller.UNKNOWN)
    age_band = models.CharField(
        _("子どもの年齢"), max_length=10, choices=AgeBand, default=AgeBand.UNKNOWN
    )
    residence = models.CharField(
        _("お住まい"), max_length=12, choices=Residence, default=Residence.UNKNOWN
    )
    ward = models.CharField(
        _("お住まいの区"), max_length=5, choices=CityWard, default="", blank=True
    )
    city = models.CharField(_("お住まいの市町村"), max_length=LONGEST_CITY, default="", blank=True)
    household = models.ForeignKey(
        "registry.Household",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ご家族"),
    )
    child = models.ForeignKey(
        "registry.Child",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("子ども"),
    )
    with_callers = ArrayField(
        models.CharField(max_length=12, choices=Caller),
        verbose_name=_("いっしょに相談した方"),
        default=list,
        blank=True,
    )
    people = models.PositiveSmallIntegerField(_("相談した方の人数"), default=1)
    with_bands = ArrayField(
        models.CharField(max_length=10, choices=AgeBand),
        verbose_name=_("ほかの子どもの年齢"),
        default=list,
        blank=True,
    )
    with_children = models.ManyToManyField(
        "registry.Child", through="ConsultationChild", related_name="+"
    )
    agency = models.ForeignKey(
        "registry.PartnerGroup",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("相談した関係団体"),
    )
    counted_in = models.PositiveSmallIntegerField(
        _("数える事業"), choices=CountedIn, default=CountedIn.CONSULTATION
    )
    guarded = models.BooleanField(_("閲覧制限"), default=False)
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(_("固定した日時"), null=True)

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [
            models.Index(fields=["hub", "-held_on", "-id"], name="consultation_by_day"),
            models.Index(
                fields=["household", "-held_on"],
                name="consultation_of_household",
                condition=Q(household__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["hub", "nonce"], name="consultation_nonce_once"),
            models.CheckConstraint(
                name="consultation_minutes",
                condition=Q(minutes=None) | Q(minutes__gte=1, minutes__lte=LONGEST_TALK),
            ),
            models.CheckConstraint(
                name="consultation_people", condition=Q(people__gte=1, people__lte=MOST_PEOPLE)
            ),
            models.CheckConstraint(
                name="consultation_ward_of_the_city",
                condition=Q(ward="") | Q(residence=Residence.OTHER_WARD),
            ),
            models.CheckConstraint(
                name="consultation_city_outside",
                condition=Q(city="") | Q(residence=Residence.OUTSIDE_CITY),
            ),
            models.CheckConstraint(
                name="consultation_agency_asks",
                condition=Q(agency=None) | Q(caller=Caller.AGENCY),
            ),
            models.CheckConstraint(
                name="consultation_child_of_household",
                condition=Q(child=None) | Q(household__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{localdates.day_short(self.held_on)} {_('相談')}"


class ConsultationTopic(HubOwned):
    """A topic of a consultation; one of them is the main one."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="topic_rows")
    topic = models.ForeignKey(
        Code, models.PROTECT, related_name="topic_rows", verbose_name=_("相談内容")
    )
    is_main = models.BooleanField(_("主な相談内容"), default=False)

    class Meta:
        ordering = ["-is_main", "topic__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "topic"], name="topic_once"),
            models.UniqueConstraint(
                fields=["consultation"], condition=Q(is_main=True), name="topic_one_main"
            ),
        ]

    def __str__(self) -> str:
        return str(self.topic)


class ConsultationChild(HubOwned):
    """A further child of the family that a consultation was about."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="child_rows")
    child = models.ForeignKey(
        "registry.Child", models.PROTECT, related_name="+", verbose_name=_("子ども")
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.child)
