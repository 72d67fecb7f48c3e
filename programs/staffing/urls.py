"""Addresses of the register of training and pledges."""

from django.urls import path

from programs.staffing import views

app_name = "staffing"
urlpatterns = [
    path("", views.Register.as_view(), name="register"),
    path("trainings/", views.TrainingList.as_view(), name="training-list"),
    path("trainings/report/", views.TrainingReport.as_view(), name="training-report"),
    path("trainings/add/", views.TrainingAdd.as_view(), name="training-add"),
    path("trainings/<int:pk>/edit/", views.TrainingEdit.as_view(), name="training-edit"),
    path("trainings/<int:pk>/void/", views.TrainingVoid.as_view(), name="training-void"),
    path("trainings/<int:pk>/restore/", views.TrainingRestore.as_view(), name="training-restore"),
    path("pledges/", views.PledgeList.as_view(), name="pledge-list"),
    path("pledges/add/", views.PledgeAdd.as_view(), name="pledge-add"),
    path("pledges/<int:pk>/end/", views.PledgeEnd.as_view(), name="pledge-end"),
    path("pledges/<int:pk>/restore/", views.PledgeRestore.as_view(), name="pledge-restore"),
]
