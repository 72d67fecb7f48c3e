"""Revisions and what the two parties said to them. Rows here are never changed or deleted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluations.choices import AuthMethod, Licence, Side, Verdict
from evaluations.models.document import AnnualDocument
from programs.kernel.models import AppendOnly, HubOwned


class Said(HubOwned, AppendOnly):
    """Something one party said, through one person, at one moment."""

    side = models.CharField(_("実施者"), max_length=10, choices=Side.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(_("氏名"), max_length=80)
    title = models.CharField(_("職名"), max_length=80, blank=True)
    at = models.DateTimeField(_("日時"))

    class Meta:
        abstract = True


class Revision(Said):
    """A whole text at one moment, in canonical form, with its SHA-256 (checked by the database)."""

    document = models.ForeignKey(AnnualDocument, models.PROTECT, related_name="revisions")
    n = models.PositiveSmallIntegerField(_("版"))
    canonical_json = models.TextField()
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(_("この版を作った理由"), max_length=500, blank=True)

    class Meta:
        ordering = ["document", "-n"]
        constraints = [models.UniqueConstraint(fields=["document", "n"], name="eval_revision_n")]

    def __str__(self) -> str:
        return str(self.n)


class Review(Said):
    """A party's answer to a revision: agreed, or back to drafting with a comment."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    comment = models.TextField(_("コメント"), blank=True)

    class Meta:
        ordering = ["revision", "at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "side", "verdict"], name="eval_review_side"
            ),
            models.UniqueConstraint(
                fields=["revision", "person", "verdict"], name="eval_review_person"
            ),
            models.CheckConstraint(
                name="eval_review_return_says_why",
                condition=~Q(verdict=Verdict.RETURN) | ~Q(comment=""),
            ),
        ]

    def __str__(self) -> str:
        return self.get_verdict_display()


class Signature(Said):
    """The record of mutual confirmation by one party's signatory."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="signatures")
    sha256 = models.CharField(max_length=64)
    membership = models.ForeignKey("registry.Membership", models.PROTECT, related_name="+")
    party_name = models.CharField(_("実施者の名称"), max_length=200)
    statement_version = models.PositiveSmallIntegerField()
    statement_text = models.TextField()
    auth_method = models.CharField(max_length=10, choices=AuthMethod.choices)
    read_through = models.BooleanField()
    privacy_checked = models.BooleanField()
    licence = models.CharField(max_length=20, choices=Licence.choices)

    class Meta:
        ordering = ["revision", "side", "id"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "side"], name="eval_signature_side"),
            models.UniqueConstraint(fields=["revision", "person"], name="eval_signature_person"),
            models.CheckConstraint(
                name="eval_signature_checked", condition=Q(read_through=True, privacy_checked=True)
            ),
        ]

    def __str__(self) -> str:
        return self.party_name


class Refusal(Said):
    """A signatory ends the round of a revision, before or after the other party signed."""

    revision = models.OneToOneField(Revision, models.PROTECT, related_name="refusal")
    reason = models.TextField(_("理由"))

    class Meta:
        constraints = [
            models.CheckConstraint(name="eval_refusal_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.reason


class SignatureVoid(Said):
    """A signature that no longer counts; the signature itself stays."""

    signature = models.OneToOneField(Signature, models.PROTECT, related_name="void")
    reason = models.TextField(_("理由"))

    class Meta:
        constraints = [
            models.CheckConstraint(name="eval_void_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.reason
