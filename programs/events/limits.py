"""How often somebody may ask for places from outside, by the hour: see ``kernel.outside``."""

from datetime import datetime

from programs.kernel import outside
from programs.kernel.outside import Limit, address_of

ADDRESS, EMAIL = "events.address", "events.email"
MOST = {ADDRESS: 60, EMAIL: 5}

__all__ = ["ADDRESS", "EMAIL", "MOST", "address_of", "take"]


def take(kind: str, who: str, now: datetime) -> bool:
    """Count one request of an address; False when the hour's are used up. Keeps a hash only."""
    return outside.take(Limit(kind, MOST[kind]), who, now)
