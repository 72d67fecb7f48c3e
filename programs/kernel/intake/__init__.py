"""Reading what people type, as they type it in Japan.

Each `parse_…` answers a `Reading`: the value and the words for what was understood. What cannot
be read raises `NotUnderstood`, a ValueError whose text says what to type instead.
"""

from programs.kernel.intake.contacts import parse_email, parse_phone, parse_postcode
from programs.kernel.intake.days import parse_date
from programs.kernel.intake.numbers import parse_int, parse_time
from programs.kernel.intake.reading import NotUnderstood, Reading
from programs.kernel.intake.text import clean_line, clean_text

__all__ = [
    "NotUnderstood",
    "Reading",
    "clean_line",
    "clean_text",
    "parse_date",
    "parse_email",
    "parse_int",
    "parse_phone",
    "parse_postcode",
    "parse_time",
]
