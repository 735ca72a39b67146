"""The settings that a manager keeps: mappings, operators, copies; and who works here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication, QWidget

from mmdesk.domain.role import Role
from mmdesk.domain.schemes import scheme_of
from mmdesk.errors import Text
from mmdesk.services.connection_settings import SettingChange
from mmdesk.services.dictionaries import Dictionaries, Entry
from mmdesk.services.keeping_desk import Copies, Copy, Difference, SettingsRead
from mmdesk.services.mapping_desk import Mappings
from mmdesk.services.mapping_sheet import sheet
from mmdesk.services.operators import Operator
from mmdesk.services.roster import OperatorId, Person, Roster
from mmdesk.settings import ConnectionSettings
from mmdesk.ui import setup_page
from mmdesk.ui.page_context import at_once
from mmdesk.ui.setup import settings_question
from mmdesk.ui.setup.keeping_section import KeepingSection
from mmdesk.ui.setup.mapping_state import MappingState
from mmdesk.ui.setup.mapping_view import MappingView
from mmdesk.ui.setup.operator_dialog import OperatorDialog
from mmdesk.ui.setup.operators_section import OperatorsSection
from mmdesk.ui.setup.places import Place
from mmdesk.ui.sign_in_view import SignInDialog, SignInView
from mmdesk.ui.words import spoken
from tests.shots.morning import END
from tests.shots.stage import PERSON, Scene, Shop, Stage

_PEOPLE: Final = (
    Person(OperatorId(1), "Анна Лесная", Role.MANAGER, has_pin=True),
    Person(OperatorId(2), "Борис Клёнов", Role.PACKER, has_pin=False),
    Person(OperatorId(3), "Вера Тихая", Role.DESK, has_pin=True),
)
_KNOWN: Final = Dictionaries(
    order_statuses=tuple(
        Entry(code, name, is_active=True)
        for code, name in (
            ("new", "Новый"),
            ("client-confirmed", "Согласовано с клиентом"),
            ("assembling", "Комплектуется"),
            ("send-to-delivery", "Передан в доставку"),
            ("complete", "Выполнен"),
        )
    ),
    item_statuses=(
        Entry("in-reserve", "В резерве", is_active=True),
        Entry("out-of-stock", "Нет в наличии", is_active=True, cancels=True),
        Entry("failure", "Отказ", is_active=True, cancels=True),
    ),
    order_methods=(Entry("shopping-cart", "Через корзину", is_active=True, is_default=True),),
    order_types=(Entry("marketplace", "Маркетплейс", is_active=True),),
)
_STORED: Final = {
    "status.map.CONFIRMED": "client-confirmed",
    "status.map.PACKED": "assembling",
    "status.map.SHIPPED": "gone-since",
    "status.confirmed": "client-confirmed",
    "lot.cancel.CUSTOMER_CANCELED": "failure",
    "reject.reason.out-of-stock": "OUT_OF_STOCK",
}


def _opened(stage: Stage, section: str) -> Shop:
    """The settings on one of their sections."""
    shop = stage.bare()
    made = at_once(setup_page.make(stage.context(shop)))
    shop.window.add_page(made.page)
    shop.window.show_state(stage.healthy())
    # Nothing on this page holds the window, which would be gone before the picture is taken.
    stage.afterwards(shop.window.close)
    made.page.show_asked(Place(section))
    return shop


def _mappings() -> Mappings:
    settings, scheme = ConnectionSettings.of(_STORED), scheme_of("dsm")
    return Mappings("Тёплый Дом", sheet(scheme, settings, _KNOWN), _KNOWN, "auto", 10, "internet")


def _answered(shop: Shop, stage: Stage) -> MappingView:
    """RetailCRM has been asked, in vain: nobody is there. What is shown then stays."""
    view = shop.part(MappingView)
    stage.until(lambda: view.message and not view.is_busy, "the end of asking RetailCRM")
    return view


def mappings(scrolled: int, stage: Stage) -> QWidget:
    """One row names a status that has vanished; one change is not saved yet."""
    shop = _opened(stage, "mappings")
    view = _answered(shop, stage)
    view.show_names(("Тёплый Дом",), "Тёплый Дом")
    view.hold(busy=False)
    view.build(MappingState(_mappings()).choose("status.map.DELIVERED", "complete"))
    stage.until(lambda: not view.message, "the tables")
    QApplication.processEvents()
    view.scroll_to(scrolled)
    return shop.window


def mappings_silent(stage: Stage) -> QWidget:
    shop = _opened(stage, "mappings")
    view = _answered(shop, stage)
    words = Text(
        "RetailCRM не отвечает: нет соединения. Проверьте интернет и адрес, потом перечитайте.",
        "RetailCRM does not answer: no connection. Check the internet and the address, then read again.",
    )
    view.show_message(spoken(words))
    return shop.window


def operators_none(stage: Stage) -> QWidget:
    return _opened(stage, "operators").window


def operators(stage: Stage) -> QWidget:
    roster = Roster(stage.parts.storage, stage.clock)
    for person in _PEOPLE:
        if person.name not in [each.name for each in roster.people()]:
            roster.add(PERSON, person.name, person.role, "2468" if person.has_pin else "")
    shop = _opened(stage, "operators")
    section = shop.part(OperatorsSection)
    stage.until(lambda: section.table.rowCount() == len(_PEOPLE), "the roster")
    return shop.window


def operator(stage: Stage) -> QWidget:
    shop = _opened(stage, "operators")
    dialog = OperatorDialog(_PEOPLE[0], stage.theme, shop.window)
    dialog.open()
    return dialog


def keeping(stage: Stage) -> QWidget:
    shop = _opened(stage, "keeping")
    section = shop.part(KeepingSection)
    folder = Path("~/.local/share/mmdesk/backups")
    copies = tuple(
        Copy(folder / f"mmdesk-{day}.db", END - timedelta(days=day), 18_400_000 - day * 120_000)
        for day in range(1, 5)
    )
    kept = Copy(folder.parent / "mmdesk.db.before-restore", END, 18_100_000, replaced=True)
    stage.until(lambda: section.told, "the copies")
    section.show_copies(Copies(folder, (kept, *copies), on_server=False))
    return shop.window


def settings_asked(stage: Stage) -> QWidget:
    changes = (
        SettingChange("desk.undo_seconds", "10", "25"),
        SettingChange("status.map.PACKED", "", "assembling-complete"),
        SettingChange("http.public_url", "https://mm.example.org", ""),
    )
    read = SettingsRead(
        b"", (Difference("Стандарт", changes), Difference("Курьер", ())), ("Проба",), ("Стандарт",)
    )
    shop = _opened(stage, "keeping")
    dialog = settings_question.question("mmdesk-settings.json", read, stage.theme, shop.window)
    dialog.open()
    return dialog


def reserved(stage: Stage) -> QWidget:
    """What a packer finds."""
    shop = stage.bare()
    packer = replace(stage.context(shop), operator=Operator("Борис Клёнов", role=Role.PACKER))
    shop.window.add_page(at_once(setup_page.make(packer)).page)
    shop.window.set_operator("Борис Клёнов")
    shop.window.show_state(stage.healthy())
    return shop.window


def who_works(stage: Stage) -> QWidget:
    shop = stage.bare()
    shop.window.show_question(_question(stage))
    return shop.window


def takes_over(stage: Stage) -> QWidget:
    shop = stage.open()
    dialog = SignInDialog(_question(stage), shop.window)
    dialog.open()
    return dialog


def _question(stage: Stage) -> SignInView:
    def nobody(_operator: OperatorId, _pin: str) -> Operator:
        raise AssertionError("nobody signs in on a picture")

    return SignInView(_PEOPLE, _PEOPLE[0].name, nobody, stage.runner, stage.theme)


SCENES: Final[Mapping[str, Scene]] = {
    "manager-mappings": partial(mappings, 0),
    "manager-mappings-middle": partial(mappings, 640),
    "manager-mappings-end": partial(mappings, 4000),
    "manager-mappings-silent": mappings_silent,
    "manager-operators-none": operators_none,
    "manager-operators": operators,
    "manager-operator": operator,
    "manager-keeping": keeping,
    "manager-settings-asked": settings_asked,
    "manager-reserved": reserved,
    "who-works": who_works,
    "who-takes-over": takes_over,
}
