"""The director's screens for the questions that come often."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import Act
from consultations.commands import codes as commands
from consultations.forms.codes import QuickForm
from consultations.models import QuickTally
from consultations.views.asked import url
from programs.kernel.forms import ActorForm
from programs.kernel.views import FormPage, PageView


class QuickList(PageView):
    """All of them in their order, with what each fills in."""

    action = Act.CHANGE_TEMPLATES
    template_name = "consultations/quick_list.html"
    title = _("よくある相談")

    def context(self) -> dict[str, Any]:
        """Each with the labels of its topics."""
        labels = {code.pk: str(code) for code in queries.codes(self.actor)}
        rows = [
            (row, [labels[pk] for pk in row.topic_ids if pk in labels])
            for row in queries.quick_tallies(self.actor)
        ]
        return {"rows": rows, "request_key": uuid4()}


class QuickAdd(FormPage):
    """A new one at the end."""

    action = Act.CHANGE_TEMPLATES
    form_class: type[forms.BaseForm] = QuickForm
    template_name = "consultations/quick_form.html"
    title = _("よくある相談を追加する")
    done_message = _("よくある相談を追加しました。")

    def form_options(self) -> dict[str, Any]:
        """A new one is in use."""
        return {"adding": True}

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {"back": url("quick-list")}

    def perform(self, form: Any) -> str:
        """Add."""
        commands.save_quick_tally(self.actor, None, form.values(), version=0)
        return url("quick-list")


class QuickEdit(FormPage):
    """A change of one."""

    action = Act.CHANGE_TEMPLATES
    form_class: type[forms.BaseForm] = QuickForm
    template_name = "consultations/quick_form.html"
    title = _("よくある相談を変更する")
    done_message = _("よくある相談を変更しました。")

    def target(self) -> QuickTally:
        """The one."""
        return queries.quick_tally(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """As it is."""
        row = self.object
        return {
            "title": str(row),
            "topics": row.topic_ids,
            "main_topic": next(iter(row.topic_ids), None),
            "method": row.method_id,
            "outcome": row.outcome_id,
            "retired": bool(row.retired_on),
            "version": row.version,
        }

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {"back": url("quick-list")}

    def perform(self, form: Any) -> str:
        """Save unless somebody was first."""
        row, data, values = self.object, form.cleaned_data, form.values()
        if values["title"] == str(row):
            values["title"] = row.title
        values["retired_on"] = (row.retired_on or self.today) if data["retired"] else None
        commands.save_quick_tally(self.actor, row, values, version=data["version"] or 0)
        return url("quick-list")


class QuickMove(FormPage):
    """One place up or down."""

    action = Act.CHANGE_TEMPLATES
    methods = ("post",)
    form_class: type[forms.BaseForm] = ActorForm

    def target(self) -> QuickTally:
        """The one."""
        return queries.quick_tally(self.actor, self.kwargs["pk"])

    def perform(self, form: Any) -> str:
        """Move."""
        commands.move(self.actor, self.object, up=self.kwargs["way"] == "up")
        return url("quick-list")
