"""The hub's own lists: professions and topics."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.kernel.errors import Hidden
from programs.kernel.views import FormPage, PageView
from programs.specialists import commands, queries
from programs.specialists.choices import Act, EntryKind
from programs.specialists.forms import EntryEditForm, EntryForm, OneForm
from programs.specialists.models import Entry


class Lists(PageView):
    """Both lists."""

    action = Act.CHANGE_LISTS
    template_name = "specialists/lists.html"
    title = _("専門相談の選択肢")

    def context(self) -> dict[str, Any]:
        """Each list with its entries."""
        return {
            "lists": [(kind, list(queries.entries(self.actor, kind))) for kind in EntryKind],
        }


class ListsBegin(FormPage):
    """Begin with the usual entries."""

    action = Act.CHANGE_LISTS
    methods = ("post",)
    form_class = OneForm
    done_message = _("よく使う選択肢を入れました。")

    def perform(self, form: Any) -> str:
        """Put them in where a list is empty."""
        commands.begin_lists(self.actor)
        return reverse("specialists:lists")


class EntryAdd(FormPage):
    """Add an entry."""

    action = Act.CHANGE_LISTS
    template_name = "specialists/form.html"
    title = _("選択肢を追加する")
    form_class = EntryForm
    done_message = _("追加しました。")

    def target(self) -> None:
        """Only lists that there are."""
        if self.kwargs["kind"] not in EntryKind.values:
            raise Hidden

    def context(self) -> dict[str, Any]:
        """Which list."""
        return {
            "back": reverse("specialists:lists"),
            "eyebrow": EntryKind(self.kwargs["kind"]).label,
        }

    def perform(self, form: Any) -> str:
        """Add it at the end."""
        kind = EntryKind(self.kwargs["kind"])
        commands.add_entry(self.actor, kind, form.cleaned_data["label"])
        return reverse("specialists:lists")


class EntryEdit(FormPage):
    """Rename an entry, put it out of use or back."""

    action = Act.CHANGE_LISTS
    template_name = "specialists/form.html"
    title = _("選択肢を変更する")
    form_class = EntryEditForm
    done_message = _("変更しました。")

    def target(self) -> Entry:
        """The entry of the address."""
        return queries.entry(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """Its present name, state and version."""
        row = self.object
        return {
            "label": row.label,
            "retired": row.retired_on is not None,
            "version": row.version,
        }

    def context(self) -> dict[str, Any]:
        """Which list."""
        return {"back": reverse("specialists:lists"), "eyebrow": self.object.get_kind_display()}

    def perform(self, form: Any) -> str:
        """Save unless somebody was first."""
        values = form.cleaned_data
        retired_on = (self.object.retired_on or self.today) if values["retired"] else None
        commands.change_entry(
            self.actor, self.object, values["version"] or 0, values["label"], retired_on
        )
        return reverse("specialists:lists")
