"""What the wizard lets a person do next, without a window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mmdesk.domain.connection import Connection, ConnectionId
from mmdesk.domain.schemes import scheme_of
from mmdesk.errors import Text
from mmdesk.services.check import Check
from mmdesk.services.connection_checks import CheckReport
from mmdesk.services.connection_desk import Keeper, Keeping, Registered
from mmdesk.services.connection_draft import Draft, Field
from mmdesk.services.registration import Registration
from mmdesk.ui.setup.checks_state import CheckStage
from mmdesk.ui.setup.wizard_state import Step, WizardState

DRAFT = Draft(
    name="Лавка",
    crm_url="https://shop.retailcrm.example",
    merchant="4321",
    crm_key="anInventedKeyOfRetailCrm00000001",
    mm_token="5a4db0c5-0000-4000-8000-00000000000a",
)
KNOWN = Connection(ConnectionId(1), "Лавка", scheme_of("standard"), 4321, "https://a", "https://b")
WORDS = Text("слова", "words")
GREEN = Check("crm.key", ok=True, message=WORDS)
RED = Check("mm.token", ok=False, message=WORDS)
MADE = Registered(KNOWN, Registration("mm-1", "module", True, ()))


def at(step: Step, draft: Draft = DRAFT) -> WizardState:
    return replace(WizardState(), step=step, draft=draft)


def checked(*checks: Check) -> WizardState:
    return at(Step.CHECKS).begin_checks().end_checks(CheckReport(checks))


def test_a_step_that_is_filled_in_leads_to_the_next() -> None:
    state = WizardState().type(DRAFT)
    steps = [state.step]
    for _ in range(3):
        state = state.forward()
        steps.append(state.step)
    assert steps == [Step.SHOP, Step.CRM, Step.MEGAMARKET, Step.CHECKS]


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        (Step.SHOP, {Field.NAME}),
        (Step.CRM, {Field.CRM_URL, Field.CRM_KEY}),
        (Step.MEGAMARKET, {Field.MERCHANT, Field.MM_TOKEN}),
    ],
)
def test_an_empty_step_is_not_left_and_names_its_own_fields_alone(step: Step, fields: set[Field]) -> None:
    state = at(step, Draft()).forward()
    assert state.step is step
    assert set(state.faults) == fields


def test_typing_takes_the_fault_of_that_field_away() -> None:
    state = at(Step.CRM, Draft()).forward()
    state = state.type(replace(state.draft, crm_key="a-new-key"))
    assert set(state.faults) == {Field.CRM_URL}


def test_an_address_is_tidied_where_a_person_sees_it() -> None:
    state = at(Step.CRM, replace(DRAFT, crm_url=" demo.retailcrm.ru/admin ")).forward()
    assert state.draft.crm_url == "https://demo.retailcrm.ru"
    assert state.step is Step.MEGAMARKET


def test_a_name_that_is_taken_is_told_in_the_first_step() -> None:
    state = replace(at(Step.SHOP), others=(KNOWN,)).forward()
    assert set(state.faults) == {Field.NAME}


def test_an_account_that_is_taken_is_told_at_the_seller() -> None:
    other = replace(KNOWN, name="Первая")
    state = replace(at(Step.MEGAMARKET), others=(other,)).forward()
    assert set(state.faults) == {Field.MERCHANT}


def test_nothing_is_registered_before_the_checks_are_green() -> None:
    assert not at(Step.CHECKS).can_go_on
    assert not checked(GREEN, RED).can_go_on
    assert not checked(GREEN).begin_checks().can_go_on
    green = checked(GREEN)
    assert green.can_go_on
    assert green.forward().can_register


def test_what_is_typed_after_the_checks_makes_them_void() -> None:
    state = checked(GREEN)
    state = state.back().type(replace(DRAFT, mm_token="another-token"))
    assert state.checks.stage is CheckStage.NONE
    assert not state.forward().can_go_on


def test_going_back_and_forth_without_typing_keeps_the_checks() -> None:
    state = checked(GREEN).back()
    assert state.type(state.draft).forward().checks.is_green


def test_a_remark_lets_one_go_on_and_is_told_at_its_field_until_something_is_typed() -> None:
    remark = Check("mm.scheme", ok=True, message=WORDS, remark=True)
    state = checked(GREEN, remark)
    assert state.forward().can_register
    assert state.forward().remarks == {Field.MM_TOKEN: WORDS}
    cured = state.cure(remark)
    assert (cured.step, cured.faults, cured.remarks) == (Step.MEGAMARKET, {}, {Field.MM_TOKEN: WORDS})
    assert cured.type(replace(DRAFT, mm_token="another-token")).remarks == {}


def test_a_red_check_leads_to_its_field_with_its_words() -> None:
    state = checked(GREEN, RED).cure(RED)
    assert state.step is Step.MEGAMARKET
    assert state.faults == {Field.MM_TOKEN: WORDS}


def test_going_back_breaks_running_checks_off() -> None:
    state = at(Step.CHECKS).begin_checks().back()
    assert state.step is Step.MEGAMARKET
    assert state.checks.stage is CheckStage.STOPPED


def test_while_it_registers_nothing_else_can_be_done() -> None:
    state = checked(GREEN).forward().begin_registration()
    assert not state.can_go_on
    assert not state.can_go_back
    assert not state.can_register


def test_a_registration_that_fails_can_be_tried_again() -> None:
    state = checked(GREEN).forward().begin_registration().fail_registration(WORDS)
    assert state.failure == WORDS
    assert state.can_register
    assert state.can_go_back


def test_after_the_registration_no_secret_is_left_and_no_way_back() -> None:
    state = checked(GREEN).forward().begin_registration().end_registration(MADE)
    assert state.step is Step.PUBLIC
    assert (state.draft.crm_key, state.draft.mm_token) == ("", "")
    assert not state.can_go_back
    assert not state.would_lose
    assert state.forward().step is Step.DONE


def test_leaving_asks_only_where_something_is_lost() -> None:
    assert not WizardState().would_lose
    assert at(Step.SHOP).would_lose


@pytest.mark.parametrize(
    "keeper",
    [Keeper(Keeping.KEYRING, WORDS), Keeper(Keeping.KEYRING, None, "SKLAD-1")],
    ids=["none", "there"],
)
def test_where_no_secret_can_be_kept_the_wizard_says_so_and_goes_nowhere(keeper: Keeper) -> None:
    state = at(Step.SHOP).know((), keeper)
    assert state.obstacle is not None
    assert not state.can_go_on
    assert state.forward().step is Step.SHOP


def test_another_computer_is_named() -> None:
    obstacle = at(Step.SHOP).know((), Keeper(Keeping.KEYRING, None, "SKLAD-1")).obstacle
    assert obstacle is not None
    assert "SKLAD-1" in obstacle.ru


def test_secrets_of_the_environment_are_not_asked_for() -> None:
    draft = replace(DRAFT, crm_key="", mm_token="")
    state = at(Step.CRM, draft).know((), Keeper(Keeping.ENVIRONMENT))
    assert state.forward().forward().step is Step.CHECKS
