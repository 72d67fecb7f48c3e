"""Enumerations of the common model.

Hub 拠点 · Site 施設 · Party 実施者 · Membership 所属 · Household 世帯 · Adult 保護者等 · Child 子ども ·
PartnerGroup 関係団体 · Handoff 引き継ぎ · fiscal year 年度.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.kernel.policy import Action


class Role(models.TextChoices):
    """What a person does in a hub or for the city; one acts in one role at a time."""

    RECEPTION = "reception", _("受付")
    STAFF = "staff", _("スタッフ")
    CONSULTANT = "consultant", _("相談担当")
    PARTNER = "partner", _("横浜子育てパートナー")
    KOSAPO = "kosapo", _("子サポコーディネーター")
    DIRECTOR = "director", _("施設長")
    OPERATOR_SIGNATORY = "operator_signatory", _("運営法人の署名者")
    WARD_OFFICER = "ward_officer", _("区の担当者")
    WARD_SIGNATORY = "ward_signatory", _("区の署名者")
    CITY_VIEWER = "city_viewer", _("市の閲覧者（集計のみ）")
    ADMINISTRATOR = "administrator", _("アカウント管理者")
    AUDITOR = "auditor", _("監査担当")


class Side(models.TextChoices):
    """The two parties who implement the program together; neither is the other's superior."""

    OPERATOR = "operator", _("運営法人")
    WARD = "ward", _("区")


SIDE_OF = {
    Role.RECEPTION: Side.OPERATOR,
    Role.STAFF: Side.OPERATOR,
    Role.CONSULTANT: Side.OPERATOR,
    Role.PARTNER: Side.OPERATOR,
    Role.KOSAPO: Side.OPERATOR,
    Role.DIRECTOR: Side.OPERATOR,
    Role.OPERATOR_SIGNATORY: Side.OPERATOR,
    Role.WARD_OFFICER: Side.WARD,
    Role.WARD_SIGNATORY: Side.WARD,
}
CITY_ROLES = (Role.CITY_VIEWER, Role.ADMINISTRATOR, Role.AUDITOR)


class Program(models.IntegerChoices):
    """The seven programs of a hub, in the order of the city's outline."""

    DROPIN = 1, _("親子の居場所事業")
    CONSULTATION = 2, _("子育て相談事業")
    INFORMATION = 3, _("情報収集・提供事業")
    NETWORK = 4, _("支援者ネットワーク事業")
    TRAINING = 5, _("人材育成・活動支援事業")
    KOSAPO = 6, _("横浜子育てサポートシステム区支部事務局")
    USER_SUPPORT = 7, _("利用者支援事業")


class SiteKind(models.TextChoices):
    """Kinds of places where a hub works."""

    MAIN = "main", _("拠点")
    SATELLITE = "satellite", _("サテライト")
    OUTREACH = "outreach", _("出張ひろば")


class Residence(models.TextChoices):
    """Where a family lives, seen from the hub."""

    OWN_WARD = "own_ward", _("区内")
    OTHER_WARD = "other_ward", _("市内の他区")
    OUTSIDE_CITY = "outside_city", _("市外")
    UNKNOWN = "unknown", _("不明")


class CityWard(models.TextChoices):
    """The wards of Yokohama by their code in JIS X 0402 (全国地方公共団体コード without its check digit)."""

    TSURUMI = "14101", _("鶴見区")
    KANAGAWA = "14102", _("神奈川区")
    NISHI = "14103", _("西区")
    NAKA = "14104", _("中区")
    MINAMI = "14105", _("南区")
    HODOGAYA = "14106", _("保土ケ谷区")
    ISOGO = "14107", _("磯子区")
    KANAZAWA = "14108", _("金沢区")
    KOHOKU = "14109", _("港北区")
    TOTSUKA = "14110", _("戸塚区")
    KONAN = "14111", _("港南区")
    ASAHI = "14112", _("旭区")
    MIDORI = "14113", _("緑区")
    SEYA = "14114", _("瀬谷区")
    SAKAE = "14115", _("栄区")
    IZUMI = "14116", _("泉区")
    AOBA = "14117", _("青葉区")
    TSUZUKI = "14118", _("都筑区")


# The cities around Yokohama, offered where another city is written down.
CITIES_AROUND = (
    _("川崎市"),
    _("町田市"),
    _("大和市"),
    _("藤沢市"),
    _("鎌倉市"),
    _("逗子市"),
    _("横須賀市"),
)


class Relation(models.TextChoices):
    """What an adult is to the children of the household."""

    MOTHER = "mother", _("母")
    FATHER = "father", _("父")
    GRANDMOTHER = "grandmother", _("祖母")
    GRANDFATHER = "grandfather", _("祖父")
    OTHER = "other", _("その他の大人")


class Language(models.TextChoices):
    """Languages of a family besides Japanese."""

    ENGLISH = "en", _("英語")
    CHINESE = "zh", _("中国語")
    KOREAN = "ko", _("韓国・朝鮮語")
    VIETNAMESE = "vi", _("ベトナム語")
    TAGALOG = "tl", _("タガログ語")
    NEPALI = "ne", _("ネパール語")
    PORTUGUESE = "pt", _("ポルトガル語")
    SPANISH = "es", _("スペイン語")
    SIGN = "sign", _("手話")
    OTHER = "other", _("そのほかの言語")


class FoundBy(models.TextChoices):
    """How a family came to know of the hub."""

    WARD = "ward", _("区役所・こども家庭支援課")
    VISIT = "visit", _("こんにちは赤ちゃん訪問")
    CLINIC = "clinic", _("病院・助産院・健診")
    FRIEND = "friend", _("友人・知人")
    WEB = "web", _("ホームページ・SNS")
    LEAFLET = "leaflet", _("ちらし・広報紙")
    PASSED = "passed", _("通りがかり")
    OTHER = "other", pgettext_lazy("way", "その他")


class ArchiveReason(models.TextChoices):
    """Why a family is no longer in use."""

    MOVED = "moved", _("転出")
    GROWN = "grown", _("子どもが対象の年齢を過ぎた")
    WISH = "wish", _("ご家族の希望")
    MISTAKE = "mistake", _("誤って登録した")
    MERGED = "merged", _("ほかの登録に統合")
    OTHER = "other", pgettext_lazy("reason", "その他")


class ConsentKind(models.TextChoices):
    """What a family is asked to agree to; each stands alone."""

    PRIVACY = "privacy", _("個人情報の取り扱い")
    PHOTO = "photo", _("写真の撮影と掲載")
    CONTACT = "contact", _("お知らせの送付")
    SHARING = "sharing", _("関係機関との情報共有")


class GroupKind(models.TextChoices):
    """Kinds of partner groups (editable later; domain/programs.md section 4)."""

    PLAZA = "plaza", _("つどいの広場")
    NURSERY = "nursery", _("保育所・幼稚園・認定こども園")
    WELFARE_VOLUNTEER = "welfare_volunteer", _("民生委員・児童委員")
    CARE_PLAZA = "care_plaza", _("地域ケアプラザ")
    COUNCIL = "council", _("社会福祉協議会")
    CIRCLE = "circle", _("子育てサークル・サロン")
    NEIGHBOURHOOD = "neighbourhood", _("自治会町内会")
    MEDICAL = "medical", _("医療・療育機関")
    SCHOOL = "school", _("学校")
    PUBLIC_OFFICE = "public_office", _("行政機関")
    OTHER = "other", _("その他")


class Area(models.TextChoices):
    """The areas of a hub's work, between which something is handed on; the seven programs in short."""

    DROPIN = "dropin", pgettext_lazy("area", "居場所")
    CONSULTATIONS = "consultations", pgettext_lazy("area", "相談")
    INFORMATION = "information", pgettext_lazy("area", "情報")
    NETWORK = "network", pgettext_lazy("area", "ネットワーク")
    TRAINING = "training", pgettext_lazy("area", "人材育成")
    KOSAPO = "kosapo", pgettext_lazy("area", "子サポ")
    USER_SUPPORT = "usersupport", pgettext_lazy("area", "利用者支援")


class HandoffState(models.TextChoices):
    """Where a handoff between two areas stands."""

    OFFERED = "offered", _("依頼中")
    ACCEPTED = "accepted", _("引き受け済み")
    DECLINED = "declined", _("見送り")


class Act(Action):
    """What can be done with the common model."""

    VIEW_HOUSEHOLDS = "registry.view_households"
    EXPORT_HOUSEHOLDS = "registry.export_households"
    CHANGE_EXTERNAL_CODE = "registry.change_external_code"
    CHANGE_CODE_SYSTEMS = "registry.change_code_systems"
    REGISTER_HOUSEHOLD = "registry.register_household"
    CHANGE_HOUSEHOLD = "registry.change_household"
    PRINT_CARD = "registry.print_card"
    RECORD_BIRTH = "registry.record_birth"
    RECORD_CONSENT = "registry.record_consent"
    SHARE_CHILD = "registry.share_child"
    ARCHIVE_HOUSEHOLD = "registry.archive_household"
    VIEW_DUPLICATES = "registry.view_duplicates"
    TELL_APART = "registry.tell_apart"
    MERGE_HOUSEHOLDS = "registry.merge_households"
    UNDO_MERGE = "registry.undo_merge"
    VIEW_SITES = "registry.view_sites"
    CHANGE_SITE = "registry.change_site"
    VIEW_MEMBERS = "registry.view_members"
    INVITE_MEMBER = "registry.invite_member"
    CHANGE_MEMBER = "registry.change_member"
    VIEW_POLICY = "registry.view_policy"
    OFFER_HANDOFF = "registry.offer_handoff"
    ANSWER_HANDOFF = "registry.answer_handoff"
