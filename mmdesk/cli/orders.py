"""mmdesk orders …: everything a window can do to an order."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import click

from mmdesk.cli.app import App, main, pass_app, sentences
from mmdesk.cli.files import write_whole
from mmdesk.cli.order_documents import details_document, plain_details, plain_row, row_document
from mmdesk.cli.output import Exit, NotFinished, complain, exit_code, print_json, say
from mmdesk.cli.parsing import answers, boxes, delivery_moment, pairs
from mmdesk.domain.scheme import Verb
from mmdesk.errors import MmdeskError, Text
from mmdesk.language import current
from mmdesk.services import labels, lots, packing, shipping
from mmdesk.services.desk import OrderRef, Queued, UnknownShipment
from mmdesk.services.operators import Operator, account_operator
from mmdesk.services.waiting import Ending, wait_for
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.queries import Queries

_LABEL_SECONDS = 30.0

connection_option = click.option(
    "--connection", default="", metavar="NAME", help="The connection that holds the order."
)
wait_option = click.option(
    "--wait", type=click.FloatRange(min=0), metavar="SECONDS", help="Return when Megamarket shows the result."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
many_orders = click.argument("shipment_ids", metavar="ID…", nargs=-1, required=True)
one_order = click.argument("shipment_id", metavar="ID")


class ParkedAfterWait(MmdeskError):
    """Raised when a command was parked while we waited; the detail says by whom and why."""

    title = Text("Команда остановлена", "The command is parked")
    hint = Text("Решите, что с ней делать: mmdesk outbox.", "Decide what becomes of it: mmdesk outbox.")


@main.group("orders")
def orders() -> None:
    """Look at orders and act on them."""


@orders.command("list")
@click.option("--connection", metavar="NAME")
@click.option("--status", metavar="STATUS", help="Only orders in this status.")
@click.option("--open", "open_only", is_flag=True, help="Only orders that are not finished.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=1000, show_default=True)
@json_option
@pass_app
@sentences
def list_orders(
    app: App, connection: str | None, status: str | None, open_only: bool, limit: int, as_json: bool
) -> None:
    """List orders, newest first."""
    found = Queries(app.parts.storage.engine)
    rows = found.list_orders(connection, status, open_only=open_only, limit=limit)
    if as_json:
        now = app.parts.clock.now()
        print_json([row_document(row, now) for row in rows])
        return
    for row in rows:
        click.echo(plain_row(row))


@orders.command("show")
@one_order
@connection_option
@json_option
@pass_app
@sentences
def show_order(app: App, shipment_id: str, connection: str, as_json: bool) -> None:
    """Show one order with its lots, boxes, what is under way and what has happened."""
    found = Queries(app.parts.storage.engine)
    order = found.show_order(shipment_id, connection or None)
    if order is None:
        raise UnknownShipment(shipment_id)
    if as_json:
        print_json(details_document(order, app.parts.clock.now()))
        return
    for line in plain_details(order, found.timeline(shipment_id, connection or None)):
        click.echo(line)


@orders.command("confirm")
@many_orders
@connection_option
@wait_option
@pass_app
@sentences
def confirm(app: App, shipment_ids: tuple[str, ...], connection: str, wait: float | None) -> None:
    """Take orders into work. ДСМ: Megamarket will see them assembled."""
    _each(
        app, shipment_ids, connection, Verb.CONFIRM, wait, lambda order: lots.confirm(app.desk, order, _me())
    )


@orders.command("reject")
@one_order
@click.option(
    "--lot", "reasons", multiple=True, required=True, metavar="N=REASON", help="A lot and why it is refused."
)
@click.option("--comment", default="", help="Words for Megamarket.")
@connection_option
@wait_option
@pass_app
@sentences
def reject(
    app: App, shipment_id: str, reasons: tuple[str, ...], comment: str, connection: str, wait: float | None
) -> None:
    """Refuse lots, each for its reason, such as OUT_OF_STOCK."""
    by_lot = pairs(reasons, "REASON")
    _each(
        app,
        (shipment_id,),
        connection,
        Verb.REJECT,
        wait,
        lambda order: lots.reject(app.desk, order, _me(), reasons=by_lot, comment=comment),
    )


@orders.command("pack")
@one_order
@click.option(
    "--box", "groups", multiple=True, metavar="LOT,LOT", help="The lots of box 1, of box 2, and so on."
)
@click.option("--mark", "codes", multiple=True, metavar="N=CODE", help="The marking code of a lot.")
@connection_option
@wait_option
@pass_app
@sentences
def pack(
    app: App,
    shipment_id: str,
    groups: tuple[str, ...],
    codes: tuple[str, ...],
    connection: str,
    wait: float | None,
) -> None:
    """Report packing; without --box everything lies in one box."""
    grouped, marks = boxes(groups), pairs(codes, "CODE")
    _each(
        app,
        (shipment_id,),
        connection,
        Verb.PACK,
        wait,
        lambda order: packing.pack(app.desk, order, _me(), boxes=grouped, marks=marks),
    )


@orders.command("label")
@one_order
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.pdf")
@click.option("--force", is_flag=True, help="Even though a lot was cancelled after packing.")
@connection_option
@wait_option
@pass_app
@sentences
def label(app: App, shipment_id: str, out: Path, force: bool, connection: str, wait: float | None) -> None:
    """Fetch the labels of all boxes into one PDF."""
    order = OrderRef(shipment_id, connection)
    queued = labels.request(app.desk, order, _me(), force=force)
    _await(app, queued, Verb.LABEL, _LABEL_SECONDS if wait is None else wait)
    found = labels.fetched(app.parts.storage, order, force=force)
    write_whole(out, found.pdf)
    click.echo(
        say(
            Text("{n}: этикетки ({b}) в {f}", "{n}: labels ({b}) in {f}").format(
                n=shipment_id, b=found.boxes, f=out
            )
        )
    )


@orders.command("packing-list")
@one_order
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.pdf")
@connection_option
@pass_app
@sentences
def packing_list(app: App, shipment_id: str, out: Path, connection: str) -> None:
    """ДСМ: write our own packing list, which takes the label's place."""
    from mmdesk.services import packing_lists  # draws with reportlab, which no other verb needs

    order = OrderRef(shipment_id, connection)
    write_whole(out, packing_lists.make(app.parts.storage, app.parts.clock, order, current()))
    click.echo(
        say(Text("{n}: лист комплектации в {f}", "{n}: packing list in {f}").format(n=shipment_id, f=out))
    )


@orders.command("ship")
@many_orders
@connection_option
@wait_option
@pass_app
@sentences
def ship(app: App, shipment_ids: tuple[str, ...], connection: str, wait: float | None) -> None:
    """Стандарт: report the hand-over of all boxes."""
    clock = app.parts.clock
    _each(
        app,
        shipment_ids,
        connection,
        Verb.SHIP,
        wait,
        lambda order: shipping.ship(app.desk, clock, order, _me()),
    )


@orders.command("courier")
@many_orders
@connection_option
@wait_option
@pass_app
@sentences
def courier(app: App, shipment_ids: tuple[str, ...], connection: str, wait: float | None) -> None:
    """ДСМ: mark orders as handed to the courier; a fact of our own, done at once."""
    clock = app.parts.clock
    _each(
        app,
        shipment_ids,
        connection,
        Verb.COURIER,
        wait,
        lambda order: shipping.send_with_courier(app.desk, clock, order, _me()),
    )


@orders.command("close")
@one_order
@click.option("--failed", multiple=True, metavar="N=REASON", help="A lot that was not handed over, and why.")
@connection_option
@wait_option
@pass_app
@sentences
def close(app: App, shipment_id: str, failed: tuple[str, ...], connection: str, wait: float | None) -> None:
    """ДСМ: report the result of the hand-over, in part or in full."""
    by_lot, clock = pairs(failed, "REASON"), app.parts.clock
    _each(
        app,
        (shipment_id,),
        connection,
        Verb.CLOSE,
        wait,
        lambda order: shipping.close(app.desk, clock, order, _me(), failed=by_lot),
    )


@orders.command("move")
@one_order
@click.option("--date", required=True, metavar="DATE", help="2026-12-31, or with a time: 2026-12-31T15:00.")
@connection_option
@wait_option
@pass_app
@sentences
def move(app: App, shipment_id: str, date: str, connection: str, wait: float | None) -> None:
    """ДСМ: move the delivery to another date."""
    moment = delivery_moment(date)
    _each(
        app,
        (shipment_id,),
        connection,
        Verb.MOVE,
        wait,
        lambda order: shipping.move(app.desk, order, _me(), date=moment),
    )


@orders.command("answer-cancel")
@one_order
@click.option(
    "--lot", "given", multiple=True, required=True, metavar="N=yes|no", help="Whether the lot is cancelled."
)
@connection_option
@wait_option
@pass_app
@sentences
def answer_cancel(
    app: App, shipment_id: str, given: tuple[str, ...], connection: str, wait: float | None
) -> None:
    """ДСМ: answer the buyer's cancellation, lot by lot."""
    by_lot = answers(given)
    _each(
        app,
        (shipment_id,),
        connection,
        Verb.ANSWER_CANCEL,
        wait,
        lambda order: shipping.answer_cancel(app.desk, order, _me(), answers=by_lot),
    )


def _me() -> Operator:
    return account_operator()


def _each(
    app: App,
    shipment_ids: tuple[str, ...],
    connection: str,
    verb: Verb,
    wait: float | None,
    act: Callable[[OrderRef], Queued],
) -> None:
    """Act on every order named; one that is refused does not keep the others from being done."""
    done: list[Queued] = []
    worst = Exit.DONE
    for shipment_id in dict.fromkeys(shipment_ids):
        try:
            done.append(act(OrderRef(shipment_id, connection)))
        except MmdeskError as error:
            complain(Text.same(f"{shipment_id}: ").joined(error.text))
            worst = max(worst, exit_code(error))
    until = app.parts.clock.monotonic() + (wait or 0)
    for queued in done:
        try:
            if wait is not None:
                _await(app, queued, verb, max(until - app.parts.clock.monotonic(), 0))
        except MmdeskError as error:
            complain(Text.same(f"{queued.shipment_id}: ").joined(error.text))
            worst = max(worst, exit_code(error))
        else:
            click.echo(say(_told(queued, verb, waited=wait is not None)))
    if worst:
        sys.exit(worst)


def _await(app: App, queued: Queued, verb: Verb, seconds: float) -> None:
    """Raises ParkedAfterWait or NotFinished."""
    with closing(ChangeWatcher(app.parts.storage.engine)) as changes:
        waited = wait_for(app.parts.storage, app.parts.clock, changes, queued, verb, seconds)
    if waited.ending == Ending.REFUSED:
        raise ParkedAfterWait(waited.words or "")
    if waited.ending == Ending.UNFINISHED:
        raise NotFinished(queued.shipment_id)


def _told(queued: Queued, verb: Verb, *, waited: bool) -> Text:
    """What became of a verb, in one line; ДСМ says what Megamarket is going to see."""
    if waited or verb == Verb.COURIER:
        words = Text("{n}: {v} — выполнено{seen}", "{n}: {v} done{seen}")
    elif queued.keys:
        words = Text("{n}: {v} — в очереди ({k}){seen}", "{n}: {v} queued ({k}){seen}")
    else:
        words = Text("{n}: {v} — уже сделано или в очереди", "{n}: {v} is done already, or queued")
    shown = _SEEN_ASSEMBLED if queued.accepts_unseen and verb in (Verb.CONFIRM, Verb.PACK) else Text("", "")
    return words.format(n=queued.shipment_id, v=verb.value, k=", ".join(queued.keys), seen=shown)


_SEEN_ASSEMBLED = Text("; Мегамаркет увидит заказ собранным", "; Megamarket will see the order assembled")
