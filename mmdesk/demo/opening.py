"""Before the play: a throw-away shop, and the running service that Megamarket's calls reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mmdesk import bootstrap
from mmdesk.demo.people import People
from mmdesk.demo.remotes import Remotes
from mmdesk.demo.scene import Stage
from mmdesk.demo.service_process import ServiceProcess
from mmdesk.demo.shop import (
    NAMES,
    connect_all,
    feed_addresses,
    own_environment,
    tell_megamarket_our_addresses,
    throw_away_profile,
)
from mmdesk.demo.story import Story
from mmdesk.errors import Text
from mmdesk.language import Language
from mmdesk.sandbox.run import Sandbox
from mmdesk.services import connection_settings

_PENDING_SECONDS: Final = 0.3
"""How long this Megamarket works on a call: long enough for PENDING_* to be met, short for a spectator."""
_UNDO_SECONDS: Final = "1"
"""For what is decided in the window: the scripted operator never changes its mind."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the spectator asked for; without `out` documents are thrown away with the profile."""

    out: Path | None
    language: Language
    environ: Mapping[str, str]


@contextmanager
def opened(wishes: Wishes, story: Story) -> Iterator[Stage]:
    """Everything up and connected. On leaving, the service is stopped and the profile removed."""
    with ExitStack() as stack:
        profile = stack.enter_context(throw_away_profile())
        environ = own_environment(wishes.environ)
        parts = stack.enter_context(bootstrap.open_parts(profile, environ))
        # Started first, so that it gets ready while the connections are made.
        service = stack.enter_context(ServiceProcess(profile, environ))
        sandbox = stack.enter_context(Sandbox())
        sandbox.megamarket.behave(pending_seconds=_PENDING_SECONDS)
        connect_all(parts, sandbox, story)
        for name in NAMES.values():
            connection_settings.put(parts.storage, name, "desk.undo_seconds", _UNDO_SECONDS)
        lease = service.wait_until_ready(parts.storage, parts.clock)
        tell_megamarket_our_addresses(parts, sandbox, lease)
        story.note(LISTENS.format(host=lease.http_host, port=lease.http_port))
        out = wishes.out or profile / "out"
        out.mkdir(parents=True, exist_ok=True)
        people = People(parts.storage, parts.clock)
        feeds = feed_addresses(parts, lease)
        yield Stage(sandbox, Remotes(sandbox), people, out, wishes.language, profile, feeds, environ)


LISTENS: Final = Text(
    "Служба слушает {host}:{port}, её адреса сообщены Мегамаркету",
    "The service listens on {host}:{port}; Megamarket knows its addresses",
)
