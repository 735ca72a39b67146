"""A damaged database file is told with its place, its copies and the command that restores the newest one."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmdesk.bootstrap import open_parts
from mmdesk.errors import MmdeskError
from mmdesk.paths import Profile


def told(profile: Profile) -> MmdeskError:
    profile.create().database.write_bytes(b"this is no database, but it is long enough to be looked at" * 100)
    with pytest.raises(MmdeskError) as caught:
        open_parts(profile.root, {})
    return caught.value


def test_the_newest_copy_is_offered_with_its_command(tmp_path: Path) -> None:
    profile = Profile.at(tmp_path / "my profile").create()
    for name in ("mmdesk-20261128T030000Z.db", "mmdesk-20261129T030000Z.db", "other.db"):
        (profile.backups / name).write_bytes(b"")
    error = told(profile)
    newest = profile.backups / "mmdesk-20261129T030000Z.db"
    for language in ("ru", "en"):
        sentence = error.sentence(language)
        assert str(profile.database) in sentence
        assert str(profile.backups) in sentence
    assert error.text.command == f'mmdesk --profile "{profile.root}" db restore "{newest}"'


def test_without_a_copy_the_person_is_told_to_look_for_one(tmp_path: Path) -> None:
    error = told(Profile.at(tmp_path / "profile"))
    assert "копий нет" in error.sentence("ru")
    assert "db restore FILE" in error.text.command
