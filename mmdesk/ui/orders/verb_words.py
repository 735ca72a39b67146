"""What the verbs are called on buttons and in sentences, and the keys they listen to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication

from mmdesk.domain.reason import REASON_NAMES
from mmdesk.domain.scheme import Verb
from mmdesk.ui.words import spoken

KEYS: Final[Mapping[Verb, str]] = {
    Verb.CONFIRM: "F2",
    Verb.REJECT: "F4",
    Verb.PACK: "F6",
    Verb.LABEL: "F7",
    Verb.SHIP: "F8",
    Verb.COURIER: "F8",
    Verb.CLOSE: "F8",
}

ICONS: Final[Mapping[Verb, str]] = {
    Verb.CONFIRM: "check",
    Verb.REJECT: "cross",
    Verb.PACK: "box",
    Verb.LABEL: "label",
    Verb.SHIP: "hand-over",
    Verb.COURIER: "courier",
    Verb.CLOSE: "check-all",
    Verb.MOVE: "clock",
    Verb.ANSWER_CANCEL: "question",
}


def caption(verb: Verb) -> str:
    """What a button says; a row of buttons has no room for more."""
    translate = QCoreApplication.translate
    return {
        Verb.CONFIRM: translate("Verbs", "Confirm"),
        Verb.REJECT: translate("Verbs", "Reject"),
        Verb.PACK: translate("Verbs", "Pack"),
        Verb.LABEL: translate("Verbs", "Label"),
        Verb.SHIP: translate("Verbs", "Hand over"),
        Verb.COURIER: translate("Verbs", "Give to the courier"),
        Verb.CLOSE: translate("Verbs", "Close"),
        Verb.MOVE: translate("Verbs", "Move the delivery"),
        Verb.ANSWER_CANCEL: translate("Verbs", "Answer the cancellation"),
    }[verb]


def progress(verb: Verb, done: int, total: int) -> str:
    """«Подтверждаю: 40 из 120»."""
    translate = QCoreApplication.translate
    sentence = {
        Verb.CONFIRM: translate("Verbs", "Confirming: {done} of {total}"),
        Verb.PACK: translate("Verbs", "Packing: {done} of {total}"),
        Verb.LABEL: translate("Verbs", "Asking for labels: {done} of {total}"),
        Verb.SHIP: translate("Verbs", "Handing over: {done} of {total}"),
        Verb.COURIER: translate("Verbs", "Giving to the courier: {done} of {total}"),
    }[verb]
    return sentence.format(done=done, total=total)


def many_done(verb: Verb, orders: int, seconds: int = 0) -> str:
    """What has been decided about several orders; it leaves in so many seconds, 0 where that is not known."""
    translate = QCoreApplication.translate
    if seconds and verb in (Verb.CONFIRM, Verb.SHIP):
        words = {
            Verb.CONFIRM: translate("Verbs", "confirmation of %n order(s) leaves in {seconds} s", "", orders),
            Verb.SHIP: translate("Verbs", "shipping of %n order(s) leaves in {seconds} s", "", orders),
        }[verb]
        return words.format(seconds=seconds)
    return {
        Verb.CONFIRM: translate("Verbs", "confirmation of %n order(s) is on its way", "", orders),
        Verb.PACK: translate("Verbs", "packing of %n order(s), each in one box, is on its way", "", orders),
        Verb.LABEL: translate(
            "Verbs", "Labels of %n order(s) asked for; F7 on an order opens its label", "", orders
        ),
        Verb.SHIP: translate("Verbs", "shipping of %n order(s) is on its way", "", orders),
        Verb.COURIER: translate("Verbs", "%n order(s) given to the courier", "", orders),
    }[verb]


def many_already(orders: int) -> str:
    """For how many of several orders nothing was left to do."""
    return QCoreApplication.translate("Verbs", "done or on its way before for %n order(s)", "", orders)


def many_refused(orders: int) -> str:
    return QCoreApplication.translate("Verbs", "refused for %n order(s)", "", orders)


def one_at_a_time(verb: Verb) -> str:
    """Why a verb that asks something is not for several orders."""
    translate = QCoreApplication.translate
    return {
        Verb.REJECT: translate("Verbs", "Rejecting is for one order at a time: choose one."),
        Verb.CLOSE: translate("Verbs", "The result is told for one order at a time: choose one."),
        Verb.MOVE: translate("Verbs", "A delivery is moved for one order at a time: choose one."),
        Verb.ANSWER_CANCEL: translate(
            "Verbs", "A cancellation is answered for one order at a time: choose one."
        ),
    }[verb]


def reason_name(code: str) -> str:
    """A reason in words; one nobody knows yet by its code."""
    known = REASON_NAMES.get(code)
    return spoken(known) if known else code


def lots_named(lots: Sequence[int]) -> str:
    """«лот 2», «лоты 1, 3»."""
    numbers = ", ".join(map(str, lots))
    if len(lots) == 1:
        return QCoreApplication.translate("Verbs", "lot {numbers}").format(numbers=numbers)
    return QCoreApplication.translate("Verbs", "lots {numbers}").format(numbers=numbers)
