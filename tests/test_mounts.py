from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from mmdesk.mounts import Mount, is_unc, network_kind, parse_mount_command, parse_mountinfo, system_mounts

ROOT = Mount(PurePosixPath("/"), "ext4")


def at(point: str, kind: str) -> Mount:
    return Mount(PurePosixPath(point), kind)


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "fuse.rclone", "vboxsf"])
def test_a_share_is_told_by_its_type(kind: str) -> None:
    assert network_kind(Path("/srv/share/shop/mmdesk.db"), [ROOT, at("/srv/share", kind)]) == kind


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "tmpfs", "overlay", "fuseblk", "fuse.ntfs-3g", "9p"])
def test_a_local_disk_is_no_share(kind: str) -> None:
    assert network_kind(Path("/srv/disk/mmdesk.db"), [ROOT, at("/srv/disk", kind)]) is None


def test_the_deepest_mount_counts() -> None:
    mounts = [ROOT, at("/srv", "nfs4"), at("/srv/local", "ext4")]
    assert network_kind(Path("/srv/local/mmdesk.db"), mounts) is None
    assert network_kind(Path("/srv/localities/mmdesk.db"), mounts) == "nfs4"


def test_of_two_mounts_at_one_place_the_later_lies_on_top() -> None:
    assert network_kind(Path("/srv/a.db"), [at("/srv", "ext4"), at("/srv", "cifs")]) == "cifs"


def test_linux_writes_blanks_as_octal_numbers() -> None:
    line = r"41 27 0:36 / /mnt/our\040share rw,relatime shared:5 - cifs //nas/our\040share rw,vers=3.1.1"
    assert parse_mountinfo([line]) == [at("/mnt/our share", "cifs")]


def test_a_line_of_another_shape_is_skipped() -> None:
    assert parse_mountinfo(["", "what is this", "1 2 3 - "]) == []


def test_macos_tells_its_mounts_in_words() -> None:
    lines = [
        "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)",
        "//anna@nas.example.org/share on /Volumes/our share (smbfs, nodev, nosuid, mounted by anna)",
    ]
    assert parse_mount_command(lines) == [at("/", "apfs"), at("/Volumes/our share", "smbfs")]


@pytest.mark.parametrize("path", [r"\\nas\share\mmdesk.db", r"\\?\UNC\nas\share\mmdesk.db"])
def test_a_windows_server_path_is_told(path: str) -> None:
    assert is_unc(path)


@pytest.mark.parametrize("path", [r"C:\mmdesk\mmdesk.db", r"\\?\C:\mmdesk\mmdesk.db", "/srv/mmdesk.db"])
def test_a_path_on_a_drive_is_no_server_path(path: str) -> None:
    assert not is_unc(path)


@pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="only Linux has this table")
def test_this_machines_table_can_be_read() -> None:
    assert PurePosixPath("/") in {mount.point for mount in system_mounts()}
