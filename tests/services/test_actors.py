"""Every service call passes the gate, and the gate denies by default."""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from cxzy.core.language import use_language
from cxzy.services.actors import (
    ACTIONS,
    Actor,
    PermissionDenied,
    Role,
    allowed,
    demo_office,
    require,
    shown_name,
)
from tests.services.university import University

SERVICES = Path(__file__).parents[2] / "cxzy" / "services"
OPEN = {"standing_ratings", "fill_demo", "revision"}
"""Not called for a person: parts of other services, the command that fills a demo."""


def calls_for_a_person() -> Iterator[tuple[str, Callable[..., Any]]]:
    for path in sorted(SERVICES.glob("*.py")):
        module = import_module(f"cxzy.services.{path.stem}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and "actor" in inspect.signature(function).parameters:
                yield f"{path.stem}.{name}", function


CALLS = dict(calls_for_a_person())
NOT_A_CALL = {"actors.allowed", "actors.require"}


def test_the_list_of_calls_is_not_empty() -> None:
    assert len(CALLS) > 20


@pytest.mark.parametrize("name", sorted(set(CALLS) - NOT_A_CALL))
def test_a_member_may_call_nothing(name: str, university: University) -> None:
    stranger = Actor("路人", Role.MEMBER, frozenset())
    asked = inspect.signature(CALLS[name]).parameters
    arguments = {
        key: _argument(key, university)
        for key, parameter in asked.items()
        if parameter.default is inspect.Parameter.empty and key not in {"engine", "actor"}
    }
    engine = [university.engine] if "engine" in asked else []
    with pytest.raises(PermissionDenied):
        CALLS[name](*engine, stranger, **arguments)


def _argument(key: str, university: University) -> Any:
    from cxzy.core.vocabulary import SubjectKind
    from cxzy.services.filters import Filters
    from cxzy.services.previews import Preview

    known = {
        "meeting_id": university.meetings[0].id,
        "period_id": university.period.id,
        "filters": Filters(university.period.id),
        "unit": university.branches[0],
        "unit_id": university.branches[0].id,
        "period": university.period,
        "subject": SubjectKind.MEMBER,
        "key": "0101000",
        "files": [("a.xlsx", b"")],
    }
    if key == "preview":
        from cxzy.core.roster import Roster
        from cxzy.core.scheme import parse_scheme
        from tests.services.university import SCHEME

        return Preview(university.meetings[0], parse_scheme(SCHEME), Roster(), (), (), False)
    if key == "member":
        from cxzy.store.database import reading
        from cxzy.store.members import members

        with reading(university.engine) as connection:
            return members(connection)[0]
    if key == "sheet_id":
        return _a_sheet(university)
    return known.get(key)


def _a_sheet(university: University) -> int:
    from cxzy.store.database import writing
    from cxzy.store.records import NewSheet
    from cxzy.store.sheets import add_sheet

    sheet = NewSheet(university.meetings[0].id, "a.xlsx", b"x", (), (), b"", 0, "[]")
    with writing(university.engine) as connection:
        return add_sheet(connection, sheet, actor="办公室").id


def test_what_is_not_registered_is_denied_even_to_the_office() -> None:
    with pytest.raises(PermissionDenied):
        require(Actor("办公室", Role.OFFICE), "no.such.action")


def test_a_secretary_reaches_the_own_units_only() -> None:
    secretary = Actor("书记", Role.SECRETARY, frozenset({7}))
    assert allowed(secretary, "sheet.accept", 7)
    assert not allowed(secretary, "sheet.accept", 8)
    assert not allowed(secretary, "campaign.change", 7)


def test_an_auditor_changes_nothing() -> None:
    auditor = Actor("审计", Role.AUDITOR)
    changing = {"ballot.decide", "campaign.change", "sheet.accept", "sheet.check", "sheet.remind"}
    changing |= {"form.forget", "form.forget_shared", "form.read", "form.remember"}
    assert {action for action in ACTIONS if not allowed(auditor, action)} == changing


def test_a_denial_says_who_and_what() -> None:
    use_language("en")
    with pytest.raises(PermissionDenied, match=r"路人 .*sheet\.accept"):
        require(Actor("路人", Role.MEMBER), "sheet.accept")


def test_the_office_of_the_demo_is_named_in_the_language_of_whoever_reads() -> None:
    use_language("en")
    kept = demo_office().name
    assert shown_name(kept) == "Party office (demo)"
    use_language("zh")
    assert demo_office().name == kept
    assert shown_name(kept) == "党委办公室（演示）"
    assert shown_name("王芳") == "王芳"
