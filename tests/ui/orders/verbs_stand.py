"""A desk for one person: the real use cases on a real database, and all that was said, written down."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from mmdesk.clock import ManualClock
from mmdesk.domain.shipment import Shipment
from mmdesk.services import order_card
from mmdesk.services.order_actions import OrderActions
from mmdesk.services.order_card import OrderCard
from mmdesk.services.order_list import OrderRow
from mmdesk.storage.uow import Storage
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.messages import Messages
from mmdesk.ui.orders.question_dialog import QuestionDialog
from mmdesk.ui.orders.verbs import OrderVerbs
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.services.stand import ANNA, MirrorStand, mirror_stand


class Heard(QObject):
    """What a person was told, in order."""

    def __init__(self, messages: Messages) -> None:
        super().__init__()
        self.kinds: list[str] = []
        self.sentences: list[str] = []
        self.lines: list[str] = []
        messages.said.connect(self._note)

    def _note(self, kind: str, sentence: str, lines: list[str]) -> None:
        self.kinds.append(kind)
        self.sentences.append(sentence)
        self.lines += lines

    @property
    def last(self) -> str:
        return self.sentences[-1] if self.sentences else ""


class _Calm:
    """A database that nobody changes."""

    def wait(self, timeout: float) -> bool:
        return False


def silent_changes() -> ChangeNotice:
    """Tells what a test lets it tell."""
    return ChangeNotice(lambda: nullcontext(_Calm()))


@dataclass
class VerbsStand:
    """One scheme's orders and the verbs of the page that shows them."""

    storage: Storage
    clock: ManualClock
    house: MirrorStand
    actions: OrderActions
    verbs: OrderVerbs
    heard: Heard
    changes: ChangeNotice
    messages: Messages
    opened: list[Path] = field(default_factory=list)

    def place(self, *shown: Shipment) -> list[OrderRow]:
        """Megamarket shows these orders; their rows as a list would hold them."""
        for each in shown:
            self.house.show(each)
        return [self.row(each.shipment_id) for each in shown]

    def card(self, shipment_id: str) -> OrderCard:
        with self.storage.look() as work:
            stored = work.shipments.find(self.house.connection.connection_id, shipment_id)
        assert stored is not None
        found = order_card.card(self.storage, self.clock, stored.key)
        assert found is not None
        return found

    def row(self, shipment_id: str) -> OrderRow:
        return self.card(shipment_id).order

    def commands(self) -> list[str]:
        """What waits to be sent to Megamarket, oldest first."""
        return [row.command.value for row in self.house.queued()]


def verbs_stand(
    storage: Storage,
    clock: ManualClock,
    runner: TaskRunner,
    theme: Theme,
    window: QWidget,
    folder: Path,
    scheme: str = "standard",
) -> VerbsStand:
    messages, changes, opened = Messages(window), silent_changes(), list[Path]()
    actions = OrderActions(storage, clock, ANNA, folder)
    verbs = OrderVerbs(
        runner,
        actions,
        partial(order_card.card, storage, clock),
        messages,
        window,
        opened.append,
        changes=changes,
        theme=theme,
        clock=clock,
    )
    house = mirror_stand(storage, clock, scheme)
    return VerbsStand(storage, clock, house, actions, verbs, Heard(messages), changes, messages, opened)


def open_dialog() -> QuestionDialog | None:
    """The question that stands on the screen."""
    return next((each for each in QApplication.topLevelWidgets() if isinstance(each, QuestionDialog)), None)
