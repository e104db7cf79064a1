"""The rater groups of ballots, compared with those that the scheme or the electorate weighs."""

from dataclasses import dataclass

import numpy as np

from cxzy.core.vocabulary import Source
from cxzy.sheets.collected import Collected, Part
from cxzy.sheets.points import nearest
from cxzy.sheets.problems import Cell
from cxzy.sheets.wording import plain


@dataclass
class _Named:
    """The ballots that name one group: how many, and where the first stands."""

    first: Cell
    count: int = 0


def known_group(source: Source | None, text: str, collected: Collected) -> str:
    """Return the group of scheme or roster that a text means, else the text as it stands."""
    if not text or source is None:
        return text
    return next((one for one in collected.groups(source) if plain(one) == plain(text)), text)


def group_in(text: str, collected: Collected) -> str:
    """Return the group that a heading names, such as 教师 in 教师代表; "" for none or several."""
    known = {group for source in Source for group in collected.groups(source)}
    named = [group for group in known if plain(group) in plain(text)]
    return named[0] if len(named) == 1 else ""


def say_groups(collected: Collected) -> None:
    """Note, per source whose groups have weights, groups not known and ballots without one."""
    weighed = {source: collected.weighed_groups(source) for source in collected.listed}
    for source, groups in weighed.items():
        if groups:
            _say_groups_of(source, groups, collected)


def _say_groups_of(source: Source, groups: tuple[str, ...], collected: Collected) -> None:
    named = _named_groups(source, collected)
    for text in named.keys() - {*groups, ""}:
        collected.problem(
            "unknown_group",
            named[text].first,
            text,
            groups=groups,
            count=str(named[text].count),
            near=nearest(text, groups),
        )
    nameless = named.get("")
    if nameless is None:
        return
    if len(named) > 1:
        count = str(nameless.count)
        collected.problem("group_missing", nameless.first, groups=groups, count=count)
    elif len(groups) > 1:
        collected.problem("groups_not_named", nameless.first, groups=groups)


def _named_groups(source: Source, collected: Collected) -> dict[str, _Named]:
    """Return the ballots of a source by the group that they name, "" for none."""
    named: dict[str, _Named] = {}
    code = collected.codes["source"].one(source)
    for part in collected.parts:
        here, group_of = (part.source == code).take(part.ballot), part.group.take(part.ballot)
        for group in np.unique(group_of[here]).tolist():
            places = np.flatnonzero(here & (group_of == group))
            name = collected.codes["group"].value(group)
            one = named.setdefault(name, _Named(_cell(part, int(places[0]), collected)))
            one.count += len(np.unique(part.ballot[places] if part.places else part.row[places]))
    return named


def _cell(part: Part, place: int, collected: Collected) -> Cell:
    """Return the group's cell of a rating where a column has it, else that of its ballot."""
    sheet = collected.codes["sheet_name"].value(int(part.sheet_name[part.ballot[place]]))
    row = int(part.row[place])
    column = int(part.column[place])
    if part.places:
        row, column = part.places[part.ballot[place]]
    return Cell(collected.file, sheet, row, collected.group_columns.get(sheet, column))
