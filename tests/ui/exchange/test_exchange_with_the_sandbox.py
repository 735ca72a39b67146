"""The page beside the real relay and the simulator: a refusal of Megamarket's is seen, and sent again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.paths import Profile
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.secrets import EnvironmentSecrets
from mmdesk.services import lots
from mmdesk.services.exchange_desk import ExchangeDesk
from mmdesk.storage.uow import Storage
from mmdesk.ui.exchange.exchange_view import ExchangeView
from mmdesk.ui.messages import Messages
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.services.stand import ANNA, Stand, stand
from tests.ui.conftest import Wait
from tests.ui.exchange.secret_holder import Holder
from tests.ui.orders.verbs_stand import silent_changes


@pytest.fixture
def market(sqlite_storage: Storage, clock: ManualClock) -> Iterator[Stand]:
    with stand(sqlite_storage, clock) as made:
        yield made


def test_a_refusal_of_megamarket_is_read_here_and_sent_again(
    market: Stand, runner: TaskRunner, theme: Theme, tmp_path: Path, wait: Wait, qtbot: QtBot
) -> None:
    order = market.place("MUG-1")
    market.market.faults.add(Fault(FaultKind.REFUSE, "order/confirm"))
    lots.confirm(market.desk, order, ANNA)
    market.run()
    (parked,) = market.parked()
    assert parked.error is not None
    profile = Profile.at(tmp_path / "profile").create()
    holder = Holder(EnvironmentSecrets({}))
    desk = ExchangeDesk(market.storage, market.clock, ANNA, profile, holder, lambda _connection: "")
    changes = silent_changes()
    view = ExchangeView(runner, changes, desk, theme, Messages(), market.clock)
    view.show()
    wait(lambda: parked.error is not None and parked.error.en in view.queue.card.words(), "its own words")
    view.queue.retry.click()
    wait(lambda: not market.parked(), "the command set free")
    market.run()
    changes.changed.emit()
    wait(view.queue.empty.isVisible, "an empty queue")
    assert market.effects("confirm", order) == [1]
    shiboken6.delete(view)
