"""How checks, connections and addresses stand, in words, without a window."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mmdesk.clients.errors import Unreadable
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import Connection, ConnectionId, CrmOff
from mmdesk.domain.intent import Target
from mmdesk.domain.schemes import scheme_of
from mmdesk.errors import Text
from mmdesk.services.check import Check
from mmdesk.services.connection_checks import REQUIRED_SCOPES
from mmdesk.services.connection_desk import ConnectionLook, Keeper, Keeping
from mmdesk.services.connections import Links
from mmdesk.services.integration_desk import Integration, PublicWay
from mmdesk.services.self_test import PublicPlace, Report, Verdict
from mmdesk.storage.connections import TargetHealth
from mmdesk.ui.setup.checks_state import ChecksState, CheckStage, title_of
from mmdesk.ui.setup.connections_state import Deed, card_of
from mmdesk.ui.setup.integration_state import IntegrationState
from mmdesk.ui.tone import Tone

NOW = ManualClock().now()
WORDS = Text("нет ответа", "no answer")
GARBLED = Unreadable("HTTP 200").text
SHOP = Connection(
    ConnectionId(1),
    "Лавка",
    scheme_of("standard"),
    4321,
    "https://api.example.org",
    "https://shop.example.org",
    delivery_code="mm-1",
    module_code="module-1",
)
MARKET = TargetHealth(Target.MEGAMARKET, answered_at=NOW)
CRM = TargetHealth(Target.CRM, answered_at=NOW)
LINKS = Links("https://mm/1/order/new", "https://mm/2/order/cancel", "https://mm/3/megamarket.xml")
NONE = Links(None, None, None)
LOCAL = Links("http://l/1/order/new", "http://l/2/order/cancel", "http://l/3/megamarket.xml")
PUBLIC = Integration(SHOP, LINKS, LOCAL, PublicWay("https://mm"), has_password=False)


def look(
    connection: Connection = SHOP, market: TargetHealth = MARKET, crm: TargetHealth = CRM
) -> ConnectionLook:
    return ConnectionLook(connection, market, crm, 0, 0, 0)


# -- checks


def test_checks_are_green_only_when_all_are_over_and_well() -> None:
    green, red = Check("crm.key", ok=True, message=WORDS), Check("mm.token", ok=False, message=WORDS)
    running = ChecksState().begin().tell(green)
    assert not running.is_green
    assert running.end((green,)).is_green
    assert not running.end((green, red)).is_green
    assert not running.end(()).is_green
    assert running.stop().stage is CheckStage.STOPPED
    assert running.stop().checks == (green,)


def test_the_summary_counts_what_is_to_be_corrected() -> None:
    green, red = Check("crm.key", ok=True, message=WORDS), Check("mm.token", ok=False, message=WORDS)
    assert "1 из 2" in ChecksState().end((green, red)).summary.ru
    assert ChecksState().fail(WORDS).summary == WORDS


def test_a_remark_is_neither_green_nor_in_the_way_and_the_summary_counts_it() -> None:
    green = Check("crm.key", ok=True, message=WORDS)
    amber = Check("mm.scheme", ok=True, message=WORDS, remark=True)
    over = ChecksState().end((green, amber))
    assert (over.red, over.amber, over.green) == ((), (amber,), (green,))
    assert over.is_green
    assert "замечаний: 1" in over.summary.ru
    assert "порядке" not in over.summary.ru


def test_every_permission_has_a_name_of_its_own_in_both_languages() -> None:
    titles = {title_of(f"crm.scope.{scope}") for scope in REQUIRED_SCOPES}
    assert len(titles) == len(REQUIRED_SCOPES)
    assert all("_" not in title.ru + title.en for title in titles)


def test_a_check_of_a_later_version_is_shown_by_its_code() -> None:
    assert title_of("crm.new_thing") == Text.same("crm.new_thing")


# -- connections


@pytest.mark.parametrize(
    ("seen", "tone", "words"),
    [
        (look(), Tone.OK, "Работает"),
        (
            look(market=TargetHealth(Target.MEGAMARKET), crm=TargetHealth(Target.CRM)),
            Tone.MUTED,
            "ещё не было",
        ),
        (
            replace(look(market=TargetHealth(Target.MEGAMARKET), crm=TargetHealth(Target.CRM)), orders=150),
            Tone.MUTED,
            "после изменения обмена ещё не было",
        ),
        (look(replace(SHOP, paused=True)), Tone.WARN, "На паузе"),
        (look(replace(SHOP, delivery_code="")), Tone.WARN, "Не зарегистрировано"),
        (look(replace(SHOP, crm_off=CrmOff.INACTIVE)), Tone.DANGER, "Модуль выключен"),
        (look(market=TargetHealth(Target.MEGAMARKET, stopped_at=NOW)), Tone.DANGER, "не принял токен"),
        (look(crm=TargetHealth(Target.CRM, stopped_at=NOW)), Tone.DANGER, "не принял ключ"),
        (
            look(crm=TargetHealth(Target.CRM, 1, NOW, NOW + timedelta(minutes=3), words=WORDS)),
            Tone.WARN,
            "RetailCRM не отвечает, попытки продолжаются: нет ответа",
        ),
        (
            look(market=TargetHealth(Target.MEGAMARKET, 4, NOW, NOW, words=GARBLED, answered_at=NOW)),
            Tone.WARN,
            "Мегамаркет отвечает непонятно",
        ),
    ],
)
def test_a_connection_tells_how_it_stands(seen: ConnectionLook, tone: Tone, words: str) -> None:
    card = card_of(seen, Keeper(), NOW)
    assert card.tone is tone
    assert words in card.words.ru


def test_a_refused_token_is_worse_than_a_pause() -> None:
    stopped = TargetHealth(Target.MEGAMARKET, stopped_at=NOW)
    card = card_of(look(replace(SHOP, paused=True), stopped), Keeper(), NOW)
    assert "токен" in card.words.ru
    assert Deed.RESUME in card.deeds


def test_only_a_test_connection_can_go_live_and_only_an_unregistered_one_is_registered() -> None:
    plain = card_of(look(), Keeper(), NOW).deeds
    assert not {Deed.GO_LIVE, Deed.REGISTER, Deed.RESUME} & set(plain)
    assert Deed.GO_LIVE in card_of(look(replace(SHOP, test_mode=True)), Keeper(), NOW).deeds
    assert card_of(look(replace(SHOP, delivery_code="")), Keeper(), NOW).deeds[0] is Deed.REGISTER


@pytest.mark.parametrize(
    "keeper",
    [Keeper(Keeping.KEYRING, None, "SKLAD-1"), Keeper(Keeping.KEYRING, WORDS)],
    ids=["there", "none"],
)
def test_where_no_secrets_are_only_what_needs_none_is_offered(keeper: Keeper) -> None:
    assert card_of(look(replace(SHOP, test_mode=True)), keeper, NOW).deeds == (Deed.LINKS, Deed.PAUSE)


# -- addresses


def test_without_a_public_address_each_link_says_what_goes_on_without_it() -> None:
    state = IntegrationState(replace(PUBLIC, public=NONE, way=PublicWay()))
    assert state.link(PublicPlace.FEED) == ""
    assert state.local_link(PublicPlace.FEED) == LOCAL.feed
    assert "веб-хостинг" in state.standing(PublicPlace.FEED).words.ru
    assert "опросом" in state.standing(PublicPlace.ORDER_NEW).words.ru
    assert "этикетки" in state.module.words.ru


def test_a_test_is_told_at_its_address() -> None:
    state = IntegrationState(PUBLIC).begin_test(frozenset({PublicPlace.FEED}))
    assert "Проверяю" in state.standing(PublicPlace.FEED).words.ru
    assert "не проверено" in state.standing(PublicPlace.ORDER_NEW).words.ru
    state = state.end_test(Report((Verdict(PublicPlace.FEED, ok=False, message=WORDS),)))
    assert state.standing(PublicPlace.FEED).tone is Tone.DANGER
    assert state.standing(PublicPlace.FEED).words.ru == "Нет ответа."


def test_a_verdict_is_void_once_the_address_has_changed() -> None:
    tested = IntegrationState(PUBLIC).end_test(Report((Verdict(PublicPlace.FEED, ok=True, message=WORDS),)))
    assert tested.see(PUBLIC).verdicts
    assert not tested.see(replace(PUBLIC, way=PublicWay("https://other"))).verdicts
    other = replace(PUBLIC, connection=replace(SHOP, name="Другая"))
    assert not tested.see(other).verdicts


def test_a_test_that_broke_off_leaves_the_former_verdicts() -> None:
    tested = IntegrationState(PUBLIC).end_test(Report((Verdict(PublicPlace.FEED, ok=True, message=WORDS),)))
    broken = tested.begin_test(frozenset(PublicPlace)).break_test()
    assert broken.standing(PublicPlace.FEED).tone is Tone.OK


@pytest.mark.parametrize(
    ("connection", "tone"),
    [
        (SHOP, Tone.OK),
        (replace(SHOP, delivery_code=""), Tone.WARN),
        (replace(SHOP, crm_off=CrmOff.FROZEN), Tone.DANGER),
    ],
)
def test_the_module_tells_how_it_is_in_retailcrm(connection: Connection, tone: Tone) -> None:
    assert IntegrationState(replace(PUBLIC, connection=connection)).module.tone is tone
