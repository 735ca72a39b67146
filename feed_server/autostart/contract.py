"""What starting at log-in means on every system, and what can go wrong with it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from feed_server.autostart.launch import Launch
from mmdesk.errors import MmdeskError, Text

MARK: Final = "Made by mmdesk service autostart"
"""In everything made here; what lacks it is somebody else's and stays as it is."""
STOP_SECONDS: Final = 15
"""The service itself needs ten at most."""
RESTART_SECONDS: Final = 30
"""The pause before a service that has failed is started again."""


class AutostartUnavailable(MmdeskError):
    """Raised where this system has nothing that could start the service; nothing was changed."""

    title = Text("Автозапуск здесь не настроить", "Autostart cannot be set up here")


class AutostartForeign(MmdeskError):
    """Raised when something of the same name was made by hand or by another program; nothing was changed."""

    title = Text("Автозапуск с этим именем создан не программой", "This autostart was not made by mmdesk")
    hint = Text(
        "Переименуйте или удалите его сами, затем повторите.",
        "Rename or remove it yourself, then repeat the command.",
    )


class AutostartFailed(MmdeskError):
    """Raised when the system refused; what was there before is there again."""

    title = Text("Система не приняла автозапуск", "The system did not accept the autostart")


class Standing(StrEnum):
    """How the autostart of one profile stands; FOREIGN is one of the same name that was not made here."""

    OFF = "off"
    ON = "on"
    DISABLED = "disabled"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class AutostartState:
    """What the system knows: `place` is a file or a task's name, `running` None where it cannot be told."""

    standing: Standing
    place: str
    command: str = ""
    running: bool | None = None


class Autostart(ABC):
    """The autostart of one profile of this account."""

    advice: ClassVar[Text] = Text("", "")
    """What else the reader may want to do after switching it on."""

    @abstractmethod
    def install(self, launch: Launch) -> AutostartState:
        """Start at log-in from now on, and at once; replaces what it made before.

        Raises AutostartUnavailable, AutostartForeign, AutostartFailed and LaunchUnwritable.
        """

    @abstractmethod
    def remove(self) -> AutostartState:
        """Stop it and never start it again; nothing to remove is no failure. Raises as `install` does."""

    @abstractmethod
    def state(self) -> AutostartState:
        """How it stands now; changes nothing. Raises AutostartFailed."""
