"""One offer that is refused keeps no other out, and Megamarket is not asked without end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from mmdesk.clients.errors import OutcomeUnknown, Problem, Refused, StockSetElsewhere, TokenRefused
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.megamarket_requests import OfferPrice, StockLevel
from mmdesk.clients.offer_batches import Told, tell
from tests.clients.scripted import Received, Script, ScriptedServer, answers

TAKEN = answers('{"success": 1, "data": {}}')
TOKEN = "11111111-2222-3333-4444-555555555555"


def levels(count: int, name: str = "SKU-{}") -> list[StockLevel]:
    return [StockLevel(name.format(number), number) for number in range(count)]


def nameless(_unknown: Sequence[str]) -> Refused:
    return Refused("Товар не найден")


def named(unknown: Sequence[str]) -> Refused:
    return Refused("Нет товара", problems=tuple(Problem("Нет такого", offer_id=each) for each in unknown))


def mentioned(unknown: Sequence[str]) -> Refused:
    return Refused(f"Товар {', '.join(unknown)} не найден")


@dataclass
class Counter:
    """Takes offers unless one of them is unknown; counts the calls."""

    unknown: frozenset[str]
    refuse: Callable[[Sequence[str]], Refused] = nameless
    calls: int = 0
    taken: set[str] = field(default_factory=set)

    def send(self, offers: Sequence[StockLevel]) -> Told:
        self.calls += 1
        unknown = [offer.offer_id for offer in offers if offer.offer_id in self.unknown]
        if unknown:
            raise self.refuse(unknown)
        self.taken |= {offer.offer_id for offer in offers}
        return Told()


@pytest.mark.parametrize(("refuse", "calls"), [(nameless, 25), (named, 2), (mentioned, 3)])
def test_one_unknown_offer_does_not_keep_the_other_299_out(
    refuse: Callable[[Sequence[str]], Refused], calls: int
) -> None:
    counter = Counter(frozenset({"SKU-137"}), refuse)
    told = tell(levels(300), counter.send, spare=100)
    assert [each.offer_id for each in told.refused] == ["SKU-137"]
    assert (len(counter.taken), told.undecided) == (299, ())
    assert counter.calls <= calls
    assert told.spare_used == counter.calls - 1


def test_each_culprit_is_told_in_the_words_about_itself() -> None:
    counter = Counter(frozenset({"SKU-0", "SKU-2"}), named)
    told = tell(levels(3), counter.send, spare=10)
    assert {each.offer_id: each.words.ru for each in told.refused} == dict.fromkeys(
        ["SKU-0", "SKU-2"], "Нет такого"
    )


def test_an_offer_that_is_named_like_a_word_of_the_refusal_is_not_blamed() -> None:
    counter = Counter(frozenset({"SKU-1"}), lambda _unknown: Refused("не более 300 позиций, поле quantity"))
    offers = [StockLevel("300", 1), StockLevel("quantity", 1), StockLevel("SKU-1", 1)]
    told = tell(offers, counter.send, spare=10)
    assert [each.offer_id for each in told.refused] == ["SKU-1"]
    assert counter.taken == {"300", "quantity"}


def test_a_name_of_another_offer_leads_nobody_astray() -> None:
    counter = Counter(frozenset({"SKU-1"}), lambda _unknown: named(["SKU-999"]))
    told = tell(levels(2), counter.send, spare=10)
    assert [each.offer_id for each in told.refused] == ["SKU-1"]


def test_the_calls_to_find_out_are_bounded_and_the_rest_is_undecided() -> None:
    counter = Counter(frozenset(f"SKU-{number}" for number in range(300)))
    told = tell(levels(300), counter.send, spare=20)
    assert (counter.calls, told.spare_used) == (21, 20)
    assert len(told.refused) + len(told.undecided) == 300
    assert told.refused
    assert told.undecided[0].words.ru == "Товар не найден"


def test_a_batch_beyond_the_spare_calls_is_still_sent_once() -> None:
    bad = frozenset(f"SKU-{number}" for number in range(300))
    counter = Counter(bad)
    told = tell(levels(600), counter.send, spare=5)
    assert counter.taken == {f"SKU-{number}" for number in range(300, 600)}
    assert (counter.calls, told.spare_used) == (7, 5)


@contextmanager
def marketplace(*scripts: Script) -> Iterator[tuple[Megamarket, ScriptedServer]]:
    with ScriptedServer(list(scripts)) as server, Megamarket(server.url, 1, lambda: TOKEN) as client:
        yield client, server


def prices_of(received: Received) -> list[dict[str, Any]]:  # the wire's own names, looked into freely
    assert received.target == "/api/merchantIntegration/v1/offerService/manualPrice/save"
    found: list[dict[str, Any]] = json.loads(received.body)["data"]["prices"]
    return found


def test_prices_are_set_by_three_hundred() -> None:
    with marketplace(TAKEN) as (client, server):
        client.save_prices([OfferPrice(f"SKU-{number}", 100 + number) for number in range(301)])
    first, second = map(prices_of, server.received)
    assert len(first) == 300
    assert second == [{"offerId": "SKU-300", "price": 400, "isDeleted": False}]


def test_a_dropped_price_names_the_last_one_set() -> None:
    with marketplace(TAKEN) as (client, server):
        client.drop_prices([OfferPrice("SKU-1", 890)])
    assert prices_of(server.received[0]) == [{"offerId": "SKU-1", "price": 890, "isDeleted": True}]


WARNED = '"warnings": [{"offerId": "SKU-2", "warning": "цена слишком мала"}]'


@pytest.mark.parametrize(
    ("content", "refused", "warned"),
    [
        (f'{{"savedPrices": 1, {WARNED}}}', ["SKU-2"], []),
        (f'{{"savedPrices": 2, {WARNED}}}', [], ["SKU-2"]),
        (f"{{{WARNED}}}", ["SKU-2"], []),
        ('{"savedPrices": 2, "warnings": null}', [], []),
        ('{"savedPrices": "?", "warnings": {"a": 1}}', [], []),
        ("[]", [], []),
    ],
)
def test_a_warned_price_counts_as_saved_only_if_all_are_said_to_be(
    content: str, refused: list[str], warned: list[str]
) -> None:
    with marketplace(answers(f'{{"success": 1, "data": {content}}}')) as (client, _):
        told = client.save_prices([OfferPrice("SKU-1", 500), OfferPrice("SKU-2", 1)])
    assert [each.offer_id for each in told.refused] == refused
    assert [each.offer_id for each in told.warnings] == warned


@pytest.mark.parametrize("shape", ["{error}", "[{error}]"])
def test_a_stock_source_set_elsewhere_is_no_fault_of_any_offer(shape: str) -> None:
    words = "Не удалось выполнить операцию. Проверьте настройку способа получения остатков"
    error = shape.replace("{error}", json.dumps({"code": 1, "message": words}))
    with (
        marketplace(answers(f'{{"success": 0, "error": {error}}}')) as (client, server),
        pytest.raises(StockSetElsewhere) as refused,
    ):
        client.update_stock(levels(300))
    assert len(server.received) == 1
    assert "«Передавать остатки ещё и по API»" in refused.value.sentence("ru")
    assert words in refused.value.sentence("ru")


def test_the_offer_at_fault_is_named_by_the_answer() -> None:
    refusal = '{"success": 0, "error": [{"code": 7, "message": "Товар не найден", "offerId": "SKU-1"}]}'
    with marketplace(answers(refusal), TAKEN) as (client, server):
        told = client.update_stock(levels(3))
    assert [(each.offer_id, each.words.ru) for each in told.refused] == [("SKU-1", "Товар не найден")]
    resent = json.loads(server.received[1].body)["data"]["stocks"]
    assert [each["offerId"] for each in resent] == ["SKU-0", "SKU-2"]


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (answers("", 502), OutcomeUnknown),
        (answers('{"success": 0, "error": {"message": "Авторизационный токен: невалидный"}}'), TokenRefused),
    ],
)
def test_what_is_no_refusal_of_offers_is_not_looked_into(script: Script, error: type[Exception]) -> None:
    with marketplace(script) as (client, server), pytest.raises(error):
        client.update_stock(levels(300))
    assert len(server.received) == 1
