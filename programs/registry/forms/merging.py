"""The form of a merge: for every difference which value stays, and who is the same person."""

from typing import Any

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from programs.kernel.forms import ActorForm
from programs.registry.commands.merging import CHOSEN, MergeChoice
from programs.registry.duplicate_rules import Somebody
from programs.registry.models import Household
from programs.registry.queries.families import kept_apart
from programs.registry.queries.merging import same_adults, same_children

KEPT, GONE = "kept", "gone"


class MergeForm(ActorForm):
    """Two registrations side by side."""

    kept_version = forms.IntegerField(widget=forms.HiddenInput)
    gone_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kept: Household, gone: Household, **kwargs: Any) -> None:
        self.kept, self.gone = kept, gone
        self.adults, self.children = same_adults(kept, gone), same_children(kept, gone)
        self.differing = [n for n in CHOSEN if getattr(kept, n) != getattr(gone, n)]
        versions = {"kept_version": kept.version, "gone_version": gone.version}
        kwargs["initial"] = {**versions, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        """Radio buttons for what differs, ticks for people."""
        for name in self.differing:
            self.fields[name] = self._choice(name)
        people = [
            self._tick(kind, one, other)
            for kind, pairs in (("child", self.children), ("adult", self.adults))
            for one, other in pairs
        ]
        parts: list[Any] = ["kept_version", "gone_version"]
        if kept_apart(self.kept, self.gone):
            self.fields["knowing"] = forms.BooleanField(
                label=_("別々に暮らすご家族ではなく、同じご家族の登録です"),
                help_text=_(
                    "統合すると、住所や電話番号、伝えてはいけないことが、どちらの方の画面にも表示されます。"
                ),
                error_messages={"required": _("別々に暮らすご家族でないことを確かめてください。")},
            )
            parts.append("knowing")
        if people:
            parts.append(Fieldset(_("同じ方として1人にまとめる"), *people))
        if self.differing:
            fields = [Field(name, wrapper_class="choice-chips") for name in self.differing]
            parts.append(Fieldset(_("どちらの内容を残しますか"), *fields))
        return Layout(*parts)

    def choice(self) -> MergeChoice:
        """Return what was chosen."""
        values = self.cleaned_data
        return MergeChoice(
            values["kept_version"],
            values["gone_version"],
            frozenset(name for name in self.differing if values[name] == GONE),
            adults=self._ticked("adult", self.adults),
            children=self._ticked("child", self.children),
            knowing=bool(values.get("knowing")),
        )

    def _choice(self, name: str) -> forms.ChoiceField:
        texts = [(KEPT, shown(self.kept, name)), (GONE, shown(self.gone, name))]
        return forms.ChoiceField(
            label=str(getattr(Household._meta.get_field(name), "verbose_name", name)),
            choices=texts,
            required=False,
            initial=KEPT if getattr(self.kept, name) else GONE,
            widget=forms.RadioSelect,
        )

    def _tick(self, kind: str, one: Somebody, other: Somebody) -> str:
        key = f"{kind}_{one.pk}_{other.pk}"
        label = _("%(one)s ＝ %(other)s") % {"one": one.called, "other": other.called}
        self.fields[key] = forms.BooleanField(label=label, required=False, initial=True)
        return key

    def _ticked(
        self, kind: str, pairs: list[tuple[Somebody, Somebody]]
    ) -> tuple[tuple[int, int], ...]:
        chosen = self.cleaned_data
        return tuple(
            (one.pk, other.pk) for one, other in pairs if chosen.get(f"{kind}_{one.pk}_{other.pk}")
        )


def shown(household: Household, name: str) -> str:
    """A value in words."""
    if name == "languages":
        return str(_("、")).join(household.language_labels) or str(_("（なし）"))
    display = getattr(household, f"get_{name}_display", None)
    return str(display() if display else getattr(household, name)) or str(_("（なし）"))
