"""What the page «Обмен» is told: why commands wait, what came in, which jobs run when, how remotes answer."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from mmdesk.clients.errors import Unreadable
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import CrmOff
from mmdesk.domain.intent import Command, CreateOrder, Target
from mmdesk.errors import Text
from mmdesk.remotes import EXCHANGES
from mmdesk.services import exchange_watch, job_history, job_times, lots, packing, received_calls
from mmdesk.services.desk import OrderRef
from mmdesk.services.exchange_watch import ExchangeSeen
from mmdesk.services.inbox import UnknownCall
from mmdesk.services.job_history import JobName, JobStanding
from mmdesk.services.lease import LENGTH, this_machine
from mmdesk.services.public_places import PublicPlace, probe_body
from mmdesk.services.received_calls import CallGone, CallState
from mmdesk.services.remote_standing import RemoteState
from mmdesk.services.waiting_commands import WaitingCommand, Why
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.connections import TargetHealth
from mmdesk.storage.feed_fetches import FeedFetch
from mmdesk.storage.running import SERVICE, JobRun, Lease
from mmdesk.storage.uow import Storage
from tests.factory import shipment
from tests.services.stand import ANNA, MERCHANT, MirrorStand, mirror_stand

NO_ANSWER = Text("нет ответа", "no answer")
CALL = b'{"data":{"merchantId":4321,"shipments":[{"shipmentId":"700100201","items":[]}]}}'


@pytest.fixture
def bench(storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(storage, clock)


def look(bench: MirrorStand) -> ExchangeSeen:
    return exchange_watch.look(bench.storage, bench.clock)


def serve(bench: MirrorStand) -> None:
    now = bench.clock.now()
    with bench.storage.work() as work:
        lease = Lease("service 1", this_machine(), os.getpid(), now + LENGTH, "127.0.0.1", 8480)
        work.running.put_lease(SERVICE, lease, now)
        work.commit()


def note(bench: MirrorStand, health: TargetHealth) -> None:
    with bench.storage.work() as work:
        work.connections.put_health(bench.connection.connection_id, health)
        work.commit()


def change(bench: MirrorStand, **fields: str | bool) -> None:
    with bench.storage.work() as work:
        work.connections.change(bench.connection.name, **fields)
        work.commit()


def confirmed(bench: MirrorStand, number: str = "700100201", undo: float = 0) -> str:
    order = bench.show(shipment("NEW", shipment_id=number))
    return lots.confirm(bench.desk, order, ANNA, undo=timedelta(seconds=undo)).keys[0]


def only(bench: MirrorStand) -> WaitingCommand:
    (found,) = look(bench).commands
    return found


def receive(bench: MirrorStand, body: bytes = CALL, source: str = "order/new") -> int:
    with bench.storage.work() as work:
        work.inbox.store(bench.connection.connection_id, source, body, bench.clock.now())
        work.commit()
    return received_calls.newest(bench.storage)[0].row_id


def create(bench: MirrorStand, order: OrderRef) -> None:
    """Queue the order's creation in RetailCRM."""
    with bench.storage.work() as work:
        work.outbox.add(
            key="create",
            connection_id=bench.connection.connection_id,
            shipment=bench.stored(order).key,
            intent=CreateOrder((1,)),
            created_by="mmdesk",
            at=bench.clock.now(),
            not_before=bench.clock.now(),
        )
        work.commit()


def job(bench: MirrorStand, name: JobName) -> JobStanding:
    return next(each for each in look(bench).jobs if each.name is name)


# -- why commands wait


def test_a_command_at_the_head_of_the_queue_is_next(bench: MirrorStand) -> None:
    serve(bench)
    confirmed(bench)
    assert only(bench).why is Why.NEXT


def test_without_a_service_nothing_leaves_and_the_queue_says_so(bench: MirrorStand) -> None:
    confirmed(bench)
    assert only(bench).why is Why.NO_SERVICE


def test_a_command_that_can_be_taken_back_tells_until_when(bench: MirrorStand) -> None:
    serve(bench)
    confirmed(bench, undo=10)
    waiting = only(bench)
    assert (waiting.why, waiting.until) == (Why.UNDO, bench.clock.now() + timedelta(seconds=10))


def test_a_later_command_about_the_same_lots_waits_for_its_turn(bench: MirrorStand) -> None:
    serve(bench)
    order = bench.show(shipment("NEW"))
    first = lots.confirm(bench.desk, order, ANNA).keys[0]
    packing.pack(bench.desk, order, ANNA)
    head, follower = look(bench).commands
    assert (head.key, head.why) == (first, Why.NEXT)
    assert (follower.why, follower.behind) == (Why.TURN, Command.CONFIRM)


def test_commands_about_other_orders_wait_for_nobody(bench: MirrorStand) -> None:
    serve(bench)
    confirmed(bench, "700100201")
    confirmed(bench, "700100202")
    assert {each.why for each in look(bench).commands} == {Why.NEXT}


def test_a_remote_that_does_not_answer_is_named_with_its_words_and_the_moment(bench: MirrorStand) -> None:
    serve(bench)
    confirmed(bench)
    until = bench.clock.now() + timedelta(minutes=3)
    paused_at = bench.clock.now()
    health = TargetHealth(Target.MEGAMARKET, 2, paused_at=paused_at, paused_until=until, words=NO_ANSWER)
    note(bench, health)
    waiting = only(bench)
    assert (waiting.why, waiting.until, waiting.words) == (Why.PAUSED, until, NO_ANSWER)


def test_a_refused_token_holds_everything_up_until_a_person_acts(bench: MirrorStand) -> None:
    serve(bench)
    confirmed(bench)
    note(bench, TargetHealth(Target.MEGAMARKET, stopped_at=bench.clock.now(), words=NO_ANSWER))
    assert only(bench).why is Why.STOPPED


def test_what_is_parked_has_the_remotes_own_words(bench: MirrorStand) -> None:
    key = confirmed(bench)
    bench.park(key, "Лот 1 уже отменён")
    waiting = only(bench)
    assert (waiting.is_parked, waiting.words) == (True, Text.same("Лот 1 уже отменён"))


def test_a_command_in_the_hands_of_the_relay_is_being_sent(bench: MirrorStand) -> None:
    confirmed(bench)
    now = bench.clock.now()
    with bench.storage.work() as work:
        until = now + timedelta(seconds=15)
        work.outbox.claim(bench.connection.connection_id, Target.MEGAMARKET, "relay", now, until)
        work.commit()
    assert only(bench).why is Why.SENDING


def test_a_paused_connection_keeps_its_queue(bench: MirrorStand) -> None:
    serve(bench)
    confirmed(bench)
    change(bench, paused=True)
    assert only(bench).why is Why.RESTS


def test_what_is_for_a_crm_that_switched_the_module_off_waits_for_that(bench: MirrorStand) -> None:
    serve(bench)
    order = bench.show(shipment("NEW"))
    create(bench, order)
    change(bench, delivery_code="megamarket-1")
    change(bench, crm_off=CrmOff.INACTIVE.value)
    assert only(bench).why is Why.OFF


def test_what_is_for_a_crm_without_registration_waits_for_it(bench: MirrorStand) -> None:
    serve(bench)
    order = bench.show(shipment("NEW"))
    create(bench, order)
    assert only(bench).why is Why.UNREGISTERED


# -- calls


def test_a_call_is_listed_with_the_orders_that_it_names(bench: MirrorStand) -> None:
    receive(bench)
    receive(bench)
    (call,) = look(bench).calls
    assert (call.orders, call.repeats, call.state) == (("700100201",), 1, CallState.WAITING)


def test_a_parked_call_counts_and_can_be_chosen_alone(bench: MirrorStand) -> None:
    parked = receive(bench)
    receive(bench, b"{}")
    with bench.storage.work() as work:
        work.inbox.park(parked, NO_ANSWER)
        work.commit()
    seen = exchange_watch.look(bench.storage, bench.clock, parked_calls_only=True)
    assert [(call.row_id, call.state, call.error) for call in seen.calls] == [
        (parked, CallState.PARKED, NO_ANSWER)
    ]
    assert seen.calls_parked == 1


def test_a_call_that_is_over_can_be_worked_off_once_more(bench: MirrorStand) -> None:
    call = receive(bench)
    with bench.storage.work() as work:
        work.inbox.finish(call, bench.clock.now())
        work.commit()
    assert look(bench).calls[0].state is CallState.DONE
    received_calls.replay(bench.storage, call, ANNA)
    with bench.storage.look() as work:
        waiting = work.inbox.next(bench.connection.connection_id, bench.clock.now())
    assert waiting is not None
    assert waiting.row_id == call


def test_a_call_that_is_gone_is_refused_in_words(bench: MirrorStand) -> None:
    with pytest.raises(UnknownCall):
        received_calls.replay(bench.storage, 77, ANNA)
    with pytest.raises(CallGone):
        received_calls.shown_body(bench.storage, 77)


def test_the_body_of_a_call_shows_goods_and_hides_persons(bench: MirrorStand) -> None:
    body = (
        '{"data":{"shipments":[{"shipmentId":"700100201","items":[{"itemName":"Кружка синяя","price":500}],'
        '"customer":{"customerFullName":"Примеров Пётр","phone":79000000000,'
        '"address":{"source":"Москва, ул. Примерная, 1","geo":{"lat":55.7}}},"label":{"fullName":"Ёжиков"}}'
        "]}}"
    )
    shown = received_calls.shown_body(bench.storage, receive(bench, body.encode()))
    assert "Кружка синяя" in shown
    assert "700100201" in shown
    for personal in ("Примеров", "79000000000", "Москва", "55.7", "Ёжиков"):
        assert personal not in shown


def test_a_body_that_is_no_json_hides_whatever_could_be_a_name(bench: MirrorStand) -> None:
    shown = received_calls.shown_body(bench.storage, receive(bench, "Примеров Пётр, +79000000000".encode()))
    assert "Примеров" not in shown
    assert "79000000000" not in shown


# -- jobs


def test_a_job_tells_its_last_run_and_the_next(bench: MirrorStand) -> None:
    serve(bench)
    with bench.storage.work() as work:
        run = work.running.begin(JobName.MEGAMARKET.value, bench.clock.now())
        work.running.end(run, bench.clock.now(), "done", counts={"found": 3})
        work.commit()
    standing = job(bench, JobName.MEGAMARKET)
    assert standing.last is not None
    assert standing.last.counts == {"found": 3}
    assert standing.next_at == bench.clock.now() + timedelta(seconds=60)


def test_stock_that_nobody_wants_by_api_has_no_next_run(bench: MirrorStand) -> None:
    serve(bench)
    assert job(bench, JobName.STOCK).next_at is None
    bench.set("stock.api", "true")
    assert job(bench, JobName.STOCK).next_at is not None


def test_without_a_service_no_job_has_a_next_run(bench: MirrorStand) -> None:
    assert {each.next_at for each in look(bench).jobs} == {None}


def test_a_job_asked_for_waits_for_the_service(bench: MirrorStand) -> None:
    job_history.run_now(bench.storage, bench.clock, JobName.PRUNE)
    assert job(bench, JobName.PRUNE).is_asked
    with bench.storage.work() as work:
        work.running.take_request(bench.clock.now())
        work.commit()
    assert job(bench, JobName.PRUNE).is_running


def test_the_history_of_runs_is_filtered_by_job_and_outcome(bench: MirrorStand) -> None:
    with bench.storage.work() as work:
        for name, outcome in (("crm", "done"), ("crm", "failed"), ("prune", "failed")):
            run = work.running.begin(name, bench.clock.now())
            work.running.end(run, bench.clock.now(), outcome)
        work.commit()
    assert [run.job for run in job_history.runs(bench.storage)] == ["prune", "crm", "crm"]
    failed = job_history.runs(bench.storage, job="crm", outcome="failed")
    assert [(run.job, run.outcome) for run in failed] == [("crm", "failed")]


def test_the_next_run_goes_by_the_pace_that_the_service_keeps() -> None:
    settings = replace(ConnectionSettings(), exchange_crm_seconds=7, exchange_megamarket_seconds=11)
    told = {each.job: job_times.EXCHANGE_SECONDS[each.job](settings) for each in EXCHANGES}
    assert told == {each.job: each.seconds(settings) for each in EXCHANGES}


def test_a_job_that_failed_comes_round_sooner(clock: ManualClock) -> None:
    failed = JobRun(1, "backup", clock.now(), clock.now(), "failed", None, {})
    assert job_times.next_at(JobName.BACKUP, failed, (), clock.now()) == clock.now() + timedelta(hours=1)


# -- remotes and addresses


def test_a_refused_token_comes_first_and_says_how_to_mend_it(bench: MirrorStand) -> None:
    note(bench, TargetHealth(Target.CRM, stopped_at=bench.clock.now(), words=NO_ANSWER))
    first, second = look(bench).remotes
    assert (first.target, first.state, first.words) == (Target.CRM, RemoteState.STOPPED, NO_ANSWER)
    assert first.cure is not None
    assert bench.connection.name in first.cure.command
    assert second.state is RemoteState.SILENT


def test_a_remote_that_answered_tells_when(bench: MirrorStand) -> None:
    note(bench, TargetHealth(Target.MEGAMARKET, answered_at=bench.clock.now()))
    (answering,) = [each for each in look(bench).remotes if each.target is Target.MEGAMARKET]
    assert (answering.state, answering.answered_at) == (RemoteState.ANSWERS, bench.clock.now())


def test_a_remote_is_not_well_again_before_it_answers_to_the_point(bench: MirrorStand) -> None:
    now = bench.clock.now()
    until, words = now + timedelta(seconds=2), Unreadable("HTTP 200").text
    note(bench, TargetHealth(Target.MEGAMARKET, 1, now, until, words=words, answered_at=now))
    bench.clock.advance(60)
    (failing,) = [each for each in look(bench).remotes if each.target is Target.MEGAMARKET]
    assert (failing.state, failing.words) == (RemoteState.ODD, words)
    assert failing.cure is not None
    assert "интернет" not in failing.cure.ru


def test_an_address_tells_when_somebody_else_was_there_last(bench: MirrorStand) -> None:
    receive(bench)
    at = bench.clock.now()
    bench.clock.advance(60)
    receive(bench, probe_body(MERCHANT))
    with bench.storage.work() as work:
        fetch = FeedFetch(bench.clock.now(), "Megamarket", 200, 10)
        work.feed_fetches.add(bench.connection.connection_id, fetch)
        work.commit()
    told = {each.place: each.called_at for each in look(bench).places}
    assert told == {
        PublicPlace.ORDER_NEW: at,
        PublicPlace.ORDER_CANCEL: None,
        PublicPlace.FEED: bench.clock.now(),
        PublicPlace.CRM: None,
    }


def test_an_address_is_public_once_one_is_set(bench: MirrorStand) -> None:
    assert not any(each.is_public for each in look(bench).places)
    bench.set("http.public_url", "https://desk.example.org")
    assert all(each.is_public for each in look(bench).places)
