"""Ages by the calendar.

By law an age is completed when the day before the birthday ends (年齢計算ニ関スル法律 and
Civil Code article 143). Counters at a desk, and these functions, change the age on the birthday
itself. Somebody born on 29 February becomes older on 1 March in a common year: 28 February is the
day whose end completes the year.
"""

from datetime import date


def age_on(birth: date, day: date) -> int:
    """Completed years on `day`. Raises ValueError for a day before the birth."""
    return months_old(birth, day) // 12


def months_old(birth: date, day: date) -> int:
    """Completed months on `day`; born on the 31st, a shorter month completes on the next 1st.

    Raises ValueError for a day before the birth.
    """
    if day < birth:
        raise ValueError("not born yet on that day")
    return (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)
