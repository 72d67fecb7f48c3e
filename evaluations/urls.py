"""Addresses of the yearly evaluation."""

from django.urls import path

from evaluations.views import documents, rows, setup, talking, writing
from evaluations.views import round as rounds

app_name = "evaluations"
urlpatterns = [
    path("", documents.DocumentList.as_view(), name="document-list"),
    path("help/", documents.Help.as_view(), name="help"),
    path("contract/add/", setup.ContractAdd.as_view(), name="contract-add"),
    path("texts/", setup.TextsChange.as_view(), name="texts-change"),
    path("add/", setup.DocumentAdd.as_view(), name="document-add"),
    path("<int:pk>/", documents.DocumentShow.as_view(), name="document-show"),
    path("<int:pk>/preview/", documents.DocumentPreview.as_view(), name="document-preview"),
    path("<int:pk>/history/", documents.DocumentHistory.as_view(), name="document-history"),
    path("<int:pk>/revisions/<int:n>/", documents.RevisionShow.as_view(), name="revision-show"),
    path("<int:pk>/texts/<slug:anchor>/", writing.TextSave.as_view(), name="text-save"),
    path("<int:pk>/licence/", writing.LicenceChange.as_view(), name="licence-change"),
    path("<int:pk>/goals/<int:goals>/add/", rows.GoalAdd.as_view(), name="goal-add"),
    path("<int:pk>/goals/<int:goals>/style/", rows.StyleChange.as_view(), name="style-change"),
    path(
        "<int:pk>/goals/<int:goals>/initiatives/add/",
        rows.InitiativeAdd.as_view(),
        name="initiative-add",
    ),
    path("<int:pk>/goals/<int:goals>/<int:row>/move/", rows.GoalMove.as_view(), name="goal-move"),
    path(
        "<int:pk>/goals/<int:goals>/<int:row>/remove/",
        rows.GoalRemove.as_view(),
        name="goal-remove",
    ),
    path(
        "<int:pk>/goals/<int:goals>/initiatives/<int:row>/move/",
        rows.InitiativeMove.as_view(),
        name="initiative-move",
    ),
    path(
        "<int:pk>/goals/<int:goals>/initiatives/<int:row>/remove/",
        rows.InitiativeRemove.as_view(),
        name="initiative-remove",
    ),
    path("<int:pk>/cells/<slug:kind>/merge/", rows.CellsMerge.as_view(), name="cells-merge"),
    path("<int:pk>/cells/<slug:kind>/split/", rows.CellsSplit.as_view(), name="cells-split"),
    path("<int:pk>/comments/add/", talking.CommentAdd.as_view(), name="comment-add"),
    path(
        "<int:pk>/comments/<int:comment>/resolve/",
        talking.CommentResolve.as_view(),
        name="comment-resolve",
    ),
    path("<int:pk>/evidence/", talking.EvidenceList.as_view(), name="document-evidence"),
    path("<int:pk>/evidence/add/", talking.EvidenceAdd.as_view(), name="evidence-add"),
    path(
        "<int:pk>/evidence/<int:evidence>/drop/",
        talking.EvidenceDrop.as_view(),
        name="evidence-drop",
    ),
    path("<int:pk>/send/", rounds.DocumentSend.as_view(), name="document-send"),
    path("<int:pk>/review/", rounds.DocumentReview.as_view(), name="document-review"),
    path("<int:pk>/agree/", rounds.DocumentAgree.as_view(), name="document-agree"),
    path("<int:pk>/return/", rounds.DocumentReturn.as_view(), name="document-return"),
    path("<int:pk>/sign/", rounds.DocumentSign.as_view(), name="document-sign"),
    path("<int:pk>/refuse/", rounds.DocumentRefuse.as_view(), name="document-refuse"),
    path("<int:pk>/publish/", rounds.DocumentPublish.as_view(), name="document-publish"),
    path("<int:pk>/withdraw/", rounds.DocumentWithdraw.as_view(), name="document-withdraw"),
    path("<int:pk>/correct/", rounds.DocumentCorrect.as_view(), name="document-correct"),
]
