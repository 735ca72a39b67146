"""Which workstation this is: one code for good, a name that people choose."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from mmdesk.paths import Profile
from mmdesk.services.workstations import (
    FILE_NAME,
    ThisWorkstation,
    WorkstationNameWrong,
    WorkstationUnknown,
    rename,
    replacement,
    this_workstation,
)
from mmdesk.storage.uow import Storage


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile.at(tmp_path / "profile").create()


def test_a_profile_is_the_same_workstation_at_every_start(profile: Profile) -> None:
    first = this_workstation(profile)
    assert first.code
    assert first.name
    assert this_workstation(profile) == first


def test_two_profiles_on_computers_of_one_name_differ(profile: Profile, tmp_path: Path) -> None:
    other = this_workstation(Profile.at(tmp_path / "other").create())
    assert other.code != this_workstation(profile).code


def test_processes_that_start_at_once_agree(profile: Profile) -> None:
    codes: list[str] = []
    threads = [
        threading.Thread(target=lambda: codes.append(this_workstation(profile).code)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(codes) == 8
    assert len(set(codes)) == 1


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b"\x00\xff", b'{"code": "", "name": "x"}', b'{"name": "x"}']
)
def test_a_damaged_file_is_kept_aside_and_told_until_it_is_deleted(profile: Profile, damage: bytes) -> None:
    former, file = this_workstation(profile), profile.root / FILE_NAME
    file.write_bytes(damage)
    here = this_workstation(profile)
    told, kept = replacement(profile), profile.root / f"{FILE_NAME}.damaged-{here.code}"
    assert here.code != former.code
    assert kept.read_bytes() == damage
    assert told is not None
    assert str(kept) in told.text.ru
    kept.unlink()
    assert replacement(profile) is None
    assert this_workstation(profile) == here


def test_a_new_name_keeps_the_code_and_is_seen_by_others(profile: Profile, sqlite_storage: Storage) -> None:
    before = this_workstation(profile)
    assert rename(profile, sqlite_storage, "  Стол   у окна ") == ThisWorkstation(before.code, "Стол у окна")
    assert this_workstation(profile).name == "Стол у окна"
    with sqlite_storage.look() as work:
        assert [(each.code, each.name) for each in work.printers.workstations()] == [
            (before.code, "Стол у окна")
        ]


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_a_name_that_says_nothing_or_too_much_is_refused(
    profile: Profile, sqlite_storage: Storage, name: str
) -> None:
    with pytest.raises(WorkstationNameWrong):
        rename(profile, sqlite_storage, name)


def test_a_profile_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkstationUnknown):
        this_workstation(Profile.at(tmp_path / "nowhere"))
