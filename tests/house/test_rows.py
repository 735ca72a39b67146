"""Every row of the requirements on exchange and feed has an end-to-end test in each scheme it applies to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.sources import dotted, modules, place, tree_of

SCHEMES = frozenset({"STANDARD", "DSM"})
OF_BOTH = (
    "F1", "F2", "F3", "F4", "F7", "F8", "F9", "R5", "R6", "R7", "R8",
    "I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9",
    "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S13",
)  # fmt: skip
OF_DSM = ("R2", "S12")
WANTED = {(row, scheme) for row in OF_BOTH for scheme in SCHEMES} | {(row, "DSM") for row in OF_DSM}


def test_every_row_is_proved_in_each_of_its_schemes() -> None:
    assert sorted(WANTED - set(proved())) == []


def test_every_test_of_a_row_says_what_it_proves() -> None:
    silent = [
        place(path, node.lineno)
        for path in modules("tests/e2e/rows")
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not list(rows_of(node))
    ]
    assert silent == []


def test_every_test_of_a_row_stands_on_both_databases() -> None:
    houses = {"house", "quiet_house", "new_house"}
    elsewhere = [
        place(path, node.lineno)
        for path in modules("tests/e2e/rows")
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if not houses & {argument.arg for argument in node.args.args}
    ]
    assert elsewhere == []


def proved() -> Iterator[tuple[str, str]]:
    for path in modules("tests/e2e/rows"):
        for node in tree_of(path).body:
            if isinstance(node, ast.FunctionDef):
                yield from rows_of(node)


def rows_of(test: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """`@pytest.mark.row("F2", "S10")` names rows; `scheme=DSM` the one that the test is about."""
    for mark in test.decorator_list:
        if not isinstance(mark, ast.Call) or dotted(mark.func) != "pytest.mark.row":
            continue
        named = {dotted(keyword.value) for keyword in mark.keywords if keyword.arg == "scheme"}
        takes_each = any(argument.arg == "scheme" for argument in test.args.args)
        for row in mark.args:
            for scheme in named or (SCHEMES if takes_each else ()):
                yield str(ast.literal_eval(row)), scheme
