"""Stock and prices at the simulated marketplace: unknown offers, warnings, and an account set otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.megamarket_stand import MERCHANT, TOKEN, Answered, Stand, open_stand


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand() as opened:
        yield opened


def post(stand: Stand, method: str, **content: object) -> Answered:
    body = {"meta": {}, "data": {"token": TOKEN, **content}}
    answered: Answered = stand.http.post(
        f"/api/merchantIntegration/v1/offerService/{method}", json=body
    ).json()
    return answered


def update(stand: Stand, **units: int) -> Answered:
    stocks = [{"offerId": offer_id, "quantity": number} for offer_id, number in units.items()]
    return post(stand, "stock/update", stocks=stocks)


def save(stand: Stand, *, deleted: bool = False, **prices: int) -> Answered:
    entries = [
        {"offerId": offer_id, "price": price, "isDeleted": deleted} for offer_id, price in prices.items()
    ]
    return post(stand, "manualPrice/save", prices=entries)


def forget(stand: Stand, *offer_ids: str) -> None:
    assert stand.http.post("/_sandbox/offers", json={"unknown": list(offer_ids)}).status_code == 200


def test_an_unknown_offer_spoils_the_whole_call(stand: Stand) -> None:
    forget(stand, "B", "C")
    answer = update(stand, A=1, B=2, C=3)
    assert (answer["success"], [each["offerId"] for each in answer["error"]]) == (0, ["B", "C"])
    assert stand.market.offers.stocks(MERCHANT) == {}


def test_an_offer_that_is_known_again_is_taken(stand: Stand) -> None:
    forget(stand, "B")
    forget(stand)
    assert update(stand, B=2)["success"] == 1


@pytest.mark.parametrize(("how", "mentions"), [("in_words", True), ("nameless", False)])
def test_a_refusal_may_name_the_offer_in_words_or_not_at_all(stand: Stand, how: str, mentions: bool) -> None:
    forget(stand, "B-7")
    stand.market.behave(unknown_stock=how)
    (error,) = update(stand, **{"B-7": 2})["error"]
    assert ("offerId" in error, "B-7" in error["message"]) == (False, mentions)


def test_an_unknown_offer_may_be_left_out_without_a_word(stand: Stand) -> None:
    forget(stand, "B")
    stand.market.behave(unknown_stock="warned")
    assert update(stand, A=1, B=2)["success"] == 1
    assert stand.market.offers.stocks(MERCHANT) == {"A": 1}


def test_an_account_that_takes_stock_from_elsewhere_refuses_any_level(stand: Stand) -> None:
    stand.market.behave(stock_by_api=False)
    (error,) = update(stand, A=1)["error"]
    assert "Проверьте настройку способа получения остатков" in error["message"]
    assert stand.market.offers.stocks(MERCHANT) == {}


def test_the_price_of_an_unknown_offer_is_a_warning(stand: Stand) -> None:
    forget(stand, "B")
    told = save(stand, A=100, B=200)["data"]
    assert told == {"savedPrices": 1, "warnings": [{"offerId": "B", "warning": "Товар не найден"}]}
    assert stand.market.offers.prices(MERCHANT) == {"A": 100}


def test_the_price_of_an_unknown_offer_may_be_a_refusal(stand: Stand) -> None:
    forget(stand, "B")
    stand.market.behave(unknown_price="named")
    assert save(stand, A=100, B=200)["error"][0]["offerId"] == "B"
    assert stand.market.offers.prices(MERCHANT) == {}


def test_how_many_prices_were_saved_may_remain_untold(stand: Stand) -> None:
    stand.market.behave(tells_saved_prices=False)
    assert save(stand, A=100)["data"] == {"warnings": []}


def test_a_price_that_was_never_set_cannot_be_dropped(stand: Stand) -> None:
    save(stand, A=100)
    told = save(stand, deleted=True, A=100, B=200)["data"]
    assert (told["savedPrices"], [each["offerId"] for each in told["warnings"]]) == (1, ["B"])
    assert stand.market.offers.prices(MERCHANT) == {}


def test_a_wish_for_unknown_offers_that_makes_no_sense_is_explained(stand: Stand) -> None:
    answer = stand.http.post("/_sandbox/offers", json={"unknown": "B"})
    assert (answer.status_code, "unknown" in answer.text) == (400, True)
