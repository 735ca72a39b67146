"""What every table stands on: named constraints, and column types that carry meaning."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase

from mmdesk.errors import Text
from mmdesk.storage.types import Key, Moment, Roubles, Words

_NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every constraint is named: SQLite's batch migrations need the names."""

    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: String,
        int: Key,
        datetime: Moment,
        Decimal: Roubles,
        Text: Words,
        bytes: LargeBinary,
    }
