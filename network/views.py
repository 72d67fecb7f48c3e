"""Screens of partner groups."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network import commands, queries
from network.choices import Act
from network.forms import ContactForm, GroupFilter, GroupForm
from programs.kernel import localdates
from programs.kernel.forms import ActorForm
from programs.kernel.policy import may
from programs.kernel.views import Column, FormPage, ListPage, say_with_undo
from programs.registry.models import GroupContact, PartnerGroup


class GroupList(ListPage):
    """The hub's partner groups."""

    action = Act.VIEW_GROUPS
    export_action = Act.EXPORT_GROUPS
    export_name = "partner-groups"
    template_name = "network/group_list.html"
    title = _("関係団体")
    filter_form = GroupFilter
    columns = (
        Column("name", _("団体名"), lambda g: g.name),
        Column("kind", _("種別"), lambda g: g.get_kind_display()),
        Column("area", _("地区"), lambda g: g.area),
        Column("contact_name", _("担当の方"), lambda g: g.contact_name),
        Column("phone", _("電話番号"), lambda g: g.phone),
        Column("opening", _("開いている日と時間"), lambda g: g.opening),
        Column(
            "verified_on",
            _("最終確認日"),
            lambda g: localdates.day(g.verified_on) if g.verified_on else None,
        ),
    )
    sorts = {
        "name": ("name_kana", "pk"),
        "area": ("area", "name_kana", "pk"),
        "verified_on": ("verified_on", "pk"),
    }

    def rows(self) -> "QuerySet[PartnerGroup]":
        """Groups that match the filter."""
        return queries.groups(self.actor, self.filters.get("q", ""), self.filters.get("kind", ""))

    def context(self) -> dict[str, Any]:
        """Whether groups may be added."""
        return {"may_change": may(self.actor, Act.CHANGE_GROUP)}


class GroupAdd(FormPage):
    """Add a group."""

    action = Act.CHANGE_GROUP
    form_class = GroupForm
    template_name = "network/group_form.html"
    title = _("関係団体の登録")
    done_message = _("関係団体を登録しました。")

    def perform(self, form: GroupForm) -> str:
        """Add and go back to the list."""
        commands.add_group(self.actor, form.cleaned_data)
        return reverse("network:group-list")


class GroupEdit(FormPage):
    """Change a group."""

    action = Act.CHANGE_GROUP
    form_class = GroupForm
    template_name = "network/group_edit.html"
    title = _("関係団体の変更")
    done_message = _("関係団体の内容を変更しました。")

    def target(self) -> PartnerGroup:
        """The group of the address."""
        return queries.group(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """Its people beside the form."""
        return {"contacts": queries.contacts(self.actor, self.object)}

    def initial(self) -> dict[str, Any]:
        """What is known."""
        return {name: getattr(self.object, name) for name in (*commands.FIELDS, "version")}

    def perform(self, form: GroupForm) -> str:
        """Change and go back to the list."""
        expected = form.cleaned_data["version"] or 0
        commands.change_group(self.actor, self.object, form.cleaned_data, expected)
        return reverse("network:group-list")


def _of(group_id: int) -> str:
    return reverse("network:group-edit", args=[group_id])


class ContactAdd(FormPage):
    """Somebody of a group."""

    action = Act.CHANGE_GROUP
    form_class = ContactForm
    template_name = "network/contact_form.html"
    title = _("連絡先の方を加える")
    done_message = _("連絡先の方を加えました。")

    def target(self) -> PartnerGroup:
        """The group of the address."""
        return queries.group(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """The way back."""
        return {"back": _of(self.object.pk)}

    def perform(self, form: ContactForm) -> str:
        """Add and go back to the group."""
        commands.add_contact(self.actor, self.object, form.cleaned_data)
        return _of(self.object.pk)


class ContactRemove(FormPage):
    """Take somebody off; the message puts her back."""

    action = Act.CHANGE_GROUP
    methods = ("post",)
    form_class = ActorForm

    def target(self) -> GroupContact:
        """The person of the address."""
        return queries.contact(self.actor, self.kwargs["pk"])

    def perform(self, form: Any) -> str:
        """Take her off."""
        commands.remove_contact(self.actor, self.object, self.now)
        text = _("%(name)sさんを連絡先から外しました。") % {"name": self.object}
        say_with_undo(self.request, text, "network:contact-restore", self.object.pk)
        return _of(self.object.group_id)


class ContactRestore(ContactRemove):
    """Put somebody back."""

    done_message = _("連絡先に戻しました。")

    def perform(self, form: Any) -> str:
        """Put her back."""
        commands.restore_contact(self.actor, self.object)
        return _of(self.object.group_id)
