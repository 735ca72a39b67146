"""Whether a window is to look after the service; read before anything of the services is imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

VARIABLE: Final = "MMDESK_SERVICE"


def wants_service(environ: Mapping[str, str]) -> bool:
    """Whether this window is to look after the service."""
    return environ.get(VARIABLE, "").strip().lower() not in {"off", "0", "no"}
