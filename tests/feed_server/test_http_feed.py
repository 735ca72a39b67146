"""The feed's address: who may fetch, what they are told, and that each fetch is written down."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from starlette.responses import Response

from mmdesk import masking
from mmdesk.storage.feed_fetches import FeedFetch
from tests.feed_server.doorstep import CRM, FEED, NEW, Door
from tests.feed_server.stand import wait_until

PATH = f"/{FEED}/megamarket.xml"
XML = b"<yml_catalog/>" * 1000


def publish(door: Door) -> None:
    door.published = Response(XML, media_type="application/xml", headers={"ETag": '"1"'})


def fetched(door: Door, count: int = 1) -> tuple[FeedFetch, ...]:
    """What is recorded, the oldest first; a fetch is recorded after its answer."""
    wait_until(lambda: len(door.fetches()) >= count)
    return tuple(reversed(door.fetches()))


def test_as_long_as_nothing_is_published_one_is_asked_to_come_again(door: Door) -> None:
    answer = door.http.get(PATH)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 60
    assert answer.text == "Фид ещё не опубликован, повторите позже.\n"
    assert answer.headers["content-length"] == str(len(answer.content))


def test_what_is_published_is_handed_over(door: Door) -> None:
    publish(door)
    answer = door.http.get(PATH)
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (200, XML, '"1"')
    head = door.http.head(PATH)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(XML)))


def test_only_get_and_head_are_taken(door: Door) -> None:
    answers = [door.http.request(verb, PATH) for verb in ("POST", "PUT", "DELETE", "OPTIONS", "ODD")]
    assert {(answer.status_code, answer.headers["allow"]) for answer in answers} == {(405, "GET, HEAD")}
    assert door.fetches() == ()


@pytest.mark.parametrize(
    "path",
    [
        f"/{NEW}/megamarket.xml",
        f"/{CRM}/megamarket.xml",
        f"/{FEED}/megamarket.xml.gz",
        f"/{FEED}/",
        f"{PATH}/",
        "/megamarket.xml",
    ],
)
def test_what_is_no_feed_is_just_not_found(door: Door, path: str) -> None:
    answer = door.http.get(path)
    assert (answer.status_code, answer.text) == (404, "Not Found")
    assert door.fetches() == ()


def test_a_password_is_asked_for_where_a_login_is_set(door: Door) -> None:
    publish(door)
    door.put_setting("http.basic_auth", "megamarket")
    assert door.http.get(PATH).status_code == 401
    assert door.http.get(PATH, auth=("megamarket", "wrong")).status_code == 401
    assert door.http.get(PATH, auth=("megamarket", "correct horse")).content == XML
    assert [fetch.status for fetch in fetched(door, 3)] == [401, 401, 200]


def test_every_fetch_is_recorded_with_what_went_out(door: Door) -> None:
    door.http.get(PATH, headers={"User-Agent": "Megamarket/1.0"})
    publish(door)
    door.http.get(PATH, headers={"User-Agent": "Megamarket/1.0"})
    door.http.head(PATH, headers={"User-Agent": ""})
    none, full, head = fetched(door, 3)
    at = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    assert (none.at, none.agent, none.status) == (at, "Megamarket/1.0", 503)
    assert full == FeedFetch(at, "Megamarket/1.0", 200, len(XML))
    assert head == FeedFetch(at, "", 200, 0)


def test_the_name_of_a_caller_is_kept_short_printable_and_without_secrets(door: Door) -> None:
    masking.register("hush-hush-secret")
    agent = b"Bot\t\x85\x9b[31m hush-hush-secret anna@example.org " + b"x" * 3000
    door.http.get(PATH, headers=[(b"User-Agent", agent)])
    (fetch,) = fetched(door)
    assert fetch.agent.startswith("Bot [31m *** *** xxx")
    assert fetch.agent.isprintable()
    assert len(fetch.agent) <= 200


def test_a_feed_goes_out_even_when_nothing_can_be_written_down(door: Door) -> None:
    publish(door)
    door.fill_the_disk()
    assert door.http.get(PATH).content == XML
    assert door.http.get("/healthz").text == "ok"


def test_a_feed_goes_out_although_the_database_is_locked(door: Door) -> None:
    publish(door)
    door.lose_patience()
    file = door.storage.engine.url.database
    assert file
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert door.http.get(PATH).content == XML


def test_a_database_that_cannot_be_read_is_told_in_a_sentence(door: Door) -> None:
    with door.storage.engine.begin() as raw:
        raw.exec_driver_sql("ALTER TABLE path_keys RENAME TO lost")
    answer = door.http.get(PATH)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "600")
    assert answer.text.startswith("Фид сейчас не прочитать")
