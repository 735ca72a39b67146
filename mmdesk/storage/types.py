"""Column types that carry meaning: UTC moments, exact money, two-language texts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator

from mmdesk.errors import Text

# SQLite numbers rows by itself only in a plain INTEGER primary key.
Key = BigInteger().with_variant(Integer(), "sqlite")


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC; a naive one is a bug and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Roubles(TypeDecorator[Decimal]):
    """Money as Decimal roubles outside, integer kopecks inside."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> int | None:
        return None if value is None else int((value * 100).to_integral_value())

    def process_result_value(self, value: int | None, _dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


class Words(TypeDecorator[Text]):
    """A Text pair as a small JSON document, so that every reader gets it in the language of the window."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Text | None, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps({"ru": value.ru, "en": value.en}, ensure_ascii=False)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Text | None:
        if value is None:
            return None
        stored: dict[str, Any] = json.loads(value)  # JSON written above
        return Text(stored["ru"], stored["en"])
