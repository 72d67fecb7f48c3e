"""Enumerations of the consultation program (2 子育て相談事業).

Glossary (code ↔ screen): Consultation 相談 · Code 選択肢 · Topic 相談内容 · Method 相談方法 ·
Outcome 相談の結果 · Note メモ · FollowUp 次の対応 · Concern 虐待の疑いへの対応 ·
ConcernStep 対応の記録 · SafetyEntry 緊急時の手順と連絡先 · guarded 閲覧制限 · Referral 紹介 ·
Signpost 案内 · Case 継続支援 · Terms 期間の設定 · Work 担当している対応 ·
Supervision 施設長の確認 · locked 固定 · CaseMeeting ケース会議・個別支援会議 · Disclosure 開示 ·
mark 黒塗り · TrainingNeed 学ぶこと · QuickTally よくある相談.

Methods, topics and outcomes are data of each hub (`models.Code`); what is here never changes
between hubs.
"""

from consultations.choices.acts import Act
from consultations.choices.concerns import SafetyKind, StepKind
from consultations.choices.disclosure import Asker, DisclosureState, DisclosureStep, HandedBy
from consultations.choices.meetings import MeetingKind, MemberOf, SupervisionStep
from consultations.choices.support import (
    AGREED,
    OPEN_REFERRALS,
    Basis,
    CaseEnd,
    CaseState,
    CaseStep,
    Contact,
    ReferralState,
    ReferralStep,
    ReferralTo,
    SignpostTo,
    WorkKind,
)
from consultations.choices.talks import (
    TALLY_KINDS,
    AgeBand,
    Caller,
    CodeAsks,
    CodeKind,
    CountedIn,
    FollowUpKind,
)

__all__ = [
    "AGREED",
    "OPEN_REFERRALS",
    "TALLY_KINDS",
    "Act",
    "AgeBand",
    "Asker",
    "Basis",
    "Caller",
    "CaseEnd",
    "CaseState",
    "CaseStep",
    "CodeAsks",
    "CodeKind",
    "Contact",
    "CountedIn",
    "DisclosureState",
    "DisclosureStep",
    "FollowUpKind",
    "HandedBy",
    "MeetingKind",
    "MemberOf",
    "ReferralState",
    "ReferralStep",
    "ReferralTo",
    "SafetyKind",
    "SignpostTo",
    "StepKind",
    "SupervisionStep",
    "WorkKind",
]
