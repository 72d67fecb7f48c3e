"""Imports with their rows, which column is what, and who wrote lists out and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programs.exchange.choices import Fate, Kind, Outcome, State
from programs.kernel.models import AppendOnly, HubOwned


class ColumnPlan(HubOwned):
    """Which column is which field, remembered for the same headings of the same kind of list."""

    kind = models.CharField(max_length=10, choices=Kind)
    heads_key = models.CharField(max_length=64, help_text="SHA-256 of the headings")
    fields = models.JSONField(default=list)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "heads_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "kind", "heads_key"], name="column_plan_once")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ImportRun(HubOwned):
    """One file on its way into the register: staged, confirmed, perhaps taken back."""

    kind = models.CharField(_("種類"), max_length=10, choices=Kind)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.STAGED)
    file_name = models.CharField(_("ファイル名"), max_length=100)
    sheet_name = models.CharField(_("シート"), max_length=100, blank=True)
    head_row = models.PositiveIntegerField(default=1)
    heads = models.JSONField(default=list)
    # One key of a field for each column; empty where a column is left out.
    fields = models.JSONField(default=list)
    planned = models.BooleanField(default=False, help_text="the columns were looked at by somebody")
    counts = models.JSONField(default=dict)
    staged_at = models.DateTimeField(_("読み込んだ日時"))
    staged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("読み込んだ人")
    )
    confirmed_at = models.DateTimeField(_("取り込んだ日時"), null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("元に戻した日時"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-staged_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_done_by_somebody",
                condition=Q(
                    state__in=[State.DONE, State.UNDONE],
                    confirmed_at__isnull=False,
                    confirmed_by__isnull=False,
                )
                | (
                    ~Q(state__in=[State.DONE, State.UNDONE])
                    & Q(confirmed_at=None, confirmed_by=None)
                ),
            ),
            models.CheckConstraint(
                name="import_undone_by_somebody",
                condition=Q(state=State.UNDONE, undone_at__isnull=False, undone_by__isnull=False)
                | (~Q(state=State.UNDONE) & Q(undone_at=None, undone_by=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportSheet(HubOwned):
    """What stood in the cells, kept only until the import is decided on (rejected rows: a week)."""

    run = models.OneToOneField(ImportRun, models.CASCADE, related_name="sheet")
    # [[number of the row in the file, [text of each cell]]]
    rows = models.JSONField(default=list)
    # Where the file has several sheets, until the import is decided on: [[name, how many rows]], and
    # the rows of each as above, with their headings; null where they are too many.
    titles = models.JSONField(default=list)
    book = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.run_id)


class ImportRow(HubOwned):
    """What becomes of one row of the file, and why. Rows that were made know how to be taken back."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("行"))
    fate = models.CharField(_("扱い"), max_length=8, choices=Fate)
    label = models.CharField(_("お名前"), max_length=200, blank=True)
    # [{"column", "cell", "text", "params"}]: texts in Japanese, translated when shown
    notes = models.JSONField(default=list)
    known_id = models.BigIntegerField(null=True, help_text="the record that is there already")
    made_id = models.BigIntegerField(null=True, help_text="the record that was made")
    fingerprint = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    class Meta:
        ordering = ["run_id", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="import_row_once"),
            models.CheckConstraint(
                name="import_row_made",
                condition=Q(outcome="", made_id=None) | (~Q(outcome="") & Q(made_id__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["run", "fate", "number"], name="import_row_by_fate")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"


class ExportRecord(HubOwned, AppendOnly):
    """A list that somebody wrote out: how many rows, in which form, and why."""

    kind = models.CharField(_("種類"), max_length=10, choices=Kind)
    form = models.CharField(_("形式"), max_length=4)
    reason = models.CharField(_("書き出す理由"), max_length=200)
    count = models.PositiveIntegerField(_("件数"))
    narrowed_by = models.JSONField(default=list, help_text="names of the filter's fields in use")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("書き出した人")
    )
    created_at = models.DateTimeField(_("日時"), db_default=Now())

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.count}"
