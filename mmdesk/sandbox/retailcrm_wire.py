"""How the CRM speaks: PHP parameters and JSON in form fields come in, JSON with its quirks goes out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from mmdesk.sandbox.server import Answer

# A JSON document of the remote: its shape belongs to the wire, not to us.
Document: TypeAlias = dict[str, Any]
Tree: TypeAlias = "dict[str, str | Tree]"
Element = TypeVar("Element")

FORMAT_REFUSED = "Errors in the entity format"
INPUT_REFUSED = "Errors in the input parameters"
BLANK = "This value should not be blank."
BAD_CHOICE = "The value you selected is not a valid choice."
NOT_PLAYED = "The sandbox does not play this filter."

PAGE_LIMITS = frozenset({20, 50, 100})
STORE_LIMITS = PAGE_LIMITS | {250}

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_MOMENT = "%Y-%m-%d %H:%M:%S"


class Refusal(Exception):
    """The CRM's own "no": an HTTP status, errorMsg, errors and whatever else stands beside them."""

    def __init__(
        self, status: int, message: str, errors: Mapping[str, str] | Sequence[str] = (), **beside: object
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors
        self.beside = beside

    def reply(self) -> Reply:
        document: Document = {"success": False, "errorMsg": self.message}
        if self.errors:
            document["errors"] = self.errors
        return Reply(self.status, document | self.beside, changed=False)


class NotFound(Refusal):
    def __init__(self, message: str = "Not found") -> None:
        super().__init__(404, message)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a method of the API answers; bytes are sent as they are."""

    status: int = 200
    content: Document | bytes = field(default_factory=dict)
    content_type: str = "application/json; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    changed: bool = False

    def answer(self) -> Answer:
        body = self.content if isinstance(self.content, bytes) else encode(self.content)
        return Answer(self.status, body, self.content_type, self.headers, changed=self.changed)


def said(**fields: object) -> Reply:
    """Answer a reading call."""
    return Reply(200, {"success": True, **fields})


def done(status: int = 200, *, changed: bool = True, **fields: object) -> Reply:
    """Answer a call that may have changed something."""
    return Reply(status, {"success": True, **fields}, changed=changed)


def encode(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, default=_number).encode()


def _number(value: object) -> int | float:
    if isinstance(value, Decimal):
        return plain_number(value)
    raise TypeError(f"{type(value).__name__} does not go into JSON")


def plain_number(value: Decimal) -> int | float:
    """Money as PHP writes it: 1990 when whole, else 1395.16."""
    return int(value) if value == value.to_integral_value() else float(value)


def without_nulls(document: Mapping[str, Any]) -> Document:
    """The CRM leaves out what has no value."""
    return {name: value for name, value in document.items() if value is not None}


def map_or_list(document: Mapping[str, object]) -> Mapping[str, object] | list[object]:
    """PHP writes an empty map as an empty list."""
    return document or []


def coded(code: object) -> Document | None:
    """How history writes a value of a reference book."""
    return None if code is None else {"code": code}


def snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


@dataclass(frozen=True, slots=True)
class AccountClock:
    """The account's time: the instant is given, the zone is the account's setting."""

    now: Callable[[], datetime]
    zone: ZoneInfo

    def stamp(self) -> str:
        """The present moment as the CRM writes it: local time of the account, no zone."""
        return self.now().astimezone(self.zone).strftime(_MOMENT)

    def local(self, moment: datetime) -> str:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
        return aware.astimezone(self.zone).strftime(_MOMENT)


def is_moment(value: object) -> bool:
    return _reads_as(value, _MOMENT)


def is_date(value: object) -> bool:
    return _reads_as(value, "%Y-%m-%d")


def _reads_as(value: object, form: str) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return datetime.strptime(value, form).strftime(form) == value  # noqa: DTZ007 - the wire has no zone
    except ValueError:
        return False


class Parameters:
    """Query or form parameters with PHP's bracket syntax."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    @classmethod
    def parse(cls, pairs: Iterable[tuple[str, str]]) -> Parameters:
        tree: Tree = {}
        for name, value in pairs:
            matched = _NAME.fullmatch(name)
            if matched:
                _plant(tree, [matched[1], *re.findall(r"\[([^\[\]]*)\]", matched[2])], value)
        return cls(tree)

    def __contains__(self, name: str) -> bool:
        return name in self._tree

    def names(self) -> frozenset[str]:
        return frozenset(self._tree)

    def text(self, name: str) -> str:
        """The scalar of that name; empty when absent or nested."""
        value = self._tree.get(name, "")
        return value if isinstance(value, str) else ""

    def many(self, name: str) -> list[str]:
        """The values of `name[]`; a scalar counts as a list of one."""
        value = self._tree.get(name, {})
        if isinstance(value, str):
            return [value]
        return [element for element in value.values() if isinstance(element, str)]

    def inside(self, name: str) -> Parameters:
        value = self._tree.get(name, {})
        return Parameters({} if isinstance(value, str) else value)

    def number(self, name: str, default: int) -> Decimal:
        """A number, else the CRM's refusal."""
        try:
            return Decimal(self.text(name) or default)
        except InvalidOperation:
            raise Refusal(400, INPUT_REFUSED, {name: "This value is not valid."}) from None

    def whole(self, name: str, default: int) -> int:
        """A positive whole number, else the CRM's refusal."""
        text = self.text(name)
        if not text:
            return default
        if not text.isdecimal() or int(text) < 1:
            raise Refusal(400, INPUT_REFUSED, {name: "This value should be greater than or equal to 1."})
        return int(text)


def _plant(tree: Tree, path: list[str], value: str) -> None:
    for step in path[:-1]:
        branch = tree.setdefault(step or str(len(tree)), {})
        if isinstance(branch, str):
            return
        tree = branch
    tree[path[-1] or str(len(tree))] = value


def parse_entity(form: Parameters, name: str) -> object:
    """The JSON inside one form field; money stays exact."""
    if not form.text(name):
        raise Refusal(400, f"Parameter '{name}' is missing")
    try:
        return json.loads(form.text(name), parse_float=Decimal, parse_constant=_refuse_constant)
    except ValueError:
        raise Refusal(400, FORMAT_REFUSED, ["JSON Deserialization: Syntax error"]) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def check_limit(query: Parameters, allowed: frozenset[int], default: int) -> int:
    text = query.text("limit")
    if not text:
        return default
    if not text.isdecimal() or int(text) not in allowed:
        raise Refusal(400, INPUT_REFUSED, {"limit": BAD_CHOICE})
    return int(text)


def paged(
    query: Parameters,
    elements: Sequence[Element],
    *,
    allowed: frozenset[int] = PAGE_LIMITS,
    default: int = 20,
) -> tuple[list[Element], Document]:
    """Cut one page out; returns it with the paging object of the answer."""
    limit = check_limit(query, allowed, default)
    page = query.whole("page", 1)
    pages = -(-len(elements) // limit)
    paging = {
        "limit": limit,
        "totalCount": len(elements),
        "currentPage": page,
        "totalPageCount": pages,
    }
    return list(elements[(page - 1) * limit : page * limit]), paging


def check_filters(
    given: Parameters, played: frozenset[str], documented: frozenset[str] = frozenset()
) -> None:
    """Refuse a filter that the CRM does not know, and, naming it, one that the sandbox does not play."""
    odd = dict.fromkeys(given.names() & documented - played, NOT_PLAYED)
    odd |= dict.fromkeys(given.names() - documented - played, "This form should not contain extra fields.")
    if odd:
        raise Refusal(400, INPUT_REFUSED, {f"filter[{name}]": text for name, text in odd.items()})
