"""mmdesk sandbox: both remotes simulated on this machine."""

from __future__ import annotations

from typing import Final

import click

from mmdesk.cli.app import main
from mmdesk.cli.output import say
from mmdesk.errors import Text


class _WithDoors(click.Command):
    """Its help names the addresses by which one plays the buyer, and troubles."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - inherited
        formatter.write_paragraph()
        for line in say(_DOORS).splitlines():
            formatter.write(f"{line}\n")


@main.command("sandbox", cls=_WithDoors)
@click.option(
    "--port", type=click.IntRange(0, 65534), default=0, help="Megamarket on N, RetailCRM on N+1; 0: any."
)
def sandbox(port: int) -> None:
    """Play Megamarket and RetailCRM on loopback; prints addresses and keys as JSON, then serves."""
    from mmdesk.sandbox import run

    run.serve(port)


_POST: Final = "curl -X POST http://127.0.0.1:8100/_sandbox"
_EXAMPLES: Final = (
    f"""{_POST}/orders -d '{{"scheme": "standard", "lots": 2}}'""",
    f"""{_POST}/faults -d '{{"kind": "lost", "path_contains": "confirm"}}'""",
)
_DOORS: Final = Text(
    "\n".join(
        (
            "С --port 8100 покупатель заказывает так (scheme: standard или dsm; ещё needs_mark, prepaid):",
            f"  {_EXAMPLES[0]}",
            "А так теряется ответ на следующий вызов, в пути которого есть confirm (kind: before, after,",
            "lost, reset, slow, html, garbage; times: сколько раз; DELETE снимает всё):",
            f"  {_EXAMPLES[1]}",
            "Сбои RetailCRM задают по тому же пути на его порту, 8101.",
        )
    ),
    "\n".join(
        (
            "With --port 8100 a buyer orders like this (scheme: standard or dsm; also needs_mark, prepaid):",
            f"  {_EXAMPLES[0]}",
            "And so the answer to the next call whose path has confirm in it is lost (kind: before, after,",
            "lost, reset, slow, html, garbage; times: how often; DELETE takes all back):",
            f"  {_EXAMPLES[1]}",
            "RetailCRM's troubles are set under the same path at its own port, 8101.",
        )
    ),
)
