"""Texts a new contract starts with. They are part of the Japanese document, so never translated.

Every one of them is data afterwards: each ward changes the wording on the screen of standing texts.
"""

LABELS = {
    "period": "事業実施期間",
    "parties": "事業の実施者",
    "purpose": "事業目的",
    "programmes": "事業の内容",
    "method": "事業の評価実施方法及び評価結果の公表方法",
    "goals": "重点目標",
    "initiatives": "取組内容",
    "outcomes": "取組の成果",
    "issues": "取組の課題",
}

PRINCIPLES_HEADING = "【事業・施設運営の基本理念】"

PROGRAMMES = (
    "親子の居場所に関すること(親子の居場所事業)",
    "子育ての相談に関すること(子育て相談事業)",
    "子育ての情報に関すること(情報収集・提供事業)",
    "支援者どうしの連携に関すること(支援者ネットワーク事業)",
    "支援に関わる人の育成と活動の支援に関すること(人材育成・活動支援事業)",
    "子どもの預かりの支え合いに関すること(横浜子育てサポートシステム区支部事務局)",
    "施設や事業の利用の支援に関すること(利用者支援事業)",
)

STATEMENT = (
    "私は、この書類の全文を最後まで読み、その内容が当方で決めた内容と同じであることを確認しました。"
    "子ども、保護者または職員を特定できる記述がないことも確認しました。"
    "当方を代表して、相互確認の署名をします。"
)
