"""All scenes by name, in the order in which they are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.shots import (
    scenes_card,
    scenes_catalogue,
    scenes_dashboard,
    scenes_dialogs,
    scenes_exchange,
    scenes_list,
    scenes_manager,
    scenes_packing,
    scenes_printing,
    scenes_setup,
    scenes_shell,
)
from tests.shots.stage import Scene

SCENES: Final[Mapping[str, Scene]] = {
    **scenes_list.SCENES,
    **scenes_card.SCENES,
    **scenes_dialogs.SCENES,
    **scenes_packing.SCENES,
    **scenes_printing.SCENES,
    **scenes_catalogue.SCENES,
    **scenes_exchange.SCENES,
    **scenes_dashboard.SCENES,
    **scenes_setup.SCENES,
    **scenes_manager.SCENES,
    **scenes_shell.SCENES,
}
