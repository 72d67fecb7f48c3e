"""Yearly documents for tests: a fictional ward and operator, texts of our own."""

from copy import deepcopy
from datetime import datetime
from typing import Any

from evaluations.rendering import SignatureLine
from programs.kernel.clock import TOKYO

LABELS = {
    "period": "事業実施期間",
    "parties": "事業の実施者",
    "purpose": "事業目的",
    "programmes": "事業の内容",
    "method": "評価の実施方法と結果の公表方法",
    "goals": "重点目標",
    "initiatives": "取組内容",
    "outcomes": "取組の成果",
    "issues": "取組の課題",
}

EVALUATED: dict[str, Any] = {
    "heading": "令和7年度重点目標の評価",
    "goals_label": "令和7年度 重点目標",
    "marker_style": "circled",
    "initiative_layout": "repeat_goal_mark",
    "goals": [
        {"order": 1, "text": "初めて訪れる親子が緊張せずに入れ、また来たいと思える広場をつくる。"},
        {
            "order": 2,
            "text": "町の人と親子が顔見知りになる場を増やし、困ったときに声をかけ合える関係を育てる。",
        },
    ],
    "initiatives": [
        {
            "order": 1,
            "goals": [1],
            "heading": None,
            "text": "初回の親子を迎える当番を決め、施設を一緒に歩いて案内する。",
        },
        {
            "order": 2,
            "goals": [1],
            "heading": None,
            "text": "土曜日の午前に、父親と赤ちゃんの時間を月2回ひらく。",
        },
        {
            "order": 3,
            "goals": [2],
            "heading": None,
            "text": "三つの地区の会合に出向き、親子の様子を伝える。",
        },
        {
            "order": 4,
            "goals": [1, 2],
            "heading": None,
            "text": "髙田さんや山﨑さんのような地域の方と、𠮷野川の散歩会を行う。",
        },
    ],
    "outcomes": [
        {
            "goals": [1],
            "state": "text",
            "text": "当番による案内を始めてから、二度目の来館が早くなった。\n父親の時間は毎回予約で埋まり、参加者どうしの連絡網ができた。"
            * 2,
        },
        {
            "goals": [2],
            "state": "text",
            "text": "三地区の会合すべてに出席し、散歩会には延べ120人が参加した。" * 3,
        },
    ],
    "issues": [
        {
            "goals": [1],
            "state": "text",
            "text": "平日の夕方に来られない家庭への案内がまだ足りない。",
        },
        {"goals": [2], "state": "none_applicable", "text": ""},
    ],
}

PROPOSED: dict[str, Any] = {
    "heading": "令和8年度重点目標",
    "goals_label": "令和8年度 重点目標",
    "marker_style": "circled",
    "initiative_layout": "grouped_star",
    "goals": [
        {"order": 1, "text": "妊娠中から広場を知り、生まれた後も気軽に立ち寄れるようにする。"},
        {"order": 2, "text": "地区の行事と広場の行事をつなぎ、親子が参加しやすくする。"},
    ],
    "initiatives": [
        {
            "order": 1,
            "goals": [1],
            "heading": "広場の取組",
            "text": "産院の待合室に広場の案内を置く。",
        },
        {
            "order": 2,
            "goals": [1],
            "heading": "広場の取組",
            "text": "もうすぐ生まれる家庭の見学日を設ける。",
        },
        {
            "order": 3,
            "goals": [2],
            "heading": None,
            "text": "地区の祭りの日程を一枚の暦にまとめて配る。",
        },
    ],
}

DOCUMENT: dict[str, Any] = {
    "format": "annual-document/1",
    "ward": {"code": "99", "name": "汐見区", "slug": "shiomi"},
    "facility": "汐見区子育てひろば なぎさ",
    "fiscal_year": 2025,
    "label": "令和7年度",
    "next_label": "令和8年度",
    "title": ["汐見区地域子育て支援拠点事業", "令和7年度重点目標評価結果・令和8年度重点目標"],
    "period": {
        "from": "2025-04-01",
        "to": "2026-03-31",
        "text": "令和7年4月1日～令和8年3月31日",
        "year_no": 5,
        "years": 5,
        "text_year": "(5年度目/5か年度)",
    },
    "parties": [
        {"side": "operator", "name": "特定非営利活動法人なぎさの会"},
        {"side": "ward", "name": "汐見区こども家庭支援課"},
    ],
    "purpose": "親子が安心して過ごせる場を地域の人とともにつくり、育てることの喜びを分かち合える町にする。",
    "principles_heading": "【運営の考え方】",
    "principles": [
        "誰でも入れる場であること。",
        "子どもの目の高さで考えること。",
        "町の人とともに歩むこと。",
    ],
    "programmes": [
        {"no": 1, "text": "親子の居場所事業"},
        {"no": 2, "text": "子育て相談事業"},
        {"no": 3, "text": "情報収集・提供事業"},
    ],
    "method": [
        "一年の取組を両者で振り返り、成果と課題を公表する。",
        "次の年度の重点目標もあわせて公表する。",
    ],
    "labels": LABELS,
    "evaluated": EVALUATED,
    "proposed": PROPOSED,
    "evidence": [
        {
            "order": 1,
            "goals": [1],
            "label": "来館組数",
            "value": "12,345",
            "unit": "組",
            "rule": "受付で記録した来館を1回につき1組として数える。練習用の記録は含まない。",
            "period_text": "令和7年4月1日～令和8年3月31日",
            "frozen_on": "2026-04-10",
        },
        {
            "order": 2,
            "goals": [],
            "label": "相談件数",
            "value": "456",
            "unit": "件",
            "rule": "記録した相談を1件として数える。",
            "period_text": "令和7年4月1日～令和8年3月31日",
            "frozen_on": "2026-04-10",
        },
    ],
    "boilerplate_version": 1,
    "template_version": 1,
    "licence": "reading_only",
}

PUBLISHED_AT = datetime(2026, 6, 1, 9, 0, tzinfo=TOKYO)


def document(**changes: Any) -> dict[str, Any]:
    """A whole document of two goals; keyword arguments replace its top-level entries."""
    return {**deepcopy(DOCUMENT), **changes}


def evaluated(**changes: Any) -> dict[str, Any]:
    """Its evaluated part, with entries replaced."""
    return {**deepcopy(EVALUATED), **changes}


def signatures() -> tuple[SignatureLine, SignatureLine]:
    """One confirmation of each party."""
    statement = "この文書の内容を最後まで読み、法人として確認しました。"
    return (
        SignatureLine(
            side="operator",
            party="特定非営利活動法人なぎさの会",
            title="理事長",
            name="髙橋 みなと",
            signed_at=datetime(2026, 5, 20, 14, 5, tzinfo=TOKYO),
            method="totp",
            statement=statement,
        ),
        SignatureLine(
            side="ward",
            party="汐見区こども家庭支援課",
            title="こども家庭支援課長",
            name="𠮷﨑 しおり",
            signed_at=datetime(2026, 5, 21, 10, 30, tzinfo=TOKYO),
            method="webauthn",
            statement=statement.replace("法人", "区"),
        ),
    )
