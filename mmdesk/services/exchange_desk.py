"""What a person may do at the page «Обмен»; every call is one short read or write, but those that say so.

Call from any thread but the window's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.role import Right, require
from mmdesk.paths import Profile
from mmdesk.services import exchange_watch, inbox, job_history, outbox, public_places, received_calls
from mmdesk.services.exchange_watch import ExchangeSeen
from mmdesk.services.job_history import JobName, JobRun
from mmdesk.services.operators import Operator
from mmdesk.services.outbox import Answer
from mmdesk.services.public_places import PlaceVerdicts
from mmdesk.storage.uow import Storage

if TYPE_CHECKING:
    # What the doctor looks at, the label engine among it, is loaded only for a bundle.
    from mmdesk.services.support_bundle import SecretHolder

__all__ = ["Answer", "ExchangeDesk", "ExchangeSeen", "JobName", "JobRun", "PlaceVerdicts"]


@dataclass(frozen=True, slots=True)
class ExchangeDesk:
    """Safe to share between threads. Every method raises StorageError."""

    storage: Storage
    clock: Clock
    operator: Operator
    profile: Profile
    holder: SecretHolder
    password: Callable[[Connection], str]

    def look(self, *, parked_calls_only: bool = False) -> ExchangeSeen:
        return exchange_watch.look(self.storage, self.clock, parked_calls_only=parked_calls_only)

    def retry(self, keys: Sequence[str]) -> tuple[Answer, ...]:
        """An answer for each command, in this order. Raises NotYours."""
        require(self.operator.role, Right.QUEUE)
        return outbox.retry_all(self.storage, self.clock, keys, self.operator)

    def drop(self, keys: Sequence[str]) -> tuple[Answer, ...]:
        """An answer for each command. Raises NotYours."""
        require(self.operator.role, Right.QUEUE)
        return outbox.drop_all(self.storage, self.clock, keys, self.operator)

    def body(self, row_id: int) -> str:
        """Raises CallGone."""
        return received_calls.shown_body(self.storage, row_id)

    def replay(self, row_id: int) -> None:
        """Raises NotYours and UnknownCall."""
        require(self.operator.role, Right.QUEUE)
        received_calls.replay(self.storage, row_id, self.operator)

    def drop_call(self, row_id: int) -> None:
        """Raises NotYours and UnknownCall."""
        require(self.operator.role, Right.QUEUE)
        inbox.drop(self.storage, self.clock, row_id, self.operator)

    def runs(self, job: str = "", outcome: str = "") -> tuple[JobRun, ...]:
        """The newest runs; empty words stand for all."""
        return job_history.runs(self.storage, job=job, outcome=outcome)

    def run_now(self, name: JobName) -> None:
        job_history.run_now(self.storage, self.clock, name, self.operator.name)

    def test_places(self) -> PlaceVerdicts:
        """Calls the public addresses: takes seconds."""
        return public_places.test(self.storage, self.password)

    def save_bundle(self, file: Path) -> Path:
        """Takes seconds. Raises BundleNotSaved."""
        from mmdesk.services import support_bundle

        subject = support_bundle.Subject(self.profile, self.storage, self.clock, self.holder)
        return support_bundle.examine_and_save(subject, file)
