"""Which disk a path lies on: told from the operating system's table of mounts."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

# Plain 9p is missing on purpose: sandboxed containers serve their local disk through it.
_NETWORK = frozenset(
    {
        *("afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "glusterfs", "gpfs", "lustre"),
        *("ncpfs", "nfs", "nfs4", "ocfs2", "smb2", "smb3", "smbfs", "vboxsf", "vmhgfs", "webdav"),
    }
)
_NETWORK_FUSE = frozenset(
    {
        *("ceph-fuse", "curlftpfs", "davfs2", "glusterfs", "gvfsd-fuse", "rclone", "s3fs", "smbnetfs"),
        *("sshfs", "vmhgfs-fuse"),
    }
)
_DRIVE_REMOTE = 4


@dataclass(frozen=True, slots=True)
class Mount:
    """One mounted file system: where, and of which type (`ext4`, `nfs4`, `fuse.sshfs`)."""

    point: PurePosixPath
    kind: str

    @property
    def is_network(self) -> bool:
        prefix, _, program = self.kind.partition(".")
        return self.kind in _NETWORK or (prefix == "fuse" and program in _NETWORK_FUSE)


def network_kind(path: Path, mounts: Sequence[Mount] | None = None) -> str | None:
    """The type of the network file system below `path`; None for a local disk or where nothing is known."""
    if is_unc(str(path)):
        return "UNC"
    if sys.platform == "win32":
        kind = _windows_drive_kind(path)
    else:
        mount = mount_of(PurePosixPath(path.resolve()), system_mounts() if mounts is None else mounts)
        kind = mount.kind if mount is not None and mount.is_network else None
    return kind


def is_unc(path: str) -> bool:
    r"""Whether a Windows path names a server: `\\server\share` and `\\?\UNC\server\share`, not `\\?\C:\`."""
    if path.startswith(("\\\\?\\", "\\\\.\\")):
        return path[4:].upper().startswith("UNC\\")
    return path.startswith("\\\\")


def mount_of(path: PurePosixPath, mounts: Sequence[Mount]) -> Mount | None:
    """The deepest mount that holds the path; of two at one place the later one lies on top."""
    holders = [mount for mount in mounts if path.is_relative_to(mount.point)]
    deepest = max((len(mount.point.parts) for mount in holders), default=0)
    return next((mount for mount in reversed(holders) if len(mount.point.parts) == deepest), None)


def system_mounts() -> list[Mount]:
    """What this machine has mounted; empty where it cannot be told."""
    try:
        table = Path("/proc/self/mountinfo").read_text(errors="surrogateescape")
    except OSError:
        return parse_mount_command(_output_of_mount())
    return parse_mountinfo(table.splitlines())


def parse_mountinfo(lines: Iterable[str]) -> list[Mount]:
    """Read Linux's table: the fifth field is the place, the first one after the dash is the type."""
    mounts = []
    for line in lines:
        head, dash, tail = line.partition(" - ")
        fields, rest = head.split(), tail.split()
        if dash and len(fields) >= 5 and rest:
            mounts.append(Mount(PurePosixPath(_unescape(fields[4])), rest[0]))
    return mounts


def parse_mount_command(lines: Iterable[str]) -> list[Mount]:
    """Read what macOS prints: `//anna@nas/share on /Volumes/share (smbfs, nodev)`."""
    found = (re.fullmatch(r".+? on (?P<point>/.*) \((?P<kind>[\w.]+).*\)", line) for line in lines)
    return [Mount(PurePosixPath(match["point"]), match["kind"]) for match in found if match is not None]


def _unescape(field: str) -> str:
    """Spaces and backslashes stand as octal numbers in the table."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), field)


def _output_of_mount() -> list[str]:
    try:
        answer = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return answer.stdout.splitlines()


if sys.platform == "win32":

    def _windows_drive_kind(path: Path) -> str | None:
        import ctypes

        kind = ctypes.windll.kernel32.GetDriveTypeW(path.absolute().anchor)
        return "network drive" if kind == _DRIVE_REMOTE else None
