"""What a person does with commands that wait: asked where needed, done on the task thread, and told."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot

from mmdesk.services.exchange_desk import Answer
from mmdesk.services.waiting_commands import WaitingCommand
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.exchange import exchange_state, queue_words
from mmdesk.ui.exchange.deeds import Deeds
from mmdesk.ui.facts.consequence_dialog import ConsequenceDialog
from mmdesk.ui.facts.lines_list import LinesList
from mmdesk.ui.messages import Kind
from mmdesk.ui.orders.verb_words import lots_named
from mmdesk.ui.words import language

Commands = tuple[WaitingCommand, ...]


class QueueDeeds(Deeds):
    _asked: Commands = ()

    # -- sending again

    @Slot(tuple)
    def retry(self, marked: Commands) -> None:
        """One goes at once: nothing is lost by it. Several are named first."""
        self._asked = exchange_state.retriable(marked)
        if len(marked) == 1:
            self._retry_asked()
        elif self._asked:
            self._ask_retry(marked)

    def _ask_retry(self, marked: Commands) -> None:
        question = ConfirmDialog(
            self.tr("Send %n command(s) again?", "", len(self._asked)),
            (self.tr("They leave at once and in this order, even while the remote is paused."),),
            self.tr("Send again"),
            self._theme,
            self._window,
            destructive=False,
        )
        lines = self._lines(marked, self._asked)
        question.body.addWidget(LinesList(lines, self.tr("What happens to each command")))
        question.accepted.connect(self._retry_asked)
        question.open()

    @Slot()
    def _retry_asked(self) -> None:
        work = partial(self._desk.retry, [each.key for each in self._asked])
        done = partial(self._tell_retried, self._asked)
        self._do(work, done)

    def _tell_retried(self, asked: Commands, answers: tuple[Answer, ...]) -> None:
        said = self.tr("{order}: it is sent again")
        lines = [
            self._refusal(command, answer) or said.format(order=queue_words.named(command))
            for command, answer in zip(asked, answers, strict=True)
        ]
        well = sum(answer.refused is None for answer in answers)
        self._tell(answers, lines, self.tr("%n command(s) sent again", "", well))

    # -- dropping

    @Slot(tuple)
    def ask_drop(self, marked: Commands) -> None:
        self._asked = exchange_state.droppable(marked)
        if not self._asked:
            return
        several = len(marked) > 1
        first = self._asked[0]
        dialog = ConsequenceDialog(
            self.tr("Drop %n command(s)?", "", len(self._asked)) if several else self.tr("Drop the command?"),
            self.tr("What happens to each command") if several else self._about(first),
            self._consequence(self._asked),
            self.tr("Drop"),
            self._theme,
            self._window,
            self._lines(marked, self._asked) if several else (),
        )
        dialog.accepted.connect(self._drop_asked)
        dialog.open()

    def _about(self, command: WaitingCommand) -> str:
        return self.tr("{command} · order {number} · {lots} · {name}").format(
            command=queue_words.command_name(command),
            number=command.shipment_id,
            lots=lots_named(command.lots),
            name=command.connection,
        )

    def _consequence(self, commands: Commands) -> str:
        remotes = " / ".join(sorted({queue_words.remote_name(each.target) for each in commands}))
        if len(commands) == 1:
            words = self.tr(
                "{remote} does not get this command. Later commands about the same lots go on without it."
            )
        else:
            words = self.tr(
                "{remote} does not get these commands. Later ones about the same lots go on without them."
            )
        consequence = words.format(remote=remotes)
        if any(map(exchange_state.may_have_worked, commands)):
            consequence += " " + self.tr("It may have taken effect already: look at the order afterwards.")
        return consequence

    @Slot()
    def _drop_asked(self) -> None:
        work = partial(self._desk.drop, [each.key for each in self._asked])
        done = partial(self._tell_dropped, self._asked)
        self._do(work, done)

    def _tell_dropped(self, asked: Commands, answers: tuple[Answer, ...]) -> None:
        lines = [
            self._refusal(command, answer) or self._dropped(command, answer)
            for command, answer in zip(asked, answers, strict=True)
        ]
        well = sum(answer.refused is None for answer in answers)
        self._tell(answers, lines, self.tr("%n command(s) dropped", "", well))

    def _dropped(self, command: WaitingCommand, answer: Answer) -> str:
        words = self.tr("{order}: dropped, it is not sent")
        if answer.in_doubt:
            words = self.tr(
                "{order}: dropped, but it may have taken effect all the same. "
                "The order is read again before anything else is sent."
            )
        return words.format(order=queue_words.named(command))

    # -- of both

    def _lines(self, marked: Sequence[WaitingCommand], asked: Commands) -> list[str]:
        """What is done first, then what is left as it is."""
        stays = self.tr("{order}: stays as it is, it cannot be done now")
        left = [each for each in marked if each not in asked]
        return [
            *(queue_words.named(each) for each in asked),
            *(stays.format(order=queue_words.named(each)) for each in left),
        ]

    def _refusal(self, command: WaitingCommand, answer: Answer) -> str:
        if answer.refused is None:
            return ""
        return f"{queue_words.named(command)}: {answer.refused.sentence(language())}"

    def _tell(self, answers: tuple[Answer, ...], lines: list[str], counted: str) -> None:
        refused = sum(answer.refused is not None for answer in answers)
        kind = Kind.NOTICE if any(answer.in_doubt for answer in answers) else Kind.DONE
        if refused:
            kind = Kind.REFUSED
            counted = f"{counted}; {self.tr('%n left as they were', '', refused)}"
        if len(answers) == 1:
            self._messages.say(kind, lines[0])
        else:
            self._messages.say(kind, counted, lines)
        self.done.emit()
