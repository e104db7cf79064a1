"""The demo's made-up university: its units and people, from `data/demo`.

Everything is drawn from generators that are seeded by what they draw, so that a change of one
part leaves the others as they were; see docs/decisions/0040-demo-from-a-seed.md.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from cxzy.core.vocabulary import MemberType, Source, UnitKind
from cxzy.store.records import Attendance

DEMO_FOLDER = Path(__file__).parents[2] / "data" / "demo"
POSITIONS = ("党支部书记", "组织委员", "宣传委员")


@dataclass(frozen=True)
class DemoBranch:
    """A branch of the demo; `organisation` is the code of the one above it."""

    code: str
    name: str
    kind: UnitKind
    organisation: str


@dataclass(frozen=True)
class DemoPerson:
    """A made-up member; `branch` is the code of the branch."""

    number: str
    name: str
    branch: str
    type: MemberType
    position: str


@cache
def parameters(name: str) -> dict[str, Any]:
    """Return what stands in `data/demo/<name>.toml`."""
    return tomllib.loads((DEMO_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def generator(*what: object) -> np.random.Generator:
    """Return the generator of one part of the demo, the same in every run."""
    seed = parameters("university")["seed"]
    return np.random.default_rng([seed, crc32("/".join(map(str, what)).encode())])


def organisations() -> dict[str, str]:
    """Return the name of each secondary organisation under its code."""
    university = parameters("university")
    return {
        f"{university['number']}{place:02d}": organisation["name"]
        for place, organisation in enumerate(university["organisations"], start=1)
    }


@cache
def branches() -> tuple[DemoBranch, ...]:
    """Return the branches, organisation by organisation."""
    found: list[DemoBranch] = []
    listed = parameters("university")["organisations"]
    for above, organisation in zip(organisations(), listed, strict=True):
        named = [(kind, name) for kind in UnitKind for name in organisation.get(kind.value, [])]
        found += [
            DemoBranch(f"{above}{place:02d}", name, kind, above)
            for place, (kind, name) in enumerate(named, start=1)
        ]
    return tuple(found)


@cache
def people() -> tuple[DemoPerson, ...]:
    """Return the members, branch by branch; a few branches have two of one name."""
    numbers = {kind: _numbers(kind) for kind in UnitKind}
    taken: set[str] = set()
    found: list[DemoPerson] = []
    for branch in branches():
        members = _branch_people(branch, numbers[branch.kind], taken)
        taken |= {member.name for member in members}
        found += members
    return tuple(found)


def members_of(branch: str) -> list[DemoPerson]:
    """Return the members of the branch with this code."""
    return [person for person in people() if person.branch == branch]


def in_story(story: str, branch: DemoBranch) -> bool:
    """Return whether something of this name happens to the branch in the demo."""
    return branch.name in parameters("university")["stories"][story]


def branch_attendance(branch: DemoBranch, period: str) -> list[Attendance]:
    """Return who may assess at a branch's meeting, and who came."""
    present = len(members_of(branch.code))
    own = [Attendance(source, "", present, present) for source in (Source.SELF, Source.PEER)]
    kind = parameters("university")["kinds"][branch.kind.value]
    return own + list(_guests(kind, generator("attendance", branch.code, period)))


def organisation_attendance(organisation: str, period: str) -> list[Attendance]:
    """Return who may assess at an organisation's meeting over its branches, and who came."""
    present = sum(branch.organisation == organisation for branch in branches())
    own = [Attendance(source, "", present, present) for source in (Source.SELF, Source.PEER)]
    guests = parameters("university")["branch_meeting"]
    return own + list(_guests(guests, generator("attendance", organisation, period)))


def _guests(rules: dict[str, Any], drawn: np.random.Generator) -> Iterator[Attendance]:
    for group, count in rules["leaders"].items():
        yield Attendance(Source.LEADER, group, count, count)
    for group, (fewest, most) in rules["electorate"].items():
        expected = int(drawn.integers(fewest, most + 1))
        came = rules["ballots"][group] + int(drawn.integers(-1, 2))
        yield Attendance(Source.MASS, group, expected, max(1, min(came, expected)))


def _numbers(kind: UnitKind) -> Iterator[str]:
    rules, drawn = parameters("university")["kinds"][kind.value], generator("numbers", kind)
    number = rules["first_number"]
    while True:
        yield rules["number"].format(number)
        number += int(drawn.integers(1, 9))


def _branch_people(branch: DemoBranch, numbers: Iterator[str], taken: set[str]) -> list[DemoPerson]:
    rules, drawn = parameters("university")["kinds"][branch.kind.value], generator(branch.code)
    fewest, most = rules["members"]
    names = _names(drawn, int(drawn.integers(fewest, most + 1)), taken)
    if in_story("namesakes", branch):
        names[-1] = names[4]
    probationary = drawn.random(len(names)) < rules["probationary"]
    probationary[: len(POSITIONS)] = False
    positions = [*POSITIONS, *[""] * len(names)]
    return [
        DemoPerson(next(numbers), name, branch.code, _type(new), position)
        for name, new, position in zip(names, probationary, positions, strict=False)
    ]


def _type(probationary: bool) -> MemberType:
    return MemberType.PROBATIONARY if probationary else MemberType.FORMAL


def _names(drawn: np.random.Generator, count: int, taken: set[str]) -> list[str]:
    syllables = parameters("names")
    names: list[str] = []
    while len(names) < count:
        size = 1 if drawn.random() < syllables["one_syllable"] else 2
        given = "".join(drawn.choice(syllables["given"], size))
        name = f"{drawn.choice(syllables['family'])}{given}"
        if name not in taken and name not in names:
            names.append(name)
    return names
