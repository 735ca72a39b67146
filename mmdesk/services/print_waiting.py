"""How a job stands, in words: what is wrong, whether it is tried again by itself, and what one can do now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mmdesk.errors import MmdeskError, Text
from mmdesk.printing.printer_setup import PrinterKind
from mmdesk.printing.spooler import JobStage, JobState, PrinterCondition, PrinterState


def waits_for(state: PrinterState, kind: PrinterKind) -> Text:
    """«Ждёт принтер: кончилась бумага. Вставьте бумагу …»: of a printer that cannot print at the moment."""
    cure = _CURES.get((kind, state.condition), _CURE)
    return _WAITS.format(why=_inside(state.words), cure=cure)


def tried_again(error: MmdeskError, seconds: int) -> Text:
    """Of a job that was not taken: `seconds` until the next try."""
    return _AGAIN.format(why=_closed(error.text), seconds=seconds)


def doubtful(error: MmdeskError) -> Text:
    """Of a job that may have come out."""
    return _without_hint(error).joined(_LOOK)


def ended(job: JobState) -> Text:
    """Of a job that the system's queue is done with."""
    match job.stage:
        case JobStage.UNKNOWN | JobStage.BROKEN_OFF:
            return _closed(job.words).joined(_LOOK)
        case JobStage.FAILED:
            return _closed(job.words).joined(_REPAIR)
    return job.words


def stands(job: JobState, printer: PrinterState | None) -> Text:
    """Of a job that the system's queue has: with what is wrong there, and how it gets out."""
    if job.stage is JobStage.HELD:
        return _closed(job.words).joined(_RELEASE)
    if printer is None or printer.condition.can_print:
        return job.words
    return _IN_QUEUE.format(why=_inside(printer.words))


def in_short(words: Text) -> Text:
    """What is wrong, and its cure, without how the program goes on by itself."""
    return Text(_before(words.ru, _BY_ITSELF.ru), _before(words.en, _BY_ITSELF.en))


def _before(words: str, mark: str) -> str:
    return words.partition(mark)[0].rstrip() or words


def _inside(words: Text) -> Text:
    """As a part of a longer sentence."""
    return Text(_small(words.ru), _small(words.en))


def _small(words: str) -> str:
    return (words[:1].lower() + words[1:]).rstrip(".")


def _without_hint(error: MmdeskError) -> Text:
    """The hint is for whoever sent it by hand; here the program asks its own question."""
    words = type(error).title
    if error.detail.ru or error.detail.en:
        words = words.joined(Text(": ", ": ")).joined(error.detail)
    return _closed(words)


def _closed(words: Text) -> Text:
    """Ready for another sentence."""
    return Text(words.ru.rstrip("."), words.en.rstrip("."))


_BY_ITSELF: Final = Text("Напечатается само", "It is printed by itself")
_WAITS: Final = Text(
    "Ждёт принтер: {why}. {cure} или выберите другой принтер на странице «Печать». "
    "Напечатается само: принтер проверяется каждые несколько секунд.",
    "Waits for the printer: {why}. {cure}, or choose another printer on the page “Printing”. "
    "It is printed by itself: the printer is asked every few seconds.",
)
_AGAIN: Final = Text(
    "{why}. Напечатается само: следующая попытка через {seconds} с. "
    "Другой принтер можно выбрать на странице «Печать».",
    "{why}. It is printed by itself: the next try is in {seconds} s. "
    "Another printer can be chosen on the page “Printing”.",
)
_IN_QUEUE: Final = Text(
    "Задание в очереди системы, принтер: {why}. Напечатается само, как только он сможет. "
    "Для другого принтера отмените задание в очереди системы, затем повторите его здесь.",
    "The job is in the system's queue, the printer: {why}. It is printed by itself as soon as that can. "
    "For another printer, cancel the job in the system's queue, then retry it here.",
)
_RELEASE: Final = Text(
    ". Отпустите его в очереди системы или отмените там и напечатайте на другом принтере.",
    ". Release it in the system's queue, or cancel it there and print it on another printer.",
)
_LOOK: Final = Text(
    ". Посмотрите, вышла ли бумага, и ответьте: вышла или не вышла.",
    ". See whether the paper came out, and answer: it did, or it did not.",
)
_REPAIR: Final = Text(
    ". Исправьте причину и повторите задание или напечатайте его на другом принтере.",
    ". Put that right and retry the job, or print it on another printer.",
)
_CURE: Final = Text("Проверьте принтер", "Check the printer")
_PAPER: Final = Text("Вставьте бумагу", "Put paper in")
_CURES: Final[Mapping[tuple[PrinterKind, PrinterCondition], Text]] = {
    (PrinterKind.SYSTEM, PrinterCondition.OFFLINE): Text(
        "Включите и подключите принтер", "Switch the printer on and connect it"
    ),
    (PrinterKind.SYSTEM, PrinterCondition.NO_PAPER): _PAPER,
    (PrinterKind.SYSTEM, PrinterCondition.PAUSED): Text(
        "Устраните помеху, снимите паузу в очереди системы",
        "Clear what is in the way, end the pause in the system's queue",
    ),
    (PrinterKind.NETWORK, PrinterCondition.OFFLINE): Text(
        "Включите принтер, проверьте сеть", "Switch the printer on, check the network"
    ),
    (PrinterKind.NETWORK, PrinterCondition.NO_PAPER): _PAPER,
    (PrinterKind.NETWORK, PrinterCondition.PAUSED): Text(
        "Устраните это у принтера", "Put that right at the printer"
    ),
    (PrinterKind.FOLDER, PrinterCondition.OFFLINE): Text(
        "Верните папку и право писать в неё", "Bring back the folder and the right to write to it"
    ),
    (PrinterKind.FOLDER, PrinterCondition.PAUSED): Text(
        "Освободите место на диске", "Free space on that disk"
    ),
}
