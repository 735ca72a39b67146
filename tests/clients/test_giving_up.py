"""A long reading is given up in the middle of whatever it waits for: an answer, a connection, a pause."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

import pytest

from mmdesk.clients import deadline_transport, giving_up
from mmdesk.clients.errors import RemoteError
from mmdesk.clients.giving_up import CallStopped, given_up_when
from mmdesk.clients.http import Limits, Outgoing, RemoteHttp
from tests.clients.scripted import ScriptedServer, answers, says_nothing

SOON = 5.0
"""Seconds; it is a quarter of one, and what a busy machine adds."""
ASKED = Outgoing("GET", "/goods", where="goods")


def given_up(work: Callable[[], object], when: Callable[[], bool]) -> float:
    """How many seconds it took from the moment when it was to end."""
    said = [0.0]

    def stopping() -> bool:
        if not said[0] and when():
            said[0] = monotonic()
        return bool(said[0])

    with given_up_when(stopping), pytest.raises(CallStopped):
        work()
    return monotonic() - said[0]


def test_an_answer_that_does_not_come_is_waited_for_no_longer() -> None:
    with ScriptedServer([says_nothing]) as server:
        remote = RemoteHttp(server.url, name="crm", limits=Limits(read=60))
        assert given_up(lambda: remote.send(ASKED), lambda: bool(server.received)) < SOON
        remote.close()


def test_a_name_that_is_not_found_out_is_waited_for_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, known = threading.Event(), threading.Event()

    def addresses(_host: str, _port: int) -> list[str]:
        asked.set()
        known.wait(60)
        return ["127.0.0.1"]

    monkeypatch.setattr(deadline_transport, "addresses_of", addresses)
    with ScriptedServer([answers("{}")]) as server:
        remote = RemoteHttp(server.url, name="crm", limits=Limits(read=60))
        try:
            assert given_up(lambda: remote.send(ASKED), asked.is_set) < SOON
        finally:
            known.set()
        # The same client goes on working for those who come later.
        assert remote.send(ASKED).body == b"{}"
        remote.close()


def test_a_failure_to_connect_is_told_as_ever_where_the_call_may_be_given_up() -> None:
    with ScriptedServer([answers()]) as server:
        address = server.url
    remote = RemoteHttp(address, name="crm")
    with given_up_when(lambda: False), pytest.raises(RemoteError):
        remote.send(ASKED)
    remote.close()


def test_a_pause_is_ended_and_only_of_the_thread_that_may_end() -> None:
    began = monotonic()
    assert given_up(lambda: giving_up.pause(60), lambda: monotonic() - began > 0.1) < SOON
    giving_up.pause(0.01)
    assert giving_up.may_end() is False
