"""Builds of the feed are killed again and again, and whatever is served is always a whole, valid feed."""

from __future__ import annotations

import random
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.services import feed_desk, job_runs
from mmdesk.services.job_runs import JobName, JobOutcome
from mmdesk.storage.feed_builds import BuildState, FeedBuild
from mmdesk.storage.running import JobRun
from tests.e2e.build_lookout import Lookout, Part, Spans, names_in
from tests.e2e.feed_books import offers_wrong
from tests.e2e.feed_fetcher import Fetcher, Judge, Served, Way, client, fetch
from tests.e2e.feed_house import NAME, FeedHouse, feed_house, kill
from tests.e2e.feed_variants import WrongFeed
from tests.e2e.process_sessions import Session

_COMMIT_SECONDS: Final = 0.06
"""About as long as it takes from the files' last step until the database names them the current ones."""
_ORPHANS_SECONDS: Final = 20.0
"""Processes of a build whose parent was killed end by themselves; on a quiet machine within a second."""
_PATIENCE: Final = 90.0
_ASK_SECONDS: Final = 0.02
_STATUS_BY_COMMAND: Final = 5
_TWICE: Final = 0.5
"""How often a second kill follows before a build is left in peace: it comes while the first is cleared up."""


class Builder(StrEnum):
    """Who builds: a command of a person, or the service, which somebody asks."""

    COMMAND = "command"
    SERVICE = "service"


class Moment(StrEnum):
    """When somebody is killed; the share of the aim says how far into it."""

    EARLY = "before there is a workplace"
    ANY = "at any moment of its life"
    KEEPING = "between the end of the build's process and the rename"
    COMMITTING = "right after the rename"


class Stage(StrEnum):
    """What had become of the build when somebody was killed."""

    NONE = "not begun"
    MAKING = "being made"
    KEPT = "kept, not published"
    PUBLISHED = "published, offers not written"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Aim:
    """Whom to kill, and when: `part` is None for the parent that commits."""

    part: Part | None
    moment: Moment
    share: float


_PLAN: Final[Sequence[tuple[Part | None, Moment]]] = (
    (None, Moment.EARLY),
    (None, Moment.ANY),
    (None, Moment.ANY),
    (None, Moment.KEEPING),
    (None, Moment.COMMITTING),
    (None, Moment.COMMITTING),
    (Part.BUILD, Moment.ANY),
    (Part.BUILD, Moment.ANY),
    (Part.READER, Moment.ANY),
    (Part.VALIDATOR, Moment.ANY),
)


@dataclass
class Killing:
    """How it went: who was killed at which stage, what was served meanwhile, and everything that is wrong."""

    kills: Counter[tuple[str, Stage]] = field(default_factory=Counter)
    missed: int = 0
    """Builds that were over before anybody could be killed."""
    builds: int = 0
    """Left in peace, published and served."""
    served: Served = field(default_factory=Served)
    wrong: list[str] = field(default_factory=list)
    slowest_orphan: float = 0.0
    """Seconds until the last process of a build had ended after its parent was killed."""

    @property
    def is_good(self) -> bool:
        return not (self.wrong or self.served.wrong)

    def __iadd__(self, other: Killing) -> Killing:
        self.kills += other.kills
        self.missed += other.missed
        self.builds += other.builds
        self.served += other.served
        self.wrong += other.wrong
        self.slowest_orphan = max(self.slowest_orphan, other.slowest_orphan)
        return self


def kill_builds(profile: Path, kills: int, seed: int, offers: int) -> Killing:
    """Kill so many builds of a catalogue of so many offers, each at another moment of its course."""
    dice = random.Random(seed)
    with feed_house(profile, offers) as house, Fetcher(house, seed) as fetcher:
        hunt = _Hunt(house, dice)
        hunt.build_in_peace()
        aims = [deck(-(-kills // 2), dice), deck(kills // 2, dice)]
        for number in range(kills):
            builder = tuple(Builder)[number % 2]
            hunt.kill_one(builder, next(aims[number % 2]))
            if number + 1 == kills or dice.random() >= _TWICE:
                hunt.build_in_peace()
    hunt.killing.served += fetcher.served
    return hunt.killing


def deck(count: int, dice: random.Random) -> Iterator[Aim]:
    """So many aims; those of a kind are spread evenly over its whole span."""
    kinds = [_PLAN[number % len(_PLAN)] for number in range(count)]
    shares: dict[tuple[Part | None, Moment], list[float]] = {}
    for kind in _PLAN:
        uses = kinds.count(kind)
        shares[kind] = [(place + dice.random()) / uses for place in range(uses)]
        dice.shuffle(shares[kind])
    dice.shuffle(kinds)
    for part, moment in kinds:
        yield Aim(part, moment, shares[part, moment].pop())


class _Hunt:
    """One build after the other in one house."""

    def __init__(self, house: FeedHouse, dice: random.Random) -> None:
        self._house = house
        self._dice = dice
        self._spans = Spans()
        self._early = dict.fromkeys(Builder, 0.5)
        self._number = 0
        self._served = Served()
        self._judge = Judge(house, self._served)
        self.killing = Killing()

    def kill_one(self, builder: Builder, aim: Aim) -> None:
        """Change the goods, begin a build, and kill whom the aim names; one that is over first is missed."""
        house, before = self._house, self._newest()
        kept = names_in(house.feeds / "builds")
        self._change_goods()
        if builder is Builder.COMMAND:
            asker = house.start("feed", "build", NAME, "--json")
            parent = asker.pid
        else:
            asker = house.start("service", "once", "feed")
            parent = house.service.pid
        lookout = Lookout(house.feeds, parent)
        victim = self._strike(builder, aim, lookout, parent, lambda: asker.poll() is not None)
        if victim is None:
            self.killing.missed += 1
        else:
            self.killing.kills[victim, self._stage(before, kept)] += 1
        if victim == Builder.SERVICE:
            house.begin_service()
        self._see_them_end(asker, parent, was_killed=victim == Builder.COMMAND)

    def build_in_peace(self) -> None:
        """One build that nobody disturbs: published, served, and nothing is left of those before it."""
        house = self._house
        self._ask_for_status()
        variant = self._change_goods()
        lookout = Lookout(house.feeds, house.service.pid)
        run = self._asked_run(lookout)
        self._spans = lookout.spans(self._spans)
        build = house.current()
        if run.outcome != JobOutcome.DONE or build is None:
            self._complain(f"a build in peace is {run.outcome}: {run.reason}")
            return
        self._check_served(build, variant)
        self._check_books(build)
        self.killing.builds += 1

    def _ask_for_status(self) -> None:
        """Right after a kill; now and then by the command, which takes as long as a build."""
        if self.killing.builds % _STATUS_BY_COMMAND:
            parts = self._house.parts
            feed_desk.status(parts.storage, FeedFiles(parts.profile.feeds), NAME)
        else:
            self._end_of(self._house.start("feed", "status", NAME, "--json"), "feed status", (0,))

    def _change_goods(self) -> int:
        self._number += 1
        self._house.change_goods(self._number)
        return self._number

    def _newest(self) -> int:
        return max((each.build_id for each in self._house.latest(1)), default=0)

    def _strike(
        self, builder: Builder, aim: Aim, lookout: Lookout, parent: int, over: Callable[[], bool]
    ) -> str | None:
        """Wait for the moment and kill; whom. The parent where the part has ended; None when all is over."""
        seen, span = self._moment(builder, aim, lookout)
        if not lookout.until(seen, over):
            return None
        if lookout.has_place():
            self._early[builder] = lookout.spans(self._spans).early
        until = monotonic() + aim.share * span
        lookout.until(lambda: monotonic() >= until, lambda: False)
        if aim.part is not None and not over():
            with suppress(ProcessLookupError):
                kill(lookout.pids[aim.part])
                return aim.part
        if builder is Builder.SERVICE:
            self._house.kill_service()
            return builder
        if over():
            return None
        kill(parent)
        return builder

    def _moment(self, builder: Builder, aim: Aim, lookout: Lookout) -> tuple[Callable[[], bool], float]:
        """What to wait for, and for how many seconds a kill may come after it."""
        spans, part = self._spans, aim.part
        if part is not None:
            return lambda: lookout.has_seen(part), spans.lives[part]
        match aim.moment:
            case Moment.EARLY:
                return lambda: True, self._early[builder]
            case Moment.KEEPING:
                return lookout.has_made, spans.keeping
            case Moment.COMMITTING:
                return lookout.has_kept, _COMMIT_SECONDS
            case _:
                return lookout.has_place, spans.making

    def _stage(self, before: int, kept: set[str]) -> Stage:
        """Of the build after that one, where those folders had been kept already."""
        build = next(iter(self._house.latest(1)), None)
        if build is None or build.build_id <= before:
            return Stage.NONE
        if build.state is BuildState.PUBLISHED:
            return Stage.PUBLISHED if build.applied_at is None else Stage.OVER
        if build.state is not BuildState.BUILDING:
            return Stage.OVER
        is_kept = names_in(self._house.feeds / "builds") - kept
        return Stage.KEPT if is_kept else Stage.MAKING

    def _see_them_end(self, asker: subprocess.Popen[str], parent: int, *, was_killed: bool) -> None:
        """Whoever asked ends in good order, and every process of the build ends by itself."""
        began = monotonic()
        if was_killed:
            asker.communicate()
        else:
            self._end_of(asker, "who asked", (0, 1, 3))
        sessions = [Session(each) for each in {asker.pid, parent}]
        while (left := self._left_over(sessions)) and monotonic() < began + _ORPHANS_SECONDS:
            sleep(_ASK_SECONDS)
        if left:
            self._complain(f"processes that do not end: {left}")
        if was_killed:
            self.killing.slowest_orphan = max(self.killing.slowest_orphan, monotonic() - began)

    def _left_over(self, sessions: Sequence[Session]) -> list[str]:
        alive = {pid: said for each in sessions for pid, said in each.members().items()}
        return [said for pid, said in alive.items() if pid != self._house.service.pid]

    def _end_of(self, child: subprocess.Popen[str], what: str, codes: Sequence[int]) -> None:
        try:
            out, err = child.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            out, err = child.communicate()
            self._complain(f"{what} does not end: {err}")
        if child.returncode not in codes or "Traceback" in err:
            self._complain(f"{what} ended with {child.returncode}: {out[:300]} {err[-1000:]}")

    def _asked_run(self, lookout: Lookout) -> JobRun:
        """Ask the service as `service once` does, and watch it build."""
        storage, clock = self._house.parts.storage, self._house.parts.clock
        run_id = job_runs.request(storage, clock, JobName.FEED)
        asked_at = 0.0

        def is_over() -> bool:
            nonlocal asked_at
            if monotonic() < asked_at + _ASK_SECONDS:
                return False
            asked_at = monotonic()
            with storage.look() as work:
                return work.running.run(run_id).finished_at is not None

        lookout.until(is_over, lambda: False)
        with storage.look() as work:
            return work.running.run(run_id)

    def _check_served(self, build: FeedBuild, number: int) -> None:
        plain = {"Accept-Encoding": "identity"}
        try:
            with client() as fetching:
                got = fetch(fetching, self._house, self._judge, Way.PLAIN, plain)
        except WrongFeed as error:
            self._complain(str(error))
            return
        assert got is not None, "the service is up"
        served = self._judge.variant(got.tag)
        if got.tag != build.sha256 or served is None or served.number != number:
            self._complain(f"{got.tag[:12]}, {served} is served instead of variant {number}")

    def _check_books(self, build: FeedBuild) -> None:
        """The offers are those of the trail, and the folders hold what the database names, nothing else."""
        house = self._house
        for sentence in offers_wrong(house, build):
            self._complain(sentence)
        if left := names_in(house.feeds / "work"):
            self._complain(f"left in the folder of work: {left}")
        if nameless := names_in(house.feeds / "builds") - house.named_folders():
            self._complain(f"builds that the database does not name: {nameless}")
        if lost := [each for each in house.named_folders() if not house.files.has(each)]:
            self._complain(f"named builds without files: {lost}")

    def _complain(self, sentence: str) -> None:
        self.killing.wrong.append(f"variant {self._number}: {sentence}")
