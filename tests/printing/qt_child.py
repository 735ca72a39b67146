"""A process with a Qt of its own, for the windows under test have another one: prints on Qt's PDF writer.

It writes one file a label into the folder given, and the rest of what is asked as JSON to its output.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from mmdesk.errors import MmdeskError
from mmdesk.printing.fitting import Placement
from mmdesk.printing.paper import LABEL_58X40, LABEL_75X120, LABEL_100X70, LABEL_100X150
from mmdesk.printing.pdf_check import document
from mmdesk.printing.qt_spooler import QtSpooler, qt_printers
from mmdesk.printing.spooler import PrintDocument, PrintOptions
from tests.printing.sample_labels import label

SIZES = (LABEL_75X120, LABEL_100X150, LABEL_100X70, LABEL_58X40)
RESOLUTIONS = (203, 300)


def main(folder: Path) -> None:
    QGuiApplication([])
    for page in SIZES:
        for dpi in RESOLUTIONS:
            spooler = QtSpooler("", folder / f"{page.name}-{dpi}.pdf", dpi)
            spooler.send(document("label", label(page)), PrintOptions(page))
    two = document("label", label(LABEL_75X120, LABEL_75X120))
    QtSpooler("", folder / "two.pdf").send(two, PrintOptions(LABEL_75X120))
    centred = PrintOptions(LABEL_100X150, placement=Placement.CENTRE)
    QtSpooler("", folder / "centred.pdf", 203).send(document("label", label(LABEL_58X40)), centred)
    large = document("label", label(LABEL_100X150))
    nobody = QtSpooler("No such printer")
    told = {
        "too large": refusal(QtSpooler("", folder / "large.pdf"), large),
        "unknown": refusal(nobody, document("label", label(LABEL_75X120))),
        "unknown state": nobody.state().condition,
        "file state": QtSpooler("", folder / "x.pdf").state().condition,
        "defaults": [printer.is_default for printer in qt_printers()],
    }
    sys.stdout.write(json.dumps(told))


def refusal(spooler: QtSpooler, refused: PrintDocument) -> list[str]:
    try:
        spooler.send(refused, PrintOptions(LABEL_75X120))
    except MmdeskError as error:
        return [type(error).__name__, error.text.ru]
    return []


if __name__ == "__main__":
    main(Path(sys.argv[1]))
