"""The relay: carries the commands of one connection to one remote, one at a time, never twice, never lost.

Claim in one transaction, speak to the remote outside any, settle in another. What follows from an outcome
is decided by the pure state machine in `mmdesk.domain.outbox`; a holder that dies anywhere leaves a claim
that runs out, and its successor starts with a re-read.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from mmdesk.clients.errors import OutcomeUnknown, Refused, RemoteError
from mmdesk.clock import Clock
from mmdesk.domain import outbox as rules
from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.intent import Target
from mmdesk.domain.outbox import Outcome, Progress, Settlement, Step
from mmdesk.domain.standing import RowState
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.operators import SERVICE
from mmdesk.services.remote_health import RemoteHealth, outcome_of_read
from mmdesk.services.timeline import Happening, in_words, tell
from mmdesk.storage.engine import StorageError
from mmdesk.storage.outbox import QueuedCommand
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import Storage, UnitOfWork

logger = logging.getLogger(__name__)

CLAIM: Final = timedelta(seconds=15)
"""How long a claim lasts; longer than the 10 seconds that a changing call may take in all."""
_CALL: Final = timedelta(seconds=12)
"""How long it must still last when a call begins: a commit for every call is dear, a look is not."""

_SAY_NOTHING: Final = (rules.Blocked, rules.Broken, rules.Wait, rules.Moot, rules.Unobservable)
"""Outcomes of our own rules: whether the remote was asked at all, they do not tell."""


class ClaimLost(Exception):
    """Raised to give up a command that has passed to another relay before it was sent."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The outcome of one go at a command, and what of the answer belongs into the mirror."""

    outcome: Outcome
    apply: Callable[[UnitOfWork], None] | None = None


class Port(Protocol):
    """One remote of one connection, as the relay needs it. Raises the errors of `mmdesk.clients.errors`."""

    target: Target

    def reread(self, command: QueuedCommand) -> Carried:
        """Look whether a command in doubt has taken effect; changes nothing at the remote."""
        ...

    def carry_out(self, command: QueuedCommand, may_send: Callable[[], None]) -> Carried:
        """Send a command if it may go out now; `may_send` is called right before each changing call."""
        ...

    def idle(self) -> bool:
        """Use a quiet moment; True when there was something to do."""
        ...

    def secret_changed(self) -> bool:
        """Whether the secret is another one than the one the remote refused."""
        ...


class Relay:
    """The relay of one connection and target. One thread each; several processes do no harm."""

    def __init__(
        self,
        *,
        storage: Storage,
        clock: Clock,
        connection_id: ConnectionId,
        port: Port,
        holder: str,
        may_lead: Callable[[], bool],
        jitter: Callable[[], float],
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._connection_id = connection_id
        self._port = port
        self._holder = holder
        self._may_lead = may_lead
        self._health = RemoteHealth(storage, clock, connection_id, port.target, port.secret_changed, jitter)

    def run_once(self) -> bool:
        """Carry at most one command a step further. True when there was work: call again at once.

        Raises StorageError when the database fails; what was under way is then found claimed and re-read.
        """
        if not self._may_send():
            return False
        command = self._claim()
        if command is None:
            return self._look_around()
        progress = rules.claimed(command.progress)
        try:
            carried = self._go(command, progress)
        except ClaimLost:
            logger.warning("key=%s shipment=%s claim lost, left alone", command.key, command.shipment_id)
            return True
        self._settle(command, progress, carried)
        return True

    def _may_send(self) -> bool:
        # Asking may open the keyring, which takes its time: no writer may wait for that.
        with self._storage.look() as work:
            return self._health.may_send(work)

    def _claim(self) -> QueuedCommand | None:
        with self._storage.work() as work:
            now = self._clock.now()
            command = work.outbox.claim(
                self._connection_id, self._port.target, self._holder, now, now + CLAIM
            )
            if command is not None:
                # A commit wakes every process: one that changed nothing must not be made.
                work.commit()
        return command

    def _look_around(self) -> bool:
        try:
            worked = self._port.idle()
        except RemoteError as error:
            self._health.failed(error)
            return False
        if worked:
            self._health.succeeded()
        return worked

    def _go(self, command: QueuedCommand, progress: Progress) -> Carried:
        """Do the next step and name its outcome; our own exceptions are one, so that the service goes on."""
        try:
            if rules.next_step(progress) == Step.REREAD:
                return self._reread(command)
            return self._send(command)
        except (ClaimLost, StorageError):
            raise
        except MmdeskError as error:
            return Carried(rules.Blocked(error.text))
        except Exception as error:  # a bug must park one command, not stop the exchange of a whole shop
            logger.exception("key=%s shipment=%s our own fault", command.key, command.shipment_id)
            return Carried(rules.Broken(_internal(error)))

    def _reread(self, command: QueuedCommand) -> Carried:
        try:
            return self._port.reread(command)
        except RemoteError as error:
            return Carried(outcome_of_read(error))

    def _send(self, command: QueuedCommand) -> Carried:
        try:
            return self._port.carry_out(command, lambda: self._renew(command))
        except Refused as error:
            return self._after_refusal(command, error)
        except OutcomeUnknown as error:
            return Carried(rules.Unknown(error.text, error.retry_after))
        except RemoteError as error:
            return Carried(outcome_of_read(error))

    def _after_refusal(self, command: QueuedCommand, error: Refused) -> Carried:
        """A remote may refuse what it has done already, or does all the same: look before a person must."""
        seen = self._reread(command)
        if isinstance(seen.outcome, rules.Effective):
            return seen
        return Carried(rules.Refused(error.text))

    def _renew(self, command: QueuedCommand) -> None:
        """Right before the call: lease and claim must still be ours for as long as the call may take."""
        if not self._may_lead():
            raise ClaimLost
        with self._storage.look() as work:
            if work.outbox.holds(command.row_id, self._holder, self._clock.now() + _CALL):
                return
        with self._storage.work() as work:
            now = self._clock.now()
            if not work.outbox.renew(command.row_id, self._holder, now, now + CLAIM):
                raise ClaimLost
            work.commit()

    def _settle(self, command: QueuedCommand, progress: Progress, carried: Carried) -> None:
        now = self._clock.now()
        settlement = rules.settle(progress, carried.outcome, now)
        with self._storage.work() as work:
            # Everybody locks the order first and its commands after it.
            stored = work.shipments.get(command.shipment_key)
            ours = work.outbox.settle(
                command.row_id, self._holder, settlement.progress, settlement.words, now
            )
            if not ours:
                logger.warning("key=%s settled by another relay", command.key)
                return
            if carried.apply is not None:
                carried.apply(work)
            if not isinstance(carried.outcome, _SAY_NOTHING):
                self._health.note(work, settlement)
            self._tell(work, stored, command, carried.outcome, settlement)
            work.commit()
        logger.info(
            "key=%s shipment=%s %s: %s -> %s",
            command.key,
            command.shipment_id,
            command.command,
            type(carried.outcome).__name__,
            settlement.progress.state,
        )

    def _tell(
        self,
        work: UnitOfWork,
        stored: StoredShipment,
        command: QueuedCommand,
        outcome: Outcome,
        settlement: Settlement,
    ) -> None:
        happening = _happening(outcome, settlement)
        if happening is None:
            return
        now, name = self._clock.now(), command.command.value
        words = in_words(settlement.words)
        tell(work, stored, now, SERVICE, happening, command=name, key=command.key, **words)


def _internal(error: Exception) -> Text:
    name = type(error).__name__
    return Text(f"ошибка программы ({name}), подробности в журнале", f"our own fault ({name}), see the log")


def _happening(outcome: Outcome, settlement: Settlement) -> Happening | None:
    match outcome:
        case rules.Accepted():
            return Happening.COMMAND_ACCEPTED
        case rules.Effective():
            return Happening.COMMAND_EFFECTIVE
        case rules.Moot():
            return Happening.COMMAND_MOOT
        case rules.Unknown():
            return Happening.COMMAND_IN_DOUBT
        case _:
            parked = settlement.progress.state == RowState.PARKED
            return Happening.COMMAND_PARKED if parked else None
