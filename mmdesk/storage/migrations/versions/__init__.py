"""One module a revision, oldest first by its number."""

from __future__ import annotations
