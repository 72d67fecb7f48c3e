"""Restricted notes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from consultations import queries, sealed
from consultations.choices import Act
from consultations.commands import notes as commands
from consultations.forms.notes import NoteForm, TextForm
from consultations.models import Consultation, Note
from consultations.views.asked import url
from consultations.views.readings import opening
from programs.kernel.errors import Hidden
from programs.kernel.policy import may
from programs.kernel.views import FormPage, PageView


class NoteAdd(FormPage):
    """A restricted note on a saved consultation, and what comes next."""

    action = Act.ADD_NOTE
    form_class = NoteForm
    template_name = "consultations/note_add.html"
    title = _("メモを書く")
    done_message = _("メモを保存しました。")

    def target(self) -> Consultation:
        """The consultation."""
        return queries.consultation(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """What the note is about."""
        row = self.object
        return {"summary": queries.summary(row), "back": url("consultation-detail", row.pk)}

    def perform(self, form: NoteForm) -> str:
        """Save both."""
        text = form.cleaned_data["text"]
        commands.add_note(self.actor, self.object, text, form.plan(), at=self.now)
        return url("consultation-detail", self.object.pk)


class NoteRead(PageView):
    """The notes of a consultation that one may read; the audit keeps which were opened."""

    action = Act.READ_NOTE
    template_name = "consultations/note_read.html"
    title = _("相談のメモ")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Open the notes; refused where none of them is one's to read."""
        self.object = queries.consultation(self.actor, self.kwargs["pk"])
        notes = queries.notes_with_text(self.object)
        if not notes:
            raise Hidden
        with opening(self.actor, notes) as opened:
            context = {
                "target": self.object,
                "summary": queries.summary(self.object),
                "back": url("consultation-detail", self.object.pk),
                **opened,
                "may_add": may(self.actor, Act.ADD_NOTE, self.object),
            }
            return self.show(context)


class NoteCorrect(FormPage):
    """A corrected version of one's own note; the old one stays to be read."""

    action = Act.CORRECT_NOTE
    form_class = TextForm
    template_name = "consultations/step.html"
    title = _("メモを訂正する")
    done_message = _("訂正を保存しました。訂正前のメモも残っています。")

    def target(self) -> Note:
        """The note."""
        return queries.note(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """The words so far."""
        return {"text": sealed.read(self.object.text)}

    def form(self, *data: Any) -> Any:
        """Open the words only after the gate: a POST needs none of them."""
        return super().form(*data) if not data else self.form_class(*data, actor=self.actor)

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {
            "back": url("note-read", self.object.consultation_id),
            "submit_label": _("訂正を保存する"),
            "lead": _("訂正前のメモも残り、読める人には両方が表示されます。"),
            "draft_key": self.request.path,
        }

    def perform(self, form: TextForm) -> str:
        """Save the correction."""
        commands.correct_note(self.actor, self.object, form.cleaned_data["text"], at=self.now)
        return url("note-read", self.object.consultation_id)
