"""What a person does with calls of Megamarket: looked into, worked off again, dropped."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot

from mmdesk.services.received_calls import ReceivedCall
from mmdesk.ui.exchange import call_words
from mmdesk.ui.exchange.body_dialog import BodyDialog
from mmdesk.ui.exchange.deeds import Deeds
from mmdesk.ui.facts.consequence_dialog import ConsequenceDialog
from mmdesk.ui.messages import Kind


class CallDeeds(Deeds):
    _asked: ReceivedCall | None = None

    @Slot(object)
    def read_body(self, call: ReceivedCall) -> None:
        self._runner.read(
            partial(self._desk.body, call.row_id),
            owner=self,
            done=partial(self._show_body, call),
            failed=self._messages.show_error,
        )

    def _show_body(self, call: ReceivedCall, body: str) -> None:
        BodyDialog(call_words.title(call), body, self._window).open()

    @Slot(object)
    def replay(self, call: ReceivedCall) -> None:
        told = self.tr("The service works the call off again; its orders are read anew")
        self._write(partial(self._desk.replay, call.row_id), told)

    @Slot(object)
    def ask_drop(self, call: ReceivedCall) -> None:
        self._asked = call
        dialog = ConsequenceDialog(
            self.tr("Drop the call?"),
            self.tr("{call} · orders: {orders}").format(
                call=call_words.title(call), orders=", ".join(call.orders) or "—"
            ),
            self.tr("Nothing follows from this call any more. Its orders still arrive by polling."),
            self.tr("Drop"),
            self._theme,
            self._window,
        )
        dialog.accepted.connect(self._drop_asked)
        dialog.open()

    @Slot()
    def _drop_asked(self) -> None:
        if self._asked is not None:
            self._write(partial(self._desk.drop_call, self._asked.row_id), self.tr("The call is dropped"))

    def _write(self, work: partial[None], told: str) -> None:
        self._do(work, partial(self._tell_done, told))

    def _tell_done(self, told: str, _nothing: None) -> None:
        self._messages.say(Kind.DONE, told)
        self.done.emit()
