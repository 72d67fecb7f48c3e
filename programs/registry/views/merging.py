"""Screens for registrations that may be of one family: candidates, merge, undo."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.kernel.forms import ActorForm
from programs.kernel.policy import may
from programs.kernel.views import FormPage, PageView, say_with_undo
from programs.registry import queries
from programs.registry.choices import Act
from programs.registry.commands.merging import (
    merge_households,
    tell_apart,
    undo_apart,
    undo_merge,
)
from programs.registry.forms.merging import MergeForm
from programs.registry.models import DifferentFamilies, Household, MergeRecord
from programs.registry.queries import merging as merge_queries
from programs.registry.queries.families import kept_apart

LAST_DECIDED = 10


class DuplicateList(PageView):
    """Registrations that may be of one family, and the merges made so far."""

    action = Act.VIEW_DUPLICATES
    template_name = "registry/duplicate_list.html"
    title = _("重複かもしれない登録")

    def context(self) -> dict[str, Any]:
        """A page of pairs, and what was decided last."""
        pairs = merge_queries.alike(self.actor, self.request.GET.get("page"))
        return {
            "pairs": pairs,
            "numbers": pairs.paginator.get_elided_page_range(pairs.number, on_each_side=2),
            "apart": merge_queries.told_apart(self.actor)[:LAST_DECIDED],
            "merges": merge_queries.merges(self.actor)[:LAST_DECIDED],
            "may_merge": may(self.actor, Act.MERGE_HOUSEHOLDS),
            "may_tell_apart": may(self.actor, Act.TELL_APART),
            "may_undo": may(self.actor, Act.UNDO_MERGE),
        }


class _OfTwo(FormPage):
    """A form about two registrations: the one of the address, and another."""

    def target(self) -> Household:
        """The registration of the address; the other one must be there too."""
        self.other = queries.household(self.actor, self.kwargs["other"])
        return queries.household(self.actor, self.kwargs["pk"])


class TellApart(_OfTwo):
    """Two registrations are two families."""

    action = Act.TELL_APART
    methods = ("post",)
    form_class = ActorForm

    def perform(self, form: ActorForm) -> str:
        """Remember, and show what is left, with the way back."""
        row = tell_apart(self.actor, self.object, self.other)
        text = _("別のご家族として覚えました。今後は表示しません。")
        say_with_undo(self.request, text, "registry:apart-undo", row.pk)
        return reverse("registry:duplicate-list")


class ApartUndo(FormPage):
    """Two registrations may be of one family after all."""

    action = Act.TELL_APART
    methods = ("post",)
    form_class = ActorForm
    done_message = _("判断を取り消しました。もう一度、候補に並びます。")

    def target(self) -> DifferentFamilies:
        """The pair of the address."""
        return merge_queries.pair_apart(self.actor, self.kwargs["pk"])

    def perform(self, form: ActorForm) -> str:
        """Forget, and show the list."""
        undo_apart(self.actor, self.object)
        return reverse("registry:duplicate-list")


class HouseholdMerge(_OfTwo):
    """Choose side by side, and make two registrations one."""

    action = Act.MERGE_HOUSEHOLDS
    form_class = MergeForm
    template_name = "registry/household_merge.html"
    title = _("2つの登録を統合する")
    done_message = _("2つの登録を統合しました。まちがいに気づいたときは、元に戻せます。")

    def form_options(self) -> dict[str, Any]:
        """The two registrations."""
        return {"kept": self.object, "gone": self.other}

    def context(self) -> dict[str, Any]:
        """Both, with their people."""
        return {
            "kept": self.object,
            "gone": self.other,
            "sides": (self.object, self.other),
            "kept_apart": kept_apart(self.object, self.other),
        }

    def perform(self, form: MergeForm) -> str:
        """Merge and show the family."""
        merge_households(self.actor, self.object, self.other, form.choice(), self.now)
        return reverse("desk:household", args=[self.object.pk])


class MergeUndo(FormPage):
    """Make two registrations of one again."""

    action = Act.UNDO_MERGE
    form_class = ActorForm
    template_name = "registry/merge_undo.html"
    title = _("統合を元に戻す")
    done_message = _("統合を元に戻しました。2つの登録に分かれています。")

    def target(self) -> MergeRecord:
        """The merge of the address."""
        return merge_queries.merge(self.actor, self.kwargs["pk"])

    def perform(self, form: ActorForm) -> str:
        """Undo and show the list."""
        undo_merge(self.actor, self.object, self.now)
        return reverse("registry:duplicate-list")
