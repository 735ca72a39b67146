from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import pytest

from mmdesk.clock import ManualClock, SystemClock
from mmdesk.errors import Text
from mmdesk.paths import Profile
from mmdesk.services.acting_service import ActingService, ServiceWatch
from mmdesk.services.lease import Identity, ServiceLease, is_process_gone, this_machine
from mmdesk.storage.uow import Storage
from mmdesk.ui.service_child import ChildLook, Launch, Life, ServiceChild, ServiceNotStarted, launch_of
from mmdesk.ui.service_keeper import ServiceKeeper
from mmdesk.ui.service_keeper_state import KeeperState, Keeping, Seen
from mmdesk.ui.service_wish import wants_service
from mmdesk.ui.tasks import TaskRunner
from tests.ui.conftest import Wait

HERE = ActingService("desk-1", 4711, here=True, http_port=8480)
ELSEWHERE = ActingService("desk-2", 4711, here=False, http_port=8480)
NOBODY = ChildLook(Life.NONE)
ALIVE = ChildLook(Life.RUNNING, 4711)
KILLED = ChildLook(Life.ENDED, 4711, last_words=Text("сигнал 9", "signal 9"))
REFUSED = ChildLook(Life.ENDED, 4711, refused=True, last_words=Text("порт?", "port?"))


def ends_of(state: KeeperState, child: ChildLook, seconds: int) -> list[int]:
    """The seconds at which a service that ends at once is started."""
    looks = [
        (second, state.see(Seen(None, NOBODY if second == 0 else child), second)) for second in range(seconds)
    ]
    return [second for second, decision in looks if decision.start]


def test_a_service_that_keeps_ending_is_started_less_and_less_often() -> None:
    starts = ends_of(KeeperState(), KILLED, 400)
    pauses = [later - earlier for earlier, later in pairwise(starts)]
    assert pauses[:5] == pytest.approx([3, 5, 9, 17, 33], abs=1)
    assert set(pauses[5:]) == {61}


def test_a_service_that_died_of_a_full_disk_is_told_so() -> None:
    state = KeeperState()
    state.see(Seen(None, NOBODY), 0)
    words = state.see(Seen(None, replace(KILLED, free_mb=3)), 5).words
    assert words is not None
    assert "нет места (свободно 3 МБ)" in words.ru


def test_a_service_that_refuses_to_run_is_tried_once_a_minute_and_said_once() -> None:
    state, told = KeeperState(), list[Text]()
    starts = 0
    for second in range(300):
        decision = state.see(Seen(None, REFUSED if second else NOBODY), second)
        starts += decision.start
        told += [decision.words] if decision.words else []
    assert starts == 5
    assert [words.en for words in told] == ["The service did not start. port?"]


def test_nothing_is_started_beside_a_service_or_a_start_under_way() -> None:
    beside = [
        Seen(HERE, NOBODY),
        Seen(ELSEWHERE, NOBODY),
        Seen(None, ALIVE),
        Seen(None, ChildLook(Life.NONE, elsewhere=True)),
        Seen(ELSEWHERE, KILLED),
    ]
    assert not any(KeeperState().see(seen, 100).start for seen in beside)


def test_a_lease_that_outlives_our_process_does_not_hide_its_end() -> None:
    state = KeeperState()
    state.see(Seen(None, NOBODY), 0)
    decision = state.see(Seen(HERE, KILLED), 30)
    assert decision.keeping is Keeping.WAITING
    assert decision.words is not None
    assert "signal 9" in decision.words.en


def test_a_port_that_is_taken_is_said_once_while_the_service_runs_on() -> None:
    state, mute = KeeperState(), Seen(replace(HERE, http_port=0), ALIVE)
    decisions = [state.see(mute, second) for second in range(0, 60, 2)]
    words = [decision.words.en for decision in decisions if decision.words]
    assert len(words) == 1
    assert "port" in words[0]
    assert {decision.keeping for decision in decisions} == {Keeping.RUNNING}


def test_a_service_that_takes_a_moment_to_listen_is_no_news() -> None:
    state = KeeperState()
    assert state.see(Seen(replace(HERE, http_port=0), ALIVE), 0).words is None
    assert state.see(Seen(HERE, ALIVE), 30).words is None


def test_what_was_said_is_over_only_once_calls_arrive_again() -> None:
    state = KeeperState()
    state.see(Seen(None, NOBODY), 0)
    looks = [Seen(None, KILLED), Seen(replace(HERE, http_port=0), ALIVE), Seen(HERE, ALIVE)]
    assert [state.see(seen, second).well for second, seen in enumerate(looks, 30)] == [False, False, True]


def test_a_start_that_takes_long_is_said_once() -> None:
    state = KeeperState()
    state.see(Seen(None, NOBODY), 0)
    told = [state.see(Seen(None, ALIVE), second).words for second in range(1, 200)]
    assert len([words for words in told if words]) == 1


@pytest.mark.parametrize(("value", "wanted"), [("off", False), (" OFF ", False), ("", True), ("on", True)])
def test_the_environment_may_keep_a_window_from_starting_a_service(value: str, wanted: bool) -> None:
    assert wants_service({"MMDESK_SERVICE": value}) is wanted
    assert wants_service({})


class TestWatch:
    """The lease as a window looks at it."""

    def test_a_service_on_another_computer_acts_while_it_renews(
        self, sqlite_storage: Storage, clock: ManualClock
    ) -> None:
        # Their clock is an hour behind ours: only the renewals tell that they live.
        theirs = ManualClock(clock.now())
        far = ServiceLease(sqlite_storage, theirs, Identity("desk-2#0", 1, "desk-2:1:a"))
        assert far.acquire()
        watch = ServiceWatch(sqlite_storage, clock)
        assert watch.look() == ActingService("desk-2", 1, here=False, http_port=0)
        clock.advance(3600)
        assert watch.look() is None
        far.renew(("127.0.0.1", 8480))
        theirs.advance(1)
        far.renew()
        assert watch.look() == ActingService("desk-2", 1, here=False, http_port=8480)

    def test_a_lease_that_had_run_out_before_the_first_look_is_nobodys(
        self, sqlite_storage: Storage, clock: ManualClock
    ) -> None:
        assert ServiceLease(sqlite_storage, clock, Identity("desk-2#0", 1, "desk-2:1:a")).acquire()
        clock.advance(60)
        assert ServiceWatch(sqlite_storage, clock).look() is None

    def test_a_service_of_this_computer_that_slept_with_it_is_given_time(
        self, sqlite_storage: Storage, clock: ManualClock
    ) -> None:
        own = ServiceLease(sqlite_storage, clock, Identity(this_machine(), os.getpid(), "here:1:a"))
        assert own.acquire()
        clock.advance(8 * 3600)
        watch = ServiceWatch(sqlite_storage, clock)
        assert watch.look() is not None
        clock.advance(11)
        assert watch.look() is None

    def test_a_killed_service_of_this_computer_is_seen_at_once(
        self, sqlite_storage: Storage, clock: ManualClock
    ) -> None:
        gone = next(pid for pid in range(2**22 - 1, 1, -1) if is_process_gone(pid))
        assert ServiceLease(sqlite_storage, clock, Identity(this_machine(), gone, "here:2:a")).acquire()
        assert ServiceWatch(sqlite_storage, clock).look() is None


@pytest.fixture
def leash() -> Iterator[int]:
    """What a child reads from: it ends when this process does, and at the end of the test."""
    held, kept = os.pipe()
    yield held
    os.close(held)
    os.close(kept)


def launch(folder: Path, leash: int, program: str) -> Launch:
    """A child that runs `program` and ends with the leash."""
    tied = f"import os, threading\n{program}\nos.read(0, 1)"
    return Launch(
        (sys.executable, "-c", tied), dict(os.environ), folder / "output.txt", folder / "mark.json", leash
    )


@pytest.fixture
def child_of(tmp_path: Path, leash: int, wait: Wait) -> Iterator[Callable[[str], ServiceChild]]:
    """Makes a child of a program; all of them are ended with the test."""
    made: list[ServiceChild] = []

    def make(program: str) -> ServiceChild:
        made.append(ServiceChild(launch(tmp_path, leash, program), SystemClock()))
        return made[-1]

    yield make
    for child in made:
        end(child, wait)


def end(child: ServiceChild, wait: Wait) -> None:
    looked = child.look()
    if looked.life is Life.RUNNING:
        os.kill(looked.pid, signal.SIGTERM)
        wait(lambda: child.look().life is Life.ENDED)


def test_a_child_lives_in_a_session_of_its_own(child_of: Callable[[str], ServiceChild], wait: Wait) -> None:
    child = child_of("")
    child.start()
    assert os.getsid(child.look().pid) == child.look().pid != os.getsid(0)


def test_the_last_words_of_a_child_are_told_without_secrets(
    child_of: Callable[[str], ServiceChild], wait: Wait
) -> None:
    # Everything that any test has kept as a secret is starred as well, the word "wrong" among them.
    child = child_of("import sys; print('first'); sys.exit('the token=0123456789abcdef ran out')")
    child.start()
    wait(lambda: child.look().life is Life.ENDED)
    assert child.look().refused
    assert child.look().last_words.ru == "the token=*** ran out"


def test_a_killed_child_is_told_and_leaves_no_zombie(
    child_of: Callable[[str], ServiceChild], wait: Wait
) -> None:
    child = child_of("")
    child.start()
    pid = child.look().pid
    os.kill(pid, signal.SIGKILL)
    wait(lambda: child.look().life is Life.ENDED)
    assert child.look().last_words.en == "the system ended it (signal 9)"
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_start_by_a_window_that_was_killed_since_is_waited_for(
    child_of: Callable[[str], ServiceChild], wait: Wait
) -> None:
    child = child_of("")
    child.start()
    next_window = child_of("")
    assert next_window.look() == ChildLook(Life.NONE, elsewhere=True)
    end(child, wait)
    assert next_window.look() == NOBODY


def test_a_damaged_mark_of_a_start_counts_for_nothing(
    child_of: Callable[[str], ServiceChild], tmp_path: Path
) -> None:
    for damage in ("", "{", "[]", '{"machine": 1, "pid": "x", "at": "today"}'):
        (tmp_path / "mark.json").write_text(damage, encoding="utf-8")
        assert child_of("").look() == NOBODY


def test_a_program_that_is_not_there_is_an_expected_failure(tmp_path: Path) -> None:
    absent = Launch((str(tmp_path / "absent"),), {}, tmp_path / "output.txt", tmp_path / "mark.json")
    with pytest.raises(ServiceNotStarted):
        ServiceChild(absent, SystemClock()).start()


def test_a_profile_of_its_own_is_named_to_the_service_and_the_language_too(tmp_path: Path) -> None:
    made = launch_of(Profile.at(tmp_path), tmp_path, {"A": "1"}, "ru")
    assert made.command[-4:] == ("--profile", str(tmp_path), "service", "run")
    assert made.environ["MMDESK_LANG"] == "ru"
    assert made.environ["A"] == "1"
    assert "--profile" not in launch_of(Profile.of_account(), None, {}, "ru").command


@dataclass
class Kept:
    """A keeper over the real service, and what it told."""

    keeper: ServiceKeeper
    watch: ServiceWatch
    told: list[Text] = field(default_factory=list)
    states: list[Keeping] = field(default_factory=list)
    recoveries: int = 0

    def __post_init__(self) -> None:
        self.keeper.recovered.connect(self._recover)
        self.keeper.told.connect(self.told.append)
        self.keeper.state_changed.connect(self.states.append)

    def _recover(self) -> None:
        self.recoveries += 1

    def acting(self) -> ActingService | None:
        return self.watch.look()


@pytest.fixture
def kept(
    runner: TaskRunner, sqlite_storage: Storage, sqlite_url: str, tmp_path: Path, leash: int, wait: Wait
) -> Iterator[Callable[[Mapping[str, str]], Kept]]:
    """Keepers of one profile and database; every service they start is ended."""
    clock = SystemClock()
    made: list[tuple[Kept, ServiceChild]] = []
    # A folder of its own: the profile is private, and the database lies beside it.
    profile = Profile.at(tmp_path / "profile").create()

    def make(environ: Mapping[str, str]) -> Kept:
        own = {**os.environ, "MMDESK_DATABASE_URL": sqlite_url, "MMDESK_SECRETS": "file", **environ}
        asked = launch_of(profile, profile.root, own, "en")
        tied = (sys.executable, "-m", "mmdesk.demo.leash", *asked.command[3:])
        child = ServiceChild(replace(asked, command=tied, stdin=leash), clock)
        keeper = ServiceKeeper(runner, ServiceWatch(sqlite_storage, clock), child, clock)
        made.append((Kept(keeper, ServiceWatch(sqlite_storage, clock)), child))
        return made[-1][0]

    yield make
    for each, _ in made:
        each.keeper.stop()
    for _, child in made:
        end(child, wait)


@pytest.fixture
def a_port() -> Iterator[int]:
    """A port that somebody else has."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        yield int(taken.getsockname()[1])


def test_a_window_starts_a_service_and_starts_it_again_when_it_was_killed(
    kept: Callable[[Mapping[str, str]], Kept], wait: Wait
) -> None:
    window = kept({"MMDESK_HTTP": "127.0.0.1:0"})
    window.keeper.start()
    wait(lambda: window.keeper.keeping is Keeping.RUNNING)
    first = window.acting()
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    wait(lambda: window.keeper.keeping is Keeping.WAITING)
    wait(lambda: window.keeper.keeping is Keeping.RUNNING)
    second = window.acting()
    assert second is not None
    assert second.pid != first.pid
    wait(lambda: window.recoveries == 1, "that the message about its end is over")
    assert [words.en for words in window.told] == [
        "The service has stopped (the system ended it (signal 9)). The program is starting it again."
    ]


def test_the_next_window_finds_the_service_of_the_first_and_starts_none(
    kept: Callable[[Mapping[str, str]], Kept], wait: Wait, tmp_path: Path
) -> None:
    first = kept({"MMDESK_HTTP": "127.0.0.1:0"})
    first.keeper.start()
    wait(lambda: first.keeper.keeping is Keeping.RUNNING)
    first.keeper.stop()
    started = (tmp_path / "profile" / "service-start.json").read_text(encoding="utf-8")
    second = kept({"MMDESK_HTTP": "127.0.0.1:0"})
    second.keeper.start()
    wait(lambda: second.keeper.keeping is not Keeping.UNKNOWN)
    assert second.states == [Keeping.RUNNING]
    assert (tmp_path / "profile" / "service-start.json").read_text(encoding="utf-8") == started


def test_an_unreadable_address_ends_in_the_services_own_sentence(
    kept: Callable[[Mapping[str, str]], Kept], wait: Wait
) -> None:
    window = kept({"MMDESK_HTTP": "127.0.0.1:http-alt:99999999"})
    window.keeper.start()
    wait(lambda: window.told)
    assert "MMDESK_HTTP" in window.told[0].en
    assert window.keeper.keeping is Keeping.WAITING


def test_a_port_of_somebody_else_leaves_the_exchange_running_and_is_told(
    kept: Callable[[Mapping[str, str]], Kept], wait: Wait, a_port: int
) -> None:
    window = kept({"MMDESK_HTTP": f"127.0.0.1:{a_port}"})
    window.keeper.start()
    wait(lambda: window.keeper.keeping is Keeping.RUNNING)
    wait(lambda: window.told)
    assert "port" in window.told[0].en
    assert window.acting() is not None


def test_a_keeper_that_was_stopped_starts_nothing_more(
    kept: Callable[[Mapping[str, str]], Kept], runner: TaskRunner, wait: Wait, tmp_path: Path
) -> None:
    window = kept({})
    window.keeper.start()
    window.keeper.stop()
    wait(lambda: window.states)
    assert not (tmp_path / "profile" / "service-start.json").exists()


def test_a_database_that_is_gone_is_waited_for(
    runner: TaskRunner,
    sqlite_storage: Storage,
    tmp_path: Path,
    leash: int,
    wait: Wait,
    caplog: pytest.LogCaptureFixture,
) -> None:
    child = ServiceChild(launch(tmp_path, leash, ""), SystemClock())
    keeper = ServiceKeeper(runner, ServiceWatch(sqlite_storage, SystemClock()), child, SystemClock())
    drop_tables(sqlite_storage)
    keeper.start()
    wait(lambda: "the service is not seen" in caplog.text)
    keeper.stop()
    assert child.look() == NOBODY


def drop_tables(storage: Storage) -> None:
    with storage.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE leases")
