"""A connection: one marketplace account in one scheme, bound to one RetailCRM store."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NewType

from mmdesk.domain.scheme import Scheme
from mmdesk.errors import MmdeskError, Text

ConnectionId = NewType("ConnectionId", int)

# Windows drops a blank or a dot at the end of a file name.
_NAME: Final = re.compile(r"\w(?:[\w .-]{0,58}[\w-])?")


class BadConnection(MmdeskError):
    """Raised when the fields of a connection do not make sense; names the field."""

    title = Text("Подключение заполнено неверно", "The connection is filled in wrongly")


class CrmOff(StrEnum):
    """Whether RetailCRM has stopped the module, by its call `activity`; Megamarket's side goes on."""

    NO = ""
    INACTIVE = "inactive"
    FROZEN = "frozen"


SWITCHED_OFF: Final = {
    CrmOff.INACTIVE: Text(
        "модуль выключен в RetailCRM: включите его в «Настройки | Интеграция | Маркетплейс»",
        "the module is switched off in RetailCRM: switch it on under Settings | Integration | Marketplace",
    ),
    CrmOff.FROZEN: Text(
        "RetailCRM заморозил модуль: проверьте его оплату в «Настройки | Интеграция | Маркетплейс»",
        "RetailCRM has frozen the module: see to its payment under Settings | Integration | Marketplace",
    ),
}


@dataclass(frozen=True, slots=True)
class Connection:
    """What is stored of a connection; its secrets live elsewhere."""

    connection_id: ConnectionId
    name: str
    scheme: Scheme
    merchant_id: int
    mm_url: str
    crm_url: str
    test_mode: bool = False
    paused: bool = False
    crm_site: str = ""
    crm_zone: str = ""
    module_code: str = ""
    delivery_code: str = ""
    crm_off: CrmOff = CrmOff.NO

    @property
    def is_registered(self) -> bool:
        """Whether «Регистрация» has been done, so that orders can go to the CRM."""
        return bool(self.delivery_code)

    @property
    def default_module_code(self) -> str:
        """The same for every installation, so that a new one finds what an old one made."""
        return f"megamarket-{self.merchant_id}-{self.scheme.code}"


def check_name(name: str) -> str:
    """Raises BadConnection for a name that cannot serve on a command line and in a file name."""
    if not _NAME.fullmatch(name):
        raise BadConnection(
            Text(f"имя «{name}»", f"name “{name}”"),
            hint=Text(
                "Буквы, цифры, пробел, точка, дефис; не больше 60 знаков.",
                "Letters, digits, space, dot, hyphen; at most 60 characters.",
            ),
        )
    return name


def check_merchant_id(merchant_id: int) -> int:
    """Raises BadConnection unless it can be a seller's number."""
    if not 0 < merchant_id < 10**12:
        raise BadConnection(Text(f"номер продавца {merchant_id}", f"merchant id {merchant_id}"))
    return merchant_id
