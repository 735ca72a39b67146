"""The roster: who works at the workstations, in which role, and signing in. Call from the task thread."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from mmdesk import pins
from mmdesk.clock import Clock
from mmdesk.domain.role import ROLE_NAMES, Right, Role, require
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.operators import Operator
from mmdesk.storage.history import HistoryEvent
from mmdesk.storage.operators import OperatorId, StoredOperator
from mmdesk.storage.uow import Storage, UnitOfWork

__all__ = ["OperatorId", "Person", "Roster"]

_LONGEST_NAME: Final = 60
_PIN: Final = re.compile(r"[0-9]{4,8}")


class BadOperator(MmdeskError):
    """Raised for a name or a PIN that cannot be taken."""

    title = Text("Оператор не сохранён", "The operator was not saved")


class BadPin(BadOperator):
    """Raised for a PIN that cannot be taken."""


class NoManagerLeft(MmdeskError):
    """Raised when nobody would be left who may change the settings."""

    title = Text("Хотя бы один менеджер должен остаться", "At least one manager has to remain")
    hint = Text("Сначала назначьте менеджером кого-то ещё.", "Make somebody else a manager first.")


class OperatorGone(MmdeskError):
    """Raised when somebody else has removed the person meanwhile."""

    title = Text("Такого оператора больше нет", "There is no such operator any more")
    hint = Text("Откройте список снова.", "Open the list again.")


class WrongPin(MmdeskError):
    """Raised at signing in."""

    title = Text("ПИН не подошёл", "The PIN does not fit")
    hint = Text(
        "Попробуйте ещё раз; новый ПИН назначает менеджер.", "Try again; a manager can give you a new one."
    )


@dataclass(frozen=True, slots=True)
class Person:
    """One entry of the roster."""

    operator_id: OperatorId
    name: str
    role: Role
    has_pin: bool

    @property
    def role_name(self) -> Text:
        return ROLE_NAMES[self.role]


class Roster:
    """Until the first person is entered everybody is a manager under the account's name."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    def people(self) -> tuple[Person, ...]:
        """By name."""
        with self._storage.look() as work:
            return tuple(_person(each) for each in work.operators.all())

    def sign_in(self, operator_id: OperatorId, pin: str = "") -> Operator:
        """Raises OperatorGone and WrongPin."""
        with self._storage.look() as work:
            found = _found(work, operator_id)
        if not pins.fits(pin, found.pin_hash):
            raise WrongPin
        return Operator(found.name, role=found.role)

    def add(self, by: Operator, name: str, role: Role, pin: str = "") -> Person:
        """Raises NotYours, BadOperator and NoManagerLeft: the first person of all is a manager."""
        require(by.role, Right.SETTINGS)
        name = _checked_name(name)
        pin_hash = pins.hashed(_checked_pin(pin))
        with self._storage.work() as work:
            present = work.operators.all()
            if any(each.name.casefold() == name.casefold() for each in present):
                raise _taken(name)
            if not present and role is not Role.MANAGER:
                raise NoManagerLeft(_FIRST)
            added = work.operators.add(name, role, pin_hash, self._clock.now())
            self._note(work, by, "operator_added", {"name": name, "role": role.value})
            work.commit()
        return Person(added, name, role, bool(pin_hash))

    def change(self, by: Operator, person: Person, *, name: str, role: Role, pin: str | None = None) -> None:
        """`pin` None leaves the PIN alone. Raises NotYours, BadOperator, OperatorGone and NoManagerLeft."""
        require(by.role, Right.SETTINGS)
        name = _checked_name(name)
        pin_hash = None if pin is None else pins.hashed(_checked_pin(pin))
        with self._storage.work() as work:
            found = _found(work, person.operator_id)
            others = [each for each in work.operators.all() if each.operator_id != found.operator_id]
            if any(each.name.casefold() == name.casefold() for each in others):
                raise _taken(name)
            if name != found.name and work.operators.is_taken(name, found.operator_id):
                raise _taken(name)
            _keep_a_manager(others, role)
            pin_hash = found.pin_hash if pin_hash is None else pin_hash
            work.operators.change(replace(found, name=name, role=role, pin_hash=pin_hash))
            self._note(work, by, "operator_changed", {"name": name, "role": role.value, "was": found.name})
            work.commit()

    def set_pin(self, by: Operator, person: Person, pin: str) -> None:
        """An empty one takes the PIN away. Raises NotYours, BadOperator and OperatorGone."""
        require(by.role, Right.SETTINGS)
        pin_hash = pins.hashed(_checked_pin(pin))
        with self._storage.work() as work:
            found = _found(work, person.operator_id)
            work.operators.change(replace(found, pin_hash=pin_hash))
            self._note(work, by, "operator_pin", {"name": found.name, "pin": "set" if pin else "none"})
            work.commit()

    def remove(self, by: Operator, person: Person) -> None:
        """What they did stays under their name. Raises NotYours, OperatorGone and NoManagerLeft.

        The last person of all may go: then everybody is a manager again.
        """
        require(by.role, Right.SETTINGS)
        with self._storage.work() as work:
            found = _found(work, person.operator_id)
            others = [each for each in work.operators.all() if each.operator_id != found.operator_id]
            if others:
                _keep_a_manager(others, None)
            work.operators.remove(found.operator_id, self._clock.now())
            self._note(work, by, "operator_removed", {"name": found.name})
            work.commit()

    def _note(self, work: UnitOfWork, by: Operator, what: str, details: Mapping[str, str]) -> None:
        work.history.add(None, None, HistoryEvent(self._clock.now(), by.actor, by.name, what, details))


def _found(work: UnitOfWork, operator_id: OperatorId) -> StoredOperator:
    found = work.operators.get(operator_id)
    if found is None:
        raise OperatorGone
    return found


def _person(stored: StoredOperator) -> Person:
    return Person(stored.operator_id, stored.name, stored.role, bool(stored.pin_hash))


def _keep_a_manager(others: list[StoredOperator], role: Role | None) -> None:
    if role is not Role.MANAGER and all(each.role is not Role.MANAGER for each in others):
        raise NoManagerLeft


def _checked_name(name: str) -> str:
    """Without odd spaces: it is read in timelines."""
    plain = " ".join(name.split())
    if not plain or not plain.isprintable():
        raise BadOperator(Text("имя не указано", "there is no name"), hint=_NAME_HINT)
    if len(plain) > _LONGEST_NAME:
        raise BadOperator(Text("имя слишком длинное", "the name is too long"), hint=_NAME_HINT)
    return plain


def _checked_pin(pin: str) -> str:
    if pin and not _PIN.fullmatch(pin):
        raise BadPin(Text("ПИН: от 4 до 8 цифр", "a PIN has 4 to 8 digits"), hint=_PIN_HINT)
    return pin


def _taken(name: str) -> BadOperator:
    return BadOperator(
        Text(f"имя «{name}» уже занято", f"the name “{name}” is taken already"), hint=_OTHER_NAME
    )


_FIRST: Final = Text("первый оператор — менеджер", "the first operator is a manager")
_OTHER_NAME: Final = Text(
    "Для другого человека добавьте к имени отличие, например первую букву фамилии. Если это он же, измените "
    "его в списке операторов.",
    "For somebody else add what tells the two apart, such as an initial. If it is the same person, change "
    "the entry in the list of operators.",
)
_NAME_HINT: Final = Text(
    "Введите имя, до 60 знаков: под ним действия видны в истории заказов.",
    "Type a name of up to 60 characters: the history of orders shows who did what.",
)
_PIN_HINT: Final = Text("Введите цифры или оставьте поле пустым.", "Type digits, or leave the field empty.")
