"""mmdesk settings …: one typed key at a time, or all of them as one file without secrets."""

from __future__ import annotations

from pathlib import Path

import click

from mmdesk.cli.app import App, main, pass_app, sentences
from mmdesk.cli.files import write_whole
from mmdesk.cli.output import print_json, say
from mmdesk.errors import Text
from mmdesk.services import connection_settings
from mmdesk.setting_kinds import text_of


@main.group("settings")
def settings_group() -> None:
    """Settings of the connections."""


@settings_group.command("show")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@pass_app
@sentences
def show(app: App, name: str, as_json: bool) -> None:
    """All settings of a connection, the unset ones with their defaults."""
    values = connection_settings.shown(app.parts.storage, name)
    if as_json:
        print_json(dict(values))
        return
    for key, value in values.items():
        click.echo(f"{key} = {text_of(value)}")


# A value may begin with a dash, such as a number below zero.
@settings_group.command("set", context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.argument("key")
@click.argument("value")
@pass_app
@sentences
def set_one(app: App, name: str, key: str, value: str) -> None:
    """Set one key of a connection."""
    connection_settings.put(app.parts.storage, name, key, value)


@settings_group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_app
@sentences
def export(app: App, file: Path) -> None:
    """Write the settings of all connections into a file; it holds no secrets."""
    write_whole(file, connection_settings.exported(app.parts.storage))


@settings_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_app
@sentences
def import_file(app: App, file: Path) -> None:
    """Take over settings from a file; all of it or nothing. Codes are compared with RetailCRM's."""
    content = file.read_bytes()
    differences = connection_settings.compared(app.parts.storage, content)
    for name in app.parts.mapping_desk().judge(differences):
        click.echo(say(_UNCHECKED.format(name=name)), err=True)
    connection_settings.take_over(app.parts.storage, content)


_UNCHECKED = Text(
    "«{name}»: RetailCRM сейчас не прочитать, её коды не проверены. Проверьте их потом.",
    "“{name}”: RetailCRM cannot be read now, its codes are unchecked. Check them later.",
    "mmdesk connection check {name}",
)
