"""Changes beyond chance on the screen: counts beside the plain ones, and how they come about."""

import pandas as pd

from cxzy.charts.frames import rows_of
from cxzy.core.language import _
from cxzy.services.improvement import Improvement
from cxzy.services.improvement_certainty import VERDICTS, beyond_counts
from cxzy.services.improvement_certainty_sentences import beyond_heading, computed, line_words
from cxzy.web import tables
from cxzy.web.tables import Column, Row

COLOURS = {"up": "rise", "level": "hairline", "down": "fall"}


def told(rows: pd.DataFrame) -> bool:
    """Return whether of any row is told what chance makes of its change."""
    return bool((rows["verdict"] != "").any())


def counts(shown: Improvement, labels: dict[str, str]) -> None:
    """Draw the counts by grade, by score, and by score beyond chance, below one another."""
    rows = shown.moved
    if not told(rows):
        return
    change = rows["change"]
    plain = {name: int(shown.total[name]) for name in VERDICTS}
    by_score = {
        "up": int((change > 0).sum()),
        "level": int((change == 0).sum()),
        "down": int((change < 0).sum()),
    }
    named = (
        (_("Grade"), plain),
        (_("Score, as it stands"), by_score),
        (_("Score, beyond chance"), beyond_counts(rows)),
    )
    columns = [
        Column("name", _("Counted by")),
        Column("bar", _("Up, same, down"), "html", phone=False),
        *(Column(code, label, "integer") for code, label in labels.items()),
        Column("unknown", _("Not known"), "integer"),
    ]
    if not named[-1][1]["unknown"]:
        columns.pop()
    tables.table(
        columns,
        [_line(name, counted, labels) for name, counted in named],
        about=_("Counts beside those beyond chance"),
        heading=beyond_heading(shown),
    )


def _line(name: str, counted: dict[str, int], labels: dict[str, str]) -> Row:
    parts = [
        (float(counted[code]), f"var(--cx-{COLOURS[code]})", f"{label} {counted[code]:,}")
        for code, label in labels.items()
    ]
    full = max(sum(counted.values()), 1)
    unknown = counted.get("unknown") or tables.NOT_APPLICABLE
    return {**counted, "name": name, "bar": tables.bar(parts, full=full), "unknown": unknown}


def explained(rows: pd.DataFrame) -> None:
    """Say one click further how the error line comes about, and who is expected to return."""
    if told(rows):
        tables.explained(_("How this is computed"), computed(rows))


def column(rows: pd.DataFrame) -> list[Column]:
    """Return the column of error lines, where any is told."""
    return [Column("line", _("Error line"), "soft")] if told(rows) else []


def with_lines(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the words of their error lines."""
    return rows.assign(line=[line_words(row) for row in rows_of(rows)])
