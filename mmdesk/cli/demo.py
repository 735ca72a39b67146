"""mmdesk demo: a warehouse on a throw-away profile, both remotes played on this machine."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from mmdesk.cli.app import App, main, pass_app, sentences
from mmdesk.cli.output import Exit, complain
from mmdesk.errors import Text
from mmdesk.language import current

if TYPE_CHECKING:
    from mmdesk.demo.opening import Wishes
    from mmdesk.demo.story import Story

_STOPPED = 130


@main.command("demo")
@click.option(
    "--headless", is_flag=True, help="Nobody is there: a scripted operator plays, the story is printed."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Leave labels and packing lists here; otherwise they are thrown away too.",
)
@pass_app
@sentences
def demo(app: App, headless: bool, out: Path | None) -> None:
    """Play Megamarket, RetailCRM and a warehouse on a throw-away profile, in the window on a screen."""
    if app.profile_dir is not None:
        raise click.UsageError("demo makes a throw-away profile of its own: leave --profile out")
    if isinstance(sys.stdout, TextIOWrapper):
        # A console without Cyrillic or tick marks must not end the play.
        sys.stdout.reconfigure(errors="replace")
    with _interruptible():
        sys.exit(_play(out, headless=headless))


def _play(out: Path | None, *, headless: bool) -> int:
    # Both simulators and every service behind one command: no other command pays for them.
    from mmdesk.demo.opening import Wishes
    from mmdesk.demo.story import Story
    from mmdesk.demo.window_process import can_open_windows, has_screen

    story = Story(current(), click.echo)
    wishes = Wishes(out, current(), os.environ)
    story.note(_BEGINS)
    try:
        if headless or not has_screen(os.environ) or not can_open_windows():
            return _play_alone(wishes, story)
        return _play_for_a_person(wishes, story)
    except KeyboardInterrupt:
        complain(_INTERRUPTED)
        return _STOPPED


def _play_for_a_person(wishes: Wishes, story: Story) -> int:
    from mmdesk.demo.warehouse import open_for_a_person

    open_for_a_person(wishes, story)
    story.note(_CLOSED)
    return Exit.DONE


def _play_alone(wishes: Wishes, story: Story) -> int:
    from mmdesk.demo.play import play

    applause = play(wishes, story)
    story.note(Text.same(""))
    if not applause.failed:
        story.note(_FINE.format(n=applause.played))
        return Exit.DONE
    complain(_FAILED.format(n=len(applause.failed), of=applause.played))
    for title in applause.failed:
        complain(title)
    return Exit.REFUSED


@contextmanager
def _interruptible() -> Iterator[None]:
    """SIGTERM and a closed terminal end it like Ctrl+C; a second one does not interrupt the cleaning up."""
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

    def leave(_number: int, _frame: FrameType | None) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, leave) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_BEGINS = Text(
    "Временный профиль, оба сервиса на этом компьютере, данные выдуманы.",
    "A throw-away profile, both remotes on this computer, invented data.",
)
_INTERRUPTED = Text("Прервано; временный профиль удалён.", "Interrupted; the throw-away profile is removed.")
_CLOSED = Text(
    "Окно закрыто; временный профиль удалён.", "The window is closed; the throw-away profile is removed."
)
_FINE = Text(
    "Сыграно сценариев: {n}, все закончились как должно.", "{n} scenarios played, all ended as they must."
)
_FAILED = Text("Не удалось сценариев: {n} из {of}:", "{n} of {of} scenarios did not end as they must:")
