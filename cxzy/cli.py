"""The command line: `python -m cxzy COMMAND …`.

Exit codes: 0 done, 1 the data has problems that block, 2 wrong call. Results go to stdout, with
`--json` as JSON and nothing else; progress, messages and errors go to stderr.
"""

import os
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated

import typer
import typer.main
from typer.exceptions import TyperException

from cxzy import __version__
from cxzy.cli_audit import audit
from cxzy.cli_ballots import ballots
from cxzy.cli_database import briefing, demo, rank
from cxzy.cli_errors import NotUnderstood, on_the_command_line
from cxzy.cli_files import check, score, template
from cxzy.cli_help import translated
from cxzy.cli_import import import_
from cxzy.cli_output import complain, messages, results
from cxzy.core.errors import CxzyError
from cxzy.core.language import CHINESE, ENGLISH, mark, use_language

WRONG_CALL = 2


class Language(StrEnum):
    """The languages that can be asked for by name."""

    ZH = "zh"
    EN = "en"


def _start(
    _lang: Annotated[
        Language | None,
        typer.Option(
            "--lang", help=mark("Language of everything printed; default from CXZY_LANGUAGE, LANG")
        ),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help=mark("Print the version"))] = False,
) -> None:
    if version:
        results().print(f"cxzy {__version__}")
        raise typer.Exit


def application() -> typer.Typer:
    """Return the commands, not yet in the reader's language."""
    app = typer.Typer(
        name="cxzy",
        help=mark("Score review meetings: sheets in, a weighted and ranked result out."),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback(invoke_without_command=True)(_start)
    for command, text in COMMANDS.items():
        app.command(command.__name__.strip("_"), help=text)(command)
    return app


COMMANDS: dict[Callable[..., None], str] = {
    demo: mark("Fill an empty database with a made-up university over two periods."),
    template: mark("Write the workbook to fill in, for a meeting or from a roster and a scheme."),
    check: mark("Read score sheets and print their layout and their problems."),
    score: mark("Read score sheets, merge and rank them without any database."),
    import_: mark("Accept score sheets for a meeting, the same as an upload."),
    rank: mark("Print or write the ranked table of a period."),
    ballots: mark("Look through the ballots of a period and print which meetings need a look."),
    briefing: mark("Write the overview of a period as one page for leaders."),
    audit: mark("Verify that nobody tampered with the audit record."),
}


def language_and_rest(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """Return the value of `--lang`, wherever it stands, and the other arguments.

    >>> language_and_rest(["check", "a.xlsx", "--lang", "en"])
    ('en', ['check', 'a.xlsx'])
    """
    rest: list[str] = []
    chosen = None
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            return chosen, [*rest, argument, *waiting]
        if argument == "--lang":
            chosen = next(waiting, "")
        elif argument.startswith("--lang="):
            chosen = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    return chosen, rest


def language_code(asked: str | None) -> str:
    """Return the language asked for, else that of the environment, else Chinese."""
    places = (asked, *(os.environ.get(name) for name in ("CXZY_LANGUAGE", "LC_ALL", "LANG")))
    given = next((place for place in places if place and place not in {"C", "POSIX"}), "")
    return ENGLISH if given.lower().startswith("en") else CHINESE


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line with the program's arguments, or those given, and exit."""
    asked, rest = language_and_rest(sys.argv[1:] if arguments is None else arguments)
    use_language(language_code(asked))
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    command = translated(typer.main.get_command(application()))
    given = [*([] if asked is None else ["--lang", asked]), *rest]
    try:
        sys.exit(command(given, prog_name="cxzy", standalone_mode=False))
    except CxzyError as error:
        complain(messages(), on_the_command_line(error))
    except TyperException as error:
        if error.format_message():  # without any argument the help is printed and no error said
            complain(messages(), NotUnderstood.from_parser(error))
    sys.exit(WRONG_CALL)
