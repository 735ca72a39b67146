"""«Регистрация»: check a connection down to the last permission, then make what RetailCRM needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from mmdesk.clients.crm_module import CustomField, DeliveryField, DeliveryStatus, ModuleConfig, Plate
from mmdesk.clients.crm_references import Credentials
from mmdesk.clients.errors import AddressWrong, Refused, TokenRefused
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.domain.connection import Connection
from mmdesk.domain.status import Status, name_of
from mmdesk.errors import MmdeskError, Text
from mmdesk.secrets import SecretKind, SecretStore
from mmdesk.services.connections import LIVE_URL, TEST_URL
from mmdesk.services.crm_fields import ORDER_FIELDS
from mmdesk.storage.uow import Storage

REQUIRED_SCOPES: Final = (
    "order_read", "order_write", "customer_read", "customer_write", "delivery_read", "delivery_write",
    "custom_fields_read", "custom_fields_write", "integration_read", "integration_write",
    "store_read", "reference_read",
)  # fmt: skip
_MODULE_NAME: Final = "Мегамаркет (mmdesk)"
_EDITABLE: Final = frozenset({Status.NEW, Status.CONFIRMED})


class RegistrationRefused(MmdeskError):
    """Raised when a check is red; names the first one."""

    title = Text("Регистрация невозможна", "Registration is not possible")


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the wizard: green or red, with the cure in the message when it is red."""

    code: str
    ok: bool
    message: Text


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All checks of a connection, and what was learnt on the way."""

    checks: tuple[Check, ...]
    site: str = ""

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)


@dataclass(frozen=True, slots=True)
class Registration:
    """What registration found or made in RetailCRM."""

    delivery_type: str
    module_code: str
    created: bool
    custom_fields: tuple[str, ...]


def check(
    storage: Storage, store: SecretStore, connection: Connection, megamarket: Megamarket, crm: RetailCrm
) -> CheckReport:
    """Ask both remotes all that a working connection needs. Raises Unavailable when one is silent."""
    key_checks, credentials = _check_key(crm)
    checks = [*key_checks, _check_key_is_own(storage, store, connection)]
    if credentials is not None:
        checks += [_check_one_store(credentials), *_check_scopes(credentials)]
    checks += [_check_token(megamarket), _check_mode(connection)]
    site = credentials.sites[0] if credentials is not None and len(credentials.sites) == 1 else ""
    return CheckReport(tuple(checks), site)


def register(
    storage: Storage, store: SecretStore, connection: Connection, megamarket: Megamarket, crm: RetailCrm
) -> Registration:
    """Create or find the custom fields, the module and its delivery type; a second time finds the first.

    Raises RegistrationRefused on a red check.
    """
    report = check(storage, store, connection, megamarket, crm)
    red = next((item for item in report.checks if not item.ok), None)
    if red is not None:
        raise RegistrationRefused(red.message)
    zone = crm.account_zone()
    fields = tuple(_ensure_field(crm, field) for field in _custom_fields())
    config = _module_config(storage, connection)
    known = crm.module(config.code)
    delivery_code = crm.edit_module(config) or _delivery_code(crm, config.code)
    with storage.work() as work:
        work.connections.change(
            connection.name,
            crm_site=report.site,
            crm_zone=zone.key,
            module_code=config.code,
            delivery_code=delivery_code,
        )
        work.commit()
    return Registration(delivery_code, config.code, known is None, fields)


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


def _check_one_store(credentials: Credentials) -> Check:
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


def _check_token(megamarket: Megamarket) -> Check:
    try:
        megamarket.check_token()
    except (TokenRefused, AddressWrong, Refused) as error:
        return Check("mm.token", ok=False, message=_TOKEN_REFUSED.format(words=error.words))
    return Check(
        "mm.token", ok=True, message=Text("токен Мегамаркета принят", "Megamarket accepts the token")
    )


def _check_mode(connection: Connection) -> Check:
    """Only Megamarket's two known hosts tell their mode; any other address is taken at its word."""
    wrong = LIVE_URL if connection.test_mode else TEST_URL
    if connection.mm_url != wrong:
        return Check("mm.mode", ok=True, message=_MODE_FINE[connection.test_mode])
    return Check("mm.mode", ok=False, message=_MODE_WRONG[connection.test_mode])


def _custom_fields() -> Iterable[CustomField]:
    for position, field in enumerate(ORDER_FIELDS, start=1):
        yield CustomField(field.code, field.name.ru, field.type, ordering=100 + position)


def _ensure_field(crm: RetailCrm, field: CustomField) -> str:
    """Find the field or create it; an account that refuses the type datetime gets a string."""
    if crm.custom_field(field.code) is not None:
        return field.code
    try:
        crm.create_custom_field(field)
    except Refused:
        if field.type != "datetime":
            raise
        crm.create_custom_field(CustomField(field.code, field.name, "string", ordering=field.ordering))
    return field.code


def _module_config(storage: Storage, connection: Connection) -> ModuleConfig:
    with storage.look() as work:
        client_id = work.connections.client_id(connection.name)
    return ModuleConfig(
        code=connection.module_code or connection.default_module_code,
        name=_MODULE_NAME,
        client_id=client_id,
        description=_MODULE_NAME,
        statuses=tuple(_delivery_statuses()),
        plates=(Plate("sticker", "Этикетка"),),
        fields=(DeliveryField("shipmentId", "Номер отправления"),),
    )


def _delivery_statuses() -> Iterable[DeliveryStatus]:
    for status in Status:
        yield DeliveryStatus(
            status.value,
            name_of(status).ru.capitalize(),
            is_editable=status in _EDITABLE,
            is_error=status == Status.MERCHANT_CANCELED,
        )


def _delivery_code(crm: RetailCrm, module_code: str) -> str:
    """The delivery type that belongs to the module, when the answer did not name it."""
    code = next((kind.code for kind in crm.delivery_types() if kind.integration_code == module_code), None)
    if code is None:
        raise RegistrationRefused(
            Text("RetailCRM не создал тип доставки", "RetailCRM made no delivery type"),
            hint=Text("Проверьте модуль в «Настройки | Интеграция».", "Look at the module under Settings."),
        )
    return code


_ADDRESS_FINE = Text("RetailCRM отвечает", "RetailCRM answers")
_TOKEN_REFUSED = Text(
    "Мегамаркет не принял токен ({words}): скопируйте его заново из «Настройки | Интеграция по API»",
    "Megamarket does not accept the token ({words}): copy it again from Settings | API integration",
)
_SCOPE_MISSING = Text(
    "ключу не хватает разрешения {scope}: добавьте его в настройках ключа",
    "the key lacks permission {scope}: add it in the key's settings",
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
        "режим боевой, а адрес тестовый: уберите --mm-url или включите --test",
        "the mode is live, yet the address is the test one: drop --mm-url or use --test",
    ),
}
