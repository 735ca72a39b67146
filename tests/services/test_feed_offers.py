"""The table of offers follows the published build, however often it is broken off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session

from mmdesk.catalogue.trail import TrailLine
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import ConnectionId
from mmdesk.services import feed_offers
from mmdesk.services.careful_poll import STOPPING
from mmdesk.services.feed_difference import AT_ONCE
from mmdesk.services.side_by_side import PollSkipped
from mmdesk.storage.catalogue_tables import OfferBarcodeRow, OfferRow
from mmdesk.storage.offers import NewOffer
from mmdesk.storage.uow import Storage
from tests.services.trails import line, written
from tests.storage.build import add_connection

Kept = tuple[object, ...]


class Table:
    """The offers of one connection, and trails that are applied to them."""

    def __init__(
        self, storage: Storage, clock: ManualClock, folder: Path, connection_id: ConnectionId
    ) -> None:
        self.storage = storage
        self.clock = clock
        self.trail = folder / "offers.jsonl"
        self.connection_id = connection_id

    def apply(self, *lines: TrailLine, stopping: Callable[[], None] = lambda: None) -> None:
        self.clock.advance(timedelta(minutes=1))
        trail = written(self.trail, lines)
        feed_offers.apply(self.storage, self.clock, self.connection_id, trail, stopping)

    def rows(self) -> Mapping[str, Kept]:
        """What is kept of each offer, by its id; the digest apart."""
        with Session(self.storage.engine) as session:
            codes: dict[int, list[str]] = {}
            for code in session.query(OfferBarcodeRow):
                codes.setdefault(code.offer_pk, []).append(code.barcode)
            return {
                row.offer_id: _kept(row, codes.get(row.id, []))
                for row in session.query(OfferRow).filter_by(connection_id=self.connection_id)
            }

    def seen_at(self) -> Mapping[str, datetime]:
        with Session(self.storage.engine) as session:
            rows = session.query(OfferRow).filter_by(connection_id=self.connection_id)
            return {row.offer_id: row.seen_at for row in rows}

    @contextmanager
    def writes(self) -> Iterator[list[str]]:
        """The statements that write, of all that run within."""
        told: list[str] = []

        def note(*about: object) -> None:
            words = str(about[2])
            if not words.startswith(("SELECT", "BEGIN")):
                told.append(words)

        event.listen(self.storage.engine, "before_cursor_execute", note)
        yield told
        event.remove(self.storage.engine, "before_cursor_execute", note)


def _kept(row: OfferRow, codes: Sequence[str]) -> Kept:
    levels = (row.price, row.stock, row.feed_price, row.feed_old_price, row.feed_stock)
    words = (row.state, row.name, row.vendor, row.article, row.category)
    return (*words, *levels, row.picture, sorted(codes), row.shelf)


def expected(each: TrailLine) -> Kept:
    price = None if each.price is None else each.price / 100
    levels = (price, each.stock, each.feed_price, each.feed_old_price, each.feed_stock)
    words = (each.state, each.name, each.vendor, each.article, each.category)
    return (*words, *levels, each.picture, sorted(set(each.barcodes)), each.shelf)


def gone(former: Kept) -> Kept:
    return ("gone", *former[1:5], former[5], 0, None, None, 0, *former[10:])


@pytest.fixture
def table(storage: Storage, clock: ManualClock, tmp_path: Path) -> Table:
    with storage.work() as work:
        connection_id = add_connection(work).connection_id
        work.commit()
    return Table(storage, clock, tmp_path, connection_id)


def many(number: int, price: int = 500) -> list[TrailLine]:
    return [line(f"SKU-{each}", price=price, barcodes=[f"46{each:06}"]) for each in range(number)]


def test_goods_that_were_moved_to_another_shelf_are_written_anew(table: Table) -> None:
    for shelf in ("A-2", "B-1", ""):
        moved = line(shelf=shelf)
        table.apply(moved, line("SKU-2"))
        assert table.rows()["MUG-1"] == expected(moved)


def test_a_line_of_a_trail_is_what_the_table_takes() -> None:
    assert TrailLine.__struct_fields__ == NewOffer.__struct_fields__


def test_a_first_build_fills_the_table(table: Table) -> None:
    lines = [line("A", barcodes=["46000017", "46000017"]), line("B", state="vendor", price=None), line("C")]
    table.apply(*lines)
    assert table.rows() == {each.offer_id: expected(each) for each in lines}


def test_more_than_a_page_is_applied_whole(table: Table) -> None:
    lines = many(2 * AT_ONCE + 1)
    table.apply(*lines)
    assert table.rows() == {each.offer_id: expected(each) for each in lines}
    changed = [*many(AT_ONCE + 1, 600), *lines[AT_ONCE + 1 :]]
    table.apply(*changed)
    assert table.rows() == {each.offer_id: expected(each) for each in changed}


def test_the_same_build_again_writes_nothing(table: Table) -> None:
    lines = [*many(AT_ONCE + 5), line("X", state="vendor")]
    table.apply(*lines, line("Y"))
    table.apply(*lines)
    with table.writes() as written_again:
        table.apply(*lines)
    assert written_again == []


def test_only_what_has_changed_is_written(table: Table) -> None:
    table.apply(line("A"), line("B"), line("C"))
    before = table.seen_at()
    table.apply(line("A"), line("B", stock=1), line("C"))
    after = table.seen_at()
    assert {each for each in after if after[each] != before[each]} == {"B"}


def test_few_changes_in_many_pages_are_one_transaction(table: Table) -> None:
    table.apply(*many(3 * AT_ONCE))
    lines = many(3 * AT_ONCE)
    for place in (0, AT_ONCE, 2 * AT_ONCE):
        lines[place] = line(f"SKU-{place}", stock=99)
    with table.writes() as statements:
        table.apply(*lines, line("NEW"))
    assert len([each for each in statements if "DO UPDATE" in each]) == 1
    assert table.rows()["SKU-0"] == expected(line("SKU-0", stock=99))
    assert "NEW" in table.rows()


def test_an_offer_that_the_source_has_no_longer_is_gone_until_it_is_back(table: Table) -> None:
    table.apply(line("A", barcodes=["46000017"]), line("B"))
    table.apply(line("B"))
    assert table.rows() == {
        "A": gone(expected(line("A", barcodes=["46000017"]))),
        "B": expected(line("B")),
    }
    table.apply(line("A", barcodes=["46000017"]), line("B"))
    assert table.rows()["A"] == expected(line("A", barcodes=["46000017"]))


def test_the_offers_of_another_connection_stay(table: Table, tmp_path: Path) -> None:
    with table.storage.work() as work:
        second = add_connection(work, "другой", merchant_id=5047)
        work.commit()
    other = Table(table.storage, table.clock, tmp_path, second.connection_id)
    other.apply(line("A", name="Чужая"), line("Z"))
    table.apply(line("A"), line("B"))
    table.apply(line("B"))
    assert other.rows() == {"A": expected(line("A", name="Чужая")), "Z": expected(line("Z"))}


@pytest.mark.parametrize("odd", ["", "x" * 256, "a\0b"])
def test_what_cannot_be_an_id_is_no_row(table: Table, odd: str) -> None:
    table.apply(line(odd, state="bad_id"), line("A"))
    table.apply(line(odd, state="bad_id"), line("A"))
    assert list(table.rows()) == ["A"]


def test_of_lines_with_one_id_the_first_counts_wherever_the_others_are(table: Table) -> None:
    first, second = (line("A", name=name, state="duplicate_id", barcodes=[name]) for name in ("one", "two"))
    filler = many(AT_ONCE)
    for _ in range(2):
        table.apply(first, second, *filler, second)
        assert table.rows()["A"] == expected(first)
        with table.writes() as written_again:
            table.apply(first, second, *filler, second)
        assert written_again == []
        table.apply(second, first, *filler, first)
        assert table.rows()["A"] == expected(second)


def test_what_megamarket_was_told_is_left_alone(table: Table) -> None:
    table.apply(line("A"), line("B"))
    with Session(table.storage.engine) as session:
        session.query(OfferRow).update({"pushed_stock": 5, "pushed_price": 480})
        session.commit()
    table.apply(line("A", price=700))
    with Session(table.storage.engine) as session:
        told = {(row.pushed_stock, row.pushed_price) for row in session.query(OfferRow)}
    assert told == {(5, 480)}


def stops_after(calls: int) -> Callable[[], None]:
    numbers = count()

    def stopping() -> None:
        if next(numbers) == calls:
            raise PollSkipped(STOPPING)

    return stopping


@pytest.mark.parametrize("calls", range(4))
def test_what_was_broken_off_is_finished_by_the_next_go(table: Table, calls: int) -> None:
    table.apply(*many(AT_ONCE), line("OLD"))
    lines = many(2 * AT_ONCE + 3, price=700)
    with pytest.raises(PollSkipped):
        table.apply(*lines, stopping=stops_after(calls))
    table.apply(*lines)
    assert table.rows() == {each.offer_id: expected(each) for each in lines} | {
        "OLD": gone(expected(line("OLD")))
    }


def test_a_trail_that_is_not_there_is_told_and_nothing_changes(table: Table) -> None:
    table.apply(line("A"))
    with pytest.raises(FileNotFoundError):
        feed_offers.apply(table.storage, table.clock, table.connection_id, table.trail.with_name("none"))
    assert table.rows() == {"A": expected(line("A"))}


ANY_LINE = st.builds(
    line,
    st.sampled_from(["A", "B", "C", "D", "E", 'q"\\', "я", "😀", "", "x" * 300]),
    state=st.sampled_from(["", "", "vendor", "no_price"]),
    name=st.sampled_from(["Кружка", "Плед", 'q"\\\n', "\\u0000"]),
    price=st.sampled_from([1, 500]),
    stock=st.integers(0, 1),
    barcodes=st.lists(st.sampled_from(["46000017", "46000024"]), max_size=3),
)
TRAILS = st.lists(ANY_LINE, max_size=12)


@given(first=TRAILS, second=TRAILS, broken_after=st.integers(0, 6))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_two_builds_leave_exactly_the_second(
    storage: Storage,
    tmp_path_factory: pytest.TempPathFactory,
    first: list[TrailLine],
    second: list[TrailLine],
    broken_after: int,
) -> None:
    with storage.work() as work:
        number = 6000 + len(work.connections.all())
        connection_id = add_connection(work, f"n{number}", merchant_id=number).connection_id
        work.commit()
    clock = ManualClock(datetime.fromisoformat("2026-11-02T09:00:00Z"))
    table = Table(storage, clock, tmp_path_factory.mktemp("any"), connection_id)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feed_offers, "AT_ONCE", 3)
        table.apply(*first)
        try:
            table.apply(*second, stopping=stops_after(broken_after))
        except PollSkipped:
            table.apply(*second)
    wanted = first_of_each(second)
    assert {each: kept for each, kept in table.rows().items() if kept[0] != "gone"} == wanted
    assert table.rows().keys() == wanted.keys() | first_of_each(first).keys()


def first_of_each(lines: Sequence[TrailLine]) -> dict[str, Kept]:
    usable = [each for each in lines if 0 < len(each.offer_id) <= 255]
    return {each.offer_id: expected(each) for each in reversed(usable)}
