"""What a build changes at the published feed, and when a person has to agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import event

from mmdesk.catalogue.trail import TrailLine
from mmdesk.clock import ManualClock
from mmdesk.services import feed_offers
from mmdesk.services.careful_poll import STOPPING
from mmdesk.services.feed_difference import (
    AT_ONCE,
    MOST_CHANGES,
    Difference,
    compared,
    hold,
    price_jumps,
)
from mmdesk.services.side_by_side import PollSkipped
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.feed_builds import Change, Hold
from mmdesk.storage.uow import Storage
from tests.services.trails import line, written
from tests.storage.build import add_connection


class Feed:
    """The published feed of one connection, and builds that are set beside it."""

    def __init__(self, storage: Storage, clock: ManualClock, folder: Path) -> None:
        self.storage = storage
        self._clock = clock
        self._folder = folder
        with storage.work() as work:
            self._id = add_connection(work).connection_id
            work.commit()

    def publish(self, *lines: TrailLine) -> None:
        trail = written(self._folder / "offers.jsonl", lines)
        feed_offers.apply(self.storage, self._clock, self._id, trail)

    def compared(self, *lines: TrailLine, stopping: Callable[[], None] = lambda: None) -> Difference:
        pages = (lines[start : start + AT_ONCE] for start in range(0, len(lines), AT_ONCE))
        return compared(self.storage, self._id, pages, stopping)


@pytest.fixture
def feed(storage: Storage, clock: ManualClock, tmp_path: Path) -> Feed:
    return Feed(storage, clock, tmp_path)


Build = Sequence[TrailLine]
IN = [line("A")]
CHOSEN = [line("A", state="vendor")]
FAULTY = [line("A", state="no_price", price=None)]
NOTHING: Build = []
TRANSITIONS: dict[str, tuple[Build, Build, dict[str, int], int]] = {
    # what was published, what is built, the counts, how many have vanished
    "new and in the feed": (NOTHING, IN, {"added": 1}, 0),
    "new and left out by the manager": (NOTHING, CHOSEN, {}, 0),
    "new and faulty": (NOTHING, FAULTY, {}, 0),
    "stays as it is": (IN, IN, {}, 0),
    "left out by the manager": (IN, CHOSEN, {"removed": 1}, 0),
    "without a price": (IN, FAULTY, {"removed": 1}, 1),
    "without a name": (IN, [line("A", state="no_name")], {"removed": 1}, 1),
    "without a category": (IN, [line("A", state="no_category")], {"removed": 1}, 1),
    "shares its id": (IN, [line("A", state="duplicate_id")] * 2, {"removed": 1}, 1),
    "its id is bad": (IN, [line("A", state="bad_id")], {"removed": 1}, 1),
    "switched off": (IN, [line("A", state="inactive")], {"removed": 1}, 0),
    "too few": (IN, [line("A", state="min_quantity")], {"removed": 1}, 0),
    "gone from the source": (IN, NOTHING, {"removed": 1}, 1),
    "back from the manager's rule": (CHOSEN, IN, {"added": 1}, 0),
    "back from a fault": (FAULTY, IN, {"added": 1}, 0),
    "from rule to rule": (CHOSEN, [line("A", state="inactive")], {}, 0),
    "from rule to fault": (CHOSEN, FAULTY, {}, 0),
    "left out and now gone": (CHOSEN, NOTHING, {}, 0),
    "another price": (IN, [line("A", price=501)], {"price": 1}, 0),
    "another stock": (IN, [line("A", stock=8)], {"stock": 1}, 0),
    "another name": (IN, [line("A", name="Чашка")], {"name": 1}, 0),
    "all of it": (IN, [line("A", name="Чашка", price=1, stock=0)], {"name": 1, "price": 1, "stock": 1}, 0),
    "other barcodes alone": (IN, [line("A", barcodes=["46000017"])], {}, 0),
    "an offer without an id": (IN, [*IN, line("", state="bad_id")], {}, 0),
    "an id of odd letters": (IN, [*IN, line("a\0b", state="bad_id"), line("x" * 300, state="bad_id")], {}, 0),
}


@pytest.mark.parametrize("name", TRANSITIONS)
def test_each_change_of_an_offer_is_counted_for_what_it_is(feed: Feed, name: str) -> None:
    before, after, counts, vanished = TRANSITIONS[name]
    feed.publish(*before, line("B"))
    found = feed.compared(*after, line("B"))
    assert (dict(found.counts), found.vanished) == (counts, vanished)
    assert found.before == 1 + sum(not each.state for each in before)


def test_the_changes_are_told_one_by_one_with_old_and_new(feed: Feed) -> None:
    feed.publish(*(line(each, price=100, stock=5, name="Старое") for each in "ABCD"))
    found = feed.compared(
        line("C", price=120, stock=5, name="Старое"),
        line("NEW", price=70),
        line("A", price=100, stock=0, name="Новое"),
        line("B", state="vendor"),
    )
    assert found.changes == [
        Change("C", "price", "100", "120"),
        Change("NEW", "added", "", "70"),
        Change("A", "stock", "5", "0"),
        Change("A", "name", "Старое", "Новое"),
        Change("B", "removed", "", "vendor"),
        Change("D", "removed", "", "gone"),
    ]


def test_an_offer_that_was_gone_before_does_not_vanish_again(feed: Feed) -> None:
    feed.publish(line("A"), line("B"))
    feed.publish(line("B"))
    found = feed.compared(line("B"))
    assert (found.before, found.vanished, dict(found.counts)) == (1, 0, {})
    assert dict(feed.compared(line("A"), line("B")).counts) == {"added": 1}


def test_all_are_counted_and_the_first_thousand_told(feed: Feed) -> None:
    lines = [line(f"SKU-{number}") for number in range(MOST_CHANGES + 200)]
    first = feed.compared(*lines)
    assert (first.counts["added"], len(first.changes)) == (MOST_CHANGES + 200, MOST_CHANGES)
    feed.publish(*lines)
    last = feed.compared()
    assert (last.vanished, last.counts["removed"], len(last.changes)) == (
        MOST_CHANGES + 200,
        MOST_CHANGES + 200,
        MOST_CHANGES,
    )


def test_a_repeated_id_counts_once_in_whatever_page_it_is(feed: Feed) -> None:
    filler = [line(f"SKU-{number}") for number in range(AT_ONCE)]
    feed.publish(line("A"), *filler)
    shared = line("A", state="duplicate_id")
    found = feed.compared(shared, *filler, shared)
    assert (found.vanished, dict(found.counts)) == (1, {"removed": 1})


def test_an_empty_table_is_not_asked_page_by_page(feed: Feed) -> None:
    statements: list[object] = []
    event.listen(feed.storage.engine, "before_cursor_execute", lambda *about: statements.append(about[2]))
    feed.compared(line("A"))
    once = len(statements)
    feed.compared(*(line(f"SKU-{number}") for number in range(3 * AT_ONCE)))
    assert len(statements) == 2 * once


def test_a_comparison_can_be_broken_off(feed: Feed) -> None:
    def stopping() -> None:
        raise PollSkipped(STOPPING)

    with pytest.raises(PollSkipped):
        feed.compared(line("A"), stopping=stopping)


def test_the_mean_move_is_of_all_offers_with_a_price_in_both(feed: Feed) -> None:
    feed.publish(*(line(each, price=100) for each in "ABCDE"))
    found = feed.compared(
        line("A", price=150),
        line("B", price=50),
        line("C", price=100),
        line("D", state="vendor", price=900),
        line("NEW", price=900),
    )
    assert found.compared == 3
    assert found.moved_share == pytest.approx(1 / 3)


def settings(**changed: str) -> ConnectionSettings:
    return ConnectionSettings.of({name.replace("__", "."): value for name, value in changed.items()})


GUARDED = settings(feed__guard__vanish_percent="20", feed__guard__price_percent="30")


def asked(difference: Difference, of: ConnectionSettings = GUARDED) -> Hold | None:
    return hold(difference, of, {}, {})


def test_a_feed_that_loses_more_than_the_chosen_share_is_held() -> None:
    assert asked(Difference(before=100, vanished=20)) is None
    assert asked(Difference(before=100, vanished=21)) == Hold("vanished", 0.21)


def test_prices_that_move_on_average_by_more_than_the_chosen_share_are_held() -> None:
    assert asked(Difference(before=10, compared=10, moved=3.0)) is None
    assert asked(Difference(before=10, compared=10, moved=3.1)) == Hold("price", 0.31)


def test_what_the_manager_left_out_holds_nothing(feed: Feed) -> None:
    feed.publish(*(line(each) for each in "ABCDE"))
    assert asked(feed.compared(*(line(each, state="vendor") for each in "ABCD"), line("E"))) is None
    assert asked(feed.compared(*(line(each) for each in "ABC"))) == Hold("vanished", 0.4)


def test_one_price_of_many_that_jumps_holds_nothing(feed: Feed) -> None:
    feed.publish(*(line(each, price=100) for each in "ABCDE"))
    found = feed.compared(line("A", price=200), *(line(each, price=100) for each in "BCDE"))
    assert found.moved_share == pytest.approx(0.2)
    assert asked(found) is None


def test_the_first_build_is_never_held(feed: Feed) -> None:
    assert asked(feed.compared(line("A"), line("B", state="no_price", price=None))) is None


def test_a_feed_that_stops_sales_goes_out_whatever_it_loses() -> None:
    stopped = settings(
        feed__guard__vanish_percent="20", feed__guard__price_percent="30", feed__stop_sales="true"
    )
    assert asked(Difference(before=10, vanished=10, compared=1, moved=9.0), stopped) is None


def test_the_settings_that_were_changed_are_named() -> None:
    former = {"feed.discount": "0", "feed.reserve": "1", "feed.old": "x"}
    now = {"feed.discount": "50", "feed.reserve": "1", "feed.new": "y"}
    held = hold(Difference(before=10, compared=10, moved=5.0), GUARDED, former, now)
    assert held == Hold("price", 0.5, ("feed.discount", "feed.new", "feed.old"))


def test_single_prices_that_jump_are_told() -> None:
    changes = [
        Change("A", "price", "100", "130"),
        Change("B", "price", "100", "131"),
        Change("C", "price", "100", "69"),
        Change("D", "stock", "100", "0"),
        Change("E", "added", "", "900"),
    ]
    assert [each.offer_id for each in price_jumps(changes, 30)] == ["B", "C"]
