"""The yearly document as it is being written, and what is said about it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evaluations.choices import CellKind, CorrectionKind, Licence, Owner, Side, State
from evaluations.models.goals import Goal, GoalSet, Saved
from programs.kernel.models import HubOwned, Versioned


class AnnualDocument(HubOwned):
    """重点目標評価結果・次年度重点目標 of one fiscal year.

    Its state moves only along ``rules.TRANSITIONS``; a trigger refuses anything else.
    """

    contract = models.ForeignKey("evaluations.Contract", models.PROTECT, related_name="documents")
    fy = models.PositiveSmallIntegerField(_("年度"))
    state = models.CharField(_("状態"), max_length=12, choices=State.choices, default=State.DRAFT)
    evaluates = models.ForeignKey(
        GoalSet,
        models.PROTECT,
        null=True,
        related_name="evaluated_by",
        verbose_name=_("評価する重点目標"),
    )
    proposes = models.ForeignKey(
        GoalSet,
        models.PROTECT,
        null=True,
        related_name="proposed_by",
        verbose_name=_("次年度の重点目標"),
    )
    boilerplate = models.ForeignKey("evaluations.Boilerplate", models.PROTECT, related_name="+")
    programme_list = models.ForeignKey(
        "evaluations.ProgrammeList", models.PROTECT, related_name="+"
    )
    fy_label = models.CharField(_("年度の書き方"), max_length=40)
    next_label = models.CharField(_("次年度の書き方"), max_length=40)
    period_from = models.DateField(_("事業実施期間の初日"))
    period_to = models.DateField(_("事業実施期間の末日"))
    year_no = models.PositiveSmallIntegerField(_("何年度目"))
    years = models.PositiveSmallIntegerField(_("全体の年数"))
    year_note = models.CharField(_("期間外とする理由"), max_length=200, blank=True)
    licence = models.CharField(
        _("利用条件"), max_length=20, choices=Licence.choices, default=Licence.READING_ONLY
    )
    template_version = models.PositiveSmallIntegerField(default=1)
    current_revision = models.ForeignKey(
        "evaluations.Revision", models.PROTECT, null=True, related_name="+"
    )
    correction_kind = models.CharField(max_length=20, choices=CorrectionKind.choices, blank=True)
    correction_reason = models.CharField(_("訂正の理由"), max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("作成日時"))

    class Meta:
        ordering = ["-fy", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "fy"], name="eval_document_fy"),
            models.CheckConstraint(
                name="eval_document_table",
                condition=Q(evaluates__isnull=False) | Q(proposes__isnull=False),
            ),
            models.CheckConstraint(
                name="eval_document_year",
                condition=(Q(year_no__gte=1) & Q(year_no__lte=F("years"))) | ~Q(year_note=""),
            ),
            models.CheckConstraint(
                name="eval_document_period", condition=Q(period_from__lte=F("period_to"))
            ),
        ]

    def __str__(self) -> str:
        return self.fy_label


class Cell(HubOwned, Versioned, Saved):
    """What came of a goal, or what is left to do; for one goal or for all (merged, goal is null)."""

    document = models.ForeignKey(AnnualDocument, models.PROTECT, related_name="cells")
    kind = models.CharField(max_length=10, choices=CellKind.choices)
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="cells")
    owner = models.CharField(_("書く人"), max_length=10, choices=Owner.choices, default=Owner.JOINT)
    order = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(_("本文"), blank=True)
    none_applicable = models.BooleanField(_("該当なし"), default=False)

    class Meta:
        ordering = ["document", "kind", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "kind", "goal"], name="eval_cell_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="eval_cell_none_or_text", condition=Q(none_applicable=False) | Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Evidence(HubOwned):
    """A counted figure, frozen with its rule and its day; shown beside the goal it speaks for."""

    document = models.ForeignKey(AnnualDocument, models.PROTECT, related_name="evidence")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="evidence")
    order = models.PositiveSmallIntegerField(default=1)
    figure_key = models.CharField(max_length=80)
    label = models.CharField(_("数値の名前"), max_length=120)
    unit = models.CharField(_("単位"), max_length=20)
    rule = models.TextField(_("数え方"))
    from_on = models.DateField(_("期間の初日"))
    to_on = models.DateField(_("期間の末日"))
    value = models.BigIntegerField(_("数値"))
    frozen_at = models.DateTimeField(_("集計日時"))
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["document", "order", "id"]
        verbose_name = _("根拠資料")

    def __str__(self) -> str:
        return self.label


class Comment(HubOwned):
    """A remark beside a text; anchor names the place, such as ``cell-12`` or ``document``."""

    document = models.ForeignKey(AnnualDocument, models.PROTECT, related_name="comments")
    anchor = models.CharField(max_length=40)
    side = models.CharField(max_length=10, choices=Side.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=80)
    text = models.TextField(_("コメント"))
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["document", "at", "id"]
        indexes = [models.Index(fields=["document", "anchor"], name="eval_comment_anchor")]

    def __str__(self) -> str:
        return self.anchor


class TextChange(HubOwned):
    """Who changed what, between revisions: one row per person, place and sitting."""

    document = models.ForeignKey(AnnualDocument, models.PROTECT, related_name="changes")
    anchor = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    side = models.CharField(max_length=10, choices=Side.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["document", "-at"], name="eval_change_latest")]

    def __str__(self) -> str:
        return self.label
