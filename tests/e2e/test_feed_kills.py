"""However often a build of the feed is killed, what is served is a whole, valid feed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.e2e.feed_kills import Stage, kill_builds
from tests.e2e.process_sessions import TABLE

pytestmark = pytest.mark.e2e

KILLS = 40
OFFERS = 1200


@pytest.mark.timeout(600)
@pytest.mark.skipif(
    not (TABLE / "self" / "stat").exists(), reason="who is to be killed is found in Linux's table"
)
def test_forty_kills_never_show_half_a_feed(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    killing = kill_builds(tmp_path, KILLS, seed, OFFERS)
    assert killing.is_good, (seed, killing.wrong, killing.served.wrong)
    # Otherwise nothing has been proved.
    answers, stages = killing.served.answers, {stage for _, stage in killing.kills}
    assert killing.kills.total() + killing.missed == KILLS, seed
    assert killing.kills.total() > KILLS / 2, seed
    assert {Stage.MAKING, Stage.PUBLISHED} <= stages, (seed, killing.kills)
    for answer in ("200 plain", "200 gzip", "200 slowly", "206 part", "304 if changed"):
        assert answers[answer] > KILLS / 4, (seed, answers)
