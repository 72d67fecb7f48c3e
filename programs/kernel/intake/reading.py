"""The two answers of a parser: a reading, or a reason why there is none."""

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

T_co = TypeVar("T_co", covariant=True)

# Hyphen, dashes, minus signs and the long vowel mark: all are typed where a hyphen is meant.
DASHES = "-‐‑‒–—―⁃−ー－─━ｰ﹘﹣"
_TO_HYPHEN = str.maketrans(dict.fromkeys(DASHES, "-"))


@dataclass(frozen=True, slots=True)
class Reading(Generic[T_co]):
    """A value, and the words that show a person what was understood."""

    value: T_co
    words: str


class NotUnderstood(ValueError):
    """The text cannot be read. `code` names the reason; `message` % `params` is its translated text."""

    def __init__(self, code: str, message: "StrOrPromise", **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)


def narrow(text: str) -> str:
    """Full-width letters and digits made narrow, every kind of dash a hyphen, ends trimmed."""
    return unicodedata.normalize("NFKC", text).translate(_TO_HYPHEN).strip()


def tight(text: str) -> str:
    """`narrow`, without any white space inside."""
    return re.sub(r"\s+", "", narrow(text))
