"""A scripted buyer who orders believable things, pays or not, and changes their mind."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from dataclasses import replace

from mmdesk.sandbox.megamarket_market import ImpossibleWish, Market, Order, OrderedUnit
from mmdesk.sandbox.megamarket_state import CANCELLED, Customer, Discount, Merchant, Scheme, SoldOffer

_LAST_NAMES = ("Тестов", "Примеров", "Образцов", "Демидченко", "Пробников", "Учебных")
_FIRST_NAMES = ("Тест", "Артём", "Глеб", "Никита", "Павел", "Тимур")
_MIDDLE_NAMES = ("", "Тестович", "Ильич", "Олегович")
_PLACES = (
    ("Москва", "Москва", "101000"),
    ("Московская область", "Химки", "141400"),
    ("Санкт-Петербург", "Санкт-Петербург", "190000"),
    ("Калужская область", "Калуга", "248000"),
)
_STREETS = ("улица Примерная", "проспект Учебный", "переулок Тестовый", "улица Образцовая")
_COMMENTS = ("", "", "Позвоните за час", "Домофон не работает", "Оставить у консьержа")
_DELIVERY_PRICES = (199, 300, 490)


class Buyer:
    """Thread-safe; the same seed and the same wishes give the same orders."""

    def __init__(self, market: Market, offers: Sequence[SoldOffer], seed: int = 0) -> None:
        self._market = market
        self._offers = tuple(offers)
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def place(
        self,
        scheme: Scheme | str,
        *,
        offers: Sequence[str] = (),
        lots: int | None = None,
        paid_delivery: bool | None = None,
        needs_mark: bool | None = None,
        prepaid: bool | None = None,
        merchant_id: int | None = None,
    ) -> str:
        """Order these offer ids, one lot each (an unknown one is invented), or what takes the fancy.

        `lots` sets the number of goods lots; `needs_mark` overrides every offer's own need of a marking code.
        Returns the shipment id; raises ImpossibleWish when nothing fits.
        """
        with self._lock:
            kind = Scheme(scheme)
            chosen = self._basket(offers, lots, needs_mark)
            paid = kind is Scheme.DSM and self._decide(paid_delivery, 0.4)
            order = Order(
                merchant_id=self._merchant(kind).merchant_id if merchant_id is None else merchant_id,
                scheme=kind,
                customer=self._customer(),
                units=tuple(OrderedUnit(offer, self._discounts(offer)) for offer in chosen),
                delivery_price=self._random.choice(_DELIVERY_PRICES) if paid else 0,
                prepaid=self._decide(prepaid, 0.7),
            )
        return self._market.place(order)

    def cancel(self, shipment_id: str, lots: Sequence[int] = ()) -> None:
        """Give up these lots, or everything that still can be; raises ImpossibleWish when it is too late."""
        self._market.cancel(shipment_id, lots)

    def run(self, every_seconds: float) -> None:
        """Order and cancel now and then in a thread of its own until stop(); raises ImpossibleWish."""
        if not self._offers:
            raise ImpossibleWish("nothing is on sale")
        self._stopping.clear()
        self._thread = threading.Thread(target=self._shop, args=(every_seconds,), name="sandbox-buyer")
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _shop(self, every_seconds: float) -> None:
        while not self._stopping.wait(every_seconds):
            with self._lock:
                merchant = self._random.choice(list(self._market.merchants.values()))
                scheme = self._random.choice(merchant.schemes)
                regrets = self._random.random() < 0.2
            if regrets:
                self._regret()
            else:
                self.place(scheme, merchant_id=merchant.merchant_id)

    def _regret(self) -> None:
        with self._market.held():
            open_lots = [
                (shipment.shipment_id, lot.index)
                for shipment in self._market.shipments()
                for lot in shipment.goods()
                if lot.status not in CANCELLED and not lot.cancel_asked
            ]
        if not open_lots:
            return
        with self._lock:
            shipment_id, index = self._random.choice(open_lots)
        try:
            self.cancel(shipment_id, [index])
        except ImpossibleWish:
            # It left the warehouse meanwhile: this buyer keeps the goods.
            return

    def _merchant(self, scheme: Scheme) -> Merchant:
        merchants = list(self._market.merchants.values())
        fitting = [merchant for merchant in merchants if scheme in merchant.schemes] or merchants
        return fitting[0]

    def _basket(self, wanted: Sequence[str], lots: int | None, needs_mark: bool | None) -> list[SoldOffer]:
        known = {offer.offer_id: offer for offer in self._offers}
        if wanted:
            chosen = [known.get(offer_id) or _invented(offer_id) for offer_id in wanted]
            chosen = [chosen[place % len(chosen)] for place in range(lots or len(chosen))]
        elif self._offers:
            chosen = self._fancied(lots or self._random.randint(1, 4))
        else:
            raise ImpossibleWish("nothing is on sale")
        return chosen if needs_mark is None else [replace(offer, needs_mark=needs_mark) for offer in chosen]

    def _fancied(self, lots: int) -> list[SoldOffer]:
        """Units of the same product stand together, as in a real order."""
        chosen: list[SoldOffer] = []
        while len(chosen) < lots:
            repeated = bool(chosen) and self._random.random() < 0.4
            chosen.append(chosen[-1] if repeated else self._random.choice(self._offers))
        return chosen

    def _discounts(self, offer: SoldOffer) -> tuple[Discount, ...]:
        if offer.price < 100 or self._random.random() < 0.6:
            return ()
        return (Discount("LOY", "Списание бонусов", offer.price // self._random.choice((10, 20, 50))),)

    def _decide(self, wish: bool | None, chance: float) -> bool:
        return self._random.random() < chance if wish is None else wish

    def _customer(self) -> Customer:
        pick = self._random.choice
        region, city, postal_code = pick(_PLACES)
        return Customer(
            last_name=pick(_LAST_NAMES),
            first_name=pick(_FIRST_NAMES),
            middle_name=pick(_MIDDLE_NAMES),
            phone=f"7900000{self._random.randint(0, 9999):04d}",
            email=pick(("", "buyer@example.org")),
            region=region,
            city=city,
            street=pick(_STREETS),
            house=str(self._random.randint(1, 90)),
            flat=pick(("", str(self._random.randint(1, 300)))),
            postal_code=postal_code,
            comment=pick(_COMMENTS),
        )


def _invented(offer_id: str) -> SoldOffer:
    return SoldOffer(offer_id, f"Товар {offer_id}", 1000, "100000000999", "Разное")
