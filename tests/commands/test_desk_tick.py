"""Housekeeping, on a database that commits: the queue and the seals work across connections."""

import os
import signal
import subprocess
import sys
import time
from urllib.parse import quote

from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction

from hubsite.desk.management.commands import tick
from programs.kernel.models import AuditSeal
from programs.registry import invitation
from programs.registry.choices import Role
from programs.registry.models import Person
from tests import make


def test_a_round_seals_the_audit_and_sends_the_mail_that_waits(committed_db: None) -> None:
    hub = make.hub()
    with transaction.atomic():
        actor = make.member(hub, Role.RECEPTION)
    Person.objects.filter(pk=actor.user_id).update(email=f"{actor.user_id}@hub.example")
    make.client_for(actor).get("/")
    invitation.mail_link.enqueue(actor.user_id)
    call_command("tick")
    assert [m.to for m in mail.outbox if m.to == [f"{actor.user_id}@hub.example"]]
    with make.seeing(hub):
        assert AuditSeal.objects.filter(chain=hub.pk).count() == 1
    call_command("tick")
    with make.seeing(hub):
        assert AuditSeal.objects.filter(chain=hub.pk).count() == 1


def test_the_wait_between_rounds_ends_when_told_or_orphaned() -> None:
    stop = tick.threading.Event()
    stop.set()
    began = time.monotonic()
    tick._wait(stop, 60, None)
    tick._wait(tick.threading.Event(), 60, os.getppid() + 1)
    tick._wait(tick.threading.Event(), 0, None)
    assert time.monotonic() - began < 1


def test_the_loop_stops_when_it_is_told_to(committed_db: None) -> None:
    given = connection.settings_dict
    login = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    place = f"?host={quote(given['HOST'])}" if given["HOST"].startswith("/") else ""
    server = "" if place else f"{given['HOST']}:{given['PORT'] or 5432}"
    url = f"postgresql://{login}@{server}/{given['NAME']}{place}"
    loop = subprocess.Popen(
        [sys.executable, "manage.py", "tick", "--every", "60", "--with-parent"],
        env={
            **os.environ,
            "HUBSITE_TESTING": "1",
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "hubsite.settings",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert loop.stdout is not None
        assert "every 60 s" in loop.stdout.readline()
        loop.send_signal(signal.SIGTERM)
        assert loop.wait(15) == 0
    finally:
        if loop.poll() is None:
            loop.kill()
            loop.wait()
        if loop.stdout:
            loop.stdout.close()
