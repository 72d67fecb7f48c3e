"""The director's screens: who is responsible for what, and the hub's terms."""

from typing import Any

from django.contrib import messages
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import Act
from consultations.commands import work as commands
from consultations.forms.cases import AssignForm, TermsForm
from consultations.models import Terms
from consultations.views.asked import number_in, url
from programs.kernel.views import FormPage


class WorkList(FormPage):
    """All open work by day, narrowed to one person or to what is late, and a new owner for it."""

    action = Act.ASSIGN_WORK
    form_class = AssignForm
    template_name = "consultations/work_list.html"
    title = _("担当と期日")

    @cached_property
    def days(self) -> int:
        """After how many days the director is told."""
        return queries.terms(int(self.actor.hub_id or 0)).escalation_days

    @cached_property
    def every(self) -> list[queries.Work]:
        """All open work, read once."""
        return queries.open_work(self.actor, self.today)

    @cached_property
    def works(self) -> list[queries.Work]:
        """What the address asks for."""
        person, late = number_in(self.request, "person"), self.request.GET.get("late") == "yes"
        return [
            work
            for work in self.every
            if (person is None or work.owner.pk == person)
            and (not late or work.days_over >= self.days)
        ]

    def form_options(self) -> dict[str, Any]:
        """The work that may be chosen."""
        return {"works": self.works}

    def context(self) -> dict[str, Any]:
        """The work, what is ticked (all of one person's to begin with), and whose there is."""
        person = number_in(self.request, "person")
        handing_over = self.request.method == "GET" and person is not None
        ticked = [work.key for work in self.works] if handing_over else []
        return {
            "works": self.works,
            "ticked": {*ticked, *self.request.POST.getlist("work")},
            "people": _people(self.every),
            "person": person,
            "late": self.request.GET.get("late") == "yes",
            "days": self.days,
            "back": url("follow-up-list"),
        }

    def perform(self, form: Any) -> str:
        """Give what was ticked to the new owner."""
        data = form.cleaned_data
        done = commands.assign_work(self.actor, data["work"], data["owner"], at=self.now)
        text = ngettext("%(count)s件の担当を代えました。", "%(count)s件の担当を代えました。", done)
        messages.success(self.request, text % {"count": done})
        return url("work-list")


def _people(works: list[queries.Work]) -> list[tuple[int, str]]:
    """Who is responsible for something, with how much of it; people who left come first."""
    counts: dict[int, int] = {}
    owners = {work.owner.pk: work for work in works}
    for work in works:
        counts[work.owner.pk] = counts.get(work.owner.pk, 0) + 1
    ordered = sorted(owners.values(), key=lambda w: (not w.stranded, w.owner.name, w.owner.pk))
    found = []
    for work in ordered:
        words = gettext("%(name)s（%(count)s件）")
        if work.stranded:
            words = gettext("%(name)s（%(count)s件・所属なし）")
        count = counts[work.owner.pk]
        found.append((work.owner.pk, words % {"name": work.owner, "count": count}))
    return found


class TermsEdit(FormPage):
    """The hub's terms in days."""

    action = Act.CHANGE_TERMS
    form_class = TermsForm
    template_name = "consultations/step.html"
    title = _("期間の設定")
    done_message = _("期間の設定を変更しました。")

    def target(self) -> Terms | None:
        """The terms, if the hub has set any."""
        found = queries.terms(int(self.actor.hub_id or 0))
        return found if found.pk else None

    def initial(self) -> dict[str, Any]:
        """As they are."""
        row = queries.terms(int(self.actor.hub_id or 0))
        names = ("review_days", "answer_days", "escalation_days", "version")
        return {name: getattr(row, name) for name in names}

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {
            "back": url("work-list"),
            "lead": _("新しく決める日のはじめの値と、施設長に知らせるまでの日数です。"),
        }

    def perform(self, form: Any) -> str:
        """Save unless somebody was first."""
        values = dict(form.cleaned_data)
        version = values.pop("version") or 0
        commands.change_terms(self.actor, values, version=version)
        return url("work-list")
