"""Reading whole numbers and times of day."""

import re
from datetime import time

from django.utils.translation import gettext_lazy as _

from programs.kernel.intake.reading import NotUnderstood, Reading, tight

_UNITS = "人|名|組|件|円|分|歳|才|回|冊|枚|か所|箇所|カ所|ヶ所|世帯|時間|日|か月|ヶ月"
_NUMBER = re.compile(
    rf"[¥\\]?(?P<minus>[-△▲]?)[¥\\]?(?P<digits>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(?:{_UNITS})?"
)
_MOST_DIGITS = 12
_LONGEST = 40
_TIME = re.compile(
    r"(?P<half>午前|午後|am|pm)?"
    r"(?:(?P<hour>[0-9]{1,2})(?:(?::|時|\.)(?:(?P<minute>[0-9]{1,2})(?:分|:00)?|(?P<thirty>半))?)?"
    r"|(?P<packed>[0-9]{3,4}))"
    r"(?P<after>am|pm)?"
)


def parse_int(text: str) -> Reading[int]:
    """A whole number: １２, 1,234, 3人, 500円, △5. At most 12 digits. Raises NotUnderstood."""
    found = _NUMBER.fullmatch(tight(text)) if len(text) <= _LONGEST else None
    if not found:
        message = _("数字として読み取れませんでした。12 のように整数で入力してください。")
        raise NotUnderstood("int_unreadable", message)
    digits = found["digits"].replace(",", "")
    if len(digits) > _MOST_DIGITS:
        raise NotUnderstood("int_too_long", _("数字のけたが多すぎます。ご確認ください。"))
    value = -int(digits) if found["minus"] else int(digits)
    return Reading(value, f"{value:,}")


def parse_time(text: str) -> Reading[time]:
    """A time of day to the minute: ９：３０, 0930, 9時半, 午後1時30分, 9. Raises NotUnderstood."""
    found = _TIME.fullmatch(tight(text).lower()) if len(text) <= _LONGEST else None
    if not found:
        message = _("時刻として読み取れませんでした。9:30、0930、9時半 のように入力してください。")
        raise NotUnderstood("time_unreadable", message)
    hour, minute = _clock_face(found)
    if hour > 23 or minute > 59:
        message = _(
            "%(hour)s時%(minute)s分という時刻はありません。0:00から23:59までで入力してください。"
        )
        raise NotUnderstood("time_range", message, hour=hour, minute=minute)
    return Reading(time(hour, minute), f"{hour}:{minute:02}")


def _clock_face(found: re.Match[str]) -> tuple[int, int]:
    if found["packed"]:
        hour, minute = int(found["packed"][:-2]), int(found["packed"][-2:])
    else:
        hour, minute = int(found["hour"]), 30 if found["thirty"] else int(found["minute"] or 0)
    half = found["half"] or found["after"]
    if not half:
        return hour, minute
    if hour > 12:
        message = _("午前・午後をつけるときは、時を0から12までで入力してください。")
        raise NotUnderstood("time_half", message)
    return hour % 12 + (12 if half in {"午後", "pm"} else 0), minute
