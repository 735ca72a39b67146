"""When each job comes round again: the schedule goes by it, and people are told it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mmdesk.services.job_runs import JobName, JobOutcome
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.running import JobRun

_STOCK_SECONDS: Final = 60
"""So soon after a feed has been published its stock is on its way."""
_SOONEST_SECONDS: Final = 5
"""A look at the goods costs calls of RetailCRM's, of which orders have the better use."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long after a run the next one comes; `after_failure` where that is sooner."""

    every: timedelta
    after_failure: timedelta

    def left(self, last: JobRun | None, now: datetime) -> float:
        """Seconds until the next run, after the last one by any process; none when it is overdue.

        Runs that were missed count as one. A run from the future was made before the clock was set back.
        """
        if last is None or last.finished_at is None:
            return 0.0
        span = self.after_failure if last.outcome == JobOutcome.FAILED else self.every
        return min(max((last.finished_at + span - now).total_seconds(), 0.0), span.total_seconds())


UPKEEP: Final[Mapping[JobName, Times]] = {
    JobName.DEADLINES: Times(timedelta(seconds=30), timedelta(seconds=30)),
    JobName.SELFTEST: Times(timedelta(minutes=5), timedelta(minutes=5)),
    JobName.PRUNE: Times(timedelta(days=1), timedelta(hours=1)),
    JobName.BACKUP: Times(timedelta(days=1), timedelta(hours=1)),
}
"""The jobs that need no connection at work; the exchanges go each at its own pace."""


def look_seconds(settings: ConnectionSettings) -> int:
    """Between two looks: goods are followed as closely as orders, within a minute unless set otherwise."""
    return max(min(settings.exchange_crm_seconds, settings.exchange_feed_minutes * 60), _SOONEST_SECONDS)


EXCHANGE_SECONDS: Final[Mapping[JobName, Callable[[ConnectionSettings], int]]] = {
    JobName.MEGAMARKET: lambda settings: settings.exchange_megamarket_seconds,
    JobName.CRM: lambda settings: settings.exchange_crm_seconds,
    JobName.FEED: look_seconds,
    JobName.STOCK: lambda _settings: _STOCK_SECONDS,
}
"""Between two polls of one connection."""


def next_at(
    name: JobName, last: JobRun | None, in_use: Sequence[ConnectionSettings], now: datetime
) -> datetime | None:
    """When a service at work runs the job next, as far as rows can tell; None where nobody wants it.

    `in_use` are the settings of the connections at work. A run that is overdue comes now.
    """
    if name == JobName.PICTURES:
        # It runs when an order wants a picture that is not there yet; no row tells when that will be.
        return None
    if name in UPKEEP:
        return now + timedelta(seconds=UPKEEP[name].left(last, now))
    wanting = [each for each in in_use if name != JobName.STOCK or each.stock_api]
    if not wanting:
        return None
    span = timedelta(seconds=min(EXCHANGE_SECONDS[name](each) for each in wanting))
    return now + timedelta(seconds=Times(span, span).left(last, now))
