"""Columns that carry meaning give back exactly what they were given."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal, select
from sqlalchemy.exc import StatementError
from sqlalchemy.types import TypeEngine

from mmdesk.errors import Text
from mmdesk.storage.types import Moment, Roubles, Words
from mmdesk.storage.uow import Storage

V = TypeVar("V")

# The database is only asked to give a value back: examples leave nothing behind in it.
sharing_the_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
moments = st.datetimes(datetime(1990, 1, 1), datetime(2199, 1, 1), timezones=st.timezones())  # noqa: DTZ001 - the zones are drawn
sums = st.decimals(Decimal("-1e12"), Decimal("1e12"), places=2)
texts = st.builds(Text, st.text(), st.text())


def through(storage: Storage, value: V, kind: TypeEngine[V]) -> V:
    with storage.engine.connect() as connection:
        return connection.execute(select(literal(value, kind))).scalar_one()


@sharing_the_database
@given(moment=moments)
def test_a_moment_of_any_zone_comes_back_in_utc(storage: Storage, moment: datetime) -> None:
    stored = through(storage, moment, Moment())
    assert stored == moment.astimezone(UTC)
    assert stored.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(storage: Storage) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        through(storage, datetime(2026, 11, 2, 9, 0), Moment())  # noqa: DTZ001 - the mistake under test


@sharing_the_database
@given(roubles=sums)
def test_money_comes_back_to_the_kopeck(storage: Storage, roubles: Decimal) -> None:
    assert through(storage, roubles, Roubles()) == roubles


def test_money_is_never_a_float(storage: Storage) -> None:
    assert isinstance(through(storage, Decimal("0.10"), Roubles()), Decimal)


@sharing_the_database
@given(words=texts)
def test_a_sentence_comes_back_in_both_languages(storage: Storage, words: Text) -> None:
    assert through(storage, words, Words()) == words


@pytest.mark.parametrize("kind", [Moment(), Roubles(), Words()])
def test_nothing_stays_nothing(storage: Storage, kind: TypeEngine[object]) -> None:
    assert through(storage, None, kind) is None
