"""Parked commands and new decisions: whose place a decision takes, and what stands in its way."""

from __future__ import annotations

from collections.abc import Sequence

from mmdesk.domain.intent import COMMAND_NAMES, FetchLabel, Intent
from mmdesk.domain.standing import NotAllowed, PendingCommand, Standing
from mmdesk.errors import Text


def replaced(standing: Standing, plan: Sequence[Intent]) -> tuple[PendingCommand, ...]:
    """The parked commands about the lots of a new decision: it takes their place.

    Raises NotAllowed for one about more lots than are decided now. Lots that are cancelled by now count for
    neither: nothing is decided about them any more.
    """
    decided = {index for intent in plan for index in intent.lots}
    gone = {lot.index for lot in standing.shipment.lots if lot.is_canceled}
    found = _parked_about(standing, decided)
    for parked in found:
        if set(parked.intent.lots) - gone - decided or _is_only_paper(plan, parked):
            raise _in_the_way(parked)
    return found


def _parked_about(standing: Standing, lots: set[int]) -> tuple[PendingCommand, ...]:
    return tuple(
        pending for pending in standing.pending if pending.is_parked and set(pending.intent.lots) & lots
    )


def _is_only_paper(plan: Sequence[Intent], parked: PendingCommand) -> bool:
    """A label takes the place of no decision but of another label."""
    return all(isinstance(intent, FetchLabel) for intent in plan) and not isinstance(
        parked.intent, FetchLabel
    )


def _in_the_way(parked: PendingCommand) -> NotAllowed:
    command = COMMAND_NAMES[parked.intent.command]
    lots = ", ".join(map(str, parked.intent.lots))
    return NotAllowed(
        Text(
            "сначала решите, что делать с остановленной командой «{c}» (лоты: {n}; {k})",
            "first decide about the parked command “{c}” (lots: {n}; {k})",
        ).format(c=command, n=lots, k=parked.key),
        hint=Text(
            "Отправьте её снова или снимите в подробностях заказа.",
            "Send it again or drop it, in the order's details.",
            "mmdesk outbox",
        ),
    )
