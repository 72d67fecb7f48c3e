"""Addresses of signals."""

from django.urls import path

from programs.signals import views

app_name = "signals"
urlpatterns = [
    path("", views.SignalList.as_view(), name="signal-list"),
    path("<int:pk>/", views.SignalAnswer.as_view(), name="signal-answer"),
    path("<int:pk>/plan/", views.SignalPlan.as_view(), name="signal-plan"),
    path("<int:pk>/dismiss/", views.SignalDismiss.as_view(), name="signal-dismiss"),
    path("<int:pk>/undo/", views.SignalUndo.as_view(), name="signal-undo"),
    path("rules/", views.Rules.as_view(), name="rules"),
    path("rules/<slug:kind>/", views.RuleEdit.as_view(), name="rule-edit"),
]
