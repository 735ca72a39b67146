"""A label's way to paper: from its PDF to the bytes for a label printer, and to a job in a CUPS queue.

Each is set against PDFium drawing the same page at the same resolution and nothing else, taken in turns in
the same run. A way to a label printer checks the document, draws it on the printer's own dots and encodes
them; the way to CUPS checks it and hands it to `lp`. The queue is one of a printing system that is started
for this and prints into nothing; without CUPS that line is missing.

Run it with: make bench, or python bench/print_render.py [--labels N]
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter

import pypdfium2

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mmdesk.printing.label_import import import_label
from mmdesk.printing.paper import LABEL_75X120, POINTS_PER_INCH
from mmdesk.printing.pdf_check import document
from mmdesk.printing.printer_setup import Dialect, PrinterKind, PrinterSetup
from mmdesk.printing.rendering import rendered
from mmdesk.printing.spooler import PrintDocument, PrintOptions
from mmdesk.printing.tspl import tspl
from mmdesk.printing.zpl import zpl
from tests.printing.label_samples import document as html_label

GOAL_MS = 100.0
OPTIONS = PrintOptions(LABEL_75X120)
WARM_UP = 5

Way = Callable[[], object]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--labels", type=int, default=100)
    chosen = options.parse_args()
    pdf = import_label(html_label(), LABEL_75X120).pdf
    print(f"{chosen.labels} times one label of 75x120 mm, a PDF of {len(pdf)} bytes; milliseconds")
    with ways(pdf) as named:
        report(measured(named, chosen.labels))
    sizes(document("label", pdf))


def measured(named: dict[str, Way], count: int) -> dict[str, list[float]]:
    """Milliseconds of every way, one after the other in each round, so that all meet the same machine."""
    taken: dict[str, list[float]] = {name: [] for name in named}
    for number in range(count + WARM_UP):
        for name, way in named.items():
            start = perf_counter()
            way()
            if number >= WARM_UP:
                taken[name].append((perf_counter() - start) * 1000)
    return taken


def report(taken: dict[str, list[float]]) -> None:
    print(f"{'':32}{'p50':>8}{'p95':>8}{'ratio to bare, p50':>22}")
    for name, times in taken.items():
        dpi = name.rpartition(" ")[2]
        middle = statistics.median(times)
        bare = statistics.median(taken.get(f"bare drawing {dpi}", taken["bare drawing 203"]))
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"{name:32}{middle:8.1f}{p95:8.1f}{middle / bare:22.2f}")
    worst = statistics.quantiles(taken["to ZPL at 203"], n=20)[-1]
    print(f"goal: to ZPL at 203 dpi under {GOAL_MS:.0f} ms: {'yes' if worst < GOAL_MS else 'NO'}")


def sizes(label: PrintDocument) -> None:
    pages = list(rendered(label, OPTIONS, 203))
    for name, setup in (("compressed", setup_for()), ("plain", setup_for(plain_hex=True))):
        print(f"ZPL {name}: {len(zpl(pages, 1, setup)):,} bytes")
    print(f"TSPL: {len(tspl(pages, LABEL_75X120, 1, setup_for(Dialect.TSPL))):,} bytes")


@contextmanager
def ways(pdf: bytes) -> Iterator[dict[str, Way]]:
    named: dict[str, Way] = {}
    for dpi in (203, 300):
        named[f"bare drawing {dpi}"] = partial(bare, pdf, dpi)
        named[f"to ZPL at {dpi}"] = partial(to_zpl, pdf, dpi)
        named[f"to TSPL at {dpi}"] = partial(to_tspl, pdf, dpi)
    with cups_queue() as queue:
        if queue is not None:
            from mmdesk.printing.cups_spooler import CupsSpooler

            spooler = CupsSpooler(queue)
            named["to a job in a CUPS queue"] = lambda: spooler.send(document("label", pdf), OPTIONS)
        yield named


@contextmanager
def cups_queue() -> Iterator[str | None]:
    """The name of a queue that prints into nothing; None where there is no CUPS."""
    import pytest

    from tests.printing.cups import running_cups

    try:
        with running_cups() as system:
            os.environ["CUPS_SERVER"] = system.address
            system.add_queue("Nothing", "file:///dev/null")
            yield "Nothing"
    except pytest.skip.Exception as reason:
        print(f"no CUPS: {reason}")
        yield None


def bare(pdf: bytes, dpi: int) -> object:
    opened = pypdfium2.PdfDocument(pdf)
    page = opened[0]
    drawn = page.render(scale=dpi / POINTS_PER_INCH, grayscale=True)
    page.close()
    opened.close()
    return drawn


def setup_for(dialect: Dialect = Dialect.ZPL, *, plain_hex: bool = False) -> PrinterSetup:
    return PrinterSetup(PrinterKind.NETWORK, "printer", dialect, plain_hex=plain_hex)


def to_zpl(pdf: bytes, dpi: int) -> bytes:
    return zpl(list(rendered(document("label", pdf), OPTIONS, dpi)), 1, setup_for())


def to_tspl(pdf: bytes, dpi: int) -> bytes:
    pages = list(rendered(document("label", pdf), OPTIONS, dpi))
    return tspl(pages, LABEL_75X120, 1, setup_for(Dialect.TSPL))


if __name__ == "__main__":
    main()
