"""Reading one cell, as people fill tables in Japan; what cannot be read raises NotUnderstood."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from programs.exchange.rules.headings import LANGUAGES, folded
from programs.kernel import kana
from programs.kernel.intake import (
    NotUnderstood,
    clean_line,
    parse_date,
    parse_email,
    parse_int,
    parse_phone,
    parse_postcode,
)
from programs.kernel.intake.reading import tight
from programs.registry.choices import FoundBy, Language, Relation, Residence, Role


class Choices(Protocol):
    """An enumeration with labels."""

    __name__: str

    @property
    def choices(self) -> list[tuple[Any, Any]]:
        """Pairs of code and label."""


LARGEST_NUMBER = 2_147_483_647
_SERIAL_FROM = date(1899, 12, 30)  # Excel's day 0
_DATE_END = re.compile(r"[ T]00:00(:00)?$")
_DEFUSED = re.compile(r"^'(?=[=+\-@\t\r＝＋－＠])")
_NOBODY = {"", "なし", "無し", "無", "ー", "-", "―", "n/a", "none"}
_LIST = re.compile(r"[、,，/／;；\n]+")


def plain(text: str) -> str:
    """A cell's text on one line; the apostrophe by which a formula was defused is taken off."""
    return clean_line(_DEFUSED.sub("", text))


def read_text(text: str, limit: int) -> str:
    """A text on one line. Raises NotUnderstood where it is too long."""
    line = plain(text)
    if len(line) > limit:
        message = _("%(limit)s文字までです（いまは%(count)s文字です）。")
        raise NotUnderstood("text_long", message, limit=f"{limit:,}", count=f"{len(line):,}")
    return line


def read_kana(text: str, limit: int = 100) -> str:
    """Kana, half-width ones made wide. Raises NotUnderstood for anything else."""
    line = unicodedata.normalize("NFKC", read_text(text, limit))
    if line and not kana.is_kana(line):
        raise NotUnderstood("kana", _("ひらがなかカタカナで入力してください。"))
    return line


def read_day(text: str) -> date:
    """A day in any way it is written, an Excel serial number too. Raises NotUnderstood."""
    line = _DATE_END.sub("", plain(text))
    narrow = tight(line) if len(line) <= 40 else ""
    if re.fullmatch("[1-6][0-9]{4}", narrow):
        return _SERIAL_FROM + timedelta(days=int(narrow))
    return parse_date(line).value


def read_phone(text: str) -> str:
    """A telephone number; the zero that Excel took away is put back. Raises NotUnderstood."""
    line = plain(text)
    bare = tight(line) if len(line) <= 40 else ""
    if re.fullmatch("[1-9][0-9]{8,9}", bare):
        line = f"0{bare}"
    return parse_phone(line).value


def read_postcode(text: str) -> str:
    """A postcode; zeros that Excel took away are put back. Raises NotUnderstood."""
    line = plain(text)
    bare = tight(line) if len(line) <= 20 else ""
    return parse_postcode(bare.zfill(7) if re.fullmatch("[0-9]{5,6}", bare) else line).value


def read_email(text: str) -> str:
    """A mail address. Raises NotUnderstood."""
    return parse_email(plain(text)).value


def read_number(text: str) -> int:
    """A registration number from 1 on. Raises NotUnderstood."""
    value = parse_int(plain(text)).value
    if not 1 <= value <= LARGEST_NUMBER:
        raise NotUnderstood("number_range", _("登録番号は1以上の整数で入力してください。"))
    return value


def read_relation(text: str) -> str:
    """What an adult is to the children; what is not in the list is another adult."""
    words = folded(plain(text))
    said = {"まま": "mother", "ぱぱ": "father", "母親": "mother", "父親": "father"}
    return said.get(words) or _labels(Relation).get(words, Relation.OTHER)


def read_residence(text: str, address: str, ward: str) -> str:
    """Where a family lives, by what the table says or else by its address. Raises NotUnderstood."""
    line = plain(text)
    if not line:
        return _by_address(plain(address), ward)
    words = folded(line)
    said = {
        "市内": Residence.OTHER_WARD,
        "他区": Residence.OTHER_WARD,
        "県外": Residence.OUTSIDE_CITY,
    }
    if found := _labels(Residence).get(words) or said.get(words):
        return found
    if (found := _by_address(line, ward)) != Residence.UNKNOWN:
        return found
    message = _("お住まいは「区内」「市内の他区」「市外」のどれかで入力してください。")
    raise NotUnderstood("residence", message)


def _by_address(text: str, ward: str) -> str:
    if ward and ward in text:
        return Residence.OWN_WARD
    if "横浜市" in text:
        return Residence.OTHER_WARD
    # The first word of an address that names a district: a ward alone is one of the own city.
    first = re.match(r"\S{1,6}?([都道府県市町村区])", text)
    if first is None:
        return Residence.UNKNOWN
    return Residence.OTHER_WARD if first[1] == "区" else Residence.OUTSIDE_CITY


def read_languages(text: str) -> tuple[str, ...]:
    """Languages besides Japanese; one that is not in the list counts as another."""
    known = _labels(Language)
    more = {"韓国語": Language.KOREAN, "朝鮮語": Language.KOREAN, "たがろぐ": Language.TAGALOG}
    found = []
    for part in _LIST.split(plain(text)):
        words = folded(part)
        if part.strip().lower() not in _NOBODY and words not in ("日本語", "japanese"):
            found.append(str(known.get(words) or more.get(words) or Language.OTHER))
    return tuple(dict.fromkeys(found))


def read_found_by(text: str) -> str:
    """How a family came to know of the hub; what is not in the list is another way."""
    words = folded(plain(text))
    known = _labels(FoundBy)
    if words in known:
        return known[words]
    return next((code for label, code in known.items() if words and words in label), FoundBy.OTHER)


def read_roles(text: str) -> tuple[str, ...]:
    """Roles by name, several with signs between them. Raises NotUnderstood."""
    known = _labels(Role) | {folded(role.value): role.value for role in Role}
    found = []
    for part in _LIST.split(plain(text)):
        if not folded(part):
            continue
        if folded(part) not in known:
            message = _("「%(role)s」という役割はありません。")
            raise NotUnderstood("role", message, role=part.strip()[:40])
        found.append(known[folded(part)])
    return tuple(dict.fromkeys(found))


_known: dict[str, dict[str, str]] = {}


def _labels(choices: "Choices") -> dict[str, str]:
    """Folded label in every language -> code."""
    name = choices.__name__
    if name not in _known:
        found: dict[str, str] = {}
        for language in LANGUAGES:
            with override(language):
                found |= {folded(str(label)): str(code) for code, label in choices.choices}
        _known[name] = found
    return _known[name]
