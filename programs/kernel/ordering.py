"""Kana in the order of the syllabary, however they were typed: a column that the database keeps.

Readings are stored as typed, so one name in half-width katakana, katakana and hiragana would stand
far apart; this column has all of them in hiragana of one size, and lists are ordered by it. No
collation is used: not every PostgreSQL is built with those of other languages.
"""

from django.db.models import CharField, Func, GeneratedField

from programs.kernel.kana import SMALL

_HIRAGANA = range(0x3041, 0x3097)
_TYPED = [code + 0x60 for code in _HIRAGANA] + list(SMALL)
_FOLDED = [SMALL.get(code, code) for code in _HIRAGANA] + list(SMALL.values())


class KanaOrder(Func):
    """A reading folded for ordering: full width, hiragana, large kana."""

    arity = 1
    template = (
        "translate(normalize(%(expressions)s, NFKC),"
        f" '{''.join(map(chr, _TYPED))}', '{''.join(map(chr, _FOLDED))}')"
    )


def kana_order(reading: str) -> GeneratedField:
    """A column by which rows are ordered after the kana of another."""
    return GeneratedField(
        expression=KanaOrder(reading),
        output_field=CharField(max_length=100, db_collation="C"),
        db_persist=True,
    )
