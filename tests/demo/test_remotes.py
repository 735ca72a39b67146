from __future__ import annotations

import pytest

from mmdesk.demo.remotes import AtMegamarket, AtRetailCrm, Remotes
from mmdesk.errors import Text
from mmdesk.sandbox.run import Sandbox


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (AtMegamarket(("PACKED", "PACKED"), 2), Text("упакован (2), мест: 2", "packed (2), boxes: 2")),
        (AtMegamarket(("NEW",)), Text("новый (1)", "new (1)")),
        (
            AtMegamarket(("NEW", "CONFIRMED", "NEW")),
            Text("новый (2), подтверждён (1)", "new (2), confirmed (1)"),
        ),
        (AtMegamarket(("HELD_BY_CUSTOMS",)), Text.same("HELD_BY_CUSTOMS (1)")),
    ],
)
def test_what_megamarket_shows_is_told_in_a_few_words(seen: AtMegamarket, words: Text) -> None:
    assert seen.words == words


def test_what_retailcrm_shows_has_its_own_names() -> None:
    seen = AtRetailCrm("cancel-other", ("failure", "failure"))
    assert seen.words == Text("«Отменён», позиции: Отказ (2)", "“cancel-other”, items: failure (2)")
    assert AtRetailCrm().words == Text("заказа нет", "no order")


def test_the_remotes_are_asked_themselves() -> None:
    with Sandbox() as sandbox:
        remotes = Remotes(sandbox)
        order = sandbox.buyer.place("standard", lots=2)
        assert remotes.megamarket(order) == AtMegamarket(("NEW", "NEW"))
        assert remotes.retailcrm(order) == AtRetailCrm()
        assert remotes.times_done("confirm", order) == (0, 0)
        assert remotes.times_called("order/confirm", order) == 0
