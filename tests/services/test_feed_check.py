"""A feed beside what the CRM has: which offers could never be matched, and which are missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmdesk.services import connection_settings
from mmdesk.services.feed_check import SAMPLES, CatalogueNotRead, CrmOffer, check_rules, check_with_crm
from mmdesk.storage.connections import UnknownConnection
from mmdesk.storage.offers import NewOffer
from mmdesk.storage.uow import Storage
from tests.catalogue.feed_file import feed, offer
from tests.services.known_offers import known
from tests.storage.build import NOON, Shop, add_connection, open_shop


@pytest.fixture
def shop(sqlite_storage: Storage) -> Shop:
    return open_shop(sqlite_storage)


def read_catalogue(shop: Shop, *offers: NewOffer) -> None:
    with shop.storage.work() as work:
        work.offers.add(shop.connection_id, offers, NOON)
        work.commit()


def feed_file(folder: Path, *ids: str) -> Path:
    file = folder / "feed.xml"
    file.write_bytes(feed(*(offer(each) for each in ids)))
    return file


def test_a_feed_of_exactly_the_crms_offers_will_do(shop: Shop, tmp_path: Path) -> None:
    read_catalogue(shop, known("A"), known("B", state="min_quantity"))
    result = check_with_crm(shop.storage, shop.connection.name, feed_file(tmp_path, "B", "A"))
    assert result.ok
    assert result.crm is not None
    assert (result.crm.only_in_feed, result.crm.only_in_crm) == (0, 0)


def test_both_differences_are_told_with_the_names_that_the_crm_has(shop: Shop, tmp_path: Path) -> None:
    read_catalogue(shop, known("A"), known("B", "Нож"), known("C", "Чайник"))
    result = check_with_crm(shop.storage, shop.connection.name, feed_file(tmp_path, "A", "Z", "Y"))
    assert result.crm is not None
    assert (result.crm.only_in_feed, result.crm.feed_samples) == (2, ("Y", "Z"))
    assert result.crm.crm_samples == (CrmOffer("B", "Нож"), CrmOffer("C", "Чайник"))
    assert result.verdict.ok
    assert not result.ok


def test_an_offer_that_is_only_in_the_crm_makes_no_feed_wrong(shop: Shop, tmp_path: Path) -> None:
    read_catalogue(shop, known("A"), known("B"))
    assert check_with_crm(shop.storage, shop.connection.name, feed_file(tmp_path, "A")).ok


def test_an_offer_that_the_crm_has_no_longer_cannot_be_matched(shop: Shop, tmp_path: Path) -> None:
    read_catalogue(shop, known("A"), known("B", state="gone"))
    result = check_with_crm(shop.storage, shop.connection.name, feed_file(tmp_path, "A", "B"))
    assert result.crm is not None
    assert (result.crm.feed_samples, result.crm.crm_samples) == (("B",), ())


def test_the_offers_of_another_connection_do_not_count(shop: Shop, tmp_path: Path) -> None:
    read_catalogue(shop, known("A"))
    with shop.storage.work() as work:
        other = add_connection(work, "другая", merchant_id=5047)
        work.offers.add(other.connection_id, [known("B")], NOON)
        work.commit()
    result = check_with_crm(shop.storage, "другая", feed_file(tmp_path, "A"))
    assert result.crm is not None
    assert (result.crm.feed_samples, result.crm.crm_samples) == (("A",), (CrmOffer("B", "Чашка"),))


def test_a_large_difference_is_counted_and_its_first_ids_are_told(shop: Shop, tmp_path: Path) -> None:
    read_catalogue(shop, *(known(f"C-{number:04}") for number in range(1500)))
    result = check_with_crm(
        shop.storage, shop.connection.name, feed_file(tmp_path, *(f"F-{number:04}" for number in range(1200)))
    )
    assert result.crm is not None
    assert (result.crm.only_in_feed, result.crm.only_in_crm) == (1200, 1500)
    assert result.crm.feed_samples == tuple(f"F-{number:04}" for number in range(SAMPLES))
    assert [each.offer_id for each in result.crm.crm_samples] == [
        f"C-{number:04}" for number in range(SAMPLES)
    ]


def test_without_a_catalogue_the_cure_is_named(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(CatalogueNotRead, match="Catalogue → “Build now”"):
        check_with_crm(shop.storage, shop.connection.name, feed_file(tmp_path, "A"))


def test_an_unknown_connection_is_refused(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(UnknownConnection):
        check_with_crm(shop.storage, "нет такой", feed_file(tmp_path, "A"))


def test_the_connections_own_table_of_vat_codes_is_in_force(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(feed(offer("A", vat="<vat>VAT_22</vat>")))
    read_catalogue(shop, known("A"))
    connection_settings.put(shop.storage, shop.connection.name, "feed.vat_map", '{"22": "VAT_22"}')
    assert check_with_crm(shop.storage, shop.connection.name, file).ok
    assert check_rules(file).verdict.counts == {"bad_vat": 1}


def test_by_the_rules_alone_nothing_is_said_of_the_crm(tmp_path: Path) -> None:
    result = check_rules(feed_file(tmp_path, "A"))
    assert (result.ok, result.crm) == (True, None)
