"""The demo on a screen: a shop in the middle of its day, the real window, and buyers who keep ordering."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from mmdesk import bootstrap
from mmdesk.demo.morning import FATES, LENGTH, Morning
from mmdesk.demo.opening import LISTENS, Wishes
from mmdesk.demo.service_process import ServiceProcess
from mmdesk.demo.shop import (
    NAMES,
    connect_all,
    own_environment,
    tell_megamarket_our_addresses,
    throw_away_profile,
)
from mmdesk.demo.shoppers import Shoppers
from mmdesk.demo.stage_clock import StageClock, limiters_in_story_time
from mmdesk.demo.story import Story
from mmdesk.demo.window_process import WindowProcess
from mmdesk.errors import Text
from mmdesk.sandbox.megamarket_state import Scheme
from mmdesk.sandbox.run import Sandbox
from mmdesk.services import connection_settings

_PENDING_SECONDS: Final = 1.0
"""How long this Megamarket works on a call: a person sees «подтверждается…» for a moment."""
_DELIVERED_AFTER: Final = 7200.0
"""Seconds from the hand-over to the buyer's door."""


def open_for_a_person(wishes: Wishes, story: Story) -> None:
    """Play until the window is closed.

    Raises WindowFailed for a window that ends badly, and MmdeskError when the stage cannot be set up.
    """
    with _at_work(wishes, story) as window:
        for step in FIRST_STEPS:
            story.note(step)
        window.wait_until_closed()


@contextmanager
def _at_work(wishes: Wishes, story: Story) -> Iterator[WindowProcess]:
    """Everything up. On leaving, window and service are stopped and the profile is removed."""
    clock = StageClock(LENGTH)
    with ExitStack() as stack:
        profile = stack.enter_context(throw_away_profile())
        environ = own_environment(wishes.environ)
        parts = stack.enter_context(bootstrap.open_parts(profile, environ, clock))
        sandbox = stack.enter_context(Sandbox(now=clock.now))
        live_through_the_morning(parts, clock, sandbox, story)
        clock.let_go()
        sandbox.megamarket.behave(pending_seconds=_PENDING_SECONDS, deliver_after_seconds=_DELIVERED_AFTER)
        service = stack.enter_context(ServiceProcess(profile, environ))
        lease = service.wait_until_ready(parts.storage, parts.clock)
        tell_megamarket_our_addresses(parts, sandbox, lease)
        story.note(LISTENS.format(host=lease.http_host, port=lease.http_port))
        if wishes.out is not None:
            stack.callback(keep_documents, parts.profile.labels, wishes.out)
        window = stack.enter_context(WindowProcess(profile, environ))
        stack.enter_context(Shoppers(sandbox))
        yield window


def live_through_the_morning(
    parts: bootstrap.Parts, clock: StageClock, sandbox: Sandbox, story: Story | None = None
) -> Morning:
    """Connect the shop and bring some forty orders as far as they would be by now, in a few seconds.

    The clock must begin `LENGTH` before now, and the sandbox go by it.
    """
    until = clock.now() + LENGTH
    # It counts the machine's seconds, of which hardly any pass.
    sandbox.retailcrm.behave(rate_limit=False)
    connect_all(parts, sandbox, story, limiters_in_story_time(clock))
    connection_settings.put(parts.storage, NAMES[Scheme.DSM], "cancel.accept", "ask")
    if story is not None:
        story.note(_MORNING.format(n=len(FATES)))
    morning = Morning(parts.storage, clock, sandbox, until)
    morning.play()
    sandbox.retailcrm.behave(rate_limit=True)
    return morning


def keep_documents(folder: Path, out: Path) -> None:
    """Leave what was printed in the window where the spectator wants it."""
    out.mkdir(parents=True, exist_ok=True)
    for document in folder.glob("*.pdf"):
        shutil.copy(document, out)


_MORNING = Text("Готовлю утро на складе, заказов: {n}…", "Preparing a morning at the warehouse, {n} orders…")

FIRST_STEPS: Final = (
    Text(
        "Окно открывается; заказы будут приходить сами. С чего начать:",
        "The window opens; orders keep coming by themselves. What to try first:",
    ),
    Text(
        "  1. «Подтвердить», Ctrl+A, F2, Enter: все новые заказы разом. Передумали: Ctrl+Z за 10 секунд.",
        "  1. “To confirm”, Ctrl+A, F2, Enter: every new order at once. Take it back: Ctrl+Z within 10 s.",
    ),
    Text(
        "  2. «Упаковать»: встаньте на заказ, F6, разложите лоты по местам цифрами.",
        "  2. “To pack”: go to an order, F6, put the lots into boxes by digits.",
    ),
    Text(
        "  3. «Отгрузить»: F7 — этикетка или лист; F8 отгружает, ДСМ отдаёт курьеру, потом закрывает.",
        "  3. “To hand over”: F7 opens the label; F8 ships, gives DSM to the courier and closes it later.",
    ),
    Text(
        "  4. «Решить»: один заказ остановлен отказом Мегамаркета, в другом покупатель просит отмену.",
        "  4. “To decide”: Megamarket has refused one order, and in another the buyer asks to cancel.",
    ),
    Text(
        "  5. F3 ищет по номеру, товару и покупателю; F1 — все клавиши. Закройте окно, и всё исчезнет.",
        "  5. F3 searches number, product and buyer; F1 shows all keys. Close the window, and all is gone.",
    ),
)
"""What a person reads in the terminal while the window opens."""
