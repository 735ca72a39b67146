"""What a connection wants to find in RetailCRM: the module with its delivery, custom fields of orders."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from mmdesk import __version__
from mmdesk.clients.crm_module import (
    CustomField,
    DeliveryField,
    DeliveryStatus,
    ModuleConfig,
    Plate,
    custom_field_document,
    module_document,
)
from mmdesk.domain.connection import Connection
from mmdesk.domain.status import Status, name_of
from mmdesk.services.connection_settings import public_address
from mmdesk.services.crm_callbacks import ACTIVITY_PATH, GET_PATH, PRINT_LIMIT, PRINT_PATH
from mmdesk.services.crm_fields import ORDER_FIELDS
from mmdesk.storage.connections import PathPurpose
from mmdesk.storage.uow import UnitOfWork

_MODULE_NAME: Final = "Мегамаркет (mmdesk)"
_EDITABLE: Final = frozenset({Status.NEW, Status.CONFIRMED})


@dataclass(frozen=True, slots=True)
class ModuleSetup:
    """Everything that registration brings to RetailCRM, and what a refresh compares."""

    config: ModuleConfig
    fields: tuple[CustomField, ...]

    @property
    def digest(self) -> str:
        """The same as long as RetailCRM need not be told anything new; each version tells it once."""
        described = {
            "version": __version__,
            "module": module_document(self.config),
            "fields": [custom_field_document(field) for field in self.fields],
        }
        return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def setup_of(work: UnitOfWork, connection: Connection) -> ModuleSetup:
    """The setup as the settings and the keys are now."""
    return ModuleSetup(_config(work, connection), tuple(_fields()))


def _config(work: UnitOfWork, connection: Connection) -> ModuleConfig:
    address = public_address(work, connection)
    key = work.connections.path_keys(connection.connection_id)[PathPurpose.CRM] if address else ""
    printed = connection.scheme.printed
    return ModuleConfig(
        code=connection.module_code or connection.default_module_code,
        name=_MODULE_NAME,
        client_id=work.connections.client_id(connection.name),
        # Without an address RetailCRM calls nobody, and the client leaves the paths out.
        base_url=f"{address}/{key}" if address else "",
        activity_path=ACTIVITY_PATH,
        get_path=GET_PATH,
        print_path=PRINT_PATH,
        description=_MODULE_NAME,
        statuses=tuple(_delivery_statuses()),
        plates=(Plate(printed.code, printed.name.ru),),
        fields=(DeliveryField("shipmentId", "Номер отправления"),),
        plates_a_call=PRINT_LIMIT,
    )


def _fields() -> Iterable[CustomField]:
    for position, field in enumerate(ORDER_FIELDS, start=1):
        yield CustomField(field.code, field.name.ru, field.type, ordering=100 + position)


def _delivery_statuses() -> Iterable[DeliveryStatus]:
    """Every status there is: tracking may report any of them."""
    for status in Status:
        yield DeliveryStatus(
            status.value,
            name_of(status).ru.capitalize(),
            is_editable=status in _EDITABLE,
            is_error=status == Status.MERCHANT_CANCELED,
        )
