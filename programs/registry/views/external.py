"""Screens of the numbers that other systems gave out."""

from typing import Any

from django.contrib import messages
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.kernel.forms import ActorForm
from programs.kernel.policy import may
from programs.kernel.views import FormPage, PageView
from programs.registry import queries
from programs.registry.choices import Act
from programs.registry.commands import external as commands
from programs.registry.forms.external import CodeForm, SystemChangeForm, SystemForm
from programs.registry.models import CodeSystem, ExternalCode, Household
from programs.registry.queries import external as external_queries


class CodeList(PageView):
    """The numbers of a family and its people, those ended too."""

    action = Act.VIEW_HOUSEHOLDS
    template_name = "registry/code_list.html"
    title = _("外部番号")

    def target(self) -> Household:
        """The family of the address."""
        return queries.household(self.actor, self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        """The numbers, and what one may do with them."""
        return {
            "codes": list(external_queries.codes_of(self.actor, self.object)),
            "may_change": may(self.actor, Act.CHANGE_EXTERNAL_CODE, self.object),
        }


class CodeAdd(FormPage):
    """Link a number to a family or one of its people."""

    action = Act.CHANGE_EXTERNAL_CODE
    form_class = CodeForm
    template_name = "registry/code_form.html"
    title = _("外部番号を登録する")
    done_message = _("外部番号を登録しました。")

    def target(self) -> Household:
        """The family of the address."""
        return queries.household(self.actor, self.kwargs["pk"])

    def form_options(self) -> dict[str, Any]:
        """Whose numbers, and whose lists."""
        self.systems = list(external_queries.systems(self.actor))
        return {"household": self.object, "systems": self.systems}

    def context(self) -> dict[str, Any]:
        """The way back; where nobody gives out numbers yet, who can add somebody."""
        return {
            "back": reverse("registry:code-list", args=[self.object.pk]),
            "no_system": not any(row.in_use for row in self.systems),
            "may_change_systems": may(self.actor, Act.CHANGE_CODE_SYSTEMS),
        }

    def perform(self, form: CodeForm) -> str:
        """Link and show the family's numbers."""
        commands.link_code(self.actor, self.object, form.said(), self.today)
        return reverse("registry:code-list", args=[self.object.pk])


class _OneCode(FormPage):
    methods = ("post",)
    action = Act.CHANGE_EXTERNAL_CODE
    form_class = ActorForm
    template_name = "registry/code_refused.html"
    title = _("外部番号")

    def target(self) -> ExternalCode:
        """The number of the address."""
        return external_queries.code(self.actor, self.kwargs["pk"])

    def back(self) -> str:
        """The numbers of its family."""
        return reverse("registry:code-list", args=[self.object.household_id])

    def context(self) -> dict[str, Any]:
        """The way back, where it cannot be done."""
        return {"back": self.back()}


class CodeEnd(_OneCode):
    """A number is no longer good."""

    def perform(self, form: ActorForm) -> str:
        """End it; the message takes it back."""
        commands.end_code(self.actor, self.object, self.today)
        said = {
            "message": gettext("番号 %(code)s の使用を終えました。") % {"code": self.object.code},
            "url": reverse("registry:code-reopen", args=[self.object.pk]),
        }
        toast = render_to_string("components/undo_toast.html", said, self.request)
        messages.success(self.request, mark_safe(toast), extra_tags="undo")
        return self.back()


class CodeReopen(_OneCode):
    """A number is good again."""

    done_message = _("番号をもう一度使えるようにしました。")

    def perform(self, form: ActorForm) -> str:
        """Take the end back."""
        commands.reopen_code(self.actor, self.object)
        return self.back()


class SystemList(PageView):
    """Who gives out numbers."""

    action = Act.CHANGE_CODE_SYSTEMS
    template_name = "registry/code_system_list.html"
    title = _("外部番号の発行元")

    def context(self) -> dict[str, Any]:
        """The hub's list."""
        return {"systems": list(external_queries.systems(self.actor))}


class SystemAdd(FormPage):
    """Add somebody who gives out numbers."""

    action = Act.CHANGE_CODE_SYSTEMS
    form_class: Any = SystemForm
    template_name = "registry/code_form.html"
    title = _("発行元を追加する")
    done_message = _("発行元を保存しました。")

    def context(self) -> dict[str, Any]:
        """The way back."""
        return {"back": reverse("registry:code-system-list")}

    def perform(self, form: Any) -> str:
        """Add and show the list."""
        commands.add_system(self.actor, form.cleaned_data["name"])
        return reverse("registry:code-system-list")


class SystemEdit(SystemAdd):
    """Rename one, or take it out of use."""

    form_class = SystemChangeForm
    title = _("発行元を変更する")

    def target(self) -> CodeSystem:
        """The one of the address."""
        return external_queries.system(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """As it is."""
        return {"name": self.object.name, "in_use": self.object.in_use}

    def perform(self, form: Any) -> str:
        """Change and show the list."""
        said = form.cleaned_data
        commands.change_system(self.actor, self.object, said["name"], said["in_use"])
        return reverse("registry:code-system-list")
