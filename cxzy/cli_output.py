"""What the command line shows to people: tables, messages, progress."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from cxzy.cli_records import Checked, Forms, entries, form_record, records, refused
from cxzy.core.errors import CxzyError
from cxzy.core.labels import source_label
from cxzy.core.language import _, mark, ngettext
from cxzy.core.vocabulary import Source

if TYPE_CHECKING:
    import pandas as pd

LAYOUTS = {
    "matrix": mark("rater by subject matrix"),
    "criteria": mark("criteria sheet"),
    "tally": mark("tally"),
    "long": mark("long list"),
    "bonus": mark("bonus points"),
    "workbook": mark("several layouts"),
}


PIPE_WIDTH = 160
"""Columns of text written to a file or pipe."""
LONGEST_NAME = 30


@cache
def results() -> Console:
    """Return the console for results, stdout."""
    return Console(highlight=False, width=_width(sys.stdout))


@cache
def messages() -> Console:
    """Return the console for messages, progress and errors, stderr."""
    return Console(stderr=True, highlight=False, width=_width(sys.stderr))


def _width(stream: TextIO) -> int | None:
    """Return the width for a file or pipe; a terminal has its own."""
    return None if stream.isatty() else PIPE_WIDTH


def complain(console: Console, error: CxzyError) -> None:
    """Print an error and its hint."""
    console.print(Text(error.message, style="bold red"))
    if error.hint:
        console.print(Text(error.hint))


def print_sheets(console: Console, checked: Iterable[Checked], forms: Forms = ()) -> None:
    """Print what each file holds, with a table of its problems."""
    for sheet in checked:
        held = list(entries(sheet, forms))
        console.print(Text(sheet.file, style="bold"))
        for line in _holds(sheet, forms):
            console.print(Text(f"  {line}"))
        faults = [problem for entry in held for problem in entry["problems"]]
        if faults:
            console.print(problem_table(faults))
        else:
            console.print(Text("  " + _("no problems"), style="green"))


def _holds(sheet: Any, forms: Forms) -> Iterator[str]:
    if refused(sheet):
        yield _("cannot be read")
        return
    if not sheet.tables:
        yield _("no table of marks was recognised")
    for table in sheet.tables:
        count = ngettext("{count} mark", "{count} marks", table.ratings)
        yield _("{sheet}: {layout}, {source}, {marks}").format(
            sheet=table.sheet,
            layout=_(LAYOUTS.get(table.layout, table.layout)),
            source=source_label(Source(table.source)) if table.source else _("source unknown"),
            marks=count.format(count=table.ratings),
        )
        if said := form_record(table, forms):
            words = _("read as this form was remembered: by {remembered_by} on {remembered_on}")
            yield f"  {words.format(**said)}"


def problem_table(problems: Sequence[dict[str, str]]) -> Table:
    """Return problems as a table: cell, found, expected, remedy; those that block in red."""
    table = Table(show_lines=False, pad_edge=False)
    for heading in ("", _("Cell"), _("Found"), _("Expected"), _("What to do")):
        table.add_column(heading, overflow="fold")
    for problem in problems:
        stops = problem["level"] == "blocks"
        cells = (problem[key] for key in ("cell", "found", "expected", "remedy"))
        table.add_row(
            Text(_("blocks"), style="bold red") if stops else Text(_("warns"), style="yellow"),
            *(Text(cell) for cell in cells),
        )
    return table


def result_table(ranked: "pd.DataFrame", names: dict[str, str]) -> Table:
    """Return results as a table: rank, subject, score, grade and the contributions.

    How sure score and rank are stands beside them, where the results say so.
    """
    sure = "rank_low" in ranked.columns
    sources = [source for source in Source if f"{source.value}_contribution" in ranked.columns]
    table = Table(pad_edge=False)
    table.add_column(_("Rank"), justify="right")
    for heading in (_("Number"), _("Name")) if names else (_("Subject"),):
        table.add_column(heading, overflow="fold")
    table.add_column(_("Score"), justify="right")
    for heading in (_("Sure within"), _("May be place")) if sure else ():
        table.add_column(heading, justify="right")
    table.add_column(_("Grade"))
    for source in sources:
        table.add_column(source_label(source), justify="right")
    if "bonus" in ranked:
        table.add_column(_("Bonus points"), justify="right")
    for row in records(ranked):
        who = [row["subject"], names.get(row["subject"], "")] if names else [row["subject"]]
        parts = [_number(row[f"{source.value}_contribution"]) for source in sources]
        parts += [_number(row["bonus"])] if "bonus" in row else []
        told = [_range(row, "score", 1), _range(row, "rank", 0)] if sure else []
        cells = [row["rank"], *who, _number(row["score"]), *told, row["grade"], *parts]
        table.add_row(*(Text("—" if cell is None else str(cell)) for cell in cells))
    return table


def _range(row: dict[str, Any], name: str, decimals: int) -> str | None:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return None if low is None else f"{low:.{decimals}f}–{high:.{decimals}f}"


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:.2f}"


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show a progress bar on stderr, where that is a terminal; yield what advances it."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[name]}", markup=False),
    )
    shown = messages()
    with Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal) as bar:
        task = bar.add_task(title, total=None, name="")

        def advance(done: int, total: int, name: str) -> None:
            short = name if len(name) <= LONGEST_NAME else f"…{name[-LONGEST_NAME:]}"
            bar.update(task, completed=done, total=total, name=short)

        yield advance
