"""Every journey of the list is walked, and none is walked that the list does not name."""

import ast
from pathlib import Path

HERE = Path(__file__).parent


def test_the_list_and_the_journeys_are_the_same() -> None:
    walked = {
        node.name.removeprefix("test_")
        for file in HERE.glob("test_*.py")
        if file.name != "test_list.py"
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
    assert walked == set((HERE / "LIST").read_text().split())
