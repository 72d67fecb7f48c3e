"""Text kept as typed, without the characters that only do harm.

No Unicode normalisation here: even NFC changes characters of real names.
"""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
# Embeddings, overrides and isolates turn the reading order round and can make a text lie.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BYTE_ORDER_MARK = "\ufeff"
# Letters and signs by their category, that show nothing: fillers of Hangul, an empty Braille cell.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def clean_text(text: str) -> str:
    """Line ends as \\n; control, direction and unpaired surrogate characters dropped; ends trimmed.

    Emoji, variation selectors and characters of the private use area stay as they are. A text in
    which nothing shows is empty.
    """
    lines = _LINE_ENDS.sub("\n", text)
    kept = "".join(mark for mark in lines if _harmless(mark)).strip()
    return kept if any(_shows(mark) for mark in kept) else ""


def clean_line(text: str) -> str:
    """`clean_text` on one line: line ends and tabs become a space."""
    return re.sub("[\n\t]+", " ", clean_text(text))


def _harmless(mark: str) -> bool:
    if mark in "\n\t":
        return True
    if mark in _BIDI or mark == _BYTE_ORDER_MARK:
        return False
    return unicodedata.category(mark) not in {"Cc", "Cs"}


def _shows(mark: str) -> bool:
    category = unicodedata.category(mark)
    return mark not in _BLANK and (category[0] in "LNPS" or category == "Co")
