"""Rounds of fetching pictures: from a real site on loopback into a real database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from io import BytesIO

import httpx
import pytest
from PIL import Image

from mmdesk.clients.deadline_transport import CallDeadline
from mmdesk.clients.errors import AddressWrong, BadAddress, TimedOut, Unavailable, Unreadable
from mmdesk.clients.http import open_client
from mmdesk.clients.picture_site import PictureLimits, PictureSite
from mmdesk.clock import ManualClock
from mmdesk.errors import MmdeskError
from mmdesk.services import connection_settings, connections, pictures
from mmdesk.services.job_runs import BrokenOff, JobOutcome, JobResult
from mmdesk.services.pictures import LATER, LATEST, SOON, Pictures, RoundLimits
from mmdesk.services.thumbnails import thumbnails
from mmdesk.storage.pictures import PictureStanding, Wanted
from mmdesk.storage.uow import Storage
from tests.clients.scripted import Script, ScriptedServer, answers, drips, says_nothing
from tests.services.known_offers import known
from tests.storage.build import NOON, Shop, lot, open_shop, shipment

QUICK = PictureLimits(connect=1.0, total=1.0, bytes=500_000)
HOUR = timedelta(hours=1)


def jpeg(width: int = 900, height: int = 600) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), (20, 90, 200)).save(out, "JPEG")
    return out.getvalue()


@dataclass
class House:
    """A shop, a clock, and the job; sites on loopback are on the internet as far as it knows."""

    shop: Shop
    clock: ManualClock
    limits: RoundLimits = field(default_factory=RoundLimits)
    stopping: Callable[[], bool] = lambda: False
    inside: tuple[str, ...] = ()
    sold: list[str] = field(default_factory=list)

    @property
    def job(self) -> Pictures:
        def stopping() -> bool:
            return self.stopping()

        site = partial(PictureSite, stopping, QUICK, is_outside=lambda each: each not in self.inside)
        return Pictures(self.shop.storage, self.clock, site, stopping, self.limits)

    def run(self) -> JobResult:
        result = self.job.run()
        assert result.outcome is not JobOutcome.FAILED, result.reason
        return result

    def order(self, *addresses: str) -> None:
        """One order for goods with these pictures; the order that comes first is due first."""
        number = len(self.sold)
        self.sold += addresses
        offers = [known(f"O-{number + at}") for at in range(len(addresses))]
        for offer, address in zip(offers, addresses, strict=True):
            offer.picture = address
        with self.shop.storage.work() as work:
            work.offers.add(self.shop.connection_id, offers, NOON)
            work.commit()
        lots = [replace(lot(at + 1, "CONFIRMED"), offer_id=each.offer_id) for at, each in enumerate(offers)]
        self.shop.put(shipment(f"9450{number:05}", *lots), NOON, NOON + (number + 1) * HOUR)

    def standing(self, address: str) -> PictureStanding:
        with self.shop.storage.look() as work:
            found = work.pictures.standing(address)
        assert found is not None, address
        return found

    def set(self, value: str) -> None:
        connection_settings.put(self.shop.storage, self.shop.connection.name, "desk.pictures", value)

    def why(self, *scripts: Script) -> str:
        """What is kept of a picture that could not be had."""
        with ScriptedServer(list(scripts)) as server:
            self.order(f"{server.url}/mug.jpg")
            assert self.run().counts["no_pictures"] == 1
            why = self.standing(f"{server.url}/mug.jpg").why
        assert why is not None
        return why.ru


@pytest.fixture(scope="module", autouse=True)
def authorities() -> None:
    """Read once for the whole process: a second that no site's time should be spent on."""
    open_client(httpx.URL("http://127.0.0.1"), CallDeadline()).close()


@pytest.fixture
def house(sqlite_storage: Storage) -> House:
    return House(open_shop(sqlite_storage), ManualClock(NOON))


@pytest.fixture
def site() -> Iterator[ScriptedServer]:
    with ScriptedServer([answers(jpeg(), media_type="image/jpeg")]) as server:
        yield server


def test_the_pictures_of_an_order_become_small_ones_that_windows_can_read(
    house: House, site: ScriptedServer
) -> None:
    mug, rug = f"{site.url}/mug.jpg", f"{site.url}/rug.jpg"
    assert not house.job.is_wanted()
    house.order(mug, rug)
    assert house.job.is_wanted()
    assert house.run().counts == {"pictures": 2, "no_pictures": 0, "bytes": 2 * len(jpeg())}
    assert not house.job.is_wanted()
    found = thumbnails(house.shop.storage, [mug, rug, "https://shop.example/other.jpg"])
    assert {address: Image.open(BytesIO(raw)).size for address, raw in found.items()} == {
        mug: (480, 320),
        rug: (480, 320),
    }


def test_the_nearest_deadline_comes_first_and_a_round_has_an_end(house: House, site: ScriptedServer) -> None:
    house.limits = RoundLimits(pictures=2)
    house.order(f"{site.url}/1.jpg")
    house.order(f"{site.url}/2.jpg", f"{site.url}/3.jpg")
    house.run()
    assert [each.target for each in site.received] == ["/1.jpg", "/2.jpg"]
    assert house.job.is_wanted()
    house.run()
    assert [each.target for each in site.received][2:] == ["/3.jpg"]


@pytest.mark.parametrize("limits", [RoundLimits(bytes=100), RoundLimits(seconds=0.0)])
def test_a_round_ends_at_its_bytes_and_seconds(
    house: House, site: ScriptedServer, limits: RoundLimits
) -> None:
    house.limits = limits
    house.order(f"{site.url}/1.jpg", f"{site.url}/2.jpg")
    house.run()
    assert len(site.received) == (1 if limits.seconds else 0)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (answers(status=404), "файла нет"),
        (answers("<html>нет</html>", media_type="text/html"), "не картинка"),
        (answers("<html>нет</html>", media_type="image/jpeg"), "это не картинка"),
        (answers('<svg xmlns="http://www.w3.org/2000/svg"/>', media_type="image/png"), "это не картинка"),
        (answers(bytes(QUICK.bytes + 1), media_type="image/png"), "больше"),
        (answers(status=302, Location="/again"), "отсылает"),
        (answers(status=302, Location="file:///etc/passwd"), "отсылает"),
        (says_nothing, "вовремя"),
        (drips, "вовремя"),
    ],
)
def test_what_is_no_picture_is_told_and_not_asked_for_at_once(
    house: House, script: Script, words: str
) -> None:
    assert words in house.why(script)
    assert not house.job.is_wanted()


def test_an_address_inside_is_refused_until_the_setting_allows_it(house: House, site: ScriptedServer) -> None:
    house.inside = ("127.0.0.1",)
    mug = f"{site.url}/mug.jpg"
    house.order(mug)
    house.run()
    assert (site.received, house.job.is_wanted()) == ([], False)
    assert "Settings → Mappings and orders" in str(house.standing(mug).why)
    house.set("anywhere")
    assert house.job.is_wanted()
    house.run()
    assert mug in thumbnails(house.shop.storage, [mug])


def test_what_nobody_may_ask_is_not_asked_for_again_and_again(house: House) -> None:
    house.set("anywhere")
    house.order("http://169.254.169.254/latest/meta-data")
    house.run()
    assert not house.job.is_wanted()


def test_switched_off_nothing_is_fetched(house: House, site: ScriptedServer) -> None:
    house.order(f"{site.url}/mug.jpg")
    house.set("off")
    assert not house.job.is_wanted()
    assert house.job.run().outcome is JobOutcome.SKIPPED
    assert site.received == []


def test_settings_that_cannot_be_read_leave_the_default_in_force(house: House) -> None:
    house.order("https://shop.example/mug.jpg")
    with house.shop.storage.work() as work:
        work.connections.put_setting(house.shop.connection_id, "desk.pictures", "moon")
        work.commit()
    assert house.job.is_wanted()


def test_a_paused_connection_wants_nothing(house: House, site: ScriptedServer) -> None:
    house.order(f"{site.url}/mug.jpg")
    connections.set_paused(house.shop.storage, house.shop.connection.name, paused=True)
    assert not house.job.is_wanted()


def test_a_site_that_does_not_answer_is_not_waited_for_picture_by_picture(house: House) -> None:
    with ScriptedServer([says_nothing]) as server:
        addresses = [f"{server.url}/{number}.jpg" for number in range(6)]
        house.order(*addresses)
        counts = house.run().counts
        assert (counts["no_pictures"], len(server.received)) == (6, 2)
    assert sorted(house.standing(each).attempts for each in addresses) == [0, 0, 0, 0, 1, 1]
    assert not house.job.is_wanted()
    house.clock.advance(SOON)
    assert house.job.is_wanted()


def test_an_end_keeps_what_was_fetched_and_waits_for_nothing(house: House) -> None:
    ending = threading.Event()
    house.stopping = ending.is_set

    def ends(connection: object, stop: threading.Event) -> None:
        ending.set()
        stop.wait(10)

    with ScriptedServer([answers(jpeg()), ends]) as server:
        first, second = f"{server.url}/1.jpg", f"{server.url}/2.jpg"
        house.order(first)
        house.order(second)
        with pytest.raises(BrokenOff):
            house.job.run()
    assert set(thumbnails(house.shop.storage, [first, second])) == {first}
    with pytest.raises(BrokenOff):
        house.job.run()


def test_pictures_of_open_orders_stay_wanted_while_none_is_fetched(
    house: House, site: ScriptedServer
) -> None:
    house.order(f"{site.url}/mug.jpg")
    house.run()
    house.clock.advance(timedelta(days=2))
    assert house.job.is_wanted()
    assert house.run().counts["pictures"] == 0
    assert not house.job.is_wanted()


@pytest.mark.parametrize(
    ("error", "waits"),
    [
        (TimedOut(""), [SOON, 4 * SOON, 16 * SOON, 64 * SOON, 256 * SOON, LATER]),
        (Unavailable("", retry_after=3000.0), [timedelta(seconds=3000), timedelta(seconds=3000), 16 * SOON]),
        (AddressWrong("", retry_after=None), [LATER, 2 * LATER, 4 * LATER, LATEST, LATEST]),
        (Unreadable(""), [LATER, 2 * LATER]),
        (BadAddress(""), [LATER, 2 * LATER]),
    ],
)
def test_the_wait_grows_with_each_failure(error: MmdeskError, waits: list[timedelta]) -> None:
    told = [
        pictures.failure_of(error, Wanted("", attempts, inside=False), NOON) for attempts in range(len(waits))
    ]
    assert [each.next_at - NOON for each in told] == waits
    assert [each.attempts for each in told] == list(range(1, len(waits) + 1))
