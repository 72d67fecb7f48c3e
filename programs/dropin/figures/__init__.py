"""What the drop-in space counts. Each number is counted from the rows that it shows."""

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programs.dropin import rules
from programs.dropin.choices import Act, Kind, PersonRole
from programs.dropin.figures.counting import (
    AGE,
    BASE,
    DAY,
    KIND,
    LABELS,
    MONTH,
    RESIDENCE,
    ROLE,
    SITE,
    Sums,
    count_days,
    figure,
    of_people,
    of_visits,
    open_days,
    split_days,
    together,
)
from programs.kernel import localdates
from programs.kernel.actor import Actor
from programs.kernel.figures import Figure, Period

GRANDPARENTS = (PersonRole.GRANDMOTHER, PersonRole.GRANDFATHER)
_CHILD = Q(role=PersonRole.CHILD)
_FAMILIES, _PERSONS = _("組"), _("人")

_SUMMED: tuple[tuple[Figure, Sums], ...] = (
    figure(
        "visits.families",
        _("来館組数（延べ）"),
        _FAMILIES,
        _(
            "来館1回を1組と数えます。同じ日にもう一度来館した場合も1組です。人数のみの記録は、入力した組数を数えます。"
        ),
        of_visits(None, RESIDENCE, KIND),
    ),
    figure(
        "visits.people",
        _("来館者数（延べ）"),
        _PERSONS,
        _("来館した大人と子どもを1人ずつ数えます。人数のみの記録は、入力した人数を数えます。"),
        of_people(None, ROLE, RESIDENCE),
    ),
    figure(
        "visits.children",
        _("来館した子ども（延べ）"),
        _PERSONS,
        _(
            "来館した子どもを数えます。年齢は来館した日の満年齢で、6歳以上のきょうだいはまとめて数えます。"
        ),
        of_people(_CHILD, AGE, RESIDENCE),
    ),
    figure(
        "visits.children_0_2",
        _("うち0〜2歳（延べ）"),
        _PERSONS,
        _("来館した日に満0歳から満2歳の子どもを数えます。年齢のわからない子どもは含みません。"),
        of_people(_CHILD & Q(age_years__lte=rules.SMALL_AGE), AGE),
    ),
    figure(
        "visits.adults",
        _("来館した大人（延べ）"),
        _PERSONS,
        _("子ども以外の来館者を数えます。妊娠中の方と支援者も含みます。"),
        of_people(~_CHILD, ROLE),
    ),
    figure(
        "visits.fathers",
        _("父親の来館（延べ）"),
        _PERSONS,
        _("続柄が「父」の来館者を数えます。"),
        of_people(Q(role=PersonRole.FATHER)),
    ),
    figure(
        "visits.grandparents",
        _("祖父母の来館（延べ）"),
        _PERSONS,
        _("続柄が「祖父」または「祖母」の来館者を数えます。"),
        of_people(Q(role__in=GRANDPARENTS), ROLE),
    ),
    figure(
        "visits.pregnant",
        _("妊娠中の方の来館（延べ）"),
        _PERSONS,
        _(
            "出産予定の登録があり、まだ子どものいない母親の来館と、妊娠中の方として入力した人数を数えます。"
        ),
        of_people(Q(role=PersonRole.PREGNANT)),
    ),
    figure(
        "visits.first",
        _("初めての来館（新規）"),
        _FAMILIES,
        _(
            "登録のご家族が、この拠点のどの施設にも来館したことがなく、初めて来館した回を数えます。未登録の来館は含みません。"
        ),
        of_visits(Q(first_ever=True), RESIDENCE),
    ),
    figure(
        "visits.first_of_year",
        _("年度で初めての来館"),
        _FAMILIES,
        _(
            "登録のご家族の、その年度（4月から翌年3月）で最初の来館を数えます。未登録の来館は含みません。"
        ),
        of_visits(Q(first_of_year=True)),
    ),
    figure(
        "visits.first_people",
        _("初めて来館した人"),
        _PERSONS,
        _("登録のご家族の一人ひとりについて、初めて来館した回を数えます。"),
        of_people(Q(first_ever=True), ROLE),
    ),
    figure(
        "visits.unregistered",
        _("未登録の来館組数（延べ）"),
        _FAMILIES,
        _("登録のないご家族の来館と、人数のみの記録の組数を合わせて数えます。"),
        of_visits(Q(kind__in=(Kind.GUEST, Kind.HEAD_COUNT)), KIND, RESIDENCE),
    ),
)
_OPEN_DAYS = Figure(
    key="dropin.open_days",
    label=_("開館日数"),
    unit=_("日"),
    rule=format_lazy(
        _("{rule}{base}"),
        rule=_(
            "施設ごとに、来館が1件以上あった日を1日と数えます。来館のなかった日は数えません。複数の施設では施設ごとの日数を合計します。"
        ),
        base=BASE,
    ),
    rows=open_days,
    count=count_days,
    split=split_days,
    breakdowns={name: LABELS[name] for name in (SITE, MONTH, DAY)},
    columns=(
        (_("日付"), lambda row: localdates.day_full(row["day"])),
        (_("施設"), lambda row: row["site__name"]),
        (_("来館件数"), lambda row: row["visits"]),
    ),
    rows_action=str(Act.VIEW_VISITS),
)

FIGURES: tuple[Figure, ...] = (*(one for one, _sums in _SUMMED), _OPEN_DAYS)


def counts(actor: Actor, period: Period) -> dict[str, int]:
    """Return every figure's number by key, as its own `count` says it, in two queries."""
    return together(actor, period, {one.key: sums for one, sums in _SUMMED}, _OPEN_DAYS.key)
