"""Looks at the service from the opening of the database on, and keeps one running, whoever signs in later."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError
from mmdesk.paths import Profile
from mmdesk.ui import words
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.service_wish import wants_service
from mmdesk.ui.state_reader import StateReader
from mmdesk.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from mmdesk.bootstrap import Parts
    from mmdesk.services.service_state import ServiceState
    from mmdesk.ui.service_keeper import ServiceKeeper

_STANDS_ON: Final = ("mmdesk.services.service_state", "mmdesk.services.acting_service")
"""Lead to no Qt: imported by the task thread."""


class ServiceWatching(QObject):
    """Lives as long as the program, in the window's thread."""

    seen = Signal(object)
    """A `ServiceState`."""
    told = Signal(object)
    """A `Text`: what keeps the service of this window from working."""
    recovered = Signal()
    """What was told is over."""

    def __init__(
        self,
        runner: TaskRunner,
        profile: Profile,
        profile_dir: Path | None,
        environ: Mapping[str, str],
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._profile = profile
        self._profile_dir = profile_dir
        self._environ = environ
        self._clock = clock
        self._begun = False
        self._reader: StateReader | None = None
        self._keeper: ServiceKeeper | None = None

    @property
    def newest(self) -> ServiceState | None:
        """What was seen last."""
        return self._reader.newest if self._reader is not None else None

    def begin(self, parts: Parts, notice: ChangeNotice) -> None:
        """The database is open. Once."""
        if self._begun:
            return
        self._begun = True
        watch = partial(self._watch, parts, notice)
        self._runner.write(_import_all, owner=self, done=watch, failed=_raise)

    def stop(self) -> None:
        """Look no more; the service itself goes on."""
        self._begun = True
        for part in (self._keeper, self._reader):
            if part is not None:
                part.stop()

    def _watch(self, parts: Parts, notice: ChangeNotice, _nothing: None) -> None:
        from mmdesk.services import service_state

        self._reader = StateReader(
            self._runner, partial(service_state.look, parts.storage, self._clock), self
        )
        self._reader.seen.connect(self.seen)
        notice.changed.connect(self._reader.look)
        self._reader.start()
        if wants_service(self._environ):
            self._keep(parts, self._reader)

    def _keep(self, parts: Parts, reader: StateReader) -> None:
        from mmdesk.services.acting_service import ServiceWatch
        from mmdesk.ui.service_child import ServiceChild, launch_of
        from mmdesk.ui.service_keeper import ServiceKeeper

        launch = launch_of(self._profile, self._profile_dir, self._environ, words.language())
        child = ServiceChild(launch, self._clock)
        self._keeper = ServiceKeeper(
            self._runner, ServiceWatch(parts.storage, self._clock), child, self._clock, self
        )
        self._keeper.told.connect(self.told)
        self._keeper.recovered.connect(self.recovered)
        self._keeper.state_changed.connect(reader.look)
        self._keeper.start()


def _import_all() -> None:
    for name in _STANDS_ON:
        importlib.import_module(name)


def _raise(error: MmdeskError) -> None:
    """Imports raise no errors of ours: this one is a bug."""
    raise error
