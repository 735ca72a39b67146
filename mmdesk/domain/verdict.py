"""What the bench answers to a scan or a key: the verdict, how it sounds and looks, whether it stops."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from mmdesk.errors import Text


class Control(StrEnum):
    """Control barcodes, which are keys as well; the value is the text of the barcode."""

    NEXTBOX = "MMD:NEXTBOX"
    MISSING = "MMD:MISSING"
    PARK = "MMD:PARK"
    UNDO = "MMD:UNDO"
    DONE = "MMD:DONE"
    OK = "MMD:OK"
    REPRINT = "MMD:REPRINT"


class Sound(StrEnum):
    """The sounds of the bench, by the names of their files."""

    NONE = ""
    RIGHT = "right"
    BOX_CLOSED = "box-closed"
    WRONG = "wrong"
    EXTRA = "extra"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class Tone(StrEnum):
    """The colours of the stage; NEUTRAL leaves it as it is."""

    NEUTRAL = "neutral"
    RIGHT = "right"
    WRONG = "wrong"
    EXTRA = "extra"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What became of the last scan or key."""

    IDLE = "idle"
    """Nothing has been scanned yet."""
    OPENED = "opened"
    RESUMED = "resumed"
    RIGHT = "right"
    MARK_WANTED = "mark-wanted"
    """The product is right and asks for its marking code: that is the next scan."""
    MARK_FIRST = "mark-first"
    """Something else was scanned while a marking code is awaited: it was not counted."""
    BOX_CLOSED = "box-closed"
    FINISHED = "finished"
    """The last lot is in its box: the order has been closed and its packing queued."""
    UNDONE = "undone"
    TAKEN_OUT = "taken-out"
    MISSING = "missing"
    PARKED = "parked"
    LEFT = "left"
    REPRINTED = "reprinted"
    PAPER_WAITS = "paper-waits"
    """The paper of the order that was closed last is held up: the printer has to be seen to."""
    PAPER_STOPPED = "paper-stopped"
    """The order that was closed last does not get to its paper unless somebody acts."""
    PAPER_OUT = "paper-out"
    """What had been held up has come out."""
    ACKNOWLEDGED = "acknowledged"
    ASKING = "asking"
    """The view has a question."""
    WRONG = "wrong"
    EXTRA = "extra"
    ALREADY_PACKED = "already-packed"
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    """The buyer cancelled while it is being packed."""
    TAKE_OUT = "take-out"
    """First a cancelled lot has to be scanned out of its box."""
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    MARK_USED = "mark-used"
    MARK_FOREIGN = "mark-foreign"
    HALF = "half"
    JOINED = "joined"
    OTHERS = "others"
    """Another bench is packing it."""
    NOT_READY = "not-ready"
    """The order cannot be packed as it stands; the words say what to do."""
    NO_ORDER = "no-order"
    """No open order needs it, or there is no order with this number."""
    ALARM_FIRST = "alarm-first"
    """An alarm waits for OK: the scan was not counted."""
    REFUSED = "refused"
    """The key makes no sense now, or our rules forbid it."""

    @property
    def heading(self) -> Text:
        """One or two words, in capitals where the bench shows them large."""
        return _HEADINGS[self]

    @property
    def sound(self) -> Sound:
        return _SOUNDS.get(self, Sound.NONE)

    @property
    def tone(self) -> Tone:
        return _TONES.get(self, Tone.NEUTRAL)

    @property
    def is_alarm(self) -> bool:
        """Whether everything waits until somebody acknowledges it."""
        return self in _ALARMS


_ALARMS: Final = frozenset({Verdict.WRONG, Verdict.CANCELLED, Verdict.STOPPED})
_HEADINGS: Final[Mapping[Verdict, Text]] = {
    Verdict.IDLE: Text("СКАНИРУЙТЕ", "SCAN"),
    Verdict.OPENED: Text("ЗАКАЗ ОТКРЫТ", "ORDER OPENED"),
    Verdict.RESUMED: Text("ПРОДОЛЖАЕМ", "RESUMED"),
    Verdict.RIGHT: Text("ВЕРНО", "RIGHT"),
    Verdict.MARK_WANTED: Text("КОД МАРКИРОВКИ", "MARKING CODE"),
    Verdict.MARK_FIRST: Text("СНАЧАЛА КОД МАРКИРОВКИ", "MARKING CODE FIRST"),
    Verdict.BOX_CLOSED: Text("МЕСТО ЗАКРЫТО", "BOX CLOSED"),
    Verdict.FINISHED: Text("ГОТОВО", "DONE"),
    Verdict.UNDONE: Text("ОТМЕНЕНО", "UNDONE"),
    Verdict.TAKEN_OUT: Text("ДОСТАЛИ", "TAKEN OUT"),
    Verdict.MISSING: Text("НЕТ ТОВАРА", "MISSING"),
    Verdict.PARKED: Text("ОТЛОЖЕН", "PARKED"),
    Verdict.LEFT: Text("ЗАКРЫТ", "CLOSED"),
    Verdict.REPRINTED: Text("ПЕЧАТАЕМ", "PRINTING"),
    Verdict.PAPER_WAITS: Text("ПЕЧАТЬ ЖДЁТ", "PRINTING WAITS"),
    Verdict.PAPER_STOPPED: Text("НЕ НАПЕЧАТАНО", "NOT PRINTED"),
    Verdict.PAPER_OUT: Text("НАПЕЧАТАНО", "PRINTED"),
    Verdict.ACKNOWLEDGED: Text("ПОНЯЛ", "ACKNOWLEDGED"),
    Verdict.ASKING: Text("ВОПРОС", "QUESTION"),
    Verdict.WRONG: Text("НЕ ТОТ ТОВАР", "WRONG"),
    Verdict.EXTRA: Text("ЛИШНИЙ", "EXTRA"),
    Verdict.ALREADY_PACKED: Text("УЖЕ УПАКОВАН", "ALREADY PACKED"),
    Verdict.CANCELLED: Text("ОТМЕНЁН", "CANCELLED"),
    Verdict.STOPPED: Text("СТОП: ОТМЕНА", "STOP: CANCELLED"),
    Verdict.TAKE_OUT: Text("ДОСТАНЬТЕ", "TAKE IT OUT"),
    Verdict.UNKNOWN: Text("НЕИЗВЕСТНЫЙ КОД", "UNKNOWN CODE"),
    Verdict.AMBIGUOUS: Text("КОД У РАЗНЫХ ТОВАРОВ", "AMBIGUOUS CODE"),
    Verdict.MARK_USED: Text("КОД УЖЕ БЫЛ", "CODE USED BEFORE"),
    Verdict.MARK_FOREIGN: Text("КОД ДРУГОГО ТОВАРА", "CODE OF OTHER GOODS"),
    Verdict.HALF: Text("КОД НЕ ПОЛНОСТЬЮ", "HALF A CODE"),
    Verdict.JOINED: Text("ДВА КОДА СРАЗУ", "TWO CODES AT ONCE"),
    Verdict.OTHERS: Text("ЗАНЯТ", "TAKEN"),
    Verdict.NOT_READY: Text("РАНО", "NOT YET"),
    Verdict.NO_ORDER: Text("НЕТ ЗАКАЗА", "NO ORDER"),
    Verdict.ALARM_FIRST: Text("СНАЧАЛА «ПОНЯЛ»", "OK FIRST"),
    Verdict.REFUSED: Text("НЕЛЬЗЯ", "NOT NOW"),
}
_SOUNDS: Final[Mapping[Verdict, Sound]] = {
    Verdict.OPENED: Sound.RIGHT,
    Verdict.RESUMED: Sound.RIGHT,
    Verdict.RIGHT: Sound.RIGHT,
    Verdict.TAKEN_OUT: Sound.RIGHT,
    Verdict.MARK_WANTED: Sound.RIGHT,
    Verdict.BOX_CLOSED: Sound.BOX_CLOSED,
    Verdict.FINISHED: Sound.BOX_CLOSED,
    Verdict.WRONG: Sound.WRONG,
    Verdict.ALARM_FIRST: Sound.WRONG,
    Verdict.MARK_FOREIGN: Sound.WRONG,
    Verdict.OTHERS: Sound.WRONG,
    Verdict.NOT_READY: Sound.WRONG,
    Verdict.REFUSED: Sound.WRONG,
    Verdict.PAPER_WAITS: Sound.WRONG,
    Verdict.PAPER_STOPPED: Sound.WRONG,
    Verdict.EXTRA: Sound.EXTRA,
    Verdict.ALREADY_PACKED: Sound.EXTRA,
    Verdict.MARK_USED: Sound.EXTRA,
    Verdict.MARK_FIRST: Sound.EXTRA,
    Verdict.TAKE_OUT: Sound.EXTRA,
    Verdict.CANCELLED: Sound.CANCELLED,
    Verdict.STOPPED: Sound.CANCELLED,
    Verdict.UNKNOWN: Sound.UNKNOWN,
    Verdict.AMBIGUOUS: Sound.UNKNOWN,
    Verdict.HALF: Sound.UNKNOWN,
    Verdict.JOINED: Sound.UNKNOWN,
    Verdict.NO_ORDER: Sound.UNKNOWN,
}
_TONES: Final[Mapping[Verdict, Tone]] = {
    verdict: Tone.RIGHT if sound is Sound.BOX_CLOSED else Tone(sound.value)
    for verdict, sound in _SOUNDS.items()
}
