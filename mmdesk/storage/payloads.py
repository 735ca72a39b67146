"""Commands as the text that waits in the outbox, and back."""

from __future__ import annotations

from typing import Final

import msgspec

from mmdesk.domain.intent import INTENTS, Command, Intent

# Made while nobody else runs: two threads that meet a type for the first time crash msgspec's decoder.
_DECODERS: Final = {command: msgspec.json.Decoder(kind) for command, kind in INTENTS.items()}


def encode(intent: Intent) -> str:
    return msgspec.json.encode(intent).decode()


def decode(command: str, payload: str) -> Intent:
    """Raises msgspec.ValidationError for a row this version cannot read: a bug, or a newer database."""
    return _DECODERS[Command(command)].decode(payload)
