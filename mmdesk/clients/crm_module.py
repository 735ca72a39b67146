"""The integration module in RetailCRM: its configuration, custom fields and delivery tracking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from mmdesk.clients.json_reading import Node


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """A status that tracking may report; RetailCRM alerts the manager of one with `is_error`."""

    code: str
    name: str
    is_editable: bool = False
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Plate:
    """A document that staff can print from the order card."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class DeliveryField:
    """A read-only text field of the delivery card."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class ModuleConfig:
    """One installation of the module. Without `base_url` RetailCRM has nothing to call and prints nothing.

    `client_id` is the only thing by which RetailCRM proves itself when it calls: keep it secret. The paths
    begin with a slash and lead from `base_url`; an empty one is left out.
    """

    code: str
    name: str
    client_id: str
    integration_code: str = "megamarket"
    is_active: bool = True
    base_url: str = ""
    account_url: str = ""
    logo_url: str = ""
    activity_path: str = ""
    get_path: str = ""
    print_path: str = ""
    description: str = ""
    statuses: tuple[DeliveryStatus, ...] = ()
    plates: tuple[Plate, ...] = ()
    fields: tuple[DeliveryField, ...] = ()
    plates_a_call: int = 20


@dataclass(frozen=True, slots=True)
class Module:
    """What RetailCRM holds of an installation; frozen means that RetailCRM stopped it, e.g. unpaid."""

    code: str
    is_active: bool
    is_frozen: bool
    base_url: str
    client_id: str


@dataclass(frozen=True, slots=True)
class CustomField:
    """A custom field of orders; `type` is RetailCRM's word, such as string or datetime."""

    code: str
    name: str
    type: str
    ordering: int = 100
    display_area: str = "delivery"
    is_editable: bool = False


def module_document(config: ModuleConfig) -> dict[str, object]:
    """The `integrationModule` field of integration-modules/{code}/edit."""
    actions = _given(activity=config.activity_path) if config.base_url else {}
    return {
        **_given(
            code=config.code,
            integrationCode=config.integration_code,
            name=config.name,
            clientId=config.client_id,
            baseUrl=config.base_url,
            accountUrl=config.account_url,
            logo=config.logo_url,
        ),
        "active": config.is_active,
        **({"actions": actions} if actions else {}),
        "availableCountries": ["RU"],
        "integrations": {"delivery": _delivery(config)},
    }


def _delivery(config: ModuleConfig) -> dict[str, object]:
    actions = _given(get=config.get_path, print=config.print_path) if config.base_url else {}
    return {
        **_given(description=config.description),
        **({"actions": actions} if actions else {}),
        "payerType": ["receiver"],
        "platePrintLimit": config.plates_a_call,
        "rateDeliveryCost": False,
        "allowPackages": True,
        "codAvailable": False,
        "selfShipmentAvailable": False,
        # Three pieces of one offer are three positions.
        "duplicateOrderProductSupported": True,
        "allowTrackNumber": True,
        "availableCountries": ["RU"],
        "requiredFields": [],
        "statusList": [_status(status) for status in config.statuses],
        "plateList": [{"type": "order", "code": plate.code, "label": plate.label} for plate in config.plates],
        "deliveryDataFieldList": [_field(field) for field in config.fields],
    }


def _status(status: DeliveryStatus) -> dict[str, object]:
    document: dict[str, object] = {
        "code": status.code,
        "name": status.name,
        "isEditable": status.is_editable,
    }
    return document | ({"isError": True} if status.is_error else {})


def _field(field: DeliveryField) -> dict[str, object]:
    return {
        "code": field.code,
        "label": field.label,
        "type": "text",
        "visible": True,
        "required": False,
        "editable": False,
        "affectsCost": False,
    }


def _given(**fields: str) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value}


def read_module(root: Node) -> Module:
    module = root["integrationModule"]
    return Module(
        code=module["code"].required_key(),
        is_active=module["active"].flag() is not False,
        is_frozen=module["freeze"].flag() is True,
        base_url=module["baseUrl"].text(),
        client_id=module["clientId"].text(),
    )


def read_delivery_type_code(root: Node) -> str | None:
    """The code of the delivery type that activation made; None when `info` does not tell."""
    return root.get("info").get("deliveryType").get("code").text() or None


def custom_field_document(field: CustomField) -> dict[str, object]:
    mode = "editable" if field.is_editable else "not_editable"
    return {
        "name": field.name,
        "code": field.code,
        "type": field.type,
        "ordering": field.ordering,
        "inFilter": True,
        "inList": True,
        "inGroupActions": False,
        "required": False,
        "displayArea": field.display_area,
        "viewMode": mode,
        "viewModeMobile": mode,
    }


def read_custom_field(root: Node) -> CustomField:
    field = root["customField"]
    return CustomField(
        code=field["code"].required_key(),
        name=field["name"].text(),
        type=field["type"].text(),
        ordering=field["ordering"].whole() or 0,
        display_area=field["displayArea"].text(),
        is_editable=field["viewMode"].text() == "editable",
    )


def tracking_document(
    delivery_id: str, status: str, at: datetime, zone: tzinfo, comment: str
) -> dict[str, object]:
    """One element of `statusUpdate`; unlike all other datetimes of RetailCRM this one has an offset."""
    if at.tzinfo is None:
        raise ValueError("a datetime sent to RetailCRM needs a zone")
    step = {"code": status, "updatedAt": at.astimezone(zone).isoformat(timespec="seconds")}
    return {
        "deliveryId": delivery_id,
        "history": [step | ({"comment": comment} if comment else {})],
    }
