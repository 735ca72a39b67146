"""The rows of a run of checks: one more with each check told, and those in sight stay."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.errors import Text
from mmdesk.services.check import Check
from mmdesk.ui.setup.checks_state import ChecksState, CheckStage
from mmdesk.ui.setup.checks_view import ChecksView
from mmdesk.ui.theme import Theme

FINE, BAD = Text("в порядке", "fine"), Text("не подходит", "will not do")
CODES = ("crm.address", "crm.key", "crm.one_store")
ADDRESS, KEY, STORE = (Check(code, ok=True, message=FINE) for code in CODES)
NO_TOKEN = Check("mm.token", ok=False, message=BAD)


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> ChecksView:
    made = ChecksView(theme, can_cure=True)
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return made


def running(*checks: Check) -> ChecksState:
    return ChecksState(CheckStage.RUNNING, checks)


def labels(view: ChecksView) -> dict[str, QLabel]:
    """Those that are not taken down, by their words."""
    return {label.text(): label for label in view.findChildren(QLabel) if not _is_hidden(label, view)}


def _is_hidden(label: QLabel, view: ChecksView) -> bool:
    widget: QWidget | None = label
    while widget is not None and widget is not view:
        if widget.isHidden():
            return True
        widget = widget.parentWidget()
    return False


def test_a_check_that_is_told_leaves_the_rows_before_it_as_they_are(view: ChecksView, qtbot: QtBot) -> None:
    view.show_state(running(ADDRESS))
    qtbot.waitUntil(lambda: "RetailCRM address" in labels(view))
    before = labels(view)["RetailCRM address"]
    view.show_state(running(ADDRESS, NO_TOKEN, KEY))
    qtbot.waitUntil(lambda: {"API key", "Megamarket token"} <= set(labels(view)))
    assert labels(view)["RetailCRM address"] is before
    assert len(view.cure_buttons()) == 1


def test_a_check_that_passes_with_a_remark_shows_its_words_with_a_way_to_the_field(
    view: ChecksView, qtbot: QtBot
) -> None:
    view.show_state(ChecksState().end((ADDRESS, Check("mm.scheme", ok=True, message=BAD, remark=True))))
    qtbot.waitUntil(lambda: {"Scheme of the orders", "Will not do"} <= set(labels(view)))
    assert len(view.cure_buttons()) == 1


def test_a_run_that_begins_anew_has_no_rows_of_the_former_one(view: ChecksView, qtbot: QtBot) -> None:
    view.show_state(running(NO_TOKEN, ADDRESS, KEY))
    qtbot.waitUntil(lambda: "API key" in labels(view))
    view.show_state(running())
    assert view.cure_buttons() == ()
    assert not {"RetailCRM address", "API key", "Megamarket token"} & set(labels(view))
    view.show_state(running(STORE))
    qtbot.waitUntil(lambda: "Exactly one store" in labels(view))
    assert "API key" not in labels(view)
