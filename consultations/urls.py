"""Addresses of the consultation program."""

from django.urls import path

from consultations.views import codes, concerns, notes, tallies

app_name = "consultations"
urlpatterns = [
    path("", tallies.ConsultationList.as_view(), name="consultation-list"),
    path("add/", tallies.ConsultationAdd.as_view(), name="consultation-add"),
    path("families/", tallies.HouseholdOptions.as_view(), name="household-options"),
    path("<int:pk>/", tallies.ConsultationDetail.as_view(), name="consultation-detail"),
    path("<int:pk>/edit/", tallies.ConsultationEdit.as_view(), name="consultation-edit"),
    path("<int:pk>/undo/", tallies.ConsultationUndo.as_view(), name="consultation-undo"),
    path("<int:pk>/redo/", tallies.ConsultationRedo.as_view(), name="consultation-redo"),
    path("<int:pk>/notes/", notes.NoteRead.as_view(), name="note-read"),
    path("<int:pk>/notes/add/", notes.NoteAdd.as_view(), name="note-add"),
    path("notes/<int:pk>/correct/", notes.NoteCorrect.as_view(), name="note-correct"),
    path("<int:pk>/follow-ups/add/", notes.FollowUpAdd.as_view(), name="follow-up-add"),
    path("follow-ups/", notes.FollowUpList.as_view(), name="follow-up-list"),
    path("follow-ups/<int:pk>/", notes.FollowUpRead.as_view(), name="follow-up-read"),
    path("follow-ups/<int:pk>/move/", notes.FollowUpMove.as_view(), name="follow-up-move"),
    path("follow-ups/<int:pk>/done/", notes.FollowUpDone.as_view(), name="follow-up-done"),
    path("follow-ups/<int:pk>/reopen/", notes.FollowUpReopen.as_view(), name="follow-up-reopen"),
    path("guide/", concerns.Guide.as_view(), name="guide"),
    path("concerns/", concerns.ConcernList.as_view(), name="concern-list"),
    path("concerns/add/", concerns.ConcernAdd.as_view(), name="concern-add"),
    path("concerns/<int:pk>/", concerns.ConcernDetail.as_view(), name="concern-detail"),
    path("concerns/<int:pk>/log/", concerns.ConcernLogAdd.as_view(), name="concern-log-add"),
    path("codes/", codes.CodeList.as_view(), name="code-list"),
    path("codes/<str:kind>/add/", codes.CodeAdd.as_view(), name="code-add"),
    path("codes/<int:pk>/", codes.CodeEdit.as_view(), name="code-edit"),
    path("codes/<int:pk>/<str:way>/", codes.CodeMove.as_view(), name="code-move"),
    path("safety/", codes.SafetyList.as_view(), name="safety-list"),
    path("safety/<str:kind>/add/", codes.SafetyAdd.as_view(), name="safety-add"),
    path("safety/<int:pk>/", codes.SafetyEdit.as_view(), name="safety-edit"),
    path("safety/<int:pk>/<str:way>/", codes.SafetyMove.as_view(), name="safety-move"),
]
