"""Writes a roster as a workbook that can be changed and read again."""

from collections.abc import Sequence

from openpyxl.worksheet.datavalidation import DataValidation

from cxzy.core.labels import kind_label, member_type_label, source_label
from cxzy.core.language import _
from cxzy.core.roster import Roster
from cxzy.core.vocabulary import MemberType, Source, UnitKind
from cxzy.sheets.canvas import (
    Canvas,
    Value,
    letters,
    new_book,
    new_canvas,
    put_row,
    saved,
    set_widths,
)
from cxzy.sheets.document_drawing import draw_words
from cxzy.sheets.paper import HAIRLINE, PANEL, PORTRAIT_WIDTH, RULE, Look, column_width, set_up_page

HEADING = Look(size=10, bold=True, fill=PANEL, bottom=RULE, indent=1, wrap=True)
TEXT = Look(bottom=HAIRLINE, indent=1, number_format="@")
COUNT = Look(bottom=HAIRLINE, across="right")
SPARE_ROWS = 200
"""Rows under the table that offer the same words."""


def roster_workbook(roster: Roster) -> bytes:
    """Return the .xlsx of `roster`: 党员 (branches where those are assessed) and 群体."""
    book, styles = new_book()
    members = new_canvas(book, styles, _("党员 (Members)"))
    _draw(members, _("Roster"), *_member_table(roster))
    electorate = new_canvas(book, styles, _("群体 (Groups)"))
    _draw(electorate, _("Groups entitled to assess"), *_electorate_table(roster))
    return saved(book, [members, electorate])


Table = tuple[list[str], list[list[Value]], dict[int, list[str]]]


def _member_table(roster: Roster) -> Table:
    """Return headings, rows and the words offered by column, for members or for branches."""
    kinds = {str(kind): kind_label(kind) for kind in UnitKind}
    types = {str(type_): member_type_label(type_) for type_ in MemberType}
    frame = roster.members.assign(
        kind=roster.members["kind"].map(lambda kind: kinds.get(kind, kind)),
        type=roster.members["type"].map(lambda type_: types.get(type_, type_)),
    )
    place = [
        ("branch", _("党支部\n(Party branch)")),
        ("organisation", _("二级党组织\n(Organisation)")),
    ]
    place.append(("kind", _("类别\n(Kind)")))
    person = [("subject", _("工号\n(Number)")), ("name", _("姓名\n(Name)"))]
    last = [("type", _("党员类型\n(Type)")), ("position", _("职务\n(Position)"))]
    columns = place if _branches_alone(roster) else person + place + last
    offered = {"kind": list(kinds.values()), "type": list(types.values())}
    keys = [key for key, _heading in columns]
    return (
        [heading for _key, heading in columns],
        [list(row) for row in frame[keys].itertuples(index=False)],
        {keys.index(key) + 1: words for key, words in offered.items() if key in keys},
    )


def _branches_alone(roster: Roster) -> bool:
    members = roster.members
    return len(members) > 0 and bool((members["branch"] == members["subject"]).all())


def _electorate_table(roster: Roster) -> Table:
    labels = {str(source): source_label(source) for source in Source}
    rows: list[list[Value]] = [
        [labels.get(str(source), str(source)), str(group), int(count)]
        for source, group, count in roster.electorate.itertuples(index=False)
    ]
    headings = [_("测评主体\n(Source)"), _("群体\n(Group)"), _("人数\n(Count)")]
    return headings, rows, {1: list(labels.values())}


def _draw(
    canvas: Canvas,
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Value]],
    offered: dict[int, list[str]],
) -> None:
    widths = [
        max(column_width([str(row[place]) for row in rows], least=11), column_width([heading]))
        for place, heading in enumerate(headings)
    ]
    set_widths(canvas, widths)
    top = draw_words(canvas, title, (), len(headings))
    put_row(canvas, top, headings, [HEADING] * len(headings))
    canvas.heights[top] = 26 if "\n" not in headings[0] else 40
    for row, values in enumerate(rows, top + 1):
        put_row(canvas, row, values, [TEXT if isinstance(one, str) else COUNT for one in values])
    bottom = top + len(rows) + SPARE_ROWS
    for column, words in offered.items():
        rule = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True)
        rule.add(f"{letters(column)}{top + 1}:{letters(column)}{bottom}")
        canvas.sheet.add_data_validation(rule)
    canvas.sheet.freeze_panes = f"A{top + 1}"
    landscape = sum(widths) > PORTRAIT_WIDTH
    set_up_page(canvas.sheet, landscape=landscape, repeat=top, footer=title)
