"""The catalogue and its feed as the page «Каталог» deals with them: one look, and what a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.role import Right, require
from mmdesk.errors import MmdeskError, Text
from mmdesk.services import connection_settings, connections, feed_desk, feed_watch, job_runs
from mmdesk.services.feed_desk import FeedStatus
from mmdesk.services.feed_forecast import Forecast, forecast
from mmdesk.services.feed_publishing import FeedHistory, NoSuchBuild
from mmdesk.services.job_runs import JobName
from mmdesk.services.lease import is_alive, this_machine
from mmdesk.services.operators import Operator
from mmdesk.setting_kinds import Plain, text_of
from mmdesk.storage.feed_builds import BuildState, Change, FeedBuild, Hold, Issue
from mmdesk.storage.feed_decisions import FeedDecision, FeedDecisionQueries
from mmdesk.storage.feed_fetches import FeedFetch
from mmdesk.storage.history import HistoryEvent
from mmdesk.storage.running import SERVICE, JobRun, Running
from mmdesk.storage.uow import Storage, UnitOfWork

__all__ = [
    "BuildState", "CatalogueDesk", "CatalogueLook", "Change", "FeedBuild", "FeedDecision", "FeedFetch",
    "FeedStatus", "FeedUnderWay", "HistoryEvent", "Hold", "Issue", "JobRun", "ReasonMissing",
]  # fmt: skip

STOP_SALES: Final = "feed.stop_sales"
_DECISIONS: Final = 50
_LONGEST_REASON: Final = 500


class ReasonMissing(MmdeskError):
    """Raised where a decision has to be given a reason, which is written down."""

    title = Text("Нужна причина", "A reason is needed")
    hint = Text("Напишите её: она останется в истории.", "Write it: it stays in the history.")


class FeedUnderWay(MmdeskError):
    """Raised for a decision about builds while one is being made: it may change what is decided on."""

    title = Text("Фид собирается", "The feed is being built")
    hint = Text("Подождите, пока сборка закончится.", "Wait until the build is over.")


@dataclass(frozen=True, slots=True)
class CatalogueLook:
    """Everything about one connection's feed at one moment.

    `run` is the newest run of the job feed, perhaps one that was only asked for. `service_alive` and
    `service_here` tell of the service that acts for this database. The link is None without a public address.
    """

    connection: str
    names: tuple[str, ...]
    status: FeedStatus
    run: JobRun | None
    service_alive: bool
    service_here: bool
    service_host: str
    feed_link: str | None
    local_link: str | None
    settings: Mapping[str, Plain]
    is_registered: bool
    decisions: tuple[HistoryEvent, ...]

    @property
    def held(self) -> FeedBuild | None:
        """One that was cancelled later leaves its question as it is."""
        builds = (each for each in self.status.builds if each.state is not BuildState.CANCELLED)
        latest = next(builds, None)
        return latest if latest is not None and latest.state is BuildState.HELD else None

    @property
    def newest(self) -> FeedBuild | None:
        return self.status.builds[0] if self.status.builds else None

    @property
    def sales_stopped(self) -> bool:
        return self.settings.get(STOP_SALES) is True


class CatalogueDesk:
    """What one operator sees and decides. Safe to share between threads; nothing here is for the window's."""

    def __init__(self, storage: Storage, clock: Clock, files: FeedFiles, operator: Operator) -> None:
        self._storage = storage
        self._clock = clock
        self._files = files
        self._operator = operator
        self._decisions = FeedDecisionQueries(storage.engine)

    def look(self, name: str) -> CatalogueLook | None:
        """The connection of that name, else the first; None where there is none. Raises StorageError."""
        with self._storage.look() as work:
            all_of_them = work.connections.all()
            chosen = next((each for each in all_of_them if each.name == name), None)
            chosen = chosen or next(iter(all_of_them), None)
            lease, run = work.running.lease(SERVICE), newest_run(work.running)
        if chosen is None:
            return None
        alive = is_alive(lease, self._clock)
        local = f"http://{lease.http_host}:{lease.http_port}" if alive and lease and lease.http_port else ""
        public, here = self._links(chosen, local)
        return CatalogueLook(
            connection=chosen.name,
            names=tuple(each.name for each in all_of_them),
            status=feed_desk.status(self._storage, self._files, chosen.name),
            run=run,
            service_alive=alive,
            service_here=lease is not None and lease.host == this_machine(),
            service_host="" if lease is None else lease.host.partition("#")[0],
            feed_link=public,
            local_link=here,
            settings=connection_settings.shown(self._storage, chosen.name),
            is_registered=chosen.is_registered,
            decisions=self._decisions.feed_decisions(chosen.connection_id, _DECISIONS),
        )

    def issues(self, build: FeedBuild) -> tuple[Issue, ...]:
        return feed_desk.issues(self._storage, build)

    def changes(self, name: str, build_id: int | None) -> tuple[FeedBuild, tuple[Change, ...]]:
        """Raises UnknownConnection and NoSuchBuild."""
        return feed_desk.changes(self._storage, name, build_id)

    def build_now(self) -> int:
        """Ask the service to read all goods and build; the number of the run. Raises StorageError."""
        return job_runs.request(self._storage, self._clock, JobName.FEED, self._operator.name)

    def cancel(self, name: str, build_id: int) -> FeedBuild:
        """Have a build end that is under way; what has become of it.

        Its state is cancelled, unless it has come to its end first. Whoever makes it, on whatever computer,
        lets go within a second. Raises NotYours, UnknownConnection, NoSuchBuild and StorageError.
        """
        self._require()
        with self._storage.work() as work:
            connection_id = work.connections.get(name).connection_id
            build = work.feed_builds.get(build_id)
            if build is None or build.connection_id != connection_id:
                raise NoSuchBuild(Text.same(f"№ {build_id}"))
            feed_watch.cancel(work, connection_id, build_id, self._operator.name, self._clock.now())
            build = work.feed_builds.get(build_id)
            work.commit()
        assert build is not None
        return build

    def withdraw(self, name: str) -> bool:
        """Take back the wish for a build that no service has taken; False where one has.

        Raises NotYours, UnknownConnection and StorageError.
        """
        self._require()
        now = self._clock.now()
        with self._storage.work() as work:
            connection = work.connections.get(name)
            words = feed_watch.cancelled_words(self._operator.name)
            is_withdrawn = work.running.withdraw(JobName.FEED.value, now, words)
            if is_withdrawn:
                self._note(work, connection, FeedDecision.WITHDRAWN, {})
            work.commit()
        return is_withdrawn

    def accept(self, name: str, build_id: int, reason: str) -> FeedBuild:
        """Publish what the guard holds. May take seconds.

        Raises ReasonMissing, FeedElsewhere, FeedUnderWay, NoSuchBuild, BuildUnderWay and StorageError.
        """
        return self._publish(name, build_id, FeedDecision.ACCEPTED, reason)

    def roll_back(self, name: str, build_id: int, reason: str) -> FeedBuild:
        """Publish an earlier build again. Raises the same."""
        return self._publish(name, build_id, FeedDecision.ROLLED_BACK, reason)

    def leave(self, name: str, build_id: int, reason: str) -> None:
        """Write down that the former feed is to stay. The next build asks again. Raises ReasonMissing."""
        self._require()
        with self._storage.work() as work:
            connection = work.connections.get(name)
            self._note(
                work, connection, FeedDecision.LEFT, {"build": str(build_id), "reason": _checked(reason)}
            )
            work.commit()

    def stop_sales(self, name: str, reason: str, *, stopped: bool) -> None:
        """Turn the switch, and ask for a build. Raises ReasonMissing, UnknownConnection and StorageError."""
        self._require()
        words = _checked(reason) if stopped else reason.strip()[:_LONGEST_REASON]
        what = FeedDecision.SALES_STOPPED if stopped else FeedDecision.SALES_RESUMED
        with self._storage.work() as work:
            connection = work.connections.get(name)
            connection_settings.store(work, connection, STOP_SALES, text_of(stopped))
            self._note(work, connection, what, {"reason": words})
            work.commit()
        self.build_now()

    def save_rules(self, name: str, values: Mapping[str, str]) -> None:
        """Store all of these settings or none, and ask for a build.

        Raises UnknownSetting, BadSettingValue, UnknownConnection and StorageError.
        """
        self._require()
        with self._storage.work() as work:
            connection = work.connections.get(name)
            for key, value in values.items():
                connection_settings.store(work, connection, key, value)
            told = "\n".join(f"{key} = {value}" for key, value in sorted(values.items()))
            self._note(work, connection, FeedDecision.RULES, {"settings": told})
            work.commit()
        self.build_now()

    def forecast(self, name: str, values: Mapping[str, str]) -> Forecast:
        """What these settings would change at the feed. Raises BadSettingValue and UnknownConnection."""
        return forecast(self._storage, name, values)

    def _require(self) -> None:
        """Raises NotYours: every decision about the feed is a manager's."""
        require(self._operator.role, Right.CATALOGUE)

    def _publish(self, name: str, build_id: int, what: FeedDecision, reason: str) -> FeedBuild:
        self._require()
        words = _checked(reason)
        feed_desk.check_here(self._storage, self._clock)
        with self._storage.look() as work:
            connection = work.connections.get(name)
            latest = next(iter(work.feed_builds.latest(connection.connection_id, 1)), None)
        if latest is not None and latest.state is BuildState.BUILDING:
            raise FeedUnderWay(f"№ {latest.build_id}")
        history = FeedHistory(self._storage, self._clock, self._files, connection)
        act = history.accept if what is FeedDecision.ACCEPTED else history.roll_back
        published = act(build_id, self._operator.name)
        with self._storage.work() as work:
            self._note(work, connection, what, {"build": str(build_id), "reason": words})
            work.commit()
        return published

    def _note(
        self, work: UnitOfWork, connection: Connection, what: FeedDecision, details: Mapping[str, str]
    ) -> None:
        who = self._operator
        event = HistoryEvent(self._clock.now(), who.actor, who.name, what.value, details)
        work.history.add(connection.connection_id, None, event)

    def _links(self, connection: Connection, local: str) -> tuple[str | None, str | None]:
        """Of the feed: as the world sees it, and as this computer does."""
        public_url = connection_settings.public_url(self._storage, connection.name)
        found = connections.links(
            self._storage, connection.name, public_url=public_url, local_url=local or "http://127.0.0.1:8480"
        )
        return found.public.feed, found.local.feed


def newest_run(running: Running) -> JobRun | None:
    """The run of the job feed under way or asked for; else the last that is over, or was taken back."""
    return running.unfinished(JobName.FEED.value) or running.last(JobName.FEED.value, withdrawn=True)


def _checked(reason: str) -> str:
    words = " ".join(reason.split())[:_LONGEST_REASON]
    if not words:
        raise ReasonMissing
    return words
