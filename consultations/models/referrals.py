"""Referrals with their answers, and signposting, which is none."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations.choices import (
    AGREED,
    OPEN_REFERRALS,
    Basis,
    Contact,
    ReferralState,
    ReferralStep,
    ReferralTo,
    SignpostTo,
)
from consultations.models.cases import Case
from consultations.models.notes import SealedText
from consultations.models.records import Consultation
from programs.kernel.models import AppendOnly, HubOwned, Versioned


class Referral(HubOwned, Versioned):
    """What was handed on to a partner group or the ward; its words are sealed and never change."""

    site = models.ForeignKey(
        "registry.Site", models.PROTECT, related_name="+", verbose_name=_("施設")
    )
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, related_name="referrals"
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="referrals")
    to = models.CharField(_("紹介先"), max_length=10, choices=ReferralTo)
    group = models.ForeignKey(
        "registry.PartnerGroup",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("関係団体"),
    )
    basis = models.CharField(_("同意"), max_length=10, choices=Basis)
    reason = models.OneToOneField(SealedText, models.PROTECT, null=True, related_name="+")
    contacts = ArrayField(
        models.CharField(max_length=10, choices=Contact), verbose_name=_("連絡してよい方法")
    )
    person = models.OneToOneField(SealedText, models.PROTECT, null=True, related_name="+")
    text = models.OneToOneField(SealedText, models.PROTECT, related_name="+")
    state = models.CharField(
        _("状態"), max_length=10, choices=ReferralState, default=ReferralState.SENT
    )
    sent_on = models.DateField(_("紹介した日"))
    due_on = models.DateField(_("次に確認する日"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("担当")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["hub", "sent_on"], name="referral_by_day"),
            models.Index(
                fields=["hub", "owner", "due_on"],
                name="referral_open",
                condition=Q(state__in=OPEN_REFERRALS),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="referral_from_one",
                condition=Q(consultation=None, case__isnull=False)
                | Q(consultation__isnull=False, case=None),
            ),
            models.CheckConstraint(
                name="referral_to_one",
                condition=Q(to=ReferralTo.WARD, group=None)
                | Q(to=ReferralTo.GROUP, group__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_agreed_or_reasoned",
                condition=Q(basis__in=AGREED) | Q(reason__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.group.name if self.group else gettext("区役所")

    @property
    def reference(self) -> str:
        """What both sides call it on the telephone: its own number, and nobody's name."""
        return gettext("紹介 %(number)s") % {"number": self.pk}


class ReferralEvent(HubOwned, AppendOnly):
    """What happened to a referral: when, by whom, for which side; the words are sealed."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="events")
    kind = models.CharField(_("種類"), max_length=10, choices=ReferralStep)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_ward = models.BooleanField(_("区の記入"), default=False)
    written_at = models.DateTimeField(_("記入日時"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("次に確認する日"), null=True)
    text = models.OneToOneField(SealedText, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(kind__in=[ReferralStep.ACCEPTED, ReferralStep.DECLINED]),
                name="referral_answered_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Signpost(HubOwned):
    """Somebody was told where to go; nothing was handed on, nobody answers."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="signposts")
    to = models.CharField(_("案内先"), max_length=10, choices=SignpostTo)
    group = models.ForeignKey(
        "registry.PartnerGroup",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("関係団体"),
    )
    place = models.CharField(_("案内先の名称"), max_length=60, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    told_at = models.DateTimeField(_("記入日時"))
    voided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["told_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="signpost_to_one",
                condition=Q(to=SignpostTo.WARD, group=None, place="")
                | Q(to=SignpostTo.GROUP, group__isnull=False, place="")
                | (Q(to=SignpostTo.OTHER, group=None) & ~Q(place="")),
            )
        ]

    def __str__(self) -> str:
        if self.group:
            return self.group.name
        return self.place or gettext("区役所")
