"""mmdesk doctor: whether this installation can work, one check a line; and all that a supporter asks for."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from mmdesk import bootstrap
from mmdesk.cli.app import App, main, pass_app, sentences
from mmdesk.cli.output import Exit, Json, print_json, say
from mmdesk.clock import SystemClock
from mmdesk.errors import Text
from mmdesk.paths import Profile
from mmdesk.services.doctor import Finding, Patient, examine

__all__ = ["Patient", "doctor", "examine"]


@main.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--bundle",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a support bundle without secrets and personal data into this zip file.",
)
@pass_app
@sentences
def doctor(app: App, as_json: bool, bundle: Path | None) -> None:
    """Check Python, profile, database, secrets, disk, clock, fonts and label engine."""
    patient = Patient(
        Profile.choose(app.profile_dir), bootstrap.database_url(app.profile_dir, os.environ), SystemClock()
    )
    findings = tuple(examine(patient))
    ok = all(finding.ok for finding in findings)
    if as_json:
        checks: list[Json] = [
            {"code": finding.code, "ok": finding.ok, "message": say(finding.message)} for finding in findings
        ]
        print_json({"ok": ok, "checks": checks})
    else:
        for finding in findings:
            click.echo(f"{'✓' if finding.ok else '✗'} {finding.code}: {say(finding.message)}")
    if bundle is not None:
        _write_bundle(app, findings, bundle)
    if not ok:
        sys.exit(Exit.REFUSED)


def _write_bundle(app: App, findings: tuple[Finding, ...], file: Path) -> None:
    """Told on the error output: a script reads one document on the other."""
    from mmdesk.services import support_bundle  # nothing else here needs the database opened

    parts = app.parts
    support_bundle.save(
        support_bundle.Subject(parts.profile, parts.storage, parts.clock, parts), findings, file
    )
    click.echo(say(_WRITTEN).format(file=file), err=True)


_WRITTEN = Text(
    "Архив для поддержки записан, без секретов и личных данных: {file}",
    "The support bundle is written, without secrets and personal data: {file}",
)
