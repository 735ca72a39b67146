from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from mmdesk.ui.messages import Messages
from mmdesk.ui.orders.opening import Opener
from tests.ui.orders.verbs_stand import Heard


class Viewer(QObject):
    """Stands in for the system's programs, and notes what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.urls.append(url.toString())


@pytest.fixture
def viewer(qapp: QApplication) -> Iterator[Viewer]:
    viewer = Viewer()
    for scheme in ("file", "https"):
        # The stubs tell of the bytes that C++ wants; PySide takes a name.
        QDesktopServices.setUrlHandler(scheme, viewer, "open")  # type: ignore[arg-type]  # see above
    yield viewer
    for scheme in ("file", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


def test_a_document_goes_to_the_systems_viewer(viewer: Viewer, tmp_path: Path) -> None:
    Opener(Messages()).open_document(tmp_path / "label-700100200.pdf")
    assert viewer.urls == [QUrl.fromLocalFile(str(tmp_path / "label-700100200.pdf")).toString()]


def test_an_address_goes_to_the_browser(viewer: Viewer) -> None:
    Opener(Messages()).open_address("https://crm.example.org/orders/1/edit")
    assert viewer.urls == ["https://crm.example.org/orders/1/edit"]


def test_a_file_that_nothing_opens_is_named(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    messages = Messages()
    heard = Heard(messages)
    Opener(messages).open_document(Path("label-700100200.pdf"))
    assert heard.kinds == ["refused"]
    assert "label-700100200.pdf" in heard.last


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "", "crm.example.org"])
def test_only_web_addresses_are_opened(address: str, viewer: Viewer) -> None:
    messages = Messages()
    heard = Heard(messages)
    Opener(messages).open_address(address)
    assert viewer.urls == []
    assert heard.kinds == ["refused"]
