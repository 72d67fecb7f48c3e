"""Restricted notes and follow-ups."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations import queries, sealed
from consultations.choices import Act
from consultations.commands import notes as commands
from consultations.forms.notes import FollowUpForm, MoveForm, NoteForm, TextForm
from consultations.models import Consultation, FollowUp, Note
from consultations.views.asked import url
from programs.kernel.errors import Hidden
from programs.kernel.forms import ActorForm
from programs.kernel.gate import passing
from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, ListPage, PageView


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


@dataclass
class Reading:
    """A note opened for reading, with the versions that it replaces, newest first."""

    note: Note
    text: str
    may_correct: bool
    earlier: list[tuple[Note, str]] = field(default_factory=list)


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
        mine = [note for note in notes if may(self.actor, Act.READ_NOTE, note)]
        with passing(self.actor, Act.READ_NOTE, (mine or notes)[0]) as trail:
            trail.outcome = "read"
            trail.note(*mine)
            context = {
                "target": self.object,
                "summary": queries.summary(self.object),
                "back": url("consultation-detail", self.object.pk),
                "readings": [self._reading(note, mine) for note in _current(mine)],
                "others": len(_current(notes)) - len(_current(mine)),
                "may_add": may(self.actor, Act.ADD_NOTE, self.object),
            }
            return self.show(context)

    def _reading(self, note: Note, notes: list[Note]) -> Reading:
        opened = Reading(note, sealed.read(note.text), may(self.actor, Act.CORRECT_NOTE, note))
        by_id = {other.pk: other for other in notes}
        before = by_id.get(note.corrects_id or 0)
        while before is not None:
            opened.earlier.append((before, sealed.read(before.text)))
            before = by_id.get(before.corrects_id or 0)
        return opened


def _current(notes: list[Note]) -> list[Note]:
    replaced = {note.corrects_id for note in notes}
    return [note for note in notes if note.pk not in replaced]


class NoteCorrect(FormPage):
    """A corrected version of one's own note; the old one stays to be read."""

    action = Act.CORRECT_NOTE
    form_class = TextForm
    template_name = "consultations/note_correct.html"
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
        return {"back": url("note-read", self.object.consultation_id)}

    def perform(self, form: TextForm) -> str:
        """Save the correction."""
        commands.correct_note(self.actor, self.object, form.cleaned_data["text"], at=self.now)
        return url("note-read", self.object.consultation_id)


class FollowUpFilter(forms.Form):
    """Open ones unless asked otherwise."""

    state = forms.ChoiceField(
        label=_("状態"),
        required=False,
        choices=(("", _("これから")), ("done", _("完了")), ("all", _("すべて"))),
    )
    mine = forms.ChoiceField(
        label=_("担当"), required=False, choices=(("", _("全員")), ("yes", _("自分の分だけ")))
    )


def _source(row: FollowUp) -> Any:
    """What a follow-up came from; which family is told to those who may open it."""
    family = row.household if getattr(row, "readable", False) else _("ご家族のこと")
    return row.meeting or row.consultation or family


class FollowUpList(ListPage):
    """What is to be done next, by day; the words stay sealed."""

    action = Act.VIEW_FOLLOW_UPS
    template_name = "consultations/follow_up_list.html"
    title = pgettext_lazy("several", "次の対応")
    filter_form = FollowUpFilter
    sorts = {"due_on": ("due_on", "pk"), "owner": ("owner__kana_order", "due_on", "pk")}
    columns = (
        Column("due_on", _("期日"), lambda row: row.due_on),
        Column("kind", _("すること"), str),
        Column("owner", _("担当"), lambda row: row.owner),
        Column("source", _("もとの記録"), _source),
        Column("state", _("状態"), lambda row: row.done_at),
    )

    def rows(self) -> "QuerySet[FollowUp]":
        """What the filter leaves."""
        rows = queries.follow_ups(self.actor)
        state = self.filters.get("state", "")
        if state != "all":
            rows = rows.filter(done_at__isnull=state != "done")
        return rows.filter(owner_id=self.actor.user_id) if self.filters.get("mine") else rows

    def context(self) -> dict[str, Any]:
        """Whether everybody's work may be looked at and handed over."""
        return {"may_assign": may(self.actor, Act.ASSIGN_WORK)}


class FollowUpAdd(FormPage):
    """What comes next after a consultation."""

    action = Act.ADD_FOLLOW_UP
    form_class = FollowUpForm
    template_name = "consultations/step.html"
    title = _("次の対応を決める")
    done_message = _("次の対応を決めました。期日になるとホームに表示されます。")

    def target(self) -> Consultation:
        """The consultation."""
        return queries.consultation(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """What it is about."""
        row = self.object
        return {"summary": queries.summary(row), "back": url("consultation-detail", row.pk)}

    def perform(self, form: FollowUpForm) -> str:
        """Save."""
        plan = form.plan()
        if plan is not None:
            commands.add_follow_up(self.actor, self.object, plan, at=self.now)
        return url("consultation-detail", self.object.pk)


class FollowUpRead(PageView):
    """One follow-up with its words, for its owner, consultants and the director."""

    action = Act.READ_FOLLOW_UP
    template_name = "consultations/follow_up_read.html"
    title = _("次の対応")

    def target(self) -> FollowUp:
        """The follow-up."""
        return queries.follow_up(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """The words, and what may be done."""
        row = self.object
        return {
            "text": sealed.read(row.text),
            "may_change": may(self.actor, Act.CHANGE_FOLLOW_UP, row),
            "may_meeting": bool(row.meeting) and may(self.actor, Act.READ_MEETING, row.meeting),
            "back": url("follow-up-list"),
            "request_key": uuid4(),
        }


class FollowUpDone(FormPage):
    """Marks a follow-up done."""

    action = Act.CHANGE_FOLLOW_UP
    methods: tuple[str, ...] = ("post",)
    form_class: type[forms.BaseForm] = ActorForm
    done_message = _("完了にしました。")

    def target(self) -> FollowUp:
        """The follow-up."""
        return queries.follow_up(self.actor, self.kwargs["pk"])

    def perform(self, form: Any) -> str:
        """Done."""
        commands.finish_follow_up(self.actor, self.object, at=self.now)
        return url("follow-up-read", self.object.pk)


class FollowUpReopen(FollowUpDone):
    """Takes back that it was done."""

    done_message = _("完了を取り消しました。")

    def perform(self, form: Any) -> str:
        """Open again."""
        commands.reopen_follow_up(self.actor, self.object)
        return url("follow-up-read", self.object.pk)


class FollowUpMove(FollowUpDone):
    """Another day."""

    methods = ("get", "post")
    form_class = MoveForm
    template_name = "consultations/step.html"
    title = _("期日を変更する")
    done_message = _("期日を変更しました。")

    def initial(self) -> dict[str, Any]:
        """The day so far."""
        return {"due_on": self.object.due_on, "version": self.object.version}

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {"back": url("follow-up-read", self.object.pk)}

    def perform(self, form: MoveForm) -> str:
        """Save unless somebody was first."""
        data = form.cleaned_data
        commands.move_follow_up(
            self.actor, self.object, data["due_on"], version=data["version"], at=self.now
        )
        return url("follow-up-read", self.object.pk)
