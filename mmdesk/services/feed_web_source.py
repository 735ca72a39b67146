"""A connection's goods out of a file on the web.

Apart from the other sources, so that a build from a file on this computer loads no library of the network.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Final

import msgspec

from mmdesk.clients.catalogue_file import CatalogueFile, FetchStopped, Known
from mmdesk.private_files import PRIVATE_DIRECTORY
from mmdesk.services.careful_poll import STOPPING
from mmdesk.services.feed_order import ReadySource
from mmdesk.services.feed_sources import BYTES, Fetched, Tell
from mmdesk.services.side_by_side import PollSkipped

logger = logging.getLogger(__name__)

_known_decoder: Final = msgspec.json.Decoder(Known)


class WebSource:
    """A file on the web, kept in `place` and asked for anew only where it has changed."""

    def __init__(self, address: str, place: Path, client: CatalogueFile) -> None:
        self._address = address
        self._file = place / "catalogue.xml"
        self._marks = place / "catalogue.json"
        self._client = client

    def ready(self, *, whole: bool, tell: Tell, stopping: Callable[[], bool]) -> ReadySource:  # noqa: ARG002 - the site's word is enough
        self._file.parent.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)

        def told(received: int, total: int | None) -> None:
            tell(Fetched(BYTES, received, total or 0))

        try:
            fetched = self._client.fetch(
                self._address, self._file, self._known(), tell=told, stopping=stopping
            )
        except FetchStopped as error:
            raise PollSkipped(STOPPING) from error
        self._remember(fetched.known)
        return ReadySource(self._address, fetched.known.sha256, icml=str(self._file))

    def distrust(self) -> None:
        self._marks.unlink(missing_ok=True)

    def _known(self) -> Known | None:
        """What is remembered, if it is of this address and its file is still there."""
        try:
            stored = self._marks.read_bytes()
            address, _, known = stored.partition(b"\n")
            if address.decode() == self._address and self._file.exists():
                return _known_decoder.decode(known)
        except (OSError, ValueError, msgspec.DecodeError) as error:
            logger.info("the catalogue is fetched whole: %s", error)
        return None

    def _remember(self, known: Known) -> None:
        self._marks.write_bytes(self._address.encode() + b"\n" + msgspec.json.encode(asdict(known)))
