"""The real program as processes of its own, on a profile of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""A wait that ends well takes no longer for it; a machine busy otherwise needs it."""
_GLANCE, _GLANCES_GROW, _LONGEST_GLANCE = 0.02, 1.2, 0.12
"""Pauses between two looks, in seconds: each is work for the machine on which the program is waited for."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run of the program ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:  # noqa: ANN401 - whatever the program printed
        return json.loads(self.out)


class Program:
    """`python -m mmdesk --profile DIR …`, in English, with secrets in the profile's file."""

    def __init__(self, profile: Path, environ: Mapping[str, str] | None = None) -> None:
        self.profile = profile
        own = {name: value for name, value in os.environ.items() if not name.startswith("MMDESK_")}
        self.environ = {**own, "MMDESK_SECRETS": "file", "MMDESK_LANG": "en", **(environ or {})}

    def run(self, *arguments: object, given: str | None = None, timeout: float = 50.0) -> Ran:
        ended = subprocess.run(
            self.command(*arguments),
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=self.environ,
            cwd=ROOT,
            timeout=timeout,
            check=False,
        )
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    def done(self, *arguments: object, given: str | None = None) -> Ran:
        """A run that must end well."""
        ran = self.run(*arguments, given=given)
        assert ran.code == 0, f"{arguments}: {ran}"
        return ran

    def read(self, *arguments: object) -> Any:  # noqa: ANN401 - whatever the program printed
        return self.done(*arguments, "--json").document

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """A run that the caller ends and reads."""
        return subprocess.Popen(
            self.command(*arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=self.environ,
            cwd=ROOT,
        )

    @contextmanager
    def service(self) -> Iterator[subprocess.Popen[str]]:
        """The service on any free port; stopped in good order unless it is gone by then."""
        child = self.start("service", "run", "--port", "0")
        try:
            yield child
        finally:
            stop(child)

    def command(self, *arguments: object) -> list[str]:
        return [sys.executable, "-m", "mmdesk", "--profile", str(self.profile), *map(str, arguments)]


def stop(child: subprocess.Popen[str]) -> str:
    """Ask it to end, then make it; returns what it said on stderr."""
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
    try:
        _, said = child.communicate(timeout=15)
    except subprocess.TimeoutExpired:
        child.kill()
        _, said = child.communicate()
        raise AssertionError(f"it does not stop: {said}") from None
    return said


def eventually(look: Callable[[], T | None], what: object = "", patience: float = PATIENCE) -> T:
    """The first true answer; fails when there is none in time."""
    until, pause = monotonic() + patience, _GLANCE
    while True:
        seen = look()
        if seen:
            return seen
        assert monotonic() < until, f"not in {patience} s: {what or look}"
        sleep(pause)
        pause = min(pause * _GLANCES_GROW, _LONGEST_GLANCE)
