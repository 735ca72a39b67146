"""The steps of the wizard as widgets: each shows its part of the state and hands back what is typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from mmdesk.domain.scheme import SchemeCode
from mmdesk.errors import Text
from mmdesk.secrets import SecretKind, environment_name
from mmdesk.services.connection_desk import Keeper, Keeping
from mmdesk.services.connection_draft import Draft, Field
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.setup.checks_state import CheckStage
from mmdesk.ui.setup.checks_view import ChecksView
from mmdesk.ui.setup.form_field import FormField
from mmdesk.ui.setup.public_form import PublicForm
from mmdesk.ui.setup.wizard_state import WizardState
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import spoken

BESIDE_BAR: Final = 8
"""Pixels between the fields and a scroll bar at their right."""


class StepView(QWidget):
    """One step. `typed`: a field holds something else now; `gone_on`: Enter was pressed in one."""

    typed = Signal()
    gone_on = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.fields: dict[Field, FormField] = {}
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, BESIDE_BAR, 0)
        self.rows.setSpacing(16)
        self.heading = plain_label(self.question(), Role.HEADING)
        self.rows.addWidget(self.heading)

    def question(self) -> str:
        """What the step is about, over its fields."""
        return ""

    def show_state(self, state: WizardState) -> None:
        """Values and faults; a step that shows more adds it."""
        for where, field in self.fields.items():
            field.show_value(getattr(state.draft, where.value))
            if where not in state.faults and where in state.remarks:
                field.show_fault(_sentence(state.remarks[where]), Tone.WARN)
            else:
                field.show_fault(spoken(state.faults[where]) if where in state.faults else "")

    def draft(self, draft: Draft) -> Draft:
        """The draft with what is typed here."""
        return draft.fill({where: field.value for where, field in self.fields.items()})

    def arrive(self) -> None:
        """The focus stands where something is wrong, else where work begins."""
        wrong = (field for field in self.fields.values() if field.fault)
        first = next(wrong, next(iter(self.fields.values()), None))
        if first is not None:
            first.take_focus()

    def add_field(self, where: Field, caption: str, hint: str, *, secret: bool = False) -> FormField:
        field = FormField(caption, hint, self.theme, self, secret=secret)
        field.changed.connect(self.typed)
        field.edit.returnPressed.connect(self.gone_on)
        self.fields[where] = field
        self.rows.addWidget(field)
        return field


class ShopStep(StepView):
    """Name and scheme."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.add_field(
            Field.NAME,
            self.tr("Name"),
            self.tr("Your own word for it: it stands beside every order of this shop."),
        )
        self.schemes: dict[SchemeCode, QRadioButton] = {
            SchemeCode.STANDARD: QRadioButton(self.tr("Standard: Megamarket delivers")),
            SchemeCode.DSM: QRadioButton(self.tr("DSM: the shop delivers by itself")),
        }
        self._group = QButtonGroup(self)
        self.rows.addWidget(plain_label(self.tr("Scheme of work with Megamarket"), Role.STRONG))
        choices = QVBoxLayout()
        choices.setSpacing(2)
        for button in self.schemes.values():
            self._group.addButton(button)
            choices.addWidget(button)
            button.clicked.connect(self.typed)
        self.rows.addLayout(choices)
        words = self.tr(
            "One connection is one scheme. For the other one add a second connection, "
            "with a store and an API key of its own in RetailCRM."
        )
        self.rows.addWidget(plain_label(words, tone=Tone.MUTED))
        self.rows.addStretch(1)

    def question(self) -> str:
        return self.tr("What the connection is called, and in which scheme the shop sells")

    def show_state(self, state: WizardState) -> None:
        super().show_state(state)
        self.schemes[state.draft.scheme].setChecked(True)

    def draft(self, draft: Draft) -> Draft:
        chosen = next(code for code, button in self.schemes.items() if button.isChecked())
        return replace(super().draft(draft), scheme=chosen)


class CrmStep(StepView):
    """Address and key of RetailCRM."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        address = self.add_field(
            Field.CRM_URL,
            self.tr("RetailCRM address"),
            self.tr("Of your system, as the browser shows it: https://demo.retailcrm.ru."),
        )
        address.edit.setPlaceholderText("https://")
        self.add_field(
            Field.CRM_KEY,
            self.tr("API key"),
            self.tr(
                "In RetailCRM: Settings | Integration | API keys, button “Add”. A key for mmdesk alone, with "
                "access to one store that was made for Megamarket, and these permissions: Orders, Customers, "
                "Stock, References, Deliveries, Custom fields, Integration."
            ),
            secret=True,
        )
        self.kept = plain_label(tone=Tone.MUTED)
        self.rows.addWidget(self.kept)
        self.rows.addStretch(1)

    def question(self) -> str:
        return self.tr("The shop's RetailCRM")

    def show_state(self, state: WizardState) -> None:
        super().show_state(state)
        show_keeper(self, state, SecretKind.CRM_KEY)
        self.kept.setText(self._kept(state.keeper))

    def _kept(self, keeper: Keeper) -> str:
        match keeper.kind:
            case Keeping.KEYRING:
                return self.tr(
                    "Key and token go into the keyring of this account when the connection is registered, "
                    "and are shown nowhere."
                )
            case Keeping.FILE:
                return self.tr(
                    "Key and token go into a file that only this account can read when the connection is "
                    "registered, and are shown nowhere."
                )
            case Keeping.ENVIRONMENT:
                return self.tr("Key and token are taken from environment variables: nothing is typed here.")


class MegamarketStep(StepView):
    """Seller, token, mode."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.add_field(
            Field.MERCHANT,
            self.tr("Merchant id"),
            self.tr(
                "Your merchant number (merchantId) in Megamarket's cabinet, digits only; "
                "the code of every box begins with it, before the asterisk."
            ),
        )
        self.add_field(
            Field.MM_TOKEN,
            self.tr("Megamarket token"),
            self.tr("In Megamarket's cabinet: Settings | API integration | API integration setup."),
            secret=True,
        )
        self.test = QCheckBox(self.tr("Test mode: a trial with a specialist of Megamarket"))
        self.test.clicked.connect(self.typed)
        self.rows.addWidget(self.test)
        words = self.tr(
            "Test mode wants the token of the test cabinet; its orders are not real. "
            "Going live is a step of its own later."
        )
        self.rows.addWidget(plain_label(words, tone=Tone.MUTED))
        self.add_field(
            Field.MM_URL,
            self.tr("Megamarket address, if it is another one"),
            self.tr("Leave it empty: Megamarket's own address of the mode is taken."),
        )
        self.rows.addStretch(1)

    def question(self) -> str:
        return self.tr("Megamarket")

    def show_state(self, state: WizardState) -> None:
        super().show_state(state)
        self.test.setChecked(state.draft.test_mode)
        show_keeper(self, state, SecretKind.MM_TOKEN)

    def draft(self, draft: Draft) -> Draft:
        return replace(super().draft(draft), test_mode=self.test.isChecked())


class ChecksStep(StepView):
    """Runs by itself on arrival; every red check leads to its cure."""

    again_asked = Signal()
    stop_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.view = ChecksView(theme, self, can_cure=True)
        self.again = QPushButton(self.tr("Check again"))
        self.stop = QPushButton(self.tr("Stop"))
        line = QHBoxLayout()
        line.addWidget(self.again)
        line.addWidget(self.stop)
        line.addStretch(1)
        self.rows.addWidget(self.view)
        self.rows.addLayout(line)
        self.rows.addStretch(1)
        self.again.clicked.connect(self.again_asked)
        self.stop.clicked.connect(self.stop_asked)

    def question(self) -> str:
        return self.tr("Is everything allowed that mmdesk needs?")

    def show_state(self, state: WizardState) -> None:
        running = state.checks.stage is CheckStage.RUNNING
        self.view.show_state(state.checks)
        self.again.setVisible(not running)
        self.stop.setVisible(running)

    def arrive(self) -> None:
        """While it runs one can stop it; then the first cure is at hand."""
        if self.stop.isVisible():
            self.stop.setFocus(Qt.FocusReason.TabFocusReason)
            return
        cures = self.view.cure_buttons()
        (cures[0] if cures else self.again).setFocus(Qt.FocusReason.TabFocusReason)


class RegisterStep(StepView):
    """What will be made in RetailCRM, before it is made."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.words = plain_label()
        self.found = plain_label(tone=Tone.MUTED)
        self.remark = Banner(theme, self)
        self.failure = Banner(theme, self)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName(self.tr("Registering"))
        for widget in (self.words, self.remark, self.found, self.progress, self.failure):
            self.rows.addWidget(widget)
        self.rows.addStretch(1)

    def question(self) -> str:
        return self.tr("Registration in RetailCRM")

    def show_state(self, state: WizardState) -> None:
        self.words.setText(self._plan(state))
        remarks = "\n".join(_sentence(each) for each in state.remarks.values())
        self.remark.show_words("warning", Tone.WARN, remarks)
        self.found.setText(self._found(state.open_orders))
        self.progress.setVisible(state.registering)
        self.failure.show_words("warning", Tone.DANGER, spoken(state.failure) if state.failure else "")

    def _plan(self, state: WizardState) -> str:
        return self.tr(
            "“{name}” will be stored here, and RetailCRM gets:\n"
            "•  the module “Megamarket (mmdesk)” and a delivery type of its own;\n"
            "•  custom fields of orders for Megamarket's numbers and deadlines.\n"
            "What is there already is found and used, not made again. Orders, statuses and prices that you "
            "have in RetailCRM are not touched."
        ).format(name=state.draft.name)

    def _found(self, count: int | None) -> str:
        if count is None:
            return ""
        return self.tr("The first exchange will bring %n open order(s) of the last 30 days.", "", count)


class PublicStep(StepView):
    """Optional: how the world reaches the service."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.done = Banner(theme, self)
        self.form = PublicForm(theme, self, whole=False)
        words = self.tr(
            "Without it everything but two things works by polling, once a minute: Megamarket cannot fetch "
            "the feed from here, and RetailCRM cannot print labels. An address comes from a proxy or tunnel "
            "that leads to this computer; it can be set later as well, under “Integration data”."
        )
        for widget in (self.done, plain_label(words), self.form):
            self.rows.addWidget(widget)
        self.rows.addStretch(1)
        self.form.changed.connect(self.typed)
        for field in self.form.fields.values():
            field.edit.returnPressed.connect(self.gone_on)

    def question(self) -> str:
        return self.tr("Public address, if you have one")

    def show_state(self, state: WizardState) -> None:
        if state.registered is not None:
            words = self.tr("“{name}” is registered, the exchange is on.").format(
                name=state.registered.connection.name
            )
            self.done.show_words("check", Tone.OK, words)

    def arrive(self) -> None:
        next(iter(self.form.fields.values())).take_focus()


class DoneStep(StepView):
    """What comes next, each as a button."""

    links_asked = Signal()
    orders_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.links = QPushButton(self.tr("Links for Megamarket's cabinet"))
        self.orders = QPushButton(self.tr("To the orders"))
        dress(self.orders, Role.PRIMARY)
        self.links.clicked.connect(self.links_asked)
        self.orders.clicked.connect(self.orders_asked)
        self.next = plain_label()
        self.show_reach(is_public=False)
        self.rows.addWidget(self.next)
        line = QHBoxLayout()
        line.addWidget(self.orders)
        line.addWidget(self.links)
        line.addStretch(1)
        self.rows.addLayout(line)
        self.rows.addStretch(1)

    def show_reach(self, *, is_public: bool) -> None:
        """Links that lead to this computer alone are of no use in Megamarket's cabinet."""
        self.links.setVisible(is_public)
        if is_public:
            words = self.tr(
                "1.  Orders come by themselves, within a minute, onto the page “Orders”.\n"
                "2.  Paste the three links into Megamarket's cabinet: feed, new orders, cancelled lots.\n"
                "3.  Before the first hand-over, see which statuses of RetailCRM go with Megamarket's."
            )
        else:
            words = self.tr(
                "1.  Orders come by polling, within a minute, onto the page “Orders”. Without a public "
                "address there are no links to paste into Megamarket's cabinet.\n"
                "2.  Put the feed where Megamarket can fetch it, for example on your site: its address on "
                "this computer is told on the page “Catalogue”.\n"
                "3.  Before the first hand-over, see which statuses of RetailCRM go with Megamarket's."
            )
        self.next.setText(words)

    def show_state(self, state: WizardState) -> None:
        if state.registered is not None:
            name = state.registered.connection.name
            self.heading.setText(self.tr("“{name}” works").format(name=name))

    def arrive(self) -> None:
        self.orders.setFocus(Qt.FocusReason.TabFocusReason)


def show_keeper(step: StepView, state: WizardState, kind: SecretKind) -> None:
    """Where secrets come from the environment, the field names its variable instead of taking one."""
    if state.types_secrets:
        return
    where = Field.CRM_KEY if kind is SecretKind.CRM_KEY else Field.MM_TOKEN
    variable = environment_name(state.draft.name, kind)
    step.fields[where].lock(spoken(_FROM_VARIABLE.format(variable=variable)))


def _sentence(words: Text) -> str:
    told = spoken(words)
    return f"{told[:1].upper()}{told[1:]}."


_FROM_VARIABLE: Final = Text(
    "Берётся из переменной {variable}: задайте её и запустите mmdesk заново.",
    "Taken from the variable {variable}: set it and start mmdesk again.",
)
