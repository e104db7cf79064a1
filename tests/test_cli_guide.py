"""Every command and option stands in the guide, and the guide names no other."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main

from cxzy.cli import COMMANDS, application

GUIDE = (Path(__file__).parents[1] / "docs" / "guide-command-line.md").read_text(encoding="utf-8")
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
