"""However often the service is killed, every order arrives once and every decision takes effect once."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.e2e.kills import kill_again_and_again

pytestmark = pytest.mark.e2e

KILLS = 40


@pytest.mark.timeout(600)
def test_forty_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    killing = kill_again_and_again(tmp_path, KILLS, seed)
    accounts = killing.accounts
    assert accounts.balance, (seed, accounts.wrong)
    # Otherwise nothing has been proved.
    assert accounts.decisions > KILLS, seed
    assert killing.in_calls > KILLS / 4, seed
