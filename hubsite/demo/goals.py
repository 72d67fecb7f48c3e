"""Last year's evaluation, signed and published; this year's, in review. Texts of our own."""

from collections.abc import Callable
from datetime import date, datetime, time

from evaluations import commands
from evaluations.choices import AuthMethod, CellKind, InitiativeLayout, MarkerStyle
from evaluations.models import AnnualDocument, Contract, GoalSet, SigningStatement
from evaluations.starting_texts import PROGRAMMES
from hubsite.demo.cast import Cast
from programs.kernel import clock, fiscal
from programs.kernel.actor import Actor
from programs.registry.choices import Role
from programs.registry.membership import make_actor
from programs.registry.models import Membership

TEXTS = commands.StandingTexts(
    purpose="汐見区で子どもを育てる人が、ひとりで抱えこまずに毎日を過ごせるよう、親子の居場所をひらき、地域のみんなで育ちを支えます。",
    principles=(
        "赤ちゃんから就学前の子どもと家族、これから親になる人が、いつでも立ち寄れること",
        "子どもの気持ちを真ん中において場をつくること",
        "困りごとを聞いたら、区や地域の機関と手をつなぐこと",
        "利用する人の声で、運営を毎年見直すこと",
        "支えられる人が、いつか支える人になれる道をひらいておくこと",
        "近所どうしの顔が見えるつながりを広げること",
    ),
    method=(
        "一年の取組を記録とアンケートで振り返り、法人と区が話し合って、成果と課題をまとめ公表します。",
        "振り返りをもとに、次の年度に力を入れる重点目標を公表します。",
    ),
    programmes=PROGRAMMES,
)
GOALS = (
    "はじめて来た親子が安心して過ごし、もう一度来たくなる居場所をつくる。",
    "地区の団体と顔の見える関係を広げ、親子が町の中に頼れる人を見つけられるようにする。",
)
INITIATIVES = (
    (
        "はじめての方に声をかける当番を毎日おく。",
        "父親が参加しやすい土曜日の企画を月に一度ひらく。",
    ),
    ("六つの地区の会合に年二回ずつ出向く。", "地区の団体と一緒に、親子の散歩の会をひらく。"),
)
OUTCOMES = (
    "声かけの当番を一年続け、はじめての方の半数以上がひと月のうちにもう一度来館した。土曜日の企画には父親の参加が増え、"
    "父親どうしで次の回の内容を決めるようになった。アンケートでは「居場所があると感じる」と答えた方が八割を超えた。",
    "六地区すべての会合に二回ずつ参加し、散歩の会を四地区で実施した。会のあとに地区の行事へ足を運ぶ親子があり、"
    "地区の方から拠点へ相談が入るようになった。",
)
ISSUES = (
    "平日の夕方しか来られないご家庭に、来館の機会をつくれていない。開館日の工夫を区とともに検討する。",
    "散歩の会の担い手が固定している。若い世代にも声をかけ、無理なく続けられる分担を考える。",
)
NEXT_GOALS = (
    "妊娠中からの出会いをつくり、産後すぐに頼れる人と場所があるようにする。",
    "地区の団体・関係機関と情報を分かち合い、親子を町ぐるみで支えるつながりを太くする。",
)
NEXT_INITIATIVES = (
    (
        "妊娠中の方と赤ちゃん連れの方が出会う日を毎月ひらく。",
        "産後の訪問で拠点を知った方を、はじめての日に出迎える。",
        "サテライトでも助産師と話せる日をつくる。",
    ),
    (
        "地区ごとの子育て情報を、地区の方と一緒に年二回見直す。",
        "関係機関との事例の学び合いを年四回ひらく。",
        "散歩の会を六地区すべてで実施する。",
    ),
)
THIS_OUTCOMES = (
    "出会いの日を毎月ひらき、参加した方の多くが出産後に来館した。サテライトの助産師の日は、予約なしで話せる形にしたところ利用が増えた。",
    "地区の情報を二回見直し、六地区で散歩の会を実施した。学び合いには延べ四十を超える機関が参加した。",
)
THIS_ISSUES = (
    "出産後しばらく外に出られない方に、こちらから届ける方法を考える必要がある。",
    "学び合いの内容を、日々の相談に生かす仕組みをつくりたい。",
)
COMING_GOALS = (
    "外に出ることが難しい時期のご家庭にも、声と情報が届くようにする。",
    "学び合いで得たことを日々の相談に生かし、切れ目なく支える。",
)


REMARK = "課題のところに、区の訪問事業との役割分担を一文加えてはどうでしょうか。"
Calendar = Callable[[int, int, int], datetime]
WRITERS = {
    "director": Role.DIRECTOR,
    "ward-officer": Role.WARD_OFFICER,
    "signatory": Role.OPERATOR_SIGNATORY,
    "ward-signatory": Role.WARD_SIGNATORY,
}


def create(cast: Cast, today: date) -> AnnualDocument:
    """Write both years through the commands, as the four people would have; return this year's."""
    year = fiscal.year_of(today)
    at = _calendar(today)
    who = {name: _actor(cast, name, role) for name, role in WRITERS.items()}
    term = commands.Term(
        facility=cast.hub.name,
        project_name="汐見区地域子育て支援拠点事業",
        term_no=3,
        start_fy=year - 3,
        form="commission",
    )
    contract = commands.set_up_contract(who["director"], term, at(year - 1, 3, 10))
    commands.save_standing_texts(who["director"], TEXTS, at(year - 1, 3, 10))
    _last_year(who, contract, year, at)
    return _this_year(who, contract, year, at)


def _last_year(who: dict[str, Actor], contract: Contract, year: int, at: Calendar) -> None:
    director = who["director"]
    last = commands.open_document(director, contract, year - 1, at=at(year, 3, 2))
    _goals(director, last, last.evaluates, GOALS, INITIATIVES, at(year, 3, 2))
    written = at(year, 3, 20)
    _cells(director, last, OUTCOMES, ISSUES, written)
    _goals(director, last, last.proposes, NEXT_GOALS, NEXT_INITIATIVES, written, stars=True)
    counted = at(year, 4, 3)
    _evidence(director, last, year - 1, min(date(year, 3, 31), counted.date()), counted)
    _sign_and_publish(who, last, year, at)


def _this_year(
    who: dict[str, Actor], contract: Contract, year: int, at: Calendar
) -> AnnualDocument:
    director = who["director"]
    this = commands.open_document(director, contract, year, at=at(year, 10, 1))
    written = at(year, 10, 20)
    _cells(director, this, THIS_OUTCOMES, THIS_ISSUES, written)
    _goals(director, this, this.proposes, COMING_GOALS, ((), ()), written, stars=True)
    _evidence(director, this, year, min(date(year, 9, 30), written.date()), written)
    this.refresh_from_db()
    _first_initiatives(director, this, written)
    commands.send_to_review(director, this, at(year, 11, 2))
    commands.comment(who["ward-officer"], this, "document", REMARK, at(year, 11, 9))
    return this


def _calendar(today: date) -> Calendar:
    """Return the instants of the story; early in a fiscal year its later days fall together today."""

    def at(year: int, month: int, day: int) -> datetime:
        return datetime.combine(min(date(year, month, day), today), time(9, 0), clock.TOKYO)

    return at


def _actor(cast: Cast, username: str, role: Role) -> Actor:
    return make_actor(
        Membership.objects.select_related("hub", "person").get(
            person=cast.people[username], role=role
        )
    )


def _goals(
    who: Actor,
    document: AnnualDocument,
    goal_set: GoalSet | None,
    goals: tuple[str, ...],
    initiatives: tuple[tuple[str, ...], ...],
    at: datetime,
    *,
    stars: bool = False,
) -> None:
    assert goal_set is not None
    commands.add_goals(who, document, goal_set.pk, "\n".join(goals), at)
    for goal, lines in zip(goal_set.goals.order_by("order"), initiatives, strict=False):
        if lines:
            commands.add_initiatives(who, document, goal_set.pk, goal.pk, "\n".join(lines), at)
    if stars:
        commands.set_style(
            who, document, goal_set.pk, MarkerStyle.CIRCLED, InitiativeLayout.GROUPED_STAR
        )


def _first_initiatives(who: Actor, document: AnnualDocument, at: datetime) -> None:
    """Next year's initiatives: one line each, to be talked over."""
    assert document.proposes is not None
    for goal in document.proposes.goals.order_by("order"):
        commands.add_initiatives(
            who,
            document,
            document.proposes.pk,
            goal.pk,
            "訪問と来館をつなぐ方法を、区と一緒に試す。",
            at,
        )


def _cells(
    who: Actor,
    document: AnnualDocument,
    outcomes: tuple[str, ...],
    issues: tuple[str, ...],
    at: datetime,
) -> None:
    for kind, texts in ((CellKind.OUTCOME, outcomes), (CellKind.ISSUE, issues)):
        for cell, text in zip(
            document.cells.filter(kind=kind).order_by("goal__order"), texts, strict=True
        ):
            commands.save_text(who, document, f"cell-{cell.pk}", text, version=cell.version, at=at)


def _evidence(who: Actor, document: AnnualDocument, year: int, to_on: date, at: datetime) -> None:
    for key in ("dropin.visits.families", "dropin.visits.people", "consultations.total"):
        commands.choose_evidence(who, document, key, date(year, 4, 1), to_on, at)


def _sign_and_publish(
    who: dict[str, Actor],
    document: AnnualDocument,
    year: int,
    at: Calendar,
) -> None:
    commands.send_to_review(who["director"], document, at(year, 4, 6))
    document.refresh_from_db()
    assert document.current_revision is not None
    digest = document.current_revision.sha256
    commands.agree(who["director"], document, digest, at(year, 4, 20))
    commands.agree(who["ward-officer"], document, digest, at(year, 4, 22))
    statement = SigningStatement.objects.get(hub_id=document.hub_id)
    confirmation = commands.Confirmation(
        sha256=digest,
        statement_version=statement.version,
        auth_method=AuthMethod.PASSWORD,
        read_through=True,
        privacy_checked=True,
    )
    commands.sign(who["signatory"], document, confirmation, at(year, 5, 11))
    commands.sign(who["ward-signatory"], document, confirmation, at(year, 5, 14))
    commands.publish(who["ward-officer"], document, at(year, 6, 1))
