"""What the process that reads a source is told."""

from __future__ import annotations

from typing import Final

import msgspec


class SourceOrder(msgspec.Struct):
    """What to read: the path of an ICML file, or of the local copy of RetailCRM's catalogue."""

    icml: str = ""
    copy: str = ""
    price_type: str = ""


encoder: Final = msgspec.json.Encoder()
decoder: Final = msgspec.json.Decoder(SourceOrder)
