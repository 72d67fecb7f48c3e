"""Keys for finding names however their kana were typed. Names themselves are never changed."""

import re
import unicodedata

import jaconv

from programs.kernel.intake.reading import DASHES

SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
# Long marks, dashes, middle dots, white space, and the selectors that pick a form of one character.
_IGNORED = re.compile(
    rf"[\s{re.escape(DASHES)}~〜～・･·゠\u200b-\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)
_KANA = re.compile("[\u3041-\u3096\u3099-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f]")
_BETWEEN = re.compile(r"[\s・･＝=]+")


def search_key(text: str) -> str:
    """The text folded for comparison: hiragana, large kana, narrow lower-case letters.

    Long marks, hyphens, middle dots and white space are dropped; voiced marks stay. The key of a
    key is itself.
    """
    key = _fold(text)
    while (again := _fold(key)) != key:
        key = again
    return key


def _fold(text: str) -> str:
    """One round. Dropping a mark can let its neighbours compose, so one round may not be enough."""
    wide = unicodedata.normalize("NFKC", _IGNORED.sub("", text)).casefold()
    return _IGNORED.sub("", str(jaconv.kata2hira(wide)).translate(SMALL))


def is_kana(text: str) -> bool:
    """Whether the text is kana of any width, with nothing else but spaces and middle dots."""
    bare = _BETWEEN.sub("", text)
    return bool(bare) and all(_KANA.match(mark) for mark in bare)


def phone_key(text: str) -> str:
    """The digits of a telephone number alone; +81 at its head becomes 0."""
    narrow = unicodedata.normalize("NFKC", text).strip()
    return re.sub("[^0-9]", "", re.sub(r"^\+81[\s\-(]*0?", "0", narrow))
