"""By which names the settings and their sections are asked for; without Qt, for the window's start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PAGE: Final = "setup"
CONNECTIONS: Final = "connections"
INTEGRATION: Final = "integration"


@dataclass(frozen=True, slots=True)
class Place:
    """A section of the settings and what it shall show, None as it stands."""

    section: str
    wanted: object = None


NEW_CONNECTION: Final = "new"
"""What the section of connections is asked for to open its wizard."""
CONNECT: Final = Place(CONNECTIONS, NEW_CONNECTION)
