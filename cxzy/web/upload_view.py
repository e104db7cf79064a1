"""An upload on the screen: what each file is, what is wrong with it, what it would change."""

from html import escape

import pandas as pd
import streamlit as st

from cxzy.charts.changes import changes_figure
from cxzy.charts.frames import rows_of
from cxzy.core.labels import source_label
from cxzy.core.language import _, listed, mark, ngettext, sentences
from cxzy.core.vocabulary import Source, SubjectKind
from cxzy.services.previews import CheckedFile, Preview
from cxzy.web import session, tables
from cxzy.web.plates import CHART
from cxzy.web.sheet_grid import cell_id
from cxzy.web.tables import Column, Row

_LAYOUTS = {
    "matrix": mark("a line per rater"),
    "criteria": mark("a column per criterion"),
    "tally": mark("votes per word"),
    "long": mark("a line per mark"),
    "scores": mark("a score per source"),
    "bonus": mark("bonus points"),
    "shares": mark("percentages per word"),
    "tick": mark("ticks below words"),
    "workbook": mark("several tables"),
}


def layout_text(layout: str) -> str:
    """Return what a layout is called."""
    return _(_LAYOUTS[layout]) if layout in _LAYOUTS else layout


def files(preview: Preview) -> None:
    """List the files: recognised layout, sources, ratings per table, and what becomes of each."""
    tables.table(
        [
            Column("name", _("File")),
            Column("tables", _("Recognised"), "html", phone=False),
            Column("ratings", _("Ratings"), "integer"),
            Column("state", _("State"), "html"),
        ],
        [_file_row(place, file) for place, file in enumerate(preview.files)],
        about=_("Files of this upload"),
    )


def passed_over(preview: Preview) -> None:
    """Say which files were none to read, where there were such."""
    if preview.passed_over:
        tables.lines([preview.passed_over])


def _file_row(place: int, file: CheckedFile) -> Row:
    return {
        "name": file.name,
        "tables": "<br>".join([*map(escape, _tables(file)), *_otherwise(place, file)]),
        "ratings": None if file.sheet is None else len(file.sheet.ratings),
        "state": _state(file),
    }


def _tables(file: CheckedFile) -> list[str]:
    """Return what each table was recognised as; of another meeting's workbook none is read."""
    if file.sheet is None or any(problem.code == "wrong_meeting" for problem in file.problems):
        return []
    words = _("{table}: {count} ratings, {layout}")
    return [
        words.format(
            table=_table_name(table.sheet, table.source, table.layout),
            layout=layout_text(table.layout),
            count=f"{table.ratings:,}",
        )
        for table in file.sheet.tables
    ]


def _otherwise(place: int, file: CheckedFile) -> list[str]:
    """Return that tables were read as they were remembered or said, with the way to change it."""
    guesses = () if file.sheet is None else file.sheet.guesses
    given = [guess for guess in guesses if guess.given]
    if not given:
        return []
    remembered = any(guess.given and guess.given.form for guess in given)
    words = _("read as this form was remembered") if remembered else _("read as you said")
    target = f"#{cell_id(place, given[0].sheet, given[0].top + 1, 0)}"
    return [tables.below(words) + " " + tables.anchor(_("change it"), target)]


def _table_name(sheet: str, source: Source | None, layout: str) -> str:
    """Return the name of a table's sheet, and whose marks it holds where it is called otherwise.

    A table with a column per source has none as a whole.
    """
    if source is None and layout in {"scores", "bonus"}:
        return sheet
    said = source_label(source) if source else _("source unknown")
    return sheet if sheet == said else _("{sheet} ({source})").format(sheet=sheet, source=said)


def _state(file: CheckedFile) -> str:
    if file.refusal:
        return _must(sentences(file.refusal, file.remedy))
    if file.unchanged:
        return escape(_("already in, the same bytes"))
    blocking = sum(problem.blocks for problem in file.problems)
    if blocking:
        said = ngettext("{count} fault to mend", "{count} faults to mend", blocking)
        return _must(said.format(count=blocking))
    if not file.sources:
        return _must(_("no marks in it yet; fill it in, save it, and choose it again"))
    words = _("ready; replaces {names}") if file.replaces else _("ready")
    names = listed(f"{sheet.name} v{sheet.version}" for sheet in file.replaces)
    return f'<span class="cx-up cx-says">{escape(words.format(names=names))}</span>'


def _must(words: str) -> str:
    return f'<span class="cx-down cx-says">{escape(words)}</span>'


def changes(preview: Preview) -> None:
    """Show the resulting table beside what stands."""
    scored = preview.changes.dropna(subset=["score_after"])
    if scored.empty:
        return
    member = preview.meeting.subject == SubjectKind.MEMBER
    columns = [
        Column("rank_after", _("Place"), "integer"),
        Column("name", _("Member") if member else _("Branch")),
        Column("score_after", _("Score"), "number"),
    ]
    if scored["score_before"].notna().any():
        columns += [
            Column("score_before", _("Before"), "number", phone=False),
            Column("rise", _("Change"), "change"),
            Column("rank_before", _("Place before"), "integer", phone=False),
        ]
    rows = rows_of(preview.changes.assign(rise=_rise(preview.changes)))
    tables.table(columns, rows, about=_("Result with these files"))


def moves(preview: Preview) -> None:
    """Draw whose score moves most, where any moves."""
    moved = preview.changes[_rise(preview.changes).round(6).fillna(0) != 0]
    if moved.empty:
        return
    st.plotly_chart(
        changes_figure(moved, theme=session.theme()),
        theme=None,
        config=CHART,
        key="upload.changes",
        alt=_("Scores before and after"),
    )
    st.caption(_("Hollow: as it stands. Solid: with these files."))


def _rise(changes: pd.DataFrame) -> pd.Series:
    return changes["score_after"] - changes["score_before"]


def change_heading(preview: Preview) -> str:
    """Return what accepting would do to the scores."""
    changes = preview.changes
    if not changes["score_after"].notna().any():
        return _("With these files nobody has a score yet: other sources are still owed")
    if changes["score_before"].notna().any():
        moved = int((_rise(changes).round(6).fillna(0) != 0).sum())
        return ngettext(
            "With these files {count} score changes",
            "With these files {count} scores change",
            moved,
        ).format(count=moved)
    return _first_scores(preview.meeting.subject, int(changes["score_after"].notna().sum()))


def _first_scores(subject: SubjectKind, count: int) -> str:
    if subject == SubjectKind.MEMBER:
        words = ngettext(
            "With these files {count} member gets a first score",
            "With these files {count} members get a first score",
            count,
        )
    else:
        words = ngettext(
            "With these files {count} branch gets a first score",
            "With these files {count} branches get a first score",
            count,
        )
    return words.format(count=count)


def counts(preview: Preview) -> None:
    """Say in one line how many ratings of each source the acceptable files bring."""
    frames = [file.sheet.ratings for file in preview.files if file.acceptable and file.sheet]
    found = [
        (source, sum(int((f["source"] == source.value).sum()) for f in frames)) for source in Source
    ]
    said = listed(f"{source_label(source)} {count:,}" for source, count in found if count)
    tables.lines([_("Ratings: {counts}").format(counts=said)])


def source_choice() -> Source | None:
    """Draw the choice of the source, for files that do not say it themselves."""
    picked = st.selectbox(
        _("Whose marks are in the files?"),
        ["", *(source.value for source in Source)],
        format_func=lambda one: source_label(Source(one)) if one else _("the files say it"),
        key="upload.source",
    )
    return Source(picked) if picked else None
