"""A secret as a client uses it, and whether it is another one now than the one used last."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from mmdesk.clients.errors import TokenRefused
from mmdesk.clock import Clock
from mmdesk.secrets import SecretsUnavailable

_PAUSE: Final = 5.0
"""Seconds between looks into the store while a refused secret is waited out: a keyring may be slow."""


class SecretWatch:
    """One secret of one connection. Thread-safe; keeps the secret in memory only."""

    def __init__(self, read: Callable[[], str | None], clock: Clock) -> None:
        self._read = read
        self._clock = clock
        self._lock = threading.Lock()
        self._used: str | None = None
        self._looked_at: float | None = None
        self._differs = True

    def current(self) -> str:
        """The secret for the next call, empty where there is none. Raises TokenRefused without a store."""
        try:
            secret = self._read() or ""
        except SecretsUnavailable as error:
            # Nothing works until the store answers, exactly as with a refused secret; the same secret found
            # again then is as good as a new one, for it was not the secret that failed.
            with self._lock:
                self._used, self._looked_at = None, None
            raise TokenRefused(error.text) from error
        with self._lock:
            self._used, self._looked_at = secret, None
        return secret

    def changed(self) -> bool:
        """Whether the store now holds another secret than the one used last in this process."""
        with self._lock:
            now = self._clock.monotonic()
            if self._looked_at is None or now - self._looked_at >= _PAUSE:
                self._looked_at = now
                self._differs = self._is_other()
            return self._differs

    def _is_other(self) -> bool:
        try:
            return (self._read() or "") != self._used
        except SecretsUnavailable:
            return False
