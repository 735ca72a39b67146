"""What the list shows, where it stands, and what may be done to what is chosen. Without Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from typing import Final

from mmdesk.domain import status as statuses
from mmdesk.domain.intent import Command
from mmdesk.domain.scheme import Verb
from mmdesk.domain.schemes import scheme_of
from mmdesk.domain.standing import RowState
from mmdesk.domain.step import Step
from mmdesk.services.order_list import OrderFilter, OrderRow, OrderSort, OrderWish, ShipmentKey

MOST_AT_ONCE: Final = 500
"""Orders that one key press may act on: more is a slip of the hand oftener than a wish."""

WAITING_HERE: Final = (OrderFilter.CONFIRM, OrderFilter.DECIDE)
"""The chips whose orders wait for the person at this page."""


class WishState:
    """What the person wants to see, what is shown meanwhile, and the order at which each chip was left."""

    def __init__(self, wish: OrderWish | None = None) -> None:
        self._wish = wish or OrderWish()
        self._shown: OrderWish | None = None
        self._left_at: dict[OrderFilter, ShipmentKey] = {}
        self._stands_at: ShipmentKey | None = None
        self._again: ShipmentKey | None = None
        self._is_led = False

    @property
    def wish(self) -> OrderWish:
        return self._wish

    @property
    def shown(self) -> OrderWish | None:
        """The wish whose list is on the screen; None before the first."""
        return self._shown

    @property
    def is_searching(self) -> bool:
        return bool(self._wish.search)

    @property
    def place(self) -> ShipmentKey | None:
        """The order at which the wished list should open; None for its beginning."""
        if self._again is not None:
            return self._again
        if self.is_searching:
            return None
        return self._left_at.get(self._wish.show, self._stands_at)

    def show(self, wish: OrderWish) -> None:
        """The list that belongs to this wish is on the screen now."""
        self._wish = self._shown = wish
        self._again = None

    def stand_at(self, key: ShipmentKey | None) -> None:
        """The keyboard has gone to another order of the list that is shown."""
        self._stands_at = key
        if key is not None and self._shown is not None and not self._shown.search:
            self._left_at[self._shown.show] = key

    @property
    def is_untouched(self) -> bool:
        """Whether the list is still the one that the page begins with."""
        return not self._is_led and self._wish == OrderWish()

    def stand_again(self, wish: OrderWish, key: ShipmentKey | None) -> bool:
        """As the list of a former window stood, a search with its order as well."""
        changed = self._change(wish)
        self._again, self._is_led = key, True
        return changed

    def take(self, wish: OrderWish) -> bool:
        """Just this: a filter of the person's own."""
        return self._change(wish)

    def choose(self, show: OrderFilter) -> bool:
        """A chip ends a search. Whether the wish is another one now; so for all of these."""
        return self._change(replace(self._wish, show=show, search=""))

    def search(self, text: str) -> bool:
        return self._change(replace(self._wish, search=" ".join(text.split())))

    def leave_search(self) -> bool:
        """Back to the chip from which the search began, and to the order at which it was left."""
        return self.search("")

    def aim(self, key: ShipmentKey) -> bool:
        """All orders of all connections, to be opened at this one."""
        self._left_at[OrderFilter.ALL] = key
        return self._change(replace(self._wish, show=OrderFilter.ALL, search="", connection=""))

    def connect(self, name: str) -> bool:
        """Show one connection; all of them for an empty name."""
        return self._change(replace(self._wish, connection=name))

    def sort(self, by: OrderSort) -> bool:
        return self._change(replace(self._wish, sort=by))

    def _change(self, wish: OrderWish) -> bool:
        changed = wish != self._wish
        self._wish = wish
        if changed:
            self._again = None
        return changed


class Notice(StrEnum):
    """Why a list is empty."""

    LOADING = auto()
    FAILED = auto()
    NO_CONNECTION = auto()
    NOTHING_FOUND = auto()
    NO_ORDER = auto()
    NO_ORDER_YET = auto()


@dataclass(frozen=True, slots=True)
class Reading:
    """How the reading of the list went: `done` once it has been read; `connections` is how many are in use.

    `failure` is the sentence to show while the last reading has failed. `has_orders`: whether any has come,
    whatever the list shows of them.
    """

    done: bool = False
    failure: str = ""
    connections: int = 0
    has_orders: bool = False


def notice(reading: Reading, *, orders: int, searching: bool) -> Notice | None:
    """What stands in the place of the rows; None while there are some."""
    if orders:
        return None
    if reading.failure:
        return Notice.FAILED
    if not reading.done:
        return Notice.LOADING
    if not reading.connections:
        return Notice.NO_CONNECTION
    if searching:
        return Notice.NOTHING_FOUND
    return Notice.NO_ORDER if reading.has_orders else Notice.NO_ORDER_YET


def waiting(counts: Mapping[OrderFilter, int]) -> int:
    """How many orders wait for the person at this page."""
    return sum(counts.get(chip, 0) for chip in WAITING_HERE)


_VERBS_AT: Final[Mapping[Step, tuple[Verb, ...]]] = {
    Step.CONFIRM: (Verb.CONFIRM, Verb.REJECT, Verb.PACK),
    Step.PACK: (Verb.PACK, Verb.REJECT, Verb.LABEL),
    Step.HAND_OVER: (Verb.LABEL, Verb.SHIP, Verb.COURIER, Verb.REJECT),
    Step.CLOSE: (Verb.CLOSE, Verb.LABEL),
    Step.WAIT: (Verb.LABEL,),
    Step.DONE: (),
}
"""What somebody may sensibly want at each step; whether it is allowed is decided where it is done."""

_WITH_PAPER: Final = frozenset({Verb.LABEL})
"""Every scheme has something to print: a label of Megamarket's or a packing list of ours."""

_ONE_AT_A_TIME: Final = frozenset({Verb.REJECT, Verb.CLOSE, Verb.MOVE, Verb.ANSWER_CANCEL})
"""They ask something about the lots of one order."""

HANDING_OVER: Final = (Verb.SHIP, Verb.COURIER, Verb.CLOSE)
"""What F8 can mean."""


def step_of(order: OrderRow) -> Step:
    """The step that is next once everything under way has been accepted."""
    if order.projected == order.status:
        return order.step
    if statuses.is_final(order.projected):
        return Step.DONE
    return scheme_of(order.scheme).step_by_status.get(statuses.heading_for(order.projected), Step.WAIT)


def offered(orders: Sequence[OrderRow], count: int) -> tuple[Verb, ...]:
    """The verbs that make sense for at least one of `count` chosen orders, in the order of work.

    `orders` are those of them whose rows are known; about the others nothing can be ruled out.
    """
    if count > MOST_AT_ONCE:
        return ()
    found = {verb for order in orders for verb in _verbs(order)} if len(orders) == count else set(Verb)
    if count > 1:
        found -= _ONE_AT_A_TIME
    return tuple(verb for verb in Verb if verb in found)


def handing_over(orders: Sequence[OrderRow]) -> Verb | None:
    """What F8 means for these orders; None where it means several things, or nothing yet."""
    meant = {verb for order in orders for verb in _verbs(order) if verb in HANDING_OVER}
    return meant.pop() if len(meant) == 1 else None


def _verbs(order: OrderRow) -> frozenset[Verb]:
    scheme, step = scheme_of(order.scheme), step_of(order)
    verbs = frozenset(_VERBS_AT[step]) & (scheme.verbs | _WITH_PAPER)
    if step is Step.CONFIRM and not scheme.accepts_unseen:
        verbs -= {Verb.PACK}
    if awaits_answer(order) and step is not Step.DONE:
        verbs = (verbs - scheme.held_by_wish) | ({Verb.ANSWER_CANCEL} & scheme.verbs)
    return verbs


def awaits_answer(order: OrderRow) -> bool:
    """Whether the buyer's wish to cancel is still to be answered; an answer on its way is one."""
    is_answered = any(
        row.command is Command.ANSWER_CANCEL and row.state is not RowState.PARKED for row in order.pending
    )
    return order.cancel_asked and not is_answered


@dataclass(frozen=True, slots=True)
class Selection:
    """The orders that the next verb concerns, in the order of the list."""

    keys: tuple[ShipmentKey, ...] = ()

    @property
    def is_too_large(self) -> bool:
        return len(self.keys) > MOST_AT_ONCE


def chosen(selected: Sequence[ShipmentKey], current: ShipmentKey | None, *, in_details: bool) -> Selection:
    """In the details a key concerns the one order shown there; in the list what is selected there."""
    if selected and not in_details:
        return Selection(tuple(selected))
    return Selection(() if current is None else (current,))
