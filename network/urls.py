"""Addresses of the supporter network."""

from django.urls import path

from network import views

app_name = "network"
urlpatterns = [
    path("groups/", views.GroupList.as_view(), name="group-list"),
    path("groups/add/", views.GroupAdd.as_view(), name="group-add"),
    path("groups/<int:pk>/contacts/add/", views.ContactAdd.as_view(), name="contact-add"),
    path("contacts/<int:pk>/remove/", views.ContactRemove.as_view(), name="contact-remove"),
    path("contacts/<int:pk>/restore/", views.ContactRestore.as_view(), name="contact-restore"),
    path("groups/<int:pk>/edit/", views.GroupEdit.as_view(), name="group-edit"),
]
