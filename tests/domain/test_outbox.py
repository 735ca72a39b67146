from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.domain.outbox import (
    PATIENCE,
    REREAD_GAP,
    Absent,
    Accepted,
    Blocked,
    Broken,
    Effective,
    Moot,
    NotSent,
    Outcome,
    Progress,
    Refused,
    Settlement,
    Step,
    TokenRefused,
    Unknown,
    Unobservable,
    Wait,
    claimed,
    next_step,
    pause_length,
    retried,
    settle,
)
from mmdesk.domain.standing import RowState
from mmdesk.errors import Text
from tests.factory import NOW

WORDS = Text.same("как сказано")
SECOND = timedelta(seconds=1)


def settled(progress: Progress, outcome: Outcome, now: datetime = NOW) -> Progress:
    return settle(claimed(progress), outcome, now).progress


def after(*outcomes: Outcome, start: Progress | None = None) -> Progress:
    """A row that went through these outcomes, each at the moment the row itself asked for."""
    progress = start or Progress(not_before=NOW)
    for outcome in outcomes:
        progress = settled(progress, outcome, progress.not_before or NOW)
    return progress


def test_a_new_command_is_sent() -> None:
    assert next_step(claimed(Progress())) == Step.SEND


def test_a_command_whose_holder_died_is_read_first() -> None:
    abandoned = claimed(Progress())
    assert abandoned.state == RowState.CLAIMED
    assert next_step(claimed(abandoned)) == Step.REREAD


@pytest.mark.parametrize("outcome", [Accepted(), Effective(), Moot(WORDS)])
def test_what_is_done_is_done(outcome: Outcome) -> None:
    done = settled(Progress(in_doubt=True, absent_at=NOW, waiting_since=NOW), outcome)
    assert done.state == RowState.DONE
    assert not done.in_doubt
    assert done.absent_at is done.waiting_since is None


def test_a_moot_command_says_why() -> None:
    assert settle(Progress(), Moot(WORDS), NOW) == Settlement(Progress(RowState.DONE), WORDS)


def test_a_lost_answer_is_read_before_anything_is_sent_and_rests_the_target() -> None:
    settlement = settle(claimed(Progress()), Unknown(WORDS, retry_after=7), NOW)
    assert next_step(settlement.progress) == Step.REREAD
    assert settlement.progress.state == RowState.PENDING
    assert settlement.progress.attempts == 1
    assert (settlement.pause, settlement.stop, settlement.retry_after) == (True, False, 7)
    assert settlement.words == WORDS


def test_a_missing_effect_is_believed_at_the_second_look() -> None:
    once = after(Unknown(WORDS), Absent())
    assert next_step(once) == Step.REREAD
    assert once.not_before == NOW + REREAD_GAP
    assert next_step(settled(once, Absent(), NOW + REREAD_GAP)) == Step.SEND


def test_a_second_look_that_comes_early_does_not_count() -> None:
    once = after(Unknown(WORDS), Absent())
    early = settled(once, Absent(), NOW + 4 * SECOND)
    assert next_step(early) == Step.REREAD
    assert early.not_before == NOW + REREAD_GAP
    assert next_step(settled(early, Absent(), NOW + REREAD_GAP)) == Step.SEND


def test_a_clock_set_back_starts_the_looks_anew() -> None:
    once = after(Unknown(WORDS), Absent())
    back = settled(once, Absent(), NOW - SECOND)
    assert next_step(back) == Step.REREAD
    assert back.not_before == NOW - SECOND + REREAD_GAP


def test_another_lost_answer_starts_the_looks_anew() -> None:
    again = after(Unknown(WORDS), start=after(Unknown(WORDS), Absent()))
    assert next_step(settled(again, Absent(), NOW + 60 * SECOND)) == Step.REREAD


def test_a_read_that_failed_leaves_the_doubt() -> None:
    for failure in (NotSent(WORDS), TokenRefused(WORDS), Wait(WORDS), Blocked(WORDS), Refused(WORDS)):
        assert after(Unknown(WORDS), failure).in_doubt


def test_what_cannot_be_read_is_sent_once_more_and_then_parked() -> None:
    once = after(Unknown(WORDS), Unobservable())
    assert next_step(once) == Step.SEND
    twice = settle(claimed(after(Unknown(WORDS), start=once)), Unobservable(), NOW)
    assert twice.progress.state == RowState.PARKED
    assert twice.words is not None
    assert "lost twice" in twice.words.en


def test_a_call_that_was_not_processed_goes_out_again_without_a_doubt() -> None:
    settlement = settle(claimed(Progress()), NotSent(WORDS, retry_after=30), NOW)
    assert settlement.progress == Progress(not_before=NOW)
    assert (settlement.pause, settlement.stop, settlement.retry_after) == (True, False, 30)


def test_a_refused_token_stops_the_target_and_keeps_the_command() -> None:
    settlement = settle(claimed(Progress()), TokenRefused(WORDS), NOW)
    assert settlement == Settlement(Progress(not_before=NOW), WORDS, stop=True)


@pytest.mark.parametrize("outcome", [Refused(WORDS), Blocked(WORDS), Broken(WORDS)])
def test_what_a_person_has_to_decide_is_parked_with_the_reason(outcome: Outcome) -> None:
    settlement = settle(claimed(Progress()), outcome, NOW)
    assert settlement.progress.state == RowState.PARKED
    assert settlement.words == WORDS
    assert not settlement.pause
    assert not settlement.stop


def test_our_own_fault_leaves_a_doubt() -> None:
    assert next_step(retried(after(Broken(WORDS)), NOW)) == Step.REREAD


def test_a_wait_grows_from_half_a_second_to_thirty() -> None:
    progress, rests = Progress(not_before=NOW), []
    while progress.state == RowState.PENDING:
        moment = progress.not_before or NOW
        progress = settled(progress, Wait(WORDS), moment)
        rests.append((progress.not_before or NOW) - moment)
    rests.pop()
    assert rests == sorted(rests)
    assert (rests[0], rests[-1]) == (SECOND / 2, 30 * SECOND)
    assert PATIENCE < sum(rests, timedelta()) <= PATIENCE + 30 * SECOND


def test_the_rest_after_a_wait_is_the_rows_own() -> None:
    settlement = settle(claimed(Progress()), Wait(WORDS), NOW)
    assert not settlement.pause
    assert settlement.words == WORDS


def test_a_wait_that_an_outage_interrupts_is_counted_anew() -> None:
    interrupted = after(Wait(WORDS), NotSent(WORDS))
    late = settled(interrupted, Wait(WORDS), NOW + 2 * PATIENCE)
    assert late.state == RowState.PENDING


def test_a_clock_set_back_starts_the_patience_anew() -> None:
    waiting = after(Wait(WORDS))
    back = settled(waiting, Wait(WORDS), NOW - 60 * SECOND)
    assert back.waiting_since == NOW - 60 * SECOND
    assert back.not_before == NOW - 59.5 * SECOND


def test_a_parked_row_set_free_waits_and_is_blind_anew() -> None:
    parked = replace(after(Refused(WORDS)), absent_at=NOW, waiting_since=NOW)
    free = retried(parked, NOW + SECOND)
    assert free == Progress(attempts=1, not_before=NOW + SECOND)


def test_a_person_may_send_what_cannot_be_read_a_third_time() -> None:
    parked = after(Unknown(WORDS), Unobservable(), Unknown(WORDS), Unobservable())
    assert parked.state == RowState.PARKED
    assert next_step(retried(parked, NOW)) == Step.SEND


@given(
    st.integers(-3, 200),
    st.none() | st.floats(allow_nan=True, allow_infinity=True),
    st.floats(0, 1),
)
def test_a_pause_keeps_within_its_bounds(failures: int, asked: float | None, jitter: float) -> None:
    rest = pause_length(failures, asked, jitter)
    assert 1.5 * SECOND <= rest <= timedelta(hours=1)
    if asked is None or not asked > 300:
        assert rest <= timedelta(minutes=5)
    if asked is not None and 0 <= asked <= 3600:
        assert rest >= timedelta(seconds=asked)


@given(st.integers(1, 50), st.floats(0, 1))
def test_a_pause_grows_with_every_failure(failures: int, jitter: float) -> None:
    assert pause_length(failures, None, jitter) <= pause_length(failures + 1, None, jitter)


@pytest.mark.parametrize(("failures", "seconds"), [(1, 2), (2, 4), (3, 8), (7, 128), (8, 256), (20, 300)])
def test_a_pause_doubles_up_to_five_minutes(failures: int, seconds: int) -> None:
    assert pause_length(failures, None, jitter=0.5) == seconds * SECOND


PROGRESS = st.builds(
    Progress,
    state=st.sampled_from(RowState),
    attempts=st.integers(0, 5),
    in_doubt=st.booleans(),
    absent_at=st.none() | st.just(NOW - SECOND) | st.just(NOW + SECOND),
    resent_blind=st.booleans(),
    waiting_since=st.none() | st.just(NOW - PATIENCE) | st.just(NOW - 2 * PATIENCE),
    not_before=st.none() | st.just(NOW),
)
OUTCOMES = st.sampled_from(
    [
        Accepted(), Effective(), Absent(), Unobservable(), Moot(WORDS), Wait(WORDS), Blocked(WORDS),
        Refused(WORDS), NotSent(WORDS), Unknown(WORDS), TokenRefused(WORDS), Broken(WORDS),
    ]
)  # fmt: skip


@given(PROGRESS, OUTCOMES)
def test_no_row_stays_claimed_and_none_waits_or_parks_without_a_word(
    before: Progress, outcome: Outcome
) -> None:
    settlement = settle(claimed(before), outcome, NOW)
    end = settlement.progress
    assert end.state in {RowState.PENDING, RowState.DONE, RowState.PARKED}
    assert (end.state == RowState.PENDING) <= (end.not_before is not None)
    assert (end.state == RowState.PARKED) <= (settlement.words is not None)
    assert end.attempts >= before.attempts


@given(PROGRESS, OUTCOMES)
def test_a_doubt_ends_only_by_what_was_seen(before: Progress, outcome: Outcome) -> None:
    doubtful = claimed(replace(before, in_doubt=True))
    end = settle(doubtful, outcome, NOW).progress
    seen = isinstance(outcome, Accepted | Effective | Moot | Absent | Unobservable)
    assert end.in_doubt or seen


def test_a_command_does_not_run_out_of_patience_while_the_computer_sleeps() -> None:
    waiting = Progress(waiting_since=NOW, not_before=NOW + SECOND)
    settlement = settle(waiting, Wait(WORDS), NOW + 3 * PATIENCE)
    assert settlement.progress.state == RowState.PENDING
    assert settlement.progress.waiting_since == NOW + 3 * PATIENCE
