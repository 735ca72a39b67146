from __future__ import annotations

from datetime import timedelta

import pytest

from mmdesk.domain.due import FARTHEST, has_come
from tests.factory import NOW

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("ahead", "come"),
    [
        (-SECOND, True),
        (timedelta(), True),
        (SECOND, False),
        (FARTHEST, False),
        (FARTHEST + SECOND, True),
        (timedelta(hours=3), True),
    ],
)
def test_what_lies_further_ahead_than_anything_we_plan_is_due(ahead: timedelta, *, come: bool) -> None:
    assert has_come(NOW + ahead, NOW) is come
