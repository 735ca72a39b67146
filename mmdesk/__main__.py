"""The program's entry point: the desktop, the command line, and the helper processes that they start."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from feed_server.autostart.choice import Switch

LABEL_CHILD: Final = "render-html-label"
"""The same as `mmdesk.printing.html_label.ENTRY`, without importing that."""
FEED_CHILDREN: Final = ("read-catalogue", "build-feed", "validate-feed")
"""The same as the entries of `mmdesk.catalogue.child`."""
DEMO_MODULE: Final = "run-demo-module"
"""The same as `mmdesk.demo.child.FROZEN_ENTRY`."""
_PROFILE: Final = "--profile"


class _Service:
    """The service, imported only by the command that runs it."""

    def run(self, profile_dir: Path | None, port: int | None, environ: Mapping[str, str]) -> int:
        from feed_server.app import run

        return run(profile_dir, port, environ)

    def run_at_log_in(
        self, profile_dir: Path | None, given: Mapping[str, str], environ: Mapping[str, str]
    ) -> int:
        from feed_server.autostart.launch import environ_at_log_in

        return self.run(profile_dir, None, environ_at_log_in(profile_dir, given, environ))

    def autostart(self, profile_dir: Path | None, environ: Mapping[str, str]) -> Switch:
        from feed_server.autostart.choice import switch_of

        return switch_of(profile_dir, environ)


class _Desktop:
    """The windows, imported only where they are opened: a service host has no Qt."""

    def run(self, profile_dir: Path | None, environ: Mapping[str, str]) -> int:
        try:
            from mmdesk.ui import quick_start

            quick_start.begin()
            from mmdesk.ui.app import run_desktop
        except ImportError as error:
            if not (error.name or "").startswith(("PySide6", "shiboken6")) and "PySide6" not in str(
                error.path
            ):
                raise
            _complain_of_qt(error)
            return 1
        return run_desktop(profile_dir, environ)


@dataclass(frozen=True, slots=True)
class _WindowWanted:
    """No command was given: the desktop is to open on this profile."""

    profile_dir: Path | None


def main() -> None:
    """Dispatch lazily, so that a window and a helper process pay only for what they need."""
    arguments = sys.argv[1:]
    if arguments[:1] == [LABEL_CHILD]:
        from mmdesk.printing import html_label

        sys.exit(html_label.main(arguments[1:]))
    if arguments and arguments[0] in FEED_CHILDREN:
        from mmdesk.catalogue import child

        sys.exit(child.run(arguments[0], arguments[1:]))
    if arguments[:1] == [DEMO_MODULE] and getattr(sys, "frozen", False):
        from mmdesk.demo.child import run_frozen

        run_frozen(arguments[1], arguments[2:])
        sys.exit()
    wanted = _window_wanted(arguments)
    if wanted is not None:
        sys.exit(_Desktop().run(wanted.profile_dir, os.environ))
    # What is imported stays: looking for circles in it meanwhile takes a sixth of a command's start.
    gc.disable()
    from mmdesk.cli.app import Entries, run

    gc.freeze()
    gc.enable()
    run(Entries(_Service(), _Desktop()))


def _window_wanted(arguments: Sequence[str]) -> _WindowWanted | None:
    """None where there is a command, or anything that the command line must judge."""
    match list(arguments):
        case []:
            return _WindowWanted(None)
        case [option, folder] if option == _PROFILE and folder and not folder.startswith("-"):
            return _WindowWanted(Path(folder))
        case [option] if option.startswith(f"{_PROFILE}=") and option != f"{_PROFILE}=":
            return _WindowWanted(Path(option.partition("=")[2]))
        case _:
            return None


def _complain_of_qt(error: ImportError) -> None:
    from mmdesk.errors import Text
    from mmdesk.language import current

    words = Text(
        "Окно не открылось: Qt не установлен или не загружается ({e}). Установите его: "
        "pip install 'mmdesk[desktop]'. Без окна с заказами работают командами: mmdesk --help.",
        "No window: Qt is not installed or cannot be loaded ({e}). Install it: "
        "pip install 'mmdesk[desktop]'. Without a window orders are worked with by commands: mmdesk --help.",
    )
    sys.stderr.write(f"{words.format(e=error).in_language(current())}\n")


if __name__ == "__main__":
    main()
