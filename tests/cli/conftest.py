"""The command line in this process, on a profile whose orders were mirrored before; no remote, no service."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import mmdesk.cli.commands  # noqa: F401 - commands register themselves with the root
from mmdesk.cli.app import main
from mmdesk.clock import SystemClock
from mmdesk.domain.connection import Connection
from mmdesk.domain.lot import Lot
from mmdesk.services.mirror import Mirror
from mmdesk.storage.engine import open_engine
from mmdesk.storage.uow import Storage
from tests import factory

SECRETS = {"mm_token": "token-of-the-tests", "crm_key": "key-of-the-tests"}


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:  # noqa: ANN401 - whatever the command printed
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class CommandLine:
    """`mmdesk --profile DIR …`, in English."""

    profile: Path
    storage: Storage

    def run(self, *arguments: object, given: str | None = None) -> Ran:
        words = ["--profile", str(self.profile), *map(str, arguments)]
        result = CliRunner().invoke(main, words, input=given, catch_exceptions=False)
        return Ran(result.exit_code, result.stdout, result.stderr)

    def done(self, *arguments: object, given: str | None = None) -> Ran:
        ran = self.run(*arguments, given=given)
        assert ran.code == 0, ran
        return ran

    def read(self, *arguments: object) -> Any:  # noqa: ANN401 - whatever the command printed
        return self.done(*arguments, "--json").document

    def connect(
        self, name: str, scheme: str = "standard", merchant_id: int = 4321, *options: str
    ) -> Connection:
        """Add a connection whose remotes nobody ever reaches."""
        self.done(
            *("connection", "add", name, "--scheme", scheme, "--merchant-id", merchant_id),
            *("--crm-url", "https://crm.example.org", "--secrets-stdin", *options),
            given=json.dumps(SECRETS),
        )
        with self.storage.look() as work:
            return work.connections.get(name)

    def mirror(
        self,
        connection: Connection,
        *lots: Lot | str,
        shipment_id: str = "700100200",
        service_scheme: str = "",
    ) -> str:
        """An order as Megamarket has shown it."""
        shown = factory.shipment(*lots, shipment_id=shipment_id, service_scheme=service_scheme)
        Mirror(self.storage, SystemClock()).apply(connection, shown, datetime.now(UTC))
        return shipment_id

    def settings(self, name: str) -> Mapping[str, object]:
        shown: Mapping[str, object] = self.read("settings", "show", name)
        return shown


@pytest.fixture
def line(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CommandLine]:
    for name in ("MMDESK_DATABASE_URL", "MMDESK_HTTP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MMDESK_SECRETS", "file")
    monkeypatch.setenv("MMDESK_LANG", "en")
    file = tmp_path / "profile" / "mmdesk.db"
    file.parent.mkdir(mode=0o700)
    shutil.copyfile(sqlite_template, file)
    with closing(Storage(open_engine(f"sqlite:///{file}"))) as storage:
        yield CommandLine(file.parent, storage)
