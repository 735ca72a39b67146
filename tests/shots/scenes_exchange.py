"""The page «Обмен»: an empty queue, a busy one, what is parked, stopped remotes, calls, jobs, addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

from PySide6.QtWidgets import QDialog, QWidget

from mmdesk.domain.intent import Target
from mmdesk.errors import Text
from mmdesk.services import exchange_watch
from mmdesk.services.exchange_desk import ExchangeDesk, PlaceVerdicts
from mmdesk.services.exchange_watch import ExchangeSeen
from mmdesk.services.job_history import JobName, JobRun, JobStanding
from mmdesk.services.public_places import PlaceStanding, PlaceVerdict, PublicPlace
from mmdesk.services.received_calls import CallState, ReceivedCall
from mmdesk.services.remote_standing import RemoteStanding, RemoteState, standings
from mmdesk.services.waiting_commands import Command, ShipmentKey, WaitingCommand, Why
from mmdesk.ui.exchange.exchange_state import Section
from mmdesk.ui.exchange.exchange_view import ExchangeView
from tests.shots.morning import END
from tests.shots.stage import PERSON, Scene, Shop, Stage

_REFUSED: Final = Text(
    "Мегамаркет отказал: лот 2 уже отменён покупателем (LOT_ALREADY_CANCELED)",
    "Megamarket refused: lot 2 is cancelled by the buyer already (LOT_ALREADY_CANCELED)",
)
_TOKEN: Final = Text("токен недействителен (401)", "the token is not valid (401)")
_SILENT: Final = Text("нет ответа за 30 с", "no answer within 30 s")
_POLLING: Final = Text(
    "публичный адрес не задан ни у одного подключения, обмен идёт опросом",
    "no connection has a public address, the exchange works by polling",
)
_TUNNEL: Final = Text(
    "прокси отвечает, но службы за ним не находит (HTTP 502): запустите службу и проверьте адрес "
    "и порт, на которые прокси передаёт",
    "the proxy answers but finds no service behind it (HTTP 502): start the service, and check the "
    "address and port that the proxy hands on to",
)
_GOOD: Final = Text("отвечает", "answers")


def _seen(stage: Stage) -> ExchangeSeen:
    """The shop as it is, with a service at work."""
    return replace(exchange_watch.look(stage.parts.storage, stage.clock), alive=True, commands=())


def _command(
    number: int, command: Command, why: Why, words: Text | None = None, minutes: int = 3
) -> WaitingCommand:
    crm = command.value.startswith("crm")
    return WaitingCommand(
        key=f"key-{number}",
        command=command,
        target=Target.CRM if crm else Target.MEGAMARKET,
        connection="Стандарт",
        shipment_key=ShipmentKey(number),
        shipment_id=str(700_100_200 + number),
        lots=(1, 2),
        since=END - timedelta(minutes=minutes),
        attempts=int(words is not None),
        in_doubt=False,
        why=why,
        behind=Command.CONFIRM if why is Why.TURN else None,
        until=END + timedelta(seconds=8 if why is Why.UNDO else 140) if why in _TIMED else None,
        words=words,
    )


_TIMED: Final = (Why.UNDO, Why.PAUSED, Why.LATER)


def _full(stage: Stage) -> ExchangeSeen:
    commands = (
        _command(1, Command.CONFIRM, Why.SENDING, minutes=0),
        _command(2, Command.PACK, Why.TURN),
        _command(3, Command.SHIP, Why.PARKED, _REFUSED, minutes=96),
        _command(4, Command.CONFIRM, Why.UNDO, minutes=0),
        _command(5, Command.LABEL, Why.LATER, Text("этикетка ещё не готова", "the label is not ready yet")),
        _command(6, Command.CRM_EDIT, Why.PAUSED, _SILENT, minutes=12),
        _command(7, Command.CRM_CREATE, Why.PAUSED, _SILENT, minutes=11),
        _command(8, Command.REJECT, Why.NEXT, minutes=0),
    )
    return replace(_seen(stage), commands=commands, queue=7, parked=1)


def _page(stage: Stage, seen: ExchangeSeen, section: Section = Section.QUEUE) -> tuple[Shop, ExchangeView]:
    shop = stage.bare()
    stage.afterwards(shop.window.hide)
    parts = stage.parts
    desk = _StillDesk(parts.storage, parts.clock, PERSON, parts.profile, parts, parts.http_password, seen)
    context = stage.context(shop)
    page = ExchangeView(context.runner, context.changes, desk, stage.theme, shop.messages, stage.clock)
    shop.window.add_page(page)
    shop.window.show_state(stage.healthy())
    stage.until(lambda: page.seen is not None, "an exchange that is read")
    page.open_section(section)
    return shop, page


@dataclass(frozen=True, slots=True)
class _StillDesk(ExchangeDesk):
    """Answers with one moment that is made up; everything else is the shop's own."""

    told: ExchangeSeen

    def look(self, *, parked_calls_only: bool = False) -> ExchangeSeen:
        if not parked_calls_only:
            return self.told
        parked = tuple(call for call in self.told.calls if call.state is CallState.PARKED)
        return replace(self.told, calls=parked)

    def runs(self, job: str = "", outcome: str = "") -> tuple[JobRun, ...]:
        last = [each.last for each in self.told.jobs if each.last is not None]
        times = [
            replace(run, run_id=10 * turn + number) for turn in range(3) for number, run in enumerate(last)
        ]
        return tuple(run for run in times if job in ("", run.job) and outcome in ("", run.outcome))


def shown(section: Section, make: Callable[[Stage], ExchangeSeen], stage: Stage) -> QWidget:
    shop, _page_shown = _page(stage, make(stage), section)
    return shop.window


def lived(section: Section, stage: Stage) -> QWidget:
    """What the morning has left in the database, read as the program reads it."""
    return _page(stage, _seen(stage), section)[0].window


def jobs(stage: Stage) -> QWidget:
    shop, page = _page(stage, _jobs(stage), Section.JOBS)
    stage.until(page.jobs.history.facts.rowCount, "the former runs")
    return shop.window


def question(stage: Stage) -> QWidget:
    _shop, page = _page(stage, _full(stage))
    page.queue.drop.click()
    stage.until(lambda: page.findChild(QDialog), "the question")
    dialog = page.findChild(QDialog)
    assert dialog is not None
    return dialog


def many(stage: Stage) -> QWidget:
    shop, page = _page(stage, _full(stage))
    page.queue.table.selectAll()
    _until_the_card_has_room(stage, page)
    return shop.window


def _until_the_card_has_room(stage: Stage, page: ExchangeView) -> None:
    card = page.queue.card
    stage.until(lambda: card.height() >= card.heightForWidth(card.width()), "a card as high as its words")


def many_asked(stage: Stage) -> QWidget:
    _shop, page = _page(stage, _full(stage))
    page.queue.table.selectAll()
    _until_the_card_has_room(stage, page)
    page.queue.retry.click()
    stage.until(lambda: page.findChild(QDialog), "the question")
    dialog = page.findChild(QDialog)
    assert dialog is not None
    return dialog


def body(stage: Stage) -> QWidget:
    _shop, page = _page(stage, _calls(stage), Section.CALLS)
    first = exchange_watch.look(stage.parts.storage, stage.clock).calls
    page.calls.body_wished.emit(first[0] if first else page.calls.current)
    stage.until(lambda: page.findChild(QDialog), "the body")
    dialog = page.findChild(QDialog)
    assert dialog is not None
    return dialog


def _calls(stage: Stage) -> ExchangeSeen:
    odd = Text(
        "номер продавца 777 не из этого подключения: проверьте адрес в кабинете Мегамаркета",
        "merchant 777 is not of this connection: check the address in the Megamarket account",
    )

    def call(
        number: int, state: CallState, source: str = "order/new", error: Text | None = None
    ) -> ReceivedCall:
        at = END - timedelta(minutes=7 * number)
        orders = (str(700_100_200 + number),)
        return ReceivedCall(number, "Стандарт", source, at, number % 3, state, orders, error)

    calls = (
        call(1, CallState.WAITING),
        call(2, CallState.PARKED, error=odd),
        call(3, CallState.DONE, "order/cancel"),
        *(call(number, CallState.DONE) for number in range(4, 16)),
    )
    return replace(_seen(stage), calls=calls, calls_parked=1)


def _jobs(stage: Stage) -> ExchangeSeen:
    def standing(
        name: JobName, outcome: str, reason: Text | None = None, counts: Mapping[str, int] | None = None
    ) -> JobStanding:
        run = JobRun(1, name.value, END, END - timedelta(seconds=40), outcome, reason, counts or {})
        running = name is JobName.FEED
        return JobStanding(name, run, False, running, END + timedelta(seconds=20))

    jobs = (
        standing(JobName.MEGAMARKET, "done", counts={"found": 38, "read": 38, "applied": 2}),
        standing(JobName.CRM, "failed", _SILENT, {"records": 12}),
        standing(JobName.FEED, "done", counts={"builds": 1, "read": 4120, "published": 3987}),
        JobStanding(JobName.STOCK, None, False, False, None),
        standing(JobName.DEADLINES, "done", counts={"near": 3, "overdue": 1}),
        standing(JobName.SELFTEST, "skipped", _POLLING),
        replace(standing(JobName.PICTURES, "done", counts={"pictures": 7, "bytes": 1_204_511}), next_at=None),
        standing(JobName.PRUNE, "done", counts={"inbox": 44, "labels": 12}),
        standing(JobName.BACKUP, "done", counts={"bytes": 5_242_880}),
    )
    return replace(_seen(stage), jobs=jobs)


def _stopped(stage: Stage) -> ExchangeSeen:
    seen = stage.parts.storage.queries.service_overview()
    first, *others = seen.connections
    now = END - timedelta(minutes=26)
    health = replace(first.megamarket, stopped_at=now, words=_TOKEN)
    silent = replace(
        first.crm, failures=3, paused_at=now, paused_until=END + timedelta(minutes=2), words=_SILENT
    )
    told = standings((replace(first, megamarket=health, crm=silent), *others), END)
    return replace(_seen(stage), remotes=told)


def _resting(stage: Stage) -> ExchangeSeen:
    states = (RemoteState.ANSWERS, RemoteState.UNREGISTERED, RemoteState.RESTS, RemoteState.OFF)
    remotes = tuple(
        RemoteStanding(
            ("Склад на Лесной", "Склад на Речной")[number // 2],
            list(Target)[number % 2],
            state,
            None,
            None,
            END - timedelta(hours=number),
            None,
            None,
        )
        for number, state in enumerate(states)
    )
    return replace(_seen(stage), remotes=remotes)


def _public(stage: Stage) -> ExchangeSeen:
    places = tuple(
        PlaceStanding(
            name, place, name == "Стандарт", END - timedelta(minutes=4) if place in _CALLED else None
        )
        for name in ("Стандарт", "ДСМ")
        for place in PublicPlace
    )
    return replace(_seen(stage), places=places)


_FOUR: Final = END - timedelta(minutes=4)
_CALLED: Final = (PublicPlace.ORDER_NEW, PublicPlace.FEED)


def tested(stage: Stage) -> QWidget:
    shop, page = _page(stage, _public(stage), Section.PLACES)
    verdicts = tuple(
        PlaceVerdict("Стандарт", place, place is not PublicPlace.ORDER_CANCEL,
                     _TUNNEL if place is PublicPlace.ORDER_CANCEL else _GOOD)
        for place in PublicPlace
    )  # fmt: skip
    page.places.show_tested(PlaceVerdicts(verdicts), END - timedelta(minutes=1))
    page.places.table.go_to_row(1)
    return shop.window


def _empty(stage: Stage) -> ExchangeSeen:
    return replace(_seen(stage), queue=0, parked=0, calls=(), calls_parked=0)


def _down(stage: Stage) -> ExchangeSeen:
    told = _full(stage)
    commands = tuple(
        replace(each, why=Why.NO_SERVICE, until=None, words=None)
        for each in told.commands
        if each.why is not Why.PARKED
    )
    return replace(told, alive=False, commands=commands, parked=0)


SCENES: Final[Mapping[str, Scene]] = {
    "exchange-queue-empty": partial(shown, Section.QUEUE, _empty),
    "exchange-queue-full": partial(shown, Section.QUEUE, _full),
    "exchange-queue-service-down": partial(shown, Section.QUEUE, _down),
    "exchange-queue-question": question,
    "exchange-queue-many": many,
    "exchange-queue-many-asked": many_asked,
    "exchange-calls-none": partial(shown, Section.CALLS, _empty),
    "exchange-calls": partial(shown, Section.CALLS, _calls),
    "exchange-calls-lived": partial(lived, Section.CALLS),
    "exchange-calls-body": body,
    "exchange-jobs": jobs,
    "exchange-remotes": partial(lived, Section.REMOTES),
    "exchange-remotes-stopped": partial(shown, Section.REMOTES, _stopped),
    "exchange-remotes-resting": partial(shown, Section.REMOTES, _resting),
    "exchange-places": partial(lived, Section.PLACES),
    "exchange-places-tested": tested,
}
