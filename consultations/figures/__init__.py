"""What is counted of consultations. Every number has its rule in words and the rows behind it."""

from consultations.figures import declared, referrals, talks
from programs.kernel.actor import Actor
from programs.kernel.figures import Figure, Period
from programs.kernel.rows import counted

FIGURES: tuple[Figure, ...] = (*declared.FIGURES, *referrals.FIGURES)

# Their number is that of their rows: the month asks for all of them at once.
BY_ROWS = frozenset(figure.key for figure in FIGURES) - {"consultations.people"}


def counts(actor: Actor, period: Period) -> dict[str, int]:
    """Return every figure's number by key, as its own `count` says it, in two queries."""
    asked = {
        "total": talks.consultations(actor, period),
        "topics": talks.topics(actor, period),
        "families": talks.families(actor, period),
        "referrals": referrals.referrals(actor, period),
        "signposts": referrals.signposts(actor, period),
        "user_support": talks.user_support(actor, period),
    }
    numbers = {**counted(asked), "people": talks.count_people(actor, period)}
    return {f"consultations.{name}": number for name, number in numbers.items()}
