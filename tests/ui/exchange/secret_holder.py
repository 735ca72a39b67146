"""What opens a store of secrets, as the parts of the program do."""

from __future__ import annotations

from dataclasses import dataclass

from mmdesk.secrets import SecretStore


@dataclass
class Holder:
    secrets: SecretStore
