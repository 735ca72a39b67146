"""A connection as a person is typing it: nothing of it is stored, and each fault is told at its field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from mmdesk.clients.errors import BadAddress
from mmdesk.domain.connection import BadConnection, Connection, ConnectionId, check_merchant_id, check_name
from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.schemes import scheme_of
from mmdesk.errors import MmdeskError, Text
from mmdesk.secrets import BadSecrets, SecretKind, SecretStore, checked_secret
from mmdesk.services.connections import NewConnection, Typed, checked_address, default_mm_url

_DRAFT: Final = ConnectionId(0)
_HTTPS: Final = "https://"


class Field(StrEnum):
    """What a person fills in of a connection."""

    NAME = "name"
    SCHEME = "scheme"
    CRM_URL = "crm_url"
    CRM_KEY = "crm_key"
    MM_TOKEN = "mm_token"
    MERCHANT = "merchant"
    TEST_MODE = "test_mode"
    MM_URL = "mm_url"


@dataclass(frozen=True, slots=True)
class Draft:
    """Every field as text; the secrets are never shown. An empty `mm_url` is Megamarket's own of the mode."""

    name: str = ""
    scheme: SchemeCode = SchemeCode.STANDARD
    crm_url: str = ""
    merchant: str = ""
    test_mode: bool = False
    mm_url: str = ""
    crm_key: str = field(default="", repr=False)
    mm_token: str = field(default="", repr=False)

    @property
    def is_begun(self) -> bool:
        return self != Draft()

    def fill(self, texts: Mapping[Field, str]) -> Draft:
        """With the texts of some fields; the others stay."""
        return replace(
            self,
            name=texts.get(Field.NAME, self.name),
            crm_url=texts.get(Field.CRM_URL, self.crm_url),
            crm_key=texts.get(Field.CRM_KEY, self.crm_key),
            merchant=texts.get(Field.MERCHANT, self.merchant),
            mm_token=texts.get(Field.MM_TOKEN, self.mm_token),
            mm_url=texts.get(Field.MM_URL, self.mm_url),
        )

    def typed(self) -> Typed:
        """The secrets that were typed. Raises BadSecrets."""
        given = {SecretKind.CRM_KEY: self.crm_key, SecretKind.MM_TOKEN: self.mm_token}
        return {kind: checked_secret(kind, secret) for kind, secret in given.items() if secret.strip()}

    def new_connection(self) -> NewConnection:
        """What is to be stored; of a draft without faults."""
        return NewConnection(
            self.name.strip(),
            self.scheme,
            int(self.merchant),
            self.crm_url,
            self.mm_url,
            self.test_mode,
        )

    def connection(self) -> Connection:
        """The same for clients and checks, without a row. Raises BadAddress."""
        new = self.new_connection()
        return Connection(
            connection_id=_DRAFT,
            name=new.name,
            scheme=scheme_of(new.scheme.value),
            merchant_id=new.merchant_id,
            mm_url=checked_address(new.mm_url or default_mm_url(test_mode=new.test_mode)),
            crm_url=checked_address(new.crm_url),
            test_mode=new.test_mode,
        )


class DraftSecrets:
    """The secrets as typed, before they are stored; those of all others from the account's own store."""

    def __init__(self, name: str, typed: Typed, store: SecretStore) -> None:
        self._name = name
        self._typed = typed
        self._store = store

    def get(self, connection: str, kind: SecretKind) -> str | None:
        if connection == self._name and kind in self._typed:
            return self._typed[kind]
        return self._store.get(connection, kind)

    def put(self, connection: str, kind: SecretKind, secret: str) -> None:
        self._store.put(connection, kind, secret)

    def forget(self, connection: str, kind: SecretKind) -> None:
        self._store.forget(connection, kind)


def tidy_address(typed: str) -> str:
    """What people paste out of a browser, brought to the host alone; nonsense stays as it is."""
    address = typed.strip()
    if address and "://" not in address:
        address = f"{_HTTPS}{address}"
    scheme, _, rest = address.partition("://")
    host = rest.partition("/")[0]
    return f"{scheme.lower()}://{host}" if host and "?" not in host and "#" not in host else address


def faults(draft: Draft, others: Iterable[Connection], *, types_secrets: bool = True) -> Mapping[Field, Text]:
    """What is wrong without asking anybody, by field, each with the cure. `others` are all connections."""
    return dict(_faults(draft, tuple(others), types_secrets))


def seller_fault(merchant: str) -> Text | None:
    """Why this cannot be a seller's number."""
    number = merchant.strip()
    try:
        # `int` alone would take underscores and digits of other scripts.
        check_merchant_id(int(number) if number.isascii() and number.isdigit() else 0)
    except BadConnection:
        return _NO_NUMBER if number else _EMPTY[Field.MERCHANT]
    return None


def secret_fault(kind: SecretKind, secret: str) -> Text | None:
    """Why this cannot be the secret; never quotes it."""
    if not secret.strip():
        return _EMPTY[_FIELD_OF_SECRET[kind]]
    try:
        checked_secret(kind, secret)
    except BadSecrets:
        return _NO_SECRET
    return None


def address_fault(typed: str, example: Text) -> Text | None:
    """Why this address will not do."""
    try:
        checked_address(typed)
    except BadAddress as error:
        return Text(f"{_plain(error).ru}. {example.ru}", f"{_plain(error).en}. {example.en}")
    return None


def crm_address_fault(typed: str) -> Text | None:
    return address_fault(typed, _CRM_COPY) if typed.strip() else _EMPTY[Field.CRM_URL]


def _faults(
    draft: Draft, others: tuple[Connection, ...], types_secrets: bool
) -> Iterator[tuple[Field, Text]]:
    found = {
        Field.NAME: _name_fault(draft.name.strip(), others),
        Field.CRM_URL: crm_address_fault(draft.crm_url),
        Field.MERCHANT: seller_fault(draft.merchant) or _taken(draft, others),
        Field.MM_URL: address_fault(draft.mm_url, _MM_EXAMPLE) if draft.mm_url.strip() else None,
    }
    if types_secrets:
        found[Field.CRM_KEY] = secret_fault(SecretKind.CRM_KEY, draft.crm_key)
        found[Field.MM_TOKEN] = secret_fault(SecretKind.MM_TOKEN, draft.mm_token)
    yield from ((where, fault) for where, fault in found.items() if fault is not None)


def _name_fault(name: str, others: tuple[Connection, ...]) -> Text | None:
    if not name:
        return _EMPTY[Field.NAME]
    if any(other.name == name for other in others):
        return _NAME_TAKEN.format(name=name)
    try:
        check_name(name)
    except BadConnection as error:
        return error.cure
    return None


def _taken(draft: Draft, others: tuple[Connection, ...]) -> Text | None:
    wanted = (int(draft.merchant), draft.scheme, draft.test_mode)
    for other in others:
        if (other.merchant_id, other.scheme.code, other.test_mode) == wanted:
            return _ACCOUNT_TAKEN.format(name=other.name, scheme=other.scheme.name)
    return None


def _plain(error: MmdeskError) -> Text:
    """What is wrong, as the beginning of a sentence."""
    return Text(*(f"{words[:1].upper()}{words[1:]}" for words in (error.detail.ru, error.detail.en)))


_FIELD_OF_SECRET: Final = {
    SecretKind.CRM_KEY: Field.CRM_KEY,
    SecretKind.MM_TOKEN: Field.MM_TOKEN,
}
CRM_EXAMPLE: Final = Text(
    "Нужен адрес вашей системы, например https://demo.retailcrm.ru.",
    "It is the address of your system, such as https://demo.retailcrm.ru.",
)
_CRM_COPY: Final = Text(
    "Скопируйте адрес вашей системы из строки браузера, например https://demo.retailcrm.ru.",
    "Copy the address of your system from the browser, such as https://demo.retailcrm.ru.",
)
_MM_EXAMPLE: Final = Text(
    "Обычно это поле пусто.",
    "This field is usually empty.",
)
_EMPTY: Final = {
    Field.NAME: Text("Назовите подключение, например «Тёплый Дом».", "Name the connection, such as “Home”."),
    Field.CRM_URL: CRM_EXAMPLE,
    Field.MERCHANT: Text(
        "Введите номер продавца: одни цифры, из кабинета Мегамаркета.",
        "Type the merchant id: digits only, from Megamarket's cabinet.",
    ),
    Field.CRM_KEY: Text("Вставьте ключ API из RetailCRM.", "Paste the API key of RetailCRM."),
    Field.MM_TOKEN: Text(
        "Вставьте токен из кабинета Мегамаркета.", "Paste the token of Megamarket's cabinet."
    ),
}
_NO_NUMBER: Final = Text(
    "Номер продавца состоит из одних цифр, без пробелов и букв.",
    "A merchant id consists of digits only, no blanks and letters.",
)
_NO_SECRET: Final = Text(
    "Здесь пробел, русская буква или слишком длинный текст: скопируйте значение заново и целиком.",
    "There is a blank, a letter outside Latin, or too much text: copy the value again, whole and alone.",
)
_NAME_TAKEN: Final = Text(
    "Имя «{name}» уже у другого подключения: возьмите другое.",
    "Another connection bears the name “{name}”: choose another one.",
)
_ACCOUNT_TAKEN: Final = Text(
    "Этот продавец со схемой «{scheme}» уже подключён: «{name}». Измените то подключение"
    " или выберите другую схему.",
    "This merchant is connected in scheme “{scheme}” already: “{name}”. Edit that connection,"
    " or choose the other scheme.",
)
