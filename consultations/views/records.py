"""One consultation: shown, taken back, brought back."""

from typing import Any
from uuid import uuid4

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations import papers, queries
from consultations.choices import Act
from consultations.commands import tallies as commands
from consultations.models import Consultation
from consultations.views.asked import url
from consultations.views.linked import linked
from programs.kernel.forms import ActorForm
from programs.kernel.policy import may
from programs.kernel.views import FormPage, PageView


class ConsultationDetail(PageView):
    """One consultation: what is known, who wrote notes, what comes next."""

    action = Act.VIEW
    template_name = "consultations/consultation_detail.html"
    title = pgettext_lazy("one", "相談の記録")

    def target(self) -> Consultation:
        """The consultation."""
        return queries.consultation(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Facts, heads of notes without their words, follow-ups, and what may be done."""
        row = self.object
        notes = list(queries.note_heads(row))
        concern = getattr(row, "concern", None)
        return {
            "facts": _facts(row),
            "notes": [
                note for note in notes if note.pk not in {other.corrects_id for other in notes}
            ],
            "may_read": any(may(self.actor, Act.READ_NOTE, note) for note in notes),
            "follow_ups": queries.follow_ups(self.actor).filter(consultation=row),
            "concern": concern if concern and may(self.actor, Act.READ_CONCERN, concern) else None,
            "may_change": may(self.actor, Act.CHANGE, row) and row.locked_at is None,
            "may_undo": may(self.actor, Act.UNDO, row) and not (notes or concern or row.locked_at),
            "may_print": may(self.actor, Act.PRINT_RECORD, row),
            "request_key": uuid4(),
            **linked(self.actor, row),
        }


def _facts(row: Consultation) -> list[tuple[Any, Any]]:
    facts: list[tuple[Any, Any]] = [*papers.facts_of(row)]
    if row.agency:
        facts.append((_("相談した関係団体"), row.agency))
    facts.append((_("お住まい"), queries.home_text(row)))
    facts.append((_("数える事業"), row.get_counted_in_display()))
    facts.append((_("ご家族"), _family(row)))
    return facts


def _family(row: Consultation) -> str:
    if row.household is None:
        return ""
    number = _("登録番号 %(number)s") % {"number": row.household.number}
    return " ".join(
        str(part) for part in (row.household, number, row.child or "", *queries.other_children(row))
    )


class ConsultationUndo(FormPage):
    """Takes a consultation back; the page itself offers to bring it back."""

    action = Act.UNDO
    methods = ("post",)
    form_class = ActorForm
    template_name = "consultations/refused_button.html"
    done_message = _("記録を取り消しました。")

    def target(self) -> Consultation:
        """The consultation."""
        return queries.consultation(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {"back": url("consultation-detail", self.object.pk)}

    def perform(self, form: Any) -> str:
        """Undo."""
        commands.undo_consultation(self.actor, self.object, at=self.now)
        return url("consultation-detail", self.object.pk)


class ConsultationRedo(ConsultationUndo):
    """Brings an undone consultation back."""

    done_message = _("取り消しを元に戻しました。")

    def perform(self, form: Any) -> str:
        """Bring back."""
        commands.redo_consultation(self.actor, self.object)
        return url("consultation-detail", self.object.pk)
