"""Addresses of the numbers that other systems gave out; part of the registry's."""

from django.urls import path

from programs.registry.views import external

urlpatterns = [
    path("households/<int:pk>/codes/", external.CodeList.as_view(), name="code-list"),
    path("households/<int:pk>/codes/add/", external.CodeAdd.as_view(), name="code-add"),
    path("codes/<int:pk>/end/", external.CodeEnd.as_view(), name="code-end"),
    path("codes/<int:pk>/reopen/", external.CodeReopen.as_view(), name="code-reopen"),
    path("code-systems/", external.SystemList.as_view(), name="code-system-list"),
    path("code-systems/add/", external.SystemAdd.as_view(), name="code-system-add"),
    path("code-systems/<int:pk>/edit/", external.SystemEdit.as_view(), name="code-system-edit"),
]
