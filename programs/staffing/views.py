"""Screens of the register of training and pledges."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programs.kernel import fiscal, localdates
from programs.kernel.forms import ActorForm
from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, ListPage, PageView, say_with_undo
from programs.staffing import commands, queries
from programs.staffing.choices import Act, PledgeKind, Topic
from programs.staffing.forms import PledgeForm, TrainingForm
from programs.staffing.models import Pledge, Training
from programs.staffing.rules import NEEDED_EACH_YEAR, NEEDED_PLEDGE

FIRST_YEAR, LAST_YEAR = 2000, 2100


class _OfYear:
    """A screen of one fiscal year: ``?year``, this one where nothing sensible is asked."""

    request: Any
    today: Any

    @property
    def year(self) -> int:
        """The fiscal year asked for."""
        text = self.request.GET.get("year", "")
        asked = int(text) if text.isdecimal() and len(text) == 4 else 0
        here = fiscal.year_of(self.today)
        return asked if FIRST_YEAR <= asked <= min(here, LAST_YEAR) else here

    def years(self) -> dict[str, Any]:
        """The year and its neighbours, for the links."""
        here = fiscal.year_of(self.today)
        return {"year": self.year, "before": self.year - 1, "after": self.year + 1, "here": here}


class Register(_OfYear, PageView):
    """Who works here, and what everybody has and lacks."""

    action = Act.VIEW_REGISTER
    template_name = "staffing/register.html"
    title = _("職員の研修・誓約")

    def context(self) -> dict[str, Any]:
        """Those who lack something come first."""
        workers = queries.register(self.actor, self.year, self.today)
        return {
            **self.years(),
            "workers": workers,
            "unpledged": sum(worker.standing.pledged_on is None for worker in workers),
            "untrained": sum(worker.standing.trained_on is None for worker in workers),
            "needed_pledge": NEEDED_PLEDGE.label,
            "needed_training": NEEDED_EACH_YEAR.label,
            "trainings": queries.trainings(self.actor, self.year),
            "may_train": may(self.actor, Act.CHANGE_TRAINING),
            "may_pledge": may(self.actor, Act.CHANGE_PLEDGE),
        }


def _attendees(row: Training) -> list[str]:
    return [str(one) for one in row.attendees.all()]


class TrainingList(_OfYear, ListPage):
    """The trainings of a year, for the report to the ward."""

    action = Act.VIEW_REGISTER
    export_action = Act.EXPORT_TRAININGS
    export_name = "staff-training"
    template_name = "staffing/training_list.html"
    title = _("研修の記録")
    columns = (
        Column("held_on", _("研修日"), lambda t: localdates.day(t.held_on)),
        Column("title", _("研修の名前"), lambda t: t.title),
        Column("topic", _("分野"), lambda t: t.get_topic_display()),
        Column("minutes", _("時間（分）"), lambda t: t.minutes),
        Column("teacher", _("講師"), lambda t: t.teacher),
        Column("place", _("場所・方法"), lambda t: t.place),
        Column("count", _("受講者数"), lambda t: len(_attendees(t))),
        Column("attendees", _("受講者"), lambda t: str(_("、")).join(_attendees(t))),
    )

    def rows(self) -> "QuerySet[Training]":
        """Those of the year."""
        return queries.trainings(self.actor, self.year)

    def context(self) -> dict[str, Any]:
        """The year, and whether one may be added."""
        return {**self.years(), "may_train": may(self.actor, Act.CHANGE_TRAINING)}


class TrainingReport(_OfYear, PageView):
    """The trainings of a year on paper, as the ward asks for them."""

    action = Act.VIEW_REGISTER
    template_name = "staffing/training_report.html"
    title = _("研修実施報告")

    def context(self) -> dict[str, Any]:
        """The trainings in the order of their days, with sums."""
        rows = list(queries.trainings(self.actor, self.year).order_by("held_on", "pk"))
        needed = [row for row in rows if row.topic == NEEDED_EACH_YEAR]
        workers = queries.register(self.actor, self.year, self.today)
        return {
            **self.years(),
            "trainings": rows,
            "needed": len(needed),
            "needed_training": NEEDED_EACH_YEAR.label,
            "workers": len(workers),
            "trained": sum(worker.standing.trained_on is not None for worker in workers),
        }


class _TrainingPage(FormPage):
    """A training's form."""

    action = Act.CHANGE_TRAINING
    form_class = TrainingForm
    template_name = "staffing/form.html"

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {"back": reverse("staffing:register")}


class TrainingAdd(_TrainingPage):
    """A training that took place."""

    title = _("研修を記録する")
    done_message = _("研修を記録しました。")

    def initial(self) -> dict[str, Any]:
        """The topic that everybody needs, today."""
        return {"held_on": self.today, "topic": Topic.PERSONAL_DATA}

    def perform(self, form: TrainingForm) -> str:
        """Record it."""
        said = form.cleaned_data
        commands.add_training(self.actor, said, said["people"], said["others"])
        return reverse("staffing:register")


class TrainingEdit(_TrainingPage):
    """A change of a training."""

    title = _("研修の記録を直す")
    done_message = _("研修の記録を直しました。")
    template_name = "staffing/training_edit.html"

    def target(self) -> Training:
        """The training of the address."""
        return queries.training(self.actor, self.kwargs["pk"])

    def form_options(self) -> dict[str, Any]:
        """Whoever was ticked before can be seen, also after leaving."""
        rows = self.object.attendees.exclude(person=None).select_related("person")
        return {"also": [row.person for row in rows]}

    def initial(self) -> dict[str, Any]:
        """What is known."""
        rows = list(self.object.attendees.all())
        return {
            **{name: getattr(self.object, name) for name in (*commands.FIELDS, "version")},
            "people": [row.person_id for row in rows if row.person_id],
            "others": "\n".join(row.name for row in rows if row.name),
        }

    def perform(self, form: TrainingForm) -> str:
        """Change it unless somebody was first."""
        said = form.cleaned_data
        commands.change_training(
            self.actor, self.object, said, said["people"], said["others"], said["version"] or 0
        )
        return reverse("staffing:register")


class TrainingVoid(FormPage):
    """Take a training out of the register; the message puts it back."""

    action = Act.CHANGE_TRAINING
    methods = ("post",)
    form_class = ActorForm

    def target(self) -> Training:
        """The training of the address."""
        return queries.training(self.actor, self.kwargs["pk"])

    def perform(self, form: Any) -> str:
        """Take it out."""
        commands.void_training(self.actor, self.object, self.now)
        text = _("研修の記録を取り消しました。")
        say_with_undo(self.request, text, "staffing:training-restore", self.object.pk)
        return reverse("staffing:register")


class TrainingRestore(TrainingVoid):
    """Put it back."""

    done_message = _("研修の記録を元に戻しました。")

    def perform(self, form: Any) -> str:
        """Put it back."""
        commands.restore_training(self.actor, self.object)
        return reverse("staffing:register")


class PledgeList(ListPage):
    """The pledges in force."""

    action = Act.VIEW_REGISTER
    template_name = "staffing/pledge_list.html"
    title = _("誓約書の一覧")
    columns = (
        Column("name", _("氏名"), str),
        Column("kind", _("種類"), lambda p: p.get_kind_display()),
        Column("signed_on", _("署名した日"), lambda p: localdates.day(p.signed_on)),
        Column("wording", _("書式の版"), lambda p: p.wording),
        Column("kept_where", _("保管場所"), lambda p: p.kept_where),
    )

    def rows(self) -> "QuerySet[Pledge]":
        """Those in force."""
        return queries.pledges(self.actor)

    def context(self) -> dict[str, Any]:
        """Whether they may be changed."""
        return {"may_pledge": may(self.actor, Act.CHANGE_PLEDGE)}


class PledgeAdd(FormPage):
    """A paper that several people signed."""

    action = Act.CHANGE_PLEDGE
    form_class = PledgeForm
    template_name = "staffing/form.html"
    title = _("誓約書を記録する")

    def initial(self) -> dict[str, Any]:
        """The paper that everybody signs, today."""
        return {"signed_on": self.today, "kind": PledgeKind.SECRECY}

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        return {"back": reverse("staffing:register")}

    def perform(self, form: PledgeForm) -> str:
        """Record it for all of them."""
        values = dict(form.cleaned_data)
        people, names = values.pop("people"), values.pop("others")
        done = commands.record_pledges(self.actor, values, people, names, self.now)
        text = ngettext(
            "%(count)s人分の誓約書を記録しました。", "%(count)s人分の誓約書を記録しました。", done
        )
        messages.success(self.request, text % {"count": done})
        return reverse("staffing:register")


class PledgeEnd(FormPage):
    """A pledge ends, as when somebody left; the message takes it back."""

    action = Act.CHANGE_PLEDGE
    methods = ("post",)
    form_class = ActorForm

    def target(self) -> Pledge:
        """The pledge of the address."""
        return queries.pledge(self.actor, self.kwargs["pk"])

    def perform(self, form: Any) -> str:
        """End it."""
        commands.end_pledge(self.actor, self.object, self.now)
        text = _("%(name)sさんの誓約書を一覧から外しました。") % {"name": self.object}
        say_with_undo(self.request, text, "staffing:pledge-restore", self.object.pk)
        return reverse("staffing:pledge-list")


class PledgeRestore(PledgeEnd):
    """Take the end back."""

    done_message = _("誓約書を一覧に戻しました。")

    def perform(self, form: Any) -> str:
        """Take it back."""
        commands.restore_pledge(self.actor, self.object)
        return reverse("staffing:pledge-list")
