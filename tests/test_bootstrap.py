"""The parts of a profile are opened as its environment says."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from mmdesk import bootstrap, remotes
from mmdesk.domain.connection import Connection
from mmdesk.domain.scheme import SchemeCode
from mmdesk.paths import ProfileUnusable
from mmdesk.secrets import SecretKind
from mmdesk.services import connections
from mmdesk.services.connections import NewConnection
from mmdesk.storage import migrate
from mmdesk.storage.engine import StorageError

ENVIRON = {"MMDESK_SECRETS": "file"}


def added(parts: bootstrap.Parts) -> Connection:
    new = NewConnection("лавка", SchemeCode.STANDARD, 4321, "http://127.0.0.1:9", "http://127.0.0.1:9")
    return connections.add(parts.storage, parts.clock, parts.secrets, new, {SecretKind.MM_TOKEN: "token-1"})


def test_a_new_profile_gets_directories_and_an_upgraded_database(tmp_path: Path) -> None:
    with bootstrap.open_parts(tmp_path / "profile", ENVIRON) as parts:
        assert migrate.check(parts.storage.engine).is_current
        assert (parts.profile.database.is_file(), parts.profile.logs.is_dir()) == (True, True)


def test_an_old_profile_is_found_again(tmp_path: Path) -> None:
    with bootstrap.open_parts(tmp_path, ENVIRON) as parts:
        added(parts)
    with bootstrap.open_parts(tmp_path, ENVIRON) as parts, parts.storage.look() as work:
        assert [each.name for each in work.connections.all()] == ["лавка"]


def test_the_environment_names_another_database(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    environ = ENVIRON | {"MMDESK_DATABASE_URL": f"sqlite:///{other}"}
    with bootstrap.open_parts(tmp_path / "profile", environ) as parts:
        assert (other.is_file(), parts.profile.database.exists()) == (True, False)


def test_a_database_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        bootstrap.open_parts(tmp_path, ENVIRON | {"MMDESK_DATABASE_URL": "oracle://nowhere/x"})


def test_a_profile_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ProfileUnusable):
        bootstrap.open_parts(tmp_path / "file", ENVIRON)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
@pytest.mark.skipif(sys.platform == "win32", reason="the mode says nothing there")
def test_a_named_database_is_as_private_as_that_of_the_profile(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.sqlite3"
    environ = ENVIRON | {"MMDESK_DATABASE_URL": f"sqlite:///{file}"}
    with bootstrap.open_parts(tmp_path / "profile", environ):
        kept = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.glob("elsewhere*")}
    assert set(kept.values()) == {0o600}, kept


def test_the_database_is_private(tmp_path: Path) -> None:
    with bootstrap.open_parts(tmp_path / "profile", ENVIRON) as parts:
        assert parts.profile.database.stat().st_mode & 0o077 == 0


def test_settings_are_read_by_the_connections_name(tmp_path: Path) -> None:
    with bootstrap.open_parts(tmp_path, ENVIRON) as parts:
        connection = added(parts)
        with parts.storage.work() as work:
            work.connections.put_setting(connection.connection_id, "exchange.megamarket_seconds", "30")
            work.commit()
        assert parts.settings_of("лавка").exchange_megamarket_seconds == 30


def test_the_secret_store_is_opened_only_when_it_is_needed(tmp_path: Path) -> None:
    with (
        bootstrap.open_parts(tmp_path, {"MMDESK_SECRETS": "nonsense"}) as parts,
        parts.storage.look() as work,
    ):
        assert work.connections.all() == ()


def test_an_account_in_a_zone_nobody_knows_still_works(tmp_path: Path) -> None:
    with bootstrap.open_parts(tmp_path, ENVIRON) as parts:
        added(parts)
        with parts.storage.work() as work:
            connection = work.connections.change("лавка", crm_zone="Mars/Olympus")
            work.commit()
        with remotes.retailcrm(parts, connection), remotes.megamarket(parts, connection):
            pass
