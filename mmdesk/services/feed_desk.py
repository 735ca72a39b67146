"""The feed of one connection as a person deals with it: build, look, agree, go back, and ask why."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from mmdesk.catalogue.build_order import BuildReport, Progress
from mmdesk.catalogue.categories import CategoryTree
from mmdesk.catalogue.exclusions import DUPLICATE
from mmdesk.catalogue.explanation import Step as Worked
from mmdesk.catalogue.explanation import explained
from mmdesk.catalogue.feed_files import FeedFiles, disk_errors_told
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.offer import Category, SourceOffer
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.connection_settings import load
from mmdesk.services.feed_order import build_order, rules_of
from mmdesk.services.feed_process import run_build
from mmdesk.services.feed_publishing import NoSuchBuild
from mmdesk.services.feed_sources import FeedSource, Fetched
from mmdesk.services.feed_watch import Step, Tell
from mmdesk.services.job_runs import JobName
from mmdesk.services.lease import is_alive, this_machine
from mmdesk.storage.feed_builds import Change, FeedBuild, Issue
from mmdesk.storage.feed_fetches import FeedFetch
from mmdesk.storage.offers import GONE, KnownOffer
from mmdesk.storage.running import SERVICE, JobRun
from mmdesk.storage.uow import Storage


class FeedElsewhere(MmdeskError):
    """Raised where a feed would be published on a computer that does not serve it."""

    title = Text(
        "Фид публикует служба на другом компьютере", "The service on another computer publishes the feed"
    )
    hint = Text(
        "Решите это в окне mmdesk на том компьютере. Собрать фид попросит и здешняя кнопка «Собрать сейчас».",
        "Decide it in the window of mmdesk on that computer. “Build now” asks for a build from here as well.",
        "mmdesk service once feed; into a file, here: --out FILE",
    )


class OfferUnknown(MmdeskError):
    """Raised for an offer that the catalogue has never had."""

    title = Text("Такого товара каталог не знает", "The catalogue does not know this offer")
    hint = Text(
        "Сверьте внешний код товара в RetailCRM; собран ли фид, видно на странице «Каталог».",
        "Check the offer's externalId in RetailCRM; whether the feed was built stands on the page Catalogue.",
        "mmdesk feed status NAME",
    )


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """What is published, what is under way or waits, and who fetched the feed; the newest first."""

    current: FeedBuild | None
    builds: tuple[FeedBuild, ...]
    fetches: tuple[FeedFetch, ...]
    vendors: Mapping[str, int]
    params: tuple[tuple[str, str, int], ...]
    kept: frozenset[int]
    """The builds that one can go back to."""
    look: JobRun | None
    """The last look at the goods of all connections; its reason says what went wrong."""
    wish: JobRun | None = None
    """A build that somebody has asked for, and nobody has begun."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """An offer, each rule as it worked on it, and the settings that the published build was made by."""

    offer: KnownOffer
    steps: tuple[Worked, ...]
    settings: Mapping[str, str]


def check_here(storage: Storage, clock: Clock) -> None:
    """Raises FeedElsewhere when a service on another computer acts for this database."""
    with storage.look() as work:
        lease = work.running.lease(SERVICE)
    if lease is not None and is_alive(lease, clock) and lease.host != this_machine():
        raise FeedElsewhere(lease.host.partition("#")[0])


def status(storage: Storage, files: FeedFiles, name: str) -> FeedStatus:
    """Raises UnknownConnection."""
    with storage.look() as work:
        connection_id = work.connections.get(name).connection_id
        current = work.feed_builds.current(connection_id)
        builds = work.feed_builds.latest(connection_id, 50)
        # Of builds that are under way or came to nothing there are no lists.
        latest = next((build.build_id for build in builds if build.folder), None)
        run = work.running.unfinished(JobName.FEED.value)
        return FeedStatus(
            current=current,
            builds=builds,
            fetches=work.feed_fetches.latest(connection_id),
            vendors=work.feed_builds.vendors(latest) if latest is not None else {},
            params=work.feed_builds.params(latest) if latest is not None else (),
            kept=frozenset(
                build.build_id
                for build in work.feed_builds.with_files(connection_id)
                if build.published_at is not None and files.has(build.folder)
            ),
            look=work.running.last(JobName.FEED.value),
            wish=run if run is not None and run.outcome == "requested" else None,
        )


def issues(storage: Storage, build: FeedBuild) -> tuple[Issue, ...]:
    with storage.look() as work:
        return work.feed_builds.issues(build.build_id)


def explain(storage: Storage, name: str, offer_id: str) -> Explanation:
    """The offer in the CRM and in the feed, and by which rules. Raises UnknownConnection, OfferUnknown."""
    with storage.look() as work:
        connection_id = work.connections.get(name).connection_id
        found = work.offers.by_ids(connection_id, [offer_id]).get(offer_id)
        current = work.feed_builds.current(connection_id)
    if found is None:
        raise OfferUnknown(Text.same(offer_id))
    settings = {} if current is None else current.settings
    if found.state in (GONE, DUPLICATE):
        return Explanation(found, (), settings)
    steps = explained(_as_source(found), rules_of(settings), CategoryTree([_CATEGORY]))
    return Explanation(found, tuple(step for step in steps if step.rule not in _NOT_KEPT), settings)


def _as_source(offer: KnownOffer) -> SourceOffer:
    """What the source told, as far as it is kept."""
    return SourceOffer(
        offer.offer_id,
        name=offer.name,
        price="" if offer.price is None else str(offer.price),
        quantity=str(offer.stock),
        categories=[_CATEGORY.category_id] if offer.state != "no_category" else [],
        vendor=offer.vendor,
        article=offer.article,
        barcodes=offer.barcodes,
        is_active=offer.state != "inactive",
        is_service=offer.state == "service",
    )


_CATEGORY: Final = Category("1", "", "1")
_NOT_KEPT: Final = frozenset({"vat", "pictures", "params"})
"""Values of the feed whose source is not kept offer by offer."""


def changes(storage: Storage, name: str, build_id: int | None) -> tuple[FeedBuild, tuple[Change, ...]]:
    """A build, the latest where none is named, and its differences to the feed before it, the first thousand.

    Raises UnknownConnection and NoSuchBuild.
    """
    with storage.look() as work:
        connection_id = work.connections.get(name).connection_id
        builds = [each for each in work.feed_builds.latest(connection_id, 1000) if each.sha256]
        wanted = [each for each in builds if build_id in (None, each.build_id)]
        if not wanted:
            raise NoSuchBuild(Text.same("" if build_id is None else f"№ {build_id}"))
        return wanted[0], work.feed_builds.changes(wanted[0].build_id)


def build_into(
    storage: Storage,
    clock: Clock,
    connection: Connection,
    zone: tzinfo,
    source: FeedSource,
    out: Path,
    *,
    tell: Tell = lambda _step: None,
    stopping: Callable[[], bool] = lambda: False,
) -> BuildReport:
    """Build into one file and leave everything else as it is; the file is there whole or as it was.

    Raises SourceBroken, FeedRefused, FeedNotWritten, RemoteError, and PollSkipped when `stopping` says so.
    """

    def fetched(step: Fetched) -> None:
        tell(Step(step.unit, step.share, step.done, step.of))

    ready = source.ready(whole=True, tell=fetched, stopping=stopping)
    with storage.look() as work:
        settings = load(work, connection)

    def told(progress: Progress) -> None:
        tell(Step("build", progress.share, progress.read))

    with (
        disk_errors_told(out),
        TemporaryDirectory(prefix=".mmdesk-feed-", dir=out.absolute().parent) as place,
    ):
        feed, trail = Path(place) / "feed.xml", Path(place) / "offers.jsonl"
        order = build_order(connection, settings, ready, clock.now(), zone, feed=feed, trail=trail)
        report = run_build(order, told, stopping)
        with feed.open("rb") as written:
            os.fsync(written.fileno())
        feed.replace(out)
    return report
