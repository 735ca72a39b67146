"""When the service is to be started, and what the person is told of it; no Qt, no clock, no process."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from mmdesk.errors import MmdeskError, Text
from mmdesk.ui.service_child import ChildLook, Life

if TYPE_CHECKING:
    from mmdesk.services.acting_service import ActingService

FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 60.0
"""Also how long a service must have lived for its end to count as the first one again."""
_PORT_SECONDS: Final = 6.0
"""A service that has just taken the lease listens by its next renewal."""
_START_SECONDS: Final = 60.0


class Keeping(StrEnum):
    """How the service stands as this window sees it."""

    UNKNOWN = "unknown"
    STARTING = "starting"
    RUNNING = "running"
    ELSEWHERE = "elsewhere"
    """It runs on another computer."""
    WAITING = "waiting"
    """It has ended and is started again after a pause."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at the lease and at our own process."""

    acting: ActingService | None
    child: ChildLook


@dataclass(frozen=True, slots=True)
class Decision:
    """`words` is what is new for the person; `well` tells that nothing said before is the matter any more."""

    keeping: Keeping
    start: bool = False
    words: Text | None = None
    well: bool = False


class KeeperState:
    """Times are seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._pause = FIRST_PAUSE
        self._next_start = 0.0
        self._started_at = 0.0
        self._knows_end = False
        self._mute_since: float | None = None
        self._told: Text | None = None
        self._free_mb: int | None = None

    def see(self, seen: Seen, now: float) -> Decision:
        """What to do about what was seen."""
        child, acting = seen.child, seen.acting
        self._free_mb = child.free_mb
        has_ended = child.life is Life.ENDED
        if acting is not None and not (has_ended and acting.here and acting.pid == child.pid):
            self._knows_end = has_ended
            return self._see_acting(acting, now)
        self._mute_since = None
        words = self._end_of(child, now) if has_ended and not self._knows_end else None
        if child.life is Life.RUNNING or child.elsewhere:
            late = child.life is Life.RUNNING and now - self._started_at > _START_SECONDS
            return Decision(Keeping.STARTING, words=self._new(_LATE) if late else None)
        if now >= self._next_start:
            self._started_at, self._knows_end = now, False
            return Decision(Keeping.STARTING, start=True, words=words)
        return Decision(Keeping.WAITING, words=words)

    def start_failed(self, error: MmdeskError, now: float) -> Decision:
        self._next_start = now + LONGEST_PAUSE
        return Decision(Keeping.WAITING, words=self._new(self._no_room() or error.text))

    def _see_acting(self, acting: ActingService, now: float) -> Decision:
        if not acting.here:
            self._mute_since = None
            return Decision(Keeping.ELSEWHERE, well=True)
        if acting.http_port:
            self._mute_since = None
            # Whatever was the matter is over; when it comes again it is news again.
            self._told = None
            return Decision(Keeping.RUNNING, well=True)
        self._mute_since = now if self._mute_since is None else self._mute_since
        is_mute = now - self._mute_since >= _PORT_SECONDS
        return Decision(Keeping.RUNNING, words=self._new(_PORT_TAKEN) if is_mute else None)

    def _end_of(self, child: ChildLook, now: float) -> Text | None:
        """A service that refuses to run will refuse again: it is tried rarely, and said once."""
        self._knows_end = True
        if now - self._started_at >= LONGEST_PAUSE:
            self._pause = FIRST_PAUSE
        pause = LONGEST_PAUSE if child.refused else self._pause
        self._next_start = now + pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        template = _REFUSED if child.refused else _ENDED
        return self._new(self._no_room() or template.format(words=child.last_words))

    def _no_room(self) -> Text | None:
        """A full disk explains whatever a service died of: the database cannot be written."""
        return None if self._free_mb is None else _NO_ROOM.format(n=self._free_mb)

    def _new(self, words: Text) -> Text | None:
        if words == self._told:
            return None
        self._told = words
        return words


_NO_ROOM: Final = Text(
    "На диске с профилем mmdesk нет места (свободно {n} МБ), служба обмена не может работать. "
    "Освободите место, нужно 500 МБ: окно запустит её само.",
    "The disk of mmdesk's profile is full ({n} MB free), the exchange service cannot work. "
    "Free some space, 500 MB are needed: the window then starts it by itself.",
)
_REFUSED: Final = Text("Служба не запустилась. {words}", "The service did not start. {words}")
_ENDED: Final = Text(
    "Служба остановилась ({words}). Программа запускает её снова.",
    "The service has stopped ({words}). The program is starting it again.",
)
_LATE: Final = Text(
    "Служба запускается дольше минуты. Подождите; если обмен не начнётся, посмотрите журнал service.log.",
    "The service has been starting for over a minute. Wait; if the exchange does not begin, see service.log.",
)
_PORT_TAKEN: Final = Text(
    "Порт службы занят другой программой: вызовы Мегамаркета не приходят, заказы забираются опросом. "
    "Освободите порт или задайте другой, например MMDESK_HTTP=127.0.0.1:8490.",
    "Another program has the service's port: Megamarket's calls do not arrive, orders come by polling. "
    "Free the port or choose another one, for example MMDESK_HTTP=127.0.0.1:8490.",
)
