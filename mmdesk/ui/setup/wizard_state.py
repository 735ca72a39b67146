"""The wizard of a new connection: its steps, what is typed, what is wrong, and what may be done next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from mmdesk.domain.connection import Connection
from mmdesk.errors import Text
from mmdesk.services.check import Check
from mmdesk.services.connection_checks import CheckReport
from mmdesk.services.connection_desk import Keeper, Keeping, Registered
from mmdesk.services.connection_draft import Draft, Field, faults, tidy_address
from mmdesk.services.connection_trial import field_of
from mmdesk.ui.setup.checks_state import ChecksState, CheckStage


class Step(StrEnum):
    """In their order."""

    SHOP = "shop"
    CRM = "crm"
    MEGAMARKET = "megamarket"
    CHECKS = "checks"
    REGISTER = "register"
    PUBLIC = "public"
    DONE = "done"


STEPS: Final = tuple(Step)
FIELDS: Final[Mapping[Step, tuple[Field, ...]]] = {
    Step.SHOP: (Field.NAME, Field.SCHEME),
    Step.CRM: (Field.CRM_URL, Field.CRM_KEY),
    Step.MEGAMARKET: (Field.MERCHANT, Field.MM_TOKEN, Field.TEST_MODE, Field.MM_URL),
}
_STEP_OF: Final[Mapping[Field, Step]] = {each: step for step, own in FIELDS.items() for each in own}


@dataclass(frozen=True, slots=True)
class WizardState:
    """`others` are the connections there are. After the registration nothing can be taken back here."""

    others: tuple[Connection, ...] = ()
    keeper: Keeper = field(default_factory=Keeper)
    step: Step = Step.SHOP
    draft: Draft = field(default_factory=Draft)
    faults: Mapping[Field, Text] = field(default_factory=dict)
    checks: ChecksState = field(default_factory=ChecksState)
    open_orders: int | None = None
    registering: bool = False
    failure: Text | None = None
    registered: Registered | None = None

    def type(self, draft: Draft) -> WizardState:
        """What the fields hold now; a field that has changed has no fault, and checks of before are void."""
        if draft == self.draft:
            return self
        kept = (where for where in self.faults if not _differs(where, self.draft, draft))
        left = {where: self.faults[where] for where in kept}
        return replace(self, draft=draft, faults=left, checks=ChecksState(), open_orders=None, failure=None)

    def forward(self) -> WizardState:
        """The next step, or this one with what is wrong in it."""
        if not self.can_go_on:
            return self
        state = self._tidied()
        wrong = _faults_of(state)
        here = {where: wrong[where] for where in FIELDS.get(self.step, ()) if where in wrong}
        if here:
            return replace(state, faults=here)
        return replace(state, step=STEPS[STEPS.index(self.step) + 1], faults={}, failure=None)

    def back(self) -> WizardState:
        if not self.can_go_back:
            return self
        checks = self.checks.stop() if self.checks.stage is CheckStage.RUNNING else self.checks
        return replace(self, step=STEPS[STEPS.index(self.step) - 1], failure=None, checks=checks)

    def cure(self, check: Check) -> WizardState:
        """Where a check is cured: its step, with its words at the field; those of a remark stand there."""
        where = field_of(check.code)
        faults = {} if check.ok else {where: check.message}
        return replace(self, step=_STEP_OF[where], faults=faults)

    def begin_checks(self) -> WizardState:
        return replace(self, checks=self.checks.begin(), open_orders=None)

    def hear(self, check: Check) -> WizardState:
        return replace(self, checks=self.checks.tell(check))

    def end_checks(self, report: CheckReport) -> WizardState:
        return replace(self, checks=self.checks.end(report.checks), open_orders=report.open_orders)

    def stop_checks(self) -> WizardState:
        return replace(self, checks=self.checks.stop())

    def fail_checks(self, words: Text) -> WizardState:
        return replace(self, checks=self.checks.fail(words))

    def begin_registration(self) -> WizardState:
        return replace(self, registering=True, failure=None)

    def end_registration(self, registered: Registered) -> WizardState:
        """The secrets are stored; nothing of them is kept here."""
        draft = replace(self.draft, crm_key="", mm_token="")
        return replace(self, registering=False, registered=registered, draft=draft, step=Step.PUBLIC)

    def fail_registration(self, words: Text) -> WizardState:
        return replace(self, registering=False, failure=words)

    def know(self, others: tuple[Connection, ...], keeper: Keeper) -> WizardState:
        return replace(self, others=others, keeper=keeper)

    @property
    def remarks(self) -> Mapping[Field, Text]:
        """What the checks remarked, by the field where it is cured."""
        return {field_of(each.code): each.message for each in self.checks.amber}

    @property
    def obstacle(self) -> Text | None:
        """Why no connection can be added here at all, with the cure."""
        if self.registered is not None:
            return None
        if self.keeper.elsewhere:
            return _ELSEWHERE.format(host=self.keeper.elsewhere)
        return self.keeper.trouble

    @property
    def types_secrets(self) -> bool:
        return self.keeper.kind is not Keeping.ENVIRONMENT

    @property
    def can_go_on(self) -> bool:
        if self.obstacle is not None or self.registering:
            return False
        match self.step:
            case Step.CHECKS:
                return self.checks.is_green
            case Step.REGISTER:
                return self.registered is not None
            case Step.DONE:
                return False
            case _:
                return True

    @property
    def can_register(self) -> bool:
        return self.step is Step.REGISTER and self.checks.is_green and not self.registering

    @property
    def can_go_back(self) -> bool:
        return self.step is not Step.SHOP and self.registered is None and not self.registering

    @property
    def would_lose(self) -> bool:
        """Whether leaving throws away something typed."""
        return self.registered is None and self.draft.is_begun

    def _tidied(self) -> WizardState:
        draft = self.draft
        tidy = replace(
            draft,
            name=" ".join(draft.name.split()),
            crm_url=tidy_address(draft.crm_url),
            mm_url=tidy_address(draft.mm_url),
            merchant=draft.merchant.strip(),
        )
        # Blanks that fall away are no other connection: checks that were made of it still hold.
        return replace(self, draft=tidy)


def _faults_of(state: WizardState) -> Mapping[Field, Text]:
    return faults(state.draft, state.others, types_secrets=state.types_secrets)


def _differs(where: Field, one: Draft, other: Draft) -> bool:
    return bool(getattr(one, where.value) != getattr(other, where.value))


_ELSEWHERE: Final = Text(
    "Служба обмена работает на компьютере {host}, и секреты подключений хранятся там. Добавьте подключение"
    " на нём: в окне mmdesk или командой mmdesk connection add.",
    "The exchange service runs on the computer {host}, and the secrets of connections are kept there. Add the"
    " connection on that computer: in its mmdesk window, or by mmdesk connection add.",
)
