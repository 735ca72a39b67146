"""What holds for every plan of both schemes, whatever state an order is in and whatever is under way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mmdesk.domain.box import Mark
from mmdesk.domain.dsm import Dsm
from mmdesk.domain.intent import (
    Accept,
    AnswerCancel,
    Close,
    MegamarketIntent,
    Pack,
)
from mmdesk.domain.lot import Lot
from mmdesk.domain.outbox import Blocked, Moot
from mmdesk.domain.readiness import Effect, Ready, effect, readiness
from mmdesk.domain.scheme import Plan, Scheme
from mmdesk.domain.shipment import Shipment
from mmdesk.domain.standard import Standard
from mmdesk.domain.standing import PendingCommand, Standing
from mmdesk.domain.status import Status, is_final
from mmdesk.errors import MmdeskError
from tests.factory import NOW, delivery_lot, lot, pending_command, shipment

Act = Callable[[Scheme, Standing], Plan]

LATER = NOW + timedelta(days=1)

SCHEMES = st.sampled_from([Standard(), Dsm()])
STATUSES = st.sampled_from([*(status.value for status in Status), "IN_RETURN", "PENDING_RETURN"])
# Orders whose lots are side by side are what plans are made of; anything goes for the rest.
MOODS = st.sampled_from(
    [
        ["NEW"],
        ["CONFIRMED", "PENDING_CONFIRMATION"],
        ["CONFIRMED", "PACKED"],
        ["PACKED", "SHIPPED", "PENDING_PACKING"],
    ]
)


@st.composite
def orders(draw: st.DrawFn) -> Shipment:
    count = draw(st.integers(1, 4))
    alike = st.sampled_from([*draw(MOODS), "CUSTOMER_CANCELED"])
    statuses = alike if draw(st.booleans()) else STATUSES
    lots = [
        lot(
            index,
            draw(statuses),
            needs_mark=draw(st.integers(0, 4)) == 0,
            box=draw(st.none() | st.integers(1, 3)),
            cancel_requested=draw(st.booleans()),
        )
        for index in range(1, count + 1)
    ]
    if draw(st.booleans()):
        lots.insert(0, delivery_lot(9, draw(STATUSES), cancel_requested=draw(st.booleans())))
    return shipment(*lots)


@st.composite
def acts(draw: st.DrawFn) -> list[Act]:
    """Things that a person may ask for, sensible or not."""
    named = tuple(draw(st.sets(st.sampled_from([1, 2, 3, 9]), max_size=3)))
    reason = draw(st.sampled_from(["OUT_OF_STOCK", "NOT_ACCEPTABLE", "TWICE_ORDER"]))
    why = draw(st.sampled_from(["CANCEL_BY_CUSTOMER", "HANDOVER_IMPOSSIBLE"]))
    marks = tuple(Mark(index, f"0104-{index}") for index in named)
    yes = draw(st.booleans())
    return [
        lambda scheme, at: scheme.confirm(at),
        lambda scheme, at: scheme.confirm(at, named),
        lambda scheme, at: scheme.reject(at, dict.fromkeys(named, reason)),
        lambda scheme, at: scheme.pack(at, (), marks),
        lambda scheme, at: scheme.pack(at, (), ()),
        lambda scheme, at: scheme.pack(at, [named], ()),
        lambda scheme, at: scheme.label(at, force=yes),
        lambda scheme, at: scheme.ship(at, NOW),
        lambda scheme, at: scheme.close(at, dict.fromkeys(named, why), NOW),
        lambda scheme, at: scheme.close(at, {}, NOW),
        lambda scheme, at: scheme.move(at, LATER, NOW),
        lambda scheme, at: scheme.answer_cancel(at, dict.fromkeys(named, yes)),
    ]


Case = tuple[Scheme, Standing, Act, Plan]


def then(at: Standing, plan: Plan) -> Standing:
    """The standing once the plan is queued."""
    queued: list[PendingCommand] = [
        pending_command(intent, key=f"key-{number}") for number, intent in enumerate(plan, len(at.pending))
    ]
    return replace(at, pending=(*at.pending, *queued))


def planned(act: Act, scheme: Scheme, at: Standing) -> Plan:
    """What the act plans; nothing where it is refused."""
    try:
        return act(scheme, at)
    except MmdeskError:
        return ()


@st.composite
def situations(draw: st.DrawFn) -> tuple[Scheme, Standing]:
    """An order with some plans of its scheme under way already."""
    scheme, at = draw(SCHEMES), Standing(draw(orders()))
    asked = draw(acts())
    for act in draw(st.lists(st.sampled_from(asked), max_size=2)):
        at = then(at, planned(act, scheme, at))
    return scheme, at


@st.composite
def plans(draw: st.DrawFn) -> Case:
    """A plan that somebody got, with the situation it was made in."""
    scheme, at = draw(situations())
    fruitful = [act for act in draw(acts()) if planned(act, scheme, at)]
    assume(fruitful)
    act = draw(st.sampled_from(fruitful))
    return scheme, at, act, act(scheme, at)


@st.composite
def sent(draw: st.DrawFn) -> tuple[MegamarketIntent, Shipment]:
    """A command of a plan, and the order as Megamarket shows it some time later: no end is undone."""
    _, at, _, plan = draw(plans())
    intent = draw(st.sampled_from(plan))
    seen = st.sampled_from([draw(STATUSES), "PACKED", "DELIVERED", "CUSTOMER_CANCELED"])
    moved = tuple(
        each if is_final(each.status) else each.with_status(draw(seen)) for each in at.shipment.lots
    )
    return intent, replace(at.shipment, lots=moved)


MANY = settings(max_examples=120)


@MANY
@given(plans())
def test_asking_for_the_same_again_plans_nothing(case: Case) -> None:
    scheme, at, act, plan = case
    assert act(scheme, then(at, plan)) == ()


@MANY
@given(plans())
def test_no_plan_names_a_lot_that_is_cancelled_or_not_there(
    case: Case,
) -> None:
    _, at, _, plan = case
    alive = {each.index for each in at.shipment.lots if not each.is_canceled}
    assert all(set(intent.lots) <= alive for intent in plan)


@MANY
@given(plans())
def test_the_delivery_is_only_ever_closed_or_answered_for(
    case: Case,
) -> None:
    _, at, _, plan = case
    for intent in plan:
        match intent:
            case Close():
                assert set(intent.lots) == {each.index for each in at.shipment.open_lots}
            case AnswerCancel():
                assert all(each.cancel_requested for each in at.choose(intent.lots))
            case _:
                assert all(each.is_goods for each in at.choose(intent.lots))


@MANY
@given(plans())
def test_every_lot_is_in_one_box_and_no_box_number_is_given_twice(
    case: Case,
) -> None:
    _, at, _, plan = case
    taken = {each.box_index for each in at.shipment.lots}
    taken |= {box.index for each in at.pending if isinstance(each.intent, Pack) for box in each.intent.boxes}
    for intent in plan:
        if isinstance(intent, Pack):
            packed = [index for box in intent.boxes for index in box.lots]
            assert len(packed) == len(set(packed))
            assert all(box.lots and box.index not in taken for box in intent.boxes)


@MANY
@given(plans())
def test_no_lot_is_packed_without_the_code_it_needs(case: Case) -> None:
    _, at, _, plan = case
    for intent in plan:
        if isinstance(intent, Pack | Accept):
            marked = {mark.lot for mark in intent.marks}
            assert all(each.index in marked for each in at.choose(intent.lots) if each.needs_mark)


@MANY
@given(situations(), acts())
def test_whatever_is_asked_is_planned_or_refused_in_both_languages(
    situation: tuple[Scheme, Standing], asked: list[Act]
) -> None:
    for refusal in filter(None, (refused(act, *situation) for act in asked)):
        assert refusal.detail.ru
        assert refusal.detail.en
        assert "{" not in refusal.text.ru + refusal.text.en


def refused(act: Act, scheme: Scheme, at: Standing) -> MmdeskError | None:
    try:
        act(scheme, at)
    except MmdeskError as error:
        return error
    return None


def narrowed(whole: MegamarketIntent, part: MegamarketIntent) -> bool:
    """Whether the one is the other with lots left out, and nothing else changed."""
    kept = set(part.lots)
    match whole:
        case Pack():
            return part == whole
        case Close():
            results = tuple(result for result in whole.results if result.lot in kept)
            return part == replace(whole, results=results)
        case AnswerCancel():
            return part == replace(whole, answers=tuple(each for each in whole.answers if each.lot in kept))
        case Accept():
            marks = tuple(mark for mark in whole.marks if mark.lot in kept)
            return part == replace(whole, lots=tuple(i for i in whole.lots if i in kept), marks=marks)
        case _:
            return part == replace(whole, lots=tuple(i for i in whole.lots if i in kept))


@MANY
@given(sent())
def test_a_command_only_ever_loses_lots_on_its_way(case: tuple[MegamarketIntent, Shipment]) -> None:
    intent, later = case
    answer = readiness(intent, later)
    if isinstance(answer, Ready):
        assert answer.intent.lots
        assert narrowed(intent, answer.intent)


@MANY
@given(sent())
def test_a_command_whose_effect_shows_is_never_sent_again(case: tuple[MegamarketIntent, Shipment]) -> None:
    intent, later = case
    if effect(intent, later) == Effect.PRESENT:
        stopped = isinstance(intent, Pack | Accept) and _lost_a_lot(intent, later)
        assert isinstance(readiness(intent, later), Blocked | Moot if stopped else Moot)


def _lost_a_lot(intent: Pack | Accept, later: Shipment) -> bool:
    lots: list[Lot | None] = [later.lot(index) for index in intent.lots]
    return any(each is not None and each.is_canceled for each in lots)


@MANY
@given(sent())
def test_a_command_with_nothing_left_to_do_shows_its_effect_or_has_none(
    case: tuple[MegamarketIntent, Shipment],
) -> None:
    intent, later = case
    if isinstance(readiness(intent, later), Moot) and not _is_too_late(intent, later):
        assert effect(intent, later) in {Effect.PRESENT, Effect.UNREADABLE}


def _is_too_late(intent: MegamarketIntent, later: Shipment) -> bool:
    """A cancellation granted after the lot has been delivered: it neither has an effect nor is sent."""
    lots = [later.lot(index) for index in intent.lots]
    return isinstance(intent, AnswerCancel) and any(each and each.status == "DELIVERED" for each in lots)
