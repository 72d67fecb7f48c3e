"""Every address of the site, as the resolver knows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from programs.kernel.views.base import KernelView

# Views of these modules are not ours; which of them are open is listed one by one.
LIBRARIES = ("allauth.", "django.views.i18n")
LIBRARY_NAMES = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reauthenticate",
    "account_change_password",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_reauthenticate_webauthn",
    "set_language",
}


@dataclass(frozen=True)
class Address:
    """One pattern: its full name, its view, and the arguments it takes."""

    name: str
    view: Any
    module: str
    arguments: tuple[str, ...]

    @property
    def key(self) -> str:
        """The name with the arguments: two patterns may share a name."""
        return " ".join((self.name, *self.arguments))

    @property
    def ours(self) -> bool:
        """Whether one of our three bases answers."""
        return isinstance(self.view, type) and issubclass(self.view, KernelView)

    @property
    def public(self) -> bool:
        """Whether anybody may read it."""
        return self.ours and bool(self.view.public)

    @property
    def library(self) -> bool:
        """Whether a library answers."""
        return self.module.startswith(LIBRARIES)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that the view knows."""
        if not self.ours:
            return ("get", "post")
        declared = getattr(self.view, "methods", ("get", "post"))
        return tuple(m for m in ("get", "post") if m in declared and hasattr(self.view, m))


@cache
def addresses() -> tuple[Address, ...]:
    """All addresses, in the order of the resolver."""
    return tuple(_walk(get_resolver().url_patterns, ()))


def _walk(patterns: Any, spaces: tuple[str, ...]) -> Iterator[Address]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            space = (entry.namespace,) if entry.namespace else ()
            yield from _walk(entry.url_patterns, (*spaces, *space))
        elif isinstance(entry, URLPattern):
            view = entry.callback
            yield Address(
                ":".join((*spaces, entry.name or "")),
                getattr(view, "view_class", None),
                view.__module__,
                tuple(sorted(entry.pattern.regex.groupindex)) or tuple(_arguments(entry)),
            )


def _arguments(entry: URLPattern) -> list[str]:
    return sorted(getattr(entry.pattern, "converters", {}))
