"""RetailCRM's calls: may the module work, where does a delivery stand, and documents for its staff."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, TypeVar
from urllib.parse import parse_qsl

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from feed_server.addresses import Place
from feed_server.answers import TOO_LARGE, TOO_SLOW, body_of, in_json
from feed_server.visit import Visit
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.errors import MmdeskError, Text
from mmdesk.services import crm_callbacks
from mmdesk.services.crm_callbacks import UnknownDelivery
from mmdesk.services.crm_prints import CrmPrints
from mmdesk.storage.engine import StorageError
from mmdesk.storage.uow import Storage

_PRINTS_AT_ONCE: Final = 3
_MOST_FIELDS: Final = 100

Form = Mapping[str, str]
_Found = TypeVar("_Found")


class CrmDoor:
    """The callbacks under `crm/`. RetailCRM proves itself by the client id, and by nothing else."""

    asks_password = False

    def __init__(self, storage: Storage, clock: Clock, prints: CrmPrints, threads: CapacityLimiter) -> None:
        self._storage = storage
        self._clock = clock
        self._prints = prints
        self._threads = threads
        # A label takes seconds to come: whoever waits for one must not keep Megamarket's calls from a thread.
        self._printing = CapacityLimiter(_PRINTS_AT_ONCE)

    async def answer(self, visit: Visit) -> Response:
        try:
            given = await _given(visit)
        except ClientDisconnect:
            return _refusal(408, TOO_SLOW)
        if given is None:
            return _refusal(413, TOO_LARGE)
        try:
            form = _form(given)
        except ValueError:
            return _refusal(400, _NO_FORM)
        if not await self._blocking(
            crm_callbacks.is_called_by_crm, self._storage, visit.connection, form.get("clientId", "")
        ):
            return _refusal(403, _STRANGER)
        return await self._served(visit, form)

    def failure(self, _error: MmdeskError) -> Response:
        return _refusal(503, _NOT_NOW)

    async def _served(self, visit: Visit, form: Form) -> Response:
        try:
            match visit.place:
                case Place.CRM_ACTIVITY:
                    return await self._activity(visit.connection, form)
                case Place.CRM_DELIVERY:
                    return await self._delivery(visit.connection, form)
                case _:
                    return await self._document(visit.connection, form)
        except StorageError:
            raise
        except UnknownDelivery as error:
            return _refusal(404, error.text)
        except MmdeskError as error:
            return _refusal(400, error.text)

    async def _activity(self, connection: Connection, form: Form) -> Response:
        activity = form.get("activity", "")
        await self._blocking(crm_callbacks.note_activity, self._storage, self._clock, connection, activity)
        return in_json({"success": True})

    async def _delivery(self, connection: Connection, form: Form) -> Response:
        delivery_id = form.get("deliveryId", "")
        state = await self._blocking(crm_callbacks.delivery_state, self._storage, connection, delivery_id)
        result: dict[str, object] = {"extraData": {"shipmentId": state.shipment_id}}
        if state.status is not None:
            updated = state.updated_at.isoformat(timespec="seconds")
            result["status"] = {"code": state.status, "updatedAt": updated}
        return in_json({"success": True, "result": result})

    async def _document(self, connection: Connection, form: Form) -> Response:
        wish = crm_callbacks.read_print(form.get("print", ""))
        if self._printing.available_tokens < 1:
            return _refusal(429, _PRINTING)
        over = threading.Event()
        try:
            # A service that stops does not wait for the marketplace; the thread notices, and ends.
            pdf = await anyio.to_thread.run_sync(
                partial(self._prints.make, connection, wish, over.is_set),
                limiter=self._printing,
                abandon_on_cancel=True,
            )
        finally:
            over.set()
        return Response(pdf, media_type="application/pdf", headers={"Cache-Control": "no-store"})

    async def _blocking(self, work: Callable[..., _Found], *arguments: object) -> _Found:
        return await anyio.to_thread.run_sync(work, *arguments, limiter=self._threads)


async def _given(visit: Visit) -> bytes | None:
    """The fields as they came, in the body or in the query; None when they are too large."""
    if visit.request.method == "POST":
        return await body_of(visit.request)
    query: bytes = visit.request.scope["query_string"]
    return query


def _form(given: bytes) -> Form:
    """The fields by name, the first of each name. Raises ValueError for more than anybody sends."""
    pairs = parse_qsl(
        given.decode("utf-8", "replace"),
        keep_blank_values=True,
        errors="replace",
        max_num_fields=_MOST_FIELDS,
    )
    return dict(reversed(pairs))


def _refusal(status: int, words: Text) -> Response:
    return in_json({"success": False, "errorMsg": words.ru}, status)


_NO_FORM: Final = Text("Поля формы не разобрать.", "The fields of the form cannot be read.")
_STRANGER: Final = Text(
    "Неверный clientId: повторите регистрацию подключения в mmdesk.",
    "The clientId is wrong: register the connection again in mmdesk.",
)
_NOT_NOW: Final = Text(
    "mmdesk сейчас не может работать с базой данных, повторите через минуту.",
    "mmdesk cannot use its database now, try again in a minute.",
)
_PRINTING: Final = Text(
    "mmdesk готовит другие документы, повторите через полминуты.",
    "mmdesk is at other documents, try again in half a minute.",
)
