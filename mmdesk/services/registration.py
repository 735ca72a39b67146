"""«Регистрация»: make what RetailCRM needs for our orders, find what is there, and keep it up to date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from mmdesk.clients.crm_module import CustomField, ModuleConfig
from mmdesk.clients.errors import Refused
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.domain.connection import Connection, CrmOff
from mmdesk.errors import MmdeskError, Text
from mmdesk.secrets import SecretStore
from mmdesk.services.connection_checks import check_access
from mmdesk.services.module_setup import setup_of
from mmdesk.storage.uow import Storage

_OFTEN_REFUSED: Final = frozenset({"datetime", "text"})
"""Types that some accounts do not give to custom fields; a string serves as well."""


class RegistrationRefused(MmdeskError):
    """Raised when a check is red; names the first one."""

    title = Text("Регистрация невозможна", "Registration is not possible")


@dataclass(frozen=True, slots=True)
class Registration:
    """What registration found or made in RetailCRM."""

    delivery_type: str
    module_code: str
    created: bool
    custom_fields: tuple[str, ...]


def register(
    storage: Storage, store: SecretStore, connection: Connection, megamarket: Megamarket, crm: RetailCrm
) -> Registration:
    """Create or find the custom fields, the module and its delivery type; a second time finds the first.

    A module that RetailCRM had switched off is on again. Raises RegistrationRefused on a red check; wrong
    mappings are none: there can be no right ones before.
    """
    report = check_access(storage, store, connection, megamarket, crm)
    red = next((item for item in report.checks if not item.ok), None)
    if red is not None:
        raise RegistrationRefused(red.message)
    zone = crm.account_zone()
    with storage.look() as work:
        setup = setup_of(work, connection)
    config = setup.config
    fields = tuple(_ensured(crm, setup.fields))
    made = _put_module(crm, config)
    delivery_code = made.delivery_code or _delivery_code(crm, config.code)
    with storage.work() as work:
        work.connections.change(
            connection.name,
            crm_site=report.site,
            crm_zone=zone.key,
            module_code=config.code,
            delivery_code=delivery_code,
            module_digest=setup.digest,
            crm_off=CrmOff.NO.value,
        )
        work.commit()
    return Registration(delivery_code, config.code, made.created, fields)


def refresh(storage: Storage, connection: Connection, crm: RetailCrm) -> bool:
    """Tell RetailCRM of a setup that has changed since it was told last; True when there was one.

    Asks nothing while all is as it was. A connection that was never registered is left alone, and so is a
    module that somebody has switched off in RetailCRM: sending it would switch it on. Raises RemoteError.
    """
    with storage.look() as work:
        current = work.connections.by_id(connection.connection_id)
        if not current.is_registered or current.crm_off != CrmOff.NO:
            return False
        setup = setup_of(work, current)
        if setup.digest == work.connections.module_digest(current.connection_id):
            return False
    for _ in _ensured(crm, setup.fields):
        pass
    told = crm.edit_module(setup.config)
    with storage.work() as work:
        work.connections.change(
            current.name, module_digest=setup.digest, delivery_code=told or current.delivery_code
        )
        work.commit()
    return True


def _ensured(crm: RetailCrm, fields: Iterable[CustomField]) -> Iterable[str]:
    for field in fields:
        _ensure(crm, field)
        yield field.code


def _ensure(crm: RetailCrm, field: CustomField) -> None:
    """Find the field or create it; an account that does not take its type gets a string."""
    if crm.custom_field(field.code) is not None:
        return
    try:
        crm.create_custom_field(field)
    except Refused:
        # Another connection of the account may have made it in the same moment.
        if crm.custom_field(field.code) is not None:
            return
        if field.type not in _OFTEN_REFUSED:
            raise
        _ensure(crm, replace(field, type="string"))


@dataclass(frozen=True, slots=True)
class _Made:
    created: bool
    delivery_code: str | None


def _put_module(crm: RetailCrm, config: ModuleConfig) -> _Made:
    known = crm.module(config.code) is not None
    try:
        return _Made(created=not known, delivery_code=crm.edit_module(config))
    except Refused:
        # Refused because it has come to be meanwhile: now there is something to change.
        if known or crm.module(config.code) is None:
            raise
        return _Made(created=False, delivery_code=crm.edit_module(config))


def _delivery_code(crm: RetailCrm, module_code: str) -> str:
    """The delivery type that belongs to the module, when the answer did not name it."""
    code = next((kind.code for kind in crm.delivery_types() if kind.integration_code == module_code), None)
    if code is None:
        raise RegistrationRefused(
            Text("RetailCRM не создал тип доставки", "RetailCRM made no delivery type"),
            hint=Text("Проверьте модуль в «Настройки | Интеграция».", "Look at the module under Settings."),
        )
    return code
