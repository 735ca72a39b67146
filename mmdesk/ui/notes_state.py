"""What a notification says about news of orders and about an exchange that has stopped."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mmdesk.errors import Text
from mmdesk.ui.service_wish import ServiceWish
from mmdesk.ui.status_strip_state import refusal_of

if TYPE_CHECKING:
    from mmdesk.services.desk import OrderRef
    from mmdesk.services.news import News
    from mmdesk.services.service_state import ServiceState

ORDERS: Final = "orders"
KINDS: Final = frozenset({ORDERS, "cancellations", "deadlines", "exchange"})
"""The values of `NewsKind`, whose module leads to the database."""
WISHES: Final = "wishes to cancel"
"""The state that lasts while a buyer waits for an answer."""
_NAMED: Final = 3
"""So many orders are named; of more it is said how many."""


@dataclass(frozen=True, slots=True)
class Note:
    """One notification. `order` is what a click on it opens; `loud` when it cannot wait.

    `about` names the state that it tells of, where that lasts.
    """

    kind: str
    title: Text
    words: Text
    order: OrderRef | None = None
    loud: bool = False
    about: str = ""


def notes_of(news: Sequence[News], wanted: Collection[str]) -> tuple[Note, ...]:
    """One note a kind, the loudest first; a wish to cancel is told apart from a cancellation."""
    found = (_asked(news), *(_note(kind, [each for each in news if each.kind == kind]) for kind in _TITLES))
    return tuple(note for note in found if note is not None and note.kind in wanted)


def ended(news: Sequence[News]) -> frozenset[str]:
    """What notes told of before and is over."""
    return frozenset({WISHES} if any(each.answered for each in news) else ())


class StoppedExchange:
    """Notices when the service stops or a token is refused; tells each once, until it is well again."""

    def __init__(self, wish: ServiceWish = ServiceWish.KEEPS) -> None:
        self._wish = wish
        self._told: frozenset[str] = frozenset()
        self._over: frozenset[str] = frozenset()

    @property
    def over(self) -> frozenset[str]:
        """What notes told of before and was gone at the last look."""
        return self._over

    def see(self, state: ServiceState, *, starting: bool = False) -> tuple[Note, ...]:
        """What is new in this look; `starting` while the service may be in its first start."""
        troubles = {note.about: note for note in _troubles(state, None if starting else _SERVICE[self._wish])}
        new = [note for name, note in troubles.items() if name not in self._told]
        self._over = self._told - frozenset(troubles)
        self._told = frozenset(troubles)
        return tuple(new)


def _troubles(state: ServiceState, dead: Text | None) -> Iterator[Note]:
    if not state.connections:
        return
    if not state.alive and dead is not None:
        yield Note("exchange", _STOPPED, dead, loud=True, about="exchange")
    for each in state.troubles:
        if each.until is None:
            about = f"exchange {each.connection} {each.target}"
            yield Note("exchange", _REFUSED, refusal_of(each), loud=True, about=about)


def _asked(news: Sequence[News]) -> Note | None:
    orders = list(dict.fromkeys(each.order for each in news if each.asks))
    if not orders:
        return None
    words = Text("{orders}, ответьте", "{orders}, answer").format(orders=_named(orders))
    return Note("cancellations", _ASKS, words, orders[0], loud=True, about=WISHES)


def _named(orders: Sequence[OrderRef]) -> Text:
    named = ", ".join(order.shipment_id for order in orders[:_NAMED])
    more = len(orders) - _NAMED
    return Text(f"{named} и ещё {more}", f"{named} and {more} more") if more > 0 else Text.same(named)


def _note(kind: str, news: Sequence[News]) -> Note | None:
    orders = list(dict.fromkeys(each.order for each in news if not each.asks and not each.answered))
    if not orders:
        return None
    title = _OVERDUE if any(each.overdue for each in news) else _TITLES[kind]
    return Note(kind, title, _named(orders), orders[0], loud=kind == "cancellations" or title is _OVERDUE)


_TITLES: Final = {
    "cancellations": Text("Покупатель отменил", "The buyer has cancelled"),
    "deadlines": Text("Срок подходит", "A deadline is near"),
    ORDERS: Text("Новые заказы", "New orders"),
}
_ASKS: Final = Text("Покупатель просит отменить", "The buyer asks to cancel")
_OVERDUE: Final = Text("Срок прошёл", "A deadline has passed")
_STOPPED: Final = Text("Служба обмена не работает", "The exchange service is not running")
_SERVICE: Final = {
    ServiceWish.KEEPS: Text(
        "Заказы не приходят, решения не уходят. mmdesk сам запускает её снова.",
        "No orders arrive and no decisions leave. mmdesk is starting it again by itself.",
    ),
    ServiceWish.ELSEWHERE: Text(
        "Заказы не приходят, решения не уходят. Это окно службу не запускает (MMDESK_SERVICE=off): "
        "запустите её на её компьютере.",
        "No orders arrive and no decisions leave. This window does not start the service "
        "(MMDESK_SERVICE=off): start it on its computer.",
    ),
    ServiceWish.DEMO: Text(
        "В демонстрации служба работает внутри неё: закройте демонстрацию и начните снова.",
        "In the demonstration the service is a part of it: close the demonstration and start it again.",
    ),
}
_REFUSED: Final = Text("Обмен остановлен", "The exchange has stopped")
