"""Several processes at one database: nothing is claimed twice, overwritten or lost."""

from __future__ import annotations

from functools import partial

from mmdesk.domain.intent import Confirm
from mmdesk.storage.engine import open_engine
from mmdesk.storage.migrate import check
from tests.storage import processes
from tests.storage.build import NOON, Shop, shipment


def test_four_processes_claim_every_command_once(shop: Shop, database_url: str) -> None:
    with shop.storage.work() as work:
        for number in range(300):
            key = work.shipments.put(shop.connection, shipment(f"945{number:06}"), None, NOON)
            work.outbox.add(
                key=f"confirm {number}",
                connection_id=shop.connection_id,
                shipment=key,
                intent=Confirm((1,)),
                created_by="Анна",
                at=NOON,
                not_before=NOON,
            )
        work.commit()
    claimed = processes.together(
        4, partial(processes.claim_everything, connection_id=shop.connection_id), database_url
    )
    keys = [key for of_one in claimed for key in of_one]
    assert len(keys) == 300
    assert set(keys) == {f"confirm {number}" for number in range(300)}


def test_reading_and_then_writing_loses_no_update(shop: Shop, database_url: str) -> None:
    shop.put(shipment("945000001"))
    count_up = partial(processes.count_up, connection_id=shop.connection_id, times=50)
    processes.together(2, count_up, database_url)
    with shop.storage.work() as work:
        stored = work.shipments.find(shop.connection_id, "945000001")
    assert stored is not None
    assert stored.crm_order_id == "100"


def test_programs_that_start_together_upgrade_one_database(blank_url: str) -> None:
    processes.together(3, processes.upgrade_database, blank_url)
    engine = open_engine(blank_url)
    assert check(engine).is_current
    engine.dispose()
