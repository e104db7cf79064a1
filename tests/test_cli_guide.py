"""Every command and option stands in the guide, and the guide names no other."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import typer.main

from cxzy.cli import COMMANDS, application

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "guide-command-line.md").read_text(encoding="utf-8")
GROUP: Any = typer.main.get_command(application())
ANYWHERE = {"--help", "--lang", "--version", "--json"}


def section(command: str) -> str:
    found = re.search(rf"^## {command}\n(.*?)(?=^## |\Z)", GUIDE, re.MULTILINE | re.DOTALL)
    assert found, f"docs/guide-command-line.md has no section “## {command}”"
    return found[1]


def options(command: str) -> set[str]:
    return {text for parameter in GROUP.commands[command].params for text in parameter.opts}


@pytest.mark.parametrize("command", GROUP.commands)
def test_every_option_of_a_command_is_documented(command: str) -> None:
    named = {option for option in options(command) if option.startswith("-")}
    assert not {option for option in named if f"`{option}" not in section(command)}


@pytest.mark.parametrize("command", GROUP.commands)
def test_the_guide_names_no_option_that_is_not_there(command: str) -> None:
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", section(command)))
    assert named <= options(command) | ANYWHERE


def test_every_option_of_all_commands_is_documented() -> None:
    assert not {text for one in GROUP.params for text in one.opts if f"`{text}" not in GUIDE}


def test_the_commands_are_those_of_the_guide() -> None:
    sections = set(re.findall(r"^## ([a-z]+)$", GUIDE, re.MULTILINE))
    assert set(GROUP.commands) == sections
    assert len(COMMANDS) == len(sections)


@pytest.mark.parametrize("command", GROUP.commands)
def test_every_command_and_option_has_a_help_text(command: str) -> None:
    assert GROUP.commands[command].help
    assert all(getattr(parameter, "help", None) for parameter in GROUP.commands[command].params)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


def table(first: str) -> list[list[str]]:
    """Return the rows of the table of the guide whose heading begins with `first`."""
    lines = GUIDE[GUIDE.index(f"| {first}") :].split("\n\n")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [rows[0], *rows[2:]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the two files that the guide shows."""
    (tmp_path / "互评.toml").write_text(blocks("toml")[0], encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.title = "互评"
    for row in table("评价人"):
        book.active.append([int(cell) if cell.isdecimal() else cell or None for cell in row])
    book.save(tmp_path / "互评.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_python_of_the_guide_gives_the_scores_it_shows(folder: Path) -> None:
    expected = table("rank")[1:]
    known: dict[str, Any] = {}
    for example in blocks("python"):
        exec(example, known)
        results: pd.DataFrame = known["results"]
        found = results[["rank", "subject", "score", "grade"]].itertuples(index=False)
        assert [[str(r), name, f"{score:.2f}", grade] for r, name, score, grade in found] == (
            expected
        )


def test_the_command_of_the_guide_prints_the_table_it_shows(folder: Path) -> None:
    (call,) = re.findall(r"^python -m cxzy (score 互评.xlsx .*)$", GUIDE, re.MULTILINE)
    done = subprocess.run(
        [sys.executable, "-m", "cxzy", *call.split()],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CXZY_LANGUAGE": "zh"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    printed = [line.replace("│", " ").split()[:4] for line in done.stdout.splitlines()]
    assert all(row in printed for row in table("rank")[1:])
