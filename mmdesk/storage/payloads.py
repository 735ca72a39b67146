"""Commands as the text that waits in the outbox, and back."""

from __future__ import annotations

import msgspec

from mmdesk.domain.intent import INTENTS, Command, Intent


def encode(intent: Intent) -> str:
    return msgspec.json.encode(intent).decode()


def decode(command: str, payload: str) -> Intent:
    """Raises msgspec.ValidationError for a row this version cannot read: a bug, or a newer database."""
    return msgspec.json.decode(payload, type=INTENTS[Command(command)])
