"""mmdesk connection selftest: are the public addresses reached from outside?"""

from __future__ import annotations

import sys

import click

from mmdesk.cli.app import App, pass_app, sentences
from mmdesk.cli.connections import connection_group, json_option, name_argument
from mmdesk.cli.output import Exit, Json, print_json, say
from mmdesk.services import self_test
from mmdesk.services.self_test import Report


@connection_group.command("selftest")
@name_argument
@json_option
@pass_app
@sentences
def selftest(app: App, name: str, as_json: bool) -> None:
    """Call each public address as Megamarket and RetailCRM would; changes nothing."""
    report = self_test.run(app.parts.storage, app.parts.http_password, name)
    if as_json:
        print_json(_document(report))
    else:
        for verdict in report.verdicts:
            click.echo(f"{'✓' if verdict.ok else '✗'} {verdict.place}: {say(verdict.message)}")
    if not report.ok:
        sys.exit(Exit.REFUSED if report.answered else Exit.NOT_REACHED)


def _document(report: Report) -> dict[str, Json]:
    addresses: list[Json] = [
        {"address": verdict.place.value, "ok": verdict.ok, "message": say(verdict.message)}
        for verdict in report.verdicts
    ]
    return {"ok": report.ok, "addresses": addresses}
