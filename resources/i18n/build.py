"""Take the texts of the windows into the .ts files and compile them into .qm; run as `make translations`.

The texts are read here and not by lupdate, whose Python reader knows no counted `translate` and passes over
some calls. The files name no lines of code and hold no texts that are gone: they change when a text does.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
WINDOWS: Final = HERE.parents[1] / "mmdesk" / "ui"
FORMS: Final[Mapping[str, int]] = {"ru": 3, "en": 2}
"""The languages, each with the number of forms that counted texts have in it."""

_HEAD: Final = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One text of the windows; `comment` tells it from another of the same words, `counted` has a %n."""

    context: str
    source: str
    comment: str
    counted: bool


class NotLiteral(Exception):
    """Raised for a text that is made when the program runs: nobody could have translated it."""


def main() -> int:
    texts = texts_of(WINDOWS)
    missing = []
    for language in FORMS:
        update(source_of(language), language, texts)
        compile_file(source_of(language), compiled_of(language))
        missing += [(language, text) for text, forms in read(source_of(language)).items() if not all(forms)]
    for language, text in missing:
        sys.stderr.write(f"no translation: {language}: {text.context}: {text.source}\n")
    return 1 if missing else 0


def source_of(language: str) -> Path:
    return HERE / f"mmdesk_{language}.ts"


def compiled_of(language: str) -> Path:
    return HERE / f"mmdesk_{language}.qm"


def texts_of(folder: Path) -> list[Text]:
    """What the code under the folder asks to be translated, sorted. Raises NotLiteral."""
    found: set[Text] = set()
    for path in folder.rglob("*.py"):
        found.update(_texts_in(ast.parse(path.read_text(encoding="utf-8")), path, ""))
    return sorted(found)


def read(source: Path) -> dict[Text, tuple[str, ...]]:
    """The translations of a .ts file; a form that nobody has written yet is empty."""
    root = ET.parse(source)  # noqa: S314 - a file of our own
    return dict(
        _message(context.findtext("name", ""), message)
        for context in root.iter("context")
        for message in context.iter("message")
    )


def update(source: Path, language: str, texts: Iterable[Text]) -> None:
    """Bring a .ts file to these texts and keep what is translated. English needs only the counted ones."""
    wanted = [text for text in texts if text.counted or language != "en"]
    known = _with_moved(read(source) if source.exists() else {}, wanted)
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    for name, group in groupby(wanted, attrgetter("context")):
        context = ET.SubElement(root, "context")
        ET.SubElement(context, "name").text = name
        for text in group:
            _add(context, text, known.get(text) or ("",) * (FORMS[language] if text.counted else 1))
    ET.indent(root, "    ")
    body = ET.tostring(root, encoding="unicode", short_empty_elements=False)
    source.write_text(f"{_HEAD}{body}\n", encoding="utf-8", newline="\n")


def compile_file(source: Path, compiled: Path) -> None:
    release = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([str(release), "-silent", "-nounfinished", str(source), "-qm", str(compiled)], check=True)


def _texts_in(node: ast.AST, path: Path, class_name: str) -> Iterator[Text]:
    if isinstance(node, ast.ClassDef):
        class_name = node.name
    if isinstance(node, ast.Call):
        match _called(node):
            case "tr":
                yield _text(class_name, node.args, node, path)
            case "translate" | "QT_TRANSLATE_NOOP" | "QT_TRANSLATE_NOOP3" if len(node.args) > 1:
                yield _text(_literal(node.args[0], node, path), node.args[1:], node, path)
    for child in ast.iter_child_nodes(node):
        yield from _texts_in(child, path, class_name)


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _text(context: str, arguments: list[ast.expr], call: ast.Call, path: Path) -> Text:
    """Source, disambiguation and count, as `tr` takes them."""
    comment = _literal(arguments[1], call, path) if len(arguments) > 1 else ""
    return Text(context, _literal(arguments[0], call, path), comment, len(arguments) > 2)


def _literal(node: ast.expr, call: ast.Call, path: Path) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise NotLiteral(f"{path}:{call.lineno}: {ast.unparse(node)}")


def _message(context: str, message: ET.Element) -> tuple[Text, tuple[str, ...]]:
    counted = message.get("numerus") == "yes"
    text = Text(context, message.findtext("source", ""), message.findtext("comment", ""), counted)
    translation = message.find("translation")
    if translation is None:
        return text, ("",)
    forms = list(translation.iter("numerusform")) if counted else [translation]
    return text, tuple(form.text or "" for form in forms)


def _with_moved(known: Mapping[Text, tuple[str, ...]], wanted: Iterable[Text]) -> dict[Text, tuple[str, ...]]:
    """A text that left one context and came up in another takes its translation with it."""
    present = frozenset(wanted)
    left = {_bare(text): forms for text, forms in known.items() if text not in present}
    return {**{text: left[_bare(text)] for text in present if _bare(text) in left}, **known}


def _bare(text: Text) -> Text:
    return replace(text, context="")


def _add(context: ET.Element, text: Text, forms: tuple[str, ...]) -> None:
    message = ET.SubElement(context, "message", {"numerus": "yes"} if text.counted else {})
    ET.SubElement(message, "source").text = text.source
    if text.comment:
        ET.SubElement(message, "comment").text = text.comment
    translation = ET.SubElement(message, "translation", {} if all(forms) else {"type": "unfinished"})
    if not text.counted:
        translation.text = forms[0]
        return
    for form in forms:
        ET.SubElement(translation, "numerusform").text = form


if __name__ == "__main__":
    sys.exit(main())
