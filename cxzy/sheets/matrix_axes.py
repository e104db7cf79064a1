"""Which side of a matrix assesses and which is assessed: as the headings say, or by the names."""

from collections.abc import Collection
from dataclasses import dataclass

from cxzy.core.vocabulary import Source
from cxzy.sheets.block import Block
from cxzy.sheets.collected import Collected
from cxzy.sheets.columns import Column
from cxzy.sheets.headings import Role
from cxzy.sheets.marks import text_mark
from cxzy.sheets.names import are_raters, name_key
from cxzy.sheets.problems import Cell, first_of
from cxzy.sheets.stated import labels, say_not_read, say_unknown
from cxzy.sheets.wording import plain, shown
from cxzy.sheets.words_down import says_result

LABELS = (Role.RATER, Role.SUBJECT, Role.CRITERION_NAME)
GENERAL = {"", "姓名", "党员姓名", "name"}


@dataclass(frozen=True)
class Axes:
    """What stands down and across; `assumed` where the headings do not say it."""

    label: Column
    across: tuple[Column, ...]
    down_role: Role
    across_role: Role
    assumed: bool = False


def parts_of(block: Block) -> tuple[Column | None, tuple[Column, ...]]:
    """Return the column of row labels and the columns of marks."""
    labels = [column for column in block.columns if column.corner or column.role in LABELS]
    numbered = [c for c in block.having(Role.IGNORED) if c.index == block.columns[0].index]
    label = next(iter([*labels, *_unheaded(block), *numbered, *_titled(block)]), None)
    if label is None:
        return None, ()
    headed = [c for c in block.having(Role.UNKNOWN) if c.index > label.index and c.text]
    return label, tuple(column for column in headed if not says_result(column.text))


def _unheaded(block: Block) -> list[Column]:
    """Return the columns without a heading that hold something: names, as a rule."""
    blank = [column for column in block.having(Role.UNKNOWN) if not column.text]
    return [c for c in blank if any(value != "" for value in block.values(c))]


def _titled(block: Block) -> list[Column]:
    """Return the first column that holds anything, if it has names under a title such as 互评."""
    filled = (c for c in block.columns if c.text or any(v != "" for v in block.values(c)))
    first = next(filled, None)
    if first is None or first.role is not Role.UNKNOWN:
        return []
    values = [value for value in block.values(first) if value != ""]
    names = values and all(isinstance(v, str) and text_mark(v).kind == "word" for v in values)
    return [first] if names else []


def axes_of(block: Block, collected: Collected) -> Axes | None:
    """Return what stands down and across: as the corner says, else by the names themselves.

    None where neither does: outside raters on one side and, nobody knows on which, the subjects.
    """
    label, across = parts_of(block)
    if label is None or not across:
        return None
    if label.role is Role.CRITERION_NAME or _are_criteria(block, label, collected):
        others = Role.RATER if block.context.subject else Role.SUBJECT
        return Axes(label, across, Role.CRITERION_NAME, others)
    if label.corner:
        return Axes(label, across, *label.corner)
    above = next((c.above for c in across if c.above in LABELS), Role.UNKNOWN)
    if above is Role.RATER or (label.role is Role.SUBJECT and plain(label.text) not in GENERAL):
        return Axes(label, across, Role.SUBJECT, Role.RATER)
    if above is Role.SUBJECT or label.role in {Role.RATER, Role.IGNORED}:
        return Axes(label, across, Role.RATER, Role.SUBJECT)
    return _by_names(block, label, across, collected)


def _are_criteria(block: Block, label: Column, collected: Collected) -> bool:
    """Whether most of what stands down are criteria; then those assessed stand across."""
    texts = {shown(value) for value in block.values(label) if value != ""}
    found = sum(collected.vocabulary.heading(text).role is Role.ASPECT for text in texts)
    return found * 2 > len(texts) and found > 1


def _by_names(
    block: Block, label: Column, across: tuple[Column, ...], collected: Collected
) -> Axes | None:
    down_names = {name_key(shown(value)) for value in block.values(label) if value != ""}
    across_names = {name_key(column.text) for column in across}
    if collected.names.known:
        down_known = mostly_known(down_names, collected)
        if down_known != mostly_known(across_names, collected):
            roles = (Role.SUBJECT, Role.RATER) if down_known else (Role.RATER, Role.SUBJECT)
            others = across_names if down_known else down_names
            return Axes(label, across, *roles, assumed=known_names(others, collected) > 0)
    raters_down = are_raters({shown(value) for value in block.values(label) if value != ""})
    if raters_down != are_raters({column.text for column in across}):
        roles = (Role.RATER, Role.SUBJECT) if raters_down else (Role.SUBJECT, Role.RATER)
        return Axes(label, across, *roles)
    if len(across_names & down_names) * 2 > len(across_names):
        return Axes(label, across, Role.RATER, Role.SUBJECT, assumed=True)
    if not label.text:
        return None
    return Axes(label, across, Role.SUBJECT, Role.RATER, assumed=True)


def known_names(names: Collection[str], collected: Collected) -> int:
    """Return how many of some names stand on the roster."""
    return sum(collected.names.find(name).code != "unknown_name" for name in names)


def mostly_known(names: Collection[str], collected: Collected) -> bool:
    """Whether more than half of some names stand on the roster."""
    return known_names(names, collected) * 2 > len(names)


def say_axes(block: Block, axes: Axes | None, source: Source, collected: Collected) -> None:
    """Note what the form does not say itself of who assesses whom."""
    if axes is None:
        corner = Cell(collected.file, block.grid.name, block.top + 1, block.columns[0].index + 1)
        collected.problem("direction_unknown", corner)
        return
    for column in block.having(Role.UNKNOWN):
        if column.index > axes.label.index and says_result(column.text):
            say_not_read(block, column, source, collected)
    if are_no_raters(axes, source):
        for column in axes.across:
            cell = Cell(collected.file, block.grid.name, column.row, column.index + 1)
            say_unknown(column.text, cell, source, collected)
        return
    if axes.assumed:
        _say_assumed(block, axes, collected)
    if len(collected.criteria_of(source)) > 1 and _may_be_criteria(axes):
        _say_raters(block, axes, source, collected)


def are_no_raters(axes: Axes, source: Source) -> bool:
    """Whether several columns of self ratings have headings: nobody rates himself twice."""
    return source is Source.SELF and axes.across_role is Role.RATER and len(axes.across) > 1


def _may_be_criteria(axes: Axes) -> bool:
    """Whether nothing but the place of the headings made them raters."""
    if axes.across_role is not Role.RATER or axes.label.corner:
        return False
    stated = any(column.above is Role.RATER for column in axes.across)
    return not stated and not are_raters([column.text for column in axes.across])


def _say_raters(block: Block, axes: Axes, source: Source, collected: Collected) -> None:
    first = axes.across[0]
    cell = Cell(collected.file, block.grid.name, first.row, first.index + 1)
    found = first_of([column.text for column in axes.across])
    collected.problem("raters_assumed", cell, found, criteria=tuple(labels(source, collected)))


def _say_assumed(block: Block, axes: Axes, collected: Collected) -> None:
    down = {Role.RATER: "评价人", Role.SUBJECT: "被测评人"}
    cell = Cell(collected.file, block.grid.name, block.top + 1, axes.label.index + 1)
    collected.problem(
        "direction_assumed",
        cell,
        axes.label.text,
        down=down.get(axes.down_role, ""),
        across=down.get(axes.across_role, ""),
    )
