"""Single-box fields over the tolerant parsers."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programs.kernel.intake import (
    NotUnderstood,
    Reading,
    parse_email,
    parse_int,
    parse_phone,
    parse_postcode,
)
from programs.kernel.intake.reading import tight

LARGEST_INTEGER = 2_147_483_647  # what a PostgreSQL integer column holds


def refusal(reason: NotUnderstood) -> ValidationError:
    """The parser's reason as the error of a form field."""
    return ValidationError(reason.message, code=reason.code, params=reason.params or None)


class Understanding(forms.Field):
    """A field that reads text and can say what it understood. Subclasses implement `read`."""

    default_error_messages: ClassVar[dict[str, Any]] = {"required": _("入力してください。")}
    value_type: ClassVar[type] = str
    nothing: ClassVar[Any] = None
    box: ClassVar[dict[str, Any]] = {"autocomplete": "off"}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The attributes of the box; those the widget was made with go first."""
        return {} if isinstance(widget, forms.MultiWidget) else {**self.box, **widget.attrs}

    def read(self, text: str) -> Reading[Any]:
        """The reading of a text that is not empty. Raises NotUnderstood."""
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        """The value of what was typed. Raises ValidationError with the parser's reason."""
        text = self.typed(value)
        if not text:
            return self.nothing
        if self.value_type is not str and isinstance(value, self.value_type):
            return value
        try:
            return self.read(text).value
        except NotUnderstood as reason:
            raise refusal(reason) from reason

    def typed(self, value: Any) -> str:
        """The text a person typed, ends trimmed; empty where nothing was."""
        return "" if value is None else str(value).strip()

    def understood(self, value: Any) -> str:
        """The words for what was understood; empty where they would only repeat the text."""
        text = self.typed(value)
        try:
            words = self.read(text).words if text else ""
        except NotUnderstood:
            return ""
        return "" if words == text else words


class TolerantIntegerField(Understanding):
    """A whole number between `min_value` and `max_value`, both included."""

    box: ClassVar[dict[str, Any]] = {
        "class": "field-short",
        "inputmode": "numeric",
        "autocomplete": "off",
    }
    value_type = int
    default_error_messages: ClassVar[dict[str, Any]] = {
        "min_value": _("%(limit)s以上の数を入力してください。"),
        "max_value": _("%(limit)s以下の数を入力してください。"),
    }

    def __init__(
        self, *, min_value: int = 0, max_value: int = LARGEST_INTEGER, **kwargs: Any
    ) -> None:
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**kwargs)
        self.widget.attrs |= {"data-min": min_value, "data-max": max_value}  # for scripts

    def read(self, text: str) -> Reading[int]:
        return parse_int(text)

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is None:
            return
        for code, limit, broken in (
            ("min_value", self.min_value, value < self.min_value),
            ("max_value", self.max_value, value > self.max_value),
        ):
            if broken:
                raise ValidationError(self.error_messages[code], code=code, params={"limit": limit})


class PhoneField(Understanding):
    """A telephone number of 10 or 11 digits, hyphens as typed."""

    box: ClassVar[dict[str, Any]] = {
        "class": "field-mid",
        "inputmode": "tel",
        "autocomplete": "off",
    }
    nothing = ""

    def read(self, text: str) -> Reading[str]:
        return parse_phone(text)


class PostcodeField(Understanding):
    """A postcode, stored as 123-4567."""

    box: ClassVar[dict[str, Any]] = {
        "class": "field-short",
        "inputmode": "numeric",
        "autocomplete": "off",
    }
    nothing = ""

    def read(self, text: str) -> Reading[str]:
        return parse_postcode(text)


class TolerantEmailField(Understanding):
    """A mail address."""

    box: ClassVar[dict[str, Any]] = {"inputmode": "email", "autocomplete": "off"}
    nothing = ""

    def read(self, text: str) -> Reading[str]:
        return parse_email(text)


class DigitsField(Understanding):
    """A code of digits kept as text, leading zeros too; hyphens and spaces are dropped."""

    box: ClassVar[dict[str, Any]] = {
        "class": "field-mid",
        "inputmode": "numeric",
        "autocomplete": "off",
    }
    nothing = ""

    def __init__(self, *, max_length: int = 20, **kwargs: Any) -> None:
        self.max_length = max_length
        super().__init__(**kwargs)

    def read(self, text: str) -> Reading[str]:
        digits = tight(text[:200]).replace("-", "")
        if not re.fullmatch("[0-9]+", digits) or len(text) > 200:
            raise NotUnderstood("digits_unreadable", _("数字だけで入力してください。"))
        if len(digits) > self.max_length:
            message = _("%(limit)sけたまでの数字で入力してください。")
            raise NotUnderstood("digits_long", message, limit=self.max_length)
        return Reading(digits, digits)
