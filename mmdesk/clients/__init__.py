"""The two remotes, Megamarket and RetailCRM: wire formats in, our dataclasses and one set of errors out."""

from __future__ import annotations
