"""What has to be done again and again, beside the web server: each step alone, none stops another."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import close_old_connections, transaction
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from consultations.commands.work import escalate
from programs.events import commands as events
from programs.exchange.commands import forget_staged
from programs.kernel import audit, tenancy
from programs.kernel.models import Receipt, WrongTries
from programs.registry.models import Hub, Person
from programs.signals import commands as signals
from programs.specialists import commands as specialists

log = logging.getLogger(__name__)
KEPT = timedelta(days=7)
_PORTION = 5000


def seal_audit(now: datetime) -> int:
    """Seal the audit chains of all hubs and of no hub; return how many entries were sealed."""
    sealed = 0
    for chain in [0, *Hub.objects.order_by("pk").values_list("pk", flat=True)]:
        while (done := audit.seal(chain, _PORTION)) > 0:
            sealed += done
            if done < _PORTION:
                break
    return sealed


def run_tasks(now: datetime) -> int:
    """Run what waits in the queue, mails for example, until it is empty."""
    Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"tick-{get_random_string(16)}",
    ).run()
    return 0


def close_visits(now: datetime) -> int:
    """End the visits that nobody ended before closing time."""
    call_command("close_visits", verbosity=0)
    return 0


def pass_offers_on(now: datetime) -> int:
    """Pass on the places that were offered and not answered in time; return how many."""
    passed = sum(events.pass_offers_on(hub_id, now) for hub_id in _hubs())
    return passed + sum(specialists.free_unconfirmed(hub_id, now) for hub_id in _hubs())


def remind_families(now: datetime) -> int:
    """Mail those who have a place on an event or with a specialist tomorrow; return how many."""
    told = sum(events.remind(hub_id, now) for hub_id in _hubs())
    return told + sum(specialists.remind(hub_id, now) for hub_id in _hubs())


def erase_contacts(now: datetime) -> int:
    """Erase the contacts of bookings that are kept longer than a hub decided; return of how many."""
    erased = sum(events.erase_contacts(hub_id, now) for hub_id in _hubs())
    return erased + sum(specialists.erase_concerns(hub_id, now) for hub_id in _hubs())


def look_for_signals(now: datetime) -> int:
    """Look, once an hour, for families of whom a rule that a hub turned on says yes."""
    return sum(signals.look(hub_id, now) for hub_id in _hubs())


def _hubs() -> list[int]:
    return list(Hub.objects.order_by("pk").values_list("pk", flat=True))


def forget(now: datetime) -> int:
    """Delete sessions that ended, and receipts and tries older than a week; return how many rows."""
    gone = Session.objects.filter(expire_date__lt=now).delete()[0]
    gone += WrongTries.objects.filter(since__lt=now - KEPT).delete()[0]
    for person_id in Person.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            tenancy.enter([], person_id)  # receipts are seen by their owner alone
            gone += Receipt.objects.filter(person_id=person_id, at__lt=now - KEPT).delete()[0]
    call_command("prune_db_task_results", min_age_days=KEPT.days, queue_name="*", verbosity=0)
    return gone


def forget_files(now: datetime) -> int:
    """Erase what stood in imported files a week ago; return how many imports expired by it."""
    return sum(forget_staged(hub_id, now) for hub_id in _hubs())


def tell_directors(now: datetime) -> int:
    """Tell the directors of all hubs what is long overdue; return how many things were new."""
    hubs = Hub.objects.order_by("pk").values_list("pk", flat=True)
    return sum(escalate(hub_id, now) for hub_id in hubs)


STEPS: tuple[Callable[[datetime], int], ...] = (
    close_visits,
    pass_offers_on,
    remind_families,
    erase_contacts,
    look_for_signals,
    tell_directors,
    run_tasks,
    seal_audit,
    forget,
    forget_files,
)


def once(now: datetime, steps: tuple[Callable[[datetime], int], ...] = STEPS) -> list[str]:
    """Do every step; return the names of those that failed, which are logged."""
    failed = []
    for step in steps:
        close_old_connections()
        try:
            step(now)
        except Exception:
            log.exception("housekeeping step %s failed", step.__name__)
            failed.append(step.__name__)
    return failed
