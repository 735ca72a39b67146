"""Checks of a connection down to the last permission: what RetailCRM and Megamarket let it do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mmdesk.clients.crm_references import Credentials
from mmdesk.clients.errors import AddressWrong, Refused, RemoteError, TokenRefused
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import Clock
from mmdesk.domain.connection import SWITCHED_OFF, Connection, CrmOff
from mmdesk.domain.intent import Target
from mmdesk.domain.schemes import SCHEMES
from mmdesk.domain.shipment import ShipmentId
from mmdesk.domain.status import Status
from mmdesk.errors import Text
from mmdesk.secrets import SecretKind, SecretStore
from mmdesk.services import dictionaries
from mmdesk.services.check import Check
from mmdesk.services.connection_settings import load
from mmdesk.services.connections import LIVE_URL, TEST_URL
from mmdesk.services.mapping_checks import check_mappings
from mmdesk.services.polling import FIRST_WINDOW
from mmdesk.services.reading import is_blank
from mmdesk.services.remote_health import take_stop_back
from mmdesk.storage.uow import Storage

REQUIRED_SCOPES: Final = (
    "order_read", "order_write", "customer_read", "customer_write", "delivery_read", "delivery_write",
    "custom_fields_read", "custom_fields_write", "integration_read", "integration_write",
    "store_read", "reference_read",
)  # fmt: skip
_REFERENCE_READ: Final = "reference_read"
_ROUBLE: Final = "RUB"
_AHEAD: Final = timedelta(hours=1)
_SEARCHED: Final = (
    Status.NEW, Status.CONFIRMED, Status.PACKING_EXPIRED, Status.PACKED, Status.SHIPPED,
)  # fmt: skip
"""The statuses of open orders that Megamarket's search is known to take."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All checks of a connection, and what was learnt on the way.

    `open_orders`: how many orders of its scheme the first exchange will bring, None where Megamarket did not
    tell.
    """

    checks: tuple[Check, ...]
    site: str = ""
    open_orders: int | None = None

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)

    def is_green(self, code: str) -> bool:
        return any(check.code == code and check.ok for check in self.checks)


class Findings:
    """The checks so far; each is told as soon as it is known. `told` may break off by raising."""

    def __init__(self, told: Callable[[Check], None] = lambda _check: None) -> None:
        self.checks: list[Check] = []
        self._told = told

    def add(self, *checks: Check) -> None:
        for each in checks:
            self.checks.append(each)
            self._told(each)


def check(
    storage: Storage,
    clock: Clock,
    store: SecretStore,
    connection: Connection,
    megamarket: Megamarket,
    crm: RetailCrm,
) -> CheckReport:
    """Everything that a working connection needs, its mappings included. Raises Unavailable when a remote
    is silent.
    """
    findings = Findings()
    site = check_crm(storage, store, connection, crm, findings)
    check_megamarket(storage, store, connection, megamarket, findings)
    found = check_orders(clock, connection, megamarket, findings)
    access = CheckReport(tuple(findings.checks), site)
    check_what_is_kept(storage, store, connection, findings)
    check_mapped(storage, connection, crm, access, findings)
    take_stops_back(storage, clock, connection, findings)
    return CheckReport(tuple(findings.checks), site, found)


def check_access(
    storage: Storage, store: SecretStore, connection: Connection, megamarket: Megamarket, crm: RetailCrm
) -> CheckReport:
    """Address, key, store, permissions, token and mode: without them nothing can be registered.

    Raises Unavailable when a remote is silent.
    """
    findings = Findings()
    site = check_crm(storage, store, connection, crm, findings)
    check_megamarket(storage, store, connection, megamarket, findings)
    return CheckReport(tuple(findings.checks), site)


def check_crm(
    storage: Storage, store: SecretStore, connection: Connection, crm: RetailCrm, findings: Findings
) -> str:
    """What RetailCRM lets the key do; the one store it is for, or empty. Raises Unavailable."""
    key_checks, credentials = _check_key(crm)
    findings.add(*key_checks, _check_key_is_own(storage, store, connection))
    if credentials is None:
        return ""
    findings.add(_check_one_store(connection, credentials), *_check_scopes(credentials))
    findings.add(*_check_currency(crm, credentials))
    return credentials.sites[0] if len(credentials.sites) == 1 else ""


def check_megamarket(
    storage: Storage,
    store: SecretStore,
    connection: Connection,
    megamarket: Megamarket,
    findings: Findings,
) -> None:
    """Whether the token is good and no other seller's, and the address of its mode. Raises Unavailable."""
    findings.add(_check_token(connection, megamarket), *_check_token_is_own(storage, store, connection))
    findings.add(_check_mode(connection))


def check_orders(
    clock: Clock, connection: Connection, megamarket: Megamarket, findings: Findings
) -> int | None:
    """As `look_at_orders`, where the token is good."""
    if not any(each.ok for each in findings.checks if each.code == "mm.token"):
        return None
    return look_at_orders(clock, connection, megamarket, findings)


def look_at_orders(
    clock: Clock, connection: Connection, megamarket: Megamarket, findings: Findings
) -> int | None:
    """How many orders of its scheme the first exchange will bring; None where Megamarket did not tell.

    It does not tell whose a token is, but its orders tell of which scheme they are, where there are any.
    """
    try:
        found = _open_orders(clock, megamarket)
        read = megamarket.get_each(found).shipments
    except RemoteError:
        # Good to know before the first exchange, and no reason to fail.
        return None
    # As the exchange takes them in; an order of «Стандарт» may come without any word of its scheme.
    schemes = [each.service_scheme for each in read if not is_blank(each)]
    findings.add(*_check_scheme(connection, set(schemes)))
    return sum(map(connection.scheme.fits, schemes))


def check_what_is_kept(
    storage: Storage, store: SecretStore, connection: Connection, findings: Findings
) -> None:
    """What needs no remote: whether the module is on, and whether calls from outside can be let in."""
    findings.add(*_check_module(connection), *_check_password(storage, store, connection))


def take_stops_back(storage: Storage, clock: Clock, connection: Connection, findings: Findings) -> None:
    """Where the secrets that are stored were accepted, an exchange that stood still for them goes on."""
    green = {each.code for each in findings.checks if each.ok}
    for code, target in (("mm.token", Target.MEGAMARKET), ("crm.key", Target.CRM)):
        if code in green and take_stop_back(storage, clock, connection.connection_id, target):
            findings.add(Check(f"{target.value}.resumed", ok=True, message=_RESUMED[target]))


def check_mapped(
    storage: Storage, connection: Connection, crm: RetailCrm, access: CheckReport, findings: Findings
) -> None:
    """The mappings, where the key may read what they name. Raises Unavailable."""
    if access.is_green("crm.key") and access.is_green(f"crm.scope.{_REFERENCE_READ}"):
        findings.add(*_check_mappings(storage, connection, crm))


def _check_key(crm: RetailCrm) -> tuple[Sequence[Check], Credentials | None]:
    try:
        credentials = crm.credentials()
    except AddressWrong as error:
        return [Check("crm.address", ok=False, message=error.text)], None
    except (TokenRefused, Refused) as error:
        address = Check("crm.address", ok=True, message=_ADDRESS_FINE)
        return [address, Check("crm.key", ok=False, message=error.text)], None
    fine = [("crm.address", _ADDRESS_FINE), ("crm.key", Text("ключ принят", "the key is accepted"))]
    return [Check(code, ok=True, message=message) for code, message in fine], credentials


def _check_key_is_own(storage: Storage, store: SecretStore, connection: Connection) -> Check:
    """Two connections must not share a key: each would take the other's changes for its own."""
    key = store.get(connection.name, SecretKind.CRM_KEY)
    if not key:
        return Check("crm.own_key", ok=False, message=Text("ключ не задан", "no key is set"))
    with storage.look() as work:
        others = [other for other in work.connections.all() if other.name != connection.name]
    owner = next((other for other in others if store.get(other.name, SecretKind.CRM_KEY) == key), None)
    if owner is None:
        return Check(
            "crm.own_key", ok=True, message=Text("ключ только этого подключения", "the key is its own")
        )
    words = Text(
        "этим ключом уже пользуется подключение «{name}»: создайте для этого отдельный ключ",
        "connection “{name}” uses this key already: create a key of its own for this one",
    )
    return Check("crm.own_key", ok=False, message=words.format(name=owner.name))


def _check_one_store(connection: Connection, credentials: Credentials) -> Check:
    if connection.crm_site and credentials.sites and connection.crm_site not in credentials.sites:
        words = _OTHER_STORE.format(seen=", ".join(credentials.sites), site=connection.crm_site)
        return Check("crm.one_store", ok=False, message=words)
    if credentials.site_access == "access_selective" and len(credentials.sites) == 1:
        words = Text("магазин: {site}", "store: {site}").format(site=credentials.sites[0])
        return Check("crm.one_store", ok=True, message=words)
    words = Text(
        "ключ должен видеть ровно один магазин: ограничьте его в RetailCRM,"
        " «Настройки | Интеграция | Ключи доступа к API»",
        "the key must see exactly one store: limit it under Settings | Integration | API keys",
    )
    return Check("crm.one_store", ok=False, message=words)


def _check_scopes(credentials: Credentials) -> Iterable[Check]:
    for scope in REQUIRED_SCOPES:
        granted = scope in credentials.scopes
        words = Text("разрешение {scope}", "permission {scope}") if granted else _SCOPE_MISSING
        yield Check(f"crm.scope.{scope}", ok=granted, message=words.format(scope=scope))


def _check_token(connection: Connection, megamarket: Megamarket) -> Check:
    try:
        megamarket.check_token()
    except (TokenRefused, Refused) as error:
        words = _TOKEN_REFUSED.format(words=error.words, mode=_TOKEN_OF_MODE[connection.test_mode])
        return Check("mm.token", ok=False, message=words)
    except AddressWrong as error:
        return Check("mm.token", ok=False, message=_NOT_MEGAMARKET.format(words=error.words))
    return Check("mm.token", ok=True, message=_TOKEN_FINE.format(seller=connection.merchant_id))


def _check_token_is_own(storage: Storage, store: SecretStore, connection: Connection) -> Iterable[Check]:
    """Of two sellers one would get the other's orders; both schemes of one seller may share a token."""
    token = store.get(connection.name, SecretKind.MM_TOKEN)
    with storage.look() as work:
        others = [each for each in work.connections.all() if each.merchant_id != connection.merchant_id]
    for other in others:
        if token and other.name != connection.name and store.get(other.name, SecretKind.MM_TOKEN) == token:
            words = _OTHER_SELLER.format(
                name=other.name,
                scheme=other.scheme.name,
                seller=other.merchant_id,
                own=connection.merchant_id,
            )
            yield Check("mm.own_token", ok=False, message=words)
            return


def _check_mode(connection: Connection) -> Check:
    """Only Megamarket's two known hosts tell their mode; any other address is taken at its word."""
    wrong = LIVE_URL if connection.test_mode else TEST_URL
    if connection.mm_url != wrong:
        return Check("mm.mode", ok=True, message=_MODE_FINE[connection.test_mode])
    return Check("mm.mode", ok=False, message=_MODE_WRONG[connection.test_mode])


def _check_module(connection: Connection) -> Iterable[Check]:
    """No reason against a registration: that is what switches the module on again."""
    if connection.crm_off is not CrmOff.NO:
        yield Check("crm.module", ok=False, message=SWITCHED_OFF[connection.crm_off])


def _check_password(storage: Storage, store: SecretStore, connection: Connection) -> Iterable[Check]:
    """Without the password that goes with the login every call from outside is turned away."""
    with storage.look() as work:
        login = load(work, connection).http_basic_auth
    if not login:
        return
    stored = bool(store.get(connection.name, SecretKind.HTTP_PASSWORD))
    words = _PASSWORD_FINE if stored else _PASSWORD_MISSING
    yield Check("http.password", ok=stored, message=words.format(name=connection.name))


def _check_currency(crm: RetailCrm, credentials: Credentials) -> Iterable[Check]:
    """Megamarket trades in roubles; a store that counts in something else would take them for its own."""
    if credentials.only_site is None or _REFERENCE_READ not in credentials.scopes:
        return
    try:
        site = next((each for each in crm.sites() if each.code == credentials.only_site), None)
    except Refused:
        return
    if site is None or not site.currency:
        return
    fine = site.currency == _ROUBLE
    words = _ROUBLES if fine else _OTHER_CURRENCY
    yield Check("crm.currency", ok=fine, message=words.format(site=site.name, currency=site.currency))


def _check_mappings(storage: Storage, connection: Connection, crm: RetailCrm) -> Sequence[Check]:
    with storage.look() as work:
        settings = load(work, connection)
    try:
        known = dictionaries.read(crm)
    except Refused as error:
        return [Check("map.status", ok=False, message=error.text)]
    return list(check_mappings(connection, settings, known))


def _check_scheme(connection: Connection, told: Collection[str]) -> Iterable[Check]:
    """`told`: the schemes of the open orders; nothing where there is no order."""
    if any(connection.scheme.fits(each) for each in told):
        yield Check("mm.scheme", ok=True, message=_SCHEME_FINE.format(mine=connection.scheme.name))
    elif told:
        theirs = [each.name for each in SCHEMES.values() if any(map(each.fits, told))]
        others = theirs[0] if theirs else Text.same(", ".join(sorted(told)))
        words = _SCHEME_OTHER.format(
            theirs=others, mine=connection.scheme.name, seller=connection.merchant_id
        )
        # A seller who trades by both schemes may have no open order of this one just now.
        yield Check("mm.scheme", ok=True, message=words, remark=True)


def _open_orders(clock: Clock, megamarket: Megamarket) -> Sequence[ShipmentId]:
    """Raises RemoteError."""
    now = clock.now()
    return megamarket.search(
        created_from=now - FIRST_WINDOW,
        created_to=now + _AHEAD,
        statuses=[status.value for status in _SEARCHED],
    )


_OTHER_STORE: Final = Text(
    "ключ видит магазин «{seen}», а это подключение работает с магазином «{site}»: возьмите ключ этого"
    " магазина, для другого создайте своё подключение",
    "the key sees store “{seen}”, yet this connection works with store “{site}”: take the key of this store;"
    " another store wants a connection of its own",
)
_SCHEME_FINE: Final = Text("приходят заказы «{mine}»", "orders of {mine} come")
_SCHEME_OTHER: Final = Text(
    "сейчас приходят только заказы «{theirs}», а подключение забирает заказы «{mine}»: сверьте номер"
    " продавца {seller} и токен. Если продавец не работает и по «{mine}», введите токен кабинета «{mine}»",
    "only orders of {theirs} come now, yet this connection takes those of {mine}: compare the merchant number"
    " {seller} and the token. Unless the seller works by {mine} too, enter the token of the {mine} cabinet",
)
_OTHER_SELLER: Final = Text(
    "этот токен уже у подключения «{name}» ({scheme}, продавец {seller}): введите токен кабинета продавца"
    " {own}",
    "connection “{name}” ({scheme}, seller {seller}) has this token already: enter the token of seller {own}",
)
_RESUMED: Final = {
    Target.MEGAMARKET: Text(
        "обмен с Мегамаркетом стоял, теперь идёт дальше",
        "the exchange with Megamarket stood still and goes on now",
    ),
    Target.CRM: Text(
        "обмен с RetailCRM стоял, теперь идёт дальше",
        "the exchange with RetailCRM stood still and goes on now",
    ),
}
_ADDRESS_FINE = Text("RetailCRM отвечает", "RetailCRM answers")
_TOKEN_FINE: Final = Text(
    "токен принят; чей он, Мегамаркет не сообщает: сверьте номер продавца {seller} с кабинетом",
    "the token is accepted; Megamarket does not tell whose it is: compare the merchant number {seller} with"
    " the cabinet",
)
_TOKEN_REFUSED = Text(
    "Мегамаркет не принял токен ({words}): скопируйте его заново из кабинета Мегамаркета,"
    " «Настройки | Интеграция по API | Настройка интеграции по API». {mode}",
    "Megamarket does not accept the token ({words}): copy it again from Megamarket's cabinet,"
    " Settings | API integration | API integration setup. {mode}",
)
_TOKEN_OF_MODE = {
    True: Text(
        "В тестовом режиме нужен токен тестового кабинета.", "Test mode wants the token of the test cabinet."
    ),
    False: Text(
        "Токен тестового кабинета здесь не подойдёт: для него включите тестовый режим.",
        "A token of the test cabinet will not do here: it wants test mode.",
    ),
}
_NOT_MEGAMARKET = Text(
    "по этому адресу отвечает не Мегамаркет ({words}): проверьте адрес Мегамаркета, обычно он пуст",
    "whoever answers at this address is not Megamarket ({words}): check its address, which is usually empty",
)
_SCOPE_MISSING = Text(
    "ключу не хватает разрешения {scope}: добавьте его ключу в RetailCRM,"
    " «Настройки | Интеграция | Ключи доступа к API»",
    "the key lacks permission {scope}: add it to the key under Settings | Integration | API keys",
)
_MODE_FINE = {
    True: Text("тестовый режим", "test mode"),
    False: Text("боевой режим", "live mode"),
}
_MODE_WRONG = {
    True: Text(
        "включён тестовый режим, а адрес боевой: укажите тестовый адрес",
        "test mode is on, yet the address is the live one: give the test address",
    ),
    False: Text(
        "режим боевой, а адрес тестовый: укажите боевой адрес или включите тестовый режим",
        "the mode is live, yet the address is the test one: give the live address, or turn test mode on",
    ),
}
_PASSWORD_FINE = Text("пароль для вызовов снаружи задан", "the password for calls from outside is set")
_PASSWORD_MISSING = Text(
    "логин для вызовов снаружи есть, а пароль не задан, и служба отклоняет все вызовы: введите его,"
    " «Настройки» → «Интеграционные данные»",
    "there is a login for calls from outside, yet no password is stored, so the service turns every call"
    " away: type it, Settings → Integration data",
    'mmdesk connection edit {name} --secrets-stdin, {{"http_password": "…"}}',
)
_ROUBLES = Text("магазин «{site}» считает в рублях", "store “{site}” counts in roubles")
_OTHER_CURRENCY = Text(
    "магазин «{site}» считает не в рублях ({currency}), а Мегамаркет торгует в рублях: создайте для него"
    " отдельный магазин в «Настройки | Магазины»",
    "store “{site}” counts in {currency}, yet Megamarket trades in roubles: create a store of its own for it"
    " under Settings | Stores",
)
