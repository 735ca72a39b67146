"""The self-test of the public addresses: each is called from outside, as Megamarket and RetailCRM call it.

The calls change nothing: no shipment is named in them, and each time they are the same bytes, which are
stored once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from mmdesk.clients.errors import AddressWrong, CertificateRefused, RemoteError, TimedOut, Unavailable
from mmdesk.clients.masking import Mask
from mmdesk.clients.public_address import SECONDS, Probe, PublicAddress, Reply
from mmdesk.domain.connection import Connection
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.connection_settings import load
from mmdesk.services.job_runs import BrokenOff, JobOutcome, JobResult
from mmdesk.services.public_places import PublicPlace, probe_body
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.connections import PathPurpose
from mmdesk.storage.uow import Storage

__all__ = ["NoPublicAddress", "PublicPlace", "Report", "SelfTest", "Verdict", "judged", "probes", "run"]

_SLOW: Final = 3000
"""Milliseconds after which an answer counts as slow; callers do not wait for ever."""
_UNREADY: Final = 503
_BEHIND_A_PROXY: Final = frozenset({502, 503, 504})
Password = Callable[[Connection], str]


class NoPublicAddress(MmdeskError):
    """Raised for a connection whose addresses nobody outside can reach, by choice or not yet."""

    title = Text("Публичный адрес не задан", "No public address is set")
    hint = Text(
        "Обмен идёт и без него, опросом. Чтобы Мегамаркет звал сам, задайте адрес туннеля или прокси: "
        "«Настройки» → «Интеграционные данные».",
        "The exchange works without it, by polling. To have Megamarket call, set your tunnel's or proxy's "
        "address: Settings → Integration data.",
        "mmdesk settings set NAME http.public_url https://…",
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one address did, in a sentence with the cure. `answered`: somebody was there at all."""

    place: PublicPlace
    ok: bool
    message: Text
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict on each address of one connection."""

    verdicts: tuple[Verdict, ...]

    @property
    def ok(self) -> bool:
        return all(verdict.ok for verdict in self.verdicts)

    @property
    def answered(self) -> bool:
        return any(verdict.answered for verdict in self.verdicts)

    @property
    def complaints(self) -> tuple[Text, ...]:
        return tuple(_named(each.place, each.message) for each in self.verdicts if not each.ok)


def run(storage: Storage, password: Password, name: str, only: PublicPlace | None = None) -> Report:
    """Test the addresses of one connection, all or one of them.

    Raises UnknownConnection, NoPublicAddress, BadAddress and SecretsUnavailable.
    """
    with storage.look() as work:
        connection = work.connections.get(name)
        settings = load(work, connection)
        keys = work.connections.path_keys(connection.connection_id)
    if not settings.http_public_url:
        raise NoPublicAddress(name)
    return _tested(connection, settings, keys, password, only)


class SelfTest:
    """The test of every connection in use with a public address. `stopping` is asked between two of them."""

    def __init__(
        self, storage: Storage, password: Password, stopping: Callable[[], bool] = lambda: False
    ) -> None:
        self._storage = storage
        self._password = password
        self._stopping = stopping

    def run(self) -> JobResult:
        """Raises BrokenOff and StorageError."""
        complaints: list[tuple[str, Text]] = []
        names = self._public()
        for name in names:
            if self._stopping():
                raise BrokenOff
            complaints += [(name, words) for words in self._complaints(name)]
        if not names:
            return JobResult(JobOutcome.SKIPPED, _NONE_PUBLIC)
        counts = {"connections": len(names), "complaints": len(complaints)}
        if not complaints:
            return JobResult(counts=counts)
        return JobResult(JobOutcome.FAILED, _joined(complaints), counts)

    def _public(self) -> tuple[str, ...]:
        with self._storage.look() as work:
            in_use = [each for each in work.connections.all() if not each.paused]
            return tuple(each.name for each in in_use if load(work, each).http_public_url)

    def _complaints(self, name: str) -> Sequence[Text]:
        try:
            return run(self._storage, self._password, name).complaints
        except MmdeskError as error:
            return (error.text,)


def probes(connection: Connection, keys: Mapping[PathPurpose, str]) -> Mapping[PublicPlace, Probe]:
    """The calls, each under its own key."""
    body = probe_body(connection.merchant_id)
    new, cancel = keys[PathPurpose.NEW], keys[PathPurpose.CANCEL]
    feed, crm = keys[PathPurpose.FEED], keys[PathPurpose.CRM]
    return {
        PublicPlace.ORDER_NEW: Probe("order/new", "POST", f"/{new}/order/new", body),
        PublicPlace.ORDER_CANCEL: Probe("order/cancel", "POST", f"/{cancel}/order/cancel", body),
        PublicPlace.FEED: Probe("megamarket.xml", "HEAD", f"/{feed}/megamarket.xml"),
        # RetailCRM proves itself by the client id alone; without it we turn anybody away, which is an answer.
        PublicPlace.CRM: Probe("crm/delivery/get", "GET", f"/{crm}/crm/delivery/get", with_login=False),
    }


def _tested(
    connection: Connection,
    settings: ConnectionSettings,
    keys: Mapping[PathPurpose, str],
    password: Password,
    only: PublicPlace | None,
) -> Report:
    login = settings.http_basic_auth
    base = settings.http_public_url.rstrip("/") + settings.http_prefix
    calls = {place: probe for place, probe in probes(connection, keys).items() if only in (None, place)}
    with (
        PublicAddress(base, login, password(connection) if login else "") as address,
        ThreadPoolExecutor(len(calls), thread_name_prefix="selftest") as pool,
    ):
        outcomes = tuple(pool.map(address.outcome, calls.values()))
    masks = [Mask(key) for key in keys.values()]
    pairs = zip(calls, outcomes, strict=True)
    return Report(tuple(judged(place, outcome, masks) for place, outcome in pairs))


def judged(place: PublicPlace, outcome: Reply | RemoteError, masks: Sequence[Mask] = ()) -> Verdict:
    """What an answer, or its absence, means for the address."""
    if isinstance(outcome, RemoteError):
        return _failed(place, outcome, masks)
    if _is_ours(place, outcome):
        return Verdict(place, ok=True, message=_WELL if outcome.milliseconds < _SLOW else _SLOWLY)
    return Verdict(place, ok=False, message=_complaint(outcome).format(status=outcome.status))


def _is_ours(place: PublicPlace, reply: Reply) -> bool:
    if reply.is_page:
        return False
    match place:
        case PublicPlace.FEED:
            # Before the first build there is no feed, and we say so ourselves.
            return reply.status in (200, 304, _UNREADY)
        case PublicPlace.CRM:
            return reply.status == 403
        case _:
            return reply.status == 200 and reply.success


def _complaint(reply: Reply) -> Text:
    if reply.status in _BEHIND_A_PROXY:
        return _NO_SERVICE if reply.is_page or reply.status != _UNREADY else _NOT_STORED
    if reply.status == 401:
        return _LOGIN
    if reply.is_page:
        return _PAGE
    return _NOT_FOUND if reply.status == 404 else _STRANGE


def _failed(place: PublicPlace, error: RemoteError, masks: Sequence[Mask]) -> Verdict:
    match error:
        case AddressWrong():
            return Verdict(place, ok=False, message=_REDIRECTED.format(words=_masked(error.words, masks)))
        case CertificateRefused():
            return Verdict(place, ok=False, message=_CERTIFICATE)
        case TimedOut():
            return Verdict(place, ok=False, message=_TIMED_OUT.format(s=round(SECONDS)), answered=False)
        case Unavailable():
            return Verdict(
                place,
                ok=False,
                message=_UNREACHABLE.format(words=_masked(error.words, masks)),
                answered=False,
            )
        case _:
            return Verdict(place, ok=False, message=_masked(error.text, masks))


def _masked(words: Text, masks: Sequence[Mask]) -> Text:
    ru, en = words.ru, words.en
    for mask in masks:
        ru, en = mask(ru), mask(en)
    return Text(ru, en)


def _named(place: PublicPlace, words: Text) -> Text:
    return Text(f"{place}: {words.ru}", f"{place}: {words.en}")


def _joined(complaints: Sequence[tuple[str, Text]]) -> Text:
    """One sentence of many; the same trouble of several addresses is told for each of them."""
    return Text(
        "; ".join(f"{name}: {words.ru}" for name, words in complaints),
        "; ".join(f"{name}: {words.en}" for name, words in complaints),
    )


_WELL: Final = Text("отвечает", "answers")
_SLOWLY: Final = Text(
    "отвечает медленно, дольше трёх секунд: проверьте канал до прокси или туннеля",
    "answers slowly, in more than three seconds: check the line to your proxy or tunnel",
)
_UNREACHABLE: Final = Text(
    "{words}: проверьте, запущен ли прокси или туннель и верно ли имя в заданном адресе",
    "{words}: see whether the proxy or tunnel runs, and whether the name in the address is right",
)
_TIMED_OUT: Final = Text(
    "нет ответа за {s} с: проверьте, запущены ли служба и туннель и открыт ли порт",
    "no answer within {s} s: see whether the service and the tunnel run, and whether the port is open",
)
_CERTIFICATE: Final = Text(
    "сертификату адреса нет доверия: выпустите действующий (например, Let's Encrypt) именно на это имя",
    "the certificate is not trusted: get a valid one (Let's Encrypt, say) for exactly this name",
)
_REDIRECTED: Final = Text(
    "{words}, а Мегамаркет за перенаправлением не идёт: уберите его в прокси (с http на https, на www, косая "
    "черта в конце) или задайте здесь тот адрес, на который отсылают: «Настройки» → «Интеграционные данные»",
    "{words}, and Megamarket follows no redirect: remove it in the proxy (http to https, www, a slash at the "
    "end), or set the address redirected to here: Settings → Integration data",
)
_PAGE: Final = Text(
    "вместо службы отвечает веб-страница (HTTP {status}): это страница туннеля или другого сайта. "
    "Проверьте, что туннель запущен, ведёт на порт службы и не показывает предупреждение",
    "a web page answers instead of the service (HTTP {status}): the tunnel's, or of another site. "
    "See that the tunnel runs, leads to the service's port and shows no warning page",
)
_NO_SERVICE: Final = Text(
    "прокси отвечает, но службы за ним не находит (HTTP {status}): запустите службу и проверьте адрес "
    "и порт, на которые прокси передаёт",
    "the proxy answers but finds no service behind it (HTTP {status}): start the service, and check the "
    "address and port that the proxy hands on to",
)
_NOT_STORED: Final = Text(
    "служба отвечает, но сохранить вызов не может (HTTP {status}): проверьте место на диске и базу",
    "the service answers but cannot store the call (HTTP {status}): check the free space and the database",
)
_LOGIN: Final = Text(
    "вход не принят (HTTP 401): логин и пароль для вызовов снаружи должны быть теми, что спрашивает прокси, "
    "либо прокси не должен спрашивать ничего. Возможно, пароль здесь не задан: "
    "«Настройки» → «Интеграционные данные»",
    "the login is not accepted (HTTP 401): login and password for calls from outside must be those that "
    "the proxy asks for, or the proxy must not ask for any. Perhaps no password is stored here: "
    "Settings → Integration data",
    'mmdesk connection edit NAME --secrets-stdin, {{"http_password": "…"}}',
)
_NOT_FOUND: Final = Text(
    "такого адреса у ответившего нет (HTTP 404): прокси ведёт на другой компьютер, или начало пути, "
    "заданное здесь, не то, которое оставляет прокси",
    "whoever answers knows no such address (HTTP 404): the proxy leads to another computer, or the beginning "
    "of the path that is set here is not the one that the proxy leaves in",
)
_STRANGE: Final = Text(
    "неожиданный ответ (HTTP {status}): проверьте правила прокси или туннеля для этого адреса",
    "an unexpected answer (HTTP {status}): check the rules of your proxy or tunnel for this address",
)
_NONE_PUBLIC: Final = Text(
    "публичный адрес не задан ни у одного подключения, обмен идёт опросом",
    "no connection has a public address, the exchange works by polling",
)
