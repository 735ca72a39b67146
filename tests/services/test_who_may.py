"""Every writing use case of the windows against every role: who may not is refused, and nothing is done.

A new use case fails the last test until it stands in the table, or among what nobody is kept from.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final, NoReturn

import pytest

from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.clock import ManualClock
from mmdesk.domain.role import NotYours, Right, Role, may
from mmdesk.domain.scheme import Verb
from mmdesk.errors import MmdeskError
from mmdesk.paths import Profile
from mmdesk.secrets import EnvironmentSecrets, SecretStore, SecretsUnavailable
from mmdesk.services.bench import Bench
from mmdesk.services.catalogue_desk import CatalogueDesk
from mmdesk.services.connection_desk import Change, ConnectionDesk
from mmdesk.services.connection_draft import Draft
from mmdesk.services.exchange_desk import ExchangeDesk
from mmdesk.services.integration_desk import IntegrationDesk, PublicWay
from mmdesk.services.keeping_desk import KeepingDesk, SettingsRead
from mmdesk.services.mapping_desk import MappingDesk
from mmdesk.services.operators import Operator
from mmdesk.services.order_actions import OrderActions, OrderRef
from mmdesk.services.print_desk import PrintDesk
from mmdesk.services.print_papers import PrintPapers
from mmdesk.services.printers import PrinterDesk
from mmdesk.services.roster import Person, Roster, WrongPin
from mmdesk.services.self_test import PublicPlace
from mmdesk.storage.operators import OperatorId
from mmdesk.storage.uow import Storage
from tests.services.stand import MirrorStand, mirror_stand
from tests.ui.exchange.secret_holder import Holder

MANAGER: Final = frozenset({Role.MANAGER})
DESK: Final = frozenset({Role.DESK, Role.MANAGER})
EVERYBODY: Final = frozenset(Role)
ORDER: Final = OrderRef("700100200")
NO_SETTINGS: Final = SettingsRead(b"", ())
NOBODY: Final = Person(OperatorId(77), "Пётр", Role.PACKER, has_pin=False)


class Silent(MmdeskError):
    """Raised by remotes that are there for whoever is let through."""


def silent(*_about: object) -> NoReturn:
    raise Silent


def no_secrets() -> SecretStore:
    raise SecretsUnavailable


@dataclass(frozen=True)
class House:
    """One shop, with every desk as one operator has it."""

    shop: MirrorStand
    profile: Profile
    by: Operator

    @property
    def orders(self) -> OrderActions:
        return OrderActions(self.shop.storage, self.shop.clock, self.by, self.profile.root / "labels")

    @property
    def exchange(self) -> ExchangeDesk:
        holder = Holder(EnvironmentSecrets({}))
        return ExchangeDesk(
            self.shop.storage, self.shop.clock, self.by, self.profile, holder, lambda _connection: ""
        )

    @property
    def catalogue(self) -> CatalogueDesk:
        files = FeedFiles(self.profile.root / "feeds")
        return CatalogueDesk(self.shop.storage, self.shop.clock, files, self.by)

    @property
    def connections(self) -> ConnectionDesk:
        return ConnectionDesk(self.shop.storage, self.shop.clock, no_secrets, silent, self.by)

    @property
    def integration(self) -> IntegrationDesk:
        return IntegrationDesk(self.shop.storage, self.shop.clock, no_secrets, self.by)

    @property
    def mappings(self) -> MappingDesk:
        return MappingDesk(self.shop.storage, silent)

    @property
    def keeping(self) -> KeepingDesk:
        return KeepingDesk(self.shop.storage, self.shop.clock, self.profile, self.mappings.judge)

    @property
    def roster(self) -> Roster:
        return Roster(self.shop.storage, self.shop.clock)

    @property
    def name(self) -> str:
        return self.shop.connection.name

    @property
    def file(self) -> Path:
        return self.profile.root / "file"


def nothing(_heard: object) -> None:
    """Nobody listens, nobody waits."""


Deed = tuple[type, str, frozenset[Role], Callable[[House], object]]
DEEDS: Final[tuple[Deed, ...]] = (
    # whose            what             who may     how
    (OrderActions, "prospects", DESK, lambda h: h.orders.prospects(Verb.CONFIRM, [ORDER])),
    (OrderActions, "confirm", DESK, lambda h: h.orders.confirm([ORDER])),
    (OrderActions, "reject", DESK, lambda h: h.orders.reject(ORDER, {1: "OUT_OF_STOCK"})),
    (OrderActions, "pack", DESK, lambda h: h.orders.pack(ORDER)),
    (OrderActions, "request_label", EVERYBODY, lambda h: h.orders.request_label([ORDER])),
    (OrderActions, "ship", DESK, lambda h: h.orders.ship([ORDER])),
    (OrderActions, "send_with_courier", DESK, lambda h: h.orders.send_with_courier([ORDER])),
    (OrderActions, "close", DESK, lambda h: h.orders.close(ORDER, {})),
    (OrderActions, "move", DESK, lambda h: h.orders.move(ORDER, h.shop.clock.now() + timedelta(days=1))),
    (OrderActions, "answer_cancel", DESK, lambda h: h.orders.answer_cancel(ORDER, {1: True})),
    (OrderActions, "take_back", EVERYBODY, lambda h: h.orders.take_back(["key"])),
    (OrderActions, "retry", DESK, lambda h: h.orders.retry("key")),
    (OrderActions, "drop", DESK, lambda h: h.orders.drop("key")),
    (OrderActions, "exchange_now", EVERYBODY, lambda h: h.orders.exchange_now()),
    (ExchangeDesk, "retry", DESK, lambda h: h.exchange.retry(["key"])),
    (ExchangeDesk, "drop", DESK, lambda h: h.exchange.drop(["key"])),
    (ExchangeDesk, "replay", DESK, lambda h: h.exchange.replay(1)),
    (ExchangeDesk, "drop_call", DESK, lambda h: h.exchange.drop_call(1)),
    (CatalogueDesk, "cancel", MANAGER, lambda h: h.catalogue.cancel(h.name, 1)),
    (CatalogueDesk, "withdraw", MANAGER, lambda h: h.catalogue.withdraw(h.name)),
    (CatalogueDesk, "accept", MANAGER, lambda h: h.catalogue.accept(h.name, 1, "")),
    (CatalogueDesk, "roll_back", MANAGER, lambda h: h.catalogue.roll_back(h.name, 1, "")),
    (CatalogueDesk, "leave", MANAGER, lambda h: h.catalogue.leave(h.name, 1, "")),
    (CatalogueDesk, "stop_sales", MANAGER, lambda h: h.catalogue.stop_sales(h.name, "", stopped=True)),
    (CatalogueDesk, "save_rules", MANAGER, lambda h: h.catalogue.save_rules(h.name, {})),
    (ConnectionDesk, "register_new", MANAGER, lambda h: h.connections.register_new(Draft())),
    (ConnectionDesk, "register", MANAGER, lambda h: h.connections.register(h.name)),
    (ConnectionDesk, "edit", MANAGER, lambda h: h.connections.edit(h.name, Change(), nothing)),
    (ConnectionDesk, "pause", MANAGER, lambda h: h.connections.pause(h.name, paused=True)),
    (ConnectionDesk, "remove", MANAGER, lambda h: h.connections.remove(h.name)),
    (IntegrationDesk, "save", MANAGER, lambda h: h.integration.save("Нигде", PublicWay())),
    (
        IntegrationDesk,
        "rotate",
        MANAGER,
        lambda h: h.integration.rotate("Нигде", PublicPlace.FEED, keep_old=False),
    ),
    (MappingDesk, "save", MANAGER, lambda h: h.mappings.save(h.by, h.name, {})),
    (KeepingDesk, "back_up", MANAGER, lambda h: h.keeping.back_up(h.by, h.file)),
    (KeepingDesk, "prepare_restore", MANAGER, lambda h: h.keeping.prepare_restore(h.by, h.file, nothing)),
    (KeepingDesk, "export_settings", MANAGER, lambda h: h.keeping.export_settings(h.by, h.file)),
    (KeepingDesk, "look_over", MANAGER, lambda h: h.keeping.look_over(h.by, h.file)),
    (
        KeepingDesk,
        "import_settings",
        MANAGER,
        lambda h: h.keeping.import_settings(h.by, SettingsRead(b"", ())),
    ),
    (Roster, "add", MANAGER, lambda h: h.roster.add(h.by, "Пётр", Role.MANAGER)),
    (Roster, "change", MANAGER, lambda h: h.roster.change(h.by, NOBODY, name="Иван", role=Role.DESK)),
    (Roster, "set_pin", MANAGER, lambda h: h.roster.set_pin(h.by, NOBODY, "2468")),
    (Roster, "remove", MANAGER, lambda h: h.roster.remove(h.by, NOBODY)),
)
READ_OR_ASKED_OF_THE_SERVICE: Final = {
    OrderActions: {"save_label", "save_packing_list", "departing"},
    ExchangeDesk: {"look", "body", "runs", "run_now", "test_places", "save_bundle"},
    CatalogueDesk: {"look", "issues", "changes", "build_now", "forecast"},
    ConnectionDesk: {"look", "names", "try_out", "check"},
    IntegrationDesk: {"look", "test"},
    MappingDesk: {"judge", "names", "read"},
    KeepingDesk: {"look", "examine"},
    Roster: {"people", "sign_in"},
}


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(sqlite_storage, clock)


@pytest.mark.parametrize("role", Role)
def test_a_role_does_what_is_its_own_and_nothing_else(shop: MirrorStand, tmp_path: Path, role: Role) -> None:
    house = House(shop, Profile.at(tmp_path).create(), Operator("Борис", role=role))
    refused, expected = set(), set()
    for owner, name, able, act in DEEDS:
        deed = f"{owner.__name__}.{name}"
        expected |= set() if role in able else {deed}
        # Whoever is let through fails at what this shop does not have: that is another matter.
        with suppress(MmdeskError):
            try:
                act(house)
            except NotYours:
                refused.add(deed)
                raise
    assert refused == expected


def test_who_is_signed_out_has_no_name_to_do_anything_with(shop: MirrorStand) -> None:
    roster = Roster(shop.storage, shop.clock)
    anna = roster.add(Operator("Анна"), "Анна", Role.MANAGER, "2468")
    with pytest.raises(WrongPin):
        roster.sign_in(anna.operator_id, "1357")


@pytest.mark.parametrize("desk", [Bench, PrintDesk, PrintPapers, PrinterDesk])
def test_the_bench_and_the_printers_are_everybodys(desk: type) -> None:
    """So their use cases ask for no role. A role without these rights would have to be refused there."""
    assert desk not in {owner for owner, *_ in DEEDS}
    assert all(may(role, right) for role in Role for right in (Right.PACK, Right.PRINT))


def test_no_use_case_is_left_out_of_the_table() -> None:
    for desk, free in READ_OR_ASKED_OF_THE_SERVICE.items():
        public = {name for name in vars(desk) if not name.startswith("_") and callable(getattr(desk, name))}
        guarded = {name for owner, name, *_ in DEEDS if owner is desk}
        assert public == guarded | free, desk.__name__
        assert not guarded & free
