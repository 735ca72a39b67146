"""The time that a shop's papers and feed tell: that of its account, wherever the computer stands."""

from __future__ import annotations

import logging
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mmdesk.domain.connection import Connection

logger = logging.getLogger(__name__)

HOME_ZONE: Final = ZoneInfo("Europe/Moscow")


def zone_of(connection: Connection) -> ZoneInfo:
    """The account's zone; before registration has asked for it, the one most accounts have."""
    if not connection.crm_zone:
        return HOME_ZONE
    try:
        return ZoneInfo(connection.crm_zone)
    except (ZoneInfoNotFoundError, ValueError):
        logger.warning("connection=%s unknown zone %s", connection.name, connection.crm_zone)
        return HOME_ZONE
