"""A shop is connected from a window: tried out, registered or not at all, edited only where it works so."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mmdesk.clients.errors import RemoteError, Troubled, Unavailable
from mmdesk.clock import ManualClock
from mmdesk.domain.intent import Target
from mmdesk.errors import MmdeskError, Text
from mmdesk.sandbox.faults import FOREVER, Fault, FaultKind
from mmdesk.sandbox.run import FULL_KEY, POOR_KEY, TWO_STORE_KEY
from mmdesk.secrets import EnvironmentSecrets, KeyringSecrets, SecretKind, SecretStore, SecretsUnavailable
from mmdesk.services.check import Check
from mmdesk.services.connection_checks import REQUIRED_SCOPES
from mmdesk.services.connection_desk import Change, ConnectionDesk, Keeping, TrialFailed
from mmdesk.services.connection_draft import Draft, Field
from mmdesk.services.connection_trial import field_of, silence
from mmdesk.services.connections import SellerFixed
from mmdesk.services.going_live import NewTokenNeeded
from mmdesk.services.lease import LENGTH
from mmdesk.services.mirror import Mirror
from mmdesk.services.registration import RegistrationRefused
from mmdesk.storage.connections import ConnectionExists, TargetHealth
from mmdesk.storage.running import SERVICE, Lease
from mmdesk.storage.uow import Storage
from tests.factory import shipment
from tests.services.setup_stand import (
    NAME,
    UNKNOWN_KEY,
    UNKNOWN_TOKEN,
    SetupStand,
    nobody,
    quick_clients,
    setup_stand,
)
from tests.services.stand import ANNA

TOKEN, KEY = SecretKind.MM_TOKEN, SecretKind.CRM_KEY
NOWHERE = "http://127.0.0.1:9"
"""Nobody listens at the port of «discard»."""


@pytest.fixture
def stand(sqlite_storage: Storage, clock: ManualClock, tmp_path: Path) -> Iterator[SetupStand]:
    with setup_stand(sqlite_storage, clock, tmp_path) as made:
        yield made


def red(stand: SetupStand, draft: Draft) -> dict[str, Text]:
    report = stand.desk.try_out(draft, nobody)
    return {check.code: check.message for check in report.checks if not check.ok}


def untouched(stand: SetupStand) -> bool:
    """Whether neither side knows of an attempt."""
    kept = [stand.store.get(NAME, kind) for kind in (TOKEN, KEY)]
    return stand.connections() == () and kept == [None, None]


def test_a_draft_as_it_should_be_is_green_and_nothing_is_kept_of_it(stand: SetupStand) -> None:
    stand.sandbox.buyer.place("standard")
    report = stand.desk.try_out(stand.draft, nobody)
    assert report.ok
    assert report.open_orders == 1
    assert untouched(stand)
    assert not [call for call in stand.sandbox.retailcrm.calls() if call.effect]


def test_every_check_is_told_as_soon_as_it_is_known(stand: SetupStand) -> None:
    told: list[Check] = []
    report = stand.desk.try_out(stand.draft, told.append)
    assert tuple(told) == report.checks
    assert len(told) > len(REQUIRED_SCOPES)


def test_checks_are_broken_off_before_the_next_remote_is_asked(stand: SetupStand) -> None:
    class Enough(Exception):
        """A person has seen enough."""

    def stop(_check: Check) -> None:
        raise Enough

    with pytest.raises(Enough):
        stand.desk.try_out(stand.draft, stop)
    assert len(stand.sandbox.megamarket.calls("manualPrice")) == 0


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({Field.CRM_KEY: UNKNOWN_KEY}, {"crm.key"}),
        ({Field.CRM_KEY: TWO_STORE_KEY.secret}, {"crm.one_store"}),
        ({Field.CRM_KEY: FULL_KEY.secret}, {"crm.one_store"}),
        (
            {Field.CRM_KEY: POOR_KEY.secret},
            {
                f"crm.scope.{what}_{right}"
                for what in ("delivery", "integration")
                for right in ("read", "write")
            },
        ),
        ({Field.MM_TOKEN: UNKNOWN_TOKEN}, {"mm.token"}),
        ({Field.CRM_URL: NOWHERE}, {"crm.answer"}),
        ({Field.MM_URL: NOWHERE}, {"mm.answer"}),
        ({Field.CRM_URL: "https://nobody.invalid"}, {"crm.answer"}),
    ],
    ids=["key", "two stores", "all stores", "poor key", "token", "no CRM", "no market", "no such host"],
)
def test_each_wrong_value_is_red_with_a_cure_and_nothing_else_is(
    stand: SetupStand, changes: dict[Field, str], codes: set[str]
) -> None:
    wrong = red(stand, stand.draft.fill(changes))
    assert set(wrong) == codes
    assert {field_of(code) for code in wrong} == set(changes)
    assert untouched(stand)


def test_a_token_of_the_other_mode_is_told_of_the_mode(stand: SetupStand) -> None:
    draft = replace(stand.draft, test_mode=False, mm_token=UNKNOWN_TOKEN)
    assert "тестовый режим" in red(stand, draft)["mm.token"].ru
    again = replace(draft, test_mode=True)
    assert "тестового кабинета" in red(stand, again)["mm.token"].ru


def test_a_web_page_in_place_of_retailcrm_is_a_wrong_address(stand: SetupStand) -> None:
    stand.sandbox.retailcrm.behave(account_exists=False)
    wrong = red(stand, stand.draft)
    assert set(wrong) == {"crm.address"}
    assert field_of("crm.address") is Field.CRM_URL


def test_garbage_in_place_of_an_answer_is_told_of_the_address(stand: SetupStand) -> None:
    stand.sandbox.megamarket.faults.add(Fault(FaultKind.GARBAGE, "", FOREVER))
    (words,) = red(stand, stand.draft).values()
    assert "отвечает не Мегамаркет" in words.ru
    assert "проверьте поле «Адрес Мегамаркета»" in words.ru
    assert "check the field “Megamarket address”" in words.en
    assert "разработчикам" not in words.ru


def test_a_key_of_another_connection_is_red_with_its_name(stand: SetupStand) -> None:
    stand.connect()
    draft = replace(stand.other_draft, crm_key=stand.draft.crm_key)
    assert f"«{NAME}»" in red(stand, draft)["crm.own_key"].ru


def test_the_token_of_another_sellers_connection_is_red_and_nothing_is_changed(stand: SetupStand) -> None:
    stand.connect()
    stand.connect(stand.other_draft)
    stolen = {SecretKind.MM_TOKEN: stand.other_draft.mm_token}
    with pytest.raises(TrialFailed) as refused:
        stand.desk.edit(NAME, Change(typed=stolen), nobody)
    assert "«Своя доставка» (ДСМ, продавец" in refused.value.text.ru
    assert stand.store.get(NAME, SecretKind.MM_TOKEN) == stand.draft.mm_token


def test_a_certificate_that_nobody_vouches_for_is_told_so(
    stand: SetupStand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ssl.SSLCertVerificationError("self-signed certificate")

    monkeypatch.setattr(ssl.SSLSocket, "do_handshake", refuse)
    monkeypatch.setattr(ssl.SSLObject, "do_handshake", refuse)
    address = stand.sandbox.retailcrm.url.replace("http://", "https://")
    wrong = red(stand, replace(stand.draft, crm_url=address))
    assert "сертификат" in wrong["crm.answer"].ru


def test_a_registration_stores_the_connection_and_its_secrets(stand: SetupStand) -> None:
    done = stand.desk.register_new(stand.draft)
    assert done.made.created
    assert done.connection.is_registered
    assert not done.connection.paused
    assert stand.connections() == (done.connection,)
    assert stand.store.get(NAME, TOKEN) == stand.draft.mm_token
    assert stand.store.get(NAME, KEY) == stand.draft.crm_key


@pytest.mark.parametrize("failing", ["custom-fields", "integration-modules"])
def test_a_registration_that_fails_leaves_nothing_behind_and_succeeds_later(
    stand: SetupStand, failing: str
) -> None:
    stand.sandbox.retailcrm.faults.add(Fault(FaultKind.REFUSE, failing, times=20))
    with pytest.raises(MmdeskError):
        stand.desk.register_new(stand.draft)
    assert untouched(stand)
    stand.sandbox.retailcrm.faults.clear()
    assert stand.connect().is_registered


def test_a_red_check_keeps_a_registration_from_anything(stand: SetupStand) -> None:
    with pytest.raises(RegistrationRefused):
        stand.desk.register_new(replace(stand.draft, mm_token=UNKNOWN_TOKEN))
    assert untouched(stand)
    assert stand.sandbox.retailcrm.calls("/edit") == ()


def test_a_name_that_is_taken_meanwhile_costs_its_owner_nothing(stand: SetupStand) -> None:
    first = stand.connect()
    with pytest.raises(ConnectionExists):
        stand.desk.register_new(replace(stand.other_draft, name=NAME))
    assert stand.connections() == (first,)
    assert stand.store.get(NAME, TOKEN) == stand.draft.mm_token


def test_a_new_token_is_stored_when_it_works(stand: SetupStand) -> None:
    stand.connect()
    with pytest.raises(TrialFailed) as refused:
        stand.desk.edit(NAME, Change(typed={TOKEN: UNKNOWN_TOKEN}), nobody)
    assert [check.code for check in refused.value.report.checks if not check.ok] == ["mm.token"]
    assert stand.store.get(NAME, TOKEN) == stand.draft.mm_token
    stand.desk.edit(NAME, Change(typed={TOKEN: stand.draft.mm_token}), nobody)


def test_a_silent_retailcrm_is_no_reason_against_a_new_token(stand: SetupStand) -> None:
    stand.connect()
    stand.sandbox.retailcrm.stop()
    edited = stand.desk.edit(NAME, Change(typed={TOKEN: stand.draft.mm_token}), nobody)
    assert edited.connection.is_registered


def test_another_address_that_is_no_retailcrm_changes_nothing(stand: SetupStand) -> None:
    before = stand.connect()
    with pytest.raises(TrialFailed):
        stand.desk.edit(NAME, Change(crm_url=NOWHERE), nobody)
    assert stand.connections() == (before,)


def test_another_seller_is_registered_anew_at_once(stand: SetupStand) -> None:
    before = stand.connect()
    edited = stand.desk.edit(NAME, Change(merchant_id=15011), nobody)
    assert edited.connection.merchant_id == 15011
    assert edited.connection.module_code == "megamarket-15011-standard" != before.module_code


def test_a_seller_whose_orders_are_here_stays(stand: SetupStand, clock: ManualClock) -> None:
    connection = stand.connect()
    Mirror(stand.storage, clock).apply(connection, shipment("NEW"), clock.now())
    with pytest.raises(SellerFixed):
        stand.desk.edit(NAME, Change(merchant_id=15011), nobody)
    assert stand.connections() == (connection,)


def test_going_live_asks_for_another_token(stand: SetupStand) -> None:
    before = stand.connect()
    same = {TOKEN: stand.draft.mm_token}
    with pytest.raises(NewTokenNeeded):
        stand.desk.edit(NAME, Change(test_mode=False, typed=same), nobody)
    assert stand.connections() == (before,)


def test_a_live_token_that_megamarket_refuses_leaves_the_connection_in_its_test(stand: SetupStand) -> None:
    before = stand.connect()
    with pytest.raises(TrialFailed):
        stand.desk.edit(NAME, Change(test_mode=False, typed={TOKEN: UNKNOWN_TOKEN}), nobody)
    assert stand.connections() == (before,)


def test_a_connection_that_goes_live_keeps_its_registration_and_leaves_its_orders_in_the_archive(
    stand: SetupStand, clock: ManualClock
) -> None:
    before = stand.connect()
    Mirror(stand.storage, clock).apply(before, shipment("NEW"), clock.now())
    live = {TOKEN: stand.other_draft.mm_token}
    edited = stand.desk.edit(NAME, Change(test_mode=False, typed=live), nobody)
    assert edited.archive is not None
    assert edited.archive.orders == 1
    (look,) = stand.desk.look().connections
    assert not look.connection.test_mode
    assert look.connection.delivery_code == before.delivery_code
    assert (look.orders, look.queued) == (0, 0)
    assert stand.store.get(NAME, TOKEN) == stand.other_draft.mm_token


def test_a_service_on_another_computer_keeps_the_secrets_there(stand: SetupStand, clock: ManualClock) -> None:
    assert stand.desk.look().keeper.takes_secrets
    with stand.storage.work() as work:
        now = clock.now()
        lease = Lease("service 1", "SKLAD-1#2", 4321, now + LENGTH, "127.0.0.1", 8480)
        work.running.put_lease(SERVICE, lease, now)
        work.commit()
    keeper = stand.desk.look().keeper
    assert keeper.elsewhere == "SKLAD-1"
    assert not keeper.takes_secrets


def test_the_list_counts_what_a_removal_would_drop(stand: SetupStand, clock: ManualClock) -> None:
    connection = stand.connect()
    Mirror(stand.storage, clock).apply(connection, shipment("NEW"), clock.now())
    look = stand.desk.look().connections[0]
    assert (look.orders, look.open_orders) == (1, 1)
    assert look.queued == 1
    stand.desk.remove(NAME)
    assert stand.desk.look().connections == ()
    assert stand.store.get(NAME, KEY) is None


def test_a_silent_remote_is_one_more_red_check_of_a_connection_in_use(stand: SetupStand) -> None:
    stand.connect()
    stand.sandbox.megamarket.stop()
    report = stand.desk.check(NAME, nobody)
    assert [check.code for check in report.checks if not check.ok] == ["mm.answer"]


def stop(stand: SetupStand) -> None:
    """Megamarket and RetailCRM have refused what is stored."""
    (connection,) = stand.connections()
    with stand.storage.work() as work:
        for target in Target:
            stopped = TargetHealth(target, stopped_at=stand.clock.now(), words=Text.same("401"))
            work.connections.put_health(connection.connection_id, stopped)
        work.commit()


def stopped(stand: SetupStand) -> list[Target]:
    (look,) = stand.desk.look().connections
    return [each.target for each in (look.megamarket, look.crm) if each.stopped_at is not None]


def test_a_check_of_what_is_stored_sets_a_stopped_exchange_going_and_says_so(stand: SetupStand) -> None:
    stand.connect()
    stop(stand)
    report = stand.desk.check(NAME, nobody)
    assert stopped(stand) == []
    told = [check.message.en for check in report.checks if "goes on now" in check.message.en]
    assert len(told) == 2
    assert not [each for each in stand.desk.check(NAME, nobody).checks if "goes on" in each.message.en]


def test_a_token_that_is_still_refused_keeps_the_exchange_stopped(stand: SetupStand) -> None:
    stand.connect()
    stop(stand)
    stand.store.put(NAME, TOKEN, UNKNOWN_TOKEN)
    stand.desk.check(NAME, nobody)
    assert stopped(stand) == [Target.MEGAMARKET]


def test_a_pause_is_kept_and_taken_back(stand: SetupStand) -> None:
    stand.connect()
    assert stand.desk.pause(NAME, paused=True).paused
    assert not stand.desk.pause(NAME, paused=False).paused


def desk_over(stand: SetupStand, store: SecretStore) -> ConnectionDesk:
    return ConnectionDesk(stand.storage, stand.clock, lambda: store, quick_clients, ANNA)


def test_secrets_of_the_environment_are_not_typed(stand: SetupStand) -> None:
    keeper = desk_over(stand, EnvironmentSecrets({})).look().keeper
    assert keeper.kind is Keeping.ENVIRONMENT
    assert not keeper.takes_secrets


def test_an_account_without_a_keyring_is_told_what_to_choose(stand: SetupStand) -> None:
    class Locked:
        def get_password(self, service: str, username: str) -> str | None:
            raise OSError(service)

        def set_password(self, service: str, username: str, password: str) -> None: ...

        def delete_password(self, service: str, username: str) -> None: ...

    desk = desk_over(stand, KeyringSecrets("mmdesk", Locked()))
    keeper = desk.look().keeper
    assert keeper.trouble is not None
    assert "MMDESK_SECRETS=file" in keeper.trouble.ru
    assert not keeper.takes_secrets
    with pytest.raises((SecretsUnavailable, RemoteError, RegistrationRefused)):
        desk.register_new(stand.draft)
    assert stand.connections() == ()


def test_a_host_that_answers_with_its_own_error_is_not_called_unreachable() -> None:
    told = silence(Troubled("HTTP 500"), "https://shop.example.org/api").ru
    assert "shop.example.org" in told
    assert "ошибкой (HTTP 500)" in told
    assert "не достучаться" not in told


def test_who_cannot_be_reached_is_named_with_the_scheme_that_was_tried() -> None:
    told = silence(Unavailable("connection refused"), "https://crm.example.org/api").ru
    assert "по адресу https://crm.example.org не достучаться" in told
