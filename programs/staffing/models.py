"""Trainings of the people who work at a hub, who attended, and what they promised in writing."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programs.kernel.models import HubOwned, Versioned
from programs.staffing.choices import PledgeKind, Topic

_NAMED = Q(person__isnull=False, name="") | (Q(person=None) & ~Q(name=""))


class Training(HubOwned, Versioned):
    """A training that took place."""

    held_on = models.DateField(_("研修日"))
    topic = models.CharField(_("分野"), max_length=20, choices=Topic)
    title = models.CharField(_("研修の名前"), max_length=120)
    minutes = models.PositiveSmallIntegerField(_("時間（分）"))
    teacher = models.CharField(_("講師"), max_length=100, blank=True)
    place = models.CharField(_("場所・方法"), max_length=100, blank=True)
    note = models.TextField(_("内容・感想"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    voided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["hub", "held_on"], name="training_by_day")]
        constraints = [
            models.CheckConstraint(
                name="training_minutes", condition=Q(minutes__gte=1, minutes__lte=1440)
            )
        ]

    def __str__(self) -> str:
        return self.title


class Attendee(HubOwned):
    """Somebody who attended: with an account, or by name."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="attendees")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(_("氏名"), max_length=100, blank=True)

    class Meta:
        ordering = ["training_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "person", "name"],
                name="attendee_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="attendee_named", condition=_NAMED),
        ]

    def __str__(self) -> str:
        return self.name or str(self.person)


class Pledge(HubOwned):
    """A paper that somebody signed; it ends when the person leaves or signs anew."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(_("氏名"), max_length=100, blank=True)
    kind = models.CharField(_("種類"), max_length=20, choices=PledgeKind)
    signed_on = models.DateField(_("署名した日"))
    wording = models.CharField(_("書式の版"), max_length=60, blank=True)
    kept_where = models.CharField(_("保管場所"), max_length=100, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(_("終了した日時"), null=True)

    class Meta:
        ordering = ["-signed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "person", "name", "kind"],
                name="pledge_once",
                condition=Q(ended_at=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="pledge_named", condition=_NAMED),
        ]

    def __str__(self) -> str:
        return self.name or str(self.person)
