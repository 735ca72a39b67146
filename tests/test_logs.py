from __future__ import annotations

import logging
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from mmdesk.logs import LogFile, configure
from mmdesk.paths import Profile

logger = logging.getLogger("mmdesk.sample")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[LogFile]:
    root = logging.getLogger()
    level = root.level
    with configure(Profile.at(tmp_path), "service") as file:
        yield file
    root.setLevel(level)


def written(log: LogFile) -> str:
    return log.path.read_text(encoding="utf-8")


def test_a_record_is_one_line_with_utc_time_level_topic_and_words(log: LogFile) -> None:
    logger.info("shipment=%s лотов=%d", "700100200", 3)
    moment, _, rest = written(log).partition(" ")
    assert rest == "INFO mmdesk.sample shipment=700100200 лотов=3\n"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", moment)


def test_secrets_are_starred_in_words_arguments_and_tracebacks(log: LogFile) -> None:
    try:
        raise RuntimeError('sent {"token": "abc-in-error"}')
    except RuntimeError:
        logger.exception("X-API-KEY: abc-in-words %s", {"token": "abc-in-argument"})
    assert "abc-in" not in written(log)
    assert "RuntimeError: sent" in written(log)


def test_a_remote_text_cannot_pose_as_a_record(log: LogFile) -> None:
    logger.warning("remote said: %s", "no\n2026-11-02T09:00:00.000Z INFO mmdesk all is well")
    first, second = written(log).splitlines()
    assert first.endswith("remote said: no")
    assert second.startswith("    2026-11-02")


def test_half_a_surrogate_does_not_lose_the_record(tmp_path: Path) -> None:
    # In a process of its own: the suite's own captured log could not be handed between its workers.
    in_a_process(
        tmp_path,
        """
        import logging
        from mmdesk.logs import configure
        with configure(profile, "service"):
            logging.getLogger("mmdesk").warning("имя %s", "\\ud800")
        """,
    )
    assert r"имя \ud800" in (tmp_path / "logs" / "service.log").read_text(encoding="utf-8")


def test_requests_are_not_told(log: LogFile) -> None:
    logging.getLogger("httpx").info("HTTP Request: GET https://example.org")
    logging.getLogger("httpcore.connection").debug("connect_tcp.started")
    logging.getLogger("httpx").warning("worth knowing")
    assert [line.split(" ", 2)[2] for line in written(log).splitlines()] == ["httpx worth knowing"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_file_is_for_this_account_only(log: LogFile) -> None:
    logger.info("anything")
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o600


def test_a_full_file_is_put_aside(log: LogFile) -> None:
    for _ in range(6):
        logger.info("%s", "x" * 1_000_000)
    aside = log.path.with_name("service.log.1")
    assert aside.exists()
    assert log.path.stat().st_size < 5_000_000


def test_after_closing_nothing_is_written(log: LogFile) -> None:
    log.close()
    logger.info("too late")
    assert written(log) == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_costs_the_log_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = Profile.at(tmp_path).create()
    (profile.logs / "service.log").symlink_to("/dev/full")
    with configure(profile, "service"):
        logger.error("nobody will read this")
    assert capsys.readouterr() == ("", "")


def test_the_console_gets_only_what_it_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with configure(Profile.at(tmp_path), "service", console=logging.WARNING):
        logger.info("quiet")
        logger.warning("loud")
    assert re.fullmatch(r"\S+Z WARNING mmdesk\.sample loud\n", capsys.readouterr().err)


def test_a_process_that_dies_of_a_signal_leaves_its_stack(tmp_path: Path) -> None:
    died = in_a_process(
        tmp_path,
        """
        import os
        from mmdesk.logs import capture_faults
        faults = capture_faults(profile, "service")
        os.abort()
        """,
    )
    assert died != 0
    assert "most recent call first" in (tmp_path / "logs" / "service.fault").read_text(encoding="utf-8")


def in_a_process(folder: Path, program: str) -> int:
    """Run the lines with `profile` at hand; return the exit code."""
    opening = (
        "import sys; from pathlib import Path; from mmdesk.paths import Profile\n"
        "profile = Profile.at(Path(sys.argv[1]))\n"
    )
    command = [sys.executable, "-c", opening + dedent(program), str(folder)]
    return subprocess.run(command, capture_output=True, check=False, timeout=30).returncode
