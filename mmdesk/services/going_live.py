"""From the test to the live marketplace and back: another mode is another marketplace with other orders.

The orders of the mode that is left go to the archive with all that belongs to them; the shop keeps its name,
settings, keys, links and its registration in RetailCRM.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mmdesk.domain.connection import Connection
from mmdesk.errors import MmdeskError, Text
from mmdesk.secrets import EnvironmentSecrets, SecretKind, SecretStore
from mmdesk.storage.uow import UnitOfWork


class NewTokenNeeded(MmdeskError):
    """Raised when the mode would change but not the token: each mode has a token of its own."""

    title = Text("Нужен новый токен Мегамаркета", "A new Megamarket token is needed")


class LiveOrdersOpen(MmdeskError):
    """Raised when a live connection with open orders should become a test one."""

    title = Text("В подключении есть открытые боевые заказы", "The connection has open live orders")
    hint = Text(
        "Закончите их или добавьте для проб отдельное подключение в тестовом режиме.",
        "Finish them, or add a connection of its own in test mode.",
        "mmdesk connection add … --test",
    )


@dataclass(frozen=True, slots=True)
class Archive:
    """Where the orders of the former mode are: `orders list --connection NAME` still shows them."""

    name: str
    orders: int


def check_token(store: SecretStore, connection: Connection, typed: str | None, *, test_mode: bool) -> None:
    """Raises NewTokenNeeded unless another token than the stored one comes with the change of the mode.

    Where secrets come from the environment nothing can be typed: whoever sets the variable has to know.
    """
    if isinstance(store, EnvironmentSecrets):
        return
    if not typed or typed == store.get(connection.name, SecretKind.MM_TOKEN):
        raise NewTokenNeeded(connection.name, hint=_TYPE_IT[test_mode])


def check_orders(work: UnitOfWork, connection: Connection) -> None:
    """Raises LiveOrdersOpen: what buyers have paid for is never put away."""
    if connection.test_mode:
        return
    count = work.connections.order_count(connection.connection_id, only_open=True)
    if count:
        raise LiveOrdersOpen(Text.same(f"{connection.name}: {count}"))


def begin_anew(
    work: UnitOfWork, connection: Connection, mm_url: str, at: datetime, *, test_mode: bool
) -> tuple[Connection, Archive]:
    """The connection in its other mode, and where its orders went.

    What is just being sent belongs to them: its relay writes the outcome to the archive, and nothing of it
    reaches the connection.
    """
    mode = "test" if connection.test_mode else "live"
    name = f"{connection.name} ({mode}, {connection.connection_id})"
    orders = work.connections.order_count(connection.connection_id)
    fresh = work.connections.begin_anew(connection.name, name, at, test_mode=test_mode, mm_url=mm_url)
    return fresh, Archive(name, orders)


_TYPE_IT = {
    False: Text(
        "Дайте боевой токен той же командой: --live --secrets-stdin с другим mm_token, чем сейчас.",
        "Give the live token in the same command: --live --secrets-stdin with an mm_token other than the"
        " present one.",
    ),
    True: Text(
        "Дайте токен тестового кабинета той же командой: --test --secrets-stdin с другим mm_token.",
        "Give the test cabinet's token in the same command: --test --secrets-stdin with another mm_token.",
    ),
}
