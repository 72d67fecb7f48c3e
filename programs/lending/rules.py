"""Rules of lending on plain values; no database."""

from datetime import date, timedelta

# What a new hub begins with; a director changes it (`models.Terms`).
DEFAULT_DAYS = 14
LONGEST_DAYS = 366


def due_day(lent_on: date, days: int) -> date:
    """Return the day by which something lent on a day comes back."""
    return lent_on + timedelta(days=days)


def extended_day(due_on: date, today: date, days: int) -> date:
    """Return the new due day: so many days after the old one, or after today once it is past."""
    return max(due_on, today) + timedelta(days=days)


def label_of(text: str) -> str:
    """Return an item's number as it is stored: narrow letters and digits, no spaces, upper case."""
    narrow = "".join(chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign for sign in text)
    for hyphen in "ー‐‑–—―−":
        narrow = narrow.replace(hyphen, "-")
    return "".join(narrow.split()).upper()
