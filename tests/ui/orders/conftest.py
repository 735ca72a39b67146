"""The page of orders, opened by each test over a shelf of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mmdesk.ui.orders.own_filters import OwnFilters
    from mmdesk.ui.tasks import TaskRunner
    from mmdesk.ui.theme import Theme
    from tests.ui.conftest import Wait
    from tests.ui.orders.desk_stand import Desk, Open
    from tests.ui.orders.list_stand import Shelf


@pytest.fixture
def open_desk(runner: TaskRunner, theme: Theme, wait: Wait) -> Iterator[Open]:
    import shiboken6

    from mmdesk.clock import ManualClock
    from mmdesk.ui.messages import Messages
    from mmdesk.ui.orders.orders_view import OrdersView
    from tests.factory import NOW
    from tests.ui.orders.desk_stand import Desk
    from tests.ui.orders.list_stand import RecordingDetails, RecordingVerbs, quiet_changes

    opened: list[Desk] = []

    def made(shelf: Shelf, filters: OwnFilters | None = None) -> Desk:
        changes, details, verbs, messages = quiet_changes(), RecordingDetails(), RecordingVerbs(), Messages()
        said: list[str] = []
        messages.said.connect(lambda _kind, sentence, _lines: said.append(sentence))
        view = OrdersView(
            runner,
            changes,
            shelf,
            details.as_details(),
            verbs,
            theme,
            messages,
            ManualClock(NOW),
            filters=filters,
        )
        view.resize(1180, 640)
        view.show()
        view.activateWindow()
        view.arrive()
        desk = Desk(shelf, view, changes, details, verbs, messages, said, wait)
        opened.append(desk)
        wait(desk.table.hasFocus)
        return desk

    yield made
    for desk in opened:
        desk.shelf.open.set()
        # Before the runner ends: a page that lives reads on.
        shiboken6.delete(desk.view)
