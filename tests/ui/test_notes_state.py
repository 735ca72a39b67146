from __future__ import annotations

from dataclasses import replace

import pytest

from mmdesk.services.desk import OrderRef
from mmdesk.services.news import News, NewsKind
from mmdesk.ui.notes_state import KINDS, WISHES, StoppedExchange, ended, notes_of
from mmdesk.ui.service_wish import ServiceWish
from tests.ui.states import HEALTHY, REFUSED, SILENT


def of(kind: NewsKind, *numbers: str, overdue: bool = False) -> list[News]:
    return [News(kind, OrderRef(number, "shop"), overdue) for number in numbers]


def test_every_kind_of_news_has_a_switch() -> None:
    assert {kind.value for kind in NewsKind} == KINDS


def test_a_cancellation_is_loud_and_comes_first() -> None:
    news = [*of(NewsKind.ORDERS, "700100200"), *of(NewsKind.CANCELLATIONS, "700100201")]
    notes = notes_of(news, KINDS)
    assert [(note.title.en, note.words.en, note.loud) for note in notes] == [
        ("The buyer has cancelled", "700100201", True),
        ("New orders", "700100200", False),
    ]
    assert notes[0].order == OrderRef("700100201", "shop")


def test_a_buyer_who_waits_for_an_answer_is_told_apart_from_one_who_has_cancelled() -> None:
    asks = News(NewsKind.CANCELLATIONS, OrderRef("700100202", "shop"), asks=True)
    notes = notes_of([*of(NewsKind.CANCELLATIONS, "700100201"), asks], KINDS)
    assert [(note.title.ru, note.words.ru, note.about) for note in notes] == [
        ("Покупатель просит отменить", "700100202, ответьте", WISHES),
        ("Покупатель отменил", "700100201", ""),
    ]


def test_what_was_told_of_wishes_is_over_once_all_are_answered() -> None:
    answered = News(NewsKind.CANCELLATIONS, OrderRef("700100202", "shop"), answered=True)
    assert notes_of([answered], KINDS) == ()
    assert ended([answered]) == {WISHES}
    assert ended(of(NewsKind.CANCELLATIONS, "700100201")) == frozenset()


def test_many_orders_are_counted_and_not_listed() -> None:
    (note,) = notes_of(of(NewsKind.ORDERS, *(str(number) for number in range(700, 712))), KINDS)
    assert note.words.ru == "700, 701, 702 и ещё 9"


def test_a_deadline_that_has_passed_is_louder_than_one_that_is_near() -> None:
    (near,) = notes_of(of(NewsKind.DEADLINES, "1"), KINDS)
    (passed,) = notes_of([*of(NewsKind.DEADLINES, "1"), *of(NewsKind.DEADLINES, "2", overdue=True)], KINDS)
    assert (near.title.en, near.loud) == ("A deadline is near", False)
    assert (passed.title.en, passed.loud) == ("A deadline has passed", True)


def test_a_kind_that_is_switched_off_is_not_told() -> None:
    news = [*of(NewsKind.ORDERS, "1"), *of(NewsKind.CANCELLATIONS, "2")]
    assert [note.kind for note in notes_of(news, KINDS - {"orders"})] == ["cancellations"]


def test_a_service_that_stops_is_told_once_until_it_runs_again() -> None:
    exchange, dead = StoppedExchange(), replace(HEALTHY, alive=False)
    assert exchange.see(HEALTHY) == ()
    assert [note.title.en for note in exchange.see(dead)] == ["The exchange service is not running"]
    assert exchange.see(dead) == ()
    assert exchange.over == frozenset()
    assert exchange.see(HEALTHY) == ()
    assert exchange.over == {"exchange"}
    assert len(exchange.see(dead)) == 1


def test_a_service_that_is_only_starting_is_not_told() -> None:
    exchange, dead = StoppedExchange(), replace(HEALTHY, alive=False)
    assert exchange.see(dead, starting=True) == ()
    assert len(exchange.see(dead)) == 1


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (ServiceWish.KEEPS, "сам запускает"),
        (ServiceWish.ELSEWHERE, "MMDESK_SERVICE=off"),
        (ServiceWish.DEMO, "закройте демонстрацию"),
    ],
)
def test_who_is_told_of_a_dead_service_reads_what_this_window_does(wish: ServiceWish, words: str) -> None:
    (note,) = StoppedExchange(wish).see(replace(HEALTHY, alive=False))
    assert words in note.words.ru
    assert "Откройте окно" not in note.words.ru


@pytest.mark.parametrize(("trouble", "notes"), [(REFUSED, 1), (SILENT, 0)])
def test_only_what_does_not_heal_by_itself_is_told(trouble: object, notes: int) -> None:
    assert len(StoppedExchange().see(replace(HEALTHY, troubles=(trouble,)))) == notes  # type: ignore[arg-type]  # one of two troubles


def test_nothing_is_told_while_nothing_is_connected() -> None:
    assert StoppedExchange().see(replace(HEALTHY, connections=0, alive=False)) == ()
