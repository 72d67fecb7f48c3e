"""The forms of an import: a file, and which column is what."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from programs.exchange.choices import Kind
from programs.exchange.reading import LARGEST, Sheets, read_file
from programs.exchange.rules.fields import (
    STAFF,
    System,
    family_keys,
    label_of,
    staff_label,
    who_label,
)
from programs.kernel.errors import RuleBroken
from programs.kernel.forms import ActorForm


class UploadForm(ActorForm):
    """A file; reading it is part of checking it."""

    file = forms.FileField(
        label=_("ExcelまたはCSVのファイル"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        help_text=_("5MBまでの .xlsx か .csv です。シートが何枚かあるときは、次の画面で選べます。"),
        error_messages={
            "required": _("ファイルを選んでください。"),
            "empty": _("ファイルが空です。"),
            "max_length": _("ファイルの名前が長すぎます。短くしてください。"),
        },
        max_length=200,
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        self.kind = kind
        self.sheets: Sheets = []
        super().__init__(*args, **kwargs)

    def clean_file(self) -> Any:
        """Read the file; say in a sentence why it cannot be read."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            message = _("ファイルが大きすぎます。5MBまでにしてください。")
            raise ValidationError(message, "large")
        try:
            self.sheets = read_file(file.name, file.read(), self.kind.value)
        except RuleBroken as broken:
            raise ValidationError(str(broken.message), "unreadable") from broken
        return file


class SheetForm(ActorForm):
    """Which sheet of the file, by its place."""

    sheet = forms.IntegerField(min_value=0, max_value=999)


class ConfirmForm(ActorForm):
    """The sheet whose rows were looked at; empty for a file of one table."""

    seen = forms.CharField(required=False, max_length=100, strip=False)


class ColumnsForm(ActorForm):
    """For each column of the table the field that it is."""

    def __init__(
        self,
        *args: Any,
        kind: str,
        heads: Sequence[str],
        samples: Sequence[Sequence[str]],
        systems: Sequence[System] = (),
        **kwargs: Any,
    ) -> None:
        self.kind, self.heads, self.samples, self.systems = kind, heads, samples, systems
        super().__init__(*args, **kwargs)

    def layout(self) -> None:
        """Add a field for each column."""
        choices = staff_choices() if self.kind == Kind.STAFF else family_choices(self.systems)
        for n, head in enumerate(self.heads):
            examples = [row[n] for row in self.samples if n < len(row) and row[n].strip()]
            self.fields[f"column{n}"] = forms.ChoiceField(
                label=head or _("（見出しなし）"),
                choices=choices,
                required=False,
                help_text="／".join(text[:40] for text in examples[:2]),
            )

    def chosen(self) -> list[str]:
        """Return the key of each column."""
        return [self.cleaned_data[f"column{n}"] for n in range(len(self.heads))]


def staff_choices() -> list[tuple[str, Any]]:
    """Return the fields of somebody of the staff."""
    return [("", _("取り込まない")), *((key, staff_label(key)) for key in STAFF)]


def family_choices(systems: Sequence[System]) -> list[tuple[Any, Any]]:
    """Return the fields of a family, in groups: the family, each person, numbers elsewhere."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for key in family_keys(systems):
        first, dot, _rest = key.partition(".")
        if first == "code":
            group = str(pgettext("several", "外部番号"))
        else:
            group = who_label(first) if dot else who_label("family")
        groups.setdefault(group, []).append((key, label_of(key, systems)))
    return [("", _("取り込まない")), *groups.items()]
