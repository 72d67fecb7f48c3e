"""The lists a new hub starts with; from then on they are the hub's own data.

Topics, methods and outcomes follow the usual division of hubs' consultation counts. The labels are
translated as long as a hub leaves them unchanged.
"""

from django.utils.translation import gettext_noop as _

from consultations.choices import CodeAsks, CodeKind, SafetyKind

# kind -> (code, label); the order is that of the screen.
CODES: dict[CodeKind, tuple[tuple[str, str], ...]] = {
    CodeKind.METHOD: (
        ("space", _("ひろばで")),
        ("room", _("相談室で")),
        ("phone", _("電話")),
        ("mail", _("メール・フォーム")),
        ("online", _("オンライン")),
        ("visit", _("訪問")),
        ("outreach", _("出張先で")),
        ("group", _("グループで")),
    ),
    CodeKind.TOPIC: (
        ("feeding", _("授乳・離乳・食事")),
        ("sleep", _("睡眠")),
        ("toilet", _("排せつ")),
        ("growth", _("発育・発達")),
        ("health", _("健康・病気")),
        ("behaviour", _("しつけ・かかわり方")),
        ("play", _("遊び・友だち")),
        ("siblings", _("きょうだい関係")),
        ("nursery", _("保育園・幼稚園選び")),
        ("work", _("復職・仕事")),
        ("temporary_care", _("一時預かり")),
        ("parent", _("親のからだと心")),
        ("family", _("夫婦・家族関係")),
        ("isolation", _("孤立・仲間づくり")),
        ("money", _("お金・住まい")),
        ("single_parent", _("ひとり親")),
        ("foreign_roots", _("外国につながる家庭・ことば")),
        ("disability", _("障がい")),
        ("birth", _("妊娠・出産")),
        ("other", _("その他の相談")),
        ("maltreatment", _("虐待の疑い")),
    ),
    CodeKind.OUTCOME: (
        ("listened", _("話を聞いた")),
        ("informed", _("情報を伝えた")),
        ("advised", _("助言した")),
        ("partner", _("子育てパートナーにつないだ")),
        ("linked", _("関係機関につないだ")),
        ("continuing", _("続けて相談にのる")),
    ),
    CodeKind.BASIS: (
        ("consent", _("ご本人の同意")),
        ("council", _("児童福祉法による（要保護児童対策地域協議会の構成員どうし）")),
        ("reasoned", _("その他の根拠")),
    ),
}
# What a ground for sharing at a meeting asks for.
ASKS = {"consent": CodeAsks.DATE, "reasoned": CodeAsks.REASON}
# Questions that come often: title, topics (the main one first), method, outcome.
QUICK: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    (_("離乳食の進め方"), ("feeding",), "space", "advised"),
    (_("夜の眠り"), ("sleep", "parent"), "space", "listened"),
    (_("保育園の申し込み"), ("nursery", "work"), "space", "informed"),
    (_("一時預かりの使い方"), ("temporary_care",), "space", "informed"),
    (_("友だちづくり"), ("isolation", "play"), "space", "informed"),
)
STOPS = "maltreatment"

# kind -> (title, detail, telephone). The two numbers are nation-wide; a hub adds its own offices.
SAFETY: dict[SafetyKind, tuple[tuple[str, str, str], ...]] = {
    SafetyKind.STEP: (
        (
            _("命の危険やけががあれば、すぐに110番・119番へ"),
            _("迷ったら通報します。記録はあとで構いません。"),
            "",
        ),
        (
            _("ひとりで抱えず、その場にいる職員と施設長に知らせる"),
            _("この画面で記録を始めると、施設長にお知らせが届きます。"),
            "",
        ),
        (
            _("子どもと保護者を問い詰めない"),
            _("聞き出そうとせず、話してくれたことばをそのまま受け止めます。写真は撮りません。"),
            "",
        ),
        (
            _("「疑い」の段階で、児童相談所か区に連絡する"),
            _("確かめてからでなくて構いません。連絡は法律上の義務で、守秘義務に反しません。"),
            "",
        ),
        (
            _("見たこと、聞いたこと、連絡した相手と時刻を記録する"),
            _("事実と自分の考えを分けて書きます。記録は消えません。"),
            "",
        ),
    ),
    SafetyKind.CONTACT: (
        (_("警察（緊急のとき）"), _("命の危険があるとき、暴力が続いているとき"), "110"),
        (
            _("児童相談所 虐待対応ダイヤル"),
            _("24時間、近くの児童相談所につながります。通話料はかかりません。"),
            "189",
        ),
        (_("区役所 こども家庭支援課"), _("開庁時間の相談・通告先"), ""),
        (_("地域を担当する児童相談所"), _("すでに関わりのあるご家庭のとき"), ""),
    ),
}
