"""Mappings as a page edits them: with RetailCRM's names, and never to something that RetailCRM has not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from mmdesk.clients.errors import RemoteError
from mmdesk.clock import ManualClock
from mmdesk.domain.role import NotYours, Role
from mmdesk.services import connection_settings
from mmdesk.services.connection_settings import Difference, SettingChange, SettingsFileRefused
from mmdesk.services.mapping_desk import MappingDesk, MappingRefused, Mappings
from mmdesk.services.mapping_sheet import Group, GroupKind, Row, choices_of
from mmdesk.services.operators import Operator
from mmdesk.storage.uow import Storage
from tests.services.crm_stand import CrmStand, crm_stand

ANNA = Operator("Анна")


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> Iterator[CrmStand]:
    with crm_stand(sqlite_storage, clock, registered=False) as made:
        yield made


@pytest.fixture
def courier(sqlite_storage: Storage, clock: ManualClock) -> Iterator[CrmStand]:
    with crm_stand(sqlite_storage, clock, "dsm", registered=False) as made:
        yield made


def desk(shop: CrmStand) -> MappingDesk:
    return MappingDesk(shop.storage, lambda _connection: nullcontext(shop.crm))


def read(shop: CrmStand) -> Mappings:
    return desk(shop).read(shop.connection.name)


def save(shop: CrmStand, **values: str) -> Mappings:
    given = {key.replace("__", "."): value for key, value in values.items()}
    return desk(shop).save(ANNA, shop.connection.name, given)


def changed(shop: CrmStand, **values: str) -> tuple[Difference, ...]:
    changes = tuple(SettingChange(key.replace("__", "."), "", value) for key, value in values.items())
    return (Difference(shop.connection.name, changes),)


def group(found: Mappings, kind: GroupKind) -> Group:
    return next(each for each in found.groups if each.kind is kind)


def row(found: Mappings, key: str) -> Row:
    return next(each for one in found.groups for each in one.rows if each.key == key)


def stored(shop: CrmStand, key: str) -> object:
    return connection_settings.shown(shop.storage, shop.connection.name).get(key)


def test_both_systems_are_shown_by_their_own_names(shop: CrmStand) -> None:
    follow = group(read(shop), GroupKind.FOLLOW)
    packed = next(each for each in follow.rows if each.code == "PACKED")
    assert packed.name.ru == "упакован"
    assert "Комплектуется" in [choice.name.ru for choice in follow.choices]


def test_a_mapping_is_saved_and_in_force(shop: CrmStand) -> None:
    found = save(shop, status__map__PACKED="assembling", status__confirmed="client-confirmed")
    assert row(found, "status.map.PACKED").value == "assembling"
    assert stored(shop, "status.map.PACKED") == "assembling"
    assert stored(shop, "status.confirmed") == "client-confirmed"


def test_an_empty_choice_takes_a_mapping_away(shop: CrmStand) -> None:
    save(shop, status__map__PACKED="assembling")
    found = save(shop, status__map__PACKED="")
    assert row(found, "status.map.PACKED").value == ""
    assert row(found, "status.map.PACKED").missed


def test_only_cancelling_item_statuses_are_offered_for_goods_that_leave(shop: CrmStand) -> None:
    found = read(shop)
    offered = {choice.value for choice in group(found, GroupKind.LOT_CANCEL).choices}
    assert "out-of-stock" in offered
    assert "in-reserve" not in offered
    assert "in-reserve" not in {each.code for each in group(found, GroupKind.REJECT).rows}
    with pytest.raises(MappingRefused) as refused:
        save(shop, lot__cancel__CUSTOMER_CANCELED="in-reserve")
    assert "takes no goods out" in refused.value.rows["lot.cancel.CUSTOMER_CANCELED"].en


def test_a_status_that_has_vanished_is_refused_and_nothing_of_the_rest_is_saved(shop: CrmStand) -> None:
    with pytest.raises(MappingRefused) as refused:
        save(shop, status__map__PACKED="assembling", status__map__SHIPPED="gone-since")
    assert list(refused.value.rows) == ["status.map.SHIPPED"]
    assert stored(shop, "status.map.PACKED") is None


def test_one_that_was_mapped_and_has_vanished_is_marked_and_hinders_no_other(shop: CrmStand) -> None:
    shop.set("status.map.SHIPPED", "gone-since")
    assert row(read(shop), "status.map.SHIPPED").trouble is not None
    found = save(shop, status__map__PACKED="assembling")
    assert row(found, "status.map.PACKED").value == "assembling"


def test_the_status_of_new_orders_is_refused_as_one_that_confirms(shop: CrmStand) -> None:
    with pytest.raises(MappingRefused) as refused:
        save(shop, status__confirmed="new")
    assert list(refused.value.rows) == ["status.confirmed"]
    assert "«Новый» RetailCRM сама даёт новым заказам" in refused.value.rows["status.confirmed"].ru
    assert stored(shop, "status.confirmed") == ""
    save(shop, status__map__NEW="availability-confirmed", status__confirmed="new")
    with pytest.raises(MappingRefused) as refused:
        save(shop, status__map__NEW="")
    assert list(refused.value.rows) == ["status.map.NEW"]


def test_a_cancelling_status_for_orders_that_go_on_is_refused(shop: CrmStand) -> None:
    with pytest.raises(MappingRefused) as refused:
        save(shop, status__map__CONFIRMED="no-product", status__pack="assembling")
    assert list(refused.value.rows) == ["status.map.CONFIRMED"]
    with pytest.raises(SettingsFileRefused):
        desk(shop).judge(changed(shop, status__map__CONFIRMED="no-product"))


def test_a_file_of_settings_with_a_vanished_status_is_refused_by_all_their_names(shop: CrmStand) -> None:
    with pytest.raises(SettingsFileRefused) as refused:
        desk(shop).judge(changed(shop, status__pack="vanished-status"))
    words = refused.value.sentence("ru")
    assert f"ничего не изменено: «{shop.connection.name}»: " in words
    assert "«vanished-status». Кода «vanished-status» в RetailCRM больше нет" in words
    assert "status.pack" not in words


def test_a_file_of_settings_whose_codes_are_there_passes_and_what_vanished_before_hinders_nothing(
    shop: CrmStand,
) -> None:
    shop.set("status.map.SHIPPED", "gone-since")
    assert desk(shop).judge(changed(shop, status__pack="assembling", feed__days="4")) == ()


def test_codes_in_a_file_are_told_as_unchecked_where_retailcrm_is_silent(shop: CrmStand) -> None:
    shop.books.stop()
    name = shop.connection.name
    assert desk(shop).judge(changed(shop, status__pack="vanished-status")) == (name,)
    assert desk(shop).judge(changed(shop, feed__days="4")) == ()


def test_reasons_are_the_schemes_own(shop: CrmStand) -> None:
    reject = group(read(shop), GroupKind.REJECT)
    assert "OUT_OF_STOCK" in {choice.value for choice in reject.choices}
    assert "NOT_ACCEPTABLE" not in {choice.value for choice in reject.choices}
    found = save(shop, **{"reject__reason__out-of-stock": "OUT_OF_STOCK"})
    assert row(found, "reject.reason.out-of-stock").value == "OUT_OF_STOCK"


def test_why_a_courier_could_not_hand_over_is_asked_of_dsm_alone(shop: CrmStand, courier: CrmStand) -> None:
    ours, theirs = read(shop), read(courier)
    assert GroupKind.CLOSE not in {each.kind for each in ours.groups}
    assert (ours.cancel_accept, theirs.cancel_accept) == (None, "auto")
    assert {choice.value for choice in group(theirs, GroupKind.CLOSE).choices} >= {"CANCEL_BY_CUSTOMER"}
    asks = {each.key for each in group(theirs, GroupKind.ASK).rows}
    assert asks == {"status.confirmed", "status.pack", "status.close"}


def test_methods_and_types_of_created_orders_each_have_their_own_choices(shop: CrmStand) -> None:
    found = read(shop)
    created = group(found, GroupKind.CREATED)
    method, kind = created.rows
    methods = {choice.value for choice in choices_of(created, method, found.known)}
    types = {choice.value for choice in choices_of(created, kind, found.known)}
    assert "shopping-cart" in methods - types
    assert "marketplace" in types - methods


def test_a_reason_for_everything_else_cannot_be_left_out(shop: CrmStand) -> None:
    found = read(shop)
    default = row(found, "reject.default_reason")
    offered = {each.value for each in choices_of(group(found, GroupKind.REJECT), default, found.known)}
    assert "" not in offered


def test_while_retailcrm_is_silent_nothing_is_read_or_saved(shop: CrmStand) -> None:
    shop.sandbox.stop()
    with pytest.raises(RemoteError):
        read(shop)
    with pytest.raises(RemoteError):
        save(shop, status__map__PACKED="assembling")
    assert stored(shop, "status.map.PACKED") is None


def test_only_a_manager_changes_mappings(shop: CrmStand) -> None:
    packer = Operator("Борис", role=Role.PACKER)
    with pytest.raises(NotYours):
        desk(shop).save(packer, shop.connection.name, {"status.map.PACKED": "assembling"})
