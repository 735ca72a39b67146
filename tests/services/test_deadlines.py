"""Every deadline is told of in time, once a step, and never to an order that nobody works on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.deadline import Deadlines as Moments
from mmdesk.domain.shipment import ShipmentId
from mmdesk.services import connections
from mmdesk.services.deadlines import Deadlines
from mmdesk.services.desk import OrderRef
from mmdesk.services.job_runs import BrokenOff
from mmdesk.services.timeline import sentence
from mmdesk.storage.uow import Storage
from tests.factory import NOW, shipment
from tests.services.stand import MirrorStand, mirror_stand

WINDOW = timedelta(hours=10)


@dataclass
class Watch:
    """An order placed now, to be confirmed within ten hours."""

    stand: MirrorStand
    order: OrderRef

    def run(self) -> dict[str, int]:
        return dict(Deadlines(self.stand.storage, self.stand.clock).run().counts)

    def at(self, share: float) -> list[str]:
        """The steps told by the time that this share of the window has gone, the job having run then."""
        self.go_to(NOW + WINDOW * share / 100)
        self.run()
        return self.told()

    def go_to(self, moment: datetime) -> None:
        self.stand.clock.set(moment - self.stand.clock.now())

    def told(self) -> list[str]:
        return [
            event.details["share"]
            for event in self.stand.history(self.order)
            if event.what.startswith("deadline_")
        ]


@pytest.fixture
def watch(storage: Storage) -> Watch:
    stand = mirror_stand(storage, ManualClock(NOW))
    return Watch(stand, stand.show(shipment("NEW", deadlines=Moments(confirm_by=NOW + WINDOW))))


def test_each_step_is_told_once_and_the_end_as_well(watch: Watch) -> None:
    seen = [watch.at(share) for share in (49, 50, 51, 79.9, 80, 94, 95, 99, 100, 150)]
    assert [len(each) for each in seen] == [0, 1, 1, 1, 2, 2, 3, 3, 4, 4]
    assert seen[-1] == ["50", "80", "95", "100"]


def test_an_order_found_late_is_told_of_once(watch: Watch) -> None:
    assert watch.at(96) == ["95"]
    assert watch.at(120) == ["95", "100"]


def test_the_sentence_names_the_deadline_and_what_is_left(watch: Watch) -> None:
    watch.at(85)
    words = sentence(watch.stand.history(watch.order)[-1])
    assert (words.ru, words.en) == (
        "прошло 80% времени, срок «подтвердить до» наступит через 1 ч 30 мин",
        "80% of the time has gone, the deadline “confirm by” comes in 1 h 30 min",
    )
    watch.at(100)
    assert "подтвердить до" in sentence(watch.stand.history(watch.order)[-1]).ru


def test_another_deadline_starts_anew(watch: Watch) -> None:
    watch.at(81)
    later = Moments(confirm_by=NOW + WINDOW, pack_by=NOW + 2 * WINDOW)
    watch.stand.show(shipment("CONFIRMED", deadlines=later))
    assert watch.at(99) == ["80"]
    assert watch.at(101) == ["80", "50"]


@pytest.mark.parametrize("status", ["MERCHANT_CANCELED", "DELIVERED"])
def test_a_finished_order_has_no_deadline(watch: Watch, status: str) -> None:
    watch.stand.show(shipment(status, deadlines=Moments(confirm_by=NOW + WINDOW)))
    assert watch.at(200) == []


def test_a_paused_connection_is_left_alone_until_it_is_resumed(watch: Watch) -> None:
    name = watch.stand.connection.name
    connections.set_paused(watch.stand.storage, name, paused=True)
    assert watch.at(85) == []
    connections.set_paused(watch.stand.storage, name, paused=False)
    assert watch.at(86) == ["80"]


def test_a_removed_connection_is_left_alone(watch: Watch) -> None:
    with watch.stand.storage.work() as work:
        work.connections.remove(watch.stand.connection.name, NOW)
        work.commit()
    assert watch.at(200) == []


def test_a_window_that_never_was_open_is_overdue_once(storage: Storage) -> None:
    stand = mirror_stand(storage, ManualClock(NOW))
    late = Watch(stand, stand.show(shipment("NEW", deadlines=Moments(confirm_by=NOW - WINDOW))))
    assert late.run() == {"near": 0, "overdue": 1}
    assert late.run() == {"near": 0, "overdue": 0}


def test_what_a_wrong_clock_told_is_told_again_when_it_is_true(watch: Watch) -> None:
    watch.at(60)
    assert watch.at(300) == ["50", "100"]
    watch.go_to(NOW + WINDOW * 0.61)
    Deadlines(watch.stand.storage, watch.stand.clock).take_back()
    assert watch.at(62) == ["50", "100"]
    assert watch.at(81) == ["50", "100", "80"]
    assert watch.at(100) == ["50", "100", "80", "100"]


def test_many_orders_are_told_of_in_batches(sqlite_storage: Storage) -> None:
    stand = mirror_stand(sqlite_storage, ManualClock(NOW))
    for number in range(120):
        stand.show(shipment(shipment_id=f"7{number:08}", deadlines=Moments(confirm_by=NOW + WINDOW)))
    stand.clock.advance(WINDOW)
    watch = Watch(stand, OrderRef(ShipmentId("700000000")))
    assert watch.run() == {"near": 0, "overdue": 120}
    assert watch.run() == {"near": 0, "overdue": 0}


def test_a_stop_breaks_off_between_batches(watch: Watch) -> None:
    watch.go_to(NOW + WINDOW)
    with pytest.raises(BrokenOff):
        Deadlines(watch.stand.storage, watch.stand.clock, lambda: True).run()
    assert watch.told() == []
