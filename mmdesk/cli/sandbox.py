"""mmdesk sandbox: both remotes simulated on this machine."""

from __future__ import annotations

import click

from mmdesk.cli.app import main


@main.command("sandbox")
@click.option(
    "--port", type=click.IntRange(0, 65534), default=0, help="Megamarket on N, RetailCRM on N+1; 0: any."
)
def sandbox(port: int) -> None:
    """Play Megamarket and RetailCRM on loopback; prints addresses and keys as JSON, then serves."""
    from mmdesk.sandbox import run

    run.serve(port)
