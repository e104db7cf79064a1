"""The rooms import one another in one direction only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

MAY_IMPORT = {
    "core": {"core"},
    "sheets": {"sheets", "core"},
    "store": {"store", "core"},
    "charts": {"charts", "core"},
    "services": {"services", "sheets", "store", "charts", "core"},
    "web": {"web", "services", "charts", "core"},
    "pages": {"web", "services", "charts", "core"},
    "cli": {"cli", "services", "core", "sheets"},
}
CORE_VALUES = {"errors", "labels", "language", "vocabulary"}
STREAMLIT_ROOMS = {"web", "pages", "app"}
NO_PANDAS = {"pages", "app"}


def room_of(part: str) -> str:
    """The command line is several modules beside the rooms: cli.py and cli_*.py."""
    return "cli" if part.startswith("cli_") else part


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted((ROOT / "cxzy").rglob("*.py")):
        yield room_of(path.relative_to(ROOT / "cxzy").parts[0].removesuffix(".py")), path
    for path in sorted((ROOT / "pages").glob("*.py")):
        yield "pages", path
    yield "app", ROOT / "app.py"


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative imports hide the room"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize(("room", "path"), list(modules()), ids=lambda value: str(value)[-40:])
def test_a_module_imports_only_the_rooms_below_its_own(room: str, path: Path) -> None:
    allowed = MAY_IMPORT.get(room)
    named = {name.split(".")[1] for name in imported(path) if name.startswith("cxzy.")}
    rooms = {room_of(name) for name in named} - {"__version__"}
    if allowed is not None:
        assert rooms <= allowed, f"{path} imports {sorted(rooms - allowed)}"


@pytest.mark.parametrize(("room", "path"), list(modules()), ids=lambda value: str(value)[-40:])
def test_streamlit_is_imported_by_web_and_pages_only(room: str, path: Path) -> None:
    if room not in STREAMLIT_ROOMS:
        assert not {name for name in imported(path) if name.split(".")[0] == "streamlit"}


@pytest.mark.parametrize(("room", "path"), list(modules()), ids=lambda value: str(value)[-40:])
def test_pages_hold_neither_pandas_nor_sql_nor_computation(room: str, path: Path) -> None:
    if room not in NO_PANDAS:
        return
    names = imported(path)
    assert not {name for name in names if name.split(".")[0] in {"pandas", "numpy", "sqlalchemy"}}
    core = {name.split(".")[2] for name in names if name.startswith("cxzy.core.")}
    assert core <= CORE_VALUES | {"scheme", "scheme_errors", "roster"}, f"{path} computes: {core}"
