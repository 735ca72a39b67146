"""What is old goes, what is still of use stays, and nobody has to wait for it."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mmdesk.clock import ManualClock
from mmdesk.domain.intent import Command, Confirm, CreateOrder, Intent
from mmdesk.domain.label import Label
from mmdesk.domain.outbox import Progress
from mmdesk.domain.shipment import Buyer
from mmdesk.domain.standing import RowState
from mmdesk.errors import Text
from mmdesk.services.job_runs import BrokenOff, JobOutcome
from mmdesk.services.pruning import Pruning
from mmdesk.storage import search
from mmdesk.storage.catalogue_tables import FeedFetchRow
from mmdesk.storage.connections import PathPurpose
from mmdesk.storage.pictures import Failure
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.table_base import Base
from mmdesk.storage.tables import InboxRow, LabelRow, OutboxLotRow, OutboxRow, PathKeyRow, PrintJobRow
from mmdesk.storage.uow import Storage, UnitOfWork
from tests.storage.build import NOON, Shop, lot, open_shop, shipment

DAY = timedelta(days=1)


@dataclass
class House:
    """A shop that fills up with old things; the clock stands at noon."""

    shop: Shop
    clock: ManualClock
    folder: Path

    def prune(self) -> dict[str, int]:
        """Everything that went, by kind."""
        result = Pruning(self.shop.storage, self.clock, self.folder).run()
        assert result.outcome is JobOutcome.DONE, result.reason
        return {kind: count for kind, count in result.counts.items() if count}

    def count(self, table: type[Base]) -> int:
        with Session(self.shop.storage.engine) as session:
            return session.scalars(select(func.count()).select_from(table)).one()

    def put(self, *rows: Base) -> None:
        """Rows that no use case of this version writes."""
        with Session(self.shop.storage.engine) as session:
            session.add_all(rows)
            session.commit()

    def order(self, status: str, seen: datetime, shipment_id: str = "945000001") -> ShipmentKey:
        bought = replace(
            shipment(shipment_id, lot(1, status)),
            buyer=Buyer("Пётр Смирнов", "+70000000000", "p@example.org", "Москва", "звоните"),
            raw='{"shipmentId": "945000001"}',
        )
        return self.shop.put(bought, seen)

    def command(
        self,
        key: str,
        order: ShipmentKey,
        over: datetime,
        intent: Intent | None = None,
        *,
        doubt: bool = False,
    ) -> None:
        """A command that was over at that moment."""
        self.shop.queue(key, order, intent or Confirm((1,)))
        state = RowState.CANCELLED if doubt else RowState.DONE
        with self.shop.storage.work() as work:
            work.outbox.replace_progress(key, Progress(state, in_doubt=doubt), None, over)
            work.commit()


@pytest.fixture
def house(storage: Storage, tmp_path: Path) -> House:
    return House(open_shop(storage), ManualClock(NOON), tmp_path / "labels")


def put_runs(work: UnitOfWork, job: str, *ages: int) -> list[int]:
    runs = []
    for age in ages:
        run = work.running.begin(job, NOON - age * DAY)
        work.running.end(run, NOON - age * DAY, "done")
        runs.append(run)
    return runs


def test_old_runs_go_but_the_last_of_each_job(house: House) -> None:
    with house.shop.storage.work() as work:
        put_runs(work, "megamarket", 30, 15, 13, 1)
        (backup,) = put_runs(work, "backup", 40)
        work.commit()
    assert house.prune() == {"job_runs": 2}
    with house.shop.storage.look() as look:
        assert look.running.run(backup) == look.running.last("backup")


def test_documents_of_old_print_jobs_go_and_what_waits_too_long_is_cancelled(house: House) -> None:
    order = house.order("CONFIRMED", NOON)
    house.put(
        printed_job("pick_list", "printed", NOON - 8 * DAY),
        printed_job("pick_list", "doubtful", NOON - 8 * DAY),
        printed_job("pick_list", "printed", NOON - 6 * DAY),
        printed_job("label", "waiting", NOON - 31 * DAY, order),
        printed_job("label", "waiting", NOON - 29 * DAY, order),
        printed_job("file", "printed", NOON - 91 * DAY),
        printed_job("label", "printed", NOON - 91 * DAY, order),
    )
    assert house.prune() == {"print_documents": 5, "print_jobs": 1}
    with Session(house.shop.storage.engine) as session:
        rows = session.scalars(select(PrintJobRow).order_by(PrintJobRow.id)).all()
        seen = [(row.state, row.document is not None) for row in rows]
    assert seen == [
        ("printed", False),
        ("doubtful", False),
        ("printed", True),
        ("cancelled", False),
        ("waiting", True),
        ("printed", False),
    ]


def printed_job(kind: str, state: str, at: datetime, order: ShipmentKey | None = None) -> PrintJobRow:
    return PrintJobRow(
        kind=kind,
        printer="Zebra",
        workstation="0a1b2c3d",
        operator="Анна",
        state=state,
        created_at=at,
        finished_at=None if state == "waiting" else at,
        shipment_pk=order,
        document=b"%PDF",
    )


def test_calls_go_that_were_worked_off_and_none_that_waits(house: House) -> None:
    with house.shop.storage.work() as work:
        for body in (b"old", b"fresh", b"parked", b"waiting"):
            work.inbox.store(house.shop.connection_id, "order/new", body, NOON - 60 * DAY)
        rows = range(1, 5)
        work.inbox.finish(rows[0], NOON - 31 * DAY)
        work.inbox.finish(rows[1], NOON - 29 * DAY)
        work.inbox.park(rows[2], Text("непонятно", "odd"))
        work.commit()
    assert house.prune() == {"inbox": 1}
    assert house.count(InboxRow) == 3


def test_commands_of_finished_orders_go_but_those_that_are_still_asked_for(house: House) -> None:
    old = NOON - 91 * DAY
    done = house.order("DELIVERED", old)
    house.command("old", done, old)
    house.command("fresh", done, NOON - DAY)
    house.command("doubt", done, old, doubt=True)
    house.command("crm-create-1", done, old, CreateOrder((1,)))
    house.command("open", house.order("CONFIRMED", old, "945000002"), old)
    assert "outbox" in house.prune()
    with house.shop.storage.look() as look:
        kept = [key for key in ("old", "fresh", "doubt", "crm-create-1", "open") if look.outbox.has(key)]
        assert kept == ["fresh", "doubt", "crm-create-1", "open"]
        assert look.outbox.lots_with(done, Command.CONFIRM) == {1}
    assert (house.count(OutboxRow), house.count(OutboxLotRow)) == (4, 4)


def test_a_command_that_waits_is_never_taken_away(house: House) -> None:
    order = house.order("DELIVERED", NOON - 300 * DAY)
    house.shop.queue("waiting", order)
    house.prune()
    with house.shop.storage.look() as look:
        assert look.outbox.has("waiting")


def put_label(house: House, order: ShipmentKey, content: bytes = b"%PDF") -> None:
    with house.shop.storage.work() as work:
        label = Label(1, "MM-1", content, f"digest of {content!r}", NOON)
        work.labels.replace(order, (label,), "megamarket", NOON - 8 * DAY)
        work.commit()


def test_void_labels_go_and_their_prints_stay_known(house: House) -> None:
    order = house.order("PACKED", NOON)
    put_label(house, order, b"first")
    put_label(house, order, b"second")
    printed = PrintJobRow(label_id=1, kind="label", operator="Анна", state="printed", created_at=NOON)
    printed.printer = printed.workstation = ""
    house.put(printed)
    assert house.prune() == {"labels": 1}
    assert (house.count(LabelRow), house.count(PrintJobRow)) == (1, 1)


def test_labels_of_orders_finished_long_ago_go(house: House) -> None:
    put_label(house, house.order("DELIVERED", NOON - 91 * DAY))
    put_label(house, house.order("DELIVERED", NOON - 80 * DAY, "945000002"))
    assert house.prune() == {"labels": 1}


def test_keys_whose_validity_is_over_and_old_fetches_go(house: House) -> None:
    owner = house.shop.connection_id
    fetched = [NOON - age * DAY for age in (91, 89)]
    house.put(
        PathKeyRow(connection_id=owner, purpose="new", key="old", valid_until=NOON),
        PathKeyRow(connection_id=owner, purpose="new", key="rotated", valid_until=NOON + DAY),
        PathKeyRow(connection_id=owner, purpose="new", key="new"),
        *(FeedFetchRow(connection_id=owner, at=at, agent="", status=200, bytes_sent=1) for at in fetched),
    )
    assert house.prune() == {"feed_fetches": 1, "path_keys": 1}
    assert house.count(PathKeyRow) == 2
    with house.shop.storage.look() as look:
        assert look.connections.path_keys(house.shop.connection_id) == {PathPurpose.NEW: "new"}


def test_pictures_that_no_open_order_wants_any_more_go(house: House) -> None:
    with house.shop.storage.work() as work:
        for address, age in (("https://shop.example/old.jpg", 15), ("https://shop.example/new.jpg", 13)):
            work.pictures.put(address, b"small", NOON - age * DAY, NOON)
        failure = Failure(Text("нет", "none"), 1, NOON)
        work.pictures.put_failure("https://shop.example/gone.jpg", failure, NOON - 15 * DAY)
        work.commit()
    assert house.prune() == {"pictures": 2}
    with house.shop.storage.look() as look:
        assert look.pictures.standing("https://shop.example/new.jpg") is not None


def test_codes_that_nobody_knew_and_packings_that_nobody_ends_go(house: House) -> None:
    over, open_order = house.order("DELIVERED", NOON), house.order("CONFIRMED", NOON, "945000002")
    with house.shop.storage.work() as work:
        for code, age in (("old", 91), ("new", 89)):
            work.codes.note_unknown(code, None, "Анна", "bench-1", NOON - age * DAY)
        for order in (over, open_order):
            work.drafts.begin(order, "Анна", "bench-1", NOON - 8 * DAY)
        work.commit()
    assert house.prune() == {"unknown_codes": 1, "drafts": 1}
    with house.shop.storage.look() as look:
        assert [each.code for each in look.codes.unknown(9)] == ["new"]
        assert look.drafts.find(over) is None
        assert look.drafts.find(open_order) is not None


def test_who_ordered_is_forgotten_and_the_order_stays(house: House) -> None:
    order = house.order("DELIVERED", NOON - 181 * DAY)
    house.order("DELIVERED", NOON - 179 * DAY, "945000002")
    house.order("CONFIRMED", NOON - 300 * DAY, "945000003")
    assert house.prune() == {"buyers": 1}
    with house.shop.storage.look() as look:
        kept = look.shipments.get(order).shipment
        assert (kept.buyer, kept.raw, kept.lots[0].name) == (Buyer(), "{}", "Чайник 1")
    with Session(house.shop.storage.engine) as session:
        found = search.find(session, "смирнов", None, 10)
    assert order not in found
    assert len(found) == 2
    assert house.prune() == {}


def test_documents_of_last_week_go_from_the_folder(house: House) -> None:
    house.folder.mkdir()
    for name, age in (("label-1.pdf", 8), ("label-2.pdf", 6), ("notes.txt", 90)):
        file = house.folder / name
        file.write_text("")
        at = (NOON - age * DAY).timestamp()
        os.utime(file, (at, at))
    (house.folder / "folder.pdf").mkdir()
    assert house.prune() == {"label_files": 1}
    assert sorted(each.name for each in house.folder.iterdir()) == ["folder.pdf", "label-2.pdf", "notes.txt"]


def test_more_than_a_batch_goes_in_one_run(house: House) -> None:
    with house.shop.storage.work() as work:
        put_runs(work, "megamarket", *[20] * 450)
        work.commit()
    assert house.prune() == {"job_runs": 449}


def test_a_stop_breaks_off_between_batches(house: House) -> None:
    with house.shop.storage.work() as work:
        put_runs(work, "megamarket", *[20] * 450)
        work.commit()
    asked = iter([False, True])
    with pytest.raises(BrokenOff):
        Pruning(house.shop.storage, house.clock, house.folder, lambda: next(asked)).run()
    assert house.prune() == {"job_runs": 249}


def test_nothing_is_written_when_nothing_is_old(house: House) -> None:
    house.order("NEW", NOON)
    assert house.prune() == {}
