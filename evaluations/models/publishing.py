"""What the public reads. Rows here are never changed or deleted; anybody may read them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluations.choices import CorrectionKind, Licence, Side
from evaluations.models.contract import Contract
from evaluations.models.document import AnnualDocument
from evaluations.models.signing import Revision
from programs.kernel.models import AppendOnly, HubOwned


class Publication(HubOwned, AppendOnly):
    """One revision made public for good: its address and its four renderings with their SHA-256.

    Publications of one contract and year form a chain: ``supersedes`` is unique, and only the
    first has none, so that exactly one is the newest. It is current unless withdrawn.
    """

    public_read = True

    document = models.ForeignKey(AnnualDocument, models.PROTECT, related_name="publications")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    revision = models.OneToOneField(Revision, models.PROTECT, related_name="publication")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    ward_slug = models.SlugField(max_length=40)
    ward_name = models.CharField(max_length=40)
    fy = models.PositiveSmallIntegerField(_("年度"))
    revision_n = models.PositiveSmallIntegerField(_("版"))
    path = models.CharField(max_length=80, unique=True, help_text="ward/fiscal year/revision")
    title = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    html = models.TextField()
    txt = models.TextField()
    json = models.TextField()
    pdf = models.BinaryField()
    html_sha256 = models.CharField(max_length=64)
    txt_sha256 = models.CharField(max_length=64)
    json_sha256 = models.CharField(max_length=64)
    pdf_sha256 = models.CharField(max_length=64)
    licence = models.CharField(max_length=20, choices=Licence.choices)
    template_version = models.PositiveSmallIntegerField(default=1)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_by_side = models.CharField(max_length=10, choices=Side.choices)
    published_at = models.DateTimeField(_("公表日時"))

    class Meta:
        ordering = ["-fy", "-revision_n", "-id"]
        indexes = [
            models.Index(fields=["sha256"], name="eval_publication_sha"),
            models.Index(fields=["pdf_sha256"], name="eval_publication_pdf"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "fy"],
                condition=Q(supersedes__isnull=True),
                name="eval_publication_first",
            ),
            models.UniqueConstraint(
                fields=["ward_slug", "fy", "revision_n"], name="eval_publication_address"
            ),
        ]

    def __str__(self) -> str:
        return self.path


class Withdrawal(HubOwned, AppendOnly):
    """One party's wish to take a publication back; it is withdrawn when both have said so.

    ``hide_until`` on a single row hides it for a few days in an emergency.
    """

    public_read = True

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="withdrawals")
    side = models.CharField(max_length=10, choices=Side.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(_("取下げの理由"))
    hide_until = models.DateField(_("この日まで表示を止める"), null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["publication", "at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "side"], name="eval_withdrawal_side"),
            models.CheckConstraint(name="eval_withdrawal_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.reason


class Erratum(HubOwned, AppendOnly):
    """Why a publication replaced another; shown with both texts (新旧)."""

    public_read = True

    replaced = models.OneToOneField(Publication, models.PROTECT, related_name="erratum_after")
    replacement = models.OneToOneField(Publication, models.PROTECT, related_name="erratum")
    kind = models.CharField(max_length=20, choices=CorrectionKind.choices)
    explanation = models.TextField(_("訂正の理由"))
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.explanation
