"""From an empty profile to a registered connection, in the real window, by keys alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mmdesk.domain.connection import Connection
from mmdesk.sandbox.run import STANDARD_KEY, STANDARD_MERCHANT, Sandbox
from mmdesk.secrets import FileSecrets, SecretKind
from mmdesk.storage.engine import open_engine
from mmdesk.storage.uow import Storage
from tests.e2e.desktop import Desktop, window
from tests.e2e.program import eventually
from tests.ui import screen

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

NAME = "Shop"


@pytest.fixture
def shown() -> Iterator[dict[str, str]]:
    """The environment of a program that opens windows on a screen of its own."""
    if not screen.is_needed():
        yield dict(os.environ)
        return
    try:
        opened = screen.start()
    except screen.NoScreen as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(missing))
    yield opened.environ(os.environ)
    opened.end()


@pytest.fixture
def environ(shown: dict[str, str]) -> dict[str, str]:
    own = {"MMDESK_SECRETS": "file", "MMDESK_LANG": "en", "MMDESK_SERVICE": "off"}
    return {name: value for name, value in shown.items() if name != "MMDESK_DATABASE_URL"} | own


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as made:
        made.megamarket.behave(webhooks=False)
        yield made


def connections(profile: Path) -> tuple[Connection, ...]:
    with (
        closing(Storage(open_engine(f"sqlite:///{profile / 'mmdesk.db'}"))) as storage,
        storage.look() as work,
    ):
        return work.connections.all()


def fill_in(desk: Desktop, sandbox: Sandbox, token: str) -> None:
    """The steps of the wizard up to the checks."""
    desk.until_said("Step 1 of 7")
    desk.write(NAME)
    desk.press("Return")
    desk.until_said("Step 2 of 7")
    desk.write(sandbox.retailcrm.url)
    desk.press("Tab")
    desk.write(STANDARD_KEY.secret)
    desk.press("Return")
    desk.until_said("Step 3 of 7")
    desk.write(str(STANDARD_MERCHANT.merchant_id))
    desk.press("Tab")
    desk.write(token)
    desk.press("Tab", "Space", "Tab")
    desk.write(sandbox.megamarket.url)
    desk.press("Return")


def test_an_empty_profile_becomes_a_connected_shop_by_keys_alone(
    environ: dict[str, str], sandbox: Sandbox, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    with window(profile, environ) as desk:
        desk.until_said("Nothing is connected yet")
        desk.until_keyboard_on("Connect a shop")
        desk.press("Space")
        fill_in(desk, sandbox, "5a4db0c5-0000-4000-8000-00000000dead")
        desk.until_said("To be corrected: 1 of")
        desk.press("Space")
        desk.until_said("Megamarket does not accept the token")
        assert connections(profile) == ()
        desk.press("Ctrl+A")
        desk.write(STANDARD_MERCHANT.token)
        desk.press("Return")
        desk.until_said("All is well")
        desk.press("Space")
        desk.until_said("Registration in RetailCRM")
        desk.press("Space")
        desk.until_said("is registered")
        (connection,) = connections(profile)
        assert connection.is_registered
        assert not connection.paused
        desk.press("Return")
        desk.until_said("works")
        desk.press("Space")
        eventually(lambda: desk.look()["rows"] is not None, "the orders")
        desk.until_said("To confirm")
    secrets = FileSecrets(profile / "secrets.json")
    assert secrets.get(NAME, SecretKind.CRM_KEY) == STANDARD_KEY.secret
    logs = "".join(each.read_text(encoding="utf-8") for each in (profile / "logs").glob("*.log*"))
    assert logs
    assert STANDARD_KEY.secret not in logs
    assert STANDARD_MERCHANT.token not in logs
