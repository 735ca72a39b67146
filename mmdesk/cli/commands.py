"""All commands together, and the start of the command line."""

from __future__ import annotations

from mmdesk.cli import connections, db, demo, doctor, orders, outbox, sandbox, service, settings
from mmdesk.cli.app import ServiceEntry, main

COMMANDS = (connections, db, demo, doctor, orders, outbox, sandbox, service, settings)
"""Each registers its commands with the root when it is imported."""


def run(service: ServiceEntry) -> None:
    """`service` is handed in: the command line and the service do not know each other."""
    main(prog_name="mmdesk", obj=service)
