"""What the status strip and the banners say about the service and the remotes at a given moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from mmdesk.errors import Text
from mmdesk.ui import moments
from mmdesk.ui.tone import Tone

if TYPE_CHECKING:
    from mmdesk.services.service_state import ServiceState, Trouble

STARTING: Final = timedelta(seconds=60)
"""How long a window waits for the service it has started before it calls for help."""

# By the targets' values: the module they come from takes longer to import than the window may take to appear.
_NAMES: Final[Mapping[str, Text]] = {
    "megamarket": Text("Мегамаркет", "Megamarket"),
    "crm": Text.same("RetailCRM"),
}
_NOTHING: Final = Text.same("")
_WHERE: Final = "«Настройки», «Подключения», «Изменить»"
_REFUSED: Final[Mapping[str, tuple[Text, Text]]] = {
    "megamarket": (
        Text("{connection}: Мегамаркет не принял токен.", "{connection}: Megamarket refused the token."),
        Text(
            f"Возьмите новый токен в кабинете Мегамаркета и введите его: {_WHERE}.",
            "Take a new token from the Megamarket account and enter it: Settings, Connections, Edit.",
        ),
    ),
    "crm": (
        Text("{connection}: RetailCRM не приняла ключ.", "{connection}: RetailCRM refused the key."),
        Text(
            f"Возьмите новый ключ API в RetailCRM и введите его: {_WHERE}.",
            "Take a new API key from RetailCRM and enter it: Settings, Connections, Edit.",
        ),
    ),
}
"""What a remote refused, and the cure for who may set things."""
_CALL: Final[Mapping[str, Text]] = {
    "megamarket": Text(
        "Позовите менеджера: новый токен может ввести только он.",
        "Call a manager: only a manager can enter a new token.",
    ),
    "crm": Text(
        "Позовите менеджера: новый ключ может ввести только он.",
        "Call a manager: only a manager can enter a new key.",
    ),
}
"""The cure for everybody else: the settings are locked for them."""
_TOKEN_REFUSED: Final = Text("токен не принят", "token not accepted")
_KEY_REFUSED: Final = Text("ключ не принят", "key not accepted")
_DEAD: Final = Text(
    "Служба обмена не работает: заказы не приходят, решения не уходят.",
    "The exchange service is not running: no orders arrive and no decisions leave.",
)
_REVIVE: Final = Text(
    "Это окно само запускает её снова. "
    "Если через минуту она не заработает, закройте mmdesk и откройте снова.",
    "This window starts it again by itself. If nothing changes in a minute, close mmdesk and open it again.",
)
_REVIVE_DEMO: Final = Text(
    "В демонстрации служба работает внутри неё: закройте демонстрацию и начните снова.",
    "In the demonstration the service is a part of it: close the demonstration and start it again.",
)
_DEAD_ELSEWHERE: Final = Text(
    "Служба обмена не отвечает: заказы не приходят, решения не уходят.",
    "The exchange service does not answer: no orders arrive and no decisions leave.",
)
_REVIVE_ELSEWHERE: Final = Text(
    "Это окно службу не запускает: она работает отдельно. "
    "Проверьте её компьютер{name} и запустите её там: mmdesk service run",
    "This window does not start the service: it runs elsewhere. "
    "Look at its computer{name} and start it there: mmdesk service run",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the strip: `hint` is told on demand and may be empty."""

    tone: Tone
    icon: str
    words: Text
    hint: Text = _NOTHING


@dataclass(frozen=True, slots=True)
class Banner:
    """A sentence that stays until its cause is gone, with the cure."""

    icon: str
    sentence: Text
    cure: Text


class StatusStripState:
    """Keeps the newest look at the service and tells it as of now.

    `since` is when its window was made; `starts_service` tells that this window looks after the service,
    `demo` that the demonstration does.
    """

    def __init__(self, since: datetime, *, starts_service: bool = True, demo: bool = False) -> None:
        self._since = since
        self._starts_service = starts_service
        self._demo = demo
        self._seen: ServiceState | None = None
        self._was_alive = False
        self._why: Text | None = None
        self._lasting: tuple[Banner, ...] = ()
        self._may_set = True

    def serve(self, *, may_set: bool) -> None:
        """Whether the person at the screen may change settings: the cure is theirs, or a manager's."""
        self._may_set = may_set

    def keep(self, banner: Banner) -> None:
        """Say this as long as the window is open: its cause is gone at the next start at the soonest."""
        self._lasting = (*self._lasting, banner)

    def know(self, why: Text | None) -> None:
        """What keeps the service from working, with its cure; None where nobody knows of anything."""
        self._why = why

    def see(self, state: ServiceState) -> None:
        self._seen = state
        self._was_alive = self._was_alive or state.alive

    @property
    def is_empty(self) -> bool:
        """Whether the program has been looked at and knows no connection yet."""
        return self._seen is not None and self._seen.connections == 0

    def parts(self, now: datetime) -> tuple[Part, ...]:
        """From the left; the cause of what follows comes first."""
        seen = self._seen
        if seen is None:
            return ()
        if not seen.connections:
            return (self._service(seen, now),)
        troubles = [part for part in (_silent(seen.troubles, now), self._refused(seen.troubles)) if part]
        return (self._service(seen, now), _exchange(seen, now), *troubles, *_counts(seen))

    def banners(self, now: datetime) -> tuple[Banner, ...]:
        """Only what needs a person: a remote that does not answer heals by itself."""
        seen = self._seen
        if seen is None or not seen.connections:
            return self._lasting
        dead = (Banner("stop", *self._dead(seen)),) if self.is_dead(now) else ()
        refused = (each for each in seen.troubles if each.until is None)
        return (*dead, *(Banner("key", *self._refusal(each)) for each in refused), *self._lasting)

    def is_dead(self, now: datetime) -> bool:
        """Whether a banner tells that the service does not run."""
        seen = self._seen
        return seen is not None and bool(seen.connections) and not seen.alive and not self.may_start(now)

    def _refusal(self, trouble: Trouble) -> tuple[Text, Text]:
        """What was refused, and what helps."""
        cure = _REFUSED[trouble.target][1] if self._may_set else _CALL[trouble.target]
        return refusal_of(trouble), cure

    def test_words(self) -> Text | None:
        """What the strip across the top says, None when every order is real."""
        seen = self._seen
        if seen is None or not seen.test_connections:
            return None
        if len(seen.test_connections) >= seen.connections:
            return Text("ТЕСТОВЫЙ РЕЖИМ: заказы не настоящие", "TEST MODE: the orders are not real")
        return Text(
            "ТЕСТОВЫЙ РЕЖИМ ({names}): заказы не настоящие",
            "TEST MODE ({names}): the orders are not real",
        ).format(names=", ".join(seen.test_connections))

    def may_start(self, now: datetime) -> bool:
        """Whether the service may still be in its first start: nobody is to be alarmed."""
        return self._starts_service and not self._was_alive and now - self._since < STARTING

    def _dead(self, seen: ServiceState) -> tuple[Text, Text]:
        """What is wrong, and what helps."""
        if self._starts_service:
            return _DEAD, self._why or _REVIVE
        if self._demo:
            return _DEAD, _REVIVE_DEMO
        name = f" ({seen.host})" if seen.host else ""
        return _DEAD_ELSEWHERE, _REVIVE_ELSEWHERE.format(name=name)

    def _refused(self, troubles: Iterable[Trouble]) -> Part | None:
        refused = [each for each in troubles if each.until is None]
        if not refused:
            return None
        hints = (words for each in refused for words in self._refusal(each))
        words = _TOKEN_REFUSED if any(each.target == "megamarket" for each in refused) else _KEY_REFUSED
        return Part(Tone.DANGER, "key", words, _lines(*hints))

    def _service(self, seen: ServiceState, now: datetime) -> Part:
        if seen.alive:
            where = (
                Text("на этом компьютере", "on this computer")
                if seen.here or not seen.host
                else Text("на компьютере {host}", "on the computer {host}").format(host=seen.host)
            )
            return Part(
                Tone.OK,
                "dot",
                Text("служба работает", "service running"),
                Text("Служба обмена работает {where}.", "The service runs {where}.").format(where=where),
            )
        if self.may_start(now):
            return Part(Tone.MUTED, "hourglass", Text("служба запускается", "service starting"), _REVIVE)
        words = (
            Text("служба не работает", "service not running")
            if self._starts_service or self._demo
            else Text("служба не отвечает", "service does not answer")
        )
        return Part(Tone.DANGER, "stop", words, _lines(*self._dead(seen)))


def _exchange(seen: ServiceState, now: datetime) -> Part:
    at = seen.last_exchange_at
    if at is None:
        words = Text("обмена ещё не было", "no exchange yet")
        return Part(Tone.MUTED, "exchange", words, seen.last_exchange_failed or _NOTHING)
    when = Text(moments.ago(at, now, "ru"), moments.ago(at, now, "en"))
    moment = Text(moments.exact(at, "ru"), moments.exact(at, "en"))
    done = Text("Последний раз: {moment}", "Last time: {moment}").format(moment=moment)
    if seen.last_exchange_failed is not None:
        words = Text("обмен не прошёл {when}", "exchange failed {when}").format(when=when)
        return Part(Tone.WARN, "warning", words, _lines(seen.last_exchange_failed, done))
    words = Text("обмен {when}", "exchanged {when}").format(when=when)
    return Part(Tone.MUTED, "exchange", words, done)


def _silent(troubles: Iterable[Trouble], now: datetime) -> Part | None:
    silent = [(each, each.until) for each in troubles if each.until is not None]
    if not silent:
        return None
    targets = sorted({each.target for each, _ in silent})
    odd = any(each.odd for each, _ in silent)
    if len(targets) > 1 and odd:
        words = Text("нет обмена с Мегамаркетом и RetailCRM", "no exchange with Megamarket and RetailCRM")
    elif odd:
        template = Text("{remote} отвечает непонятно", "{remote} answers oddly")
        words = template.format(remote=_NAMES[targets[0]])
    elif len(targets) > 1:
        words = Text("Мегамаркет и RetailCRM не отвечают", "Megamarket and RetailCRM do not answer")
    else:
        words = Text("{remote} не отвечает", "{remote} does not answer").format(remote=_NAMES[targets[0]])
    hints = [
        Text("{connection}: {words} Повтор {when}.", "{connection}: {words} Next try {when}.").format(
            connection=each.connection,
            words=_sentence(each.words),
            when=Text(moments.until(until, now, "ru"), moments.until(until, now, "en"))
            if until > now
            else Text("сейчас", "now"),
        )
        for each, until in silent
    ]
    return Part(Tone.WARN, "offline", words, _lines(*hints))


def _counts(seen: ServiceState) -> list[Part]:
    counts = [
        (
            seen.queue,
            Tone.TEXT,
            "sent",
            Text("в очереди {count}", "{count} queued"),
            Text("Решения, которые ещё не ушли.", "Decisions that have not left yet."),
        ),
        (
            seen.parked,
            Tone.DANGER,
            "pause",
            Text("остановлено {count}", "{count} stopped"),
            Text(
                "Команды, которые ждут вашего решения: откройте заказ с пометкой «остановлено».",
                "Commands that wait for your decision: open an order marked “stopped”.",
            ),
        ),
        (
            seen.inbox_parked,
            Tone.DANGER,
            "question",
            Text("не разобрано {count}", "{count} not understood"),
            Text(
                "Обращения Мегамаркета, которые не удалось разобрать. Заказы не потеряны: их принесёт обмен.",
                "Calls of Megamarket that made no sense. No order is lost: the exchange brings them.",
            ),
        ),
        (
            seen.overdue,
            Tone.DANGER,
            "warning",
            Text("просрочены {count}", "{count} overdue"),
            Text("Заказы, у которых срок прошёл.", "Orders past their deadline."),
        ),
        (
            seen.at_risk,
            Tone.WARN,
            "clock",
            Text("рискуют {count}", "{count} at risk"),
            Text("Заказы, у которых срок близок.", "Orders near their deadline."),
        ),
    ]
    return [
        Part(tone, icon, words.format(count=moments.number(count)), hint)
        for count, tone, icon, words, hint in counts
        if count
    ]


def refusal_of(trouble: Trouble) -> Text:
    """That a remote refused its secret, in the words that every place uses for it."""
    return _REFUSED[trouble.target][0].format(connection=trouble.connection)


def _lines(*texts: Text) -> Text:
    told = [each for each in texts if each != _NOTHING]
    return Text("\n".join(each.ru for each in told), "\n".join(each.en for each in told))


def _sentence(words: Text) -> Text:
    """As a sentence of its own, whether or not the words come with their full stop."""
    return Text(*(each if each.endswith((".", "!", "?")) else f"{each}." for each in (words.ru, words.en)))
