"""The part of the composition that builds feeds; without a library of the network as long as none is needed.

Apart from `remotes`, so that a build from a file on this computer does not pay for them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.catalogue.source_file import SourceBroken
from mmdesk.domain.connection import Connection
from mmdesk.errors import Text
from mmdesk.services.feed_building import FeedBuilding
from mmdesk.services.feed_sources import FeedSource, FileSource, is_on_the_web
from mmdesk.services.shop_zone import zone_of

if TYPE_CHECKING:
    from mmdesk.bootstrap import Parts


def feed_building(parts: Parts, connection: Connection) -> FeedBuilding:
    """Builds a connection's feed out of any source, without a remote of its own."""
    files = FeedFiles(parts.profile.feeds)
    return FeedBuilding(parts.storage, parts.clock, files, connection, zone_of(connection))


def file_source(parts: Parts, connection: Connection, source: str) -> FeedSource:
    """A catalogue file by its address on the web or its path."""
    if is_on_the_web(source):
        from mmdesk.clients.catalogue_file import CatalogueFile
        from mmdesk.services.feed_web_source import WebSource

        return WebSource(source, source_place(parts, connection), CatalogueFile())
    if "://" in source and not source.lower().startswith("file:"):
        raise SourceBroken(Text.same(source.partition("://")[0] + "://"), hint=_WEB_OR_PATH)
    return FileSource(source)


def source_place(parts: Parts, connection: Connection) -> Path:
    """Where the goods of a connection are kept that were fetched."""
    return parts.profile.feeds / "sources" / str(connection.connection_id)


_WEB_OR_PATH: Final = Text(
    "Укажите адрес http(s):// или путь к файлу.", "Give an http(s):// address or the path of a file."
)
