"""What the tests of several areas' commands use."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from tests import make


@pytest.fixture
def letters(django_capture_on_commit_callbacks: Any, settings: Any) -> Callable[..., list[str]]:
    """Let mails go at once, and return the new ones."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

    def sent(act) -> list[str]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        make.scope()
        return [one.body for one in mail.outbox]

    return sent
