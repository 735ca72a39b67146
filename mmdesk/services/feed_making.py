"""Makes one build: its process, the comparison with the published feed, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final

from mmdesk.catalogue.build_order import MOST_PROBLEMS, BuildReport, Progress
from mmdesk.catalogue.feed_files import FEED, GZIP, TRAIL, FeedFiles
from mmdesk.catalogue.problems import Problem
from mmdesk.catalogue.trail import decoded, pages
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.careful_poll import STOPPING
from mmdesk.services.feed_difference import Difference, compared, hold, price_jumps
from mmdesk.services.feed_order import ReadySource, build_order, feed_settings
from mmdesk.services.feed_process import run_build
from mmdesk.services.feed_publishing import ROLLED_BACK, apply_offers, clear_away, is_rolled_back
from mmdesk.services.feed_watch import BuildCancelled, BuildWatch, Step
from mmdesk.services.side_by_side import PollSkipped
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.feed_builds import BuildResult, BuildState, FeedBuild, Hold, Issue
from mmdesk.storage.uow import Storage

BROKEN_OFF: Final = Text(
    "сборка оборвалась вместе с программой", "the build broke off together with the program"
)
_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to build. `digest` stands for all inputs; `accepted` publishes in spite of the guard."""

    source: ReadySource
    settings: ConnectionSettings
    digest: str
    zone: tzinfo
    asked_by: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Built:
    """What came of it. `is_new` is false where nothing had changed and no build was made."""

    build: FeedBuild
    problems: tuple[Problem, ...] = ()
    is_new: bool = True

    @property
    def is_held(self) -> bool:
        return self.build.state is BuildState.HELD


class FeedMaking:
    """One build from its row in the database to its end."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        files: FeedFiles,
        connection: Connection,
        watch: BuildWatch,
        stopping: Callable[[], bool],
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._connection = connection
        self._files = files
        self._watch = watch
        self._stopping = stopping

    def run(self, wanted: Wanted) -> Built:
        """Raises SourceBroken, FeedRefused, FeedNotWritten, StorageError, PollSkipped, and BuildCancelled."""
        started = self._clock.now()
        build_id = self._watch.begin(source=wanted.source.label, inputs=wanted.digest)
        with self._failures_recorded(build_id), self._files.workplace() as place:
            report = self._made(wanted, started, place)
            self._watch.say(Step("compare", 0.0, report.read), urgent=True)
            difference = self._difference(place / TRAIL)
            question = None if wanted.accepted else self._question(difference, wanted.settings)
            problems = (*report.problems, *_jumps(difference, wanted.settings))
            folder = self._files.keep(place, started)
            self._settle(build_id, wanted, _result(report, folder), difference, question, problems)
        build = self._get(build_id)
        if build.state is BuildState.PUBLISHED:
            self._watch.say(Step("apply", 0.0, report.read), urgent=True)
            apply_offers(self._storage, self._clock, self._files, build, self._stopping)
        clear_away(self._storage, self._files, self._connection)
        return Built(self._get(build_id), problems[:MOST_PROBLEMS])

    def _made(self, wanted: Wanted, started: datetime, place: Path) -> BuildReport:
        order = build_order(
            self._connection,
            wanted.settings,
            wanted.source,
            started,
            wanted.zone,
            feed=place / FEED,
            trail=place / TRAIL,
            gzip=place / GZIP,
        )

        def told(progress: Progress) -> None:
            self._watch.say(Step("build", progress.share, progress.read))

        return run_build(order, told, self._is_to_end)

    @contextmanager
    def _failures_recorded(self, build_id: int) -> Iterator[None]:
        try:
            yield
        except MmdeskError as error:
            self._watch.check()
            words = BROKEN_OFF if isinstance(error, PollSkipped) else error.text
            with self._storage.work() as work:
                work.feed_builds.fail(build_id, self._clock.now(), words)
                work.commit()
            raise

    def _difference(self, trail: Path) -> Difference:
        lines = ([decoded(line) for line in page] for page in pages(trail, _PAGE))
        return compared(self._storage, self._connection.connection_id, lines, self._go_on)

    def _is_to_end(self) -> bool:
        return self._watch.is_cancelled() or self._stopping()

    def _go_on(self) -> None:
        if self._is_to_end():
            raise PollSkipped(STOPPING)

    def _question(self, difference: Difference, settings: ConnectionSettings) -> Hold | None:
        with self._storage.look() as work:
            builds = work.feed_builds.with_files(self._connection.connection_id)
            current = work.feed_builds.current(self._connection.connection_id)
        if current is None:
            return None
        if is_rolled_back(current, builds) and not settings.feed_stop_sales:
            return Hold(ROLLED_BACK, 0.0)
        return hold(difference, settings, current.settings, feed_settings(settings))

    def _settle(
        self,
        build_id: int,
        wanted: Wanted,
        result: BuildResult,
        difference: Difference,
        question: Hold | None,
        problems: Sequence[Problem],
    ) -> None:
        """All that is known of the build, and whether it is the feed from now on, in one transaction.

        Raises BuildCancelled where somebody was quicker; nobody can cancel it afterwards.
        """
        now = self._clock.now()
        with self._storage.work() as work:
            builds = work.feed_builds
            if not builds.is_under_way(build_id):
                raise BuildCancelled
            builds.fill(build_id, result, feed_settings(wanted.settings))
            builds.add_changes(build_id, difference.counts, difference.changes)
            builds.add_issues(build_id, [_issue(each) for each in problems[:MOST_PROBLEMS]])
            if question is None:
                builds.publish(build_id, now, accepted_by=wanted.asked_by if wanted.accepted else "")
            else:
                builds.drop_held(self._connection.connection_id)
                builds.hold(build_id, now, question)
            work.commit()

    def _get(self, build_id: int) -> FeedBuild:
        with self._storage.look() as work:
            build = work.feed_builds.get(build_id)
        assert build is not None
        return build


def _jumps(difference: Difference, settings: ConnectionSettings) -> list[Problem]:
    """Single prices that moved by more than the guard allows on average: a slip of somebody's, perhaps."""
    jumps = price_jumps(difference.changes, settings.feed_guard_price_percent)
    return [Problem(jump.offer_id, "price_jump", "price", f"{jump.old} → {jump.new}") for jump in jumps]


def _issue(problem: Problem) -> Issue:
    return Issue(problem.offer_id, problem.code, problem.message)


def _result(report: BuildReport, folder: str) -> BuildResult:
    return BuildResult(
        folder=folder,
        sha256=report.sha256,
        size=report.size,
        gzip_size=report.gzip_size,
        milliseconds=round(report.seconds * 1000),
        read=report.read,
        published=report.published,
        unavailable=report.unavailable,
        excluded=report.excluded,
        problems=report.problem_counts,
        vendors=report.vendors,
        params=report.params,
    )
