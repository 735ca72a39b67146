"""The timeline: events in words that a person at the bench understands, in both languages."""

from __future__ import annotations

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.intent import COMMAND_NAMES, Command
from mmdesk.errors import Text
from mmdesk.services import lots
from mmdesk.services.operators import account_operator
from mmdesk.services.timeline import Happening, in_words, sentence
from mmdesk.storage.history import Actor, HistoryEvent
from mmdesk.storage.uow import Storage
from tests.factory import NOW, shipment
from tests.services.stand import ANNA, mirror_stand


def told(what: str, **details: str) -> Text:
    return sentence(HistoryEvent(NOW, Actor.SERVICE, "mmdesk", what, details))


@pytest.mark.parametrize("what", list(Happening))
def test_every_event_has_its_words_even_if_details_are_missing(what: Happening) -> None:
    words = told(what)
    assert words.ru
    assert words.en
    assert words.ru != words.en
    assert "{" not in words.ru + words.en


@pytest.mark.parametrize("command", list(Command))
def test_commands_are_called_by_their_names(command: Command) -> None:
    words = told("command_accepted", command=command.value)
    assert COMMAND_NAMES[command].ru in words.ru
    assert COMMAND_NAMES[command].en in words.en
    assert "_" not in words.ru


def test_statuses_are_told_in_words_and_unknown_ones_as_they_came() -> None:
    assert told("status_changed", from_="NEW", to="CONFIRMED").ru == "состояние: новый → подтверждён"
    assert told("status_changed", from_="NEW", to="ON_THE_MOON").ru == "состояние: новый → ON_THE_MOON"
    assert told("status_changed", from_="", to="NEW").ru == "состояние: — → новый"
    assert told("lot_canceled", lot="2", status="CUSTOMER_CANCELED").ru == "лот 2: отменён покупателем"


def test_a_remotes_words_are_told_in_the_readers_language() -> None:
    words = told("command_parked", command="confirm", **in_words(Text("нет товара", "no goods")))
    assert words.ru.endswith("нет товара")
    assert words.en.endswith("no goods")


def test_words_with_braces_are_no_template() -> None:
    words = told("command_parked", command="confirm", **in_words(Text.same('{"error": {code}}')))
    assert words.ru.endswith('{"error": {code}}')


def test_an_event_of_a_newer_version_shows_its_bare_name() -> None:
    assert told("teleported", to="Mars") == Text.same("teleported")


def test_a_command_of_a_newer_version_shows_its_bare_name() -> None:
    assert told("command_accepted", command="teleport").ru == "принято: teleport"


def test_events_are_kept_in_order_with_their_authors(sqlite_storage: Storage, clock: ManualClock) -> None:
    bench = mirror_stand(sqlite_storage, clock)
    order = bench.show(shipment("NEW"))
    clock.advance(1)
    lots.confirm(bench.desk, order, ANNA)
    clock.advance(1)
    bench.show(shipment("CUSTOMER_CANCELED"))
    history = bench.history(order)
    assert [event.what for event in history] == [
        "arrived",
        "command_queued",
        "status_changed",
        "lot_canceled",
        "command_withdrawn",
    ]
    assert [event.actor for event in history] == [
        Actor.MARKETPLACE,
        Actor.OPERATOR,
        Actor.MARKETPLACE,
        Actor.MARKETPLACE,
        Actor.SERVICE,
    ]
    assert [event.at for event in history] == sorted(event.at for event in history)


def test_an_account_without_a_name_can_still_act(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert account_operator().name
