from __future__ import annotations

import threading

from mmdesk.clients.pace import Limiters, Pace, RateLimiter


class Seconds:
    """A clock that only pauses move."""

    def __init__(self) -> None:
        self.now = 100.0

    def pause(self, seconds: float) -> None:
        self.now += seconds

    def pace(self) -> Pace:
        return Pace(monotonic=lambda: self.now, pause=self.pause, chance=lambda: 1.0)


def test_no_second_holds_more_than_nine_calls() -> None:
    seconds = Seconds()
    limiter = RateLimiter(pace=seconds.pace())
    starts = []
    for _ in range(100):
        assert limiter.wait(5)
        starts.append(seconds.now)
    assert all(later - earlier >= 1.0 for earlier, later in zip(starts, starts[9:], strict=False))


def test_a_turn_that_would_come_too_late_is_not_taken() -> None:
    seconds = Seconds()
    limiter = RateLimiter(per_second=1, pace=seconds.pace())
    assert limiter.wait(0)
    assert not limiter.wait(0.5)
    assert seconds.now == 100.0
    assert limiter.wait(1.0)
    assert seconds.now == 101.0


def test_turns_are_shared_between_threads() -> None:
    limiter = RateLimiter(per_second=3, pace=Pace(monotonic=lambda: 0.0, pause=lambda seconds: None))
    taken: list[bool] = []
    threads = [threading.Thread(target=lambda: taken.append(limiter.wait(0))) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken.count(True) == 3


def test_one_key_at_one_host_has_one_limiter() -> None:
    limiters = Limiters()
    assert limiters.of("a.example.org", "key-1") is limiters.of("a.example.org", "key-1")
    assert limiters.of("a.example.org", "key-1") is not limiters.of("a.example.org", "key-2")
    assert limiters.of("a.example.org", "key-1") is not limiters.of("b.example.org", "key-1")


def test_pauses_double_up_to_a_limit_and_vary() -> None:
    late = Pace(chance=lambda: 1.0)
    assert [late.backoff(attempt) for attempt in (0, 1, 2, 9)] == [0.1, 0.2, 0.4, 5.0]
    assert Pace(chance=lambda: 0.0).backoff(0) == 0.05


def test_who_gives_way_holds_no_turn_and_leaves_most_of_them_free() -> None:
    seconds = Seconds()
    limiter = RateLimiter(pace=seconds.pace())
    for _ in range(4):
        limiter.give_way(10)
        assert limiter.wait(0)
    assert seconds.now == 100.0
    paused: list[float] = []

    def pause(span: float) -> None:
        # An order comes while the other one waits: its turn is there at once.
        assert limiter.wait(0)
        paused.append(span)
        seconds.pause(span)

    limiter.pace = Pace(monotonic=lambda: seconds.now, pause=pause)
    limiter.give_way(10)
    assert paused == [1.0]


def test_who_gives_way_goes_on_after_a_while_however_busy_it_is() -> None:
    seconds = Seconds()
    limiter = RateLimiter(pace=seconds.pace())

    def busy(span: float) -> None:
        seconds.pause(span)
        for _ in range(4):
            limiter.wait(0)

    limiter.pace = Pace(monotonic=lambda: seconds.now, pause=busy)
    busy(0)
    limiter.give_way(3.5)
    assert seconds.now == 103.5
