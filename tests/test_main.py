from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mmdesk.__main__ import LABEL_CHILD
from mmdesk.printing.html_label import ENTRY

ROOT = Path(__file__).parents[1]
# Runs the program in this interpreter and tells what it has imported by its end.
_RUN = """
import atexit, runpy, sys
atexit.register(lambda: print("MODULES", *sys.modules))
runpy.run_module("mmdesk", run_name="__main__")
"""


def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-c", _RUN, *arguments),
        cwd=ROOT,
        env={**os.environ, "MMDESK_LANG": "en", **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def imported(ran: subprocess.CompletedProcess[str]) -> set[str]:
    return set(ran.stdout.partition("MODULES")[2].split())


def test_the_label_renderer_is_started_by_its_own_name() -> None:
    assert LABEL_CHILD == ENTRY


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("orders", "--help")])
def test_a_command_needs_no_windows(arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert ran.returncode == 0
    assert "PySide6" not in imported(ran)


def test_a_build_of_the_feed_begins_without_the_libraries_of_network_and_xml() -> None:
    ran = run("feed", "build", "--help")
    assert ran.returncode == 0
    assert imported(ran).isdisjoint({"httpx", "lxml", "mmdesk.remotes"})


@pytest.mark.parametrize("arguments", [("--profile",), ("--profile", "--help", "x"), ("nonsense",)])
def test_what_is_no_start_of_the_window_is_judged_by_the_command_line(arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert ran.returncode == 2
    assert "click" in imported(ran)
    assert "PySide6" not in imported(ran)


@pytest.mark.parametrize("form", ["{option}={folder}", "{option} {folder}"])
def test_a_profile_alone_opens_the_window_without_the_command_line(form: str, tmp_path: Path) -> None:
    # A stand-in that cannot be loaded tells where the way leads on any machine.
    (tmp_path / "PySide6.py").write_text(
        "raise ImportError('no Qt here', name='PySide6')\n", encoding="utf-8"
    )
    ran = run(*form.format(option="--profile", folder=tmp_path).split(), PYTHONPATH=str(tmp_path))
    assert (ran.returncode, "No window: Qt is not installed" in ran.stderr) == (1, True)
    assert "click" not in imported(ran)
