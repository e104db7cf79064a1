"""Run every benchmark, or those named, print one table and keep it in benchmarks/table.md."""

import os
import platform
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from benchmarks.table import Row, markdown

FOLDER = Path(__file__).parent
LIBRARIES = ("numpy", "pandas", "polars", "duckdb", "streamlit", "python-calamine")


def main(names: list[str]) -> None:
    """Run `bench_<name>.py` for each name, all without names."""
    console = Console(stderr=True)
    known = sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))
    rows: list[Row] = []
    for name in names or known:
        with console.status(f"{name} …"):
            rows += import_module(f"benchmarks.bench_{name}").rows()
    table = markdown(rows)
    print(table)
    if not names:
        (FOLDER / "table.md").write_text(f"# Speed\n\n{_machine()}\n\n{table}\n", encoding="utf-8")


def _machine() -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"`make bench` on {os.cpu_count()} cores, Python {platform.python_version()}, {versions}. "
        "Each figure is the median of several runs; ours and its peers run in turn."
    )


if __name__ == "__main__":
    main(sys.argv[1:])
