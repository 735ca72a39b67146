from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import feed_server
import mmdesk
from mmdesk.errors import MmdeskError
from tests.house.sources import dotted, modules, place, tree_of

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_COMMAND = re.compile(r"mmdesk (connection|settings|service|db|feed|outbox|inbox|orders|demo)\b")
_NOT_FOR_A_WINDOW = {
    "mmdesk/demo/window_process.py",  # the demonstration, begun on a command line
    "mmdesk/services/doctor.py",  # what `mmdesk doctor` prints
    "mmdesk/ui/setup/wizard_state.py",  # for a computer that may have no screen
    "mmdesk/ui/status_strip_state.py",  # for a service that no window starts
}
# Names a person sees on the screens of the two remotes and in our windows; the same in any language.
_NAMES = re.compile(r"«[^»]*»|“[^”]*”|ДСМ|Стандарт|Мегамаркет\b|Настройки|Интеграция", re.IGNORECASE)


def pairs() -> Iterator[tuple[str, str, str]]:
    """Every literal Text(ru, en) of the program with its place."""
    for path in modules("mmdesk", "feed_server"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and dotted(node.func) == "Text" and len(node.args) in (2, 3):
                words = [words_of(argument) for argument in node.args[:2]]
                if words[0] is not None and words[1] is not None:
                    yield place(Path(path), node.lineno), words[0], words[1]


def words_of(node: ast.expr) -> str | None:
    """The literal, an f-string with its values left out, or None for anything computed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return None


def places(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def errors() -> set[type[MmdeskError]]:
    for package in (mmdesk, feed_server):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            # Importing an entry point would start it; migrations are read by Alembic alone.
            if not module.name.endswith("__main__") and ".migrations" not in module.name:
                importlib.import_module(module.name)
    found, waiting = set[type[MmdeskError]](), [MmdeskError]
    while waiting:
        fresh = waiting.pop().__subclasses__()
        found.update(fresh)
        waiting.extend(fresh)
    return {error for error in found if error.__module__.startswith(("mmdesk", "feed_server"))}


def test_no_text_is_missing_in_one_language() -> None:
    assert [where for where, ru, en in pairs() if bool(ru.strip()) != bool(en.strip())] == []


def test_no_russian_is_left_in_an_english_text() -> None:
    assert [f"{where} {en}" for where, _, en in pairs() if _CYRILLIC.search(_NAMES.sub("", en))] == []


def test_both_languages_have_the_same_places_to_fill() -> None:
    named = [(where, ru, en) for where, ru, en in pairs() if re.search(r"\{\w+\}", ru + en)]
    assert named
    assert [where for where, ru, en in named if places(ru) != places(en)] == []


def test_a_sentence_names_the_place_in_the_window_and_not_a_command() -> None:
    """Commands have a place of their own in a Text, which only the command line shows."""
    named = {where.partition(":")[0] for where, *words in pairs() if _COMMAND.search(" ".join(words))}
    assert {
        where for where in named if where.startswith("mmdesk/") and "/cli/" not in where
    } == _NOT_FOR_A_WINDOW


def test_every_expected_failure_says_what_happened_in_russian_first() -> None:
    silent = [
        error.__qualname__ for error in errors() if not _CYRILLIC.search(error.title.ru) or not error.title.en
    ]
    assert silent == []
