"""mmdesk feed …: build the product feed, check one, see what is published."""

from __future__ import annotations

from mmdesk.cli.app import main


@main.group("feed")
def feed_group() -> None:
    """The product feed for Megamarket."""
