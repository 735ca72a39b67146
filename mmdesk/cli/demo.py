"""mmdesk demo: the whole way of an order on a throw-away profile, both remotes played on this machine."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from types import FrameType

import click

from mmdesk.cli.app import App, main, pass_app, sentences
from mmdesk.cli.output import Exit, complain
from mmdesk.errors import Text
from mmdesk.language import current

_STOPPED = 130


@main.command("demo")
@click.option("--headless", is_flag=True, help="No window: a scripted operator plays, the story is printed.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Leave labels and packing lists here; otherwise they are thrown away too.",
)
@pass_app
@sentences
def demo(app: App, headless: bool, out: Path | None) -> None:
    """Play Megamarket, RetailCRM and a warehouse on a throw-away profile."""
    if app.profile_dir is not None:
        raise click.UsageError("demo makes a throw-away profile of its own: leave --profile out")
    if not headless:
        complain(_NO_WINDOW)
    if isinstance(sys.stdout, TextIOWrapper):
        # A console without Cyrillic or tick marks must not end the play.
        sys.stdout.reconfigure(errors="replace")
    with _interruptible():
        sys.exit(_play(out))


def _play(out: Path | None) -> int:
    # Both simulators and every service behind one command: no other command pays for them.
    from mmdesk.demo.opening import Wishes
    from mmdesk.demo.play import play
    from mmdesk.demo.story import Story

    story = Story(current(), click.echo)
    story.note(_BEGINS)
    try:
        applause = play(Wishes(out, current(), os.environ), story)
    except KeyboardInterrupt:
        complain(_INTERRUPTED)
        return _STOPPED
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
    """SIGTERM ends the play like Ctrl+C; a second signal does not interrupt the cleaning up."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_NO_WINDOW = Text(
    "Окна в этой версии ещё нет: представление идёт без него.",
    "This version has no window yet: playing without it.",
)
_BEGINS = Text(
    "Временный профиль, оба сервиса на этом компьютере, данные выдуманы.",
    "A throw-away profile, both remotes on this computer, invented data.",
)
_INTERRUPTED = Text("Прервано; временный профиль удалён.", "Interrupted; the throw-away profile is removed.")
_FINE = Text(
    "Сыграно сценариев: {n}, все закончились как должно.", "{n} scenarios played, all ended as they must."
)
_FAILED = Text("Не удалось сценариев: {n} из {of}:", "{n} of {of} scenarios did not end as they must:")
