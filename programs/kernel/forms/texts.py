"""Free text: names on one line, notes on many. Both are kept as typed."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programs.kernel import kana as kana_rules
from programs.kernel.intake import clean_line, clean_text


class _TextField(forms.Field):
    """Text with a limit that is told, never enforced by cutting."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("入力してください。"),
        "max_length": _(
            "%(limit)s文字までで入力してください（いまは%(count)s文字です）。"
            "入力した文章はそのまま残っています。"
        ),
    }

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        self.max_length = max_length
        super().__init__(**kwargs)
        self.widget.attrs["data-most"] = max_length  # characters, for scripts

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.max_length:
            params = {"limit": f"{self.max_length:,}", "count": f"{len(value):,}"}
            raise ValidationError(self.error_messages["max_length"], "max_length", params)


class PlainTextField(_TextField):
    """Text of several lines; pasted HTML stays text."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = 10_000, rows: int = 6, **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean_text(str(value)) if value is not None else ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"rows": self.rows}


class NameField(_TextField):
    """A name on one line, exactly as typed; `kana` asks for hiragana or katakana."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "kana": _("ひらがなかカタカナで入力してください。"),
    }

    def __init__(self, *, max_length: int = 100, kana: bool = False, **kwargs: Any) -> None:
        self.kana = kana
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean_line(str(value)) if value is not None else ""

    def validate(self, value: str) -> None:
        super().validate(value)
        if self.kana and value and not kana_rules.is_kana(value):
            raise ValidationError(self.error_messages["kana"], "kana")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off"}
