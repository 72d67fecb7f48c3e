"""Signals for those who may act: the list, one with its reason, and the rules."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, ListPage, PageView, say_with_undo
from programs.signals import commands, queries
from programs.signals.choices import Act, State
from programs.signals.forms import AnswerForm, OneForm, PlanForm, RuleForm, SignalFilter
from programs.signals.models import Rule, Signal
from programs.signals.rules import OPEN


class SignalList(ListPage):
    """The signals that wait, newest first; nothing here is ranked, and nothing is exported."""

    action = Act.VIEW
    template_name = "signals/list.html"
    title = _("気づき")
    filter_form = SignalFilter
    columns = (
        Column("household", _("ご家族"), lambda row: row.household.name),
        Column("reason", _("理由"), queries.reason),
    )

    def rows(self) -> "QuerySet[Signal]":
        """What the filter leaves."""
        return queries.narrowed(queries.signals(self.actor), self.filters)

    def show(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Each as its rows are by now."""
        queries.stand(context["page"])
        return super().show(context, status)

    def context(self) -> dict[str, Any]:
        """Whether any rule is in use, for the empty state."""
        known = queries.known_rules(self.actor)
        return {
            "any_on": any(one.active for one in known),
            "may_change": may(self.actor, Act.CHANGE_RULES),
        }


class _OfSignal(FormPage):
    """A step with one signal."""

    action = Act.ANSWER

    def target(self) -> Signal:
        """The signal of the address."""
        return queries.signal(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """The state that was seen: a second answer is told who was first."""
        return {"before": self.object.state}

    def seen(self, form: Any) -> Signal:
        """The signal as it stood when the page was opened."""
        self.object.state = form.cleaned_data["before"] or self.object.state
        return self.object

    def answered(self, text: Any) -> str:
        """Say so, with the way to take it back; go to the list."""
        say_with_undo(self.request, text, "signals:signal-undo", self.object.pk)
        return reverse("signals:signal-list")


class SignalAnswer(_OfSignal):
    """One signal: why, the rows behind it, what was done; and the answer."""

    template_name = "signals/signal.html"
    title = _("気づきを確認する")
    form_class: Any = AnswerForm

    def context(self) -> dict[str, Any]:
        """The reason, its rows, and the answers so far."""
        signal = self.object
        return {
            "reason": queries.reason(signal),
            "behind": queries.behind(self.actor, signal),
            "steps": queries.steps(signal),
            "open": signal.state in OPEN,
            "back": reverse("signals:signal-list"),
        }

    def perform(self, form: Any) -> str:
        """Record the answer."""
        values, signal = form.cleaned_data, self.seen(form)
        commands.answer(self.actor, signal, State(values["state"]), values["note"], self.now)
        return self.answered(_("答えを記録しました。"))


class SignalPlan(_OfSignal):
    """What is done next about the family."""

    template_name = "signals/plan.html"
    title = _("次の対応を決める")
    form_class = PlanForm
    done_message = _("次の対応を決めました。期日になるとホームに表示されます。")

    def context(self) -> dict[str, Any]:
        """Whom it is about, and why."""
        return {"reason": queries.reason(self.object), "back": self.object.get_absolute_url()}

    def perform(self, form: Any) -> str:
        """Plan it."""
        plan = form.plan()
        if plan is not None:
            commands.follow_up(self.actor, self.seen(form), plan, self.now)
        return reverse("signals:signal-list")


class SignalDismiss(_OfSignal):
    """Looked at; nothing needs to be done."""

    methods = ("post",)
    form_class = OneForm

    def perform(self, form: Any) -> str:
        """Record that it was looked at."""
        commands.answer(self.actor, self.seen(form), State.DISMISSED, "", self.now)
        return self.answered(_("確認しました。対応は不要として記録しました。"))


class SignalUndo(_OfSignal):
    """Takes the last answer back."""

    methods = ("post",)
    form_class = OneForm
    done_message = _("答えを取り消しました。")

    def perform(self, form: Any) -> str:
        """Take back."""
        commands.take_back(self.actor, self.seen(form), self.now)
        return self.object.get_absolute_url()


class Rules(PageView):
    """The three rules, each in a sentence."""

    action = Act.CHANGE_RULES
    template_name = "signals/rules.html"
    title = _("気づきの決まり")

    def context(self) -> dict[str, Any]:
        """Rules with who turned them on."""
        return {"rules": queries.known_rules(self.actor), "back": reverse("signals:signal-list")}


class RuleEdit(FormPage):
    """A rule's numbers, on or off."""

    action = Act.CHANGE_RULES
    template_name = "signals/rule.html"
    title = _("決まりを変更する")
    form_class = RuleForm
    done_message = _("決まりを保存しました。")

    def target(self) -> Rule | None:
        """The stored rule, if there is one; raises Hidden for an unknown kind."""
        self.known = queries.rule(self.actor, self.kwargs["kind"])
        return self.known.row

    def form_options(self) -> dict[str, Any]:
        """The kind decides what is asked."""
        return {"kind": self.known.kind}

    def initial(self) -> dict[str, Any]:
        """Its present numbers and version."""
        terms = self.known.terms
        return {
            "active": self.known.active,
            "times": terms.times,
            "weeks": terms.weeks,
            "absent_weeks": terms.absent_weeks,
            "version": self.object.version if self.object else 0,
        }

    def context(self) -> dict[str, Any]:
        """Which rule."""
        return {"eyebrow": self.known.kind.label, "back": reverse("signals:rules")}

    def perform(self, form: Any) -> str:
        """Save unless somebody was first."""
        values = form.cleaned_data
        commands.set_rule(
            self.actor,
            self.known.kind,
            values["active"],
            form.terms,
            self.now,
            version=values["version"] or 0,
        )
        return reverse("signals:rules")
