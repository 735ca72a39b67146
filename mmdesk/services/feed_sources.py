"""Where a connection's goods come from: RetailCRM's interface, or a file on this computer.

Those from the web are in `feed_web_source`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from mmdesk.catalogue.source_file import local_path, stamp
from mmdesk.clients.errors import RemoteError
from mmdesk.clients.giving_up import CallStopped, given_up_when
from mmdesk.domain.connection import Connection
from mmdesk.errors import Text
from mmdesk.services.careful_poll import NOT_REGISTERED, STOPPING
from mmdesk.services.feed_order import ReadySource
from mmdesk.services.side_by_side import PollSkipped

if TYPE_CHECKING:
    # A build from a file on this computer must not wait until the network's libraries are there.
    from mmdesk.catalogue.api_copy import ApiCopy
    from mmdesk.services.api_catalogue import ApiCatalogue
    from mmdesk.services.remote_health import RemoteHealth

API: Final = "api"
_WEB: Final = ("http://", "https://")
PAGES: Final = "pages"
BYTES: Final = "bytes"


@dataclass(frozen=True, slots=True)
class Fetched:
    """How much of a source is here: `done` of `of` pages or bytes, as `unit` says; 0 where nobody knows."""

    unit: str
    done: int
    of: int

    @property
    def share(self) -> float:
        return min(self.done / self.of, 1.0) if self.of else 0.0


Tell = Callable[[Fetched], None]


class FeedSource(Protocol):
    """A source that can be made ready again and again."""

    def ready(self, *, whole: bool, tell: Tell, stopping: Callable[[], bool]) -> ReadySource:
        """Fetch what has changed; `whole` where a person asks, so that nothing is taken for granted.

        Raises RemoteError, SourceBroken, and PollSkipped when `stopping` says so.
        """
        ...

    def distrust(self) -> None:
        """What was fetched last cannot be read: the next time it is fetched anew in any case."""
        ...


class FileSource:
    """A file on this computer."""

    def __init__(self, path: str) -> None:
        self._path = path

    def ready(self, *, whole: bool, tell: Tell, stopping: Callable[[], bool]) -> ReadySource:  # noqa: ARG002 - a file is just there
        path = local_path(self._path)
        return ReadySource(str(path), stamp(path), icml=str(path))

    def distrust(self) -> None:
        """A file is never remembered."""


class ApiSource:
    """RetailCRM's catalogue by its interface, in a copy on this computer."""

    def __init__(
        self,
        connection: Connection,
        copy: ApiCopy,
        place: Path,
        catalogue: ApiCatalogue,
        health: RemoteHealth,
    ) -> None:
        self._connection = connection
        self._copy = copy
        self._place = place
        self._catalogue = catalogue
        self._health = health

    def ready(self, *, whole: bool, tell: Tell, stopping: Callable[[], bool]) -> ReadySource:
        """A person may read the goods before the connection is registered, the schedule waits for that."""
        if not whole and not self._connection.is_registered:
            raise PollSkipped(NOT_REGISTERED)
        if not self._health.may_call(probe=whole):
            words = self._health.now().words
            raise PollSkipped(words if words is not None else _PAUSED)

        def told(done: int, pages: int) -> None:
            tell(Fetched(PAGES, done, pages))

        try:
            with given_up_when(stopping):
                self._catalogue.refresh(whole=whole, tell=told, stopping=stopping)
        except CallStopped as error:
            raise PollSkipped(STOPPING) from error
        except RemoteError as error:
            self._health.failed(error)
            raise
        self._health.succeeded()
        return ReadySource("RetailCRM", f"api {self._copy.version}", copy=str(self._place))

    def distrust(self) -> None:
        self._copy.throw_away()


def is_on_the_web(source: str) -> bool:
    return source.lower().startswith(_WEB)


_PAUSED: Final = Text("обмен приостановлен", "the exchange is paused")
