"""What a setting's value can be, how it is read from text, and how a setting is declared."""

from __future__ import annotations

import dataclasses
import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import Any, Final, Generic, Literal, TypeVar
from urllib.parse import urlsplit

from mmdesk.errors import Text

T = TypeVar("T")

Plain = str | int | float | bool | list[str] | dict[str, str]
"""A value as it stands in a JSON document."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Params = Literal["all"] | tuple[str, ...]

_WORD: Final = re.compile(r"[^\x00-\x1f\x7f]{0,2000}")
_HERE: Final = re.compile(r"localhost|127(?:\.\d{1,3}){3}|::1")


def _any_value(_value: object) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """One kind of value. `read` raises ValueError for a text that is none of it.

    `admits` is asked of a value that is set now; one that a former version has stored is read all the same.
    """

    allowed: Text
    read: Callable[[str], T]
    plain: Callable[[T], Plain]
    admits: Callable[[T], bool] = _any_value


def text_of(value: Plain) -> str:
    """The one spelling of a value that is stored and typed: lists and tables as JSON, the rest as it is."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def choice(*words: str) -> Kind[str]:
    """One of a few words."""

    def read(text: str) -> str:
        if text.strip() not in words:
            raise ValueError(text)
        return text.strip()

    return Kind(Text.same(" | ".join(words)), read, str)


def whole(least: int, most: int) -> Kind[int]:
    """A whole number, both ends included."""

    def read(text: str) -> int:
        if not re.fullmatch(r"\s*-?[0-9]{1,9}\s*", text) or not least <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    allowed = Text(f"целое число от {least} до {most}", f"a whole number from {least} to {most}")
    return Kind(allowed, read, int)


def percent(*, below: int) -> Kind[Decimal]:
    """A share with up to four decimals, from 0 to just under `below`; a comma reads as a point."""

    def read(text: str) -> Decimal:
        if not re.fullmatch(r"\s*[0-9]{1,4}(?:[.,][0-9]{1,4})?\s*", text):
            raise ValueError(text)
        share = Decimal(text.strip().replace(",", "."))
        if not share < below:
            raise ValueError(text)
        return share

    return Kind(Text(f"число от 0, меньше {below}", f"a number from 0, below {below}"), read, _number)


def _number(value: Decimal) -> int | float:
    # Nothing is reckoned with a percentage that already stands in a document.
    return int(value) if value == value.to_integral_value() else float(value)


def _read_word(text: str) -> str:
    word = text.strip()
    if not _WORD.fullmatch(word):
        raise ValueError(text)
    return word


def _read_reason(text: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{0,60}", text.strip()):
        raise ValueError(text)
    return text.strip()


def _read_flag(text: str) -> bool:
    match text.strip().lower():
        case "true":
            return True
        case "false":
            return False
        case _:
            raise ValueError(text)


def _read_words(text: str) -> tuple[str, ...]:
    found = _parsed(text)
    if not isinstance(found, list) or not all(isinstance(word, str) and word.strip() for word in found):
        raise ValueError(text)
    return tuple(dict.fromkeys(word.strip() for word in found))


def _read_params(text: str) -> Params:
    return "all" if text.strip() in {"all", '"all"'} else _read_words(text)


def _read_table(text: str) -> Mapping[str, str]:
    table = _parsed(text)
    if not isinstance(table, dict) or not all(isinstance(word, str) for word in table.values()):
        raise ValueError(text)
    return MappingProxyType({key.strip(): word.strip() for key, word in table.items()})


def _read_networks(text: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(word, strict=False) for word in _read_words(text))


def _read_public_url(text: str) -> str:
    address = text.strip().rstrip("/")
    if not address:
        return ""
    parts = urlsplit(address)
    host = parts.hostname or ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and bool(_HERE.fullmatch(host)))
    if not safe or not host or "@" in parts.netloc or re.search(r"[\s\\?#]", address):
        raise ValueError(text)
    _ = parts.port  # raises ValueError where it is no number
    return address


def _read_prefix(text: str) -> str:
    prefix = text.strip().strip("/")
    if not prefix:
        return ""
    if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*", prefix):
        raise ValueError(text)
    return f"/{prefix}"


def _read_source(text: str) -> str:
    source = _read_word(text)
    # A password inside an address would be a secret in the database.
    if not source or (source.lower().startswith(("http://", "https://")) and "@" in urlsplit(source).netloc):
        raise ValueError(text)
    return source


def _is_source(source: str) -> bool:
    """Whether it can be one at all; whether anything is there is found out by the build."""
    if source == "api":
        return True
    if source.lower().startswith(("http://", "https://")):
        return _is_address(source)
    # The window may stand on another system than the service.
    paths = (PurePosixPath(source), PureWindowsPath(source))
    return source.lower().startswith("file:/") or any(path.is_absolute() for path in paths)


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises ValueError where it is no number
    except ValueError:
        return False
    return bool(parts.hostname) and not re.search(r"[\s\\]", address)


def _read_login(text: str) -> str:
    login = _read_word(text)
    if ":" in login:
        raise ValueError(text)
    return login


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError(text) from error


WORD: Final = Kind(Text("одна строка, может быть пустой", "one line, may be empty"), _read_word, str)
REASON: Final = Kind(
    Text("код причины Мегамаркета: OUT_OF_STOCK", "a reason code of Megamarket: OUT_OF_STOCK"),
    _read_reason,
    str,
)
FLAG: Final = Kind(Text.same("true | false"), _read_flag, bool)
WORDS: Final = Kind(
    Text('список JSON: ["один", "два"]', 'a JSON list: ["one", "two"]'), _read_words, list[str]
)
PARAMS: Final[Kind[Params]] = Kind(
    Text('all или список JSON: ["один", "два"]', 'all, or a JSON list: ["one", "two"]'),
    _read_params,
    lambda value: "all" if value == "all" else list(value),
)
TABLE: Final = Kind(
    Text('таблица JSON: {"что": "чем"}', 'a JSON table: {"from": "to"}'), _read_table, dict[str, str]
)
NETWORKS: Final = Kind(
    Text(
        'список JSON адресов и сетей: ["127.0.0.1", "10.0.0.0/8"]',
        'a JSON list of addresses and networks: ["127.0.0.1", "10.0.0.0/8"]',
    ),
    _read_networks,
    lambda value: [str(network) for network in value],
)
PUBLIC_URL: Final = Kind(
    Text(
        "адрес https://… без логина и параметров (http только для 127.0.0.1), либо пусто",
        "an https:// address without login and query (http for 127.0.0.1 only), or empty",
    ),
    _read_public_url,
    str,
)
PREFIX: Final = Kind(
    Text(
        "путь из латинских букв и цифр: /mm, либо пусто", "a path of Latin letters and digits: /mm, or empty"
    ),
    _read_prefix,
    str,
)
SOURCE: Final = Kind(
    Text(
        "api (каталог самой RetailCRM), адрес http(s):// без пробелов, логина и пароля, либо полный путь к "
        "файлу: /каталог/goods.xml, D:\\каталог\\goods.xml",
        "api (RetailCRM's own catalogue), an http(s):// address without blanks, login and password, or the "
        "full path of a file: /folder/goods.xml, D:\\folder\\goods.xml",
    ),
    _read_source,
    str,
    _is_source,
)
LOGIN: Final = Kind(
    Text("имя без двоеточия, либо пусто", "a name without a colon, or empty"), _read_login, str
)

DECLARATION: Final = "setting"
"""Where a dataclass field keeps its declaration, among the field's metadata."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The declaration of one key, or of a family: a prefix that ends in a dot and a pattern for the rest."""

    key: str
    text: Text
    # The field's own type is what callers see; here kinds of all types stand side by side.
    kind: Kind[Any]
    default: Any
    suffix: str = ""

    @property
    def is_family(self) -> bool:
        return bool(self.suffix)

    def covers(self, key: str) -> bool:
        if not self.is_family:
            return key == self.key
        return key.startswith(self.key) and re.fullmatch(self.suffix, key.removeprefix(self.key)) is not None


def declare(key: str, kind: Kind[T], default: T, text: Text) -> T:
    """A dataclass field that is a setting; typed as its value, which the dataclass puts in its place."""
    declared = Setting(key, text, kind, default)
    return dataclasses.field(default_factory=lambda: default, metadata={DECLARATION: declared})


def declare_family(prefix: str, suffix: str, text: Text) -> Mapping[str, str]:
    """A field for all keys that begin with the prefix, by the rest of the key."""
    none: Mapping[str, str] = MappingProxyType({})
    declared = Setting(prefix, text, WORD, none, suffix)
    return dataclasses.field(default_factory=lambda: none, metadata={DECLARATION: declared})
