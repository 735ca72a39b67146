"""The dictionaries of an account, as pages and checks read them."""

from __future__ import annotations

from mmdesk.clock import ManualClock
from mmdesk.services import dictionaries
from mmdesk.services.dictionaries import Entry
from mmdesk.storage.uow import Storage
from tests.services.crm_stand import crm_stand


def test_every_code_comes_with_its_name_and_what_it_does(sqlite_storage: Storage, clock: ManualClock) -> None:
    with crm_stand(sqlite_storage, clock, registered=False) as shop:
        found = dictionaries.read(shop.crm)
    assert Entry("assembling", "Комплектуется", is_active=True) in found.order_statuses
    assert {"no-product", "cancel-other"} <= {each.code for each in found.order_statuses if each.cancels}
    assert {"failure", "out-of-stock"} <= {each.code for each in found.item_statuses if each.cancels}
    assert "in-reserve" in {each.code for each in found.item_statuses if not each.cancels}
    assert [each.code for each in found.order_methods if each.is_default] == ["shopping-cart"]
    assert Entry("marketplace", "Маркетплейс", is_active=True) in found.order_types
