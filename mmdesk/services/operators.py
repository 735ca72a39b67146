"""Who acts: a person at a workstation, the account that runs a script, a CRM user, or the service itself."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from typing import Final

from mmdesk.domain.role import Role
from mmdesk.storage.history import Actor


@dataclass(frozen=True, slots=True)
class Operator:
    """Whose name stands in the timeline, and what they may do."""

    name: str
    actor: Actor = Actor.OPERATOR
    role: Role = Role.MANAGER


SERVICE = Operator("mmdesk", Actor.SERVICE)
MARKETPLACE = Operator("Megamarket", Actor.MARKETPLACE)
CRM_STAFF = Operator("RetailCRM", Actor.CRM)
_NAMELESS: Final = "—"


def account_operator() -> Operator:
    """The command line acts as the account that runs it."""
    try:
        return Operator(getpass.getuser())
    except (OSError, KeyError, ImportError):
        # In a container the account may have a number and no name.
        return Operator(_NAMELESS)
