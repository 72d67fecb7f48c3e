"""The director's screens for the hub's own lists."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations import queries
from consultations.choices import Act, CodeKind, SafetyKind
from consultations.commands import codes as commands
from consultations.forms.codes import CodeForm, SafetyForm
from consultations.models import Code, SafetyEntry
from consultations.views.asked import url
from programs.kernel.errors import Hidden
from programs.kernel.forms import ActorForm
from programs.kernel.views import FormPage, PageView


class CodeList(PageView):
    """All choices of the hub, in the order of the tally."""

    action = Act.CHANGE_CODES
    template_name = "consultations/code_list.html"
    title = _("相談の選択肢")

    def context(self) -> dict[str, Any]:
        """Each list with how often its codes are used."""
        used = queries.used(self.actor, CodeKind)
        lists: dict[str, list[tuple[Code, int]]] = {kind: [] for kind in CodeKind}
        for code in queries.codes(self.actor):
            lists[code.kind].append((code, used.get(code.pk, 0)))
        return {
            "lists": [(kind, kind.label, lists[kind]) for kind in CodeKind],
            "request_key": uuid4(),
        }


class CodeAdd(FormPage):
    """A new choice at the end of its list."""

    action = Act.CHANGE_CODES
    form_class = CodeForm
    template_name = "consultations/step.html"
    title = _("選択肢を追加する")
    done_message = _("選択肢を追加しました。")

    def kind(self) -> CodeKind:
        """The list that the address names."""
        try:
            return CodeKind(self.kwargs["kind"])
        except ValueError:
            raise Hidden from None

    def form_options(self) -> dict[str, Any]:
        """Which list it is."""
        return {"code_kind": self.kind(), "adding": True}

    def context(self) -> dict[str, Any]:
        """The name of the list."""
        return {"summary": self.kind().label, "back": url("code-list")}

    def perform(self, form: CodeForm) -> str:
        """Add."""
        data = form.cleaned_data
        commands.add_code(
            self.actor,
            self.kind(),
            data["label"],
            stops=data.get("stops", False),
            asks=data.get("asks", ""),
        )
        return url("code-list")


class CodeEdit(FormPage):
    """Rename a choice, take it out of use, bring it back."""

    action = Act.CHANGE_CODES
    form_class = CodeForm
    template_name = "consultations/step.html"
    title = _("選択肢を変更する")
    done_message = _("選択肢を変更しました。")

    def target(self) -> Code:
        """The choice."""
        return queries.code(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """As it is."""
        row = self.object
        return {
            "label": str(row),
            "stops": row.stops,
            "asks": row.asks,
            "retired": bool(row.retired_on),
            "version": row.version,
        }

    def form_options(self) -> dict[str, Any]:
        """Which list it is on."""
        return {"code_kind": self.object.kind}

    def context(self) -> dict[str, Any]:
        """The name of the list."""
        return {"summary": self.object.get_kind_display(), "back": url("code-list")}

    def perform(self, form: CodeForm) -> str:
        """Save unless somebody was first."""
        data, row = form.cleaned_data, self.object
        label = row.label if data["label"] == str(row) else data["label"]
        commands.change_code(
            self.actor,
            row,
            label,
            stops=data.get("stops", False),
            asks=data.get("asks", ""),
            retired_on=(row.retired_on or self.today) if data["retired"] else None,
            version=data.get("version") or 0,
        )
        return url("code-list")


class CodeMove(FormPage):
    """One place up or down."""

    action = Act.CHANGE_CODES
    methods = ("post",)
    form_class: type[forms.BaseForm] = ActorForm

    def target(self) -> Any:
        """The choice."""
        return queries.code(self.actor, self.kwargs["pk"])

    def perform(self, form: Any) -> str:
        """Move."""
        commands.move(self.actor, self.object, up=self.kwargs["way"] == "up")
        return f"{url('code-list')}#{self.object.kind}"


class SafetyList(PageView):
    """The lines of the stop page, to be edited."""

    action = Act.CHANGE_GUIDE
    template_name = "consultations/safety_list.html"
    title = _("虐待が疑われるときの手順と連絡先")

    def context(self) -> dict[str, Any]:
        """Both lists."""
        rows = list(queries.safety(self.actor))
        lists = [
            (kind, kind.label, [row for row in rows if row.kind == kind]) for kind in SafetyKind
        ]
        return {"lists": lists, "request_key": uuid4()}


class SafetyAdd(FormPage):
    """A new line of the stop page."""

    action = Act.CHANGE_GUIDE
    form_class = SafetyForm
    template_name = "consultations/step.html"
    title = _("手順や連絡先を追加する")
    done_message = _("追加しました。")

    def kind(self) -> SafetyKind:
        """The list that the address names."""
        try:
            return SafetyKind(self.kwargs["kind"])
        except ValueError:
            raise Hidden from None

    def form_options(self) -> dict[str, Any]:
        """Which list it is."""
        return {"safety_kind": self.kind(), "adding": True}

    def context(self) -> dict[str, Any]:
        """The name of the list."""
        return {"summary": self.kind().label, "back": url("safety-list")}

    def perform(self, form: SafetyForm) -> str:
        """Add."""
        data = form.cleaned_data
        values = {"kind": self.kind(), "title": data["title"], "detail": data["detail"]}
        values["phone"] = data.get("phone", "")
        commands.save_safety_entry(self.actor, None, values, version=0)
        return url("safety-list")


class SafetyEdit(FormPage):
    """A change of a line of the stop page."""

    action = Act.CHANGE_GUIDE
    form_class = SafetyForm
    template_name = "consultations/step.html"
    title = _("手順や連絡先を変更する")
    done_message = _("変更しました。")

    def target(self) -> SafetyEntry:
        """The line."""
        return queries.safety_entry(self.actor, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        """As it is."""
        row = self.object
        return {
            "title": str(row),
            "detail": row.words,
            "phone": row.phone,
            "retired": bool(row.retired_on),
            "version": row.version,
        }

    def form_options(self) -> dict[str, Any]:
        """Which list it is on."""
        return {"safety_kind": self.object.kind}

    def context(self) -> dict[str, Any]:
        """The name of the list."""
        return {"summary": self.object.get_kind_display(), "back": url("safety-list")}

    def perform(self, form: SafetyForm) -> str:
        """Save unless somebody was first."""
        data, row = form.cleaned_data, self.object
        values = {
            "title": row.title if data["title"] == str(row) else data["title"],
            "detail": row.detail if data["detail"] == row.words else data["detail"],
            "phone": data.get("phone", row.phone),
            "retired_on": (row.retired_on or self.today) if data["retired"] else None,
        }
        commands.save_safety_entry(self.actor, row, values, version=data.get("version") or 0)
        return url("safety-list")


class SafetyMove(CodeMove):
    """One place up or down."""

    action = Act.CHANGE_GUIDE

    def target(self) -> Any:
        """The line."""
        return queries.safety_entry(self.actor, self.kwargs["pk"])

    def perform(self, form: Any) -> str:
        """Move."""
        commands.move(self.actor, self.object, up=self.kwargs["way"] == "up")
        return f"{url('safety-list')}#{self.object.kind}"
