"""Builds as they are kept on disk."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mmdesk.catalogue.feed_files import FeedFiles

ROOT = Path(__file__).parents[2]


STARTED = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)


WHOLE = {"feed.xml": b"<a/>" * 5000, "feed.xml.gz": b"packed" * 500, "offers.jsonl": b"{}\n" * 3000}


needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="forks and kills")


def write(work: Path) -> None:
    for name, content in WHOLE.items():
        (work / name).write_bytes(content)


def kept(files: FeedFiles, started: datetime = STARTED) -> str:
    with files.workplace() as work:
        write(work)
        return files.keep(work, started)


def names(directory: Path) -> list[str]:
    return sorted(each.name for each in directory.iterdir()) if directory.exists() else []


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@contextmanager
def started_process(root: Path, program: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has `files`, for as long as the block runs."""
    head = "import sys; from pathlib import Path; from mmdesk.catalogue.feed_files import FeedFiles\n"
    command = (sys.executable, "-c", f"{head}files = FeedFiles(Path(sys.argv[1]))\n{program}", str(root))
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def told_by(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: subprocess.Popen[str], line: str = "") -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")


WORK = """
with files.workplace() as work:
    (work / 'feed.xml').write_text('half')
    print(work.name, flush=True)
    input()
"""
