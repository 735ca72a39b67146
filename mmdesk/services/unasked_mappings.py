"""The lines of a connection's mappings that would act at Megamarket with nobody asking, by setting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from mmdesk.domain.crm_wish import WishRules
from mmdesk.domain.scheme import Scheme
from mmdesk.domain.unasked import Clash, Deed, unasked_acts
from mmdesk.errors import Text
from mmdesk.settings import ConnectionSettings

if TYPE_CHECKING:
    # A build of the feed judges settings, and has no use for the libraries of the network.
    from mmdesk.services.dictionaries import Entry


def unasked_mappings(
    scheme: Scheme, settings: ConnectionSettings, known: Iterable[Entry] = ()
) -> Mapping[str, Text]:
    """What would happen, at each line with a part in it. `known` are RetailCRM's order statuses, if read."""
    entries = {entry.code: entry for entry in known}
    rules = WishRules(
        confirmed=settings.status_confirmed,
        pack=settings.status_pack,
        ship=settings.status_ship,
        close=settings.status_close,
    )
    canceling = frozenset(code for code, entry in entries.items() if entry.cancels)
    found: dict[str, Text] = {}
    for clash in unasked_acts(scheme, rules, settings.status_map, canceling):
        words = clash.words(entries[clash.code].name if clash.code in entries else clash.code)
        for key in _keys(clash):
            found.setdefault(key, words)
    return found


def _keys(clash: Clash) -> tuple[str, ...]:
    """The lines that can mend it."""
    other = _KEYS[clash.with_deed] if clash.with_deed else f"status.map.{clash.with_status}"
    return (_KEYS[clash.deed], other) if clash.deed in _KEYS else (other,)


_KEYS: Final[Mapping[Deed, str]] = {
    Deed.CONFIRM: "status.confirmed",
    Deed.PACK: "status.pack",
    Deed.SHIP: "status.ship",
    Deed.CLOSE: "status.close",
}
