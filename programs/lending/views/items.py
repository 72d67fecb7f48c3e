"""What can be lent: the list, one item with its history, labels, the usual number of days."""

from typing import Any

import segno
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, ListPage, PageView
from programs.lending import commands, queries
from programs.lending.choices import LENDABLE, Act, Condition, ItemKind
from programs.lending.commands.items import FIELDS
from programs.lending.forms import ItemFilter, ItemForm, TermsForm
from programs.lending.models import Item, Terms

LABELS = 60  # of one printing: four A4 sheets


class ItemList(ListPage):
    """All items; one that is free can be lent from here."""

    action = Act.VIEW_LOANS
    template_name = "lending/item_list.html"
    title = _("貸し出しの品物")
    filter_form = ItemFilter
    sorts = {"number": ("number", "pk"), "name": ("name", "pk"), "kind": ("kind", "number", "pk")}
    columns: tuple[Column, ...] = (
        Column("number", _("番号"), lambda row: row.number),
        Column("name", _("品名"), lambda row: row.name),
        Column("kind", _("種類"), lambda row: row.get_kind_display()),
        Column("condition", _("状態"), lambda row: row.get_condition_display()),
        Column("site", _("施設"), lambda row: row.site.name),
        Column("out", _("貸し出し"), lambda row: row.is_out),
    )

    def rows(self) -> "QuerySet[Item]":
        """Items by words, kind, and whether they are out."""
        rows = queries.items_like(self.actor, self.filters.get("q", ""))
        if kind := self.filters.get("kind"):
            rows = rows.filter(kind=kind)
        if out := self.filters.get("out"):
            rows = rows.filter(is_out=out == "yes")
            rows = rows if out == "yes" else rows.filter(condition__in=LENDABLE)
        if not self.filters.get("gone"):
            rows = rows.exclude(condition=Condition.GONE)
        return rows

    def context(self) -> dict[str, Any]:
        """What may be done."""
        return {
            "may_change": may(self.actor, Act.CHANGE_ITEM),
            "may_lend": may(self.actor, Act.LEND),
        }


class ItemPage(PageView):
    """One item: who has it, and who had it."""

    action = Act.VIEW_LOANS
    template_name = "lending/item.html"

    def target(self) -> Item:
        """The item of the address."""
        return queries.item(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Its loans."""
        rows = queries.history_of(self.object)
        current = next((row for row in rows if row.ended_on is None), None)
        return {
            "title": self.object.name,
            "current": current,
            "rows": rows,
            "may_lend": may(self.actor, Act.LEND, self.object) and self.object.lendable,
            "may_return": may(self.actor, Act.RETURN, self.object),
            "may_change": may(self.actor, Act.CHANGE_ITEM, self.object),
        }


class ItemAdd(FormPage):
    """Add an item."""

    action = Act.CHANGE_ITEM
    template_name = "lending/form.html"
    title = _("品物を登録する")
    form_class = ItemForm
    done_message = _("品物を登録しました。")

    def initial(self) -> dict[str, Any]:
        """A toy in good condition."""
        return {"kind": ItemKind.TOY, "condition": Condition.GOOD}

    def context(self) -> dict[str, Any]:
        """The way back."""
        return {"back": reverse("lending:item-list")}

    def perform(self, form: Any) -> str:
        """Add it."""
        item = commands.add_item(self.actor, form.cleaned_data)
        return item.get_absolute_url()


class ItemEdit(FormPage):
    """Change an item."""

    action = Act.CHANGE_ITEM
    template_name = "lending/form.html"
    title = _("品物を変更する")
    form_class = ItemForm
    done_message = _("品物を変更しました。")

    def target(self) -> Item:
        """The item of the address."""
        return queries.item(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """Its present values."""
        return {name: getattr(self.object, name) for name in (*FIELDS, "version")}

    def context(self) -> dict[str, Any]:
        """The way back."""
        return {"back": self.object.get_absolute_url()}

    def perform(self, form: Any) -> str:
        """Save unless somebody was first."""
        values = form.cleaned_data
        version = values["version"] or 0
        return commands.change_item(self.actor, self.object, version, values).get_absolute_url()


class Labels(ItemList):
    """Labels with number, name and code on A4, of the items of the list as it is narrowed."""

    template_name = "lending/labels.html"
    title = _("品物のラベル")
    per_page = LABELS

    def context(self) -> dict[str, Any]:
        """The code of each item on the page; not a micro code, which few readers know."""
        rows = Paginator(self.sorted_rows(), LABELS).get_page(self.request.GET.get("page"))
        return {"labels": [(row, _code(row)) for row in rows], "back": reverse("lending:item-list")}


def _code(item: Item) -> str:
    return str(segno.make(item.number, micro=False, error="m").svg_data_uri(border=4))


class TermsEdit(FormPage):
    """For how many days the hub lends."""

    action = Act.CHANGE_TERMS
    template_name = "lending/form.html"
    title = _("貸し出しの設定")
    form_class = TermsForm
    done_message = _("貸し出しの設定を変更しました。")

    def target(self) -> Terms:
        """The hub's own terms."""
        return queries.terms(self.actor)

    def initial(self) -> dict[str, Any]:
        """The present number."""
        return {"days": self.object.days, "version": self.object.version}

    def context(self) -> dict[str, Any]:
        """The way back."""
        return {"back": reverse("lending:loan-list")}

    def perform(self, form: Any) -> str:
        """Change it."""
        values = form.cleaned_data
        commands.change_terms(self.actor, values["days"], version=values["version"] or 0)
        return reverse("lending:loan-list")
