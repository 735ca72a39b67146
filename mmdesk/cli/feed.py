"""mmdesk feed …: build the product feed, see what is published, agree to a build or go back to one."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic

import click

from mmdesk.bootstrap import Parts
from mmdesk.catalogue.build_order import BuildReport
from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.cli.app import App, main, pass_app, sentences
from mmdesk.cli.feed_words import (
    build_lines,
    build_summary,
    change_lines,
    offer_lines,
    progress_line,
    status_lines,
)
from mmdesk.cli.interrupts import Interrupts
from mmdesk.cli.output import Exit, Json, complain, moment, print_json, say
from mmdesk.domain.connection import Connection
from mmdesk.errors import Text
from mmdesk.feed_wiring import feed_building, file_source
from mmdesk.services import feed_desk
from mmdesk.services.feed_desk import Explanation, FeedStatus
from mmdesk.services.feed_making import Built
from mmdesk.services.feed_publishing import FeedHistory, NoSuchBuild
from mmdesk.services.feed_sources import API, FeedSource
from mmdesk.services.feed_watch import Step
from mmdesk.services.operators import account_operator
from mmdesk.services.shop_zone import zone_of
from mmdesk.storage.feed_builds import BuildState, FeedBuild, Issue
from mmdesk.storage.running import JobRun

_OTHER_BUILD_SECONDS = 600.0
"""How long another build of the same feed is waited for."""
_MOST = 1000


@main.group("feed")
def feed_group() -> None:
    """The product feed for Megamarket."""


@feed_group.command("build")
@click.argument("name")
@click.option(
    "--source", help="Take the goods from this ICML file or address, not from where the settings say."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write this file only, and publish nothing.",
)
@click.option("--accept", is_flag=True, help="Publish even where the guard would ask.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@pass_app
@sentences
def build(app: App, name: str, source: str | None, out: Path | None, accept: bool, as_json: bool) -> None:
    """Build the feed of a connection and publish it."""
    parts = app.parts
    with parts.storage.look() as work:
        connection = work.connections.get(name)
    if out is None:
        feed_desk.check_here(parts.storage, parts.clock)
    with Interrupts() as interrupts, _goods(parts, connection, source) as goods, _Progress() as progress:
        if out is not None:
            _into_file(parts, connection, goods, out, progress, interrupts, as_json=as_json)
            return
        built = _publish(parts, connection, goods, progress, interrupts, accept=accept)
    _tell_built(parts, built, progress.seconds, as_json=as_json)
    if built.is_held:
        complain(build_summary(built.build))
        sys.exit(Exit.REFUSED)


@feed_group.command("status")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@pass_app
@sentences
def status(app: App, name: str, as_json: bool) -> None:
    """What is published, what waits, which builds are kept, and who fetched the feed."""
    found = feed_desk.status(app.parts.storage, FeedFiles(app.parts.profile.feeds), name)
    if as_json:
        print_json(_status_document(found))
        return
    for line in status_lines(found):
        click.echo(line)


@feed_group.command("accept")
@click.argument("name")
@pass_app
@sentences
def accept_held(app: App, name: str) -> None:
    """Publish the build that waits for an answer."""
    parts = app.parts
    feed_desk.check_here(parts.storage, parts.clock)
    with parts.storage.look() as work:
        connection = work.connections.get(name)
        held = work.feed_builds.held(connection.connection_id)
    if held is None:
        raise NoSuchBuild(_NOTHING_HELD)
    published = _history(parts, connection).accept(held.build_id, account_operator().name)
    click.echo(say(build_summary(published)))


@feed_group.command("rollback")
@click.argument("name")
@click.argument("build", type=click.IntRange(min=1))
@pass_app
@sentences
def roll_back(app: App, name: str, build: int) -> None:
    """Publish an earlier build again; newer ones wait for consent from then on."""
    parts = app.parts
    feed_desk.check_here(parts.storage, parts.clock)
    with parts.storage.look() as work:
        connection = work.connections.get(name)
    published = _history(parts, connection).roll_back(build, account_operator().name)
    click.echo(say(build_summary(published)))


@feed_group.command("explain")
@click.argument("name")
@click.argument("offer")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@pass_app
@sentences
def explain(app: App, name: str, offer: str, as_json: bool) -> None:
    """Why an offer is not in the feed, or where its price and stock come from."""
    found = feed_desk.explain(app.parts.storage, name, offer)
    if as_json:
        print_json(_offer_document(found))
        return
    for line in offer_lines(found):
        click.echo(line)


@feed_group.command("changes")
@click.argument("name")
@click.argument("build", type=click.IntRange(min=1), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@pass_app
@sentences
def changes(app: App, name: str, build: int | None, as_json: bool) -> None:
    """What a build changed at the feed before it; the latest build where none is named."""
    found, listed = feed_desk.changes(app.parts.storage, name, build)
    if as_json:
        print_json(
            {
                "build": found.build_id,
                "counts": dict(found.changes),
                "changes": [
                    {"offer_id": each.offer_id, "what": each.what, "old": each.old, "new": each.new}
                    for each in listed
                ],
            }
        )
        return
    for line in change_lines(found, listed):
        click.echo(line)


class _Progress:
    """Tells on standard error how far a build is, where a person watches."""

    def __init__(self) -> None:
        self._began = monotonic()
        self._shown = False
        self._watched = sys.stderr.isatty()

    @property
    def seconds(self) -> float:
        return monotonic() - self._began

    def __call__(self, step: Step) -> None:
        if self._watched:
            self._shown = True
            click.echo(f"\r\x1b[K{say(progress_line(step))}", nl=False, err=True)

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)


@contextmanager
def _goods(parts: Parts, connection: Connection, named: str | None) -> Iterator[FeedSource]:
    """The source that was named, else that of the settings; a client is made only where one is needed."""
    settings = parts.settings_of(connection.name)
    source = named or settings.feed_source
    with ExitStack() as opened:
        if source == API:
            from mmdesk.remotes import open_remotes

            yield opened.enter_context(open_remotes(parts, connection)).feed_source(settings)
        else:
            yield file_source(parts, connection, source)


def _publish(
    parts: Parts,
    connection: Connection,
    goods: FeedSource,
    progress: _Progress,
    interrupts: Interrupts,
    *,
    accept: bool,
) -> Built:
    return feed_building(parts, connection).build(
        goods,
        asked_by=account_operator().name,
        whole=True,
        again=True,
        accept=accept,
        tell=progress,
        cancelled_by=interrupts.by,
        wait=_OTHER_BUILD_SECONDS,
    )


def _into_file(
    parts: Parts,
    connection: Connection,
    goods: FeedSource,
    out: Path,
    progress: _Progress,
    interrupts: Interrupts,
    *,
    as_json: bool,
) -> None:
    # What was fetched of the goods is kept in one place: nobody else may fetch them meanwhile.
    files, key = FeedFiles(parts.profile.feeds), str(connection.connection_id)
    with files.building(key, _OTHER_BUILD_SECONDS, interrupts.seen):
        report = feed_desk.build_into(
            parts.storage,
            parts.clock,
            connection,
            zone_of(connection),
            goods,
            out,
            tell=progress,
            stopping=interrupts.seen,
        )
    document = _report_document(report, str(out.absolute()), progress.seconds)
    if as_json:
        print_json(document)
        return
    for line in build_lines(report.read, report.published, report.excluded, report.problem_counts, str(out)):
        click.echo(line)


def _tell_built(parts: Parts, built: Built, seconds: float, *, as_json: bool) -> None:
    build, files = built.build, FeedFiles(parts.profile.feeds)
    path = str(files.feed(build.folder)) if build.folder else ""
    if as_json:
        found = feed_desk.issues(parts.storage, build)
        print_json(_built_document(built, found, path, seconds))
        return
    for line in build_lines(build.read, build.published_offers, build.excluded, build.problems, path):
        click.echo(line)
    if not built.is_new:
        click.echo(say(_UNCHANGED))
    if not built.is_held:
        click.echo(say(build_summary(build)))


def _history(parts: Parts, connection: Connection) -> FeedHistory:
    return FeedHistory(parts.storage, parts.clock, FeedFiles(parts.profile.feeds), connection)


def _built_document(built: Built, found: Sequence[Issue], path: str, seconds: float) -> Mapping[str, Json]:
    build = built.build
    return {
        "build": build.build_id,
        "state": build.state.value,
        "unchanged": not built.is_new,
        "read": build.read,
        "published": build.published_offers,
        "unavailable": build.unavailable,
        "excluded": dict(build.excluded),
        "problem_counts": dict(build.problems),
        "problems": [
            {"offer_id": each.offer_id, "code": each.code, "message": say(each.message)}
            for each in found[:_MOST]
        ],
        "changes": dict(build.changes),
        "held": _held(build),
        "error": None if build.error is None else say(build.error),
        "seconds": round(seconds, 3),
        "sha256": build.sha256,
        "size": build.size,
        "gzip_size": build.gzip_size,
        "path": path,
    }


def _report_document(report: BuildReport, path: str, seconds: float) -> Mapping[str, Json]:
    return {
        "read": report.read,
        "published": report.published,
        "unavailable": report.unavailable,
        "excluded": dict(report.excluded),
        "problem_counts": dict(report.problem_counts),
        "problems": [
            {"offer_id": each.offer_id, "code": each.code, "message": say(each.message)}
            for each in report.problems[:_MOST]
        ],
        "held": None,
        "seconds": round(seconds, 3),
        "sha256": report.sha256,
        "size": report.size,
        "path": path,
    }


def _status_document(found: FeedStatus) -> Mapping[str, Json]:
    current, held = (
        found.current,
        next((each for each in found.builds if each.state is BuildState.HELD), None),
    )
    return {
        "built_at": None if current is None else moment(current.finished_at),
        "published": None if current is None else moment(current.published_at),
        "sha256": None if current is None else current.sha256,
        "offers": None if current is None else current.published_offers,
        "held": None if held is None else _held(held),
        "current": None if current is None else current.build_id,
        "look": None if found.look is None else _look_document(found.look),
        "asked": None if found.wish is None else _wish_document(found.wish),
        "builds": [_build_document(each, found) for each in found.builds],
        "fetched": [
            {"at": moment(each.at), "agent": each.agent, "status": each.status, "bytes": each.size}
            for each in found.fetches
        ],
        "vendors": dict(found.vendors),
        "params": [{"code": code, "name": name, "offers": count} for code, name, count in found.params],
    }


def _look_document(look: JobRun) -> Mapping[str, Json]:
    reason = None if look.reason is None else say(look.reason)
    return {"at": moment(look.finished_at), "outcome": look.outcome, "reason": reason}


def _wish_document(wish: JobRun) -> Mapping[str, Json]:
    return {"at": moment(wish.requested_at), "by": wish.asked_by}


def _build_document(build: FeedBuild, found: FeedStatus) -> Mapping[str, Json]:
    return {
        "build": build.build_id,
        "state": build.state.value,
        "phase": build.phase,
        "percent": build.done_percent,
        "started_at": moment(build.started_at),
        "finished_at": moment(build.finished_at),
        "published_at": moment(build.published_at),
        "source": build.source,
        "read": build.read,
        "published": build.published_offers,
        "unavailable": build.unavailable,
        "excluded": dict(build.excluded),
        "problems": dict(build.problems),
        "changes": dict(build.changes),
        "held": _held(build),
        "accepted_by": build.accepted_by,
        "asked_by": build.asked_by,
        "error": None if build.error is None else say(build.error),
        "sha256": build.sha256,
        "kept": build.build_id in found.kept,
    }


def _held(build: FeedBuild) -> Mapping[str, Json] | None:
    """Only while it waits: an accepted build is held no more."""
    if build.hold is None or build.state is not BuildState.HELD:
        return None
    return {
        "reason": build.hold.reason,
        "share": build.hold.share,
        "settings": list(build.hold.settings),
        "build": build.build_id,
    }


def _offer_document(found: Explanation) -> Mapping[str, Json]:
    offer = found.offer
    return {
        "offer_id": offer.offer_id,
        "name": offer.name,
        "vendor": offer.vendor,
        "category": offer.category,
        "in_feed": not offer.state,
        "reason": offer.state or None,
        "price": None if offer.price is None else float(offer.price),
        "stock": offer.stock,
        "feed_price": offer.feed_price,
        "feed_old_price": offer.feed_old_price,
        "feed_stock": offer.feed_stock,
        "barcodes": list(offer.barcodes),
        "picture": offer.picture,
        "steps": [{"rule": each.rule, "before": each.before, "after": each.after} for each in found.steps],
        "settings": dict(found.settings),
    }


_UNCHANGED = Text(
    "С прошлой сборки ничего не изменилось, новой не было.",
    "Nothing has changed since the last build, so none was made.",
)
_NOTHING_HELD = Text("ни одна сборка не ждёт решения", "no build waits for an answer")
