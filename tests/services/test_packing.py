from __future__ import annotations

from mmdesk.clock import ManualClock
from mmdesk.services import lots, packing
from mmdesk.storage.uow import Storage
from tests.services.stand import ANNA, stand


def test_an_order_accepted_unseen_is_marked_as_checked_when_it_is_packed(
    sqlite_storage: Storage, clock: ManualClock
) -> None:
    with stand(sqlite_storage, clock, "dsm") as desk:
        order = desk.place("MUG-1", paid_delivery=True)
        lots.confirm(desk.desk, order, ANNA)
        desk.run()
        assert desk.stored(order).checked_at is None
        assert packing.pack(desk.desk, order, ANNA).keys == ()
        assert desk.stored(order).checked_at == clock.now()
        assert desk.calls("order/packing") == 1


def test_packing_that_is_done_already_leaves_no_mark_in_standard(
    sqlite_storage: Storage, clock: ManualClock
) -> None:
    with stand(sqlite_storage, clock) as desk:
        order = desk.place("MUG-1")
        lots.confirm(desk.desk, order, ANNA)
        packing.pack(desk.desk, order, ANNA)
        desk.run()
        assert packing.pack(desk.desk, order, ANNA).keys == ()
        assert desk.stored(order).checked_at is None
