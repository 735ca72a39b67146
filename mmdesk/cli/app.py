"""The root of the command line: the profile, the version, and one place where failures become sentences."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

import click

from mmdesk import __version__, logs
from mmdesk.cli.commands import Commands
from mmdesk.cli.crash import report
from mmdesk.cli.output import fail
from mmdesk.errors import MmdeskError, Text

if TYPE_CHECKING:
    from mmdesk.bootstrap import Parts
    from mmdesk.services.desk import Desk

P = ParamSpec("P")
R = TypeVar("R")


class ServiceEntry(Protocol):
    """The background service, as the entry point hands it in."""

    def run(self, profile_dir: Path | None, port: int | None, environ: Mapping[str, str]) -> int:
        """Serve until stopped; the exit code."""
        ...

    def run_at_log_in(
        self, profile_dir: Path | None, given: Mapping[str, str], environ: Mapping[str, str]
    ) -> int:
        """The same as an autostart starts it: with the variables it was given and those of the profile."""
        ...

    def autostart(self, profile_dir: Path | None, environ: Mapping[str, str]) -> AutostartSwitch:
        """The start at log-in of this profile. Raises MmdeskError where the system has none."""
        ...


class AutostartStateView(Protocol):
    """How the autostart stands; `standing` is off, on, disabled or foreign."""

    @property
    def standing(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def command(self) -> str: ...
    @property
    def running(self) -> bool | None: ...


class AutostartSwitch(Protocol):
    """The service's start at log-in. Every method raises MmdeskError with what the reader can do."""

    @property
    def advice(self) -> Text:
        """What else the reader may want to do after switching it on; may be empty."""
        ...

    def on(self) -> AutostartStateView: ...
    def off(self) -> AutostartStateView: ...
    def state(self) -> AutostartStateView: ...


class DesktopEntry(Protocol):
    """The windows, as the entry point hands them in."""

    def run(self, profile_dir: Path | None, environ: Mapping[str, str]) -> int:
        """Show the window until it is closed; the exit code."""
        ...


@dataclass(frozen=True, slots=True)
class Entries:
    """What the command line starts without knowing it."""

    service: ServiceEntry
    desktop: DesktopEntry


class App:
    """What every command needs, opened when it is first asked for."""

    def __init__(self, profile_dir: Path | None, entries: Entries) -> None:
        self.profile_dir = profile_dir
        self._entries = entries
        self._closing = ExitStack()

    @cached_property
    def parts(self) -> Parts:
        """The database, clock and secrets of the profile. Raises MmdeskError when they cannot be opened."""
        from mmdesk.bootstrap import open_parts  # most of a start's time, and --help needs none of it

        parts = open_parts(self.profile_dir, os.environ)
        self._closing.callback(parts.close)
        # A log that cannot be opened must not keep anybody from looking at an order.
        with suppress(OSError):
            self._closing.enter_context(logs.configure(parts.profile, "cli"))
        return parts

    @property
    def service(self) -> ServiceEntry:
        return self._entries.service

    @property
    def desktop(self) -> DesktopEntry:
        return self._entries.desktop

    def close(self) -> None:
        """Let go of the database and the log, if they were opened at all."""
        self._closing.close()

    @property
    def desk(self) -> Desk:
        from mmdesk.services.desk import Desk

        return Desk(self.parts.storage, self.parts.clock)


pass_app = click.make_pass_decorator(App)


def sentences(command: Callable[P, R]) -> Callable[P, R]:
    """Expected failures end the program with a sentence and a code; everything else is a logged bug."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except MmdeskError as error:
            fail(error)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - the last stop: no traceback for a warehouse
            app = click.get_current_context().find_object(App)
            report(error, app.profile_dir if app else None)

    return guarded


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--profile",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep database, logs and settings in this folder instead of the account's own.",
)
@click.version_option(__version__, prog_name="mmdesk")
@click.pass_context
def main(context: click.Context, profile: Path | None) -> None:
    """The warehouse desk between Megamarket and RetailCRM. Without a command its window opens."""
    app = App(profile, context.obj)
    context.obj = app
    context.call_on_close(app.close)
    if context.invoked_subcommand is None:
        sys.exit(app.desktop.run(profile, os.environ))


def run(entries: Entries) -> None:
    """Both are handed in: the command line, the service and the windows do not know each other."""
    main(prog_name="mmdesk", obj=entries)
