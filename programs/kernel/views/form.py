"""The screen that writes: a form, one command, and a place to go afterwards."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from programs.kernel.errors import Hidden, Refused, RuleBroken, constraint_name
from programs.kernel.gate import Trail, reading
from programs.kernel.models import Receipt
from programs.kernel.policy import decide
from programs.kernel.views.base import KernelView


class FormPage(KernelView):
    """Show a form; on submit call exactly one command in ``perform`` and go where it says.

    Submitting the same page twice (same hidden ``request_key``) does the work once.
    A RuleBroken from the command appears at its field with status 422; nothing typed is lost.
    """

    form_class: type[forms.BaseForm]
    template_name = (
        "errors/422.html"  # of a button that has no page of its own: why it could not be
    )
    methods: tuple[str, ...] = ("get", "post")
    done_message: Any = ""

    def initial(self) -> dict[str, Any]:
        """Return the values the form starts with."""
        return {}

    def form_options(self) -> dict[str, Any]:
        """Return further arguments of the form class, such as ``instance``."""
        return {}

    def perform(self, form: Any) -> str:
        """Call one command with the form's cleaned values; return the address to go to."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse methods that this page does not have."""
        reading = ("head",) if "get" in self.methods else ()
        if str(request.method).lower() not in (*self.methods, *reading, "options"):
            return HttpResponseNotAllowed([method.upper() for method in self.methods])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the empty or prefilled form."""
        self.object = self.target()
        if self.public:
            return self.show_form(self.form(), uuid4())
        with reading(self.actor, str(self.action), self.object):
            return self.show_form(self.form(), uuid4())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Do the work once and go on, or show the form again with what is wrong."""
        self.object = self.target()
        if not self.public:
            self._insist()
        key = _key(request.POST.get("request_key"))
        earlier = self._receipt(key)
        if earlier:
            messages.info(request, _("この内容はすでに保存されています。"))
            return redirect(earlier.path)
        form = self.form(request.POST, request.FILES)
        if form.is_valid():
            try:
                return self._done(form, key)
            except RuleBroken as broken:
                form.add_error(_field(form, broken.field), str(broken.message))
        if not self.public:
            self._trail().write("invalid")
        return self.show_form(form, key, status=422)

    def form(self, *data: Any) -> Any:
        """Make the form, bound when data is given."""
        options = {"initial": self.initial(), **self.form_options()}
        if not self.public:
            options["actor"] = self.actor
        return self.form_class(*data, **options)

    def show_form(self, form: Any, key: UUID, status: int = 200) -> HttpResponse:
        """Render the page around a form."""
        context = {"target": self.object, "form": form, "request_key": key}
        return self.show({**context, **self.context()}, status)

    def _done(self, form: Any, key: UUID) -> HttpResponseBase:
        try:
            with transaction.atomic():
                path = self.perform(form)
                if not self.public:
                    Receipt.objects.bulk_create(
                        [Receipt(person_id=self.actor.user_id, key=key, path=path)]
                    )
        except IntegrityError as error:
            if constraint_name(error) != "receipt_once":
                raise
            path = self._receipt(key).path
        if self.done_message:
            messages.success(self.request, self.done_message)
        return redirect(path)

    def _receipt(self, key: UUID) -> Any:
        if self.public:
            return None
        return Receipt.objects.filter(person_id=self.actor.user_id, key=key).first()

    def _trail(self) -> Trail:
        trail = Trail(self.actor, str(self.action))
        if self.object is not None:
            trail.note(self.object)
        return trail

    def _insist(self) -> None:
        """Refuse before the form is looked at, so that its errors tell nothing to the wrong person."""
        decision = decide(self.actor, self.action, self.object)
        if not decision.allowed:
            if decision.hide:
                raise Hidden
            raise Refused(decision.reason, decision.who_could, self._trail())


def _key(text: str | None) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        return uuid4()


def _field(form: Any, name: str) -> str | None:
    return name if name in form.fields else None
