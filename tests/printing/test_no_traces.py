"""A label holds personal data: no way to paper leaves a file of it behind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mmdesk.printing.cups_spooler import CupsSpooler
from mmdesk.printing.fitting import Placement
from mmdesk.printing.folder_spooler import FolderSpooler
from mmdesk.printing.imposition import label_sheet
from mmdesk.printing.paper import LABEL_75X120, LABEL_100X150
from mmdesk.printing.pdf_check import document
from mmdesk.printing.print_errors import PrinterRefused
from mmdesk.printing.printer_setup import PrinterKind, PrinterSetup
from mmdesk.printing.raw_spooler import RawSpooler
from mmdesk.printing.spooler import PrintOptions
from tests.printing.network_printer import NetworkPrinter, listening
from tests.printing.sample_labels import label

if TYPE_CHECKING:
    from tests.printing.cups import PrintingSystem

CENTRED = PrintOptions(LABEL_100X150, placement=Placement.CENTRE)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files would lie, of this process and of those that it starts."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert tempfile.gettempdir() == str(folder)
    yield folder
    monkeypatch.setattr(tempfile, "tempdir", None)


def everything(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def test_a_network_printer_is_fed_from_memory(temporary: Path) -> None:
    with listening(NetworkPrinter()) as printer:
        setup = PrinterSetup(PrinterKind.NETWORK, printer.address)
        RawSpooler.of(setup).send(document("7001-1", label(LABEL_75X120)), CENTRED)
        assert printer.job()
    assert everything(temporary) == []


def test_a_queue_of_the_system_is_fed_from_memory(temporary: Path, cups: PrintingSystem) -> None:
    cups.add_queue("Nothing", "file:///dev/null")
    CupsSpooler("Nothing").send(document("7001-1", label(LABEL_75X120)), CENTRED)
    with pytest.raises(PrinterRefused):
        CupsSpooler("Nobody").send(document("7001-1", label(LABEL_75X120)), CENTRED)
    assert everything(temporary) == []


def test_a_folder_has_the_document_alone(temporary: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    FolderSpooler(folder).send(document("7001-1", label(LABEL_75X120)), CENTRED)
    assert everything(temporary) == []
    assert everything(folder) == [folder / "7001-1.pdf"]


def test_a_sheet_of_labels_is_made_in_memory(temporary: Path) -> None:
    assert label_sheet([label(LABEL_75X120)])
    assert everything(temporary) == []
