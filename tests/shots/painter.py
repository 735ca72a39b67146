"""Draws the scenes of one variant: a process of its own, since Qt reads scale and language when it starts."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMessageLogContext, QPoint, QRect, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from mmdesk.ui import i18n, words
from mmdesk.ui.main_window import MainWindow
from mmdesk.ui.theme import Mode, Theme, Tone
from tests.shots.clipping import Stretched, clipped
from tests.shots.names import nameless
from tests.shots.scenes import SCENES
from tests.shots.stage import NotReached, Scene, Stage
from tests.shots.variants import STRETCHED, VARIANTS, Variant

_FONTS: Final = Path(__file__).parents[2] / "resources" / "fonts"
_FEWEST_COLOURS: Final = 8
_COLUMNS: Final = 4
_THUMB: Final = (480, 270)
_CAPTION: Final = 22
_GAP: Final = 12


class BadPicture(Exception):
    """Raised for a picture that shows nothing, or not all of what it should."""


class QtWords:
    """Collects what Qt complains of: a window that makes it complain is no good picture."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def take(self, kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
            self.said.append(message)

    def fetch(self) -> str:
        told, self.said = "; ".join(self.said), []
        return told


def main(profile: Path, variant: Variant, folder: Path | None, names: Sequence[str]) -> int:
    """The exit code: how many scenes failed, at most one. Without a folder no picture is kept."""
    complaints = QtWords()
    qInstallMessageHandler(complaints.take)
    application = _application()
    words.use(variant.language)
    i18n.install(application, variant.language)
    stretch = Stretched(application)
    if variant.stretched:
        application.installTranslator(stretch)
    stage = Stage(profile, Theme(Mode.DARK if variant.dark else Mode.LIGHT))
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    drawn: dict[str, QPixmap] = {}
    # As in the program: widgets that another thread collects end the process.
    gc.disable()
    for name in names:
        try:
            drawn[name] = _drawn(SCENES[name], stage, complaints, looks_closely=variant.stretched)
        except Exception as error:  # noqa: BLE001 - whatever keeps a scene from being drawn, the others are drawn
            print(f"{variant.name}/{name}: {type(error).__name__}: {error}", flush=True)
            continue
        finally:
            stage.clear()
        if folder is not None:
            drawn[name].save(str(folder / f"{name}.png"))
    if folder is not None:
        _sheet(drawn, stage.theme).save(str(folder / "sheet.png"))
    stage.close()
    qInstallMessageHandler(None)
    return int(len(drawn) < len(names))


def _application() -> QApplication:
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication([sys.argv[0]])
    for file in sorted(_FONTS.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    application.setFont(QFont("DejaVu Sans", 10))
    return application


def _drawn(scene: Scene, stage: Stage, complaints: QtWords, *, looks_closely: bool) -> QPixmap:
    """Raises BadPicture, NotReached, and whatever the scene raises."""
    front = scene(stage)
    stage.settle()
    if looks_closely:
        _look_for_room(front, stage)
    unnamed = list(dict.fromkeys(nameless(front))) if looks_closely else []
    if unnamed:
        raise BadPicture(f"no name for {unnamed}")
    picture = _composed(front)
    told = complaints.fetch()
    if told:
        raise BadPicture(f"Qt says: {told}")
    if _is_blank(picture.toImage()):
        raise BadPicture("blank")
    return picture


def _look_for_room(front: QWidget, stage: Stage) -> None:
    """On a busy machine a layout may still be under way: what has no room then has none a while later."""
    try:
        stage.until(lambda: not any(clipped(front)), "room")
    except NotReached:
        raise BadPicture(f"no room for {list(dict.fromkeys(clipped(front)))}") from None


def _composed(front: QWidget) -> QPixmap:
    """The window, and over it the dialog or menu in front, where it stands on the screen."""
    window = next(each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow))
    whole = window.grab()
    if front is window:
        return whole
    place = QRect(front.mapToGlobal(QPoint()) - window.mapToGlobal(QPoint()), front.size())
    if not window.rect().contains(place):
        raise BadPicture(f"{front.size().toTuple()} does not fit into {window.size().toTuple()}")
    painter = QPainter(whole)
    painter.drawPixmap(place.topLeft(), front.grab())
    painter.setPen(QColor("#7f7f7f"))
    painter.drawRect(place.adjusted(-1, -1, 0, 0))
    painter.end()
    return whole


def _is_blank(image: QImage) -> bool:
    # So many points that words on a large screen are among them.
    small = image.scaled(
        192, 128, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.FastTransformation
    )
    colours = {small.pixel(x, y) for x in range(small.width()) for y in range(small.height())}
    return len(colours) < _FEWEST_COLOURS


def _sheet(drawn: Mapping[str, QPixmap], theme: Theme) -> QImage:
    """All pictures small, with their names."""
    width, height = _THUMB[0] + _GAP, _THUMB[1] + _CAPTION + _GAP
    rows = max(1, -(-len(drawn) // _COLUMNS))
    sheet = QImage(_COLUMNS * width + _GAP, rows * height + _GAP, QImage.Format.Format_RGB32)
    sheet.fill(theme.tokens.bg)
    painter = QPainter(sheet)
    painter.setPen(theme.color(Tone.TEXT))
    for number, (name, picture) in enumerate(drawn.items()):
        row, column = divmod(number, _COLUMNS)
        x, y = _GAP + column * width, _GAP + row * height
        painter.drawText(QRect(x, y, _THUMB[0], _CAPTION), Qt.AlignmentFlag.AlignVCenter, name)
        painter.drawImage(x, y + _CAPTION, _thumb(picture))
    painter.end()
    return sheet


def _thumb(picture: QPixmap) -> QImage:
    image = picture.toImage()
    image.setDevicePixelRatio(1)
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(*_THUMB, keep, smooth)


if __name__ == "__main__":
    _, shop, chosen, out, *wanted = sys.argv
    variant = STRETCHED if chosen == STRETCHED.name else VARIANTS[chosen]
    sys.exit(main(Path(shop), variant, Path(out) if out else None, wanted))
