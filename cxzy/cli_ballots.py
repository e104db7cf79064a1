"""The command that looks through the ballots of a period."""

from typing import TYPE_CHECKING, Any

from cxzy.cli_database import PeriodKey, UnitCode, period_id, unit_id
from cxzy.cli_options import AsJson
from cxzy.cli_output import progress_bar, results
from cxzy.cli_records import print_json, records
from cxzy.core.language import _, ngettext

if TYPE_CHECKING:
    import pandas as pd

FIELDS = (
    "meeting", "name", "organisation", "electorate", "ballots", "turnout", "effective", "missing",
    "crowded", "missing_groups", "needs", "waiting",
)  # fmt: skip


def ballots(period: PeriodKey, unit: UnitCode = "", as_json: AsJson = False) -> None:
    """Print the meetings with ballots that wait for a decision, or whose turnout needs a look."""
    from cxzy.services.actors import demo_office
    from cxzy.services.quality_overview import quality_overview, with_waiting
    from cxzy.services.quality_sentences import overview_answer, overview_detail
    from cxzy.services.quality_waiting import known_waiting, look_through
    from cxzy.services.workspace import workspace

    engine, actor = workspace(), demo_office()
    shown = quality_overview(
        engine, actor, period_id=period_id(engine, period), unit_id=unit_id(engine, unit)
    )
    with progress_bar(_("Looking through the ballots")) as advance:
        for done in look_through(engine, actor, shown.versions):
            advance(done, len(shown.versions), "")
    table = with_waiting(shown, known_waiting(engine, actor, shown.versions))
    found = table[(table["waiting"] > 0) | (table["needs"] > 0)]
    if as_json:
        print_json({"period": shown.period.key, "meetings": records(found[list(FIELDS)])})
        return
    for line in (overview_answer(shown), overview_detail(shown, table), *_lines(found)):
        results().print(line, markup=False, soft_wrap=True)


def _lines(found: "pd.DataFrame") -> list[str]:
    return [_line(row) for row in found.to_dict("records")]


def _line(row: Any) -> str:
    waiting = 0 if row["waiting"] != row["waiting"] else int(row["waiting"])
    words = ngettext("{count} ballot waits", "{count} ballots wait", waiting)
    turnout = _("turnout unknown")
    if row["turnout"] == row["turnout"]:
        turnout = _("turnout {share:.0%}").format(share=row["turnout"])
    said = [turnout, words.format(count=waiting)]
    if row["missing_groups"]:
        said.append(_("nobody of {groups}").format(groups=row["missing_groups"]))
    return _("Meeting {id}, {name}: {what}").format(
        id=row["meeting"], name=row["name"], what=_("; ").join(said)
    )
