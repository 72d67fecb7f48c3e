"""Comments and evidence."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluations import commands, rules
from evaluations.choices import Act
from evaluations.forms import CommentForm, EvidenceForm
from evaluations.views.shared import DocumentButton, DocumentForm, DocumentPage
from programs.kernel.forms import ActorForm
from programs.kernel.policy import may
from programs.reports.choices import Act as Reports


class CommentAdd(DocumentButton):
    """Put a comment beside a text."""

    action = Act.COMMENT
    form_class = CommentForm
    done_message = _("コメントを書きました。")

    def perform(self, form: CommentForm) -> str:
        """Save the comment and go back to its place."""
        anchor = form.cleaned_data["anchor"]
        commands.comment(self.actor, self.object, anchor, form.cleaned_data["text"], self.now)
        return self.back(anchor)


class CommentResolve(DocumentButton):
    """Mark a comment as dealt with."""

    action = Act.COMMENT

    def perform(self, form: ActorForm) -> str:
        """Mark it and go back to its place."""
        found = commands.resolve_comment(self.actor, self.object, self.kwargs["comment"], self.now)
        return self.back(found.anchor)


class EvidenceList(DocumentPage):
    """The chosen figures, each with its rule and the day it was counted."""

    template_name = "evaluations/evidence.html"
    tab = "evidence"

    def context(self) -> dict[str, Any]:
        """Return the figures in order."""
        document = self.object
        shows_rows = may(self.actor, Reports.VIEW_ROWS)
        return {
            **super().context(),
            "title": _("根拠資料"),
            "evidence": [
                (row, months(row.from_on, row.to_on) if shows_rows else ())
                for row in document.evidence.select_related("goal").order_by("order", "pk")
            ],
            "may_choose": may(self.actor, Act.CHOOSE_EVIDENCE, document)
            and document.state in rules.OPEN_STATES,
        }


def months(first: date, last: date) -> tuple[date, ...]:
    """Return the first days of the months that a period touches."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return tuple(
        date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
        for n in range(min(count, 119) + 1)
    )


class EvidenceAdd(DocumentForm):
    """Choose a figure; it is counted now and kept."""

    action = Act.CHOOSE_EVIDENCE
    form_class = EvidenceForm
    template_name = "evaluations/evidence_add.html"
    done_message = _("数値を集計し、根拠資料に加えました。")
    tab = "evidence"

    def form_options(self) -> dict[str, Any]:
        """Return the goals that evidence can speak for."""
        goals = self.object.evaluates.goals.order_by("order") if self.object.evaluates else ()
        return {"goals": tuple(goals)}

    def initial(self) -> dict[str, Any]:
        """Propose the whole period of the document."""
        return {"from_on": self.object.period_from, "to_on": self.object.period_to}

    def context(self) -> dict[str, Any]:
        """Return the words of the page."""
        return {
            **super().context(),
            "title": _("根拠資料を選ぶ"),
            "back_url": self.address("document-evidence"),
        }

    def perform(self, form: EvidenceForm) -> str:
        """Count and keep the figure."""
        values = form.cleaned_data
        commands.choose_evidence(
            self.actor,
            self.object,
            values["figure"],
            values["from_on"],
            values["to_on"],
            self.now,
            goal_id=values["goal"],
        )
        return self.address("document-evidence")


class EvidenceDrop(DocumentButton):
    """Take a figure out again."""

    action = Act.CHOOSE_EVIDENCE
    done_message = _("根拠資料から外しました。")

    def perform(self, form: ActorForm) -> str:
        """Drop it."""
        commands.drop_evidence(self.actor, self.object, self.kwargs["evidence"])
        return self.address("document-evidence")
