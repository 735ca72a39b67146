"""mmdesk: the warehouse desktop and exchange service between Megamarket and RetailCRM."""

from __future__ import annotations

__version__ = "0.3.0"
