"""The settings: the first start, each step of the wizard, the list of connections, the addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from mmdesk.domain.connection import Connection, ConnectionId, CrmOff
from mmdesk.domain.intent import Target
from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.schemes import scheme_of
from mmdesk.errors import Text
from mmdesk.services import connection_settings
from mmdesk.services.check import Check
from mmdesk.services.connection_checks import REQUIRED_SCOPES
from mmdesk.services.connection_desk import ConnectionLook, ConnectionsLook, Keeper, Keeping, Registered
from mmdesk.services.connection_draft import Draft, Field
from mmdesk.services.integration_desk import PublicField
from mmdesk.services.registration import Registration
from mmdesk.services.self_test import PublicPlace, Report, Verdict
from mmdesk.storage.connections import TargetHealth
from mmdesk.ui import setup_page
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.page_context import at_once
from mmdesk.ui.setup.checks_state import ChecksState, CheckStage
from mmdesk.ui.setup.connection_dialogs import CheckDialog, EditDialog, GoLiveDialog
from mmdesk.ui.setup.connections_section import ConnectionsSection
from mmdesk.ui.setup.connections_state import Deed
from mmdesk.ui.setup.connections_view import ConnectionsView
from mmdesk.ui.setup.integration_section import IntegrationSection
from mmdesk.ui.setup.integration_view import IntegrationView
from mmdesk.ui.setup.places import CONNECT, INTEGRATION, Place
from mmdesk.ui.setup.setup_view import SetupView
from mmdesk.ui.setup.talk_dialog import TalkDialog
from mmdesk.ui.setup.wizard_state import Step, WizardState
from mmdesk.ui.setup.wizard_view import WizardView
from tests.shots.morning import END
from tests.shots.stage import Scene, Shop, Stage

SHOP: Final = Connection(
    ConnectionId(7),
    "Тёплый Дом",
    scheme_of("standard"),
    15010,
    "https://api.megamarket.tech",
    "https://teply-dom.retailcrm.example",
    crm_site="megamarket-shop",
    module_code="megamarket-15010-standard",
    delivery_code="megamarket-15010",
)
_DRAFT: Final = Draft(
    name="Тёплый Дом",
    scheme=SchemeCode.STANDARD,
    crm_url="https://teply-dom.retailcrm.example",
    merchant="15010",
    crm_key="k" * 32,
    mm_token="t" * 36,
)
_KEY_OF_ANOTHER: Final = Text(
    "этим ключом уже пользуется подключение «Стандарт»: создайте для этого отдельный ключ",
    "connection “Стандарт” uses this key already: create a key of its own for this one",
)
_NO_SCOPE: Final = Text(
    "ключу не хватает разрешения delivery_write: добавьте его ключу в RetailCRM,"
    " «Настройки | Интеграция | Ключи доступа к API»",
    "the key lacks permission delivery_write: add it to the key under Settings | Integration | API keys",
)
_OTHER_SCHEME: Final = Text(
    "сейчас приходят только заказы «ДСМ», а подключение забирает заказы «Стандарт»: сверьте номер продавца"
    " 15010 и токен. Если продавец не работает и по «Стандарт», введите токен кабинета «Стандарт»",
    "only orders of DSM come now, yet this connection takes those of Standard: compare the merchant number"
    " 15010 and the token. Unless the seller works by Standard too, enter the token of the Standard cabinet",
)
_NO_TOKEN: Final = Text(
    "Мегамаркет не принял токен (401): скопируйте его заново из кабинета Мегамаркета,"
    " «Настройки | Интеграция по API | Настройка интеграции по API». Токен тестового кабинета здесь"
    " не подойдёт: для него включите тестовый режим.",
    "Megamarket does not accept the token (401): copy it again from Megamarket's cabinet,"
    " Settings | API integration | API integration setup. A token of the test cabinet will not do here:"
    " it wants test mode.",
)


@dataclass(frozen=True, slots=True)
class _Setup:
    """The page in its window."""

    shop: Shop
    page: SetupView

    @property
    def wizard(self) -> WizardView:
        return self.shop.part(WizardView)


def first_start(stage: Stage) -> QWidget:
    return stage.open(replace(stage.healthy(), connections=0)).window


def settings_of_first_start(stage: Stage) -> QWidget:
    opened = _opened(stage)
    view = opened.shop.part(ConnectionsView)
    _hold(opened, ())
    view.arrive()
    return opened.shop.window


def _opened(stage: Stage) -> _Setup:
    shop = stage.bare()
    made = at_once(setup_page.make(stage.context(shop)))
    shop.window.add_page(made.page)
    shop.window.show_state(stage.healthy())
    # Nothing on this page holds the window, which would be gone before the picture is taken.
    stage.afterwards(shop.window.close)
    assert isinstance(made.page, SetupView)
    view = shop.part(ConnectionsView)
    stage.until(lambda: view.cards, "a list of connections")
    return _Setup(shop, made.page)


def _hold(opened: _Setup, looks: tuple[ConnectionLook, ...], keeper: Keeper | None = None) -> None:
    """The list as if that had been read."""
    view = opened.shop.part(ConnectionsView)
    view.show_look(ConnectionsLook(looks, keeper or Keeper(), service_alive=True), END)


def wizard(state: Callable[[WizardState], WizardState], stage: Stage) -> QWidget:
    """The wizard in this state, as if a person had come so far."""
    opened = _opened(stage)
    opened.page.show_asked(CONNECT)
    view = opened.wizard
    stage.until(lambda: view.state.others, "a wizard that knows the connections")
    view.state = state(replace(WizardState(), keeper=Keeper(Keeping.KEYRING)))
    view.refresh()
    view.arrive()
    return opened.shop.window


def _shop_faults(state: WizardState) -> WizardState:
    return replace(state, others=(SHOP,), draft=replace(Draft(), name="Тёплый Дом")).forward()


def _crm_faults(state: WizardState) -> WizardState:
    draft = replace(_DRAFT, crm_url="teply-dom", crm_key="ключ")
    return replace(state, step=Step.CRM, draft=replace(draft, crm_url="https://teply дом")).forward()


def _megamarket_faults(state: WizardState) -> WizardState:
    return replace(
        state, step=Step.MEGAMARKET, draft=replace(_DRAFT, merchant="15O10", mm_token="")
    ).forward()


def _running(state: WizardState) -> WizardState:
    checks = ChecksState(CheckStage.RUNNING, _green()[:9])
    return replace(state, step=Step.CHECKS, draft=_DRAFT, checks=checks)


def _is_green(state: WizardState) -> WizardState:
    checks = ChecksState(CheckStage.OVER, _green())
    return replace(state, step=Step.CHECKS, draft=_DRAFT, checks=checks, open_orders=12)


def _is_red(state: WizardState) -> WizardState:
    red = {"crm.own_key": _KEY_OF_ANOTHER, "crm.scope.delivery_write": _NO_SCOPE, "mm.token": _NO_TOKEN}
    checks = tuple(
        Check(each.code, ok=False, message=red[each.code]) if each.code in red else each for each in _green()
    )
    return replace(_is_green(state), checks=ChecksState(CheckStage.OVER, checks))


def _has_remark(state: WizardState) -> WizardState:
    remark = Check("mm.scheme", ok=True, message=_OTHER_SCHEME, remark=True)
    checks = ChecksState(CheckStage.OVER, (*_green(), remark))
    return replace(_is_green(state), checks=checks, open_orders=0)


def _cure_remark(state: WizardState) -> WizardState:
    remarked = _has_remark(state)
    return remarked.cure(remarked.checks.amber[0])


def _register_remarked(state: WizardState) -> WizardState:
    return _has_remark(state).forward()


def _register(state: WizardState) -> WizardState:
    return _is_green(state).forward()


def _registering(state: WizardState) -> WizardState:
    return _register(state).begin_registration()


def _register_failed(state: WizardState) -> WizardState:
    words = Text(
        "Нет связи: teply-dom.retailcrm.example не ответил. Повторите.",
        "Not reachable: teply-dom.retailcrm.example did not answer. Try again.",
    )
    return _registering(state).fail_registration(words)


def _public(state: WizardState) -> WizardState:
    made = Registration("megamarket-15010", "megamarket-15010-standard", True, ())
    return _registering(state).end_registration(Registered(SHOP, made))


def _done(state: WizardState) -> WizardState:
    return _public(state).forward()


def _no_keyring(state: WizardState) -> WizardState:
    trouble = Text(
        "Хранилище секретов недоступно: у этой учётной записи нет связки ключей. Включите связку ключей"
        " системы либо выберите другое хранилище по имени: MMDESK_SECRETS=file или MMDESK_SECRETS=env.",
        "The secret store cannot be used: this account has no keyring. Start the system's keyring, or choose"
        " another store by name: MMDESK_SECRETS=file or MMDESK_SECRETS=env.",
    )
    return replace(state, keeper=Keeper(Keeping.KEYRING, trouble))


def _elsewhere(state: WizardState) -> WizardState:
    return replace(state, keeper=Keeper(Keeping.KEYRING, None, "SKLAD-1"))


def _green() -> tuple[Check, ...]:
    codes = (
        "crm.address", "crm.key", "crm.own_key", "crm.one_store",
        *(f"crm.scope.{scope}" for scope in REQUIRED_SCOPES),
        "crm.currency", "mm.token", "mm.mode",
    )  # fmt: skip
    return tuple(Check(code, ok=True, message=Text("в порядке", "fine")) for code in codes)


def connections(stage: Stage) -> QWidget:
    """One in every standing."""
    opened = _opened(stage)
    minute = END - timedelta(seconds=20)
    well = TargetHealth(Target.MEGAMARKET, answered_at=minute)
    crm = TargetHealth(Target.CRM, answered_at=minute)
    stopped = TargetHealth(Target.MEGAMARKET, stopped_at=END)
    silent = TargetHealth(
        Target.CRM, 3, END, END + timedelta(minutes=3), words=Text("нет ответа за 30 с", "no answer in 30 s")
    )
    named = partial(replace, SHOP)
    looks = (
        ConnectionLook(SHOP, well, crm, 0, 40, 12),
        ConnectionLook(named(name="Проба", test_mode=True), well, crm, 2, 5, 3),
        ConnectionLook(named(name="Своя доставка", scheme=scheme_of("dsm")), stopped, crm, 4, 30, 2),
        ConnectionLook(named(name="Второй склад"), well, silent, 1, 7, 1),
        ConnectionLook(named(name="Летний", paused=True), well, crm, 0, 7, 0),
        ConnectionLook(named(name="Новый", delivery_code=""), well, crm, 0, 0, 0),
        ConnectionLook(named(name="Выключенный", crm_off=CrmOff.INACTIVE), well, crm, 0, 3, 0),
    )
    _hold(opened, looks)
    opened.shop.part(ConnectionsView).arrive()
    return opened.shop.window


def connections_elsewhere(stage: Stage) -> QWidget:
    opened = _opened(stage)
    health = TargetHealth(Target.MEGAMARKET, answered_at=END)
    look = ConnectionLook(SHOP, health, TargetHealth(Target.CRM, answered_at=END), 0, 3, 0)
    _hold(opened, (look,), Keeper(Keeping.KEYRING, None, "SKLAD-1"))
    return opened.shop.window


def integration(public: bool, stage: Stage) -> QWidget:
    """With links that work and one that does not, or without a public address."""
    name = "Стандарт"
    if public:
        connection_settings.put(stage.parts.storage, name, "http.public_url", "https://mm.example.ru")
        stage.afterwards(partial(connection_settings.put, stage.parts.storage, name, "http.public_url", ""))
    opened = _opened(stage)
    opened.page.show_asked(Place(INTEGRATION, name))
    view = opened.shop.part(IntegrationView)
    stage.until(
        lambda: view.choice.currentText() == name and view.rows[PublicPlace.FEED].link.text(), "links"
    )
    if public:
        fine = Text("отвечает", "answers")
        page = Text(
            "вместо службы отвечает веб-страница (HTTP 200): это страница туннеля или другого сайта",
            "a web page answers instead of the service (HTTP 200): the tunnel's, or of another site",
        )
        section = opened.shop.part(IntegrationSection)
        section.show_report(
            Report(
                (
                    Verdict(PublicPlace.FEED, ok=True, message=fine),
                    Verdict(PublicPlace.ORDER_NEW, ok=True, message=fine),
                    Verdict(PublicPlace.ORDER_CANCEL, ok=False, message=page),
                )
            )
        )
    return opened.shop.window


def integration_bottom(stage: Stage) -> QWidget:
    """The form, scrolled into sight, with a fault at its field."""
    shown = integration(True, stage)
    view = shown.findChild(IntegrationView)
    assert isinstance(view, IntegrationView)
    view.form.fields[PublicField.URL].show_value("mm.example.ru")
    view.form.show_faults(
        {
            PublicField.URL: Text(
                "Нужен адрес вида https://mm.example.ru, без пути и логина; пусто — только опрос.",
                "It must look like https://mm.example.ru, without path and login; empty: polling only.",
            )
        }
    )
    view.show_form()
    return shown


def _dialog(deed: Deed, stage: Stage) -> QDialog:
    opened = _opened(stage)
    section = opened.shop.part(ConnectionsSection)
    card = next(each for each in section.view.cards if deed in each.buttons)
    card.buttons[deed].click()
    stage.until(lambda: isinstance(QApplication.activeModalWidget(), QDialog), "a dialog")
    found = QApplication.activeModalWidget()
    assert isinstance(found, QDialog)
    return found


def edit(stage: Stage) -> QWidget:
    dialog = _dialog(Deed.EDIT, stage)
    assert isinstance(dialog, EditDialog)
    dialog.fields[Field.CRM_URL].show_value("https://teply дом")
    dialog.accept()
    return dialog


def edit_refused(stage: Stage) -> QWidget:
    dialog = _dialog(Deed.EDIT, stage)
    assert isinstance(dialog, EditDialog)
    red = Check("mm.token", ok=False, message=_NO_TOKEN)
    dialog.show_refusal(ChecksState(CheckStage.OVER, (red, *_green()[:-2])))
    return dialog


def go_live(stage: Stage) -> QWidget:
    dialog = _dialog(Deed.GO_LIVE, stage)
    assert isinstance(dialog, GoLiveDialog)
    return dialog


def check(stage: Stage) -> QWidget:
    dialog = _dialog(Deed.CHECK, stage)
    assert isinstance(dialog, CheckDialog)
    _still(dialog)
    dialog.show_checks(ChecksState(CheckStage.OVER, _green()))
    return dialog


def _still(dialog: TalkDialog) -> None:
    dialog.talk.cancel()


def remove(stage: Stage) -> QWidget:
    dialog = _dialog(Deed.REMOVE, stage)
    assert isinstance(dialog, ConfirmDialog)
    return dialog


def new_key(stage: Stage) -> QWidget:
    shown = integration(True, stage)
    view = shown.findChild(IntegrationView)
    assert isinstance(view, IntegrationView)
    view.rows[PublicPlace.FEED].rotate.click()
    stage.until(lambda: isinstance(QApplication.activeModalWidget(), ConfirmDialog), "a question")
    found = QApplication.activeModalWidget()
    assert found is not None
    return found


def leave_wizard(stage: Stage) -> QWidget:
    shown = wizard(lambda state: replace(state, step=Step.CRM, draft=_DRAFT), stage)
    view = shown.findChild(WizardView)
    assert isinstance(view, WizardView)
    view.leave()
    found = QApplication.activeModalWidget()
    assert found is not None
    return found


SCENES: Final[Mapping[str, Scene]] = {
    "setup-first-start": first_start,
    "setup-empty": settings_of_first_start,
    "setup-wizard-shop": partial(wizard, lambda state: state),
    "setup-wizard-shop-faults": partial(wizard, _shop_faults),
    "setup-wizard-crm": partial(wizard, lambda state: replace(state, step=Step.CRM, draft=_DRAFT)),
    "setup-wizard-crm-faults": partial(wizard, _crm_faults),
    "setup-wizard-megamarket": partial(
        wizard, lambda state: replace(state, step=Step.MEGAMARKET, draft=_DRAFT)
    ),
    "setup-wizard-megamarket-faults": partial(wizard, _megamarket_faults),
    "setup-wizard-checks-running": partial(wizard, _running),
    "setup-wizard-checks-green": partial(wizard, _is_green),
    "setup-wizard-checks-remark": partial(wizard, _has_remark),
    "setup-wizard-megamarket-remark": partial(wizard, _cure_remark),
    "setup-wizard-register-remark": partial(wizard, _register_remarked),
    "setup-wizard-checks-red": partial(wizard, _is_red),
    "setup-wizard-register": partial(wizard, _register),
    "setup-wizard-registering": partial(wizard, _registering),
    "setup-wizard-register-failed": partial(wizard, _register_failed),
    "setup-wizard-public": partial(wizard, _public),
    "setup-wizard-done": partial(wizard, _done),
    "setup-wizard-no-keyring": partial(wizard, _no_keyring),
    "setup-wizard-elsewhere": partial(wizard, _elsewhere),
    "setup-wizard-leave": leave_wizard,
    "setup-connections": connections,
    "setup-connections-elsewhere": connections_elsewhere,
    "setup-edit": edit,
    "setup-edit-refused": edit_refused,
    "setup-go-live": go_live,
    "setup-check": check,
    "setup-remove": remove,
    "setup-integration": partial(integration, True),
    "setup-integration-polling": partial(integration, False),
    "setup-integration-way": integration_bottom,
    "setup-new-key": new_key,
}
