"""Dialogs about a connection that is there: check it, edit it, register it, take it from the test to life."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from mmdesk.errors import MmdeskError
from mmdesk.secrets import SecretKind
from mmdesk.services.check import Told
from mmdesk.services.connection_checks import CheckReport
from mmdesk.services.connection_desk import (
    Change,
    ConnectionDesk,
    ConnectionLook,
    Keeper,
    Keeping,
    Registered,
)
from mmdesk.services.connection_draft import (
    Field,
    crm_address_fault,
    secret_fault,
    seller_fault,
    tidy_address,
)
from mmdesk.services.connections import Edited
from mmdesk.services.going_live import NewTokenNeeded
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.setup.checks_state import ChecksState
from mmdesk.ui.setup.talk_dialog import TalkDialog
from mmdesk.ui.theme import Theme, Tone
from mmdesk.ui.words import spoken


class CheckDialog(TalkDialog):
    """Runs at once; accepting runs it again."""

    least_checks = 300

    def __init__(
        self,
        desk: Callable[[], ConnectionDesk],
        look: ConnectionLook,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, look, theme, parent)
        self.accept_button.setText(self.tr("Check again"))
        self.go()

    def question(self) -> str:
        return self.tr("Check the connection")

    def leaving(self) -> str:
        return self.tr("Close")

    def go(self) -> None:
        self.begin_checks()
        work = partial(_check, self.desk, self.connection.name)
        self.talk.begin(work, owner=self, done=self._checked, failed=self.fail)

    def _checked(self, report: CheckReport) -> None:
        self.show_checks(self.checks.end(report.checks))


class RegisterDialog(TalkDialog):
    """For a connection that is stored and not registered."""

    def __init__(
        self,
        desk: Callable[[], ConnectionDesk],
        look: ConnectionLook,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, look, theme, parent)
        self.accept_button.setText(self.tr("Register"))
        words = self.tr(
            "RetailCRM gets the module, a delivery type and custom fields of orders; "
            "what is there already is found and used."
        )
        self.body.addWidget(plain_label(words))

    def question(self) -> str:
        return self.tr("Register in RetailCRM")

    def go(self) -> None:
        self.begin_checks()
        work = partial(_register, self.desk, self.connection.name)
        self.talk.begin(work, owner=self, done=self._registered, failed=self.fail)

    def _registered(self, registered: Registered) -> None:
        said = self.tr("“{name}” is registered, the exchange is on.")
        self.finish(said.format(name=registered.connection.name))


class EditDialog(TalkDialog):
    """What stays empty stays as it is; what is typed is tried before it is stored."""

    def __init__(
        self,
        desk: Callable[[], ConnectionDesk],
        look: ConnectionLook,
        keeper: Keeper,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, look, theme, parent)
        self._look = look
        self.accept_button.setText(self.tr("Check and save"))
        self._add_fields()
        self._lock_what_is_fixed(keeper)
        for field in self.fields.values():
            field.changed.connect(self._clear_faults)

    def question(self) -> str:
        return self.tr("Edit the connection")

    def go(self) -> None:
        change = self._change()
        if self._show_own_faults(change):
            return
        if change == Change():
            self.reject()
            return
        self.begin_checks()
        work = partial(_edit, self.desk, self.connection.name, change)
        self.talk.begin(work, owner=self, done=self._edited, failed=self.fail)

    def _edited(self, edited: Edited) -> None:
        said = self.tr("“{name}” is changed, and it works.")
        self.finish(said.format(name=edited.connection.name))

    def _change(self) -> Change:
        """Only what differs from what is stored; nonsense stays in it for the faults to name."""
        fields, connection = self.fields, self.connection
        address = tidy_address(fields[Field.CRM_URL].value)
        fields[Field.CRM_URL].show_value(address)
        seller = fields[Field.MERCHANT].value.strip()
        secrets = {SecretKind.CRM_KEY: Field.CRM_KEY, SecretKind.MM_TOKEN: Field.MM_TOKEN}
        typed = {
            kind: fields[where].value.strip()
            for kind, where in secrets.items()
            if fields[where].value.strip()
        }
        number = int(seller) if seller_fault(seller) is None else connection.merchant_id
        return Change(
            crm_url=address if address.rstrip("/") != connection.crm_url else None,
            merchant_id=number if number != connection.merchant_id else None,
            typed=typed or None,
        )

    def _show_own_faults(self, change: Change) -> bool:
        found = {
            Field.CRM_URL: crm_address_fault(self.fields[Field.CRM_URL].value),
            Field.MERCHANT: seller_fault(self.fields[Field.MERCHANT].value),
        }
        for kind, secret in (change.typed or {}).items():
            found[Field(kind.value)] = secret_fault(kind, secret)
        wrong = {where: fault for where, fault in found.items() if fault is not None}
        for where, field in self.fields.items():
            field.show_fault(spoken(wrong[where]) if where in wrong else "")
        first = next((self.fields[where] for where in self.fields if where in wrong), None)
        if first is not None:
            first.take_focus()
        return bool(wrong)

    def _clear_faults(self) -> None:
        for field in self.fields.values():
            field.show_fault("")

    def _add_fields(self) -> None:
        connection, keeps = self.connection, self.tr("stored; leave empty to keep it")
        address = self.add_field(
            Field.CRM_URL,
            self.tr("RetailCRM address"),
            self.tr("Another address is another account: it is registered anew at once."),
        )
        address.show_value(connection.crm_url)
        key = self.add_field(
            Field.CRM_KEY,
            self.tr("API key"),
            self.tr("In RetailCRM: Settings | Integration | API keys."),
            secret=True,
        )
        token = self.add_field(
            Field.MM_TOKEN,
            self.tr("Megamarket token"),
            self.tr("In Megamarket's cabinet: Settings | API integration | API integration setup."),
            secret=True,
        )
        for secret in (key, token):
            secret.edit.setPlaceholderText(keeps)
        seller = self.add_field(
            Field.MERCHANT, self.tr("Merchant id"), self.tr("Can be changed until the first order has come.")
        )
        seller.show_value(str(connection.merchant_id))

    def _lock_what_is_fixed(self, keeper: Keeper) -> None:
        seller = self.fields[Field.MERCHANT]
        if self._look.orders:
            seller.edit.setReadOnly(True)
            seller.show_hint(self.tr("Orders bear it already. For another merchant add another connection."))
        if keeper.kind is Keeping.ENVIRONMENT:
            for where in (Field.CRM_KEY, Field.MM_TOKEN):
                self.fields[where].lock(self.tr("Comes from an environment variable: set it and restart."))


class GoLiveDialog(TalkDialog):
    """A new token, the test orders into the archive, their queue never sent."""

    def __init__(
        self,
        desk: Callable[[], ConnectionDesk],
        look: ConnectionLook,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, look, theme, parent)
        self.accept_button.setText(self.tr("Check and go live"))
        self.body.addWidget(plain_label(self._consequence(look)))
        token = self.add_field(
            Field.MM_TOKEN,
            self.tr("Token of the live cabinet"),
            self.tr("In Megamarket's cabinet: Settings | API integration | API integration setup."),
            secret=True,
        )
        words = self.tr("Links, settings and the registration in RetailCRM stay as they are.")
        self.body.addWidget(plain_label(words, tone=Tone.MUTED))
        token.take_focus()

    def question(self) -> str:
        return self.tr("Go live")

    def go(self) -> None:
        token = self.fields[Field.MM_TOKEN]
        fault = secret_fault(SecretKind.MM_TOKEN, token.value)
        if fault is not None:
            token.show_fault(spoken(fault))
            token.take_focus()
            return
        self.begin_checks()
        change = Change(test_mode=False, typed={SecretKind.MM_TOKEN: token.value.strip()})
        work = partial(_edit, self.desk, self.connection.name, change)
        self.talk.begin(work, owner=self, done=self._went_live, failed=self.fail)

    def fail(self, error: MmdeskError) -> None:
        """The token of the test, typed once more, is told at its field."""
        super().fail(error)
        if isinstance(error, NewTokenNeeded):
            self.show_checks(ChecksState())
            token = self.fields[Field.MM_TOKEN]
            token.show_fault(self.tr("This is the token of the test cabinet: take that of the live one."))
            token.take_focus()

    def _went_live(self, edited: Edited) -> None:
        name, archive = edited.connection.name, edited.archive
        count = archive.orders if archive is not None else 0
        said = self.tr(
            "“{name}” is live. %n test order(s) are in the archive; none of their queue is sent.", "", count
        )
        self.finish(said.format(name=name))

    def _consequence(self, look: ConnectionLook) -> str:
        told = [self.tr("%n test order(s) go into the archive and are worked on no more.", "", look.orders)]
        if look.queued:
            told.append(
                self.tr("%n command(s) of theirs that wait are dropped and never sent.", "", look.queued)
            )
        return " ".join((*told, self.tr("From then on the orders are real.")))


def _check(desk: Callable[[], ConnectionDesk], name: str, told: Told) -> CheckReport:
    return desk().check(name, told)


def _register(desk: Callable[[], ConnectionDesk], name: str, _told: Told) -> Registered:
    return desk().register(name)


def _edit(desk: Callable[[], ConnectionDesk], name: str, change: Change, told: Told) -> Edited:
    return desk().edit(name, change, told)
