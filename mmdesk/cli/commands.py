"""All commands by name, each imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

MODULES: Final = {
    "connection": "mmdesk.cli.connections",
    "db": "mmdesk.cli.db",
    "demo": "mmdesk.cli.demo",
    "doctor": "mmdesk.cli.doctor",
    "feed": "mmdesk.cli.feed",
    "inbox": "mmdesk.cli.inbox",
    "orders": "mmdesk.cli.orders",
    "outbox": "mmdesk.cli.outbox",
    "print": "mmdesk.cli.printing",
    "printers": "mmdesk.cli.printing",
    "sandbox": "mmdesk.cli.sandbox",
    "service": "mmdesk.cli.autostart",  # a part of the group, which it brings along
    "settings": "mmdesk.cli.settings",
}
"""Which module registers which command; a script of many short calls should not pay for the others."""
_MORE: Final = {"connection": ("mmdesk.cli.self_test",), "feed": ("mmdesk.cli.feed_check",)}
"""Modules that add to a command of another one."""


class Commands(click.Group):
    """The root group, which imports a command's module at its first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - inherited
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in MODULES:
            for module in (MODULES[cmd_name], *_MORE.get(cmd_name, ())):
                import_module(module)
        return super().get_command(ctx, cmd_name)
