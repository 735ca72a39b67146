from __future__ import annotations

import pytest

from mmdesk.domain.role import NotYours, Right, Role, may, refusal, require, right_to
from mmdesk.domain.scheme import Verb


def test_a_manager_may_everything() -> None:
    assert all(may(Role.MANAGER, right) for right in Right)


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.PACKER, {Right.PACK, Right.PRINT}),
        (Role.DESK, {Right.PACK, Right.PRINT, Right.ORDERS, Right.QUEUE}),
    ],
)
def test_the_others_may_what_their_work_asks(role: Role, rights: set[Right]) -> None:
    assert {right for right in Right if may(role, right)} == rights


def test_a_refusal_names_who_may() -> None:
    require(Role.DESK, Right.ORDERS)
    with pytest.raises(NotYours) as refused:
        require(Role.PACKER, Right.ORDERS)
    assert "order desk or manager" in refused.value.sentence("en")
    assert refused.value.sentence("ru") == (
        "Для этого нужна другая роль: стол заказов или менеджер (действия с заказами). "
        "Попросите того, кому это можно, или смените оператора в меню слева внизу."
    )


def test_what_a_role_may_not_is_told_before_it_is_tried() -> None:
    told = refusal(Role.PACKER, right_to(Verb.CONFIRM))
    assert told is not None
    assert "order desk or manager (acting on orders)" in told.en
    assert refusal(Role.PACKER, right_to(Verb.LABEL)) is None
