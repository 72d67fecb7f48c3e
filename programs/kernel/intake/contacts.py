"""Reading telephone numbers, postcodes and mail addresses."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from programs.kernel.intake.reading import NotUnderstood, Reading, narrow, tight

_LONGEST_PHONE = 40
_LONGEST_EMAIL = 254


def parse_phone(text: str) -> Reading[str]:
    """A Japanese number of 10 or 11 digits, its hyphens kept where they were typed.

    Spaces and brackets between groups count as hyphens; +81 becomes 0. Raises NotUnderstood.
    """
    marks = narrow(text) if len(text) <= _LONGEST_PHONE else ""
    marks = re.sub(r"^(?:tel|電話)[:.]?", "", marks, flags=re.IGNORECASE)
    marks = re.sub(r"^\+81[\s\-(]*0?\)?", "0", marks.strip())
    number = re.sub(r"[\s()\-.]+", "-", marks).strip("-")
    if not re.fullmatch("[0-9-]+", number):
        message = _("電話番号として読み取れませんでした。045-123-4567 のように入力してください。")
        raise NotUnderstood("phone_unreadable", message)
    count = len(number.replace("-", ""))
    if count not in (10, 11) or not number.startswith("0"):
        message = _(
            "電話番号は0から始まる10けたか11けたで入力してください（いまは%(count)sけたです）。"
        )
        raise NotUnderstood("phone_digits", message, count=count)
    return Reading(number, number)


def parse_postcode(text: str) -> Reading[str]:
    """A postcode as 123-4567, typed with or without 〒 and hyphen. Raises NotUnderstood."""
    found = re.fullmatch("〒?-?([0-9]{3})-?([0-9]{4})", tight(text)) if len(text) <= 20 else None
    if not found:
        message = _("郵便番号は7けたの数字で入力してください。例: 231-0005")
        raise NotUnderstood("postcode_unreadable", message)
    postcode = f"{found[1]}-{found[2]}"
    return Reading(postcode, f"〒{postcode}")


def parse_email(text: str) -> Reading[str]:
    """A mail address in narrow letters, its domain in lower case. Raises NotUnderstood."""
    folded = tight(text).replace("。", ".") if len(text) <= _LONGEST_EMAIL else ""
    name, at, domain = folded.rpartition("@")
    address = f"{name}{at}{domain.lower()}"
    try:
        validate_email(address)
    except ValidationError as refused:
        message = _(
            "メールアドレスとして読み取れませんでした。name@example.jp のように入力してください。"
        )
        raise NotUnderstood("email_unreadable", message) from refused
    if len(address) > _LONGEST_EMAIL:
        raise NotUnderstood("email_long", _("メールアドレスが長すぎます。ご確認ください。"))
    return Reading(address, address)
