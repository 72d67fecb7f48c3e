"""The contract between operator and ward, and the standing texts, kept as versions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluations.choices import ContractForm, Publisher, TitleWord
from programs.kernel.models import AppendOnly, HubOwned


class Contract(HubOwned):
    """A term of collaboration, usually five fiscal years."""

    facility = models.CharField(_("施設の名称"), max_length=120)
    project_name = models.CharField(_("事業の名称(表題の1行目)"), max_length=120)
    term_no = models.PositiveSmallIntegerField(_("第何期"))
    start_fy = models.PositiveSmallIntegerField(_("最初の年度"))
    years = models.PositiveSmallIntegerField(_("年数"), default=5)
    form = models.CharField(_("契約の形"), max_length=20, choices=ContractForm.choices)
    title_word = models.CharField(
        _("書面の呼び方"), max_length=20, choices=TitleWord.choices, default=TitleWord.CONTRACT
    )
    publisher = models.CharField(
        _("公表する側"), max_length=10, choices=Publisher.choices, default=Publisher.EITHER
    )

    class Meta:
        ordering = ["-start_fy", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "term_no"], name="eval_contract_term"),
            models.UniqueConstraint(fields=["hub", "start_fy"], name="eval_contract_start"),
            models.CheckConstraint(
                name="eval_contract_years", condition=Q(years__gte=1) & Q(years__lte=10)
            ),
        ]

    def __str__(self) -> str:
        return self.facility


class ProgrammeList(HubOwned, AppendOnly):
    """One version of the list of programmes (事業の内容)."""

    version = models.PositiveSmallIntegerField(_("版"))
    at = models.DateTimeField(_("登録日時"))

    class Meta:
        ordering = ["-version", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "version"], name="eval_programmelist_version")
        ]

    def __str__(self) -> str:
        return str(self.version)


class Programme(HubOwned, AppendOnly):
    """One programme of a list."""

    list = models.ForeignKey(ProgrammeList, models.PROTECT, related_name="programmes")
    no = models.PositiveSmallIntegerField(_("番号"))
    name = models.CharField(_("事業の内容"), max_length=300)

    class Meta:
        ordering = ["list", "no"]
        constraints = [models.UniqueConstraint(fields=["list", "no"], name="eval_programme_no")]

    def __str__(self) -> str:
        return self.name


class Boilerplate(HubOwned, AppendOnly):
    """One version of the standing texts: purpose, principles, method, and the labels of the form."""

    version = models.PositiveSmallIntegerField(_("版"))
    purpose = models.TextField(_("事業目的"))
    principles_heading = models.CharField(_("基本理念の見出し"), max_length=120, blank=True)
    principles = models.JSONField(_("基本理念"), default=list)
    method = models.JSONField(_("評価実施方法・公表方法"), default=list)
    labels = models.JSONField(_("項目名"), default=dict)
    at = models.DateTimeField(_("登録日時"))

    class Meta:
        ordering = ["-version", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "version"], name="eval_boilerplate_version")
        ]

    def __str__(self) -> str:
        return str(self.version)


class SigningStatement(HubOwned, AppendOnly):
    """One version of the words that a signer confirms."""

    version = models.PositiveSmallIntegerField(_("版"))
    text = models.TextField(_("確認の文"))
    at = models.DateTimeField(_("登録日時"))

    class Meta:
        ordering = ["-version", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "version"], name="eval_statement_version")
        ]

    def __str__(self) -> str:
        return self.text
