"""Addresses of the common model."""

from django.urls import path

from programs.registry.urls import external as external_urls
from programs.registry.urls import members as member_urls
from programs.registry.views import families, handoffs, households, merging, sites

app_name = "registry"
urlpatterns = [
    path("households/", households.HouseholdList.as_view(), name="household-list"),
    path("households/add/", households.HouseholdAdd.as_view(), name="household-add"),
    path("households/<int:pk>/edit/", households.HouseholdEdit.as_view(), name="household-edit"),
    path("households/<int:pk>/card/", households.HouseholdCard.as_view(), name="household-card"),
    path(
        "households/<int:pk>/card/reissue/", households.CardReissue.as_view(), name="card-reissue"
    ),
    path(
        "households/<int:pk>/archive/",
        families.HouseholdArchive.as_view(),
        name="household-archive",
    ),
    path(
        "households/<int:pk>/restore/",
        families.HouseholdRestore.as_view(),
        name="household-restore",
    ),
    path("households/<int:pk>/consents/", families.ConsentList.as_view(), name="consent-list"),
    path("households/<int:pk>/consents/add/", families.ConsentAdd.as_view(), name="consent-add"),
    path(
        "households/<int:pk>/shared-children/add/",
        families.SharedChildAdd.as_view(),
        name="shared-child-add",
    ),
    path(
        "shared-children/<int:pk>/end/", families.SharedChildEnd.as_view(), name="shared-child-end"
    ),
    path("duplicates/", merging.DuplicateList.as_view(), name="duplicate-list"),
    path(
        "households/<int:pk>/apart/<int:other>/",
        merging.TellApart.as_view(),
        name="household-tell-apart",
    ),
    path(
        "households/<int:pk>/merge/<int:other>/",
        merging.HouseholdMerge.as_view(),
        name="household-merge",
    ),
    path("apart/<int:pk>/undo/", merging.ApartUndo.as_view(), name="apart-undo"),
    path("merges/<int:pk>/undo/", merging.MergeUndo.as_view(), name="merge-undo"),
    path("children/<int:pk>/birth/", families.BirthAdd.as_view(), name="birth-add"),
    path("handoffs/", handoffs.HandoffList.as_view(), name="handoff-list"),
    path("handoffs/add/", handoffs.HandoffAdd.as_view(), name="handoff-add"),
    path("handoffs/<int:pk>/answer/", handoffs.HandoffAnswer.as_view(), name="handoff-answer"),
    path("sites/", sites.SiteList.as_view(), name="site-list"),
    path("sites/add/", sites.SiteAdd.as_view(), name="site-add"),
    path("sites/<int:pk>/edit/", sites.SiteEdit.as_view(), name="site-edit"),
    path("parties/rename/", sites.PartyRename.as_view(), name="party-rename"),
    *external_urls.urlpatterns,
    *member_urls.urlpatterns,
]
