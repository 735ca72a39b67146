"""The revisions of the schema; Alembic reads this folder as files, so a frozen program ships it as it is."""

from __future__ import annotations
