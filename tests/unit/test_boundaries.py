"""The house rules that a linter cannot say."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
SOURCES = ("schemas", "services", "tocsin", "benchmarks")
PACKAGES = (*SOURCES, "tests")
COMMAND_LINE = ("tocsin", "cli")
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def _modules(package: str) -> list[Path]:
    found = sorted((REPO / package).rglob("*.py"))
    return [path.relative_to(REPO) for path in found]


def _tree(module: Path) -> ast.Module:
    return ast.parse((REPO / module).read_text("utf-8"))


def _imported(module: Path) -> Iterator[tuple[str, ...]]:
    """Dotted names that a module imports, anywhere in it, cut into parts."""
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            source = tuple((node.module or "").split("."))
            yield from ((*source, alias.name) for alias in node.names)


def _wrong_imports(module: Path) -> list[str]:
    return [
        ".".join(name)
        for name in _imported(module)
        if not _may_import(module.parts, name)
    ]


def _may_import(module: tuple[str, ...], name: tuple[str, ...]) -> bool:
    layer, wanted = module[0], name[0]
    if wanted in {"tests", "benchmarks"}:
        return False
    if layer == "schemas":
        return wanted not in {"services", "tocsin"}
    if layer == "tocsin":
        return wanted != "services" or module[:2] == COMMAND_LINE
    if wanted == "tocsin":
        return name[:2] != COMMAND_LINE
    return wanted != "services" or name[1] == module[1]


@pytest.mark.parametrize("package", ["schemas", "services", "tocsin"])
def test_imports_go_down_only(package: str) -> None:
    wrong = {str(m): found for m in _modules(package) if (found := _wrong_imports(m))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("module", "name", "allowed"),
    [
        ("tocsin/wiring.py", "services.intake.api", False),
        ("tocsin/cli/together.py", "services.intake.api", True),
        ("services/desk/api.py", "services.desk.answers", True),
        ("services/desk/api.py", "services.index.fold", False),
        ("services/desk/api.py", "tocsin.search.base", True),
        ("services/desk/api.py", "tocsin.cli.output", False),
        ("services/desk/api.py", "schemas.case", True),
        ("schemas/case.py", "tocsin.ids", False),
        ("schemas/case.py", "services.desk.answers", False),
        ("tocsin/ids.py", "tests.builders", False),
    ],
)
def test_the_rule_of_imports(module: str, name: str, *, allowed: bool) -> None:
    assert _may_import(Path(module).parts, tuple(name.split("."))) is allowed


@pytest.mark.parametrize("package", PACKAGES)
def test_no_file_is_too_long_to_read_at_once(package: str) -> None:
    lengths = {
        str(module): len((REPO / module).read_text("utf-8").splitlines())
        for module in _modules(package)
    }
    assert {m: n for m, n in lengths.items() if n > FILE_LINES_MAX} == {}


def _functions(tree: ast.AST) -> Iterator[_Function]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _own_lines(function: _Function) -> int:
    """Lines without those of the functions inside: a router is a list of routes."""
    inner = {
        line
        for statement in function.body
        for nested in _functions(statement)
        for line in range(nested.lineno, (nested.end_lineno or nested.lineno) + 1)
    }
    return (function.end_lineno or 0) - function.lineno + 1 - len(inner)


@pytest.mark.parametrize("package", SOURCES)
def test_no_function_is_too_long_to_see_at_once(package: str) -> None:
    lengths = {
        f"{module}:{function.name}": _own_lines(function)
        for module in _modules(package)
        for function in _functions(_tree(module))
    }
    assert lengths
    assert {f: n for f, n in lengths.items() if n > FUNCTION_LINES_MAX} == {}


def test_no_folder_is_named_for_having_no_name() -> None:
    homeless = {"utils", "util", "common", "helpers", "misc"}
    named = {part for p in PACKAGES for m in _modules(p) for part in m.parts}
    assert {Path(part).stem for part in named} & homeless == set()
