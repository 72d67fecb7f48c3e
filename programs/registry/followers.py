"""Who works something out from a family's records, and has to do it again when records pass.

An area above names its function in its app's ``ready``: the registry never imports an area.
"""

from collections.abc import Callable

_followers: list[Callable[[int], None]] = []


def follow(work_out: Callable[[int], None]) -> None:
    """Have a function called with a family's id, in the transaction that moved its records."""
    if work_out not in _followers:
        _followers.append(work_out)


def tell(household_id: int) -> None:
    """Have everybody work out anew what they say of a family."""
    for work_out in _followers:
        work_out(household_id)
