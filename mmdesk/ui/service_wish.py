"""Whether a window is to look after the service; read before anything of the services is imported."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

VARIABLE: Final = "MMDESK_SERVICE"


class ServiceWish(StrEnum):
    """Who looks after the service of this window."""

    KEEPS = "keeps"
    """The window itself."""
    ELSEWHERE = "elsewhere"
    DEMO = "demo"
    """The demonstration that has opened the window."""


def service_wish(environ: Mapping[str, str]) -> ServiceWish:
    value = environ.get(VARIABLE, "").strip().lower()
    if value == ServiceWish.DEMO:
        return ServiceWish.DEMO
    return ServiceWish.ELSEWHERE if value in {"off", "0", "no"} else ServiceWish.KEEPS


def wants_service(environ: Mapping[str, str]) -> bool:
    """Whether this window is to look after the service."""
    return service_wish(environ) is ServiceWish.KEEPS
