"""A build as its real processes, watched by what Linux tells of them."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from mmdesk.catalogue.build_order import (
    BuildFailure,
    BuildOrder,
    BuildReport,
    Progress,
    Told,
    order_encoder,
    told_decoder,
)
from mmdesk.catalogue.child import BUILD_FEED, start
from mmdesk.catalogue.trail import TrailLine, lines
from tests.catalogue.building import DATE, SHOP, VAT

READER: Final = "reading_process"
VALIDATOR: Final = "validator_process"
_PATIENCE: Final = 60.0
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<yml_catalog><shop><name>Лавка</name><company>ООО «Ёж»</company>'
    '<categories><category id="1">Дом</category></categories><offers>\n'
)
_OFFER: Final = (
    '<offer id="SKU-{number}" quantity="5"><price>890.00</price><categoryId>1</categoryId>'
    "<name>Кружка {number}</name><picture>https://shop.example.ru/{number}.jpg</picture><vendor>Nordhem</vendor>"
    '<vatRate>none</vatRate><param name="Описание" code="description">{text}</param></offer>\n'
)


def write_catalogue(file: Path, count: int, text: str = "Из глины. " * 20) -> Path:
    with file.open("w", encoding="utf-8") as out:
        out.write(_HEAD)
        out.writelines(_OFFER.format(number=number, text=text) for number in range(count))
        out.write("</offers></shop></yml_catalog>\n")
    return file


def build_order(source: Path, folder: Path, *, packed: bool = True) -> BuildOrder:
    """`packed` has the feed validated as well."""
    return BuildOrder(
        icml=str(source),
        feed=str(folder / "feed.xml"),
        trail=str(folder / "offers.jsonl"),
        gzip=str(folder / "feed.xml.gz") if packed else "",
        date=DATE,
        shop=SHOP,
        vat_codes=VAT,
        days=1,
        order_before=15,
    )


def trail(order: BuildOrder) -> list[TrailLine]:
    with Path(order.trail).open("rb") as stream:
        return list(lines(stream))


@contextmanager
def running(order: BuildOrder, *, on_start: Callable[[int], object] = lambda _pid: None) -> Iterator[Watched]:
    """The build under way; `on_start` gets its process id before it has its order."""
    with start(
        BUILD_FEED, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            on_start(process.pid)
            with process.stdin:
                process.stdin.write(order_encoder.encode(order))
            yield Watched(process, process.stdout)
        finally:
            process.kill()


class Watched:
    """A build that has its order."""

    def __init__(self, process: subprocess.Popen[bytes], stdout: IO[bytes]) -> None:
        self.pid = process.pid
        self._process = process
        self._stdout = stdout

    def told(self) -> list[Told]:
        """All that it still tells until its end."""
        return [told_decoder.decode(line) for line in self._stdout]

    def next_told(self) -> Told:
        told: Told = told_decoder.decode(self._stdout.readline())
        return told

    def exit_code(self) -> int:
        return self._process.wait(_PATIENCE)

    def child(self, name: str) -> int:
        """The process of that module, once it is there."""
        found: list[int] = []

        def is_there() -> bool:
            found.extend(pid for pid in children(self.pid) if name in command_line(pid))
            return bool(found)

        wait_until(is_there)
        return found[0]


def built(order: BuildOrder) -> BuildReport | BuildFailure:
    """The last word of a whole build."""
    with running(order) as build:
        *before, last = build.told()
        assert all(isinstance(told, Progress) for told in before)
        assert not isinstance(last, Progress)
        assert build.exit_code() == 0
        return last


def children(parent: int) -> list[int]:
    return [pid for pid, (above, state) in _processes().items() if above == parent and state != "Z"]


def is_alive(pid: int) -> bool:
    """A zombie is not: it has ended, and nobody has asked how."""
    found = _processes().get(pid)
    return found is not None and found[1] != "Z"


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    except OSError:
        return ""


def environment(pid: int) -> str:
    return Path(f"/proc/{pid}/environ").read_bytes().decode()


def _processes() -> dict[int, tuple[int, str]]:
    """Parent and state of every process, zombies among them."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue  # it has just ended
            found[int(entry.name)] = (int(parent), state)
    return found


def wait_until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < ends, "it never came true"
        time.sleep(0.01)
