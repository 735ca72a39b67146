"""The service's own command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from feed_server.app import BadListenAddress, listen_address
from tests.feed_server.stand import ENVIRON


def feed_server(profile: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "feed_server", *words, "--profile", str(profile)]
    environ = os.environ | ENVIRON | {"MMDESK_LANG": "en"}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.e2e
def test_a_profile_is_checked_without_talking_to_anybody(tmp_path: Path) -> None:
    done = feed_server(tmp_path, "check")
    assert (done.returncode, "database: fine" in done.stdout) == (0, True)


@pytest.mark.e2e
def test_a_job_runs_without_a_service(tmp_path: Path) -> None:
    done = feed_server(tmp_path, "once", "megamarket")
    assert (done.returncode, done.stdout.startswith("megamarket: skipped")) == (0, True)


@pytest.mark.parametrize(
    ("port", "variable", "expected"),
    [
        (None, "", ("127.0.0.1", 8480)),
        (0, "", ("127.0.0.1", 0)),
        (None, "0.0.0.0:9000", ("0.0.0.0", 9000)),
        (8500, "0.0.0.0:9000", ("0.0.0.0", 8500)),
        (None, "[::1]:9000", ("::1", 9000)),
        (None, "9000", ("127.0.0.1", 9000)),
    ],
)
def test_where_to_listen(port: int | None, variable: str, expected: tuple[str, int]) -> None:
    assert listen_address(port, {"MMDESK_HTTP": variable}) == expected


@pytest.mark.parametrize("variable", ["nonsense", "host:port", "127.0.0.1:70000", "127.0.0.1:-1"])
def test_an_address_that_is_none_is_refused(variable: str) -> None:
    with pytest.raises(BadListenAddress):
        listen_address(None, {"MMDESK_HTTP": variable})
