from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Final

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import mmdesk.ui
from mmdesk.language import Language
from mmdesk.paths import resource
from mmdesk.ui import i18n
from mmdesk.ui.keys_dialog import KeysDialog

WINDOWS: Final = Path(mmdesk.ui.__file__).parent
LANGUAGES: Final = ("ru", "en")
PLACE: Final = re.compile(r"\{[a-z_]*\}|%n|%L?\d")
SAME_IN_BOTH: Final = {"Enter", "Ctrl+Enter", "RetailCRM, {name}"}


def _builder() -> ModuleType:
    """The tool of `make translations`; resources/i18n is no package."""
    spec = importlib.util.spec_from_file_location("i18n_build", resource("i18n", "build.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


BUILDER: Final = _builder()


def forms(language: str) -> list[tuple[str, str]]:
    """Every source with each of its translations."""
    read = BUILDER.read(resource("i18n", f"mmdesk_{language}.ts"))
    return [(text.source, form) for text, translations in read.items() for form in translations]


def places(text: str) -> set[str]:
    return set(PLACE.findall(text))


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    """Speaks the English of the code again afterwards."""
    yield qapp
    i18n.uninstall(qapp)
    QLocale.setDefault(QLocale("en"))


def test_a_text_is_found_in_every_way_it_can_be_asked_for(tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text(
        dedent("""
            class Page:
                def words(self, order):
                    self.tr("plain"), self.tr("told apart", "noun"), self.tr("%n lot(s)", "", order.lots)

            def words(count):
                QCoreApplication.translate("Words", "free"), translate("Words", "%n free", "", count)
        """)
    )
    found = [(text.context, text.source, text.comment, text.counted) for text in BUILDER.texts_of(tmp_path)]
    assert found == [
        ("Page", "%n lot(s)", "", True),
        ("Page", "plain", "", False),
        ("Page", "told apart", "noun", False),
        ("Words", "%n free", "", True),
        ("Words", "free", "", False),
    ]


def test_a_text_made_while_the_program_runs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text("def told(self, name):\n    return self.tr(f'Hello {name}')\n")
    with pytest.raises(BUILDER.NotLiteral, match=r"page\.py:2"):
        BUILDER.texts_of(tmp_path)


def test_translations_outlive_an_update_and_go_with_their_text(tmp_path: Path) -> None:
    source = tmp_path / "words.ts"
    kept, gone = BUILDER.Text("Page", "kept", "", False), BUILDER.Text("Page", "gone", "", False)
    BUILDER.update(source, "ru", [gone, kept])
    filled = source.read_text(encoding="utf-8").replace(' type="unfinished"></', ">осталось</")
    source.write_text(filled, encoding="utf-8")
    BUILDER.update(source, "ru", [kept])
    assert BUILDER.read(source) == {kept: ("осталось",)}


def test_a_text_that_moves_to_another_class_stays_translated(tmp_path: Path) -> None:
    source = tmp_path / "words.ts"
    before, after = BUILDER.Text("Page", "kept", "", False), BUILDER.Text("Panel", "kept", "", False)
    BUILDER.update(source, "ru", [before])
    filled = source.read_text(encoding="utf-8").replace(' type="unfinished"></', ">осталось</")
    source.write_text(filled, encoding="utf-8")
    BUILDER.update(source, "ru", [after])
    assert BUILDER.read(source) == {after: ("осталось",)}


def test_the_same_words_elsewhere_are_translated_for_themselves(tmp_path: Path) -> None:
    source = tmp_path / "words.ts"
    here, there = BUILDER.Text("Page", "Close", "", False), BUILDER.Text("Panel", "Close", "", False)
    BUILDER.update(source, "ru", [here])
    filled = source.read_text(encoding="utf-8").replace(' type="unfinished"></', ">Закрыть</")
    source.write_text(filled, encoding="utf-8")
    BUILDER.update(source, "ru", [here, there])
    assert BUILDER.read(source) == {here: ("Закрыть",), there: ("",)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_are_as_the_tool_writes_them_from_the_code_of_today(language: str, tmp_path: Path) -> None:
    source, compiled = tmp_path / f"mmdesk_{language}.ts", tmp_path / f"mmdesk_{language}.qm"
    source.write_bytes(resource("i18n", source.name).read_bytes())
    BUILDER.update(source, language, BUILDER.texts_of(WINDOWS))
    BUILDER.compile_file(source, compiled)
    advice = "run make translations and translate what it names"
    assert source.read_bytes() == resource("i18n", source.name).read_bytes(), advice
    assert compiled.read_bytes() == resource("i18n", compiled.name).read_bytes(), advice


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untranslated(language: str) -> None:
    assert forms(language)
    assert [source for source, form in forms(language) if not form.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_source(language: str) -> None:
    assert [(source, form) for source, form in forms(language) if places(source) != places(form)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_counted_has_every_form_of_the_language(language: str) -> None:
    read = BUILDER.read(resource("i18n", f"mmdesk_{language}.ts"))
    assert {len(told) for text, told in read.items() if text.counted} == {BUILDER.FORMS[language]}


def test_russian_is_written_in_russian() -> None:
    """A source that was only copied is a text nobody has translated."""
    same = {source for source, form in forms("ru") if source == form}
    assert {source for source in same if re.search("[A-Za-z]{2}", PLACE.sub("", source))} <= SAME_IN_BOTH


def test_a_sentence_ends_in_both_languages_or_in_none() -> None:
    """A full stop that is missing is seen by everybody but the translator."""
    ends = set(".?!…:")
    odd = [
        (source, form)
        for source, form in forms("ru")
        if {source[-1], form[-1]} & ends and source[-1] != form[-1] and source != "No."
    ]
    assert odd == []


@pytest.mark.parametrize(
    ("language", "keys", "close"), [("ru", "Клавиши", "Закрыть"), ("en", "Keys", "Close")]
)
def test_our_words_and_those_of_qt_come_in_the_language_chosen(
    application: QApplication, qtbot: QtBot, language: Language, keys: str, close: str
) -> None:
    i18n.install(application, language)
    dialog = KeysDialog("", (), ())
    qtbot.addWidget(dialog)
    box = dialog.findChild(QDialogButtonBox)
    assert isinstance(box, QDialogButtonBox)
    assert dialog.windowTitle() == keys
    assert box.buttons()[0].text().replace("&", "") == close


def test_qts_own_choice_of_a_file_has_no_english_left(application: QApplication, qtbot: QtBot) -> None:
    i18n.install(application, "ru")
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    words = [each.text() for each in dialog.findChildren(QPushButton)]
    words += [each.text() for each in dialog.findChildren(QLabel)]
    assert "&Открыть" in words
    assert [each for each in words if re.search("[A-Za-z]", each)] == []


def test_a_second_choice_replaces_the_first(application: QApplication, qtbot: QtBot) -> None:
    i18n.install(application, "ru")
    i18n.install(application, "en")
    widget = QWidget()
    qtbot.addWidget(widget)
    assert QCoreApplication.translate("KeysDialog", "Keys") == "Keys"
    assert widget.locale().language() is QLocale.Language.English


@pytest.mark.parametrize(
    ("count", "russian", "english"),
    [
        (1, "1 ждёт", "1 waiting"),
        (3, "3 ждут", "3 waiting"),
        (11, "11 ждут", "11 waiting"),
        (21, "21 ждёт", "21 waiting"),
    ],
)
def test_counts_take_the_forms_of_the_language(
    application: QApplication, count: int, russian: str, english: str
) -> None:
    def told(language: Language) -> str:
        i18n.install(application, language)
        return QCoreApplication.translate("PageButton", "%n waiting", "", count)

    assert (told("ru"), told("en")) == (russian, english)


def test_a_language_without_files_leaves_the_english_of_the_code(
    application: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("mmdesk.ui.i18n.resource", lambda *_parts: tmp_path)
    i18n.install(application, "ru")
    assert QCoreApplication.translate("KeysDialog", "Keys") == "Keys"
