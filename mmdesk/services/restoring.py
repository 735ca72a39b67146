"""Put a backup in the place of the database: looked over first, and done when nobody works with it any more.

A window has the database open, so it only leaves a wish; the next start of the window carries it out before
it opens anything.
"""

from __future__ import annotations

import json
import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.role import Right, require
from mmdesk.errors import MmdeskError, Text
from mmdesk.private_files import replace_private
from mmdesk.services.lease import is_alive, this_machine
from mmdesk.services.operators import Operator
from mmdesk.storage import backup as copies
from mmdesk.storage.backup import Contents
from mmdesk.storage.running import SERVICE
from mmdesk.storage.uow import Storage
from mmdesk.system_words import system_words

logger = logging.getLogger(__name__)

WISH: Final = "restore-wish.json"
_PATIENCE_SECONDS: Final = 15.0
"""Longer than the ten seconds in which a service stops in good order."""
_STEP_SECONDS: Final = 0.2


class ServiceGoesOn(MmdeskError):
    """Raised when the service could not be stopped; nothing was changed."""

    title = Text(
        "Служба обмена не остановилась, ничего не изменено", "The service did not stop, nothing was changed"
    )
    hint = Text("Остановите её сами и повторите.", "Stop it yourself and try again.")


@dataclass(frozen=True, slots=True)
class Restored:
    """What a start has carried out: `kept` is the former database, `failed` why nothing was changed."""

    file: Path
    kept: Path | None = None
    failed: MmdeskError | None = None


def examine(file: Path) -> Contents:
    """What a backup holds. Raises RestoreRefused and StorageError."""
    return copies.examine(file)


def prepare(
    storage: Storage, clock: Clock, by: Operator, profile: Path, file: Path, wait: Callable[[float], None]
) -> None:
    """Look the backup over, stop the service of this computer, and leave the wish for the next start.

    `wait` blocks for some seconds. Raises NotYours, ServiceGoesOn, what `examine` raises, and OSError.
    """
    require(by.role, Right.SETTINGS)
    examine(file)
    _stop_service(storage, clock, wait)
    replace_private(profile / WISH, json.dumps({"file": str(file.absolute())}))


def carry_out(profile: Path, url: str, clock: Clock) -> Restored | None:
    """What the last window was asked for, before anything is opened; None when that is nothing.

    A wish is tried once: after a failure the program opens with the database it had.
    """
    wish = profile / WISH
    try:
        file = Path(json.loads(wish.read_text(encoding="utf-8"))["file"])
        wish.unlink()
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        logger.warning("a wish to restore cannot be read: %s", type(error).__name__)
        return None
    try:
        return Restored(file, kept=copies.restore(url, file, clock.now()))
    except MmdeskError as error:
        logger.warning("file=%s not restored: %s", file, error)
        return Restored(file, failed=error)


def _stop_service(storage: Storage, clock: Clock, wait: Callable[[float], None]) -> None:
    with storage.look() as work:
        lease = work.running.lease(SERVICE)
    if lease is None or not is_alive(lease, clock):
        return
    if lease.host != this_machine():
        raise ServiceGoesOn(Text(f"она работает на {lease.host}", f"it runs on {lease.host}"))
    try:
        os.kill(lease.pid, signal.SIGTERM)
    except OSError as error:
        raise ServiceGoesOn(system_words(error)) from error
    until = clock.monotonic() + _PATIENCE_SECONDS
    while is_alive(lease, clock):
        if clock.monotonic() > until:
            raise ServiceGoesOn
        wait(_STEP_SECONDS)
        with storage.look() as work:
            found = work.running.lease(SERVICE)
        if found is None:
            return
        lease = found
