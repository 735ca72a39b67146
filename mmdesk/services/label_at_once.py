"""An order closed at a bench has its label fetched in the same breath in which it is seen as packed."""

from __future__ import annotations

from mmdesk.domain import status as statuses
from mmdesk.domain.connection import Connection
from mmdesk.domain.readiness import canceled_in_box
from mmdesk.domain.scheme import Verb
from mmdesk.domain.shipment import Shipment
from mmdesk.domain.standing import NotAllowed
from mmdesk.domain.status import Status
from mmdesk.services.desk import Desk
from mmdesk.services.operators import Operator
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import UnitOfWork


def ask_for_label(
    work: UnitOfWork,
    desk: Desk,
    connection: Connection,
    before: StoredShipment | None,
    stored: StoredShipment,
) -> None:
    """Queue what the bench would ask for as soon as it looks, so that nothing waits for a window.

    In the name of whoever closed the order. Where a rule forbids it nothing is queued: the bench tells why.
    """
    if before is None or _is_packed(before.shipment) or not _is_packed(stored.shipment):
        return
    if Verb.LABEL not in connection.scheme.verbs or canceled_in_box(stored.shipment):
        return
    draft = work.drafts.find(stored.key)
    if draft is None or not draft.is_finishing or _has_labels(work, stored):
        return
    try:
        desk.decide_within(
            work,
            connection,
            stored,
            Operator(draft.operator),
            lambda scheme, standing: scheme.label(standing),
        )
    except NotAllowed:
        # The packing itself may not be settled yet, for one: the bench asks again after every change.
        return


def _is_packed(shipment: Shipment) -> bool:
    staying = [lot for lot in shipment.goods if not lot.is_canceled]
    return bool(staying) and all(statuses.has_reached(lot.status, Status.PACKED) for lot in staying)


def _has_labels(work: UnitOfWork, stored: StoredShipment) -> bool:
    return set(stored.shipment.box_indexes) <= {label.box_index for label in work.labels.current(stored.key)}
