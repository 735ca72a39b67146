"""Who works here when the window opens, as far as it can be known without asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mmdesk.services.roster import Person


@dataclass(frozen=True, slots=True)
class Start:
    """`person` None and nobody to ask: the roster is empty, and the account's name will do."""

    person: Person | None
    asks: bool


def at_start(people: Sequence[Person], remembered: str) -> Start:
    """The person who worked here last goes on, unless a PIN guards the name."""
    if not people:
        return Start(None, asks=False)
    last = next((person for person in people if person.name == remembered), None)
    return Start(last, asks=last is None or last.has_pin)


def as_now(people: Sequence[Person], name: str, *, is_account: bool) -> Person | None:
    """The person of that name as the roster has them now; None when nobody may go on under it."""
    return None if is_account else next((person for person in people if person.name == name), None)


def first_row(people: Sequence[Person], remembered: str) -> int:
    """Where the mark stands when people are asked."""
    names = [person.name for person in people]
    return names.index(remembered) if remembered in names else 0
