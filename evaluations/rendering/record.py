"""What stands under the document: who confirmed it, when and how, and as which edition.

It records that two parties confirmed the same text (相互確認の記録). It is no electronic
signature in the sense of the Act on Electronic Signatures, and must not claim to be one.
The texts of this folder are part of the Japanese document of record: they are not translated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluations.rendering.report import Block, Grid, Line, Row, Section
from programs.kernel import clock, fiscal

HEADING = "相互確認の記録"
NOTE = (
    "事業の実施者双方が、この文書の同じ内容を確認したことの記録です。"
    "内容の確認番号は、文書の内容から計算したSHA-256の値で、双方の確認の記録に同じ値が残っています。"
)
METHODS = {
    "password": "パスワードの再入力",
    "totp": "認証コード(6けた)",
    "webauthn": "パスキー",
    "passkey": "パスキー",
    "recovery_codes": "リカバリーコード",
}
LICENCES = {
    "reading_only": "著作権は事業の実施者双方にあります。閲覧以外の利用には双方の同意が必要です。",
    "cc_by_4": "クリエイティブ・コモンズ 表示 4.0 国際(CC BY 4.0)の条件で利用できます。",
}


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One party's confirmation, with name, title and party as they were at that moment."""

    side: str
    party: str
    title: str
    name: str
    signed_at: datetime
    method: str
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """Which published revision this is, since when, and its permanent address ("" if not yet)."""

    revision: int
    published_at: datetime
    address: str = ""


def moment(instant: datetime) -> str:
    """令和8年5月20日 14時05分, in Tokyo's time."""
    local = clock.tokyo(instant)
    return f"{fiscal.wareki(local.date())} {local.hour}時{local.minute:02d}分"


def record_section(
    signatures: Sequence[SignatureLine], content_hash: str, licence: str, edition: Edition | None
) -> Section:
    """The closing part: the confirmations as a table, the hash, the edition and the licence."""
    facts = [("内容の確認番号(SHA-256)", content_hash)]
    if edition is not None:
        facts += [("版", f"第{edition.revision}版"), ("公表日", _day(edition.published_at))]
        facts += [("公表場所", edition.address)] if edition.address else []
    facts.append(("利用の条件", LICENCES[licence]))
    rows = [Row(label, (Block((Line((text,)),), listed=False),)) for label, text in facts]
    return Section(
        key="record",
        heading=HEADING,
        notes=(NOTE,),
        grid=_grid(signatures),
        rows=(*_statements(signatures), *rows),
    )


def _statements(signatures: Sequence[SignatureLine]) -> list[Row]:
    """The statement both were shown; where the parties' statements differ, each one."""
    texts = dict.fromkeys(line.statement for line in signatures if line.statement)
    lines = tuple(Line(tuple(text.splitlines())) for text in texts)
    return [Row("確認した内容", (Block(lines, listed=len(lines) > 1),))] if lines else []


def _grid(signatures: Sequence[SignatureLine]) -> Grid | None:
    if not signatures:
        return None
    ordered = sorted(signatures, key=lambda line: (line.side, line.signed_at))
    return Grid(
        columns=("実施者", "役職", "氏名", "確認した日時", "本人の確認方法"),
        rows=tuple(
            (line.party, line.title, line.name, moment(line.signed_at), _method(line.method))
            for line in ordered
        ),
    )


def _method(method: str) -> str:
    return METHODS.get(method, method)


def _day(instant: datetime) -> str:
    return fiscal.wareki(clock.tokyo(instant).date())
