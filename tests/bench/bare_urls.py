"""The site, and beside it what a bare Django view does behind the same middleware and server."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import path
from django.utils import timezone

from hubsite import urls
from tests.bench.models import Plain

PAGE = engines["django"].from_string(
    "<!doctype html><title>list</title><table>"
    "{% for row in page %}<tr><td>{{ row.number }}<td>{{ row.name }}<td>{{ row.name_kana }}"
    "<td>{{ row.phone }}<td>{{ row.residence }}</tr>{% endfor %}</table>{{ page.number }}"
)


def insert(request: HttpRequest) -> HttpResponse:
    """Insert one row and go on; the person must be signed in."""
    Plain.objects.create(
        number=1, name="x", name_kana="x", phone="x", residence="x", at=timezone.now()
    )
    return redirect("/")


def listing(request: HttpRequest) -> HttpResponse:
    """List fifty rows; the person must be signed in."""
    page = Paginator(Plain.objects.all(), 50).get_page(request.GET.get("page"))
    return HttpResponse(PAGE.render({"page": page, "user": str(request.user)}))


urlpatterns = [
    path("bare/insert/", insert),
    path("bare/list/", listing),
    *urls.urlpatterns,
]
