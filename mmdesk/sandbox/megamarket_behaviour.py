"""How the simulated marketplace behaves where its documents are silent or disagree."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any


class ErrorShape(StrEnum):
    """USUAL: an object for the token, a list for everything else."""

    USUAL = "usual"
    OBJECT = "object"
    LIST = "list"


class StickerForm(StrEnum):
    """What answers `printAsPdf: true`."""

    AS_ASKED = "as_asked"
    ALWAYS_HTML = "always_html"
    PDF_IN_JSON = "pdf_in_json"


class BlankForm(StrEnum):
    """What order/get shows of a shipment that was created a moment ago."""

    NO_STATUS = "no_status"
    NO_ITEMS = "no_items"
    ABSENT = "absent"


class BoxForm(StrEnum):
    """Where order/get names the box of a lot: `boxIndex` or `boxes`."""

    INDEX = "index"
    LIST = "list"


class UnknownOffer(StrEnum):
    """How a call is refused for an offer that nobody knows: its id in `offerId`, in the words, or nowhere.

    WARNED: the call is accepted, the offer is left out, and where the method has warnings one tells of it.
    """

    NAMED = "named"
    IN_WORDS = "in_words"
    NAMELESS = "nameless"
    WARNED = "warned"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Every switch; the defaults are the contract's proposals, spans are in the unit of the name."""

    pending_seconds: float = 1.0
    repeats_are_errors: bool = False
    errors: ErrorShape = ErrorShape.USUAL
    reject_packed_dsm: bool = True
    needs_digital_mark: bool = True
    fixed_order_code: bool = True
    repacking: bool = True
    delivery_lot_follows: bool = False
    late_calls: bool = True

    sticker: StickerForm = StickerForm.AS_ASKED
    hostile_labels: bool = False
    label_in_order_new: bool = True

    blank_for_seconds: float = 0.0
    blank_form: BlankForm = BlankForm.NO_STATUS
    boxes_in_get: BoxForm = BoxForm.INDEX
    shipment_status: bool = True
    get_skips_unknown: bool = False
    get_maximum: int = 1000
    search_count: int = 100
    search_maximum: int = 1000
    standard_service_scheme: str = ""
    extra_fields: bool = False
    result_is_word: bool = False

    confirm_hours: float = 4.0
    pack_hours: float = 24.0
    ship_hours: float = 30.0
    dsm_pack_hours: float = 3.0
    delivery_days: float = 4.0
    reserve_days: float = 20.0
    packing_grace_hours: float = 24.0
    shipping_grace_days: float = 7.0
    deliver_after_seconds: float = 0.0

    stock_by_api: bool = True
    unknown_stock: UnknownOffer = UnknownOffer.NAMED
    unknown_price: UnknownOffer = UnknownOffer.WARNED
    tells_saved_prices: bool = True

    webhooks: bool = True
    webhook_copies: int = 1
    webhook_timeout: float = 10.0
    webhook_pauses: tuple[float, ...] = (60.0, 120.0, 300.0, 900.0, 3600.0)

    def changed(self, **values: object) -> Behaviour:
        """Set switches by name from JSON values; raises ValueError for an unknown name or a wrong type."""
        known = {switch.name: getattr(self, switch.name) for switch in fields(self)}
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise ValueError(f"no such switch: {', '.join(unknown)}")
        # The names are checked above and the types by _like, which no annotation can tell.
        checked: dict[str, Any] = {name: _like(known[name], name, value) for name, value in values.items()}
        return replace(self, **checked)


def _like(current: object, name: str, value: object) -> object:
    match current, value:
        case bool(), bool():
            return value
        case bool(), _:
            pass
        case StrEnum(), str():
            return type(current)(value)
        case str(), str():
            return value
        case int(), int() if not isinstance(value, bool):
            return value
        case float(), int() | float() if not isinstance(value, bool):
            return float(value)
        case tuple(), list() | tuple():
            return tuple(float(pause) for pause in value)
    raise ValueError(f"{name}: {value!r} does not fit")
