"""Who works here: the roster guards that somebody can always change it."""

from __future__ import annotations

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.role import NotYours, Role
from mmdesk.services.operators import Operator
from mmdesk.services.roster import (
    BadOperator,
    NoManagerLeft,
    OperatorGone,
    OperatorId,
    Person,
    Roster,
    WrongPin,
)
from mmdesk.storage.uow import Storage

ACCOUNT = Operator("warehouse")


@pytest.fixture
def roster(storage: Storage, clock: ManualClock) -> Roster:
    return Roster(storage, clock)


@pytest.fixture
def anna(roster: Roster) -> Person:
    return roster.add(ACCOUNT, "Анна", Role.MANAGER)


def test_people_are_listed_by_name(roster: Roster, anna: Person) -> None:
    roster.add(ACCOUNT, "  борис   Петров ", Role.PACKER, "2468")
    assert [(each.name, each.role, each.has_pin) for each in roster.people()] == [
        (anna.name, Role.MANAGER, False),
        ("борис Петров", Role.PACKER, True),
    ]


def test_the_first_person_has_to_be_a_manager(roster: Roster) -> None:
    with pytest.raises(NoManagerLeft):
        roster.add(ACCOUNT, "Борис", Role.PACKER)
    assert roster.people() == ()


def test_the_last_manager_stays_one(roster: Roster, anna: Person) -> None:
    roster.add(ACCOUNT, "Борис", Role.PACKER)
    with pytest.raises(NoManagerLeft):
        roster.change(ACCOUNT, anna, name="Анна", role=Role.DESK)
    with pytest.raises(NoManagerLeft):
        roster.remove(ACCOUNT, anna)
    assert anna in roster.people()


def test_the_last_person_of_all_may_go_and_comes_back_under_the_same_name(
    roster: Roster, anna: Person
) -> None:
    roster.set_pin(ACCOUNT, anna, "2468")
    roster.remove(ACCOUNT, anna)
    assert roster.people() == ()
    assert roster.add(ACCOUNT, "Анна", Role.MANAGER) == anna
    assert roster.people() == (anna,)


def test_signing_in_gives_name_and_role(roster: Roster, anna: Person) -> None:
    boris = roster.add(ACCOUNT, "Борис", Role.PACKER, "2468")
    assert roster.sign_in(anna.operator_id) == Operator("Анна", role=Role.MANAGER)
    assert roster.sign_in(boris.operator_id, "2468") == Operator("Борис", role=Role.PACKER)
    with pytest.raises(WrongPin):
        roster.sign_in(boris.operator_id, "1357")


def test_a_pin_is_changed_and_taken_away(roster: Roster, anna: Person) -> None:
    roster.set_pin(ACCOUNT, anna, "2468")
    roster.set_pin(ACCOUNT, anna, "1357")
    with pytest.raises(WrongPin):
        roster.sign_in(anna.operator_id, "2468")
    roster.set_pin(ACCOUNT, anna, "")
    assert roster.sign_in(anna.operator_id).name == "Анна"


@pytest.mark.parametrize("name", ["", "   ", "Анна", "АННА", "x" * 61, "a\x07b"])
def test_a_name_that_cannot_be_told_apart_or_read_is_refused(roster: Roster, anna: Person, name: str) -> None:
    with pytest.raises(BadOperator):
        roster.add(ACCOUNT, name, Role.PACKER)
    assert roster.people() == (anna,)


def test_nobody_takes_the_name_of_a_person_who_has_gone(roster: Roster, anna: Person) -> None:
    boris = roster.add(ACCOUNT, "Борис", Role.PACKER)
    roster.remove(ACCOUNT, boris)
    with pytest.raises(BadOperator):
        roster.change(ACCOUNT, anna, name="Борис", role=Role.MANAGER)


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "१२३४"])
def test_a_pin_has_four_to_eight_digits(roster: Roster, anna: Person, pin: str) -> None:
    with pytest.raises(BadOperator):
        roster.set_pin(ACCOUNT, anna, pin)
    assert roster.people() == (anna,)


def test_only_a_manager_changes_the_roster(roster: Roster, anna: Person) -> None:
    packer = Operator("Борис", role=Role.PACKER)
    with pytest.raises(NotYours):
        roster.add(packer, "Вера", Role.PACKER)
    with pytest.raises(NotYours):
        roster.remove(packer, anna)
    assert roster.people() == (anna,)


def test_somebody_who_was_removed_meanwhile_is_told_as_gone(roster: Roster, anna: Person) -> None:
    roster.remove(ACCOUNT, anna)
    with pytest.raises(OperatorGone):
        roster.set_pin(ACCOUNT, anna, "2468")
    with pytest.raises(OperatorGone):
        roster.sign_in(OperatorId(999))
