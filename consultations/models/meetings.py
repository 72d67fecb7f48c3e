"""Case meetings: who met, on which ground, about whom, and what was said; decisions are follow-ups."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultations.choices import MeetingKind, MemberOf
from consultations.models.cases import Case
from consultations.models.lists import Code
from consultations.models.notes import SealedText
from programs.kernel import localdates
from programs.kernel.models import AppendOnly, HubOwned, Versioned


class CaseMeeting(HubOwned, Versioned):
    """A meeting about families; its ground is named before anything that was said."""

    kind = models.CharField(_("会議の種類"), max_length=10, choices=MeetingKind)
    held_on = models.DateField(_("開催日"))
    started_at = models.TimeField(_("開始時刻"), null=True, blank=True)
    place = models.CharField(_("場所"), max_length=100)
    basis = models.ForeignKey(
        Code, models.PROTECT, related_name="+", verbose_name=_("情報を共有する根拠")
    )
    consent_on = models.DateField(_("同意を得た日"), null=True, blank=True)
    reason = models.OneToOneField(SealedText, models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    locked_at = models.DateTimeField(_("固定した日時"), null=True)

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["hub", "-held_on", "-id"], name="meeting_by_day")]

    def __str__(self) -> str:
        return f"{localdates.day_short(self.held_on)} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Return the address of its record."""
        return reverse("consultations:meeting-read", args=[self.pk])

    @property
    def people_ids(self) -> set[int]:
        """Who of the hub took part."""
        members = self.members.all() if self.pk else ()
        return {member.person_id for member in members if member.person_id}

    @property
    def with_ward(self) -> bool:
        """Whether the ward took part."""
        members = self.members.all() if self.pk else ()
        return any(member.of == MemberOf.WARD for member in members)


class MeetingMember(HubOwned):
    """Somebody who took part: of the hub, for a partner group, for the ward, or somebody else."""

    meeting = models.ForeignKey(CaseMeeting, models.CASCADE, related_name="members")
    of = models.CharField(_("所属"), max_length=10, choices=MemberOf)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    group = models.ForeignKey(
        "registry.PartnerGroup",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("関係団体"),
    )
    name = models.CharField(_("参加した人"), max_length=100, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_member_known",
                condition=Q(of=MemberOf.HUB, person__isnull=False, group=None)
                | Q(of=MemberOf.GROUP, person=None, group__isnull=False)
                | (
                    Q(of__in=[MemberOf.WARD, MemberOf.OTHER], person=None, group=None) & ~Q(name="")
                ),
            )
        ]

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.person, self.group, self.name) if part)


class MeetingAbout(HubOwned):
    """A family or a case that a meeting was about."""

    meeting = models.ForeignKey(CaseMeeting, models.CASCADE, related_name="about")
    household = models.ForeignKey(
        "registry.Household",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("ご家族"),
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="+", verbose_name=_("継続支援")
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_about_one",
                condition=Q(household=None, case__isnull=False)
                | Q(household__isnull=False, case=None),
            )
        ]

    def __str__(self) -> str:
        return str(self.case or self.household)


class MeetingMinutes(HubOwned, AppendOnly):
    """What was shared at a meeting, sealed; a correction points to what it replaces."""

    meeting = models.ForeignKey(CaseMeeting, models.PROTECT, related_name="minutes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.OneToOneField(SealedText, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("記入日時"))
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", verbose_name=_("訂正前")
    )

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["corrects"], name="minutes_corrected_once"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(corrects=None), name="minutes_first_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.written_at:%Y-%m-%d %H:%M}"


class MeetingFact(HubOwned, AppendOnly):
    """Something shared at a meeting on a ground of its own, sealed; a correction points to what it replaces."""

    meeting = models.ForeignKey(CaseMeeting, models.PROTECT, related_name="facts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.OneToOneField(SealedText, models.PROTECT, related_name="+")
    basis = models.ForeignKey(
        Code, models.PROTECT, related_name="+", verbose_name=_("情報を共有する根拠")
    )
    consent_on = models.DateField(_("同意を得た日"), null=True, blank=True)
    reason = models.OneToOneField(SealedText, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(_("記入日時"))
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", verbose_name=_("訂正前")
    )

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["corrects"], name="meeting_fact_corrected_once")
        ]

    def __str__(self) -> str:
        return f"{self.written_at:%Y-%m-%d %H:%M}"
