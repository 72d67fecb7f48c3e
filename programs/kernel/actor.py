"""Who acts: one person, in one role, in one hub, during one request."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in one role.

    hub_id is None for city-wide roles; hub_ids are the hubs whose rows may be seen
    (0 stands for rows of no hub, such as the city's own audit entries).
    """

    user_id: int
    name: str
    role: str
    hub_id: int | None
    hub_ids: tuple[int, ...]
    side: str = ""
    title: str = ""
    hub_name: str = ""
    membership_id: int | None = None
    mfa: bool = False
    request_id: UUID = field(default_factory=uuid4)
