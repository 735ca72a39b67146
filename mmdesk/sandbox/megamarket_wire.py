"""Reading of the merchant's JSON and the refusals it may earn."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

Json = dict[str, object]

MOSCOW = timezone(timedelta(hours=3))


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason of a refusal, pointing at the thing it is about."""

    code: str
    message: str
    shipment_id: str = ""
    item_index: int = 0
    box_code: str = ""
    offer_id: str = ""

    def as_json(self) -> Json:
        shown: Json = {"code": self.code, "message": self.message}
        if self.shipment_id:
            shown["shipmentId"] = self.shipment_id
        if self.item_index:
            shown["itemIndex"] = str(self.item_index)
        if self.box_code:
            shown["boxCode"] = self.box_code
        if self.offer_id:
            shown["offerId"] = self.offer_id
        return shown


class Refused(Exception):
    """The call is refused as a whole; nothing has changed."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class Plan:
    """Collects what a call would do and what speaks against it: all of it happens or none."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._steps: list[Callable[[], None]] = []
        self._named: set[tuple[str, int]] = set()

    def refuse(self, problem: Problem) -> None:
        self._problems.append(problem)

    def then(self, step: Callable[[], None]) -> None:
        self._steps.append(step)

    def names_first_time(self, shipment_id: str, index: int) -> bool:
        """Whether the call has not named this lot before."""
        lot = (shipment_id, index)
        new = lot not in self._named
        self._named.add(lot)
        return new

    def carry_out(self) -> bool:
        """Do it all and tell whether anything changed; raises Refused when something speaks against it."""
        if self._problems:
            raise Refused(*self._problems)
        for step in self._steps:
            step()
        return bool(self._steps)


def objects(owner: Json, name: str) -> list[Json]:
    """A required, non-empty list of objects."""
    found = owner.get(name)
    if not isinstance(found, list) or not found or not all(isinstance(entry, dict) for entry in found):
        raise Refused(Problem("BAD_REQUEST", f"Поле {name}: ожидается непустой список объектов"))
    return found


def number(owner: Json, name: str) -> int:
    """A positive whole number that may come as a numeric string."""
    value = owner.get(name)
    if isinstance(value, str) and len(value) < 10 and value.isascii() and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise Refused(Problem("BAD_REQUEST", f"Поле {name}: ожидается целое число, получено {value!r}"))
    return value


def identifier(value: object) -> str:
    """A shipment id, which may come as a number."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.isascii() or not value.isdecimal():
        raise Refused(Problem("BAD_REQUEST", f"shipmentId: ожидается число, получено {value!r}"))
    return value


def text(owner: Json, name: str) -> str:
    """An optional text, which may come as a number; empty when absent or null."""
    value = owner.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Refused(Problem("BAD_REQUEST", f"Поле {name}: ожидается строка"))
    return str(value)


def flag(owner: Json, name: str) -> bool:
    """A required truth value, which may come as the words TRUE and FALSE."""
    value = owner.get(name)
    if isinstance(value, str) and value.upper() in ("TRUE", "FALSE"):
        return value.upper() == "TRUE"
    if not isinstance(value, bool):
        raise Refused(Problem("BAD_REQUEST", f"Поле {name}: ожидается true или false"))
    return value


def moment(owner: Json, name: str) -> datetime:
    """A required ISO 8601 moment; without an offset it is Moscow time."""
    value = owner.get(name)
    try:
        if not isinstance(value, str) or "T" not in value:
            raise ValueError(value)
        read = datetime.fromisoformat(value)
        return (read if read.tzinfo else read.replace(tzinfo=MOSCOW)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused(Problem("BAD_REQUEST", f"Поле {name}: ожидается дата ISO 8601")) from error


def moscow(at: datetime | None) -> str | None:
    """The way the marketplace writes a moment: whole seconds, +03:00."""
    return None if at is None else at.astimezone(MOSCOW).isoformat(timespec="seconds")


def encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def with_extras(value: object) -> object:
    """Put a field nobody knows into every object."""
    if isinstance(value, dict):
        return {**{name: with_extras(part) for name, part in value.items()}, "futureField": {"since": [2030]}}
    if isinstance(value, list):
        return [with_extras(part) for part in value]
    return value
