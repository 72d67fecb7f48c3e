"""Screens of handoffs: what is asked of which area, asking, and answering."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, ListPage
from programs.registry import queries
from programs.registry.choices import Act, HandoffState
from programs.registry.commands.handoffs import answer_handoff, offer_handoff
from programs.registry.forms.handoffs import AREA_OF, AnswerForm, HandoffFilter, HandoffForm
from programs.registry.models import Handoff, Household


class HandoffList(ListPage):
    """The hub's handoffs, those without an answer first."""

    action = Act.ANSWER_HANDOFF
    template_name = "registry/handoff_list.html"
    title = pgettext_lazy("several", "引き継ぎ")
    filter_form = HandoffFilter
    columns = (
        Column("areas", _("引き継ぎ元と引き継ぎ先"), str),
        Column("subject", _("件名"), lambda row: row.subject),
        Column("household", _("ご家族"), lambda row: row.household),
        Column("offered", _("依頼した人"), lambda row: row.offered_by),
        Column("state", _("状態"), lambda row: row.get_state_display()),
        Column("answer", _("回答"), lambda row: row.answered_by),
    )

    def rows(self) -> "QuerySet[Handoff]":
        """What the filter leaves."""
        rows = queries.handoffs(self.actor)
        state = self.filters.get("state")
        if state == "open":
            return rows.filter(state=HandoffState.OFFERED)
        return rows.exclude(state=HandoffState.OFFERED) if state == "answered" else rows

    def context(self) -> dict[str, Any]:
        """Whether a new one may be asked for."""
        return {"may_offer": may(self.actor, Act.OFFER_HANDOFF)}


class HandoffAdd(FormPage):
    """Ask another area to take something on; ``?household`` links a family of the own hub."""

    action = Act.OFFER_HANDOFF
    form_class = HandoffForm
    template_name = "registry/handoff_form.html"
    title = _("引き継ぎを依頼する")
    done_message = _("引き継ぎを依頼しました。回答があるとお知らせが届きます。")

    def target(self) -> Household | None:
        """The family that the address names, if any."""
        text = self.request.GET.get("household", "")
        named = text.isascii() and text.isdigit() and len(text) < 10
        return queries.household(self.actor, int(text)) if named else None

    def initial(self) -> dict[str, Any]:
        """The area in which the actor mostly works."""
        return {"from_area": AREA_OF.get(self.actor.role, "")}

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {"back": self._back()}

    def perform(self, form: HandoffForm) -> str:
        """Ask, and go back to the family or to the list."""
        data = form.cleaned_data
        areas = data["from_area"], data["to_area"]
        offer_handoff(self.actor, *areas, data["subject"], self.object)
        return self._back()

    def _back(self) -> str:
        if self.object is None:
            return reverse("registry:handoff-list")
        return reverse("desk:household", args=[self.object.pk])


class HandoffAnswer(FormPage):
    """Take on what is asked, or decline with a reason; later it shows who answered."""

    action = Act.ANSWER_HANDOFF
    form_class = AnswerForm
    template_name = "registry/handoff_answer.html"
    title = _("引き継ぎへの回答")
    done_message = _("引き継ぎに回答しました。依頼した人にお知らせが届きます。")

    def target(self) -> Handoff:
        """The handoff of the address."""
        return queries.handoff(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Whether an answer is still waited for."""
        return {"waiting": self.object.state == HandoffState.OFFERED}

    def perform(self, form: AnswerForm) -> str:
        """Answer and go back to the list."""
        answer_handoff(self.actor, self.object, at=self.now, **form.values())
        return reverse("registry:handoff-list")
