"""RetailCRM's answers: the envelope opened, every way of saying no told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NoReturn

from mmdesk.clients.errors import (
    AccessDenied,
    AddressWrong,
    AlreadyExists,
    FieldsLocked,
    NotFound,
    Problem,
    Refused,
    TokenRefused,
    Troubled,
)
from mmdesk.clients.http import Answer, Outgoing, lost, unusable
from mmdesk.clients.json_reading import Node, NotJson, parse_json
from mmdesk.clients.masking import Mask
from mmdesk.errors import Text

TOO_OFTEN: Final = frozenset({429, 503})
"""Above ten calls a second RetailCRM turns a call away before it looks at it."""

_BAD_REQUEST: Final = 400
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_NO_SUCH: Final = 404
_NOT_THIS_WAY: Final = frozenset({404, 405})
_REQUEST_TIMEOUT: Final = 408
_SERVER_FAILURE: Final = 500
_MOST_PROBLEMS: Final = 50
_LOCKED: Final = "used in integration delivery"
_NAMED_FIELD: Final = re.compile(r"order(?:\[[^\[\]]+\])+")
_PAGE: Final = Text("это не RetailCRM, отвечает веб-страница", "not RetailCRM: a web page answers")
_NO_ACCOUNT: Final = Text("такого аккаунта RetailCRM нет", "not RetailCRM: no such account")
_NO_METHOD: Final = Text("этот адрес не знает такого метода", "this address does not know the method")
_WRONG_KEY_SAID: Final = 'wrong "apikey" value.'
_WRONG_KEY: Final = Text("такого ключа в RetailCRM нет", "RetailCRM has no such key")
_SUCCESS: Final = Text("success: нужно true или false", "success: expected true or false")
_CROWDED: Final = Text("слишком много запросов в секунду", "too many calls a second")


def opened(request: Outgoing, answer: Answer, mask: Mask) -> Node:
    """The document of a successful answer. Raises the error that the answer means."""
    if answer.status in TOO_OFTEN:
        raise Troubled(_CROWDED, where=request.where, retry_after=answer.retry_after)
    if answer.status >= _SERVER_FAILURE or answer.status == _REQUEST_TIMEOUT:
        raise lost(request, Text.same(f"HTTP {answer.status}"), answer.retry_after)
    try:
        root = parse_json(answer.body)
    except NotJson as error:
        _raise_not_json(request, answer, error)
    success = root.get("success").flag()
    if answer.status >= _BAD_REQUEST or success is False:
        _raise_refused(request, answer.status, root, mask)
    if success is None:
        raise unusable(request, _SUCCESS)
    return root


def _raise_not_json(request: Outgoing, answer: Answer, error: NotJson) -> NoReturn:
    if answer.status < _BAD_REQUEST:
        if answer.is_page and not request.changing:
            raise AddressWrong(_PAGE, where=request.where) from error
        raise unusable(request, error.detail) from error
    if answer.status in _NOT_THIS_WAY:
        raise AddressWrong(_PAGE, where=request.where) from error
    kind = AccessDenied if answer.status in (_UNAUTHORIZED, _FORBIDDEN) else Refused
    raise kind(f"HTTP {answer.status}", code=str(answer.status), where=request.where) from error


def _raise_refused(request: Outgoing, status: int, root: Node, mask: Mask) -> NoReturn:
    summary = mask(root.get("errorMsg").text())
    problems = tuple(_problems(root.get("errors"), mask))[:_MOST_PROBLEMS]
    words = _sentence(summary, problems) or f"HTTP {status}"
    told = summary.lower()
    if '"apikey"' in told or status == _UNAUTHORIZED:
        raise TokenRefused(_WRONG_KEY if told == _WRONG_KEY_SAID else words, where=request.where)
    if "account does not exist" in told:
        raise AddressWrong(_NO_ACCOUNT, where=request.where)
    if "method not found" in told or (status == _NO_SUCH and not summary):
        raise AddressWrong(_NO_METHOD, where=request.where)
    locked = [problem for problem in problems if _LOCKED in problem.message]
    if locked or _LOCKED in summary:
        fields = tuple(dict.fromkeys(name for problem in locked if (name := _dotted(problem))))
        raise FieldsLocked(words, fields=fields, where=request.where, problems=problems)
    kind = _kind_of_refusal(status, told, problems)
    raise kind(words, code=str(status), where=request.where, problems=problems)


def _kind_of_refusal(status: int, told: str, problems: tuple[Problem, ...]) -> type[Refused]:
    if status == _NO_SUCH:
        return NotFound
    if "access denied" in told or status == _FORBIDDEN:
        return AccessDenied
    if "already exists" in told or any(_is_duplicate(problem) for problem in problems):
        return AlreadyExists
    return Refused


def _is_duplicate(problem: Problem) -> bool:
    told = problem.message.lower()
    return "externalid" in told and "already exists" in told


def _sentence(summary: str, problems: tuple[Problem, ...]) -> str:
    details = [f"{item.field}: {item.message}" if item.field else item.message for item in problems]
    return "; ".join(part for part in (summary, *details) if part)


def _problems(errors: Node, mask: Mask, field: str = "") -> Iterator[Problem]:
    """The complaints of a map from field to words, of a plain list, or of one nested in the other."""
    if errors.is_list:
        for entry in errors.rows():
            yield from _problems(entry, mask, field)
    elif errors.is_object:
        for name, entry in errors.named():
            yield from _problems(entry, mask, _joined(field, "" if name.isdecimal() else mask(name)))
    elif words := errors.text():
        yield Problem(message=mask(words), field=field)


def _joined(outer: str, inner: str) -> str:
    return f"{outer}.{inner}" if outer and inner else outer or inner


def _dotted(problem: Problem) -> str:
    """`order[delivery][data][locked]` as delivery.data.locked; a list's complaint quotes it in its words."""
    quoted = _NAMED_FIELD.search(problem.message)
    name = problem.field or (quoted.group() if quoted else "")
    parts = re.findall(r"[^\[\].]+", name)
    return ".".join(parts[1:] if parts[:1] == ["order"] else parts)
