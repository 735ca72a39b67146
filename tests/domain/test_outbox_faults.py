"""Two relays, one command, a remote that remembers everything, and every fault in any order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum, auto

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mmdesk.domain.outbox import (
    PATIENCE,
    Absent,
    Accepted,
    Broken,
    Effective,
    NotSent,
    Outcome,
    Progress,
    Refused,
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

CLAIM_SECONDS = 15.0
CALL_SECONDS = 10.0
LATE_SECONDS = 4.0
"""How long after a call was lost the remote may still carry it out."""
WORDS = Text.same("как сказано")


class Fault(StrEnum):
    """What may happen to one changing call."""

    NONE = auto()
    CONNECTION_REFUSED = auto()
    LOST_BEFORE_EFFECT = auto()
    LOST_AFTER_EFFECT = auto()
    LOST_AND_LATE = auto()
    TURNED_AWAY = auto()
    TOKEN_REFUSED = auto()
    SAID_NO = auto()
    BROKEN_BEFORE_SENDING = auto()
    BROKEN_AFTER_EFFECT = auto()


EFFECTIVE = {Fault.NONE, Fault.LOST_AFTER_EFFECT, Fault.LOST_AND_LATE, Fault.BROKEN_AFTER_EFFECT}
# A server's 5xx is as good as a lost answer: it came before the effect, after it, or while that is under way.
ANSWERS: dict[Fault, Outcome] = {
    Fault.NONE: Accepted(),
    Fault.CONNECTION_REFUSED: NotSent(WORDS),
    Fault.LOST_BEFORE_EFFECT: Unknown(WORDS),
    Fault.LOST_AFTER_EFFECT: Unknown(WORDS),
    Fault.LOST_AND_LATE: Unknown(WORDS, retry_after=1),
    Fault.TURNED_AWAY: NotSent(WORDS, retry_after=20),
    Fault.TOKEN_REFUSED: TokenRefused(WORDS),
    Fault.SAID_NO: Refused(WORDS),
    Fault.BROKEN_BEFORE_SENDING: Broken(WORDS),
    Fault.BROKEN_AFTER_EFFECT: Broken(WORDS),
}


TAKES = st.sampled_from([0.0, 0.1, 3.0, CALL_SECONDS])
LATE = st.sampled_from([0.0, 1.0, 2.5, LATE_SECONDS])
NAMES = st.sampled_from(["a", "b"])
# What ends the command at once comes more seldom than what leaves it in doubt.
FAULTS = st.sampled_from([*Fault, *[Fault.LOST_BEFORE_EFFECT, Fault.LOST_AND_LATE] * 4])


@dataclass
class Relay:
    """What one relay remembers between two moments; `claim` is the number of the claim it believes in."""

    claim: int = 0
    progress: Progress | None = None
    outcome: Outcome | None = None
    answer_at: float = 0.0

    @property
    def has_claimed(self) -> bool:
        return self.progress is not None and self.outcome is None

    @property
    def has_an_answer(self) -> bool:
        return self.outcome is not None

    def forget(self) -> None:
        self.claim, self.progress, self.outcome = 0, None, None


@dataclass
class Remote:
    """The marketplace: how often it carried the command out, and what it is about to carry out."""

    observable: bool = True
    applied: int = 0
    calls: int = 0
    under_way: list[tuple[float, int]] = field(default_factory=list)
    ready: bool = True
    settled: bool = True
    reachable: bool = True

    def let_time_pass(self, until: float) -> None:
        self.applied += sum(at <= until for at, _ in self.under_way)
        self.under_way = [(at, claim) for at, claim in self.under_way if at > until]


class OutboxUnderFaults(RuleBasedStateMachine):
    """Plays the relay's part as its texts have it: claim, one step, settle if the claim is still its own."""

    def __init__(self) -> None:
        super().__init__()
        self.remote = Remote()
        self.relays = {"a": Relay(), "b": Relay()}
        self.real = 0.0
        self.set_back = 0.0
        self.row = Progress(not_before=NOW)
        self.holder = 0
        self.claims = 0
        self.claimed_until = 0.0
        self.paused_until = 0.0
        self.failures = 0
        self.stopped = False
        self.waits: list[float] = []
        self.parked_for: Outcome | None = None
        self.freed_by_hand = 0

    @initialize(observable=st.booleans())
    def choose_a_command(self, observable: bool) -> None:
        self.remote.observable = observable

    # The world

    @property
    def clock(self) -> float:
        """What the relays' clock shows, in seconds since the start; it may go back, real time never does."""
        return self.real - self.set_back

    @rule(seconds=st.sampled_from([0.1, 0.6, 1.5, 3.0, 4.9, 5.1, 9.0, 16.0, 60.0, 400.0]))
    def time_passes(self, seconds: float) -> None:
        self.real += seconds
        self.remote.let_time_pass(self.real)

    @rule(seconds=st.sampled_from([0.05, 1.0, 3.0]))
    def the_clock_is_set_back(self, seconds: float) -> None:
        self.set_back += seconds

    @precondition(lambda self: self.row.state == RowState.PENDING and not self.claimable())
    @rule(more=st.sampled_from([0.0, 0.0, 0.3, 2.0]))
    def the_row_falls_due(self, more: float) -> None:
        due = ((self.row.not_before or NOW) - NOW).total_seconds()
        self.time_passes(max(due, self.paused_until) - self.clock + more)

    @rule(trouble=st.sampled_from(["", "", "", "not ready", "unsettled", "unreachable"]))
    def the_remote_changes_its_mood(self, trouble: str) -> None:
        self.remote.ready = trouble != "not ready"
        self.remote.settled = trouble != "unsettled"
        self.remote.reachable = trouble != "unreachable"

    @precondition(lambda self: self.stopped)
    @rule()
    def the_secret_is_renewed(self) -> None:
        self.stopped = False

    @precondition(lambda self: self.row.state == RowState.PARKED)
    @rule()
    def a_person_sets_the_row_free(self) -> None:
        self.row = retried(self.row, NOW + timedelta(seconds=self.clock))
        self.freed_by_hand += 1
        self.parked_for, self.waits = None, []

    # The relays

    def claimable(self) -> bool:
        if self.stopped or self.clock < self.paused_until:
            return False
        if self.row.state == RowState.CLAIMED:
            holder_lives = any(relay.claim == self.holder for relay in self.relays.values())
            return self.clock >= self.claimed_until or not holder_lives
        due = (self.row.not_before or NOW) - NOW <= timedelta(seconds=self.clock)
        return self.row.state == RowState.PENDING and due

    def some(self, first: str, wanted: Callable[[Relay], bool]) -> Relay | None:
        """The relay of this name if it is the one wanted, else the other if that one is."""
        relays = sorted(self.relays, key=lambda name: name != first)
        return next((self.relays[name] for name in relays if wanted(self.relays[name])), None)

    @precondition(lambda self: self.claimable())
    @rule(name=NAMES)
    def a_relay_claims(self, name: str) -> None:
        relay = self.some(name, lambda relay: not relay.claim)
        if relay is None:
            return
        self.claims += 1
        relay.claim, relay.progress = self.claims, claimed(self.row)
        self.row = Progress(
            RowState.CLAIMED, self.row.attempts, self.row.in_doubt, self.row.absent_at,
            self.row.resent_blind, self.row.waiting_since, self.row.not_before,
        )  # fmt: skip
        self.holder, self.claimed_until = self.claims, self.clock + CLAIM_SECONDS

    @precondition(lambda self: any(relay.has_claimed for relay in self.relays.values()))
    @rule(name=NAMES, fault=FAULTS, takes=TAKES, late=LATE)
    def a_relay_does_its_step(self, name: str, fault: Fault, takes: float, late: float) -> None:
        relay = self.some(name, lambda relay: relay.has_claimed)
        if relay is None or relay.progress is None:
            return
        relay.answer_at = self.real + takes
        if next_step(relay.progress) == Step.REREAD:
            relay.outcome = self.read()
        elif not self.remote.ready:
            relay.outcome = Wait(WORDS)
        elif self.renew(relay):
            relay.outcome = ANSWERS[fault]
            self.call(relay, fault, takes, late)
        else:
            relay.forget()

    @precondition(lambda self: self.claimable())
    @rule(name=NAMES, fault=FAULTS, late=LATE, dies=st.sampled_from([False, False, True]))
    def a_relay_goes_all_the_way(self, name: str, fault: Fault, late: float, dies: bool) -> None:
        self.a_relay_claims(name)
        self.a_relay_does_its_step(name, fault, takes=0.1, late=late)
        if dies:
            self.a_relay_crashes(name)
        else:
            self.a_relay_settles(name)

    def read(self) -> Outcome:
        if not self.remote.reachable:
            return NotSent(WORDS)
        if not self.remote.observable:
            return Unobservable()
        if self.remote.applied:
            return Effective()
        return Absent() if self.remote.settled else Wait(WORDS)

    def renew(self, relay: Relay) -> bool:
        """Right before the call: still ours, and for as long as the call may take."""
        if relay.claim != self.holder or self.clock >= self.claimed_until:
            return False
        self.claimed_until = self.clock + CLAIM_SECONDS
        return True

    def call(self, relay: Relay, fault: Fault, takes: float, late: float) -> None:
        if fault in {Fault.CONNECTION_REFUSED, Fault.TURNED_AWAY, Fault.TOKEN_REFUSED, Fault.SAID_NO}:
            return
        self.remote.calls += fault != Fault.BROKEN_BEFORE_SENDING
        if fault in EFFECTIVE:
            delay = takes + late if fault == Fault.LOST_AND_LATE else takes * late / LATE_SECONDS
            self.remote.under_way.append((self.real + delay, relay.claim))
            self.remote.let_time_pass(self.real)

    @precondition(lambda self: any(relay.has_an_answer for relay in self.relays.values()))
    @rule(name=NAMES)
    def a_relay_settles(self, name: str) -> None:
        relay = self.some(name, lambda relay: relay.has_an_answer)
        if relay is None or relay.progress is None or relay.outcome is None:
            return
        if relay.answer_at > self.real:
            self.time_passes(relay.answer_at - self.real)
        if relay.claim == self.holder and self.row.state == RowState.CLAIMED:
            self.write_down(relay.progress, relay.outcome)
        relay.forget()

    @precondition(lambda self: any(relay.claim for relay in self.relays.values()))
    @rule(name=NAMES)
    def a_relay_crashes(self, name: str) -> None:
        relay = self.some(name, lambda relay: bool(relay.claim))
        if relay is None:
            return
        latest = self.real + LATE_SECONDS
        self.remote.under_way = [
            (min(at, latest) if claim == relay.claim else at, claim) for at, claim in self.remote.under_way
        ]
        relay.forget()

    def write_down(self, progress: Progress, outcome: Outcome) -> None:
        settlement = settle(progress, outcome, NOW + timedelta(seconds=self.clock))
        self.row, self.holder = settlement.progress, 0
        assert self.row.state != RowState.CLAIMED
        self.waits = [*self.waits, self.clock] if isinstance(outcome, Wait) else []
        self.stopped = self.stopped or settlement.stop
        self.failures = self.failures + 1 if settlement.pause else 0
        if settlement.pause:
            rest = pause_length(self.failures, settlement.retry_after, 0.5).total_seconds()
            assert 1.5 <= rest <= 300
            self.paused_until = self.clock + rest
        if self.row.state == RowState.PARKED:
            assert settlement.words is not None
            self.parked_for = outcome

    # What always holds

    @invariant()
    def the_remote_never_carries_one_command_out_twice(self) -> None:
        if self.remote.observable:
            assert self.remote.applied + len(self.remote.under_way) <= 1

    @invariant()
    def what_cannot_be_read_is_sent_twice_at_most(self) -> None:
        if not self.remote.observable:
            assert self.remote.calls <= 2 * (1 + self.freed_by_hand)

    @invariant()
    def only_what_was_carried_out_is_done(self) -> None:
        if self.row.state == RowState.DONE:
            assert self.remote.applied >= 1

    @invariant()
    def a_row_parks_for_a_stated_reason_only(self) -> None:
        if self.row.state != RowState.PARKED:
            return
        match self.parked_for:
            case Refused() | Broken():
                pass
            case Unobservable():
                assert self.row.resent_blind
            case Wait():
                assert max(self.waits) - min(self.waits) > PATIENCE.total_seconds()
            case reason:
                raise AssertionError(reason)

    def teardown(self) -> None:
        """The faults stop: what was acknowledged comes to its end in a few goes."""
        self.remote.ready = self.remote.settled = self.remote.reachable = True
        self.stopped = False
        for name in self.relays:
            self.a_relay_settles(name)
            self.a_relay_crashes(name)
        assert not any(relay.claim for relay in self.relays.values())
        for _ in range(6):
            self.stopped = False
            if self.row.state not in {RowState.PENDING, RowState.CLAIMED}:
                break
            self.time_passes(700)
            assert self.claimable()
            self.a_relay_claims("a")
            self.a_relay_does_its_step("a", Fault.NONE, takes=0.1, late=0.0)
            self.a_relay_settles("a")
            self.the_remote_never_carries_one_command_out_twice()
            self.what_cannot_be_read_is_sent_twice_at_most()
        assert self.row.state in {RowState.DONE, RowState.PARKED}
        self.only_what_was_carried_out_is_done()
        self.a_row_parks_for_a_stated_reason_only()


TestOutboxUnderFaults = OutboxUnderFaults.TestCase
TestOutboxUnderFaults.settings = settings(max_examples=500, stateful_step_count=50, deadline=None)
