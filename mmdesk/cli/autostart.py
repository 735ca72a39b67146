"""mmdesk service autostart …: start the service at log-in, or no longer, and tell how that stands."""

from __future__ import annotations

import os
import sys
from typing import Final

import click

from mmdesk.cli.app import App, AutostartStateView, pass_app, sentences
from mmdesk.cli.output import print_json, say
from mmdesk.cli.service import service_group
from mmdesk.errors import Text

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_GIVEN: Final = ("MMDESK_SECRETS", "MMDESK_DATABASE_URL", "MMDESK_HTTP")


@service_group.group("autostart")
def autostart_group() -> None:
    """Start the service when this account logs in."""


@autostart_group.command("on")
@json_option
@pass_app
@sentences
def switch_on(app: App, as_json: bool) -> None:
    """Start the service at log-in from now on, and now."""
    switch = app.service.autostart(app.profile_dir, os.environ)
    _tell(switch.on(), as_json=as_json)
    if switch.advice.ru and not as_json:
        click.echo(say(switch.advice))


@autostart_group.command("off")
@json_option
@pass_app
@sentences
def switch_off(app: App, as_json: bool) -> None:
    """Stop the service that was started at log-in, and start it no longer."""
    _tell(app.service.autostart(app.profile_dir, os.environ).off(), as_json=as_json)


@autostart_group.command("status")
@json_option
@pass_app
@sentences
def status(app: App, as_json: bool) -> None:
    """Whether the service starts at log-in, and by which command."""
    _tell(app.service.autostart(app.profile_dir, os.environ).state(), as_json=as_json)


@autostart_group.command("run", hidden=True)
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE")
@pass_app
@sentences
def run_at_log_in(app: App, settings: tuple[str, ...]) -> None:
    """What the autostart of a system without environment files starts."""
    given = dict(_setting(each) for each in settings)
    sys.exit(app.service.run_at_log_in(app.profile_dir, given, os.environ))


def _setting(words: str) -> tuple[str, str]:
    name, found, value = words.partition("=")
    if not found or name not in _GIVEN:
        raise click.BadParameter(words, param_hint="--set")
    return name, value


def _tell(state: AutostartStateView, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "autostart": str(state.standing),
                "place": state.place,
                "command": state.command or None,
                "running": state.running,
            }
        )
        return
    click.echo(say(_WORDS[str(state.standing)].format(place=state.place)))
    if state.command:
        click.echo(state.command)


_WORDS: Final = {
    "on": Text("Автозапуск включён: {place}", "Autostart is on: {place}"),
    "off": Text("Автозапуск выключен: {place} нет", "Autostart is off: there is no {place}"),
    "disabled": Text(
        "Автозапуск есть, но отключён в системе: {place}. Включить: mmdesk service autostart on.",
        "There is an autostart, disabled in the system: {place}. Enable it: mmdesk service autostart on.",
    ),
    "foreign": Text(
        "Автозапуск с этим именем создан не программой: {place}",
        "An autostart of this name was not made by mmdesk: {place}",
    ),
}
