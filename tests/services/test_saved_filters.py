"""A person's own filters: their limits, and that they follow the person."""

from __future__ import annotations

import json
from functools import partial

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.role import Role
from mmdesk.services.operators import Operator, account_operator
from mmdesk.services.roster import Roster
from mmdesk.services.saved_filters import (
    LONGEST_NAME,
    MOST,
    BadFilter,
    FilterSet,
    OperatorFilters,
    document_of,
    of_document,
    of_text,
)
from mmdesk.storage.operators import OperatorId
from mmdesk.storage.order_index import OrderFilter, OrderSort, OrderWish
from mmdesk.storage.uow import Storage
from tests.factory import NOW

CUPS = OrderWish(search="кружка")
NIGHT = OrderWish(OrderFilter.PACK, connection="Склад", sort=OrderSort.NEWEST)
BOSS = Operator("Вера", role=Role.MANAGER)


def names(kept: FilterSet) -> list[str]:
    return [each.name for each in kept.filters]


@pytest.fixture
def kept() -> FilterSet:
    return FilterSet().add("Кружки", CUPS).add("Ночь", NIGHT)


def add(name: str, wish: OrderWish, kept: FilterSet) -> FilterSet:
    return kept.add(name, wish)


def people(storage: Storage, *found: str) -> list[OperatorFilters]:
    roster = Roster(storage, ManualClock(NOW))
    roster.add(BOSS, BOSS.name, Role.MANAGER)
    for name in found:
        roster.add(BOSS, name, Role.PACKER)
    return [OperatorFilters(storage, Operator(name)) for name in (BOSS.name, *found)]


def test_a_filter_is_known_by_what_it_shows(kept: FilterSet) -> None:
    found = kept.for_wish(OrderWish(search="кружка"))
    assert found is not None
    assert found.name == "Кружки"
    assert kept.for_wish(OrderWish()) is None


@pytest.mark.parametrize("name", ["", "   ", "a\u202eb", "x" * (LONGEST_NAME + 1), "  кРуЖкИ "])
def test_a_name_that_will_not_do_is_refused(kept: FilterSet, name: str) -> None:
    with pytest.raises(BadFilter):
        kept.add(name, OrderWish())


def test_odd_spaces_of_a_name_go(kept: FilterSet) -> None:
    assert names(kept.add("  Моя \t смена ", OrderWish()))[-1] == "Моя смена"


def test_there_are_only_so_many() -> None:
    full = FilterSet()
    for number in range(MOST):
        full = full.add(f"№ {number}", OrderWish())
    with pytest.raises(BadFilter):
        full.add("ещё один", OrderWish())


def test_renaming_keeps_the_place_and_the_start(kept: FilterSet) -> None:
    renamed = kept.start_with("Кружки").rename("Кружки", "кружки и чашки")
    assert (names(renamed), renamed.start) == (["кружки и чашки", "Ночь"], "кружки и чашки")


def test_a_filter_may_be_written_otherwise_under_its_own_name(kept: FilterSet) -> None:
    assert names(kept.rename("Кружки", "КРУЖКИ")) == ["КРУЖКИ", "Ночь"]
    with pytest.raises(BadFilter):
        kept.rename("Кружки", "ночь")


def test_moving_stops_at_either_end(kept: FilterSet) -> None:
    assert names(kept.move("Ночь", -1)) == ["Ночь", "Кружки"]
    assert names(kept.move("Ночь", -5)) == ["Ночь", "Кружки"]
    assert names(kept.move("Ночь", 1)) == ["Кружки", "Ночь"]
    assert kept.move("нет такого", 1) == kept


def test_the_page_no_longer_opens_with_a_filter_that_is_deleted(kept: FilterSet) -> None:
    left = kept.start_with("Ночь").remove("Ночь")
    assert (names(left), left.start) == (["Кружки"], "")


def test_what_is_written_is_read_again(kept: FilterSet) -> None:
    kept = kept.start_with("Ночь")
    assert of_document(json.loads(json.dumps(document_of(kept)))) == kept


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {"filters": 3},
        {"filters": [None, {"name": "x"}, {"name": "", "show": "all", "sort": "newest"}]},
        {"filters": [{"name": "x", "show": "on the moon", "sort": "newest"}], "start": "x"},
    ],
)
def test_what_another_version_wrote_otherwise_is_left_out(document: object) -> None:
    assert of_document(document) == FilterSet()


def test_a_damaged_text_counts_as_empty() -> None:
    assert of_text("{") == FilterSet()


def test_filters_follow_their_person_and_nobody_else(storage: Storage) -> None:
    boss, anna = people(storage, "Анна")
    anna.change(partial(add, "Кружки", CUPS))
    boss.change(partial(add, "Ночь", NIGHT))
    elsewhere = OperatorFilters(storage, Operator("Анна"))
    assert elsewhere.is_in_use()
    assert (names(elsewhere.read()), names(boss.read())) == (["Кружки"], ["Ночь"])


def test_filters_stay_with_a_person_who_is_renamed(storage: Storage) -> None:
    roster = Roster(storage, ManualClock(NOW))
    _boss, anna = people(storage, "Анна")
    anna.change(partial(add, "Кружки", CUPS))
    person = next(each for each in roster.people() if each.name == "Анна")
    roster.change(BOSS, person, name="Анна Лесная", role=Role.PACKER)
    renamed = OperatorFilters(storage, Operator("Анна Лесная"))
    assert names(renamed.read()) == ["Кружки"]


def test_without_a_roster_the_workstation_keeps_them(storage: Storage) -> None:
    nobody = OperatorFilters(storage, account_operator())
    assert not nobody.is_in_use()
    assert nobody.read() == FilterSet()
    with pytest.raises(BadFilter):
        nobody.change(partial(add, "Кружки", CUPS))


def test_a_deleted_filter_leaves_no_trace(storage: Storage) -> None:
    """It may name a buyer."""
    boss, *_ = people(storage)
    boss.change(partial(add, "Покупатель", OrderWish(search="Петрова")))
    boss.change(lambda kept: kept.remove("Покупатель"))
    with storage.look() as look:
        assert "Петрова" not in look.filters.of(_id_of(storage))


def _id_of(storage: Storage) -> OperatorId:
    with storage.look() as look:
        return look.operators.all()[0].operator_id
