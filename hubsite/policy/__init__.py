"""Who may do what: the one policy table, readable by a director. No line, no right."""

from collections.abc import Mapping

from hubsite.policy.common import COMMON
from hubsite.policy.consulting import CONSULTING
from hubsite.policy.evaluating import EVALUATING
from hubsite.policy.space import SPACE
from programs.kernel.policy import Grant

TABLE: Mapping[str, Grant] = {**COMMON, **SPACE, **CONSULTING, **EVALUATING}
