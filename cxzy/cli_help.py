"""The help of the command line in the reader's language: Typer's own words are English."""

from typing import Any

import typer
from typer import rich_utils

from cxzy.core.language import _


def translated(command: Any) -> Any:
    """Return `command` with every help text in the reader's language."""
    _translate_words()
    return _translated(command)


def _translate_words() -> None:
    rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = _("Options")
    rich_utils.COMMANDS_PANEL_TITLE = _("Commands")
    rich_utils.REQUIRED_LONG_STRING = _("[required]")
    rich_utils.DEFAULT_STRING = _("[default: {value}]").replace("{value}", "{}")


def _translated(command: Any) -> Any:
    command.context_class = _WithOurUsage
    command.help = _(command.help) if command.help else None
    command.options_metavar = _("[OPTIONS]")
    for parameter in command.params:
        text = getattr(parameter, "help", None)
        if text:
            parameter.help = _(text)
    option = command.get_help_option(typer.Context(command))
    if option is not None:
        option.help = _("Show this help")
    inner = getattr(command, "commands", {})
    if inner:
        command.subcommand_metavar = _("COMMAND [ARGUMENTS]…")
    for one in inner.values():
        _translated(one)
    return command


def _write_usage(formatter: Any, prog: str, args: str = "", prefix: str | None = None) -> None:
    said = _("Usage: ") if prefix is None else prefix
    typer.Context.formatter_class.write_usage(formatter, prog, args, said)


class _WithOurUsage(typer.Context):
    """What Typer asks for the formatter of a usage line."""

    formatter_class = type(
        "UsageFormatter", (typer.Context.formatter_class,), {"write_usage": _write_usage}
    )
