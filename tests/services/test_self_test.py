"""The self-test tells what stands between the world and the service, with the cure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mmdesk.clients.errors import (
    AddressWrong,
    CertificateRefused,
    RemoteError,
    TimedOut,
    Unavailable,
    Unreadable,
)
from mmdesk.clients.public_address import Reply
from mmdesk.errors import Text
from mmdesk.secrets import SecretKind
from mmdesk.services import self_test
from mmdesk.services.job_runs import BrokenOff, JobOutcome
from mmdesk.services.self_test import NoPublicAddress, PublicPlace, SelfTest, judged
from mmdesk.storage.connections import PathPurpose
from tests.clients.scripted import Script, ScriptedServer, answers, resets
from tests.feed_server.stand import Shop, open_shop, running

SUCCESS = answers(b'{"success":1,"meta":{},"data":{}}')
NEW = PublicPlace.ORDER_NEW


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path / "profile") as opened:
        yield opened


def verdicts(shop: Shop) -> dict[str, tuple[bool, str]]:
    report = self_test.run(shop.parts.storage, shop.parts.http_password, "лавка")
    return {verdict.place.value: (verdict.ok, verdict.message.ru) for verdict in report.verdicts}


def reply(status: int = 200, *, page: bool = False, success: bool = False, ms: int = 10) -> Reply:
    return Reply(status, page, success, ms)


@pytest.mark.parametrize(
    ("place", "answer"),
    [
        (NEW, reply(200, success=True)),
        (PublicPlace.ORDER_CANCEL, reply(200, success=True)),
        (PublicPlace.FEED, reply(200)),
        (PublicPlace.FEED, reply(304)),
        (PublicPlace.FEED, reply(503)),
        (PublicPlace.CRM, reply(403)),
    ],
)
def test_what_we_answer_ourselves_is_well(place: PublicPlace, answer: Reply) -> None:
    assert judged(place, answer).ok


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (reply(200, page=True), "туннел"),
        (reply(404, page=True), "туннел"),
        (reply(502, page=True), "не находит"),
        (reply(503, page=True), "не находит"),
        (reply(503), "место на диске"),
        (reply(401), "логин и пароль для вызовов снаружи"),
        (reply(401), '--secrets-stdin, {"http_password": "…"}'),
        (reply(401, page=True), "логин и пароль для вызовов снаружи"),
        (reply(404), "начало пути, заданное здесь"),
        (reply(405), "405"),
        (reply(200), "неожиданный"),
        (AddressWrong(Text("сервер отсылает на https://www.example.org", "…")), "перенаправлением"),
        (CertificateRefused("x"), "Let's Encrypt"),
        (TimedOut("x"), "5 с"),
        (Unavailable("нет связи"), "нет связи: проверьте"),
        (Unreadable("x"), "x"),
    ],
)
def test_everything_else_is_told_with_its_cure(outcome: Reply | RemoteError, word: str) -> None:
    verdict = judged(NEW, outcome)
    assert not verdict.ok
    assert word in verdict.message.on_command_line("ru")


def test_a_slow_answer_is_an_answer_with_a_warning() -> None:
    verdict = judged(NEW, reply(success=True, ms=4000))
    assert (verdict.ok, "медленно" in verdict.message.ru) == (True, True)


@pytest.mark.parametrize("error", [TimedOut("x"), Unavailable("x")])
def test_nobody_there_is_told_apart_from_a_wrong_answer(error: RemoteError) -> None:
    assert not judged(NEW, error).answered
    assert judged(NEW, reply(404)).answered


def test_the_real_service_is_reached_through_its_public_address(shop: Shop) -> None:
    shop.put_setting("http.basic_auth", "mega")
    shop.parts.secrets.put("лавка", SecretKind.HTTP_PASSWORD, "correct horse")
    with running(shop):
        shop.put_setting("http.public_url", shop.url())
        first, second = verdicts(shop), verdicts(shop)
    assert first["order_new"] == first["order_cancel"] == (True, "отвечает")
    assert first["order_new"] == second["order_new"]
    assert shop.stored() == 2


def test_the_call_names_no_shipment_and_nobody_but_us(shop: Shop) -> None:
    with ScriptedServer([SUCCESS]) as server:
        shop.put_setting("http.public_url", f"{server.url}/mm")
        verdicts(shop)
    calls = {received.target: received for received in server.received}
    call = calls[f"/mm/{shop.key(PathPurpose.NEW)}/order/new"]
    assert call.body == b'{"meta":{"source":"mmdesk-selftest"},"data":{"merchantId":4321,"shipments":[]}}'
    assert {received.method for received in server.received} == {"POST", "HEAD", "GET"}


@pytest.mark.parametrize(
    ("script", "word"),
    [
        (answers(b"", 301, Location="https://www.example.org/key"), "перенаправлением"),
        (answers(b"<html>ngrok</html>", 200, "text/html"), "веб-страница"),
        (resets, "связь оборвалась"),
    ],
)
def test_what_stands_in_between_is_seen(shop: Shop, script: Script, word: str) -> None:
    with ScriptedServer([script]) as server:
        shop.put_setting("http.public_url", server.url)
        ok, words = verdicts(shop)["order_new"]
    assert not ok
    assert word in words


def test_no_sentence_holds_a_key(shop: Shop) -> None:
    key = shop.key(PathPurpose.NEW)
    with ScriptedServer([answers(b"", 301, Location=f"https://www.example.org/{key}/order/new")]) as server:
        shop.put_setting("http.public_url", server.url)
        words = verdicts(shop)["order_new"][1]
    assert "www.example.org" in words
    assert key not in words


def test_without_a_public_address_the_cure_is_named(shop: Shop) -> None:
    with pytest.raises(NoPublicAddress) as refused:
        verdicts(shop)
    assert "опросом" in refused.value.cure.ru


def test_the_job_is_skipped_where_nobody_has_a_public_address(shop: Shop) -> None:
    result = SelfTest(shop.parts.storage, shop.parts.http_password).run()
    assert result.outcome is JobOutcome.SKIPPED
    assert result.reason is not None


def test_the_job_fails_with_every_complaint(shop: Shop) -> None:
    shop.put_setting("http.public_url", "http://127.0.0.1:9")
    result = SelfTest(shop.parts.storage, shop.parts.http_password).run()
    assert (result.outcome, result.counts) == (JobOutcome.FAILED, {"connections": 1, "complaints": 4})
    assert result.reason is not None
    assert "лавка: order_new: соединиться не удалось" in result.reason.ru


def test_a_stop_is_heeded_between_connections(shop: Shop) -> None:
    shop.put_setting("http.public_url", "http://127.0.0.1:9")
    with pytest.raises(BrokenOff):
        SelfTest(shop.parts.storage, shop.parts.http_password, lambda: True).run()
