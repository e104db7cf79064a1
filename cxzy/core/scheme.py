"""The scheme: the published rules by which a meeting is scored, read from a TOML file."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from cxzy.core.language import _, listed
from cxzy.core.scheme_checks import adding_up, different, refusal
from cxzy.core.scheme_defaults import BANDS, CRITERIA, GATES, QUOTAS, SCALES, WEIGHTS
from cxzy.core.scheme_errors import SchemeError
from cxzy.core.scheme_parts import (
    BallotRule,
    Band,
    Bonus,
    Criteria,
    Criterion,
    Gate,
    Missing,
    NamedSource,
    Part,
    Percentages,
    Quota,
    Rounding,
    Scale,
    SourceRule,
)
from cxzy.core.scheme_unapplied import not_applied
from cxzy.core.vocabulary import Source, SubjectKind


def _with_default_weights(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    return {
        source: {"weight": WEIGHTS[source], **rule}
        if source in WEIGHTS and isinstance(rule, Mapping)
        else rule
        for source, rule in value.items()
    }


def _standing_sources(sources: dict[Source, SourceRule]) -> dict[Source, SourceRule]:
    on = {source: sources[source] for source in Source if source in sources and sources[source].on}
    adding_up({source: rule.weight for source, rule in on.items() if rule.counts})
    return on


def _descending_bands(bands: tuple[Band, ...]) -> tuple[Band, ...]:
    ordered = tuple(sorted(bands, key=lambda band: -band.lowest))
    found = listed(f"{band.grade} {band.lowest:g}" for band in ordered)
    if len({band.lowest for band in bands}) < len(bands):
        raise refusal(found, _("bands that do not overlap: each its own lowest score"))
    if not ordered or ordered[-1].lowest > 0:
        raise refusal(found, _("bands without a gap: the lowest one must reach 0"))
    return ordered


def _usual_gates(fields: dict[str, Any]) -> tuple[Gate, ...]:
    grades = {band.grade for band in fields.get("bands", ())}
    of_masses = Source.MASS in fields.get("sources", ())
    return tuple(gate for gate in GATES if of_masses and gate.cap in grades)


def _usual_quotas(fields: dict[str, Any]) -> tuple[Quota, ...]:
    grades = {band.grade for band in fields.get("bands", ())}
    of_members = fields.get("subject") is SubjectKind.MEMBER
    return tuple(quota for quota in QUOTAS if of_members and quota.grade in grades)


Sources = Annotated[
    dict[NamedSource, SourceRule],
    BeforeValidator(_with_default_weights),
    AfterValidator(_standing_sources),
]
Bands = Annotated[
    tuple[Band, ...],
    Field(strict=False),
    AfterValidator(different("grade")),
    AfterValidator(_descending_bands),
]


class Scheme(Part):
    """The rules of a period, complete: what a file leaves out stands here with its default.

    `sources` holds the sources that are on, in the order self, peer, leader, mass; `bands`
    are ordered from the best grade down.
    """

    name: str = "一会四评"
    version: str = "1"
    subject: Annotated[SubjectKind, Field(strict=False)] = SubjectKind.MEMBER
    sources: Sources = Field(
        default_factory=lambda: {source: SourceRule(weight=WEIGHTS[source]) for source in Source}
    )
    criteria: Criteria = CRITERIA
    scales: Annotated[tuple[Scale, ...], Field(strict=False)] = SCALES
    missing: Missing = Missing()
    rounding: Rounding = Rounding()
    bands: Bands = BANDS
    gates: Annotated[tuple[Gate, ...], Field(strict=False)] = Field(default_factory=_usual_gates)
    quotas: Annotated[tuple[Quota, ...], Field(strict=False)] = Field(default_factory=_usual_quotas)
    bonus: Annotated[
        tuple[Bonus, ...],
        Field(strict=False),
        AfterValidator(different("key")),
        AfterValidator(different("name")),
    ] = ()
    ballot_rules: Annotated[tuple[BallotRule, ...], Field(strict=False)] = ()
    percentages: Percentages = Percentages()

    @model_validator(mode="after")
    def _gates_and_quotas_name_grades_of_the_bands(self) -> Self:
        grades = {band.grade for band in self.bands}
        named = {gate.cap or gate.fix for gate in self.gates}
        named |= {quota.grade for quota in self.quotas}
        foreign = sorted(grade for grade in named if grade and grade not in grades)
        if foreign:
            raise refusal(
                listed(foreign),
                _("in gates and quotas the grades of the bands ({grades})").format(
                    grades=listed(band.grade for band in self.bands)
                ),
            )
        return self

    @model_validator(mode="after")
    def _favourable_words_are_on_the_scales(self) -> Self:
        named = {word for rule in self.sources.values() for word in rule.aggregation.words}
        known = dict.fromkeys(word for scale in self.scales for word in scale.words)
        foreign = sorted(named - set(known))
        if foreign:
            raise refusal(
                listed(foreign),
                _("in shares of votes the words of the scales ({words})").format(
                    words=listed(known)
                ),
            )
        return self

    @model_validator(mode="after")
    def _a_key_means_one_thing(self) -> Self:
        lists = (self.criteria, *(rule.criteria for rule in self.sources.values()))
        criteria = {name for list_ in lists for one in list_ for name in (one.key, one.label)}
        taken = criteria | {word for scale in self.scales for word in scale.words}
        twice = sorted({one.key for one in self.bonus} & taken)
        twice += sorted({one.name for one in self.bonus} & taken - set(twice))
        if twice:
            raise refusal(listed(twice), _("for bonus points a key and a label of their own"))
        return self

    @property
    def weights(self) -> dict[Source, float]:
        """Share of each source that is on, 0–1, adding to 1; 0 where it does not count."""
        given = {
            source: rule.weight if rule.counts else Decimal(0)
            for source, rule in self.sources.items()
        }
        total = sum(given.values(), Decimal(0))
        return {source: float(weight / total) for source, weight in given.items()}

    def with_weights(self, weights: Mapping[Source, float]) -> "Scheme":
        """Return the scheme with other source weights, in any unit; they are brought to 100.

        Sources that are not named keep their published share of 100; sources that are off stay
        off. Raises SchemeError where a weight is negative, no number, or all are 0.
        """
        given = {source: share * 100 for source, share in self.weights.items()}
        given |= {source: float(weights[source]) for source in given if source in weights}
        total = sum(given.values())
        if not 0 < total < float("inf") or min(given.values()) < 0:
            raise SchemeError.from_weights(listed(f"{s} {w:g}" for s, w in given.items()))
        sources = {}
        for source, rule in self.sources.items():
            weight = Decimal(str(given[source] / total * 100))
            counts = rule.counts or weight > 0
            sources[source] = rule.model_copy(update={"weight": weight, "counts": counts})
        return self.model_copy(update={"sources": sources})

    def criteria_of(self, source: Source) -> tuple[Criterion, ...]:
        """Return the criteria of one source: its own, or else those of the scheme."""
        rule = self.sources.get(source)
        return (rule.criteria if rule else ()) or self.criteria

    @property
    def not_applied(self) -> tuple[str, ...]:
        """Sentences on the parts of this scheme that this version reads and does not apply."""
        return not_applied(self)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the content, the same for two files that say the same."""
        content = {
            name: _canonical(getattr(self, name)) for name in sorted(type(self).model_fields)
        }
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _canonical(value: object) -> Any:
    if isinstance(value, Part):
        fields = type(value).model_fields
        told = [
            name
            for name, field in sorted(fields.items())
            if name not in value.later or getattr(value, name) != field.default
        ]
        return {name: _canonical(getattr(value, name)) for name in told}
    if isinstance(value, Mapping):
        return [[str(key), _canonical(part)] for key, part in value.items()]
    if isinstance(value, list | tuple):
        return [_canonical(part) for part in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if isinstance(value, bool | int | float | None) else str(value)


def load_scheme(path: str | Path) -> Scheme:
    """Return the scheme of a TOML file.

    Raises SchemeError, which names line, key, what was found and what is allowed.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except (OSError, TypeError, UnicodeDecodeError):
        raise SchemeError.from_unreadable(str(path)) from None
    return parse_scheme(text, name=Path(path).name)


@lru_cache(maxsize=64)
def parse_scheme(text: str, *, name: str = "") -> Scheme:
    """Return the scheme of a TOML text; `name` is how errors call it. Raises SchemeError."""
    from cxzy.core.scheme_findings import findings, toml_fault

    try:
        tables = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as fault:
        raise SchemeError.from_toml(*toml_fault(fault), name=name) from None
    try:
        return Scheme.model_validate(tables)
    except ValidationError as fault:
        raise SchemeError.from_findings(findings(fault, text, Scheme), name=name) from None
