from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from mmdesk.paths import DatabaseNotLocal, Profile, ProfileUnusable, check_local, resource


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_chosen_profile_keeps_everything_below_its_directory(tmp_path: Path) -> None:
    profile = Profile.choose(tmp_path / "shop")
    places = [
        profile.logs,
        profile.database,
        profile.secrets_file,
        profile.labels,
        profile.backups,
        profile.feeds,
    ]
    assert all(place.is_relative_to(tmp_path / "shop") for place in places)


def test_without_a_choice_the_account_has_one_profile() -> None:
    assert Profile.choose(None) == Profile.of_account()
    assert "mmdesk" in str(Profile.of_account().root)


def test_a_relative_profile_does_not_move_with_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Profile.at(Path("shop")).root == tmp_path / "shop"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_new_directories_are_open_to_this_account_only(tmp_path: Path) -> None:
    profile = Profile.at(tmp_path / "shop").create()
    assert {mode(place) for place in (profile.root, profile.logs, profile.labels)} == {0o700}


def test_creating_twice_is_the_same_as_once(tmp_path: Path) -> None:
    profile = Profile.at(tmp_path / "shop")
    assert profile.create().create() == profile


def test_a_file_in_the_place_of_the_profile_is_named(tmp_path: Path) -> None:
    (tmp_path / "shop").write_text("not a directory")
    with pytest.raises(ProfileUnusable, match="shop"):
        Profile.at(tmp_path / "shop").create()


def test_a_database_on_a_share_is_refused_with_a_way_out() -> None:
    with pytest.raises(DatabaseNotLocal) as refusal:
        check_local(Path(r"\\nas\share\mmdesk.db"))
    assert r"\\nas\share\mmdesk.db" in refusal.value.text.ru
    assert "PostgreSQL" in refusal.value.text.en


def test_a_database_on_this_machines_disk_is_accepted(tmp_path: Path) -> None:
    check_local(tmp_path / "not made yet" / "mmdesk.db")


def test_shipped_files_are_found() -> None:
    assert resource("__init__.py").is_file()
