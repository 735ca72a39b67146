"""A window's spool as a process of its own, to be killed by a test."""

from __future__ import annotations

import sys
import threading
from contextlib import closing
from pathlib import Path

from mmdesk.clock import SystemClock
from mmdesk.services.spool import Spool
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.engine import open_engine
from mmdesk.storage.uow import Storage
from tests.services.printing_stand import HERE


def main(url: str, folder: Path) -> None:
    """Print until killed."""
    storage = Storage(open_engine(url))
    Spool(storage, SystemClock(), folder, HERE, lambda: closing(ChangeWatcher(storage.engine))).start()
    threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
