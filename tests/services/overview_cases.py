"""A university of two organisations with three branches each, graded over two periods."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from cxzy.core.vocabulary import UnitKind, UnitLevel
from cxzy.services import campaign
from cxzy.services.acceptance import accept
from cxzy.services.records import Period, Unit
from cxzy.services.upload import check_files
from tests.services.university import SCHEME, Marks, office, workbook

ORGANISATIONS = ("01", "02")
BRANCHES = tuple(f"{place}0{number}" for place in ORGANISATIONS for number in (1, 2, 3))
NAMES = {code: f"{sign}支部" for code, sign in zip(BRANCHES, "甲乙丙丁戊己", strict=True)}
KINDS = (UnitKind.STAFF, UnitKind.STUDENT, UnitKind.OFFICE)
SOURCES = {"self": 0.1, "peer": 0.3, "leader": 0.3, "mass": 0.3}
OFFSETS = {"self": 4.0, "peer": 1.0, "leader": -3.0, "mass": 0.0}
LEVELS = {  # marks of the masses; the scores lie 0.2 below, by 0.1×4 + 0.3×1 − 0.3×3
    "2011-2": dict(zip(BRANCHES, (92.0, 88.0, 58.0, 82.0, 81.0, 75.0), strict=True)),
    "2012-1": dict(zip(BRANCHES, (93.0, 91.0, 78.0, 80.1, 83.0, 55.0), strict=True)),
}
BRANCH_SCHEME = SCHEME.replace('version = "1"', 'version = "1"\nsubject = "branch"').replace(
    "试评", "支部试评"
)


def branch_marks(levels: dict[str, float]) -> Marks:
    """Return marks of all sources: two raters each, one criterion a point above, one below."""
    return {
        source: [
            (
                NAMES[code] if source == "self" else f"评委{rater}",
                NAMES[code],
                (level + offset + spread + 2, level + offset + spread - 3),
            )
            for rater, spread in enumerate((0.0,) if source == "self" else (-0.5, 0.5))
            for code, level in levels.items()
        ]
        for source, offset in OFFSETS.items()
    }


def branch_score(level: float) -> float:
    """Return a score by plain arithmetic: criteria 60/40 at +2 and −3, sources by weight."""
    ballot = level + 0.6 * 2 - 0.4 * 3
    return round(sum(SOURCES[source] * (ballot + OFFSETS[source]) for source in SOURCES), 2)


@dataclass(frozen=True)
class Campaign:
    """A database, its units by code, its periods, the oldest first, and the scheme's id."""

    engine: Engine
    units: dict[str, Unit]
    periods: tuple[Period, ...]
    scheme_id: int


def two_periods(engine: Engine) -> Campaign:
    """Fill a database with both periods and the sheets of both organisations."""
    units = build_units(engine)
    scheme_id = campaign.add_scheme(engine, office(), BRANCH_SCHEME).id
    periods = tuple(add_period(engine, key) for key in LEVELS)
    for period in periods:
        hold(engine, period, units, scheme_id)
    return Campaign(engine, units, periods, scheme_id)


def build_units(engine: Engine) -> dict[str, Unit]:
    """Add the organisations and branches; return them by code."""
    root = campaign.add_unit(
        engine, office(), code="0", name="云岭大学党委", level=UnitLevel.UNIVERSITY
    )
    units = {
        code: campaign.add_unit(
            engine, office(), code=code, name=f"{'东西'[code == '02']}学院党委",
            level=UnitLevel.ORGANISATION, parent_id=root.id,
        )
        for code in ORGANISATIONS
    }  # fmt: skip
    for code, kind in zip(BRANCHES, KINDS * 2, strict=True):
        units[code] = campaign.add_unit(
            engine, office(), code=code, name=NAMES[code],
            level=UnitLevel.BRANCH, kind=kind, parent_id=units[code[:2]].id,
        )  # fmt: skip
    return units


def add_period(engine: Engine, key: str) -> Period:
    """Add the first half of 2012 or the second of 2011."""
    year, first = int(key[:4]), key.endswith("-1")
    starts, ends = (date(year, 1, 1), date(year, 6, 30)) if first else (
        date(year, 7, 1), date(year, 12, 31)
    )  # fmt: skip
    name = f"{year}年{'上' if first else '下'}半年"
    return campaign.add_period(engine, office(), key=key, name=name, starts=starts, ends=ends)


def hold(
    engine: Engine, period: Period, units: dict[str, Unit], scheme_id: int, *, sheets: bool = True
) -> None:
    """Hold the meetings of both organisations over their branches, with their sheets or without."""
    for organisation in ORGANISATIONS:
        meeting = campaign.add_meeting(
            engine, office(), period_id=period.id,
            unit_id=units[organisation].id, scheme_id=scheme_id,
        )  # fmt: skip
        if sheets:
            own = {c: level for c, level in LEVELS[period.key].items() if c[:2] == organisation}
            files = [("评分表.xlsx", workbook(branch_marks(own)))]
            accept(engine, office(), check_files(engine, office(), meeting.id, files))
