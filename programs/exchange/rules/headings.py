"""What a heading of somebody's own table means: guessed, then corrected by hand."""

import re
from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import override

from programs.exchange.rules.fields import (
    ADULTS,
    CHILDREN,
    STAFF,
    System,
    family_keys,
    label_of,
    staff_label,
)
from programs.kernel.kana import search_key

LANGUAGES = ("ja", "en")
_SIGNS = re.compile(r"[()（）「」\[\]【】:：*※_/／.,、。・＊?？]")
_COUNTED = {mark: str(n) for n, mark in enumerate("一二三四五六", start=1)}


def folded(text: str) -> str:
    """A heading as it is compared: kana folded, without signs and spaces."""
    return search_key(_SIGNS.sub("", text[:200]))


def _words(*texts: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(folded(text)) for text in texts))


_FAMILY = (
    ("postcode", _words("郵便番号", "〒", "postcode", "postal", "zip")),
    ("allergies", _words("アレルギー", "allerg")),
    ("languages", _words("母語", "言語", "ことば", "言葉", "language")),
    ("found_by", _words("きっかけ", "知った", "found")),
    ("registered_on", _words("登録日", "登録年月日", "入会日", "受付日", "registered")),
    ("address", _words("住所", "address")),
    ("residence", _words("お住まい", "居住", "住区", "区内", "区分", "residence", "lives")),
    ("door_note", _words("備考", "メモ", "受付で知って", "申し送り", "note", "remark")),
)
_NUMBER = re.compile(
    "(?:登録|会員|利用者?|かあど|家族|世帯)?(?:番号|no|id|なんばあ)|registrationnumber"
)
_SURNAME = re.compile("(?:ご?家族の?(?:名前|氏名|お名前)?|世帯名|姓|名字|苗字|familyname|surname)")
_CHILD = re.compile(
    "第?([1-6一二三四五六])子|(?:お子さん|お子さま|お子様|子ども|こども|子供|児童|乳幼児|子|child|kid)の?"
    "(?:その)?([1-6一二三四五六])?"
)
_ADULT = re.compile(
    "(保護者|大人|申込者|代表者|世帯主|利用者|祖母|祖父|母親|父親|お母さん|お父さん|母|父|まま|ぱぱ|"
    "guardian|parent|adult|mother|father|grandmother|grandfather)の?([1-4一二三四])?"
)
_MEMBER = (
    ("due_on", _words("予定日", "due")),
    ("birth_on", _words("生年月日", "誕生日", "生まれ", "birth", "born")),
    ("name_kana", _words("ふりがな", "かな", "よみ", "furigana", "kana", "reading")),
    ("relation", _words("続柄", "間柄", "関係", "relation")),
    ("phone", _words("電話", "携帯", "連絡先", "tel", "phone", "mobile")),
    ("name", _words("氏名", "名前", "姓名", "名", "name")),
)
_STAFF = (
    ("username", _words("ログイン", "ユーザー", "ID", "アカウント", "user", "login")),
    ("email", _words("メール", "mail")),
    ("roles", _words("役割", "権限", "role")),
    ("title", _words("職名", "職種", "役職", "肩書", "title", "position")),
    ("from_on", _words("開始", "から", "着任", "採用", "from", "start")),
    ("to_on", _words("終了", "まで", "退職", "任期", "until", "end")),
    ("name_kana", _words("ふりがな", "かな", "よみ", "kana", "reading")),
    ("name", _words("氏名", "名前", "姓名", "name")),
)


def guess_families(heads: Sequence[str], systems: Sequence[System] = ()) -> list[str]:
    """Return a key of a field for each heading of a list of families; empty where nothing fits.

    A heading that names nobody belongs to the person named before it, as people write tables.
    """
    keys = family_keys(systems)
    exact = _labels(keys, lambda key: label_of(key, systems))
    guess = _FamilyGuess(set(keys), systems)
    return [guess.take(exact.get(folded(head)), head) for head in heads]


def guess_staff(heads: Sequence[str]) -> list[str]:
    """Return a key of a field for each heading of a list of staff; empty where nothing fits."""
    exact = _labels(STAFF, staff_label)
    taken: set[str] = set()
    found = []
    for head in heads:
        text = folded(head)
        key = exact.get(text) or _first(_STAFF, text) or ""
        key = "" if key in taken else key
        taken.add(key)
        found.append(key)
    return found


def _labels(keys: Iterable[str], label: Callable[[str], str]) -> dict[str, str]:
    """Our own headings in every language: what was written out is read again."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with override(language):
            for key in keys:
                found.setdefault(folded(label(key)), key)
    return found


def _first(patterns: Iterable[tuple[str, re.Pattern[str]]], text: str) -> str | None:
    return next((key for key, pattern in patterns if pattern.search(text)), None)


class _FamilyGuess:
    """Goes from left to right and remembers whose columns it is at."""

    def __init__(self, keys: set[str], systems: Sequence[System]) -> None:
        self.keys, self.systems = keys, systems
        self.who = ""
        self.taken: set[str] = set()

    def take(self, exact: str | None, head: str) -> str:
        """Return the key of the next heading, each key once."""
        key = exact or self._meant(folded(head))
        key = key if key in self.keys and key not in self.taken else ""
        self.taken.add(key)
        if key and not key.startswith("code."):
            who, dot, _rest = key.partition(".")
            self.who = who if dot else ("family" if key in ("name", "name_kana") else self.who)
        return key

    def _meant(self, text: str) -> str:
        who, rest = self._person(text)
        if code := self._code(text, who):
            return code
        if who:
            name = _first(_MEMBER, rest) or ("name" if not rest else "")
            return self._free(who, name) if name else ""
        if key := _first(_FAMILY, text):
            return key
        if _NUMBER.fullmatch(text):
            return "number"
        if _SURNAME.match(text):
            return "name_kana" if _first(_MEMBER, text) == "name_kana" else "name"
        return self._of_context(_first(_MEMBER, text) or "")

    def _of_context(self, name: str) -> str:
        """A heading that names nobody."""
        if name == "phone" and "phone" not in self.taken:
            return "phone"
        if name == "name_kana" and self.who == "family":
            return "name_kana"
        who = self.who if self.who not in ("", "family") else "adult1"
        if name == "due_on" and who.startswith("adult"):
            who = "child1"
        return f"{who}.{name}" if name else ""

    def _free(self, who: str, name: str) -> str:
        """The key of the person, or of the next one where that column was there already."""
        kind, number = who[:5], int(who[5:])
        most = ADULTS if kind == "adult" else CHILDREN
        for n in range(number, most + 1):
            if f"{kind}{n}.{name}" not in self.taken:
                return f"{kind}{n}.{name}"
        return ""

    def _code(self, text: str, who: str) -> str:
        for system in self.systems:
            if folded(system.name) and folded(system.name) in text:
                return f"code.{system.pk}.{who or 'family'}"
        return ""

    def _person(self, text: str) -> tuple[str, str]:
        """Whose column it is by its own words, and the words left."""
        if text.startswith(("母語", "子育て", "父母")):
            return "", text
        if found := _CHILD.match(text):
            return f"child{_number(found[1] or found[2])}", text[found.end() :]
        if found := _ADULT.match(text):
            second = found[1] in ("父", "父親", "お父さん", "ぱぱ", "father") and not found[2]
            number = "2" if second else _number(found[2])
            return f"adult{number}", text[found.end() :]
        return "", text


def _number(mark: str | None) -> str:
    return _COUNTED.get(mark or "1", mark or "1")


def relation_in(head: str) -> str:
    """Return the relation that a heading such as 母の氏名 says by itself; empty for none."""
    text = folded(head)
    for relation, words in (
        ("grandmother", ("祖母", "おばあ", "grandmother")),
        ("grandfather", ("祖父", "おじい", "grandfather")),
        ("mother", ("母", "まま", "mother")),
        ("father", ("父", "ぱぱ", "father")),
    ):
        if text.startswith(words):
            return relation
    return ""


def head_row(rows: Sequence[tuple[int, list[str]]], guess: Callable[[list[str]], list[str]]) -> int:
    """Return the place of the row of headings among the first ten: the one that says most."""
    return max(
        range(min(10, len(rows))),
        key=lambda n: (sum(1 for key in guess(rows[n][1]) if key), -n),
        default=0,
    )
