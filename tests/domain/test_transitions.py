"""What may be done in which status, per scheme, as the marketplace and the shop's rules have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import pytest

from mmdesk.domain.dsm import Dsm
from mmdesk.domain.scheme import Plan, Scheme, Verb
from mmdesk.domain.standard import Standard
from mmdesk.domain.standing import NotAllowed, Standing, WrongVerb
from tests.factory import NOW, lot, standing

SENDS, DONE, NO, WRONG = "sends", "done", "no", "wrong"

# A status ending in RETURN is one that this program has not met.
STANDARD = """
                    confirm  reject  pack   label  ship   courier  close  move   answer-cancel
NEW                 sends    sends   no     no     no     wrong    wrong  wrong  wrong
PENDING             sends    sends   sends  sends  sends  wrong    wrong  wrong  wrong
PENDING_CONFIRMATION  done   sends   sends  no     no     wrong    wrong  wrong  wrong
CONFIRMED           done     sends   sends  no     no     wrong    wrong  wrong  wrong
PENDING_PACKING     done     sends   done   sends  sends  wrong    wrong  wrong  wrong
PACKED              done     sends   done   sends  sends  wrong    wrong  wrong  wrong
PENDING_SHIPPING    done     no      done   sends  done   wrong    wrong  wrong  wrong
SHIPPED             done     no      done   sends  done   wrong    wrong  wrong  wrong
PACKING_EXPIRED     done     sends   sends  no     no     wrong    wrong  wrong  wrong
SHIPPING_EXPIRED    done     sends   done   sends  sends  wrong    wrong  wrong  wrong
DELIVERED           done     no      done   sends  done   wrong    wrong  wrong  wrong
MERCHANT_CANCELED   no       done    no     no     no     wrong    wrong  wrong  wrong
CUSTOMER_CANCELED   no       done    no     no     no     wrong    wrong  wrong  wrong
IN_RETURN           no       no      no     no     no     wrong    wrong  wrong  wrong
PENDING_RETURN      sends    sends   sends  sends  sends  wrong    wrong  wrong  wrong
"""

DSM = """
                    confirm  reject  pack   label  ship   courier  close  move   answer-cancel
NEW                 sends    sends   sends  wrong  wrong  no       no     sends  sends
PENDING             sends    sends   sends  wrong  wrong  no       sends  sends  sends
PENDING_CONFIRMATION  sends  sends   sends  wrong  wrong  no       no     sends  sends
CONFIRMED           sends    sends   sends  wrong  wrong  no       no     sends  sends
PENDING_PACKING     done     sends   done   wrong  wrong  sends    sends  sends  sends
PACKED              done     sends   done   wrong  wrong  sends    sends  sends  sends
PENDING_SHIPPING    done     no      done   wrong  wrong  sends    sends  no     sends
SHIPPED             done     no      done   wrong  wrong  sends    sends  no     sends
PACKING_EXPIRED     sends    sends   sends  wrong  wrong  no       no     sends  sends
SHIPPING_EXPIRED    done     no      done   wrong  wrong  sends    sends  no     sends
DELIVERED           done     no      done   wrong  wrong  no       done   no     no
MERCHANT_CANCELED   no       done    no     wrong  wrong  no       done   no     done
CUSTOMER_CANCELED   no       done    no     wrong  wrong  no       done   no     done
IN_RETURN           no       no      no     wrong  wrong  no       no     no     sends
PENDING_RETURN      sends    sends   sends  wrong  wrong  no       sends  sends  sends
"""

LATER = NOW + timedelta(days=1)
ACTS: Mapping[Verb, Callable[[Scheme, Standing], Plan | bool]] = {
    Verb.CONFIRM: lambda scheme, at: scheme.confirm(at),
    Verb.REJECT: lambda scheme, at: scheme.reject(at, {1: "OUT_OF_STOCK"}),
    Verb.PACK: lambda scheme, at: scheme.pack(at, (), ()),
    Verb.LABEL: lambda scheme, at: scheme.label(at),
    Verb.SHIP: lambda scheme, at: scheme.ship(at, NOW),
    Verb.COURIER: lambda scheme, at: scheme.check_courier(at),
    Verb.CLOSE: lambda scheme, at: scheme.close(at, {}, NOW),
    Verb.MOVE: lambda scheme, at: scheme.move(at, LATER, NOW),
    Verb.ANSWER_CANCEL: lambda scheme, at: scheme.answer_cancel(at, {1: True}),
}


def cells(scheme: Scheme, table: str) -> Iterator[tuple[Scheme, str, Verb, str]]:
    head, *rows = table.split("\n")[1:-1]
    for row in rows:
        status, *expected = row.split()
        for verb, word in zip(head.split(), expected, strict=True):
            yield scheme, status, Verb(verb), word


def what_happens(scheme: Scheme, verb: Verb, at: Standing) -> str:
    try:
        return SENDS if ACTS[verb](scheme, at) else DONE
    except WrongVerb:
        return WRONG
    except NotAllowed:
        return NO


@pytest.mark.parametrize(
    ("scheme", "status", "verb", "expected"),
    [*cells(Standard(), STANDARD), *cells(Dsm(), DSM)],
    ids=lambda value: value.code if isinstance(value, Scheme) else str(value),
)
def test_every_verb_in_every_status(scheme: Scheme, status: str, verb: Verb, expected: str) -> None:
    at = standing(lot(1, status, cancel_requested=verb is Verb.ANSWER_CANCEL))
    assert what_happens(scheme, verb, at) == expected


@pytest.mark.parametrize("scheme", [Standard(), Dsm()], ids=lambda scheme: scheme.code)
def test_a_verb_is_either_the_schemes_own_or_answered_with_another(scheme: Scheme) -> None:
    assert scheme.verbs | set(scheme.instead) == set(Verb)
    assert not scheme.verbs & set(scheme.instead)


@pytest.mark.parametrize(
    ("scheme", "verb", "right"),
    [
        (Standard(), Verb.COURIER, "ship"),
        (Standard(), Verb.CLOSE, "ship"),
        (Standard(), Verb.ANSWER_CANCEL, "reject"),
        (Dsm(), Verb.LABEL, "pack"),
        (Dsm(), Verb.SHIP, "courier"),
        (Dsm(), Verb.SHIP, "close"),
    ],
)
def test_the_wrong_verb_is_answered_with_the_right_one(scheme: Scheme, verb: Verb, right: str) -> None:
    with pytest.raises(WrongVerb) as caught:
        ACTS[verb](scheme, standing("PACKED"))
    for language in ("ru", "en"):
        assert right in caught.value.cure.in_language(language)


def test_moving_a_standard_delivery_names_who_moves_it() -> None:
    with pytest.raises(WrongVerb, match="Megamarket delivers"):
        Standard().move(standing("PACKED"), LATER, NOW)


def test_a_wrong_verb_is_refused_in_the_readers_language() -> None:
    error = Dsm().wrong(Verb.SHIP)
    assert "ship — ДСМ" in error.sentence("ru")
    assert "ship — DSM" in error.sentence("en")
