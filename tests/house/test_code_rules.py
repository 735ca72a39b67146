from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import ROOT, dotted, modules, place, text_files, tree_of

_ASKS_THE_TIME = re.compile(
    r"(?:.*\.)?(?:datetime\.(?:now|utcnow|today)|date\.today|time\.(?:time|time_ns))$"
)
_SAYS_NOTHING = re.compile(r"^(?:utils?|helpers?|managers?|misc|common|data|info)$")
_WITHOUT_REASON = re.compile(r"#\s*(?:noqa:\s*[A-Z0-9, ]+|type:\s*ignore(?:\[[\w-]+(?:,\s*[\w-]+)*\])?)\s*$")
_UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|\bNotImplementedError\b")
# Folders of one machine, registries of packages, and the numbers of somebody's tracker.
_NOT_OURS_TO_TELL = re.compile(
    r"/work/(?:main|shared|notes)|/home/\w+/|/root/|\bpypi\b|\bissue\s?#?\d+", re.IGNORECASE
)


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))


def lines_with(pattern: re.Pattern[str], paths: Iterator[Path]) -> list[str]:
    this = Path(__file__).resolve()
    return [
        f"{place(path, number)} {line.strip()}"
        for path in paths
        if path != this
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_only_the_clock_asks_what_time_it_is() -> None:
    allowed = {ROOT / "mmdesk" / "clock.py"}
    askers = [
        place(path, call.lineno)
        for path in modules("mmdesk", "feed_server")
        if path not in allowed and "sandbox" not in path.parts
        for call in calls(path)
        if _ASKS_THE_TIME.match(dotted(call.func))
    ]
    assert askers == []


def test_a_typed_decoder_is_made_before_any_thread_runs() -> None:
    """Two threads that meet a type for the first time crash msgspec: it is made known while modules load."""
    late = [
        place(path, call.lineno)
        for path in modules("mmdesk", "feed_server")
        for call in calls(path)
        if dotted(call.func) in ("msgspec.json.decode", "msgspec.convert")
        and any(keyword.arg == "type" for keyword in call.keywords)
    ]
    inside = [
        place(path, call.lineno)
        for path in modules("mmdesk", "feed_server")
        for function in ast.walk(tree_of(path))
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and dotted(call.func) == "msgspec.json.Decoder"
    ]
    assert (late, inside) == ([], [])


def test_the_domain_needs_the_standard_library_only() -> None:
    foreign = [
        f"{place(path, line)} {name}"
        for path in modules("mmdesk/domain")
        for line, name in imports(path)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not name.startswith(("mmdesk.domain", "mmdesk.errors"))
    ]
    assert foreign == []


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """The line and the full name of everything a module imports, wherever in it."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def test_a_file_is_named_after_its_subject() -> None:
    vague = [
        place(path, 1) for path in modules("mmdesk", "feed_server", "tests") if _SAYS_NOTHING.match(path.stem)
    ]
    assert vague == []


def test_every_suppressed_rule_has_its_reason() -> None:
    assert lines_with(_WITHOUT_REASON, modules("mmdesk", "feed_server", "tests", "bench")) == []


def test_nothing_is_left_unfinished_in_the_text() -> None:
    assert lines_with(_UNFINISHED, text_files()) == []


def test_no_file_tells_of_the_machine_it_was_written_on() -> None:
    assert lines_with(_NOT_OURS_TO_TELL, text_files()) == []


def test_every_cell_shows_words_of_others_plainly() -> None:
    """Names, comments and refusals come from outside: a cell is one line, without what cannot be seen."""
    bare = [
        place(path, function.lineno)
        for path in modules("mmdesk/ui")
        for model in ast.walk(tree_of(path))
        if isinstance(model, ast.ClassDef) and any(dotted(base).endswith("Model") for base in model.bases)
        for function in model.body
        if isinstance(function, ast.FunctionDef)
        and function.name == "data"
        and "shown_plainly" not in map(dotted, function.decorator_list)
    ]
    assert bare == []


def test_every_title_of_a_window_shows_words_of_others_plainly() -> None:
    """A title is our own text, or one line of what others wrote."""
    bare = [
        place(path, call.lineno)
        for path in modules("mmdesk/ui")
        for call in calls(path)
        if dotted(call.func).endswith(".setWindowTitle") and not _is_plain(call.args[0])
    ]
    assert bare == []


def _is_plain(words: ast.expr) -> bool:
    return isinstance(words, ast.Constant) or (
        isinstance(words, ast.Call) and dotted(words.func) in ("self.tr", "one_line")
    )


def test_every_label_shows_words_of_others_plainly() -> None:
    """Qt's own label guesses at markup, and is as wide as its longest word."""
    made = [
        place(path, call.lineno)
        for path in modules("mmdesk/ui")
        if path.name != "plain_text.py"
        for call in calls(path)
        if dotted(call.func) == "QLabel"
    ]
    assert made == []
