"""Forms of accounts and roles; the choices arrive limited to what the actor can give."""

import re
from typing import Any

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programs.kernel.forms import (
    ActorForm,
    DateBoxesField,
    NameField,
    TolerantEmailField,
    TolerantForm,
)
from programs.registry import tries
from programs.registry.choices import Role
from programs.registry.models import Person
from programs.registry.queries import staff as member_queries

CITY = "city"
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
STATES = (
    ("", _("すべて")),
    ("active", _("利用中")),
    ("invited", _("招待中")),
    ("stopped", _("停止中")),
)


class MemberFilter(TolerantForm):
    """Whose accounts: words, role, state."""

    q = forms.CharField(label=_("氏名・ふりがな・ログインID"), required=False, max_length=100)
    role = forms.ChoiceField(
        label=_("役割"), required=False, choices=[("", _("すべて")), *Role.choices]
    )
    state = forms.ChoiceField(label=_("状態"), required=False, choices=STATES)


class _WithRole(ActorForm):
    """Where a role is held, its title and its days."""

    hub = forms.ChoiceField(label=_("所属先"))
    title = NameField(
        label=_("職名"),
        required=False,
        max_length=60,
        help_text=_("署名などに表示されます。例：施設長、係長"),
    )
    from_on = DateBoxesField(label=_("開始日"))
    to_on = DateBoxesField(
        label=_("終了日"),
        required=False,
        today_button=False,
        help_text=_("決まっていないときは空のままにします。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.actor is not None
        places: list[tuple[str, Any]] = [
            (str(hub.pk), hub.name) for hub in member_queries.hubs_of(self.actor)
        ]
        if 0 in self.actor.hub_ids:
            places.append((CITY, _("市全体")))
        place: Any = self.fields["hub"]
        place.choices = places
        place.initial = places[0][0] if places else ""
        if len(places) == 1:
            place.widget = forms.HiddenInput()

    def hub_id(self) -> int | None:
        """The chosen hub; None for the whole city."""
        chosen = self.cleaned_data["hub"]
        return None if chosen == CITY else int(chosen)


class InviteForm(_WithRole):
    """A person to invite, with one role or several."""

    name = NameField(label=_("氏名"))
    name_kana = NameField(label=_("ふりがな"), kana=True, required=False)
    username = forms.CharField(
        label=_("ログインID"),
        max_length=60,
        help_text=_("半角の英小文字・数字と「.」「-」「_」で3文字以上。あとから変更できません。"),
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("入力してください。")},
    )
    email = TolerantEmailField(
        label=_("メールアドレス"),
        required=False,
        help_text=_("あれば、パスワードを設定するリンクを送ります。"),
    )
    roles = forms.MultipleChoiceField(
        label=_("役割"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("1つ以上選んでください。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles: Any = self.fields["roles"]
        roles.choices = member_queries.roles_to_give(self.actor)  # type: ignore[arg-type]

    def layout(self) -> Layout:
        """The person first, then what she does."""
        return Layout(
            Fieldset(
                _("招待する方"), "name", "name_kana", "username", "email", css_class="form-section"
            ),
            Fieldset(
                _("役割"),
                "hub",
                Field("roles", wrapper_class="choice-chips"),
                "title",
                "from_on",
                "to_on",
                css_class="form-section",
            ),
        )

    def clean_username(self) -> str:
        """Fold what was typed and check its signs."""
        name = tries.fold(self.cleaned_data["username"])
        if not _USERNAME.fullmatch(name):
            raise ValidationError(
                _("半角の英小文字・数字と「.」「-」「_」だけで、3文字以上にしてください。")
            )
        return name

    def clean_email(self) -> str:
        """The address as the account keeps it: at most 254 characters."""
        email = str(self.cleaned_data["email"])
        if len(email) > 254:
            raise ValidationError(_("メールアドレスが長すぎます。"))
        return email


class RoleForm(_WithRole):
    """A further role of a person."""

    role = forms.ChoiceField(
        label=_("役割"),
        widget=forms.RadioSelect,
        error_messages={"required": _("選んでください。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.choices = member_queries.roles_to_give(self.actor)  # type: ignore[arg-type]

    def layout(self) -> Layout:
        """Role, then title and days."""
        return Layout(
            "hub", Field("role", wrapper_class="choice-chips"), "title", "from_on", "to_on"
        )


class RoleEndForm(ActorForm):
    """The last day of a role."""

    last_on = DateBoxesField(
        label=_("最終日"),
        help_text=_("この日まで役割が続きます。前日以前を入れると、すぐに終わります。"),
    )


class PasswordForm(TolerantForm):
    """A new password, twice."""

    password = forms.CharField(
        label=_("パスワード"),
        strip=False,
        max_length=200,
        help_text=_("10文字以上で、ほかで使っていないものにしてください。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("入力してください。")},
    )
    again = forms.CharField(
        label=_("パスワード（確認）"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("入力してください。")},
    )

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Hold it against the rules for passwords."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        """Both the same."""
        cleaned = super().clean() or {}
        if (
            cleaned.get("password")
            and cleaned.get("again")
            and cleaned["password"] != cleaned["again"]
        ):
            self.add_error("again", _("2つのパスワードが違います。もう一度入力してください。"))
        return cleaned
